//! Files into the store.

mod outcome;
mod progress;
mod push;
mod retry;

use std::{
    error::Error as _,
    path::{Path, PathBuf},
};

use riskgate_adapter::{AdapterError, Batch, Feed, Sink};
use riskgate_adapter_files::FileFeed;
use riskgate_model::Clock as _;
use riskgate_wire::RecordDefaults;

pub use outcome::{FileOutcome, Outcome, Tally, Told};
use progress::Progress;
pub use push::{PushError, push};
pub use retry::{Retried, retry_all, retry_some};

use crate::{Error, clock::SystemClock};

/// Records all files, one after another. A file that breaks off keeps what was read of it, and does not stop the next.
///
/// # Errors
/// When the store cannot record; what was recorded before stays.
pub async fn import(sink: &dyn Sink, files: &[PathBuf], defaults: &RecordDefaults) -> Result<Outcome, Error> {
    let mut progress = Progress::new(files);
    let mut outcome = Outcome::default();
    for file in files {
        let read = import_file(sink, file, defaults, &mut progress).await.map_err(Error::Record)?;
        progress.file_done(&read);
        outcome.add(read);
    }
    Ok(outcome)
}

/// Records one file: while a batch is recorded, the next one is read.
async fn import_file(
    sink: &dyn Sink,
    file: &Path,
    defaults: &RecordDefaults,
    progress: &mut Progress,
) -> Result<FileOutcome, AdapterError> {
    let mut outcome = FileOutcome::new(file);
    let mut feed = FileFeed::open(file, defaults.clone()).at(SystemClock.now());
    let mut next = Some(feed.changes(None).await);
    while let Some(read) = next {
        let batch = match read {
            Ok(batch) => batch,
            Err(error) => {
                outcome.error = Some(told(&error));
                break;
            }
        };
        let (recorded, following) = tokio::join!(sink.record(&batch.records, &batch.refused), read_on(&mut feed, &batch));
        outcome.add(&recorded?, &batch);
        progress.advance(&outcome, feed.progress());
        next = following;
    }
    Ok(outcome)
}

async fn read_on(feed: &mut FileFeed, batch: &Batch) -> Option<Result<Batch, AdapterError>> {
    if batch.more { Some(feed.changes(Some(&batch.checkpoint)).await) } else { None }
}

/// Why a file could not be read (on), in the words of the adapter's cause, which names line and column.
fn told(error: &AdapterError) -> String {
    let mut words = Vec::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        words.push(error.to_string());
        cause = error.source();
    }
    if words.is_empty() { error.kind.to_string() } else { words.join(": ") }
}
