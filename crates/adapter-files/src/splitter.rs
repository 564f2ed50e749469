//! Cuts a stream of JSON into elements, without holding more than one.
//!
//! The stream is one JSON value after the other, lines or not. An element is a value, or an item of a value that is an array, or, where
//! such a value is an object with an array `value` or `records` (a page), an item of that array. In an answer of Log Analytics, whose
//! `tables` have `rows`, the rows are the elements. The grammar of brackets, names and commas
//! is checked here, to the byte; what a number or an escape may look like is left to the parser of the element.

use std::io::Read;

use riskgate_wire::{PageContext, TableHead};
use serde_json::{Map, Value};

use crate::{
    FileError, Position,
    cursor::Cursor,
    element::{Element, Form, Place},
    scanner::Scanner,
};

/// Reads the elements of a stream.
pub(crate) struct Splitter<R> {
    scanner: Scanner<R>,
    /// What is open around the elements.
    containers: Vec<Container>,
    /// Values begun at the top.
    documents: u64,
    /// Why the line at hand is no JSON.
    broken: Option<String>,
}

/// What holds elements.
enum Container {
    /// An array at the top.
    Array { items: u64 },
    /// The array of a page.
    Page { name: &'static str, items: u64, context: Option<PageContext> },
    /// The tables of an answer.
    Tables { items: u64 },
    /// The rows of a table.
    Rows { items: u64, head: TableHead },
    /// A page whose `value` is the only element.
    Single { name: &'static str, context: Option<PageContext>, read: bool },
    /// The rest of a page.
    Rest,
}

/// What an object turned out to be.
enum Object {
    Element,
    Page,
}

/// What holds an object, and so what it may be.
#[derive(Clone, Copy)]
enum Holder {
    /// The stream, or an array at the top.
    Document,
    /// The tables of an answer.
    Tables,
    /// A page, whose items are elements whatever they hold.
    Page,
}

/// The members of an answer of Log Analytics, and of a table in it.
const TABLES: &str = "tables";
const ROWS: &str = "rows";

impl Holder {
    /// The members of an object that may hold elements.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Document => &["value", "records", TABLES],
            Self::Tables => &[ROWS],
            Self::Page => &[],
        }
    }
}

impl<R: Read> Splitter<R> {
    pub(crate) fn new(cursor: Cursor<R>) -> Self {
        Self { scanner: Scanner::new(cursor), containers: Vec::new(), documents: 0, broken: None }
    }

