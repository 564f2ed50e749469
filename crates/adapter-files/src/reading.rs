//! A file that is being read: elements become records, refusals and skipped things.

use std::collections::BTreeMap;

use riskgate_adapter::{Batch, Checkpoint};
use riskgate_model::{RecordKind, Refusal, RefusalContext, Time};
use riskgate_wire::{AlertWithin, PageContext, Recognised, RecordDefaults, Refused, recognise, take_alerts};
use serde_json::Value;

use crate::{
    FileError, Position,
    cells::cells,
    cutter::Cutter,
    element::{Element, Form},
    input::Bytes,
    text::{KEPT, LONGEST, beginning},
};

/// A batch ends after as many elements,
const MOST_ELEMENTS: u64 = 1000;
/// or as many bytes of them: read, made into records and bound into statements they take some twenty times as much, for the batch that is
/// being recorded and the next.
const MOST_BYTES: usize = 1 << 20;
/// As many names of skipped things are counted one by one.
const MOST_NAMES: usize = 200;

/// A file that is being read.
pub(crate) struct Reading {
    cutter: Cutter<Bytes>,
    /// Elements read.
    pub consumed: u64,
    /// Why it cannot be read on.
    broken: Option<FileError>,
}

/// What is known of the file's records beside what they say.
#[derive(Clone)]
pub(crate) struct Setting {
    /// The file's name.
    pub name: String,
    /// What is known of its records.
    pub defaults: RecordDefaults,
    /// The time, if what is of the future is refused.
    pub now: Option<Time>,
}

impl Reading {
    pub(crate) fn new(bytes: Bytes) -> Self {
        Self { cutter: Cutter::new(bytes), consumed: 0, broken: None }
    }

    /// Passes over elements, up to the first `consumed` of them.
    pub(crate) fn skip_to(&mut self, consumed: u64) -> Result<(), FileError> {
        while self.consumed < consumed && self.cutter.next()?.is_some() {
            self.consumed += 1;
        }
        Ok(())
    }

    /// What the next elements come to. What was read before the file breaks is given first, and the break afterwards.
    ///
    /// # Errors
    /// When the file breaks at once.
    pub(crate) fn batch(&mut self, setting: &Setting) -> Result<Batch, FileError> {
        let mut gathered = Gathered::default();
        let begun = self.consumed;
        let mut more = true;
        while more && self.broken.is_none() && self.consumed - begun < MOST_ELEMENTS && gathered.bytes < MOST_BYTES {
            match self.cutter.next() {
                Ok(Some(element)) => {
                    gathered.add(&element, setting);
                    self.consumed += 1;
                }
                Ok(None) => more = false,
                Err(error) => self.broken = Some(error),
            }
        }
        if let Some(error) = self.broken.as_ref().filter(|_| self.consumed == begun) {
            return Err(error.clone());
        }
        let checkpoint = Checkpoint(self.consumed.to_string());
        Ok(Batch {
            records: gathered.records,
            refused: gathered.refused,
            skipped: gathered.skipped,
            histories: Vec::new(),
            checkpoint,
            more,
            waiting: 0,
        })
    }
}

/// What elements came to.
#[derive(Default)]
struct Gathered {
    records: Vec<riskgate_model::Record>,
    refused: Vec<Refusal>,
    skipped: BTreeMap<String, u64>,
    bytes: usize,
}

impl Gathered {
    /// Adds what an element comes to.
    fn add(&mut self, element: &Element<'_>, setting: &Setting) {
        let bytes = element.text.bytes();
        self.bytes += bytes.len();
        if let Some(reason) = &element.broken {
            self.refuse(element, setting, None, "", reason.clone());
            return;
        }
        if element.text.is_too_long() {
            self.refuse(element, setting, None, "", format!("is larger than {} MiB", LONGEST >> 20));
            return;
        }
        let text = match str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let place = within(element.place.start, &bytes[..error.valid_up_to()]);
                self.refuse(element, setting, None, "", format!("{place}: is no UTF-8 text; save the file as UTF-8"));
                return;
            }
        };
        match read(element, text, &setting.defaults) {
            Ok(Read { recognised, without, alerts }) => {
                if let Some(refused) = self.take(recognised, setting) {
                    match without {
                        Some(text) => self.refuse_part(element, setting, refused, (text, page(element))),
                        None => self.refuse(element, setting, refused.kind, &refused.path, refused.reason),
                    }
                }
                for alert in alerts {
                    self.add_alert(element, setting, alert);
                }
            }
            Err(reason) => self.refuse(element, setting, None, "", reason),
        }
    }

    /// Adds an alert that stood in an incident. One that is refused is kept by itself.
    fn add_alert(&mut self, element: &Element<'_>, setting: &Setting, AlertWithin { path, value }: AlertWithin) {
        let context = PageContext::alerts();
        let text = value.to_string();
        if let Some(mut refused) = self.take(recognise(value, Some(&context), &setting.defaults), setting) {
            refused.path = if refused.path.is_empty() { path } else { format!("{path}.{}", refused.path) };
            self.refuse_part(element, setting, refused, (text, Some(&context)));
        }
    }

    /// Takes what something came to, unless it was refused.
    fn take(&mut self, recognised: Recognised, setting: &Setting) -> Option<Refused> {
        match recognised {
            Recognised::Record(record) => match setting.now.and_then(|now| record.ahead_of(now)) {
                Some(reason) => return Some(Refused { kind: Some(record.kind()), path: "lastUpdateDateTime".to_owned(), reason }),
                None => self.records.push(record),
            },
            Recognised::Skipped(name) => self.skip(name),
            Recognised::Refused(refused) => return Some(refused),
        }
        None
    }

    fn skip(&mut self, name: String) {
        let name = if self.skipped.len() < MOST_NAMES || self.skipped.contains_key(&name) { name } else { "others".into() };
        *self.skipped.entry(name).or_default() += 1;
    }

    fn refuse(&mut self, element: &Element<'_>, setting: &Setting, kind: Option<RecordKind>, path: &str, reason: String) {
        let refusal = refusal(setting, element.place.of(path), Refused { kind, path: String::new(), reason }, kept(element), page(element));
        self.refused.push(refusal);
    }

    /// Refuses a part of an element, which has this text and could stand in such a page.
    fn refuse_part(&mut self, element: &Element<'_>, setting: &Setting, refused: Refused, part: (String, Option<&PageContext>)) {
        let (text, page) = part;
        let kept = (beginning(text.as_bytes()), text.len() > KEPT);
        self.refused.push(refusal(setting, element.place.of(&refused.path), refused, kept, page));
    }
}

