//! Leaves an adapter alone that mostly fails, for a while, and then tries it with one question; others wait for what comes of it.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Notify, Semaphore},
    time::{Instant, timeout_at},
};

/// The time over which calls are counted is this many slices, so that old calls are forgotten slice by slice.
const SLICES: usize = 6;

/// A slice of the time over which calls are counted: half a minute in all.
const SLICE: Duration = Duration::from_secs(5);

/// Fewer calls than this say nothing.
const ENOUGH: u32 = 20;

/// How long the adapter is left alone at first. Each trial that fails doubles it: a restart is over in a second, an outage is not.
const SHORTEST: Duration = Duration::from_secs(1);

/// How many calls wait at most for a trial to end: a request or two with many fields. A crowd is refused at once.
const WAITING: usize = 100;

/// The breaker of one adapter. It opens when half of the calls of the last half minute have failed, of twenty at least.
pub(super) struct Breaker {
    /// The longest that the adapter is left alone.
    longest: Duration,
    state: Mutex<Turned>,
    /// Wakes those who wait for the next turn.
    turning: Notify,
    /// The seats of those who wait.
    seats: Semaphore,
}

/// A state, and how often it has turned: the end of a call says something only to the state that let it pass.
struct Turned {
    state: State,
    turns: u64,
    /// Whether a refusal of this state is in the log.
    is_told: bool,
}

enum State {
    /// Every call passes, and is counted.
    Closed(Tally),
    /// No call passes before `until`; then one does.
    Open { until: Instant, rest: Duration },
    /// One call is on its way, and its end decides.
    Trial { rest: Duration },
}

/// Why a call may not go, and how long the adapter is left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    /// It is left alone.
    LeftAlone(Duration),
    /// A trial is on its way, and its end decides.
    Trial(Duration),
}

/// How a call ended, as far as the adapter's health goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// It was answered, or refused for a good reason.
    Well,
    /// The adapter failed.
    Failed,
}

/// What became of the breaker by the end of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// It opened: the adapter is left alone for this long.
    Opened(Duration),
    /// It closed: the adapter answers again.
    Closed,
}

impl Breaker {
    pub(super) fn new(longest: Duration, now: Instant) -> Self {
        let state = Mutex::new(Turned { state: State::Closed(Tally::new(now)), turns: 0, is_told: false });
        Self { longest, state, turning: Notify::new(), seats: Semaphore::new(WAITING) }
    }

    /// Lets a call pass, or says how long the adapter is left alone. While a trial is on its way, its end is waited for, until `latest`.
    pub(super) async fn admit(&self, latest: Instant) -> Result<Pass<'_>, Duration> {
        let mut seat = None;
        loop {
            // Made before the state is looked at, so that no turn is missed.
            let turn = self.turning.notified();
            let rest = match self.pass(Instant::now()) {
                Ok(pass) => return Ok(pass),
                Err(Stop::LeftAlone(rest)) => return Err(rest),
                Err(Stop::Trial(rest)) => rest,
            };
            seat = seat.or_else(|| self.seats.try_acquire().ok());
            if seat.is_none() || timeout_at(latest, turn).await.is_err() {
                return Err(rest);
            }
        }
    }

    /// Whether a refusal is news: the log has none since the breaker turned last. It is asked for each refusal once, and then has one.
    pub(super) fn is_news(&self) -> bool {
        !std::mem::replace(&mut self.turned().is_told, true)
    }

    /// Lets a call pass, or says why not.
    fn pass(&self, now: Instant) -> Result<Pass<'_>, Stop> {
        let mut turned = self.turned();
        match turned.state {
            State::Closed(_) => {}
            State::Open { until, .. } if now < until => return Err(Stop::LeftAlone(until - now)),
            State::Open { rest, .. } => self.turn(&mut turned, State::Trial { rest }),
            // The call on its way is given as long as the adapter was left alone.
            State::Trial { rest } => return Err(Stop::Trial(rest)),
        }
        Ok(Pass { breaker: self, turns: turned.turns, ended: false })
    }

    /// How long the adapter is still left alone, if it is.
    pub(super) fn rest(&self, now: Instant) -> Option<Duration> {
        match self.turned().state {
            State::Closed(_) => None,
            State::Open { until, .. } => until.checked_duration_since(now).filter(|rest| !rest.is_zero()),
            State::Trial { rest } => Some(rest),
        }
    }

    fn turned(&self) -> MutexGuard<'_, Turned> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn turn(&self, turned: &mut Turned, state: State) {
        *turned = Turned { state, turns: turned.turns + 1, is_told: false };
        self.turning.notify_waiters();
    }
}

/// A call that may go. Its end must be told; a call that was given up tells nothing.
pub(super) struct Pass<'a> {
    breaker: &'a Breaker,
    /// How often the breaker had turned when the call passed.
    turns: u64,
    ended: bool,
}

impl Pass<'_> {
    /// Tells how the call ended.
    pub(super) fn end(mut self, end: End, now: Instant) -> Option<Turn> {
        self.ended = true;
        let mut turned = self.breaker.turned();
        if turned.turns != self.turns {
            return None;
        }
        let rest = match (&mut turned.state, end) {
            (State::Closed(tally), end) => {
                tally.count(end, now);
                if !tally.is_bad() {
                    return None;
                }
                SHORTEST
            }
            (State::Trial { .. }, End::Well) => {
                self.breaker.turn(&mut turned, State::Closed(Tally::new(now)));
                return Some(Turn::Closed);
            }
            (State::Trial { rest }, End::Failed) => *rest * 2,
            (State::Open { .. }, _) => unreachable!("no call passes an open breaker"),
        };
        let rest = rest.min(self.breaker.longest);
        self.breaker.turn(&mut turned, State::Open { until: now + rest, rest });
        Some(Turn::Opened(rest))
    }
}

impl Drop for Pass<'_> {
    /// A trial that was given up leaves the next call to be the trial.
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        let mut turned = self.breaker.turned();
        if let (true, State::Trial { rest }) = (turned.turns == self.turns, &turned.state) {
            let rest = *rest;
            self.breaker.turn(&mut turned, State::Open { until: Instant::now(), rest });
        }
    }
}

/// Calls and failures, slice by slice.
struct Tally {
    slices: [(u32, u32); SLICES],
    current: usize,
    since: Instant,
}

impl Tally {
    fn new(now: Instant) -> Self {
        Self { slices: [(0, 0); SLICES], current: 0, since: now }
    }

    fn count(&mut self, end: End, now: Instant) {
        for _ in 0..SLICES {
            if now < self.since + SLICE {
                break;
            }
            self.since += SLICE;
            self.current = (self.current + 1) % SLICES;
            self.slices[self.current] = (0, 0);
        }
        // After a long silence all slices are new, and the last begins now.
        if now >= self.since + SLICE {
            self.since = now;
        }
        let (calls, failures) = &mut self.slices[self.current];
        *calls = calls.saturating_add(1);
        *failures = failures.saturating_add(u32::from(end == End::Failed));
    }

    fn is_bad(&self) -> bool {
        let (calls, failures) = self
            .slices
            .iter()
            .fold((0_u64, 0_u64), |(calls, failures), (more, failed)| (calls + u64::from(*more), failures + u64::from(*failed)));
        calls >= u64::from(ENOUGH) && failures * 2 >= calls
    }
}

#[cfg(test)]
mod tests;
