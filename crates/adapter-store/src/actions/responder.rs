//! The store as a responder, where no other system is asked: what is done is kept beside what is imported, and folded with it.
//!
//! An act says something of a risk from the moment when it is done. It is done once: the step that it was done for is kept with it, so that
//! one whose answer was lost is seen to be done. Accounts are blocked and the like in the properties that are kept of them, as an export of
//! that moment would say it.
//!
//! A sign-in that is confirmed safe takes its effect on its user back where nothing else of the user is known to be open: no other sign-in,
//! no detection, and no confirmation of the user's own compromise. Else, and where the sign-in was not open itself, the user's risk may
//! rest on something else, and stays. What is imported later does not change that.

use async_trait::async_trait;
use riskgate_adapter::{Asked, Looked, Responder};
use riskgate_model::{
    Act, Identity, Kept, Look, MsgraphRecord, Record, RiskDetail, Sent, SignInId, StepError, StepErrorCode, Target, Time, Word,
};
use sea_orm::DatabaseTransaction;
use serde_json::{Value, json};

use super::known::{self, KnownIdentity, is_open};
use crate::{
    effect::effect,
    error::StoreError,
    sink::{
        acts::{self, Deed, Subject},
        changes, events,
        rows::touch,
        touched::Touched,
        verdicts,
    },
    store::Store,
};

/// How many are acted on in one transaction, for which others wait.
const MOST: usize = 500;

#[async_trait]
impl Responder for Store {
    fn most(&self, _: Act) -> Option<usize> {
        Some(MOST)
    }

    async fn respond(&self, act: Act, asked: &[Asked]) -> Vec<Sent> {
        match self.do_acts(act, asked).await {
            Ok(sent) => sent,
            // Whether it was kept is looked for.
            Err(error) => vec![Sent::Lost(StepError::new(StepErrorCode::AnswerLost, error.to_string())); asked.len()],
        }
    }

    async fn look(&self, _: Act, asked: &[Asked]) -> Looked {
        let seen: Vec<Look> = match acts::are_done(&self.reader, asked).await {
            Ok(done) => {
                asked.iter().map(|it| if done.contains(&(it.action.clone(), it.number)) { Look::Effect } else { Look::NoEffect }).collect()
            }
            Err(error) => vec![Look::Unknown(StepError::new(StepErrorCode::Unavailable, error.to_string())); asked.len()],
        };
        seen.into()
    }
}

/// An act that is being done.
pub(super) struct Doing<'a> {
    pub(super) transaction: &'a DatabaseTransaction,
    pub(super) act: Act,
    pub(super) asked: &'a Asked,
    pub(super) at: Time,
}

impl Store {
    async fn do_acts(&self, act: Act, asked: &[Asked]) -> Result<Vec<Sent>, StoreError> {
        let transaction = self.begin().await?;
        let mut sent = Vec::with_capacity(asked.len());
        let done = acts::are_done(&transaction, asked).await?;
        for asked in asked {
            let is_done = done.contains(&(asked.action.clone(), asked.number)) || {
                let doing = Doing { transaction: &transaction, act, asked, at: self.clock.now() };
                self.do_act(doing).await?
            };
            sent.push(if is_done {
                Sent::Done
            } else {
                Sent::Refused(StepError::new(StepErrorCode::NotFound, "nothing of the kind is known by this id"))
            });
        }
        if sent.contains(&Sent::Done) {
            touch(&transaction, self.clock.now()).await?;
        }
        transaction.commit().await?;
        Ok(sent)
    }

    /// Does the act, unless its target is not known. Answers whether it is done.
    async fn do_act(&self, mut doing: Doing<'_>) -> Result<bool, StoreError> {
        let identity = match &doing.asked.target {
            Target::SignIn(id) => return doing.act_on_sign_in(id).await,
            Target::Alert(id) => return self.act_on_alert(&doing, id).await,
            Target::User(id) => Identity::User(id.clone()),
            Target::ServicePrincipal(id) => Identity::ServicePrincipal(id.clone()),
        };
        let Some(known) = known::identity(doing.transaction, &identity).await? else { return Ok(false) };
        doing.come_after(&[Subject::Identity(identity.clone())]).await?;
        let mut touched = Touched::begin(doing.transaction).await?;
        doing.act_on_identity(&identity, &known, &mut touched).await?;
        verdicts::settle(doing.transaction, touched).await?;
        if let Some(record) = doing.properties(&known) {
            self.record_in(doing.transaction, &[record], &[]).await?;
        }
        Ok(true)
    }
}

