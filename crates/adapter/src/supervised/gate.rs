//! Keeps to rates: never more calls in any stretch of their time.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::{Question, Rate};

/// The rates of an adapter, and the places that calls have taken in their times.
pub(super) struct Gates {
    gates: Mutex<Vec<Gate>>,
}

struct Gate {
    questions: Vec<Question>,
    calls: usize,
    per: Duration,
    /// When calls went or will go, oldest first, as far as later ones must mind them.
    taken: VecDeque<Instant>,
}

/// The place of a call that has not begun. Dropped, it is given back.
pub(super) struct Place<'a> {
    gates: &'a Gates,
    question: Question,
    /// When the call may begin.
    pub(super) at: Instant,
    begun: bool,
}

impl Gates {
    pub(super) fn new(rates: &[Rate]) -> Self {
        let gate = |rate: &Rate| {
            let calls = usize::try_from(rate.calls.get()).expect("a count of calls fits into an address");
            Gate { questions: rate.questions.clone(), calls, per: rate.per, taken: VecDeque::new() }
        };
        Self { gates: Mutex::new(rates.iter().map(gate).collect()) }
    }

    /// Takes the first place that all rates of the question have, from `now` on. One that has to be waited for until `latest` is not taken;
    /// then it says how long to wait for one.
    pub(super) fn take(&self, question: Question, now: Instant, latest: Instant) -> Result<Place<'_>, Duration> {
        let mut gates = self.gates();
        let mut gates: Vec<&mut Gate> = gates.iter_mut().filter(|gate| gate.questions.contains(&question)).collect();
        let mut at = now;
        loop {
            let next = gates.iter().fold(at, |at, gate| gate.next(at));
            if next > now && next >= latest {
                return Err(next - now);
            }
            if next == at {
                break;
            }
            at = next;
        }
        for gate in &mut gates {
            gate.take(at, now);
        }
        Ok(Place { gates: self, question, at, begun: false })
    }

    fn gates(&self) -> MutexGuard<'_, Vec<Gate>> {
        self.gates.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Gate {
    /// The first moment from `at` on at which one more call may go: with it, no `calls + 1` calls in a row are within less than `per`.
    fn next(&self, mut at: Instant) -> Instant {
        let Self { taken, calls, per, .. } = self;
        loop {
            let before = taken.partition_point(|taken| *taken <= at);
            let least = before.checked_sub(*calls).map_or(at, |first| taken[first] + *per);
            if at < least {
                at = least;
                continue;
            }
            // The rows of calls that it would be in the midst of, or the first of.
            let rows = (before + 1).saturating_sub(*calls)..=before;
            let is_full = |first: usize| taken.get(first + calls - 1).is_some_and(|last| *last - at.min(taken[first]) < *per);
            if !rows.into_iter().any(is_full) {
                return at;
            }
            // A full row ends at a later call, so that there is one.
            at = taken[before];
        }
    }

    fn take(&mut self, at: Instant, now: Instant) {
        // Twice as long as they count: another task may have looked at the clock a little earlier.
        while self.taken.front().is_some_and(|oldest| *oldest + 2 * self.per <= now) {
            self.taken.pop_front();
        }
        let after = self.taken.partition_point(|taken| *taken <= at);
        self.taken.insert(after, at);
    }

    fn give_back(&mut self, at: Instant) {
        if let Ok(place) = self.taken.binary_search(&at) {
            self.taken.remove(place);
        }
    }
}

impl Place<'_> {
    /// The call begins: its place is used up.
    pub(super) fn begin(mut self) {
        self.begun = true;
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if !self.begun {
            let mut gates = self.gates.gates();
            gates.iter_mut().filter(|gate| gate.questions.contains(&self.question)).for_each(|gate| gate.give_back(self.at));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use proptest::prelude::*;

    use super::*;

    fn rate(calls: u32, milliseconds: u64, questions: &[Question]) -> Rate {
        let calls = NonZeroU32::new(calls).expect("a rate of some calls");
        Rate { questions: questions.to_vec(), calls, per: Duration::from_millis(milliseconds) }
    }

    /// Some seconds from now.
    fn after(now: Instant, seconds: u64) -> Instant {
        now + Duration::from_secs(seconds)
    }

    proptest! {
        #[test]
        fn no_stretch_of_time_sees_more_calls_than_any_rate(
            rates in prop::collection::vec((1_u32..6, 500_u64..3_000, prop::sample::subsequence(Question::ALL.to_vec(), 1..4)), 1..4),
            calls in prop::collection::vec(
                (0_u64..1_500, prop::sample::select(Question::ALL.to_vec()), prop::option::of(0_u64..3_000)),
                1..60,
            ),
        ) {
            let rates: Vec<Rate> = rates.iter().map(|(calls, per, questions)| rate(*calls, *per, questions)).collect();
            let gates = Gates::new(&rates);
            let mut now = Instant::now();
            // Those that have a place, and when they are abandoned, if they are.
            let mut waiting: Vec<(Place<'_>, Option<Instant>)> = Vec::new();
            let mut gone = Vec::new();
            for (wait, question, patience) in calls {
                now += Duration::from_millis(wait);
                for (place, abandoned) in std::mem::take(&mut waiting) {
                    match abandoned {
                        Some(abandoned) if abandoned < place.at => {
                            if abandoned > now {
                                waiting.push((place, Some(abandoned)));
                            }
                        }
                        _ => {
                            gone.push((place.question, place.at));
                            place.begin();
                        }
                    }
                }
                if let Ok(place) = gates.take(question, now, now + Duration::from_secs(3)) {
                    prop_assert!(place.at >= now);
                    waiting.push((place, patience.map(|patience| now + Duration::from_millis(patience))));
                }
            }
            for (place, _) in waiting {
                gone.push((place.question, place.at));
                place.begin();
            }
            for Rate { questions, calls, per } in rates {
                let mut counted: Vec<Instant> = gone.iter().filter(|(question, _)| questions.contains(question)).map(|(_, at)| *at).collect();
                counted.sort_unstable();
                for (first, later) in counted.iter().zip(counted.iter().skip(calls.get() as usize)) {
                    prop_assert!(*later - *first >= per);
                }
            }
        }
    }

    #[test]
    fn who_would_wait_too_long_is_told_how_long_and_takes_no_place() {
        let users = Question::Users;
        let (gates, now) = (Gates::new(&[rate(5, 1_000, &[users]), rate(1, 10_000, &[users])]), Instant::now());
        gates.take(users, now, after(now, 1)).expect("a place").begin();
        for _ in 0..9 {
            assert_eq!(gates.take(users, now, after(now, 1)).map(|place| place.at), Err(Duration::from_secs(10)));
        }
        let later = after(now, 10);
        assert_eq!(gates.take(users, later, after(later, 1)).map(|place| place.at), Ok(later));
    }

    #[test]
    fn the_place_of_a_call_that_is_given_up_is_the_next_ones() {
        let users = Question::Users;
        let (gates, now) = (Gates::new(&[rate(1, 3_000, &[users])]), Instant::now());
        let take = || gates.take(users, now, after(now, 60)).expect("a place");
        take().begin();
        let (second, third) = (take(), take());
        assert_eq!((second.at, third.at), (after(now, 3), after(now, 6)));
        drop(second);
        let (fourth, fifth) = (take(), take());
        assert_eq!((fourth.at, fifth.at), (after(now, 3), after(now, 9)));
        drop((third, fourth, fifth));
        assert_eq!(take().at, after(now, 3), "what has begun stays counted");
    }
}
