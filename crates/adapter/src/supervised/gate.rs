//! Keeps to rates: never more calls in any stretch of their time.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
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
    /// When the last `calls` calls went or will go, oldest first.
    taken: VecDeque<Instant>,
}

impl Gates {
    pub(super) fn new(rates: &[Rate]) -> Self {
        let gate = |rate: &Rate| {
            let calls = usize::try_from(rate.calls.get()).expect("a count of calls fits into an address");
            Gate { questions: rate.questions.clone(), calls, per: rate.per, taken: VecDeque::new() }
        };
        Self { gates: Mutex::new(rates.iter().map(gate).collect()) }
    }

    /// Takes the next place that all rates of the question have, and says when it is. One that is not before `latest` is not taken; then it
    /// says how long to wait for one.
    pub(super) fn take(&self, question: Question, now: Instant, latest: Instant) -> Result<Instant, Duration> {
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        let mut gates: Vec<&mut Gate> = gates.iter_mut().filter(|gate| gate.questions.contains(&question)).collect();
        let place = gates.iter().map(|gate| gate.next()).fold(now, |place, next| next.map_or(place, |next| next.max(place)));
        if place >= latest {
            return Err(place - now);
        }
        for gate in &mut gates {
            gate.take(place);
        }
        Ok(place)
    }
}

impl Gate {
    /// The earliest place there is: not before the last that was taken, so that places are taken in order.
    fn next(&self) -> Option<Instant> {
        let free = self.taken.front().filter(|_| self.taken.len() >= self.calls).map(|oldest| *oldest + self.per);
        free.max(self.taken.back().copied())
    }

    fn take(&mut self, place: Instant) {
        if self.taken.len() >= self.calls {
            self.taken.pop_front();
        }
        self.taken.push_back(place);
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

    proptest! {
        #[test]
        fn no_stretch_of_time_sees_more_calls_than_any_rate(
            rates in prop::collection::vec((1_u32..6, 500_u64..3_000, prop::sample::subsequence(Question::ALL.to_vec(), 1..4)), 1..4),
            calls in prop::collection::vec((0_u64..1_500, prop::sample::select(Question::ALL.to_vec())), 1..60),
        ) {
            let rates: Vec<Rate> = rates.iter().map(|(calls, per, questions)| rate(*calls, *per, questions)).collect();
            let gates = Gates::new(&rates);
            let mut now = Instant::now();
            let mut places = Vec::new();
            for (wait, question) in calls {
                now += Duration::from_millis(wait);
                if let Ok(place) = gates.take(question, now, now + Duration::from_secs(3)) {
                    prop_assert!(place >= now);
                    places.push((question, place));
                }
            }
            for Rate { questions, calls, per } in rates {
                let counted: Vec<Instant> = places.iter().filter(|(question, _)| questions.contains(question)).map(|(_, place)| *place).collect();
                prop_assert!(counted.is_sorted());
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
        assert_eq!(gates.take(users, now, now + Duration::from_secs(1)), Ok(now));
        for _ in 0..9 {
            assert_eq!(gates.take(users, now, now + Duration::from_secs(1)), Err(Duration::from_secs(10)));
        }
        let later = now + Duration::from_secs(10);
        assert_eq!(gates.take(users, later, later + Duration::from_secs(1)), Ok(later));
    }
}
