//! One element of a file.

use riskgate_wire::{PageContext, TableHead};

use crate::{Position, text::Text};

/// One element of a file: what may be a record.
pub(crate) struct Element<'a> {
    /// Its text.
    pub text: &'a Text,
    /// Where it stands.
    pub place: Place,
    /// How it is to be read.
    pub form: Form<'a>,
    /// Why its line is no JSON.
    pub broken: Option<String>,
}

/// How an element is to be read.
#[derive(Clone, Copy)]
pub(crate) enum Form<'a> {
    /// As JSON, of which the page around it says this.
    Json(Option<&'a PageContext>),
    /// As a JSON list of cells under this head.
    List(&'a TableHead),
    /// As cells under this head, parted by the separator.
    Cells {
        /// The head of the table.
        head: &'a TableHead,
        /// What parts cells.
        separator: u8,
    },
}

/// Where an element stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Where its text begins.
    pub start: Position,
    /// Which of the file's values holds it, from 1.
    pub document: u64,
    /// Which item of the outermost array holds it, or is it.
    pub item: Option<u64>,
    /// Which member of a page holds it, and which item of it it is.
    pub member: Option<(&'static str, Option<u64>)>,
}

impl Place {
    /// The place of a property within, as people read it: `value[17].createdDateTime`, or `line 12, createdDateTime`. The line is named
    /// where the path alone does not find the element.
    pub(crate) fn of(&self, property: &str) -> String {
        let item = self.item.map(|item| format!("[{item}]"));
        let member = self.member.map(|(name, item)| item.map_or_else(|| name.to_owned(), |item| format!("{name}[{item}]")));
        let property = (!property.is_empty()).then(|| property.to_owned());
        let path = [item, member, property].into_iter().flatten().collect::<Vec<_>>().join(".");
        let found = self.document == 1 && (self.item.is_some() || self.member.is_some());
        match (found, path.is_empty()) {
            (true, _) => path,
            (false, true) => format!("line {}", self.start.line),
            (false, false) => format!("line {}, {path}", self.start.line),
        }
    }
}
