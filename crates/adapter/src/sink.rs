//! Where records end.

use std::{collections::BTreeMap, ops::AddAssign};

use async_trait::async_trait;
use riskgate_model::{Record, RecordKind, Refusal};
use serde::Serialize;

use crate::Answer;

/// Records facts. Recording is idempotent, and the outcome does not depend on the order of records.
#[async_trait]
pub trait Sink: Send + Sync {
    /// Records all of them, in one transaction, and keeps what was refused.
    ///
    /// # Errors
    /// When nothing could be recorded.
    async fn record(&self, records: &[Record], refused: &[Refusal]) -> Answer<Recorded>;
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
