//! A place in a stream of bytes that knows its line and column, and gathers the bytes it passes.

use std::io::{self, Read};

use crate::{FileError, Position, text::Text};

/// A stream of bytes, read one after the other.
pub(crate) struct Cursor<R> {
    reader: R,
    buffer: Box<[u8]>,
    at: usize,
    end: usize,
    /// Bytes before the buffer.
    passed: u64,
    line: u64,
    /// The offset at which the line begins.
    line_start: u64,
    /// What was passed since [`Cursor::begin`], up to the mark.
    text: Text,
    /// From here to the next byte, what was passed still stands in the buffer.
    mark: usize,
}

const BUFFER: usize = 64 << 10;

impl<R: Read> Cursor<R> {
    pub(crate) fn new(reader: R) -> Self {
        let buffer = vec![0; BUFFER].into();
        Self { reader, buffer, at: 0, end: 0, passed: 0, line: 1, line_start: 0, text: Text::default(), mark: 0 }
    }

    /// Where the next byte stands.
    pub(crate) fn position(&self) -> Position {
        let offset = self.passed + self.at as u64;
        Position { line: self.line, column: offset - self.line_start + 1, offset }
    }

    /// Begins a new text.
    pub(crate) fn begin(&mut self) {
        self.text.clear();
        self.mark = self.at;
    }

    /// What was passed since the text began.
    pub(crate) fn text(&mut self) -> &Text {
        self.text.push(&self.buffer[self.mark..self.at]);
        self.mark = self.at;
        &self.text
    }

    /// The next byte, which stays; none at the end.
    #[inline]
    pub(crate) fn peek(&mut self) -> Result<Option<u8>, FileError> {
        if self.at == self.end {
            self.fill()?;
        }
        Ok(self.buffer[..self.end].get(self.at).copied())
    }

    /// Passes the byte that [`Cursor::peek`] saw, which must not end a line.
    #[inline]
    pub(crate) fn pass(&mut self) {
        self.at += 1;
    }

    /// Passes bytes for as long as they are like that; none of them may end a line.
    #[inline]
    pub(crate) fn pass_while(&mut self, like: impl Fn(u8) -> bool) -> Result<(), FileError> {
        while self.peek()?.is_some() {
            let rest = &self.buffer[self.at..self.end];
            let length = rest.iter().position(|byte| !like(*byte));
            self.at += length.unwrap_or(rest.len());
            if length.is_some() {
                break;
            }
        }
        Ok(())
    }

    /// Passes white space.
    #[inline]
    pub(crate) fn pass_space(&mut self) -> Result<(), FileError> {
        while let Some(byte @ (b' ' | b'\n' | b'\r' | b'\t')) = self.peek()? {
            if byte == b'\n' {
                self.pass_line_end();
            } else {
                self.at += 1;
            }
        }
        Ok(())
    }

    /// Passes line ends.
    pub(crate) fn pass_line_ends(&mut self) -> Result<(), FileError> {
        while let Some(byte @ (b'\n' | b'\r')) = self.peek()? {
            if byte == b'\n' {
                self.pass_line_end();
            } else {
                self.at += 1;
            }
        }
        Ok(())
    }

    /// Passes the line end that [`Cursor::peek`] saw.
    #[inline]
    pub(crate) fn pass_line_end(&mut self) {
        self.at += 1;
        self.line += 1;
        self.line_start = self.passed + self.at as u64;
    }

    #[cold]
    fn fill(&mut self) -> Result<(), FileError> {
        self.text();
        self.passed += self.end as u64;
        (self.at, self.end, self.mark) = (0, 0, 0);
        loop {
            match self.reader.read(&mut self.buffer) {
                Ok(read) => {
                    self.end = read;
                    return Ok(());
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(source) => return Err(FileError::Read { place: self.position(), source: source.into() }),
            }
        }
    }
}
