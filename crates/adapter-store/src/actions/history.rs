//! What acts leave in the history of a risk: a line each, with who asked for it and why, whoever did it.
//!
//! It is written when the act has its effect. The fold does not read it: what the store did is kept by itself, and what another system did
//! that system says.

use riskgate_adapter::Claimed;
use riskgate_model::{Act, Claimant, Decision, Id, Identity, RiskDetail, RiskLevel, RiskState, Target, Time, Word};
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::known;
use crate::{
    cells::claimant,
    effect::{Effect, effect},
    error::StoreError,
    sink::{
        acts,
        rows::{self, text, time, word},
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

/// Writes the line of a step that succeeded, where it is about the risk of somebody who is known. Answers whether it is.
pub(super) async fn write(transaction: &DatabaseTransaction, step: &Claimed) -> Result<bool, StoreError> {
    let Some(line) = line(transaction, step).await? else { return Ok(false) };
    let id = format!("act:{}:{}", step.action.object(), step.number);
    let row = vec![
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
    ];
    rows::upsert(transaction, "risk_changes", &["tenant", "id"], vec![row], "").await?;
    Ok(true)
}

async fn line(transaction: &DatabaseTransaction, step: &Claimed) -> Result<Option<Line>, StoreError> {
    let Some(effect) = effect(step.act) else { return Ok(None) };
    let (identity, at, says) = if let Some(done) = acts::done(transaction, &step.action, step.number).await? {
        (done.identity, done.at, done.says)
    } else {
        let Some(identity) = whose(transaction, &step.target).await? else { return Ok(None) };
        let is_of_sign_in_alone = matches!(step.act, Act::ConfirmSignInSafe | Act::DismissSignInRisk);
        (identity, step.progress.since, step.act.decides() == Some(Decision::Risk) && !is_of_sign_in_alone)
    };
    let Effect { state, level, detail } = effect;
    if says {
        return Ok(Some(Line { identity, at, state: Some(state.into()), level: Some(level.into()), detail: detail.into() }));
    }
    if step.act.decides() != Some(Decision::Risk) {
        return Ok(None);
    }
    // It was about a sign-in, and left the identity's risk as it is.
    let known = known::identity(transaction, &identity).await?;
    let (state, level) = known.map_or((None, None), |known| (known.state, known.level));
    Ok(Some(Line { identity, at, state, level, detail: detail.into() }))
}

/// Whose history it is.
async fn whose(transaction: &DatabaseTransaction, target: &Target) -> Result<Option<Identity>, StoreError> {
    Ok(match target {
        Target::User(id) => Some(Identity::User(id.clone())),
        Target::ServicePrincipal(id) => Some(Identity::ServicePrincipal(id.clone())),
        Target::SignIn(id) => known::sign_in(transaction, id).await?.and_then(|sign_in| sign_in.identity),
    })
}
