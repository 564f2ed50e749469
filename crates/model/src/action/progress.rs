//! How a step goes on. Pure: whatever happens, it ends, and is sent again only where nobody can say that it was done.

use super::{StepError, StepErrorCode};
use crate::Time;

/// How often a step is sent at most.
const SENDS: u32 = 10;

/// How often is looked, in vain, before a step whose answer was lost is sent again.
const LOOKS: u32 = 3;

/// How long after it was accepted a step is looked for at most, in seconds.
const PATIENCE: i64 = 15 * 60;

/// The first pause and the longest, in seconds; each one is twice as long as the one before.
const PAUSES: (i64, i64) = (2, 60);

/// The states of a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepState {
    /// It is to be sent.
    #[default]
    Queued,
    /// It is being sent.
    Sending,
    /// It was sent, and nobody knows what became of it.
    Doubtful,
    /// It was accepted, and its effect is not seen yet.
    Accepted,
    /// Its effect is seen.
    Succeeded,
    /// It was refused, or could not be sent.
    Failed,
    /// It was accepted, or the target was worked on, and its effect was not seen in time.
    Unconfirmed,
    /// A newer decision came before its own took effect.
    Superseded,
    /// It was taken back before it was sent.
    Cancelled,
}

/// How far a step is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The state.
    pub state: StepState,
    /// Since when.
    pub since: Time,
    /// When somebody may next take it up: after a pause, or once whoever has it must be gone.
    pub due: Time,
    /// How often it was taken up. Who took it up may say what became of it as long as nobody else did.
    pub claims: u32,
    /// How often it was sent.
    pub sends: u32,
    /// How often was looked, in vain, in this state.
    pub looks: u32,
    /// Why it was refused, could not be sent or seen, the last time.
    pub error: Option<StepError>,
}

/// What is to be done for a step by who took it up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Task {
    /// Send it.
    Send,
    /// Look whether it has its effect.
    Look,
}

/// What became of sending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It is done.
    Done,
    /// It is accepted, and will be done.
    Accepted,
    /// It is refused for good.
    Refused(StepError),
    /// It did not arrive, and can be sent again after so many seconds.
    NotYet(StepError, i64),
    /// It may have arrived.
    Lost(StepError),
}

/// What is seen of the effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// It is there.
    Effect,
    /// It is not there.
    NoEffect,
    /// The target is being worked on.
    Processing,
    /// The target cannot be read.
    Unknown(StepError),
    /// There is no such target.
    Gone,
}

/// The states, and their words.
const STATES: [(StepState, &str); 9] = [
    (StepState::Queued, "queued"),
    (StepState::Sending, "sending"),
    (StepState::Doubtful, "doubtful"),
    (StepState::Accepted, "accepted"),
    (StepState::Succeeded, "succeeded"),
    (StepState::Failed, "failed"),
    (StepState::Unconfirmed, "unconfirmed"),
    (StepState::Superseded, "superseded"),
    (StepState::Cancelled, "cancelled"),
];

impl StepState {
    /// The state in a word.
    pub fn word(self) -> &'static str {
        STATES.iter().find(|(state, _)| *state == self).map_or("", |(_, word)| word)
    }

    /// The state of this word.
    pub fn of_word(word: &str) -> Option<Self> {
        STATES.iter().find(|(_, it)| *it == word).map(|(state, _)| *state)
    }

    /// Whether nothing more happens.
    pub const fn is_end(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Unconfirmed | Self::Superseded | Self::Cancelled)
    }
}

impl Progress {
    /// A step that is to be sent.
    pub fn queued(now: Time) -> Self {
        Self { since: now, due: now, ..Self::default() }
    }

    /// Takes the step up for so many seconds. Answers what is to be done; nothing where it has ended, or somebody has it, or it rests.
    pub fn claim(&mut self, now: Time, lease: i64) -> Option<Task> {
        if self.state.is_end() || self.due > now {
            return None;
        }
        self.claims += 1;
        let task = match self.state {
            StepState::Queued => {
                self.sends += 1;
                self.turn(StepState::Sending, now);
                Task::Send
            }
            StepState::Sending => {
                // Whoever sent it is gone, before or after.
                self.turn(StepState::Doubtful, now);
                Task::Look
            }
            _ => Task::Look,
        };
        self.due = now.plus_seconds(lease);
        Some(task)
    }

