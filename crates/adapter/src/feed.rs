//! Records on their way in.

use std::{collections::BTreeMap, time::Duration};

use async_trait::async_trait;
use riskgate_model::{Record, RecordKind, Refusal};

use crate::{Answer, ReadHistory};

/// Reads records from a source, batch by batch, each at least once.
#[async_trait]
pub trait Feed: Send {
    /// The records after `checkpoint`, or from the beginning.
    ///
    /// # Errors
    /// When the source cannot be read on. What was read before stays valid, and the feed can be asked again from its checkpoint.
    async fn changes(&mut self, checkpoint: Option<&Checkpoint>) -> Answer<Batch>;

    /// How much of the way is behind the checkpoint, from 0 to 1, where the feed knows.
    fn progress(&self, _checkpoint: &Checkpoint) -> Option<f64> {
        None
    }
}

/// A feed that is read again and again, to keep what it tells fresh.
pub struct ScheduledFeed {
    /// What its checkpoint is kept under, such as `msgraph/signIns/head`: the adapter, the kind of records, and the part of them.
    pub name: String,
    /// What it tells of.
    pub kind: RecordKind,
    /// Which part of them it reads.
    pub part: Part,
    /// What its source counts its calls with, where that limits them: feeds that share it go one part after another, others beside them.
    pub shares: String,
    /// How long after it was read to its end it is read again.
    pub every: Duration,
    /// The feed.
    pub feed: Box<dyn Feed>,
}

/// Which part of the records of a kind a feed reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The newest, which is read first and stays near to now.
    Head,
    /// Everything before, back to where the source forgets.
    Backfill,
    /// What is told of one record at a time, once that record is known.
    Details,
}

impl Part {
    /// The part in a word, as it stands in the names of feeds.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Backfill => "backfill",
            Self::Details => "details",
        }
    }
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
    /// Whose risk histories it brings whole.
    pub histories: Vec<ReadHistory>,
    /// Where to go on.
    pub checkpoint: Checkpoint,
    /// Whether there is more.
    pub more: bool,
    /// How many are left, at least, that the feed may not ask its source for yet, where there is no more for now: it has not been read to its
    /// end, and is asked again later. 0 where none are.
    pub waiting: u64,
}
