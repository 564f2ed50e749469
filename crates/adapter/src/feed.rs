//! Records on their way in.

use std::collections::BTreeMap;

use async_trait::async_trait;
use riskgate_model::{Record, Refusal};

use crate::Answer;

/// Reads records from a source, batch by batch, each at least once.
#[async_trait]
pub trait Feed: Send {
    /// The records after `checkpoint`, or from the beginning.
    ///
    /// # Errors
    /// When the source cannot be read on. What was read before stays valid, and the feed can be asked again from its checkpoint.
    async fn changes(&mut self, checkpoint: Option<&Checkpoint>) -> Answer<Batch>;
}

/// Where a feed goes on. Only the feed that made it can read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint(pub String);

/// Records to be recorded together.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The records.
    pub records: Vec<Record>,
    /// What could not become a record.
    pub refused: Vec<Refusal>,
    /// What was recognised, but is not loaded by this version: how many of each name.
    pub skipped: BTreeMap<String, u64>,
    /// Where to go on.
    pub checkpoint: Checkpoint,
    /// Whether there is more.
    pub more: bool,
}
