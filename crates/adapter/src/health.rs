//! How an adapter is doing.

use std::time::Duration;

use async_trait::async_trait;
use riskgate_model::Time;

use crate::Failure;

/// Tells how an adapter is doing.
#[async_trait]
pub trait HealthProbe: Send + Sync {
    /// How it is doing now. Never fails: being down is an answer.
    async fn health(&self) -> Health;
}

/// How an adapter is doing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Whether it can answer.
    pub healthy: bool,
    /// What is wrong, in a sentence.
    pub problem: Option<String>,
    /// The state of the source that its answers show.
    pub as_of: Option<Time>,
    /// The feeds that keep its records fresh, if it has any.
    pub feeds: Vec<FeedHealth>,
    /// What its source lets it ask, if that is limited.
    pub budgets: Vec<Budget>,
}

/// How a feed is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedHealth {
    /// Its name.
    pub name: String,
    /// When it was last read to its end; none where it never was.
    pub caught_up_at: Option<Time>,
    /// How long ago that is.
    pub lag: Option<Duration>,
    /// Why and when it could not be read on after that.
    pub failure: Option<Failure>,
}

/// What a source lets an adapter ask, and how that went since the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// What is limited together.
    pub name: String,
    /// How many units of the limit are left now; a call takes one or more.
    pub left: u32,
    /// How many were made.
    pub calls: u64,
    /// How many of these were throttled.
    pub throttled: u64,
    /// How many were not answered, or not so that it could be understood.
    pub failed: u64,
    /// How long none is made, because the source throttled or failed.
    pub pause: Option<Duration>,
    /// When one was last answered.
    pub last_success: Option<Time>,
    /// When one was last refused or failed.
    pub last_failure: Option<Failure>,
}

impl Health {
    /// An adapter that can answer.
    pub fn up() -> Self {
        Self { healthy: true, ..Self::default() }
    }

    /// An adapter that cannot, for this reason: a sentence without a capital and a full stop.
    pub fn down(problem: &str) -> Self {
        Self { problem: Some(problem.to_owned()), ..Self::default() }
    }
}

#[async_trait]
impl HealthProbe for Health {
    /// A health that never changes: for a source that can always answer.
    async fn health(&self) -> Health {
        self.clone()
    }
}