    /// The next element; none at the end.
    ///
    /// # Errors
    /// When the stream is no JSON from here on, or cannot be read.
    pub(crate) fn next(&mut self) -> Result<Option<Element<'_>>, FileError> {
        let Some(start) = self.advance()? else { return Ok(None) };
        let item = self.containers.first().and_then(|container| match container {
            Container::Array { items } => Some(items - 1),
            _ => None,
        });
        let (member, form) = match self.containers.last() {
            Some(Container::Page { name, items, context }) => (Some((*name, Some(items - 1))), Form::Json(context.as_ref())),
            Some(Container::Single { name, context, .. }) => (Some((*name, None)), Form::Json(context.as_ref())),
            Some(Container::Rows { items, head }) => (Some((ROWS, Some(items - 1))), Form::List(head)),
            _ => (None, Form::Json(None)),
        };
        let place = Place { start, document: self.documents, item, member };
        Ok(Some(Element { text: self.scanner.text(), place, form, broken: self.broken.take() }))
    }

    /// Goes to the end of the next element, and says where it began.
    fn advance(&mut self) -> Result<Option<Position>, FileError> {
        loop {
            self.scanner.begin();
            self.scanner.space()?;
            let byte = self.scanner.peek()?;
            self.scanner.begin();
            let start = self.scanner.position();
            match self.containers.last_mut() {
                None if byte.is_none() && self.documents > 0 => return Ok(None),
                None => {
                    if self.document(byte, start)? {
                        return Ok(Some(start));
                    }
                }
                Some(
                    Container::Array { items }
                    | Container::Page { items, .. }
                    | Container::Tables { items }
                    | Container::Rows { items, .. },
                ) => {
                    let first = *items == 0;
                    if byte == Some(b']') {
                        self.close_array();
                        continue;
                    }
                    if !first {
                        self.scanner.expect(b',', "`,` or `]`")?;
                        self.scanner.space()?;
                    }
                    if let Some(start) = self.item()? {
                        return Ok(Some(start));
                    }
                }
                Some(Container::Single { read, .. }) => {
                    if std::mem::replace(read, true) {
                        self.close_array();
                        continue;
                    }
                    self.object(Holder::Page)?;
                    return Ok(Some(start));
                }
                Some(Container::Rest) => self.rest(byte)?,
            }
        }
    }

    /// A value at the top; whether it is an element.
    fn document(&mut self, byte: Option<u8>, start: Position) -> Result<bool, FileError> {
        match byte {
            Some(b'{') => {
                self.documents += 1;
                match self.object(Holder::Document) {
                    Ok(object) => Ok(matches!(object, Object::Element)),
                    Err(error) => self.recover(error, start).map(|()| true),
                }
            }
            Some(b'[') => {
                self.documents += 1;
                self.scanner.take();
                self.containers.push(Container::Array { items: 0 });
                Ok(false)
            }
            found => Err(self.scanner.broken(found, "a JSON object or array")),
        }
    }

    /// An item of an array; where it began, unless it is a page of its own.
    fn item(&mut self) -> Result<Option<Position>, FileError> {
        self.scanner.begin();
        let start = self.scanner.position();
        let holder = match self.containers.last_mut() {
            Some(Container::Array { items }) => {
                *items += 1;
                Holder::Document
            }
            Some(Container::Tables { items }) => {
                *items += 1;
                Holder::Tables
            }
            Some(Container::Page { items, .. } | Container::Rows { items, .. }) => {
                *items += 1;
                Holder::Page
            }
            _ => Holder::Page,
        };
        if self.scanner.peek()? == Some(b'{') {
            let object = self.object(holder)?;
            return Ok(matches!(object, Object::Element).then_some(start));
        }
        self.scanner.value()?;
        Ok(Some(start))
    }

    fn close_array(&mut self) {
        match self.containers.pop() {
            Some(Container::Page { .. } | Container::Tables { .. } | Container::Rows { .. }) => {
                self.scanner.take();
                self.containers.push(Container::Rest);
            }
            Some(Container::Single { .. }) => self.containers.push(Container::Rest),
            _ => self.scanner.take(),
        }
    }

    /// The rest of a page: the next member, or its end.
    fn rest(&mut self, byte: Option<u8>) -> Result<(), FileError> {
        if byte == Some(b'}') {
            self.scanner.take();
            self.containers.pop();
            return Ok(());
        }
        self.scanner.expect(b',', "`,` or `}`")?;
        self.scanner.name()?;
        self.scanner.value()
    }

    /// An object: an element, or the head of a page up to the first of its elements.
    fn object(&mut self, holder: Holder) -> Result<Object, FileError> {
        self.scanner.take();
        self.scanner.space()?;
        if self.scanner.peek()? == Some(b'}') {
            self.scanner.take();
            return Ok(Object::Element);
        }
        loop {
            let head = self.scanner.text().bytes().len();
            self.scanner.name()?;
            self.scanner.space()?;
            let opens = self.scanner.peek()?.filter(|byte| matches!(byte, b'[' | b'{'));
            if let Some(bracket) = opens
                && let Some(container) = self.opened(holder, head, bracket)
            {
                if bracket == b'[' {
                    self.scanner.take();
                }
                self.containers.push(container);
                return Ok(Object::Page);
            }
            self.scanner.value()?;
            self.scanner.space()?;
            if self.scanner.peek()? == Some(b'}') {
                self.scanner.take();
                return Ok(Object::Element);
            }
            self.scanner.expect(b',', "`,` or `}`")?;
            self.scanner.space()?;
        }
    }

    /// What the member opens, if it holds elements.
    fn opened(&mut self, holder: Holder, head: usize, bracket: u8) -> Option<Container> {
        let name = self.name_of(head, holder.names())?;
        match (name, bracket) {
            (ROWS, b'[') => self.columns(head).map(|head| Container::Rows { items: 0, head }),
            (TABLES, b'[') => self.is_answer(head).then_some(Container::Tables { items: 0 }),
            (ROWS | TABLES, _) => None,
            (_, b'[') => Some(Container::Page { name, items: 0, context: self.context(head) }),
            _ => self.is_head(head).then(|| Container::Single { name, context: self.context(head), read: false }),
        }
    }

    /// The member's name, if it is one of these.
    fn name_of(&mut self, head: usize, names: &[&'static str]) -> Option<&'static str> {
        let name = self.scanner.text().bytes().get(head..)?;
        let is = |known: &str| {
            name.len() > known.len() + 2
                && name[1..].get(..known.len()).is_some_and(|it| it.eq_ignore_ascii_case(known.as_bytes()))
                && name[known.len() + 1] == b'"'
        };
        names.iter().copied().find(|known| is(known))
    }

    /// The names of the table's columns, which stand before its rows.
    fn columns(&mut self, head: usize) -> Option<TableHead> {
        let members = self.members(head);
        let columns = members.get("columns")?.as_array()?;
        let names = columns.iter().map(|column| column.get("name").and_then(Value::as_str));
        names.collect::<Option<Vec<_>>>().map(TableHead::new)
    }

    /// What the members before `head` say, as an object.
    fn members(&mut self, head: usize) -> Map<String, Value> {
        let before = self.scanner.text().bytes()[..head].trim_ascii_end();
        let mut object = before.strip_suffix(b",").unwrap_or(before).to_vec();
        object.push(b'}');
        serde_json::from_slice(&object).unwrap_or_default()
    }

    /// Whether there are only annotations before `head`, as before the single record of a page.
    fn is_head(&mut self, head: usize) -> bool {
        self.members(head).keys().all(|name| name.starts_with("@odata."))
    }

    /// Whether before `head` stands nothing but what else an answer of Log Analytics says.
    fn is_answer(&mut self, head: usize) -> bool {
        self.members(head).keys().all(|name| matches!(name.as_str(), "render" | "statistics"))
    }

    fn context(&mut self, head: usize) -> Option<PageContext> {
        self.members(head).get("@odata.context").and_then(Value::as_str).map(PageContext::new)
    }

    /// A line that is no JSON is passed over if another follows, or if lines came before it; the file goes on.
    fn recover(&mut self, error: FileError, start: Position) -> Result<(), FileError> {
        let FileError::Broken { place, .. } = &error else { return Err(error) };
        let here = place.line == start.line;
        if self.scanner.peek()?.is_none() || !(here || self.scanner.last_line() == start.line) {
            return Err(error);
        }
        if here {
            self.scanner.line()?;
        }
        self.scanner.space()?;
        let goes_on = match self.scanner.peek()? {
            Some(byte) => byte == b'{',
            None => self.documents > 1,
        };
        if !goes_on {
            return Err(error);
        }
        self.broken = Some(error.to_string());
        Ok(())
    }
}

#[cfg(test)]
mod tests;
