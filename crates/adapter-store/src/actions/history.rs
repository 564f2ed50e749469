//! What acts leave in the history of a risk: a line each, with who asked for it and why, whoever did it.
//!
//! It is written when the act has its effect. The fold does not read it: what the store did is kept by itself, and what another system did
//! that system says.

use std::collections::HashMap;

use riskgate_adapter::Claimed;
use riskgate_model::{Act, ActionId, Claimant, Decision, Id, Identity, RiskDetail, RiskLevel, RiskState, SignInId, Target, Time, Word};
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::known::{self, KnownIdentity, KnownSignIn};
use crate::{
    cells::claimant,
    effect::{Effect, effect},
    error::StoreError,
    sink::{
        acts::{self, Done},
        rows::{Row, text, time, word},
        together,
    },
    table::identity_kind,
};

/// A line of a history.
struct Line {
    identity: Identity,
    at: Time,
    /// The identity's risk from then on, as far as it is known.
    state: Option<Word<RiskState>>,
    level: Option<Word<RiskLevel>>,
    /// What was done.
    detail: Word<RiskDetail>,
}

/// Writes the lines of steps that succeeded, of those that are about the risk of somebody who is known. Answers whether there are any.
pub(super) async fn write(transaction: &DatabaseTransaction, steps: &[&Claimed]) -> Result<bool, StoreError> {
    let facts = Facts::of(transaction, steps).await?;
    let rows: Vec<Row> = steps.iter().filter_map(|step| Some(row(step, &facts.line(step)?))).collect();
    together::upsert(transaction, "risk_changes", &["tenant", "id"], &rows).await?;
    Ok(!rows.is_empty())
}

fn row(step: &Claimed, line: &Line) -> Row {
    let id = format!("act:{}:{}", step.action.object(), step.number);
    vec![
        ("tenant", step.action.tenant().as_str().into()),
        ("id", id.into()),
        ("identity_kind", identity_kind(&line.identity).into()),
        ("identity_id", line.identity.object().into()),
        ("changed", time(Some(line.at))),
        ("risk_state", word(line.state.as_ref())),
        ("risk_level", word(line.level.as_ref())),
        ("risk_detail", word(Some(&line.detail))),
        ("risk_event_types", "[]".into()),
        ("initiated_by", text(step.by.object.as_deref())),
        ("claimant", claimant(Claimant::Administrator).into()),
        ("is_item", 0_i64.into()),
        ("record", json!({"activity": {"detail": line.detail.as_str()}}).to_string().into()),
        ("requested_by", step.by.name.as_str().into()),
        ("reason", text(step.reason.as_deref())),
        ("action", step.action.object().into()),
    ]
}

/// What is known of the steps and of whom they were done to.
struct Facts {
    done: HashMap<(ActionId, u32), Done>,
    sign_ins: HashMap<SignInId, KnownSignIn>,
    identities: HashMap<Identity, KnownIdentity>,
}

impl Facts {
    async fn of(transaction: &DatabaseTransaction, steps: &[&Claimed]) -> Result<Self, StoreError> {
        let steps: Vec<&Claimed> = steps.iter().copied().filter(|step| effect(step.act).is_some()).collect();
        let done = acts::done(transaction, &steps).await?;
        let sign_ins = steps.iter().filter_map(|step| match &step.target {
            Target::SignIn(id) => Some(id),
            _ => None,
        });
        let sign_ins = known::sign_ins(transaction, sign_ins).await?;
        let mut facts = Self { done, sign_ins, identities: HashMap::new() };
        // Where the act says nothing of the identity's risk, the line says what it is.
        let silent: Vec<Done> = steps.iter().filter_map(|step| facts.told(step)).filter(|told| !told.says).collect();
        facts.identities = known::identities(transaction, silent.iter().map(|told| &told.identity)).await?;
        Ok(facts)
    }

    /// What the step was to an identity.
    fn told(&self, step: &Claimed) -> Option<Done> {
        if let Some(done) = self.done.get(&(step.action.clone(), step.number)) {
            return Some(done.clone());
        }
        let is_of_sign_in_alone = matches!(step.act, Act::ConfirmSignInSafe | Act::DismissSignInRisk);
        let says = step.act.decides() == Some(Decision::Risk) && !is_of_sign_in_alone;
        Some(Done { identity: self.whose(&step.target)?, at: step.progress.since, says })
    }

    fn line(&self, step: &Claimed) -> Option<Line> {
        let Effect { state, level, detail } = effect(step.act)?;
        let Done { identity, at, says } = self.told(step)?;
        if says {
            return Some(Line { identity, at, state: Some(state.into()), level: Some(level.into()), detail: detail.into() });
        }
        if step.act.decides() != Some(Decision::Risk) {
            return None;
        }
        // It was about a sign-in, and left the identity's risk as it is.
        let known = self.identities.get(&identity);
        let (state, level) = known.map_or((None, None), |known| (known.state.clone(), known.level.clone()));
        Some(Line { identity, at, state, level, detail: detail.into() })
    }

    /// Whose history it is.
    fn whose(&self, target: &Target) -> Option<Identity> {
        match target {
            Target::User(id) => Some(Identity::User(id.clone())),
            Target::ServicePrincipal(id) => Some(Identity::ServicePrincipal(id.clone())),
            Target::SignIn(id) => self.sign_ins.get(id)?.identity.clone(),
            // What it says of whom, and since when, is a line of its own.
            Target::Alert(_) => None,
        }
    }
}
