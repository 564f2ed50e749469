//! The grammar of JSON: brackets, names, commas and texts, byte by byte.

use std::io::Read;

use crate::{FileError, Position, cursor::Cursor, text::Text};

/// How deep a value may be nested.
pub(crate) const MOST_NESTED: usize = 1000;

/// Takes values from a stream, into a text. What a number or an escape may look like is left to the parser of the text.
pub(crate) struct Scanner<R> {
    cursor: Cursor<R>,
    /// The brackets that will close what is open within the value at hand.
    nesting: Vec<u8>,
    gap: Gap,
}

/// White space that was passed.
#[derive(Default)]
struct Gap {
    /// The line it began on.
    line: u64,
    /// The offset it ended at.
    end: u64,
}

impl<R: Read> Scanner<R> {
    pub(crate) fn new(cursor: Cursor<R>) -> Self {
        Self { cursor, nesting: Vec::new(), gap: Gap::default() }
    }

    /// What was taken.
    pub(crate) fn text(&mut self) -> &Text {
        self.cursor.text()
    }

    /// Begins a new text.
    pub(crate) fn begin(&mut self) {
        self.cursor.begin();
        self.nesting.clear();
    }

    /// Where the next byte stands.
    pub(crate) fn position(&self) -> Position {
        self.cursor.position()
    }

    /// The next byte, which stays; none at the end.
    pub(crate) fn peek(&mut self) -> Result<Option<u8>, FileError> {
        self.cursor.peek()
    }

    /// The line of the last byte that was taken and is no white space.
    pub(crate) fn last_line(&self) -> u64 {
        let here = self.position();
        if self.gap.end == here.offset { self.gap.line } else { here.line }
    }

    /// Takes one value, whatever it is.
    pub(crate) fn value(&mut self) -> Result<(), FileError> {
        loop {
            self.space()?;
            match self.peek()? {
                Some(b'"') => self.string()?,
                Some(bracket @ (b'{' | b'[')) => {
                    if self.open(bracket)? {
                        continue;
                    }
                }
                Some(byte) if is_plain(byte) => self.cursor.pass_while(is_plain)?,
                found => return Err(self.broken(found, "a value")),
            }
            if self.close()? {
                return Ok(());
            }
        }
    }

    /// Opens an object or an array, up to its first value; false if it has none and is closed again.
    fn open(&mut self, bracket: u8) -> Result<bool, FileError> {
        if self.nesting.len() == MOST_NESTED {
            return Err(FileError::TooDeep { place: self.position() });
        }
        let closing = if bracket == b'{' { b'}' } else { b']' };
        self.take();
        self.space()?;
        if self.peek()? == Some(closing) {
            self.take();
            return Ok(false);
        }
        self.nesting.push(closing);
        if closing == b'}' {
            self.name()?;
        }
        Ok(true)
    }

    /// Closes what ends behind a value; true if nothing is open any more, false if another value follows.
    fn close(&mut self) -> Result<bool, FileError> {
        while let Some(closing) = self.nesting.last().copied() {
            self.space()?;
            if self.peek()? == Some(closing) {
                self.take();
                self.nesting.pop();
                continue;
            }
            self.expect(b',', if closing == b'}' { "`,` or `}`" } else { "`,` or `]`" })?;
            if closing == b'}' {
                self.name()?;
            }
            return Ok(false);
        }
        Ok(true)
    }

    /// Takes a name and its colon.
    pub(crate) fn name(&mut self) -> Result<(), FileError> {
        self.space()?;
        match self.peek()? {
            Some(b'"') => self.string()?,
            found => return Err(self.broken(found, "a name in quotation marks")),
        }
        self.space()?;
        self.expect(b':', "`:`")
    }

    fn string(&mut self) -> Result<(), FileError> {
        self.take();
        loop {
            self.cursor.pass_while(|byte| byte >= b' ' && byte != b'"' && byte != b'\\')?;
            match self.peek()? {
                Some(b'"') => {
                    self.take();
                    return Ok(());
                }
                Some(b'\\') => {
                    self.take();
                    match self.peek()? {
                        Some(b' '..) => self.take(),
                        found => return Err(self.broken(found, "the rest of an escape")),
                    }
                }
                found => return Err(self.broken(found, "`\"`, the end of a text")),
            }
        }
    }

    /// Takes white space.
    pub(crate) fn space(&mut self) -> Result<(), FileError> {
        let (line, offset) = (self.position().line, self.position().offset);
        self.cursor.pass_space()?;
        if self.position().offset > offset {
            self.gap = Gap { line, end: self.position().offset };
        }
        Ok(())
    }

    /// Takes what is left of the line.
    pub(crate) fn line(&mut self) -> Result<(), FileError> {
        self.cursor.pass_while(|byte| byte != b'\n')
    }

    /// Takes the byte that [`Scanner::peek`] saw.
    pub(crate) fn take(&mut self) {
        self.cursor.pass();
    }

    /// Takes this byte.
    pub(crate) fn expect(&mut self, byte: u8, expected: &'static str) -> Result<(), FileError> {
        match self.peek()? {
            Some(found) if found == byte => {
                self.take();
                Ok(())
            }
            found => Err(self.broken(found, expected)),
        }
    }

    /// The error of a byte that is not what was expected.
    pub(crate) fn broken(&self, found: Option<u8>, expected: &'static str) -> FileError {
        FileError::broken(self.position(), expected, found)
    }
}

/// Whether a byte may stand in a number, `true`, `false` or `null`.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')
}
