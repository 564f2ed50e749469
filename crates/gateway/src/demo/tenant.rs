//! The tenant: whom it has, and where its month lies.

use riskgate_model::{TenantId, Time};

use super::{
    dice::{Dice, Throw},
    person::Person,
};

/// The tenant's id, the same for every seed.
pub(super) const TENANT: &str = "5eed0000-0de0-4000-8000-000000000001";
/// The tenant's domain; the top level is reserved and never resolves.
pub(super) const DOMAIN: &str = "haldenworks.example";
/// Days of sign-ins before the anchor.
pub(super) const DAYS: i64 = 30;
pub(super) const HOUR: i64 = 3_600;
pub(super) const DAY: i64 = 24 * HOUR;

/// What everything in the demo is derived from.
#[derive(Clone, Debug)]
pub(super) struct Tenant {
    pub(super) id: TenantId,
    pub(super) seed: u64,
    /// The end of the month, a midnight in UTC.
    pub(super) anchor: Time,
    /// How many users there are, deleted ones included.
    pub(super) users: u32,
}

impl Tenant {
    pub(super) fn new(seed: u64, anchor: Time, users: u32) -> Self {
        Self { id: TenantId::new(TENANT), seed, anchor, users }
    }

    /// The dice of one thing.
    pub(super) fn dice(&self, throw: Throw, number: u64) -> Dice {
        Dice::new(self.seed, throw, number)
    }

    /// The user of this number. Nobody is kept in memory: a user is derived again whenever one is needed.
    pub(super) fn person(&self, number: u32) -> Person {
        Person::new(self, number)
    }

    /// A moment `days` days before the anchor, `hours` hours into that day.
    pub(super) fn ago(&self, days: i64, hours: i64) -> Time {
        self.anchor.plus_seconds(hours * HOUR - days * DAY)
    }
}