/// The refusal of what is kept by this text, which may be only its beginning.
fn refusal(setting: &Setting, place: String, refused: Refused, (text, is_cut): (String, bool), page: Option<&PageContext>) -> Refusal {
    let Refused { kind, reason, .. } = refused;
    let RecordDefaults { tenant, as_of } = setting.defaults.clone();
    Refusal {
        source: setting.name.clone(),
        place,
        reason: if is_cut { format!("{reason}; only its first {} KiB are kept", KEPT >> 10) } else { reason },
        text,
        kind,
        context: RefusalContext { tenant, as_of, page: page.map(|page| page.text().to_owned()) },
    }
}

/// What the page around an element says of it.
fn page<'a>(element: &Element<'a>) -> Option<&'a PageContext> {
    match element.form {
        Form::Json(page) => page,
        Form::List(_) | Form::Cells { .. } => None,
    }
}

/// What an element is.
struct Read {
    recognised: Recognised,
    /// The text of an incident without its alerts.
    without: Option<String>,
    /// An incident's alerts.
    alerts: Vec<AlertWithin>,
}

impl From<Recognised> for Read {
    fn from(recognised: Recognised) -> Self {
        Self { recognised, without: None, alerts: Vec::new() }
    }
}

/// What an element's text is.
///
/// # Errors
/// When it cannot be read as what it should be.
fn read(element: &Element<'_>, text: &str, defaults: &RecordDefaults) -> Result<Read, String> {
    let start = element.place.start;
    match element.form {
        Form::Json(context) => {
            let mut value = serde_json::from_str(text).map_err(|error| unreadable(start, &error))?;
            let alerts = take_alerts(&mut value, context);
            let without = (!alerts.is_empty()).then(|| value.to_string());
            Ok(Read { recognised: recognise(value, context, defaults), without, alerts })
        }
        Form::List(head) => {
            let cells = serde_json::from_str(text).map_err(|error| unreadable(start, &error))?;
            Ok(head.recognise(cells, defaults).into())
        }
        Form::Cells { head, separator } => {
            let cells = cells(text, separator).map_err(|at| {
                let place = within(start, &text.as_bytes()[..at]);
                format!("{place}: expected the end of the cell behind a quotation mark; within a cell they are doubled")
            })?;
            Ok(head.recognise(cells.into_iter().map(Value::String).collect(), defaults).into())
        }
    }
}

/// What is kept of an element that was refused, and whether that is only its beginning.
fn kept(element: &Element<'_>) -> (String, bool) {
    let row = row_to_read_again(element);
    let text = row.as_ref().map_or_else(|| element.text.bytes(), |row| row.as_bytes());
    (beginning(text), text.len() > KEPT || element.text.is_too_long())
}

/// A row that was refused as an object of its cells by its headers, which can be read again without the table.
fn row_to_read_again(element: &Element<'_>) -> Option<String> {
    let text = str::from_utf8(element.text.bytes()).ok().filter(|_| !element.text.is_too_long())?;
    let (head, cells) = match element.form {
        Form::Json(_) => return None,
        Form::List(head) => (head, serde_json::from_str(text).ok()?),
        Form::Cells { head, separator } => (head, cells(text, separator).ok()?.into_iter().map(Value::String).collect()),
    };
    head.object(cells).map(|row| Value::Object(row).to_string())
}

/// The place behind `passed` of what begins at `start`.
fn within(start: Position, passed: &[u8]) -> Position {
    let offset = start.offset + passed.len() as u64;
    match passed.iter().rposition(|byte| *byte == b'\n') {
        None => Position { column: start.column + passed.len() as u64, offset, ..start },
        Some(last) => {
            let lines = passed.split(|byte| *byte == b'\n').count() as u64 - 1;
            Position { line: start.line + lines, column: (passed.len() - last) as u64, offset }
        }
    }
}

/// What the parser says of an element, with the place in the file.
fn unreadable(start: Position, error: &serde_json::Error) -> String {
    let (line, column) = (error.line() as u64, error.column() as u64);
    let (line, column) = if line <= 1 { (start.line, start.column + column.saturating_sub(1)) } else { (start.line + line - 1, column) };
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or(&said);
    format!("line {line}, column {column}: {said}")
}
