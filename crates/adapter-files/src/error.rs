//! What goes wrong with a file.

use std::{fmt, io, sync::Arc};

use crate::scanner::MOST_NESTED;

/// A place in a file's text, after it was unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line, from 1.
    pub line: u64,
    /// The column, from 1, in bytes.
    pub column: u64,
    /// The byte, from 0.
    pub offset: u64,
}

/// Why a file cannot be read, or not any further. What was read before stays valid.
#[derive(Clone, Debug, thiserror::Error)]
pub enum FileError {
    /// The file cannot be opened; look for another.
    #[error("cannot be opened")]
    Open(#[source] Arc<io::Error>),
    /// The file ends or breaks within its packing, or its medium fails.
    #[error("cannot be read past {place}")]
    Read {
        /// How far it could be read.
        place: Position,
        /// Why no further.
        #[source]
        source: Arc<io::Error>,
    },
    /// It is no JSON, or breaks off being it.
    #[error("{place}: expected {expected}, found {found}")]
    Broken {
        /// Where.
        place: Position,
        /// What should stand there.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// It is a table, and none that is known.
    #[error(
        "{place}: {columns} are the columns of no table that riskgate knows; expected the headers of Log Analytics, of a report of the portal (downloaded in English), or the names of Microsoft Graph's properties"
    )]
    UnknownTable {
        /// Where its head stands.
        place: Position,
        /// What its first columns are called.
        columns: String,
    },
    /// It is a table that ends within a cell.
    #[error("{place}: the cell that begins here has no closing quotation mark")]
    OpenCell {
        /// Where the cell begins.
        place: Position,
    },
    /// It is nested deeper than any record is.
    #[error("{place}: nested more than {MOST_NESTED} levels deep")]
    TooDeep {
        /// Where.
        place: Position,
    },
    /// It is a table whose lines end in a carriage return alone, as those of old Macintoshes.
    #[error("{place}: its lines end in CR alone; save it with the line ends of Windows or Unix")]
    LineEnds {
        /// Where its head stands.
        place: Position,
    },
}

impl FileError {
    /// The error of a byte that is not what was expected.
    pub(crate) fn broken(place: Position, expected: &'static str, found: Option<u8>) -> Self {
        let found = match found {
            None => "the end of the file".to_owned(),
            Some(b'\n' | b'\r') => "the end of the line".to_owned(),
            Some(byte) if byte.is_ascii_graphic() => format!("`{}`", char::from(byte)),
            Some(byte) => format!("the byte 0x{byte:02x}"),
        };
        Self::Broken { place, expected, found }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}
