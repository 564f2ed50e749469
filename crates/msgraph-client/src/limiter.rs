//! The limit of one class: never more units in any stretch of its time, and who goes first. Pure: it is told what time it is.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

use crate::settings::Limit;

/// Who asks. People go before sync, and some of a limit is left to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// A person waits: for an act, or for a live read.
    Person,
    /// Nobody waits: sync.
    Sync,
}

/// What was taken of a limit.
#[derive(Clone, Debug)]
pub(crate) struct Limiter {
    limit: Limit,
    /// When units were taken, oldest first, as long as they count.
    taken: VecDeque<(Instant, u32)>,
    /// The sum of these.
    sum: u32,
    /// Nobody goes before this.
    paused: Option<Instant>,
    /// Sync does not go before this.
    slowed: Option<Instant>,
    /// How many people wait.
    people: usize,
}

/// Why a call may not go yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// There is no room before this.
    Until(Instant),
    /// People go first.
    People,
}

impl Limiter {
    pub(crate) const fn new(limit: Limit) -> Self {
        Self { limit, taken: VecDeque::new(), sum: 0, paused: None, slowed: None, people: 0 }
    }

    /// Takes units now, or says why not. Who takes more than the whole limit has, as a batch may, takes all of it, and those who come
    /// later wait for the rest.
    pub(crate) fn take(&mut self, priority: Priority, units: u32, now: Instant) -> Result<(), Stop> {
        if priority == Priority::Sync && self.people > 0 {
            return Err(Stop::People);
        }
        self.forget(now);
        let next = self.next(priority, units, now);
        if next > now {
            return Err(Stop::Until(next));
        }
        let counted = units.min(self.limit.units);
        self.taken.push_back((now, counted));
        self.sum += counted;
        let times = units.saturating_sub(1) / self.limit.units;
        if times > 0 {
            self.pause(now + self.limit.per * times);
        }
        Ok(())
    }

    /// The first moment from `now` on that has room, if nobody else comes.
    pub(crate) fn next(&self, priority: Priority, units: u32, now: Instant) -> Instant {
        let most = self.most(priority);
        let room = most - units.min(most);
        let mut at = self.paused.map_or(now, |paused| paused.max(now));
        if let (Priority::Sync, Some(slowed)) = (priority, self.slowed) {
            at = at.max(slowed);
        }
        let mut sum = self.sum;
        for (taken, units) in &self.taken {
            let over = *taken + self.limit.per;
            if over > now {
                if sum <= room {
                    break;
                }
                at = at.max(over);
            }
            sum -= units;
        }
        at
    }

    /// When the last of so many units goes, if they are taken one after another from `now` on, by people, as soon as there is room.
    pub(crate) fn last(mut self, mut units: u64, now: Instant) -> Instant {
        let mut at = now;
        while units > 0 {
            at = self.next(Priority::Person, 1, at);
            self.forget(at);
            let takes = u32::try_from(units).unwrap_or(u32::MAX).min(self.limit.units.saturating_sub(self.sum).max(1));
            self.taken.push_back((at, takes));
            self.sum += takes;
            units -= u64::from(takes);
        }
        at
    }

    /// How many units a person has left now.
    pub(crate) fn left(&mut self, now: Instant) -> u32 {
        self.forget(now);
        if self.next(Priority::Person, 1, now) > now { 0 } else { self.limit.units - self.sum }
    }

    /// Lets nobody go before `until`.
    pub(crate) fn pause(&mut self, until: Instant) {
        self.paused = self.paused.max(Some(until));
    }

    /// Ends a pause.
    pub(crate) const fn unpause(&mut self) {
        self.paused = None;
    }

    /// Lets sync not go before `until`.
    pub(crate) fn slow(&mut self, until: Instant) {
        self.slowed = self.slowed.max(Some(until));
    }

    /// How long nobody goes.
    pub(crate) fn pause_left(&self, now: Instant) -> Option<Duration> {
        self.paused.and_then(|paused| paused.checked_duration_since(now)).filter(|left| !left.is_zero())
    }

    /// A person waits.
    pub(crate) const fn person_comes(&mut self) {
        self.people += 1;
    }

    /// A person waits no more.
    pub(crate) const fn person_goes(&mut self) {
        self.people -= 1;
    }

    /// Forgets what counts no more.
    fn forget(&mut self, now: Instant) {
        while let Some((_, units)) = self.taken.pop_front_if(|(at, _)| *at + self.limit.per <= now) {
            self.sum -= units;
        }
    }

