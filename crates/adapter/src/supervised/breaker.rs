//! Leaves an adapter alone that mostly fails, for a while, and then tries it with one question.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// The time over which calls are counted is this many slices, so that old calls are forgotten slice by slice.
const SLICES: usize = 6;

/// A slice of the time over which calls are counted: half a minute in all.
const SLICE: Duration = Duration::from_secs(5);

/// Fewer calls than this say nothing.
const ENOUGH: u32 = 20;

/// How long the adapter is left alone at first. Each trial that fails doubles it: a restart is over in a second, an outage is not.
const SHORTEST: Duration = Duration::from_secs(1);

/// The breaker of one adapter. It opens when half of the calls of the last half minute have failed, of twenty at least.
pub(super) struct Breaker {
    /// The longest that the adapter is left alone.
    longest: Duration,
    state: Mutex<Turned>,
}

/// A state, and how often it has turned: the end of a call says something only to the state that let it pass.
struct Turned {
    state: State,
    turns: u64,
}

enum State {
    /// Every call passes, and is counted.
    Closed(Tally),
    /// No call passes before `until`; then one does.
    Open { until: Instant, rest: Duration },
    /// One call is on its way, and its end decides.
    Trial { rest: Duration },
}

impl Turned {
    fn turn(&mut self, state: State) {
        *self = Self { state, turns: self.turns + 1 };
    }
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
        Self { longest, state: Mutex::new(Turned { state: State::Closed(Tally::new(now)), turns: 0 }) }
    }

    /// Lets a call pass, or says how long the adapter is left alone.
    pub(super) fn pass(&self, now: Instant) -> Result<Pass<'_>, Duration> {
        let mut turned = self.turned();
        match turned.state {
            State::Closed(_) => {}
            State::Open { until, .. } if now < until => return Err(until - now),
            State::Open { rest, .. } => turned.turn(State::Trial { rest }),
            // The call on its way is given as long as the adapter was left alone.
            State::Trial { rest } => return Err(rest),
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
                turned.turn(State::Closed(Tally::new(now)));
                return Some(Turn::Closed);
            }
            (State::Trial { rest }, End::Failed) => *rest * 2,
            (State::Open { .. }, _) => unreachable!("no call passes an open breaker"),
        };
        let rest = rest.min(self.breaker.longest);
        turned.turn(State::Open { until: now + rest, rest });
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
            turned.turn(State::Open { until: Instant::now(), rest });
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
mod tests {
    use super::*;

    const LONGEST: Duration = Duration::from_mins(5);

    fn at(start: Instant, seconds: u64) -> Instant {
        start + Duration::from_secs(seconds)
    }

    fn run(breaker: &Breaker, end: End, times: u32, now: Instant) -> Option<Turn> {
        (0..times).filter_map(|_| breaker.pass(now).ok().and_then(|pass| pass.end(end, now))).last()
    }

    #[test]
    fn it_opens_when_half_of_twenty_calls_fail_and_not_before() {
        let now = Instant::now();
        let breaker = Breaker::new(LONGEST, now);
        assert_eq!(run(&breaker, End::Failed, 19, now), None);
        assert_eq!(run(&breaker, End::Failed, 1, now), Some(Turn::Opened(SHORTEST)));
        assert!(breaker.pass(now).is_err());
        let breaker = Breaker::new(LONGEST, now);
        assert_eq!(run(&breaker, End::Well, 100, now), None);
        assert_eq!(run(&breaker, End::Failed, 99, now), None);
        assert_eq!(run(&breaker, End::Failed, 1, now), Some(Turn::Opened(SHORTEST)));
    }

    #[test]
    fn failures_of_long_ago_are_forgotten() {
        let now = Instant::now();
        let breaker = Breaker::new(LONGEST, now);
        run(&breaker, End::Failed, 19, now);
        assert_eq!(run(&breaker, End::Failed, 19, at(now, 40)), None);
        assert_eq!(run(&breaker, End::Failed, 1, at(now, 40)), Some(Turn::Opened(SHORTEST)));
    }

    #[test]
    fn one_trial_closes_it_and_each_that_fails_doubles_the_rest() {
        let start = Instant::now();
        let breaker = Breaker::new(LONGEST, start);
        run(&breaker, End::Failed, 20, start);
        let mut now = start;
        for seconds in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
            assert_eq!(breaker.rest(now), Some(Duration::from_secs(seconds)));
            now += Duration::from_secs(seconds);
            let trial = breaker.pass(now).expect("a trial");
            assert!(breaker.pass(now).is_err(), "one at a time");
            let next = (seconds * 2).min(300);
            assert_eq!(trial.end(End::Failed, now), Some(Turn::Opened(Duration::from_secs(next))));
        }
        now += LONGEST;
        assert_eq!(breaker.pass(now).expect("a trial").end(End::Well, now), Some(Turn::Closed));
        assert_eq!(breaker.rest(now), None);
        assert_eq!(run(&breaker, End::Failed, 19, now), None, "it starts afresh");
    }

    #[test]
    fn a_trial_that_was_given_up_leaves_the_next_call_to_be_the_trial() {
        let start = Instant::now();
        let breaker = Breaker::new(LONGEST, start);
        run(&breaker, End::Failed, 20, start);
        let now = at(start, 2);
        drop(breaker.pass(now).expect("a trial"));
        assert!(breaker.pass(at(now, 1)).is_ok());
    }

    #[test]
    fn a_call_from_before_it_opened_decides_nothing() {
        let start = Instant::now();
        let breaker = Breaker::new(LONGEST, start);
        let old: Vec<_> = (0..4).map(|_| breaker.pass(start).expect("it is closed")).collect();
        run(&breaker, End::Failed, 20, start);
        let now = at(start, 2);
        let trial = breaker.pass(now).expect("a trial");
        let mut old = old.into_iter();
        assert_eq!(old.next().and_then(|call| call.end(End::Well, now)), None);
        assert_eq!(old.next().and_then(|call| call.end(End::Failed, now)), None);
        drop(old.next());
        assert!(breaker.pass(now).is_err(), "the trial is still on its way");
        assert_eq!(trial.end(End::Well, now), Some(Turn::Closed));
        assert_eq!(old.next().and_then(|call| call.end(End::Failed, now)), None);
        assert_eq!(run(&breaker, End::Failed, 19, now), None, "nothing old is counted");
    }

    #[test]
    fn it_is_not_left_alone_once_its_rest_is_over() {
        let start = Instant::now();
        let breaker = Breaker::new(LONGEST, start);
        run(&breaker, End::Failed, 20, start);
        assert_eq!(breaker.rest(start), Some(SHORTEST));
        assert_eq!(breaker.rest(start + SHORTEST), None);
    }
}
