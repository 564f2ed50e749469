//! Cuts a stream of text into the rows of a table, without holding more than one.
//!
//! The first line that is not blank is the head. What parts its cells, commas, semicolons or tabs, is told from it: it is the one under which
//! the columns are known. A cell in quotation marks may hold line ends; a quotation mark within it is doubled.

use std::io::Read;

use riskgate_wire::TableHead;

use crate::{
    FileError,
    cells::cells,
    cursor::Cursor,
    element::{Element, Form, Place},
};

/// What may part cells.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// Reads the rows of a table.
pub(crate) struct Table<R> {
    cursor: Cursor<R>,
    head: TableHead,
    separator: u8,
}

impl<R: Read> Table<R> {
    /// The table whose head stands at the cursor.
    ///
    /// # Errors
    /// When no table of riskgate's begins there.
    pub(crate) fn new(mut cursor: Cursor<R>) -> Result<Self, FileError> {
        let first = cursor.peek()?;
        let place = cursor.position();
        let no_json = || FileError::broken(place, "a JSON object or array", first);
        row(&mut cursor, &SEPARATORS)?;
        let text = cursor.text();
        if text.is_too_long() {
            return Err(no_json());
        }
        if text.bytes().trim_ascii_end().contains(&b'\r') {
            return Err(FileError::LineEnds { place });
        }
        let line = String::from_utf8_lossy(text.bytes());
        let parted = |separator| Some((separator, cells(&line, separator).ok().filter(|names| names.len() > 1)?));
        let parted: Vec<(u8, Vec<String>)> = SEPARATORS.into_iter().filter_map(parted).collect();
        for (separator, names) in &parted {
            let head = TableHead::new(names.iter().map(String::as_str));
            if head.is_known() {
                return Ok(Self { cursor, head, separator: *separator });
            }
        }
        let (_, names) = parted.iter().max_by_key(|(_, names)| names.len()).ok_or_else(no_json)?;
        Err(FileError::UnknownTable { place, columns: named(names) })
    }

    /// The next row; none at the end.
    ///
    /// # Errors
    /// When a cell does not end, or the stream cannot be read.
    pub(crate) fn next(&mut self) -> Result<Option<Element<'_>>, FileError> {
        loop {
            self.cursor.begin();
            self.cursor.pass_line_ends()?;
            self.cursor.begin();
            let start = self.cursor.position();
            if self.cursor.peek()?.is_none() {
                return Ok(None);
            }
            row(&mut self.cursor, &[self.separator])?;
            let separator = self.separator;
            // A spreadsheet may leave rows of separators alone.
            if self.cursor.text().bytes().iter().all(|byte| *byte == separator || byte.is_ascii_whitespace()) {
                continue;
            }
            let place = Place { start, document: 1, item: None, member: None };
            let form = Form::Cells { head: &self.head, separator };
            return Ok(Some(Element { text: self.cursor.text(), place, form, broken: None }));
        }
    }
}

/// Passes a row, up to the end of its line.
fn row<R: Read>(cursor: &mut Cursor<R>, separators: &[u8]) -> Result<(), FileError> {
    loop {
        if cursor.peek()? == Some(b'"') {
            quoted(cursor)?;
        }
        cursor.pass_while(|byte| byte != b'\n' && !separators.contains(&byte))?;
        match cursor.peek()? {
            None | Some(b'\n') => return Ok(()),
            Some(_) => cursor.pass(),
        }
    }
}

/// Passes a cell in quotation marks.
fn quoted<R: Read>(cursor: &mut Cursor<R>) -> Result<(), FileError> {
    let start = cursor.position();
    cursor.pass();
    loop {
        cursor.pass_while(|byte| byte != b'"' && byte != b'\n')?;
        match cursor.peek()? {
            Some(b'\n') => cursor.pass_line_end(),
            Some(_) => {
                cursor.pass();
                if cursor.peek()? != Some(b'"') {
                    return Ok(());
                }
                cursor.pass();
            }
            None => return Err(FileError::OpenCell { place: start }),
        }
    }
}

/// The first columns' names, as a message shows them.
fn named(names: &[String]) -> String {
    const SHOWN: usize = 6;
    let short = |name: &String| name.trim().chars().take(40).collect::<String>();
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{}`", short(name))).collect();
    let more = if names.len() > SHOWN { format!(" and {} more", names.len() - SHOWN) } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

#[cfg(test)]
mod tests;
