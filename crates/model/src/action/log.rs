//! An action as it is logged: what was asked for, by whom and why, and how far each step is.

use serde::{Deserialize, Serialize};

use super::{Act, ActionContent, ActionKind, Progress, StepState, Target};
use crate::{ActionId, Time};

/// Something that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Made from the tenant and the idempotency key: the same key is the same action.
    pub id: ActionId,
    /// What was asked for.
    pub kind: ActionKind,
    /// What of it the kind does not say.
    pub content: Option<ActionContent>,
    /// When.
    pub requested: Time,
    /// By whom.
    pub requested_by: Actor,
    /// Why.
    pub reason: Option<String>,
    /// What is done, target by target, in this order for each.
    pub steps: Vec<Step>,
    /// The targets that nothing is done to, and why: the same answer for whoever asks again.
    pub refused: Vec<RefusedTarget>,
}

/// A target that nothing is done to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedTarget {
    /// The id as it was given.
    pub target: String,
    /// Why, in a code for programs.
    pub code: String,
    /// Why, in a sentence.
    pub message: String,
}

/// Who asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// The name of the token that was shown.
    pub name: String,
    /// The object id of whom it acts for, if that is known.
    pub object: Option<String>,
}

/// One act to one target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Whom.
    pub target: Target,
    /// What.
    pub act: Act,
    /// How far it is.
    pub progress: Progress,
}

/// The states of an action: what its steps come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionState {
    /// Nothing was sent yet.
    Queued,
    /// Some steps are under way.
    Sending,
    /// Every step has its effect.
    Succeeded,
    /// All has ended, and not all in the same way.
    Partial,
    /// No step has its effect, or there is nobody that anything could be done to.
    Failed,
    /// What was accepted was not seen in time.
    Unconfirmed,
    /// Newer decisions came before it.
    Superseded,
    /// It was taken back.
    Cancelled,
}

impl Action {
    /// Its steps, all to be sent.
    pub fn steps(kind: ActionKind, targets: &[Target], now: Time) -> Vec<Step> {
        let step = |target: &Target, act: &Act| Step { target: target.clone(), act: *act, progress: Progress::queued(now) };
        targets.iter().flat_map(|target| kind.acts().iter().map(move |act| step(target, act))).collect()
    }

    /// What its steps come to.
    pub fn state(&self) -> ActionState {
        ActionState::of(&self.steps.iter().map(|step| step.progress.state).collect::<Vec<_>>())
    }

    /// Its targets in their order, each with what the steps come to that are done to it.
    pub fn targets(&self) -> Vec<(&Target, ActionState)> {
        let done_to = |steps: &'_ [Step]| ActionState::of(&steps.iter().map(|step| step.progress.state).collect::<Vec<_>>());
        self.steps.chunk_by(|one, next| one.target == next.target).map(|steps| (&steps[0].target, done_to(steps))).collect()
    }
}

/// The states, and their words; the ends have those of steps.
const STATES: [(ActionState, &str); 8] = [
    (ActionState::Queued, "queued"),
    (ActionState::Sending, "sending"),
    (ActionState::Succeeded, "succeeded"),
    (ActionState::Partial, "partial"),
    (ActionState::Failed, "failed"),
    (ActionState::Unconfirmed, "unconfirmed"),
    (ActionState::Superseded, "superseded"),
    (ActionState::Cancelled, "cancelled"),
];

impl ActionState {
    /// The state in a word.
    pub fn word(self) -> &'static str {
        STATES.iter().find(|(state, _)| *state == self).map_or("", |(_, word)| word)
    }

    /// Whether nothing more happens.
    pub const fn is_end(self) -> bool {
        !matches!(self, Self::Queued | Self::Sending)
    }

    /// What steps of these states come to.
    pub fn of(steps: &[StepState]) -> Self {
        if steps.is_empty() {
            return Self::Failed;
        }
        let all = |wanted: StepState| steps.iter().all(|state| *state == wanted);
        if steps.iter().any(|state| !state.is_end()) {
            return if all(StepState::Queued) { Self::Queued } else { Self::Sending };
        }
        [
            (StepState::Succeeded, Self::Succeeded),
            (StepState::Cancelled, Self::Cancelled),
            (StepState::Superseded, Self::Superseded),
            (StepState::Unconfirmed, Self::Unconfirmed),
            (StepState::Failed, Self::Failed),
        ]
        .into_iter()
        .find(|(state, _)| all(*state))
        .map_or(Self::Partial, |(_, state)| state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_what_its_steps_come_to() {
        use StepState as S;
        for (steps, state) in [
            (&[][..], ActionState::Failed),
            (&[S::Queued, S::Queued], ActionState::Queued),
            (&[S::Queued, S::Cancelled], ActionState::Sending),
            (&[S::Succeeded, S::Queued], ActionState::Sending),
            (&[S::Accepted], ActionState::Sending),
            (&[S::Succeeded, S::Succeeded], ActionState::Succeeded),
            (&[S::Succeeded, S::Failed], ActionState::Partial),
            (&[S::Failed, S::Failed], ActionState::Failed),
            (&[S::Unconfirmed], ActionState::Unconfirmed),
            (&[S::Superseded], ActionState::Superseded),
            (&[S::Cancelled], ActionState::Cancelled),
        ] {
            assert_eq!(ActionState::of(steps), state, "{steps:?}");
        }
    }

    #[test]
    fn whom_it_contains_is_confirmed_last() {
        assert_eq!(ActionKind::ContainUsers.acts().last(), Some(&Act::ConfirmUserCompromised));
        for kind in ActionKind::ALL {
            assert!(kind.acts().iter().all(|act| act.on() == kind.on()), "{kind}");
        }
    }
}
