//! A place in a stream of bytes that knows its line and column.

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
}

const BUFFER: usize = 64 << 10;

impl<R: Read> Cursor<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self { reader, buffer: vec![0; BUFFER].into(), at: 0, end: 0, passed: 0, line: 1, line_start: 0 }
    }

    /// Where the next byte stands.
    pub(crate) fn position(&self) -> Position {
        let offset = self.passed + self.at as u64;
        Position { line: self.line, column: offset - self.line_start + 1, offset }
    }

    /// The next byte, which stays; none at the end.
    pub(crate) fn peek(&mut self) -> Result<Option<u8>, FileError> {
        Ok(self.chunk()?.first().copied())
    }

    /// Takes the byte that [`Cursor::peek`] saw, which must not end a line.
    pub(crate) fn take(&mut self, text: &mut Text) {
        text.push(&self.buffer[self.at..=self.at]);
        self.at += 1;
    }

    /// Takes bytes for as long as they are like that; none of them may end a line.
    pub(crate) fn take_while(&mut self, text: &mut Text, like: impl Fn(u8) -> bool) -> Result<(), FileError> {
        loop {
            let chunk = self.chunk()?;
            let length = chunk.iter().position(|byte| !like(*byte)).unwrap_or(chunk.len());
            let more = length > 0 && length == chunk.len();
            text.push(&chunk[..length]);
            self.at += length;
            if !more {
                return Ok(());
            }
        }
    }

    /// Takes white space.
    pub(crate) fn take_space(&mut self, text: &mut Text) -> Result<(), FileError> {
        while let Some(byte @ (b' ' | b'\n' | b'\r' | b'\t')) = self.peek()? {
            self.take(text);
            if byte == b'\n' {
                self.line += 1;
                self.line_start = self.passed + self.at as u64;
            }
        }
        Ok(())
    }

    /// The bytes that can be had without waiting, at least one; none at the end.
    fn chunk(&mut self) -> Result<&[u8], FileError> {
        if self.at == self.end {
            self.fill()?;
        }
        Ok(&self.buffer[self.at..self.end])
    }

    fn fill(&mut self) -> Result<(), FileError> {
        self.passed += self.end as u64;
        (self.at, self.end) = (0, 0);
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