impl Doing<'_> {
    /// Sees that the moment is later than that of whatever was done to these before, so that the newer act is the later one.
    async fn come_after(&mut self, subjects: &[Subject]) -> Result<(), StoreError> {
        let last = acts::last(self.transaction, subjects, self.asked.target.tenant()).await?;
        self.at = self.at.max(last.map_or(self.at, |last| Time::from_nanos(last.nanos().saturating_add(1))));
        Ok(())
    }

    async fn act_on_identity(&self, identity: &Identity, known: &KnownIdentity, touched: &mut Touched) -> Result<(), StoreError> {
        // A new password takes away a risk that is there; it says nothing of one that is not.
        let says = self.act != Act::ResetUserPassword || is_open(known.state.as_ref());
        self.say(identity, says, touched).await?;
        if matches!(self.act, Act::ConfirmUserSafe | Act::DismissUserRisk | Act::DismissServicePrincipalRisk) {
            events::fold_open(self.transaction, identity, touched).await?;
        }
        Ok(())
    }

    async fn act_on_sign_in(&mut self, id: &SignInId) -> Result<bool, StoreError> {
        let Some(sign_in) = known::sign_in(self.transaction, id).await? else { return Ok(false) };
        let mut subjects = vec![Subject::SignIn(id.clone())];
        subjects.extend(sign_in.identity.clone().map(Subject::Identity));
        self.come_after(&subjects).await?;
        let deed = Deed { asked: self.asked, act: self.act, subject: subjects.swap_remove(0), done: self.at, effect: effect(self.act) };
        acts::write(self.transaction, &deed).await?;
        let mut touched = Touched::begin(self.transaction).await?;
        events::fold_sign_in(self.transaction, id, &mut touched).await?;
        if let Some(identity) = &sign_in.identity {
            let says = match self.act {
                Act::ConfirmSignInCompromised => true,
                Act::ConfirmSignInSafe => is_open(sign_in.state.as_ref()) && self.nothing_else_is_open(identity).await?,
                _ => false,
            };
            self.say(identity, says, &touched).await?;
        }
        verdicts::settle(self.transaction, touched).await?;
        Ok(true)
    }

    /// Keeps the act as one that also is about the identity, and says the same of the identity's risk, or nothing.
    async fn say(&self, identity: &Identity, says: bool, touched: &Touched) -> Result<(), StoreError> {
        let effect = effect(self.act).filter(|_| says);
        let subject = Subject::Identity(identity.clone());
        acts::write(self.transaction, &Deed { asked: self.asked, act: self.act, subject, done: self.at, effect }).await?;
        if effect.is_some() { changes::fold_again(self.transaction, &[identity.clone()].into(), touched).await } else { Ok(()) }
    }

    /// Whether the identity's risk is open, and the sign-in that was acted on all that is known to have made it so.
    async fn nothing_else_is_open(&self, identity: &Identity) -> Result<bool, StoreError> {
        let Some(known) = known::identity(self.transaction, identity).await? else { return Ok(false) };
        let is_confirmed = known.detail.as_ref().and_then(Word::known) == Some(RiskDetail::AdminConfirmedUserCompromised);
        Ok(is_open(known.state.as_ref()) && !is_confirmed && !known::has_open_events(self.transaction, identity).await?)
    }

    /// What an export of this moment would say of the account, where the act changes that. A service principal's is only known where
    /// Entra has a record of its risk.
    fn properties(&self, known: &KnownIdentity) -> Option<Record> {
        let at = self.at.to_string();
        let (name, value) = match self.act {
            Act::BlockUser => ("accountEnabled", json!(false)),
            Act::UnblockUser => ("accountEnabled", json!(true)),
            Act::RevokeUserSessions => ("signInSessionsValidFromDateTime", json!(at)),
            Act::ResetUserPassword => ("lastPasswordChangeDateTime", json!(at)),
            Act::DisableServicePrincipal => {
                return known.is_entras.then(|| Record::RiskyServicePrincipal(self.record("isEnabled", json!(false))));
            }
            _ => return None,
        };
        Some(Record::DirectoryUser(self.record(name, value)))
    }

    fn record<T: MsgraphRecord>(&self, name: &str, value: Value) -> Kept<T> {
        let target = &self.asked.target;
        let properties = [("id".to_owned(), json!(target.object())), (name.to_owned(), value)].into_iter().collect();
        Kept::read(properties, target.tenant(), Some(self.at)).expect("an id and one property are a record")
    }
}
