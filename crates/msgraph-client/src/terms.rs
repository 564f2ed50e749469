//! On what terms a call is made.

use std::time::Duration;

use tokio::time::Instant;

use crate::Priority;

/// On what terms a call is made: who waits for it, and until when.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// Who waits.
    pub priority: Priority,
    /// Since when they wait: of those of one priority, who has waited longest goes first.
    pub since: Instant,
    /// When it must be answered, whatever it waits for.
    pub until: Instant,
}

impl Terms {
    /// A person waits, for so long from now on.
    pub fn person(within: Duration) -> Self {
        Self::new(Priority::Person, within)
    }

    /// Sync waits, for so long from now on.
    pub fn sync(within: Duration) -> Self {
        Self::new(Priority::Sync, within)
    }

    fn new(priority: Priority, within: Duration) -> Self {
        let since = Instant::now();
        Self { priority, since, until: since + within }
    }
}
