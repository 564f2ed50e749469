//! When calls would go that are not made yet.

use std::time::Duration;

use tokio::time::Instant;

use crate::{Limit, limiter::Limiter};

/// What a class would let go from now on, if nobody came but those who wait already.
#[derive(Clone, Debug)]
pub struct Outlook {
    pub(crate) limiter: Limiter,
    /// People who wait: since when, and for how many units.
    pub(crate) people: Vec<(Instant, u32)>,
    pub(crate) now: Instant,
}

impl Outlook {
    /// That of a class of which nothing was taken, and for which nobody waits.
    pub fn free(limit: Limit) -> Self {
        Self { limiter: Limiter::new(limit), people: Vec::new(), now: Instant::now() }
    }

    /// What it would let go if it were not paused: who is held up by a pause is throttled, and asks not for too much.
    #[must_use]
    pub fn unpaused(mut self) -> Self {
        self.limiter.unpause();
        self
    }

    /// When the last of so many units would go of a person who has waited since then: behind all who have waited as long.
    pub fn last(&self, units: u64, since: Instant) -> Instant {
        let before = self.people.iter().filter(|(other, _)| *other <= since).map(|(_, units)| u64::from(*units));
        self.limiter.clone().last(before.sum::<u64>().saturating_add(units), self.now)
    }

    /// Whether a person waits who has waited since then.
    pub fn is_waiting(&self, since: Instant) -> bool {
        self.people.iter().any(|(other, _)| *other == since)
    }

    /// How long it takes from then on until so many units have gone, behind all who wait now.
    pub fn takes(&self, units: u64, from: Instant) -> Duration {
        self.last(units, self.now).saturating_duration_since(from)
    }
}
