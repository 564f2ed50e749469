//! On what terms a call is made.

use std::time::Duration;

use tokio::time::Instant;

use crate::Priority;

/// On what terms a call is made: who waits for it, and until when.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// Who waits.
    pub priority: Priority,
    /// When it must be answered, whatever it waits for.
    pub until: Instant,
}

impl Terms {
    /// A person waits, for so long from now on.
    pub fn person(within: Duration) -> Self {
        Self { priority: Priority::Person, until: Instant::now() + within }
    }

    /// Sync waits, for so long from now on.
    pub fn sync(within: Duration) -> Self {
        Self { priority: Priority::Sync, until: Instant::now() + within }
    }
}