    /// Leaves it to others, without anything having been done since it was taken up.
    pub fn give_back(&mut self, now: Time) {
        if self.state == StepState::Sending {
            self.sends -= 1;
            self.turn(StepState::Queued, now);
        }
        self.due = now;
    }

    /// Says what became of sending it.
    pub fn sent(&mut self, now: Time, sent: Sent) {
        if self.state != StepState::Sending {
            return;
        }
        match sent {
            Sent::Done => self.end(StepState::Succeeded, now, None),
            Sent::Accepted => {
                self.turn(StepState::Accepted, now);
                self.rest(now);
            }
            Sent::Refused(reason) => self.end(StepState::Failed, now, Some(reason)),
            Sent::NotYet(reason, seconds) => {
                self.again(now, Some(reason));
                self.due = self.due.max(now.plus_seconds(seconds));
            }
            Sent::Lost(reason) => {
                self.turn(StepState::Doubtful, now);
                self.error = Some(reason);
                self.rest(now);
            }
        }
    }

    /// Says what is seen of it.
    pub fn seen(&mut self, now: Time, look: Look) {
        if !matches!(self.state, StepState::Doubtful | StepState::Accepted) {
            return;
        }
        self.looks += 1;
        match (look, self.state) {
            (Look::Effect, _) => self.end(StepState::Succeeded, now, None),
            (Look::Gone, _) => {
                let error = StepError::new(StepErrorCode::NotFound, "there is no such target");
                self.end(StepState::Failed, now, Some(error));
            }
            // The target is worked on: it was not for nothing, and is not sent again.
            (_, StepState::Accepted) | (Look::Processing, _) if now >= self.since.plus_seconds(PATIENCE) => {
                let told = format!("it was accepted, and its effect was not seen within {} minutes; it may still come", PATIENCE / 60);
                self.end(StepState::Unconfirmed, now, Some(StepError::new(StepErrorCode::Unconfirmed, told)));
            }
            (Look::NoEffect, StepState::Doubtful) => self.again(now, None),
            (Look::Unknown(reason), StepState::Doubtful) if self.looks >= LOOKS => self.again(now, Some(reason)),
            (Look::Unknown(reason), _) => {
                self.error = Some(reason);
                self.rest(now);
            }
            _ => self.rest(now),
        }
    }

    /// Takes it back. Answers whether that could be.
    pub fn cancel(&mut self, now: Time) -> bool {
        let can = self.state == StepState::Queued;
        if can {
            self.end(StepState::Cancelled, now, None);
        }
        can
    }

    /// A newer decision of the same target comes. Answers whether that ends this one: one that was sent is left to be seen.
    pub fn supersede(&mut self, now: Time) -> bool {
        let can = self.state == StepState::Queued;
        if can {
            self.end(StepState::Superseded, now, None);
        }
        can
    }

    /// It is sent again, unless that was often enough.
    fn again(&mut self, now: Time, reason: Option<StepError>) {
        if self.sends >= SENDS {
            let reason = reason.unwrap_or_else(|| {
                let last = self.error.take().map(|error| format!(": {}", error.message)).unwrap_or_default();
                StepError::new(StepErrorCode::NoEffect, format!("it was sent {} times, and has no effect{last}", self.sends))
            });
            return self.end(StepState::Failed, now, Some(reason));
        }
        self.turn(StepState::Queued, now);
        self.error = reason.or(self.error.take());
        self.rest(now);
    }

    fn turn(&mut self, state: StepState, now: Time) {
        (self.state, self.since, self.looks) = (state, now, 0);
    }

    fn end(&mut self, state: StepState, now: Time, error: Option<StepError>) {
        self.turn(state, now);
        self.error = error;
    }

    /// Leaves it alone for a while, the longer the more often that was in vain.
    fn rest(&mut self, now: Time) {
        let (first, longest) = PAUSES;
        let times = if self.state == StepState::Queued { self.sends.saturating_sub(1) } else { self.looks };
        self.due = now.plus_seconds(first.saturating_mul(1 << times.min(10)).min(longest));
    }
}

#[cfg(test)]
mod tests;
