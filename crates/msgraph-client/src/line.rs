//! Those of one priority who wait for a class: who has waited longest goes first, wherever they wait now.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::{
    sync::{Notify, futures::Notified},
    time::Instant,
};

/// Those who wait.
#[derive(Default)]
pub(crate) struct Line {
    waiting: Mutex<Waiting>,
    /// Wakes all when one has gone.
    moved: Notify,
}

/// Since when one waits, and a number that tells those of one moment apart, in the order they came.
type Ticket = (Instant, u64);

#[derive(Default)]
struct Waiting {
    /// How many units each takes.
    units: BTreeMap<Ticket, u32>,
    came: u64,
}

/// A place among those who wait. Whoever leaves it has gone, or has given up.
pub(crate) struct Place<'a> {
    line: &'a Line,
    ticket: Ticket,
}

impl Line {
    /// Waits for so many units from now on, as one who has waited since then.
    pub(crate) fn join(&self, since: Instant, units: u32) -> Place<'_> {
        let mut waiting = self.waiting();
        waiting.came += 1;
        let ticket = (since, waiting.came);
        waiting.units.insert(ticket, units);
        Place { line: self, ticket }
    }

    /// The next time that one leaves. It must be made before anybody looks who is first.
    pub(crate) fn moved(&self) -> Notified<'_> {
        self.moved.notified()
    }

    /// Since when who waits, and for how many units.
    pub(crate) fn all(&self) -> Vec<(Instant, u32)> {
        self.waiting().units.iter().map(|((since, _), units)| (*since, *units)).collect()
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place<'_> {
    /// Whether nobody has waited longer.
    pub(crate) fn is_first(&self) -> bool {
        self.line.waiting().units.first_key_value().is_some_and(|(ticket, _)| *ticket == self.ticket)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.line.waiting().units.remove(&self.ticket);
        self.line.moved.notify_waiters();
    }
}
