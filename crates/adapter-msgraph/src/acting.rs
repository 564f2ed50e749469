//! Microsoft Graph as a responder: does acts, and looks whether they have their effect.
//!
//! Graph knows no idempotency. What it answers with 204 it may do later, and nobody but Graph says when, so that acts are accepted, and
//! looked for. What shows an effect is a record like any that a feed reads.

mod alerts;
mod calls;
mod password;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use riskgate_adapter::{Asked, Looked, Responder};
use riskgate_model::{Act, ActionContent, Clock, Look, Record, Sent, StepError, StepErrorCode, Target, TargetKind, Time};
use riskgate_msgraph_client::{Client, MsgraphError, Terms};
use riskgate_wire::{PageContext, Recognised, RecordDefaults, recognise};
use serde_json::{
    Map, Value,
    value::{RawValue, to_raw_value},
};
use tokio::time::Instant;

use calls::{Effect, Seen};
use password::Password;

use crate::collection::Collection;

/// How long acting may take, or looking at one, with waiting for its turn; what is not sent by then is sent later.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long after a call that found nobody it is made again, in seconds, where Graph does not say it.
const LATER: i64 = 10;

/// How long after credentials were refused it is tried again, in seconds: people mend that.
const MENDING: i64 = 60;

/// Acts in the client's tenant.
pub struct GraphResponder {
    client: Arc<Client>,
    clock: Arc<dyn Clock>,
}

impl GraphResponder {
    /// Acts by this client, whose application needs the permissions to write.
    pub fn new(client: Arc<Client>, clock: Arc<dyn Clock>) -> Self {
        Self { client, clock }
    }

