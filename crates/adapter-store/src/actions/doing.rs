//! An act on many at once: what is asked of the database for one is asked for all of them together, each of whom is somebody else. Whoever is
//! acted on twice comes in another round, and finds what the one before has left.

use std::collections::{BTreeSet, HashSet};

use riskgate_adapter::Asked;
use riskgate_model::{Act, Identity, Kept, MsgraphRecord, Record, RiskDetail, SignInId, Target, TargetKind, Time, Word};
use sea_orm::DatabaseTransaction;
use serde_json::{Value, json};

use super::known::{self, KnownIdentity, KnownSignIn, is_open};
use crate::{
    effect::effect,
    error::StoreError,
    sink::{
        acts::{self, Deed, Subject},
        changes, events,
        touched::Touched,
        verdicts,
    },
};

/// An act that is being done.
pub(super) struct Doing<'a> {
    pub(super) transaction: &'a DatabaseTransaction,
    pub(super) act: Act,
    pub(super) now: Time,
}

/// An act on somebody who is known.
pub(super) struct Aimed<'a> {
    pub(super) asked: &'a Asked,
    /// The sign-in, where it is one.
    sign_in: Option<SignInId>,
    /// Whom it is done to, or whose sign-in it is.
    identity: Option<Identity>,
    /// Whether the sign-in's risk is open.
    is_open: bool,
    /// When it is done.
    at: Time,
}

