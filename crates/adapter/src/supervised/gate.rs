//! Keeps to a rate: never more calls in any stretch of its time.

use std::{collections::VecDeque, sync::Mutex, time::Duration};

use tokio::time::Instant;

use crate::Rate;

/// The places that calls have taken in the time of a rate.
pub(super) struct Gate {
    calls: usize,
    per: Duration,
    /// When the last `calls` calls went or will go, oldest first.
    taken: Mutex<VecDeque<Instant>>,
}

impl Gate {
    pub(super) fn new(rate: &Rate) -> Self {
        let calls = usize::try_from(rate.calls.get()).expect("a count of calls fits into an address");
        Self { calls, per: rate.per, taken: Mutex::default() }
    }

    /// Takes a place, and says when it is. A place that is not before `latest` is not taken; then it says how long to wait for one.
    pub(super) fn take(&self, now: Instant, latest: Instant) -> Result<Instant, Duration> {
        let mut taken = self.taken.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let place = match taken.front().filter(|_| taken.len() >= self.calls) {
            Some(oldest) => now.max(*oldest + self.per),
            None => now,
        };
        if place >= latest {
            return Err(place - now);
        }
        if taken.len() >= self.calls {
            taken.pop_front();
        }
        taken.push_back(place);
        Ok(place)
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use proptest::prelude::*;

    use super::*;

    fn gate(calls: u32, per: Duration) -> Gate {
        Gate::new(&Rate { questions: Vec::new(), calls: NonZeroU32::new(calls).expect("a rate of some calls"), per })
    }

    proptest! {
        #[test]
        fn no_stretch_of_time_sees_more_calls_than_the_rate(calls in 1_u32..6, waits in prop::collection::vec(0_u64..1_500, 1..60)) {
            let per = Duration::from_secs(1);
            let gate = gate(calls, per);
            let mut now = Instant::now();
            let mut places = Vec::new();
            for wait in waits {
                now += Duration::from_millis(wait);
                if let Ok(place) = gate.take(now, now + Duration::from_secs(3)) {
                    prop_assert!(place >= now);
                    places.push(place);
                }
            }
            prop_assert!(places.is_sorted());
            for (first, later) in places.iter().zip(places.iter().skip(calls as usize)) {
                prop_assert!(*later - *first >= per);
            }
        }
    }

    #[test]
    fn who_would_wait_too_long_is_told_how_long_and_takes_no_place() {
        let (gate, now) = (gate(1, Duration::from_secs(10)), Instant::now());
        assert_eq!(gate.take(now, now + Duration::from_secs(1)), Ok(now));
        for _ in 0..3 {
            assert_eq!(gate.take(now, now + Duration::from_secs(1)), Err(Duration::from_secs(10)));
        }
        let later = now + Duration::from_secs(10);
        assert_eq!(gate.take(later, later + Duration::from_secs(1)), Ok(later));
    }
}
