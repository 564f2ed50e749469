//! What is pushed: a body of JSON into the store.

use riskgate_adapter::{AdapterError, Batch, Feed as _, Sink};
use riskgate_adapter_files::FileFeed;
use riskgate_model::{Clock as _, Record, RecordKind};
use riskgate_wire::RecordDefaults;

use super::{FileOutcome, told};
use crate::clock::SystemClock;

/// What pushed records are said to come from.
pub(super) const SOURCE: &str = "push";

/// Why a body was not taken.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    /// It is no JSON. Nothing of it was recorded.
    #[error("{0}")]
    Malformed(String),
    /// The store cannot record. What was recorded before stays, and recording it again changes nothing.
    #[error(transparent)]
    Record(AdapterError),
}

/// Records the alerts and incidents of a body: an alert, an incident with or without its alerts, a page, an array or lines of them. Records
/// of other kinds are not taken: whoever may push alerts may not say what Entra says. All of it is read before anything is recorded.
///
/// # Errors
/// When it is no JSON, or the store cannot record.
pub async fn push(sink: &dyn Sink, body: &[u8], defaults: &RecordDefaults) -> Result<FileOutcome, PushError> {
    let mut feed = FileFeed::over(SOURCE, body, defaults.clone()).at(SystemClock.now());
    let (mut batches, mut next) = (Vec::new(), true);
    while next {
        let checkpoint = batches.last().map(|batch: &Batch| batch.checkpoint.clone());
        let batch = feed.changes(checkpoint.as_ref()).await.map_err(|error| PushError::Malformed(told(&error)))?;
        next = batch.more;
        batches.push(taken(batch));
    }
    let mut outcome = FileOutcome { file: SOURCE.to_owned(), ..FileOutcome::default() };
    for batch in batches {
        let recorded = sink.record(&batch.records, &batch.refused).await.map_err(PushError::Record)?;
        outcome.add(&recorded, &batch);
    }
    Ok(outcome)
}

/// Whether whoever may push may push records of this kind.
pub(super) const fn is_taken(kind: RecordKind) -> bool {
    matches!(kind, RecordKind::Alerts | RecordKind::Incidents)
}

/// What is taken of a batch; the rest is counted as skipped.
fn taken(mut batch: Batch) -> Batch {
    let mut skipped = |kind: RecordKind| *batch.skipped.entry(kind.name().to_owned()).or_default() += 1;
    batch.records.iter().map(Record::kind).filter(|kind| !is_taken(*kind)).for_each(&mut skipped);
    batch.refused.iter().filter_map(|refusal| refusal.kind).filter(|kind| !is_taken(*kind)).for_each(&mut skipped);
    batch.records.retain(|record| is_taken(record.kind()));
    batch.refused.retain(|refusal| refusal.kind.is_none_or(is_taken));
    batch
}
