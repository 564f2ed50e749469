//! Opens a file: counted, unpacked, as UTF-8 without a byte order mark.

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

use crate::{
    FileError, Position,
    utf16::{Order, Utf16},
};

/// Bytes from wherever.
pub(crate) type Bytes = Box<dyn Read + Send>;

/// Opens a file; bytes read of it are added to `read`, from 0.
///
/// # Errors
/// When there is no such file, or its beginning cannot be read.
pub(crate) fn open(path: &Path, read: &Arc<AtomicU64>) -> Result<Bytes, FileError> {
    over(Box::new(file(path).map_err(|error| FileError::Open(error.into()))?), read)
}

/// The same for bytes from elsewhere.
///
/// # Errors
/// When their beginning cannot be read.
pub(crate) fn over(bytes: Bytes, read: &Arc<AtomicU64>) -> Result<Bytes, FileError> {
    read.store(0, Ordering::Relaxed);
    let packed = Counted { bytes, read: Arc::clone(read) };
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
    let (first, mut bytes) = begin(bytes)?;
    let (length, order) = match first.as_slice() {
        [0xef, 0xbb, 0xbf] => (3, None),
        [0xff, 0xfe, ..] => (2, Some(Order::Little)),
        [0xfe, 0xff, ..] => (2, Some(Order::Big)),
        _ => return Ok(bytes),
    };
    bytes.read_exact(&mut [0; 3][..length]).map_err(|error| FileError::Read { place: BEGINNING, source: error.into() })?;
    Ok(match order {
        Some(order) => Box::new(Utf16::new(bytes, order)),
        None => bytes,
    })
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
