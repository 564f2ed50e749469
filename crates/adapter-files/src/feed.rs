//! A file as a feed.

use std::{
    io,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use riskgate_adapter::{AdapterError, Answer, Batch, Checkpoint, ErrorKind, Feed};
use riskgate_model::Time;
use riskgate_wire::RecordDefaults;

use crate::{
    FileError, input,
    reading::{Reading, Setting},
};

/// The adapter's name in errors.
const NAME: &str = "files";

/// A file as a feed: JSON of Microsoft Graph (pages, objects, arrays, lines), Azure Monitor diagnostic logs (lines, arrays, `records`), Log
/// Analytics (answers, rows, tables parted by commas) and the portal's downloads (the same), packed with gzip or not.
///
/// A checkpoint is the number of elements read. An error's source is a [`FileError`], which names the line and what was expected there.
pub struct FileFeed {
    held: Held,
    setting: Setting,
    size: Option<u64>,
    read: Arc<AtomicU64>,
    /// Away while a batch is being read, and lost when reading it was given up.
    reading: Option<Reading>,
}

/// Where a feed's bytes are.
#[derive(Clone)]
enum Held {
    /// In a file.
    File(PathBuf),
    /// In memory.
    Memory(Arc<[u8]>),
}

/// How far a file was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read of the file, packed as it may be.
    pub read: u64,
    /// The file's size, where it is known.
    pub total: Option<u64>,
}

impl FileFeed {
    /// The file at `path`, whose records are of the tenant and time of `defaults` unless they say otherwise. It is opened when it is asked for changes.
    pub fn open(path: impl Into<PathBuf>, defaults: RecordDefaults) -> Self {
        let path = path.into();
        let setting = Setting { name: path.display().to_string(), defaults, now: None };
        let size = path.metadata().ok().map(|metadata| metadata.len());
        Self { held: Held::File(path), setting, size, read: Arc::default(), reading: None }
    }

    /// Bytes at hand as if they lay in a file of this name.
    pub fn over(name: &str, bytes: &[u8], defaults: RecordDefaults) -> Self {
        let setting = Setting { name: name.to_owned(), defaults, now: None };
        Self { size: Some(bytes.len() as u64), held: Held::Memory(bytes.into()), setting, read: Arc::default(), reading: None }
    }

    /// Refuses what would be of the future at `now`, and tells where it stands: see [`riskgate_model::Record::ahead_of`].
    #[must_use]
    pub fn at(mut self, now: Time) -> Self {
        self.setting.now = Some(now);
        self
    }

    /// How far the file was read.
    pub fn progress(&self) -> Progress {
        Progress { read: self.read.load(Ordering::Relaxed), total: self.size }
    }
}

impl Held {
    fn open(&self, read: &Arc<AtomicU64>) -> Result<input::Bytes, FileError> {
        match self {
            Self::File(path) => input::open(path, read),
            Self::Memory(bytes) => input::over(Box::new(io::Cursor::new(Arc::clone(bytes))), read),
        }
    }
}

#[async_trait]
impl Feed for FileFeed {
    async fn changes(&mut self, checkpoint: Option<&Checkpoint>) -> Answer<Batch> {
        let consumed = checkpoint.map_or(Ok(0), |checkpoint| checkpoint.0.parse::<u64>());
        let consumed =
            consumed.map_err(|_| AdapterError::new(NAME, ErrorKind::InvalidRequest("the checkpoint is not one of a file".into())))?;
        let (held, setting, read) = (self.held.clone(), self.setting.clone(), Arc::clone(&self.read));
        let reading = self.reading.take().filter(|reading| reading.consumed <= consumed);
        let task = tokio::task::spawn_blocking(move || {
            let mut reading = reading.map_or_else(|| held.open(&read).map(Reading::new), Ok)?;
            let batch = reading.skip_to(consumed).and_then(|()| reading.batch(&setting));
            Ok((reading, batch))
        });
        let done = task.await.map_err(|error| AdapterError::new(NAME, ErrorKind::Internal).caused_by(error))?;
        let (reading, batch) = done.map_err(failed)?;
        self.reading = Some(reading);
        batch.map_err(failed)
    }
}

fn failed(error: FileError) -> AdapterError {
    let kind = match &error {
        FileError::Open(_) => ErrorKind::Unavailable,
        FileError::Read { source, .. } if !is_of_content(source.kind()) => ErrorKind::Unavailable,
        _ => ErrorKind::Malformed,
    };
    AdapterError::new(NAME, kind).caused_by(error)
}

/// Whether the file's packing is at fault, and not its medium.
fn is_of_content(kind: io::ErrorKind) -> bool {
    matches!(kind, io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput)
}

#[cfg(test)]
mod tests;
