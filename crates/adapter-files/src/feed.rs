//! A file as a feed.

use std::{
    io::{self, Read},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use riskgate_adapter::{AdapterError, Answer, Batch, Checkpoint, ErrorKind, Feed};
use riskgate_wire::Origin;

use crate::{
    FileError,
    input::Source,
    reading::{Reading, Setting},
};

/// The adapter's name in errors.
const NAME: &str = "files";

/// A file as a feed: JSON of Microsoft Graph (pages, objects, arrays, lines) and Azure Monitor diagnostic logs (lines, arrays, `records`),
/// packed with gzip or not.
///
/// A checkpoint is the number of elements read. An error's source is a [`FileError`], which names the line and what was expected there.
pub struct FileFeed {
    setting: Setting,
    size: Option<u64>,
    read: Arc<AtomicU64>,
    /// Away while a batch is being read, and lost when reading it was given up.
    state: Option<State>,
    source: Option<PathBuf>,
}

struct State {
    source: Source,
    reading: Option<Reading>,
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
    /// The file at `path`, whose records are of `origin` unless they say otherwise. It is opened when it is asked for changes.
    pub fn open(path: impl Into<PathBuf>, origin: Origin) -> Self {
        let path = path.into();
        let name = path.display().to_string();
        Self { source: Some(path.clone()), ..Self::new(name, Source::Path(path), origin) }
    }

    /// Bytes from elsewhere, which refusals call `name`. They are read once, so that only later checkpoints can be gone on from.
    pub fn reading(name: impl Into<String>, bytes: impl Read + Send + 'static, origin: Origin) -> Self {
        Self::new(name.into(), Source::Once(Some(Box::new(bytes))), origin)
    }

    fn new(name: String, source: Source, origin: Origin) -> Self {
        let size = source.size();
        let state = Some(State { source, reading: None });
        Self { setting: Setting { name, origin }, size, read: Arc::default(), state, source: None }
    }

    /// How far the file was read.
    pub fn progress(&self) -> Progress {
        Progress { read: self.read.load(Ordering::Relaxed), total: self.size }
    }
}

#[async_trait]
impl Feed for FileFeed {
    async fn changes(&mut self, checkpoint: Option<&Checkpoint>) -> Answer<Batch> {
        let consumed = checkpoint.map_or(Ok(0), |checkpoint| checkpoint.0.parse::<u64>());
        let consumed =
            consumed.map_err(|_| AdapterError::new(NAME, ErrorKind::InvalidRequest("the checkpoint is not one of a file".into())))?;
        let lost = || State { source: self.source.clone().map_or(Source::Once(None), Source::Path), reading: None };
        let mut state = self.state.take().unwrap_or_else(lost);
        let (setting, read) = (self.setting.clone(), Arc::clone(&self.read));
        let task = tokio::task::spawn_blocking(move || {
            let batch = state.batch(consumed, &setting, &read);
            (state, batch)
        });
        let (state, batch) = task.await.map_err(|error| AdapterError::new(NAME, ErrorKind::Internal).caused_by(error))?;
        self.state = Some(state);
        batch.map_err(failed)
    }
}

impl State {
    fn batch(&mut self, consumed: u64, setting: &Setting, read: &Arc<AtomicU64>) -> Result<Batch, FileError> {
        let mut reading = match self.reading.take() {
            Some(reading) if reading.consumed <= consumed => reading,
            _ => Reading::new(self.source.open(read)?),
        };
        let batch = reading.skip_to(consumed).and_then(|()| reading.batch(setting));
        self.reading = Some(reading);
        batch
    }
}

fn failed(error: FileError) -> AdapterError {
    let kind = match &error {
        FileError::Open(_) => ErrorKind::Unavailable,
        FileError::Read { source, .. } if !is_of_content(source.kind()) => ErrorKind::Unavailable,
        FileError::Passed => ErrorKind::Unsupported("what was read once cannot be read again".into()),
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
