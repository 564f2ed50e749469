//! Opens a file: counted, unpacked, without a byte order mark.

use std::{
    fs::File,
    io::{self, BufReader, Cursor, Read},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use flate2::bufread::MultiGzDecoder;

use crate::{FileError, Position};

/// Bytes from wherever.
pub(crate) type Bytes = Box<dyn Read + Send>;

/// Opens a file; bytes read of it are added to `read`, from 0.
///
/// # Errors
/// When there is no such file, or it is of an encoding that is not read.
pub(crate) fn open(path: &Path, read: &Arc<AtomicU64>) -> Result<Bytes, FileError> {
    let bytes = file(path).map_err(|error| FileError::Open(error.into()))?;
    read.store(0, Ordering::Relaxed);
    let packed = Counted { bytes: Box::new(bytes), read: Arc::clone(read) };
    let (first, bytes) = begin(Box::new(packed))?;
    let bytes = if first.starts_with(&[0x1f, 0x8b]) { Box::new(MultiGzDecoder::new(BufReader::new(bytes))) } else { bytes };
    without_mark(bytes)
}

/// A folder can be opened, too, and would fail only when it is read.
fn file(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() { Err(io::ErrorKind::IsADirectory.into()) } else { Ok(file) }
}

fn without_mark(bytes: Bytes) -> Result<Bytes, FileError> {
    const UTF_8: &[u8] = &[0xef, 0xbb, 0xbf];
    const UTF_16: [&[u8]; 2] = [&[0xff, 0xfe], &[0xfe, 0xff]];
    let (first, mut bytes) = begin(bytes)?;
    if UTF_16.iter().any(|mark| first.starts_with(mark)) {
        return Err(FileError::Broken { place: BEGINNING, expected: "UTF-8 text", found: "UTF-16 text".into() });
    }
    if first.starts_with(UTF_8) {
        bytes.read_exact(&mut [0; UTF_8.len()]).map_err(|error| FileError::Read { place: BEGINNING, source: error.into() })?;
    }
    Ok(bytes)
}

const BEGINNING: Position = Position { line: 1, column: 1, offset: 0 };

/// The first bytes, three if there are as many, and all bytes.
fn begin(mut bytes: Bytes) -> Result<(Vec<u8>, Bytes), FileError> {
    let mut first = Vec::new();
    bytes.by_ref().take(3).read_to_end(&mut first).map_err(|error| FileError::Read { place: BEGINNING, source: error.into() })?;
    let all = Cursor::new(first.clone()).chain(bytes);
    Ok((first, Box::new(all)))
}

/// Counts the bytes that are read.
struct Counted {
    bytes: Bytes,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
