//! Leaves a class alone that mostly fails, for a while, and then tries it with one call. Pure: it is told what time it is.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

use crate::settings::Backoff;

/// How many of the last calls are looked at. A count rather than a time: some classes are called five times in ten seconds at most.
const LOOKED_AT: usize = 20;

/// Fewer calls than this say nothing.
const ENOUGH: usize = 10;

/// What is older says nothing.
const OLD: Duration = Duration::from_mins(2);

/// The breaker of one class. It opens when half of the last calls have failed; being throttled is no failure.
#[derive(Debug)]
pub(crate) struct Breaker {
    rest: Backoff,
    state: State,
    /// How often the state has changed: the end of a call says something only to the state that let it pass.
    turns: u64,
}

#[derive(Debug)]
enum State {
    /// Every call passes; these are the last, oldest first.
    Closed(VecDeque<(Instant, End)>),
    /// No call passes before `until`; then one does. `times` it was opened in a row.
    Open { until: Instant, times: u32 },
    /// One call is on its way, and its end decides.
    Trial { times: u32 },
}

/// How a call ended, as far as the health of the class goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It was answered, throttled, or refused for a good reason.
    Well,
    /// There was no answer, or one that could not be understood.
    Failed,
}

/// What became of the breaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// It opened: the class is left alone for this long.
    Opened(Duration),
    /// It closed: the class answers again.
    Closed,
}

impl Breaker {
    pub(crate) const fn new(rest: Backoff) -> Self {
        Self { rest, state: State::Closed(VecDeque::new()), turns: 0 }
    }

    /// Lets a call pass, which is told by the number when it ends; or says how long the class is left alone.
    pub(crate) fn pass(&mut self, now: Instant) -> Result<u64, Duration> {
        match self.state {
            State::Closed(_) => {}
            State::Open { until, .. } if now < until => return Err(until - now),
            State::Open { times, .. } => self.turn(State::Trial { times }),
            State::Trial { .. } => return Err(self.rest.first),
        }
        Ok(self.turns)
    }

    /// Tells how the call that passed with this number ended.
    pub(crate) fn end(&mut self, pass: u64, end: End, now: Instant) -> Option<Turn> {
        if pass != self.turns {
            return None;
        }
        let times = match (&mut self.state, end) {
            (State::Closed(calls), end) => {
                calls.push_back((now, end));
                while calls.len() > LOOKED_AT || calls.front().is_some_and(|(at, _)| *at + OLD <= now) {
                    calls.pop_front();
                }
                let failed = calls.iter().filter(|(_, end)| *end == End::Failed).count();
                if calls.len() < ENOUGH || failed * 2 < calls.len() || end == End::Well {
                    return None;
                }
                1
            }
            (State::Trial { .. }, End::Well) => {
                self.turn(State::Closed(VecDeque::new()));
                return Some(Turn::Closed);
            }
            (State::Trial { times }, End::Failed) => *times + 1,
            (State::Open { .. }, _) => return None,
        };
        let rest = self.rest.doubled(times);
        self.turn(State::Open { until: now + rest, times });
        Some(Turn::Opened(rest))
    }

    /// The call that passed with this number was given up, and says nothing: if it was the trial, the next call is.
    pub(crate) fn give_up(&mut self, pass: u64, now: Instant) {
        if let (true, State::Trial { times }) = (pass == self.turns, &self.state) {
            let times = *times;
            self.turn(State::Open { until: now, times });
        }
    }

    /// How long the class is left alone.
    pub(crate) fn rest_left(&self, now: Instant) -> Option<Duration> {
        match self.state {
            State::Open { until, .. } => until.checked_duration_since(now).filter(|rest| !rest.is_zero()),
            State::Closed(_) | State::Trial { .. } => None,
        }
    }

    fn turn(&mut self, state: State) {
        self.state = state;
        self.turns += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REST: Backoff = Backoff { first: Duration::from_secs(10), longest: Duration::from_mins(5) };

    fn run(breaker: &mut Breaker, end: End, times: usize, now: Instant) -> Option<Turn> {
        (0..times).filter_map(|_| breaker.pass(now).ok().and_then(|pass| breaker.end(pass, end, now))).last()
    }

    #[test]
    fn it_opens_when_half_of_the_last_calls_failed_and_ten_were_made() {
        let (mut breaker, now) = (Breaker::new(REST), Instant::now());
        assert_eq!(run(&mut breaker, End::Failed, 9, now), None);
        assert_eq!(run(&mut breaker, End::Failed, 1, now), Some(Turn::Opened(REST.first)));
        assert_eq!(breaker.pass(now), Err(REST.first));
        let mut breaker = Breaker::new(REST);
        assert_eq!(run(&mut breaker, End::Well, 50, now), None);
        assert_eq!(run(&mut breaker, End::Failed, 9, now), None);
        assert_eq!(run(&mut breaker, End::Failed, 1, now), Some(Turn::Opened(REST.first)));
    }

    #[test]
    fn failures_of_long_ago_are_forgotten() {
        let (mut breaker, now) = (Breaker::new(REST), Instant::now());
        run(&mut breaker, End::Failed, 9, now);
        assert_eq!(run(&mut breaker, End::Failed, 9, now + OLD), None);
    }

    #[test]
    fn one_trial_closes_it_and_each_that_fails_doubles_the_rest() {
        let (mut breaker, mut now) = (Breaker::new(REST), Instant::now());
        run(&mut breaker, End::Failed, 10, now);
        for seconds in [10, 20, 40, 80, 160, 300, 300] {
            assert_eq!(breaker.rest_left(now), Some(Duration::from_secs(seconds)));
            now += Duration::from_secs(seconds);
            let trial = breaker.pass(now).expect("a trial");
            assert!(breaker.pass(now).is_err(), "one at a time");
            assert_eq!(breaker.end(trial, End::Failed, now), Some(Turn::Opened(Duration::from_secs((seconds * 2).min(300)))));
        }
        now += REST.longest;
        let trial = breaker.pass(now).expect("a trial");
        assert_eq!(breaker.end(trial, End::Well, now), Some(Turn::Closed));
        assert_eq!(run(&mut breaker, End::Failed, 9, now), None, "it starts afresh");
    }

    #[test]
    fn a_trial_that_is_given_up_leaves_the_next_call_to_be_the_trial() {
        let (mut breaker, now) = (Breaker::new(REST), Instant::now());
        run(&mut breaker, End::Failed, 10, now);
        let later = now + REST.first;
        let trial = breaker.pass(later).expect("a trial");
        breaker.give_up(trial, later);
        let trial = breaker.pass(later).expect("another trial");
        assert_eq!(breaker.end(trial, End::Well, later), Some(Turn::Closed));
    }

    #[test]
    fn a_call_from_before_says_nothing_to_what_came_after() {
        let (mut breaker, now) = (Breaker::new(REST), Instant::now());
        let old = breaker.pass(now).expect("it is closed");
        run(&mut breaker, End::Failed, 10, now);
        let later = now + REST.first;
        let trial = breaker.pass(later).expect("a trial");
        assert_eq!(breaker.end(old, End::Failed, later), None);
        breaker.give_up(old, later);
        assert_eq!(breaker.end(trial, End::Well, later), Some(Turn::Closed));
    }
}
