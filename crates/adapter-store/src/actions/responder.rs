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
use riskgate_model::{Act, ActionId, Look, Sent, StepError, StepErrorCode, TargetKind};

use super::doing::Doing;
use crate::{
    error::StoreError,
    sink::{acts, rows::touch},
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

impl Store {
    async fn do_acts(&self, act: Act, asked: &[Asked]) -> Result<Vec<Sent>, StoreError> {
        let transaction = self.begin().await?;
        let mut done = acts::are_done(&transaction, asked).await?;
        let doing = Doing { transaction: &transaction, act, now: self.clock.now() };
        let left: Vec<&Asked> = asked.iter().filter(|asked| !done.contains(&step(asked))).collect();
        if act.on() == TargetKind::Alert {
            done.extend(self.act_on_alerts(&doing, left).await?.into_iter().map(step));
        } else {
            for round in doing.rounds(left).await? {
                done.extend(round.iter().map(|deed| step(deed.asked)));
                self.record_in(&transaction, &doing.act(round).await?, &[]).await?;
            }
        }
        if asked.iter().any(|asked| done.contains(&step(asked))) {
            touch(&transaction, self.clock.now()).await?;
        }
        transaction.commit().await?;
        let unknown = || Sent::Refused(StepError::new(StepErrorCode::NotFound, "nothing of the kind is known by this id"));
        Ok(asked.iter().map(|asked| if done.contains(&step(asked)) { Sent::Done } else { unknown() }).collect())
    }
}

/// Which step it is.
fn step(asked: &Asked) -> (ActionId, u32) {
    (asked.action.clone(), asked.number)
}