    /// The most that the units may come to with a call of this priority.
    fn most(&self, priority: Priority) -> u32 {
        match priority {
            Priority::Person => self.limit.units,
            Priority::Sync => self.limit.units.saturating_sub(self.limit.kept).max(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn limiter(units: u32, seconds: u64, kept: u32) -> Limiter {
        Limiter::new(Limit { units, per: Duration::from_secs(seconds), kept })
    }

    #[test]
    fn sync_leaves_to_people_what_is_kept_for_them() {
        let (mut limiter, now) = (limiter(5, 10, 2), Instant::now());
        for _ in 0..3 {
            assert_eq!(limiter.take(Priority::Sync, 1, now), Ok(()));
        }
        assert_eq!(limiter.take(Priority::Sync, 1, now), Err(Stop::Until(now + 10 * SECOND)));
        assert_eq!(limiter.left(now), 2);
        assert_eq!(limiter.take(Priority::Person, 1, now), Ok(()));
        assert_eq!(limiter.take(Priority::Person, 1, now), Ok(()));
        assert_eq!(limiter.take(Priority::Person, 1, now), Err(Stop::Until(now + 10 * SECOND)));
        assert_eq!(limiter.left(now), 0);
    }

    #[test]
    fn sync_does_not_go_while_a_person_waits() {
        let (mut limiter, now) = (limiter(1, 1, 0), Instant::now());
        limiter.person_comes();
        assert_eq!(limiter.take(Priority::Sync, 1, now), Err(Stop::People));
        assert_eq!(limiter.take(Priority::Person, 1, now), Ok(()));
        limiter.person_goes();
        assert_eq!(limiter.take(Priority::Sync, 1, now), Err(Stop::Until(now + SECOND)));
        assert_eq!(limiter.take(Priority::Sync, 1, now + SECOND), Ok(()));
    }

    #[test]
    fn a_pause_is_for_all_and_no_shorter_one_ends_it() {
        let (mut limiter, now) = (limiter(100, 1, 0), Instant::now());
        limiter.pause(now + 10 * SECOND);
        limiter.pause(now + SECOND);
        assert_eq!(limiter.pause_left(now), Some(10 * SECOND));
        for priority in [Priority::Person, Priority::Sync] {
            assert_eq!(limiter.take(priority, 1, now), Err(Stop::Until(now + 10 * SECOND)));
        }
        assert_eq!(limiter.take(Priority::Person, 1, now + 10 * SECOND), Ok(()));
        assert_eq!(limiter.pause_left(now + 10 * SECOND), None);
    }

    #[test]
    fn sync_alone_is_slowed() {
        let (mut limiter, now) = (limiter(100, 1, 0), Instant::now());
        limiter.slow(now + SECOND);
        assert_eq!(limiter.take(Priority::Sync, 1, now), Err(Stop::Until(now + SECOND)));
        assert_eq!(limiter.take(Priority::Person, 1, now), Ok(()));
    }

    #[test]
    fn units_that_are_not_taken_yet_go_as_they_would_be() {
        let (mut limiter, now) = (limiter(5, 10, 2), Instant::now());
        let last = |limiter: &Limiter, units| (limiter.clone().last(units, now) - now).as_secs();
        assert_eq!([0, 1, 5, 6, 10, 11].map(|units| last(&limiter, units)), [0, 0, 0, 10, 10, 20]);
        for _ in 0..3 {
            assert_eq!(limiter.take(Priority::Sync, 1, now), Ok(()));
        }
        assert_eq!([2, 3, 5, 6, 8].map(|units| last(&limiter, units)), [0, 10, 10, 10, 20]);
        limiter.pause(now + 12 * SECOND);
        assert_eq!([1, 5, 6].map(|units| last(&limiter, units)), [12, 12, 22]);
    }

    #[test]
    fn a_batch_over_the_limit_is_paid_for_afterwards() {
        let (mut limiter, now) = (limiter(1, 1, 0), Instant::now());
        assert_eq!(limiter.take(Priority::Sync, 20, now), Ok(()));
        assert_eq!(limiter.take(Priority::Sync, 1, now), Err(Stop::Until(now + 19 * SECOND)));
        assert_eq!(limiter.take(Priority::Sync, 1, now + 19 * SECOND), Ok(()));
    }

    proptest! {
        #[test]
        fn no_stretch_of_time_sees_more_than_the_limit(
            (units, kept) in (1_u32..12).prop_flat_map(|units| (Just(units), 0..=units)),
            calls in prop::collection::vec((0_u64..1_500, any::<bool>(), 1_u32..5, prop::option::weighted(0.1, 1_u64..3_000)), 1..80),
        ) {
            let mut limiter = limiter(units, 2, kept);
            let start = Instant::now();
            let mut now = start;
            let mut gone: Vec<(Instant, u32)> = Vec::new();
            let mut paused = start;
            for (wait, is_person, cost, pause) in calls {
                now += Duration::from_millis(wait);
                let priority = if is_person { Priority::Person } else { Priority::Sync };
                let cost = cost.min(units);
                let within = |gone: &[(Instant, u32)], now: Instant| {
                    gone.iter().filter(|(at, _)| *at + 2 * SECOND > now).map(|(_, units)| units).sum::<u32>()
                };
                match limiter.take(priority, cost, now) {
                    Ok(()) => {
                        prop_assert!(now >= paused);
                        gone.push((now, cost));
                        prop_assert!(within(&gone, now) <= units);
                        if !is_person && cost <= units - kept {
                            prop_assert!(within(&gone, now) <= units - kept, "sync took what is kept for people");
                        }
                    }
                    Err(Stop::Until(at)) => {
                        prop_assert!(at > now && at <= now.max(paused) + 2 * SECOND);
                        // What it was told is true: there is room then, and a moment before there is none.
                        prop_assert_eq!(limiter.next(priority, cost, at), at);
                        prop_assert_eq!(limiter.next(priority, cost, at - Duration::from_nanos(1)), at);
                    }
                    Err(Stop::People) => prop_assert!(false, "nobody waits"),
                }
                if let Some(pause) = pause {
                    limiter.pause(now + Duration::from_millis(pause));
                    paused = paused.max(now + Duration::from_millis(pause));
                }
            }
        }
    }
}