impl Doing<'_> {
    /// What is asked for, without those whom nobody knows, in rounds of which none has anybody twice.
    pub(super) async fn rounds<'a>(&self, asked: Vec<&'a Asked>) -> Result<Vec<Vec<Aimed<'a>>>, StoreError> {
        let mut rounds: Vec<(HashSet<Subject>, Vec<Aimed<'a>>)> = Vec::new();
        for aimed in self.aimed(asked).await? {
            // After the last one in which it is somebody already, so that the order stays.
            let last = rounds.iter().rposition(|(subjects, _)| aimed.subjects().iter().any(|subject| subjects.contains(subject)));
            let place = last.map_or(0, |last| last + 1);
            if place == rounds.len() {
                rounds.push(Default::default());
            }
            rounds[place].0.extend(aimed.subjects());
            rounds[place].1.push(aimed);
        }
        Ok(rounds.into_iter().map(|(_, round)| round).collect())
    }

    /// Does it to all of a round. Answers what an export of this moment would say of them that the act has changed.
    pub(super) async fn act(&self, mut round: Vec<Aimed<'_>>) -> Result<Vec<Record>, StoreError> {
        let subjects: Vec<Subject> = round.iter().flat_map(Aimed::subjects).collect();
        let last = acts::last(self.transaction, &subjects).await?;
        for aimed in &mut round {
            // The newer act is the later one, whatever the clock says.
            let before = aimed.subjects().iter().filter_map(|subject| last.get(subject)).max().copied();
            aimed.at = self.now.max(before.map_or(self.now, |before| Time::from_nanos(before.nanos().saturating_add(1))));
        }
        if self.act.on() == TargetKind::SignIn {
            self.act_on_sign_ins(&round).await?;
            return Ok(Vec::new());
        }
        self.act_on_identities(&round).await
    }

    async fn aimed<'a>(&self, asked: Vec<&'a Asked>) -> Result<Vec<Aimed<'a>>, StoreError> {
        let ids = asked.iter().filter_map(|asked| match &asked.target {
            Target::SignIn(id) => Some(id),
            _ => None,
        });
        let sign_ins = known::sign_ins(self.transaction, ids).await?;
        let identities: Vec<Identity> = asked.iter().filter_map(|asked| identity(&asked.target)).collect();
        let identities = known::identities(self.transaction, &identities).await?;
        let aim = |asked: &'a Asked| {
            let plain = Aimed { asked, sign_in: None, identity: None, is_open: false, at: self.now };
            if let Target::SignIn(id) = &asked.target {
                let KnownSignIn { state, identity } = sign_ins.get(id)?;
                return Some(Aimed { sign_in: Some(id.clone()), identity: identity.clone(), is_open: is_open(state.as_ref()), ..plain });
            }
            let identity = identity(&asked.target).filter(|identity| identities.contains_key(identity))?;
            Some(Aimed { identity: Some(identity), ..plain })
        };
        Ok(asked.into_iter().filter_map(aim).collect())
    }

    async fn act_on_identities(&self, round: &[Aimed<'_>]) -> Result<Vec<Record>, StoreError> {
        let identities: BTreeSet<&Identity> = round.iter().filter_map(|aimed| aimed.identity.as_ref()).collect();
        let known = known::identities(self.transaction, identities.iter().copied()).await?;
        let is_at_risk = |identity: &Identity| known.get(identity).is_some_and(|known| is_open(known.state.as_ref()));
        let mut touched = Touched::begin(self.transaction).await?;
        // A new password takes away a risk that is there; it says nothing of one that is not.
        self.say(round, |identity| self.act != Act::ResetUserPassword || is_at_risk(identity), &touched).await?;
        if matches!(self.act, Act::ConfirmUserSafe | Act::DismissUserRisk | Act::DismissServicePrincipalRisk) {
            events::fold_open(self.transaction, identities, &mut touched).await?;
        }
        verdicts::settle(self.transaction, touched).await?;
        let of = |aimed: &Aimed<'_>| self.properties(aimed, known.get(aimed.identity.as_ref()?)?);
        Ok(round.iter().filter_map(of).collect())
    }

    async fn act_on_sign_ins(&self, round: &[Aimed<'_>]) -> Result<(), StoreError> {
        let ids: Vec<SignInId> = round.iter().filter_map(|aimed| aimed.sign_in.clone()).collect();
        let deeds = round.iter().filter_map(|aimed| {
            let subject = Subject::SignIn(aimed.sign_in.clone()?);
            Some(Deed { asked: aimed.asked, act: self.act, subject, done: aimed.at, effect: effect(self.act) })
        });
        let deeds: Vec<Deed<'_>> = deeds.collect();
        acts::write(self.transaction, &deeds).await?;
        let mut touched = Touched::begin(self.transaction).await?;
        events::fold_sign_ins(self.transaction, &ids, &mut touched).await?;
        let all_that_was_open = match self.act {
            Act::ConfirmSignInSafe => self.with_nothing_else(round).await?,
            _ => HashSet::new(),
        };
        let says = |identity: &Identity| self.act == Act::ConfirmSignInCompromised || all_that_was_open.contains(identity);
        self.say(round, says, &touched).await?;
        verdicts::settle(self.transaction, touched).await
    }

    /// Keeps the act as one that also is about the identities, and says the same of the risks of some, and of the others nothing.
    async fn say(&self, round: &[Aimed<'_>], says: impl Fn(&Identity) -> bool, touched: &Touched) -> Result<(), StoreError> {
        let deeds = round.iter().filter_map(|aimed| {
            let identity = aimed.identity.clone()?;
            let effect = effect(self.act).filter(|_| says(&identity));
            Some(Deed { asked: aimed.asked, act: self.act, subject: Subject::Identity(identity), done: aimed.at, effect })
        });
        let deeds: Vec<Deed<'_>> = deeds.collect();
        acts::write(self.transaction, &deeds).await?;
        let said = deeds.into_iter().filter(|deed| deed.effect.is_some()).filter_map(|deed| match deed.subject {
            Subject::Identity(identity) => Some(identity),
            Subject::SignIn(_) | Subject::Alert(_) => None,
        });
        changes::fold_again(self.transaction, &said.collect(), touched).await
    }

    /// Those whose risk is open, and the sign-in that was acted on all that is known to have made it so.
    async fn with_nothing_else(&self, round: &[Aimed<'_>]) -> Result<HashSet<Identity>, StoreError> {
        let whose: Vec<&Identity> = round.iter().filter(|aimed| aimed.is_open).filter_map(|aimed| aimed.identity.as_ref()).collect();
        let known = known::identities(self.transaction, whose.iter().copied()).await?;
        let others = known::with_open_events(self.transaction, &whose).await?;
        let is_alone = |identity: &&Identity| {
            known.get(identity).is_some_and(|known| {
                let is_confirmed = known.detail.as_ref().and_then(Word::known) == Some(RiskDetail::AdminConfirmedUserCompromised);
                is_open(known.state.as_ref()) && !is_confirmed && !others.contains(identity)
            })
        };
        Ok(whose.into_iter().filter(is_alone).cloned().collect())
    }

    /// What an export of this moment would say of the account, where the act changes that. A service principal's is only known where
    /// Entra has a record of its risk.
    fn properties(&self, aimed: &Aimed<'_>, known: &KnownIdentity) -> Option<Record> {
        let at = aimed.at.to_string();
        let (name, value) = match self.act {
            Act::BlockUser => ("accountEnabled", json!(false)),
            Act::UnblockUser => ("accountEnabled", json!(true)),
            Act::RevokeUserSessions => ("signInSessionsValidFromDateTime", json!(at)),
            Act::ResetUserPassword => ("lastPasswordChangeDateTime", json!(at)),
            Act::DisableServicePrincipal => {
                return known.is_entras.then(|| Record::RiskyServicePrincipal(aimed.record("isEnabled", json!(false))));
            }
            _ => return None,
        };
        Some(Record::DirectoryUser(aimed.record(name, value)))
    }
}

impl Aimed<'_> {
    /// Whom it is about.
    fn subjects(&self) -> Vec<Subject> {
        self.sign_in.clone().map(Subject::SignIn).into_iter().chain(self.identity.clone().map(Subject::Identity)).collect()
    }

    fn record<T: MsgraphRecord>(&self, name: &str, value: Value) -> Kept<T> {
        let target = &self.asked.target;
        let properties = [("id".to_owned(), json!(target.object())), (name.to_owned(), value)].into_iter().collect();
        Kept::read(properties, target.tenant(), Some(self.at)).expect("an id and one property are a record")
    }
}

/// The identity that it is, if it is one.
fn identity(target: &Target) -> Option<Identity> {
    match target {
        Target::User(id) => Some(Identity::User(id.clone())),
        Target::ServicePrincipal(id) => Some(Identity::ServicePrincipal(id.clone())),
        Target::SignIn(_) | Target::Alert(_) => None,
    }
}