    async fn send(&self, act: Act, targets: &[Target], until: Instant) -> Vec<Sent> {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return vec![Sent::NotYet(busy(), LATER); targets.len()];
        }
        let request = match calls::request(act, targets) {
            Ok(request) => request,
            Err(error) => return vec![Sent::Refused(error); targets.len()],
        };
        let sent = match self.client.act(&request, Terms::person(left)).await {
            Ok(_) => Sent::Accepted,
            // One of them is refused: nothing was done to any, and each is asked for alone.
            Err(MsgraphError::BadRequest { .. } | MsgraphError::NotFound) if targets.len() > 1 => {
                let (first, rest) = targets.split_at(targets.len() / 2);
                let mut sent = Box::pin(self.send(act, first, until)).await;
                sent.extend(Box::pin(self.send(act, rest, until)).await);
                return sent;
            }
            Err(error) => failed(&error),
        };
        vec![sent; targets.len()]
    }

    /// Changes an alert, or says something about it. Graph answers with how it is then, and that is looked for like everything else.
    async fn send_to_alert(&self, asked: &Asked, until: Instant) -> Sent {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Sent::NotYet(busy(), LATER);
        }
        let request = match alerts::request(asked) {
            Ok(request) => request,
            Err(error) => return Sent::Refused(error),
        };
        match self.client.act(&request, Terms::person(left)).await {
            Ok(_) => Sent::Accepted,
            Err(error) => failed(&error),
        }
    }

    /// Sets the user's password to one that nobody knows. Where users come from a directory on premises, passwords are set there alone.
    async fn reset(&self, target: &Target, until: Instant) -> Sent {
        let left = || until.saturating_duration_since(Instant::now());
        let seen = match self.client.one(&calls::home(target), Terms::person(left())).await {
            Ok(read) => serde_json::from_str::<Seen>(read.object.get()),
            Err(error) => return unread(&error),
        };
        match seen {
            Ok(Seen { on_premises_sync_enabled: Some(true), .. }) => return Sent::Refused(on_premises()),
            Ok(_) => {}
            Err(_) => return Sent::NotYet(StepError::new(StepErrorCode::Unavailable, "Microsoft Graph shows something else"), LATER),
        }
        match self.client.act(&calls::reset(target, &Password::drawn()), Terms::person(left())).await {
            Ok(_) => Sent::Accepted,
            Err(error) => failed(&error),
        }
    }

    /// What is seen of a target, and the record that shows the effect.
    async fn see(&self, act: Act, target: &Target, requested: Time) -> (Look, Option<Record>) {
        let read = match self.client.one(&calls::look(act, target), Terms::person(PATIENCE)).await {
            Ok(read) => read,
            Err(MsgraphError::NotFound) if calls::makes(act) => return (Look::NoEffect, None),
            Err(MsgraphError::NotFound) => return (Look::Gone, None),
            Err(error) => return (Look::Unknown(told(&error)), None),
        };
        // When something happened Graph tells by its own clock, which need not be ours.
        let requested = read.theirs(requested);
        let look = match serde_json::from_str::<Seen>(read.object.get()) {
            Ok(seen) => match seen.shows(act, requested) {
                Effect::There => return (Look::Effect, self.shown(act, target, &read.object).await),
                // The risk of who was deleted stays as it is, whatever Graph answers.
                Effect::Missing if seen.is_deleted == Some(true) => Look::Gone,
                Effect::Missing if seen.is_processing == Some(true) => Look::Processing,
                Effect::Missing => Look::NoEffect,
            },
            Err(_) => Look::Unknown(StepError::new(StepErrorCode::AnswerLost, "Microsoft Graph shows something else")),
        };
        (look, None)
    }

    /// The record that shows an effect.
    async fn shown(&self, act: Act, target: &Target, read: &RawValue) -> Option<Record> {
        if act != Act::DisableServicePrincipal {
            return self.record(act, read);
        }
        // The store knows a service principal by the record of its risk, which not every one has. It may be older than what the directory
        // has just said.
        let risky = self.client.one(&calls::risky(target), Terms::person(PATIENCE)).await.ok()?;
        let mut properties: Map<String, Value> = serde_json::from_str(risky.object.get()).ok()?;
        properties.insert("isEnabled".to_owned(), false.into());
        self.record(act, &to_raw_value(&properties).ok()?)
    }

    /// What is seen of an alert, and the record that shows the effect.
    async fn see_alert(&self, asked: &Asked) -> (Look, Option<Record>) {
        let read = match self.client.one(&Collection::ALERTS.one(asked.target.object()), Terms::person(PATIENCE)).await {
            Ok(read) => read,
            Err(MsgraphError::NotFound) => return (Look::Gone, None),
            Err(error) => return (Look::Unknown(told(&error)), None),
        };
        let requested = read.theirs(asked.requested);
        match self.recognised(&Collection::ALERTS.context(), &read.object) {
            Some(Record::Alert(alert)) => {
                let shows = |content: &ActionContent| content.shows_in(&alert.value, requested);
                match &asked.content {
                    Some(content) if shows(content) => (Look::Effect, Some(Record::Alert(alert))),
                    // It cannot be taken back: so it is looked for more than once before it is written again.
                    Some(ActionContent::Comment(_)) => {
                        (Look::Unknown(StepError::new(StepErrorCode::AnswerLost, "the comment is not there yet")), None)
                    }
                    _ => (Look::NoEffect, None),
                }
            }
            _ => (Look::Unknown(StepError::new(StepErrorCode::AnswerLost, "Microsoft Graph shows something else")), None),
        }
    }

    /// What was read of a target, as a record. It was read now, and not at about this time, as a feed says it: what a feed has read shortly
    /// before the act is older.
    fn record(&self, act: Act, read: &RawValue) -> Option<Record> {
        self.recognised(&calls::context(act), read)
    }

    /// What was read, as a record of what this says that it is.
    fn recognised(&self, context: &PageContext, read: &RawValue) -> Option<Record> {
        let defaults = RecordDefaults { tenant: self.client.tenant().clone(), as_of: Some(self.clock.now()) };
        match recognise(serde_json::from_str(read.get()).ok()?, Some(context), &defaults) {
            Recognised::Record(record) => Some(record),
            // The feed that reads it says why.
            Recognised::Skipped(_) | Recognised::Refused(_) => None,
        }
    }
}

