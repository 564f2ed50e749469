//! Finds out whether a file is JSON or a table, and cuts it accordingly.

use std::io::Read;

use crate::{FileError, cursor::Cursor, element::Element, splitter::Splitter, table::Table};

/// Cuts a stream into elements.
pub(crate) enum Cutter<R> {
    /// A stream of which nothing was read.
    Unread(Option<Cursor<R>>),
    /// JSON.
    Json(Splitter<R>),
    /// A table.
    Table(Table<R>),
    /// Neither.
    Neither(FileError),
}

impl<R: Read> Cutter<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self::Unread(Some(Cursor::new(reader)))
    }

    /// The next element; none at the end.
    ///
    /// # Errors
    /// When the stream is not what it began as from here on, or cannot be read.
    pub(crate) fn next(&mut self) -> Result<Option<Element<'_>>, FileError> {
        if let Self::Unread(cursor) = self {
            *self = cursor.take().map_or(Ok(Self::Unread(None)), Self::begin).unwrap_or_else(Self::Neither);
        }
        match self {
            Self::Unread(_) => Ok(None),
            Self::Json(splitter) => splitter.next(),
            Self::Table(table) => table.next(),
            Self::Neither(error) => Err(error.clone()),
        }
    }

    fn begin(mut cursor: Cursor<R>) -> Result<Self, FileError> {
        cursor.pass_space()?;
        cursor.begin();
        match cursor.peek()? {
            None | Some(b'{' | b'[') => Ok(Self::Json(Splitter::new(cursor))),
            Some(_) => Table::new(cursor).map(Self::Table),
        }
    }
}
