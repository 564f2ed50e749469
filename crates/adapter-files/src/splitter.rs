//! Cuts a stream of JSON into elements, without holding more than one.
//!
//! The stream is one JSON value after the other, lines or not. An element is a value, or an item of a value that is an array, or, where
//! such a value is an object with an array `value` or `records` (a page), an item of that array. The grammar of brackets, names and commas
//! is checked here, to the byte; what a number or an escape may look like is left to the parser of the element.

use std::io::Read;

use riskgate_wire::PageContext;
use serde_json::{Map, Value};

use crate::{
    FileError, Position,
    element::{Element, Place},
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

impl<R: Read> Splitter<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self { scanner: Scanner::new(reader), containers: Vec::new(), documents: 0, broken: None }
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
        let (member, context) = match self.containers.last() {
            Some(Container::Page { name, items, context }) => (Some((*name, Some(items - 1))), context.as_ref()),
            Some(Container::Single { name, context, .. }) => (Some((*name, None)), context.as_ref()),
            _ => (None, None),
        };
        let place = Place { start, document: self.documents, item, member };
        Ok(Some(Element { text: self.scanner.text(), place, context, broken: self.broken.take() }))
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
                Some(Container::Array { items } | Container::Page { items, .. }) => {
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
                    self.object(false)?;
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
                match self.object(true) {
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
        let may_be_page = match self.containers.last_mut() {
            Some(Container::Array { items }) => {
                *items += 1;
                true
            }
            Some(Container::Page { items, .. }) => {
                *items += 1;
                false
            }
            _ => false,
        };
        if self.scanner.peek()? == Some(b'{') {
            let object = self.object(may_be_page)?;
            return Ok(matches!(object, Object::Element).then_some(start));
        }
        self.scanner.value()?;
        Ok(Some(start))
    }

    fn close_array(&mut self) {
        match self.containers.pop() {
            Some(Container::Page { .. }) => {
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
    fn object(&mut self, may_be_page: bool) -> Result<Object, FileError> {
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
            let opens = self.scanner.peek()?.filter(|byte| may_be_page && matches!(byte, b'[' | b'{'));
            if let Some(bracket) = opens
                && let Some(name) = self.page_name(head)
                && (bracket == b'[' || self.is_head(head))
            {
                let context = self.context(head);
                if bracket == b'[' {
                    self.scanner.take();
                    self.containers.push(Container::Page { name, items: 0, context });
                } else {
                    self.containers.push(Container::Single { name, context, read: false });
                }
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

    /// The member's name, if a page holds its elements under it.
    fn page_name(&mut self, head: usize) -> Option<&'static str> {
        let name = self.scanner.text().bytes().get(head..)?;
        let is = |known: &str| {
            name.len() > known.len() + 2
                && name[1..].get(..known.len()).is_some_and(|it| it.eq_ignore_ascii_case(known.as_bytes()))
                && name[known.len() + 1] == b'"'
        };
        ["value", "records"].into_iter().find(|known| is(known))
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