#[async_trait]
impl Responder for GraphResponder {
    fn most(&self, act: Act) -> Option<usize> {
        Some(calls::most(act))
    }

    async fn respond(&self, act: Act, asked: &[Asked]) -> Vec<Sent> {
        let targets: Vec<Target> = asked.iter().map(|it| it.target.clone()).collect();
        if targets.iter().any(|target| target.tenant() != self.client.tenant()) {
            let error = StepError::new(StepErrorCode::NotSupported, "it is not of the tenant that this application acts in");
            return vec![Sent::Refused(error); targets.len()];
        }
        let until = Instant::now() + PATIENCE;
        let is_of_alerts = act.on() == TargetKind::Alert;
        if act != Act::ResetUserPassword && !is_of_alerts {
            return self.send(act, &targets, until).await;
        }
        let mut sent = Vec::with_capacity(asked.len());
        for it in asked {
            sent.push(if is_of_alerts { self.send_to_alert(it, until).await } else { self.reset(&it.target, until).await });
        }
        sent
    }

    async fn look(&self, act: Act, asked: &[Asked]) -> Looked {
        let mut looked = Looked::default();
        for it in asked {
            let (look, record) = match act.on() {
                TargetKind::Alert => self.see_alert(it).await,
                _ => self.see(act, &it.target, it.requested).await,
            };
            looked.looks.push(look);
            looked.records.extend(record);
        }
        looked
    }
}

/// Why something is not sent whose turn does not come in time.
fn busy() -> StepError {
    StepError::new(StepErrorCode::Throttled, "others came first")
}

/// What is said of a user whose password is kept on premises.
fn on_premises() -> StepError {
    let told = "the user is synchronised from on-premises Active Directory, and Microsoft Graph does not set such a password: reset it on \
        premises, or let the user reset it by self-service password reset with password writeback";
    StepError::new(StepErrorCode::OnPremises, told)
}

/// What becomes of an act before which something could not be read: nothing was done.
fn unread(error: &MsgraphError) -> Sent {
    match failed(error) {
        Sent::Lost(error) => Sent::NotYet(StepError { code: StepErrorCode::Unavailable, ..error }, LATER),
        sent => sent,
    }
}

/// What became of an act that was not answered as it should be.
fn failed(error: &MsgraphError) -> Sent {
    let seconds = |delay: Duration| i64::try_from(delay.as_secs()).unwrap_or(LATER).saturating_add(1);
    match error {
        MsgraphError::AnswerLost { .. } | MsgraphError::Malformed(_) | MsgraphError::TooLarge { .. } => Sent::Lost(told(error)),
        MsgraphError::Throttled { retry_after } => Sent::NotYet(told(error), seconds(*retry_after)),
        MsgraphError::Unavailable { retry_after, .. } => Sent::NotYet(told(error), retry_after.map_or(LATER, seconds)),
        MsgraphError::Timeout { .. } => Sent::NotYet(told(error), LATER),
        MsgraphError::CredentialsRefused(_) => Sent::NotYet(told(error), MENDING),
        _ => Sent::Refused(told(error)),
    }
}

/// The error by what whoever asked for the act can do.
fn told(error: &MsgraphError) -> StepError {
    let code = match error {
        MsgraphError::CredentialsRefused(_) | MsgraphError::Denied { .. } => StepErrorCode::Denied,
        MsgraphError::NotLicensed { .. } => StepErrorCode::NotLicensed,
        MsgraphError::NotFound => StepErrorCode::NotFound,
        MsgraphError::Throttled { .. } => StepErrorCode::Throttled,
        MsgraphError::Timeout { .. } | MsgraphError::Unavailable { .. } => StepErrorCode::Unavailable,
        MsgraphError::AnswerLost { .. } | MsgraphError::Malformed(_) | MsgraphError::TooLarge { .. } => StepErrorCode::AnswerLost,
        MsgraphError::BadRequest { .. } | MsgraphError::Unaskable(_) | MsgraphError::UntrustedLink { .. } => StepErrorCode::Refused,
    };
    StepError::new(code, error.to_string())
}
