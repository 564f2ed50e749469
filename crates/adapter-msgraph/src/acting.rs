//! Microsoft Graph as a responder: does acts, and looks whether they have their effect.
//!
//! Graph knows no idempotency. What it answers with 204 about a risk it does later, so that such acts are accepted, and looked for.

mod calls;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use riskgate_adapter::{Asked, Responder};
use riskgate_model::{Act, Look, Sent, Target, Time};
use riskgate_msgraph_client::{Client, MsgraphError, Terms};

use calls::{Effect, Seen};

/// How long a call may take, with waiting for its turn.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long after a call that found nobody it is made again, in seconds, where Graph does not say it.
const LATER: i64 = 10;

/// How long after credentials were refused it is tried again, in seconds: people mend that.
const MENDING: i64 = 60;

/// Acts in the client's tenant.
pub struct GraphResponder {
    client: Arc<Client>,
}

impl GraphResponder {
    /// Acts by this client, whose application needs the permissions to write.
    pub fn new(client: Arc<Client>) -> Self {
        Self { client }
    }

    async fn send(&self, act: Act, targets: &[Target]) -> Vec<Sent> {
        let request = match calls::request(act, targets) {
            Ok(request) => request,
            Err(reason) => return vec![Sent::Refused(reason); targets.len()],
        };
        let sent = match self.client.act(&request, Terms::person(PATIENCE)).await {
            Ok(_) if calls::is_done_at_once(act) => Sent::Done,
            Ok(_) => Sent::Accepted,
            // One of them is refused: nothing was done to any, and each is asked for alone.
            Err(MsgraphError::BadRequest { .. } | MsgraphError::NotFound) if targets.len() > 1 => {
                let (first, rest) = targets.split_at(targets.len() / 2);
                let mut sent = Box::pin(self.send(act, first)).await;
                sent.extend(Box::pin(self.send(act, rest)).await);
                return sent;
            }
            Err(error) => failed(&error),
        };
        vec![sent; targets.len()]
    }

    async fn see(&self, act: Act, target: &Target, requested: Time) -> Look {
        let read = match self.client.one(&calls::look(act, target), Terms::person(PATIENCE)).await {
            Ok(read) => read,
            Err(MsgraphError::NotFound) if calls::makes(act) => return Look::NoEffect,
            Err(MsgraphError::NotFound) => return Look::Gone,
            Err(error) => return Look::Unknown(error.to_string()),
        };
        match serde_json::from_str::<Seen>(read.get()) {
            Ok(seen) => match seen.shows(act, requested) {
                Effect::There => Look::Effect,
                Effect::Missing if seen.is_processing == Some(true) => Look::Processing,
                Effect::Missing => Look::NoEffect,
            },
            Err(_) => Look::Unknown("Microsoft Graph shows something else".to_owned()),
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
            return vec![Sent::Refused("it is not of the tenant that this application acts in".to_owned()); targets.len()];
        }
        self.send(act, &targets).await
    }

    async fn look(&self, act: Act, asked: &[Asked]) -> Vec<Look> {
        let mut seen = Vec::with_capacity(asked.len());
        for it in asked {
            seen.push(self.see(act, &it.target, it.requested).await);
        }
        seen
    }
}

/// What became of an act that was not answered as it should be.
fn failed(error: &MsgraphError) -> Sent {
    let seconds = |delay: Duration| i64::try_from(delay.as_secs()).unwrap_or(LATER).saturating_add(1);
    match error {
        MsgraphError::AnswerLost { .. } | MsgraphError::Malformed(_) | MsgraphError::TooLarge { .. } => Sent::Lost(error.to_string()),
        MsgraphError::Throttled { retry_after } => Sent::NotYet(error.to_string(), seconds(*retry_after)),
        MsgraphError::Unavailable { retry_after, .. } => Sent::NotYet(error.to_string(), retry_after.map_or(LATER, seconds)),
        MsgraphError::Timeout { .. } => Sent::NotYet(error.to_string(), LATER),
        MsgraphError::CredentialsRefused(_) => Sent::NotYet(error.to_string(), MENDING),
        _ => Sent::Refused(error.to_string()),
    }
}
