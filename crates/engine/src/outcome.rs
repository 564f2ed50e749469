//! What became of a feed.

use std::collections::BTreeMap;

use riskgate_adapter::{AdapterError, Batch, Part, Recorded, ScheduledFeed};
use riskgate_model::RecordKind;

/// What became of a feed that was read once.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its name.
    pub name: String,
    /// What it tells of.
    pub kind: RecordKind,
    /// Which part of it.
    pub part: Part,
    /// How many batches were recorded.
    pub pages: u64,
    /// What became of the records in them.
    pub recorded: Recorded,
    /// What was refused before it was known what it is.
    pub not_understood: u64,
    /// What was recognised and is not loaded by this version, by name.
    pub skipped: BTreeMap<String, u64>,
    /// How it ended.
    pub end: End,
}

/// How the reading of a feed ended.
#[derive(Clone, Debug)]
pub enum End {
    /// It was read to its end.
    Read,
    /// It may not ask its source for more yet, and is not read to its end: so many are left, at least.
    Waits(u64),
    /// It was read to its end not long ago, and is left for later.
    NotDue,
    /// It could not be read on. What was recorded stays, and the feed goes on from there.
    Failed(AdapterError),
}

impl Outcome {
    /// Nothing yet.
    pub(crate) fn new(feed: &ScheduledFeed, end: End) -> Self {
        Self {
            name: feed.name.clone(),
            kind: feed.kind,
            part: feed.part,
            pages: 0,
            recorded: Recorded::default(),
            not_understood: 0,
            skipped: BTreeMap::new(),
            end,
        }
    }

    /// Adds a batch that was recorded.
    pub(crate) fn add(&mut self, recorded: &Recorded, batch: &Batch) {
        self.pages += 1;
        self.recorded += recorded;
        self.not_understood += batch.refused.iter().filter(|refusal| refusal.kind.is_none()).count() as u64;
        for (name, count) in &batch.skipped {
            *self.skipped.entry(name.clone()).or_default() += count;
        }
    }

    /// How many rows were read, whatever became of them.
    pub fn rows(&self) -> u64 {
        let counts = self.recorded.0.values().map(|counts| counts.new + counts.changed + counts.unchanged + counts.refused);
        counts.sum::<u64>() + self.not_understood + self.skipped.values().sum::<u64>()
    }
}
