//! Where records end.

use std::{collections::BTreeMap, ops::AddAssign};

use async_trait::async_trait;
use riskgate_model::{Record, RecordKind, Refusal, Time};
use serde::Serialize;

use crate::{AdapterError, Answer, Batch, Checkpoint};

/// Records facts. Recording is idempotent, and the outcome does not depend on the order of records.
#[async_trait]
pub trait Sink: Send + Sync {
    /// Records all of them, in one transaction, and keeps what was refused.
    ///
    /// # Errors
    /// When nothing could be recorded.
    async fn record(&self, records: &[Record], refused: &[Refusal]) -> Answer<Recorded>;
}

/// A sink that keeps, beside records, where feeds go on.
#[async_trait]
pub trait Checkpoints: Sink {
    /// What is known of the feed of this name; the default where it was never read.
    ///
    /// # Errors
    /// When the sink cannot be read.
    async fn feed(&self, name: &str) -> Answer<FeedState>;

    /// What is known of all feeds, by name.
    ///
    /// # Errors
    /// When the sink cannot be read.
    async fn feeds(&self) -> Answer<Vec<(String, FeedState)>>;

    /// Records a batch as [`Sink::record`] does, and in the same transaction where its feed goes on.
    ///
    /// # Errors
    /// When nothing could be recorded; the feed is then where it was.
    async fn record_batch(&self, feed: &str, batch: &Batch) -> Answer<Recorded>;

    /// Notes why a feed could not be read on. The note is gone once it is read to its end.
    ///
    /// # Errors
    /// When the sink cannot be written.
    async fn feed_failed(&self, feed: &str, error: &AdapterError) -> Answer<()>;
}

/// What is known of a feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedState {
    /// Where it goes on; none where it was never read.
    pub checkpoint: Option<Checkpoint>,
    /// When it was last read to its end.
    pub caught_up_at: Option<Time>,
    /// Why and when it could last not be read on, if that was after it was read to its end.
    pub failure: Option<Failure>,
}

/// Why something could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// When.
    pub at: Time,
    /// Why, in words for the operator.
    pub reason: String,
}

/// What became of records, by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Recorded(pub BTreeMap<RecordKind, Counts>);

/// What became of records of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Not seen before.
    pub new: u64,
    /// Seen before, and said something more.
    pub changed: u64,
    /// Said nothing more.
    pub unchanged: u64,
    /// Could not be understood by who read them, or cannot be kept by the sink. Both are kept as refusals, with the reason.
    pub refused: u64,
}

impl AddAssign<&Recorded> for Recorded {
    fn add_assign(&mut self, other: &Recorded) {
        for (kind, more) in &other.0 {
            let counts = self.0.entry(*kind).or_default();
            counts.new += more.new;
            counts.changed += more.changed;
            counts.unchanged += more.unchanged;
            counts.refused += more.refused;
        }
    }
}
