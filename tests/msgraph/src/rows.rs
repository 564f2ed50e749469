//! The rows of one collection: some held, some made when they are read.

use std::{borrow::Cow, collections::HashMap, fmt, sync::Arc};

use riskgate_model::Time;
use serde_json::{Map, Value};

/// The property of a row that says when it can first be read: RFC 3339. It is never shown. A row without it is there from the start.
pub const ARRIVES: &str = "@arrives";

/// Rows of one collection.
///
/// Held rows come before made ones, in the order they were added.
#[derive(Clone, Default)]
pub struct Rows {
    held: Vec<Value>,
    made: Option<Arc<dyn Made>>,
    changed: HashMap<usize, Map<String, Value>>,
    /// By user id: what has changed on all made rows of theirs that are at risk.
    owned: HashMap<String, Map<String, Value>>,
}

/// Rows that are made when they are read, so that a million of them take no room.
pub trait Made: Send + Sync {
    /// How many there are.
    fn count(&self) -> usize;

    /// The row at a position below [`Made::count`].
    fn row(&self, position: usize) -> Value;

    /// Where the row of this id is.
    fn position(&self, id: &str) -> Option<usize>;

    /// The time that the rows are ordered by, the latest first.
    fn newest_by(&self) -> Option<&'static str>;
}

/// Where a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    Held(usize),
    Made(usize),
}

impl Rows {
    /// Rows that are made when they are read.
    pub fn made(made: Arc<dyn Made>) -> Self {
        Self { made: Some(made), ..Self::default() }
    }

    /// How many there are, those included that have not arrived yet.
    pub fn len(&self) -> usize {
        self.held.len() + self.made_rows()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a row.
    pub fn push(&mut self, row: Value) {
        self.held.push(row);
    }

    /// The row of this id.
    pub fn get(&self, id: &str) -> Option<Value> {
        self.find(id).map(|at| self.at(at).into_owned())
    }

    /// Sets properties of the row of this id, if there is one.
    pub fn change(&mut self, id: &str, properties: Map<String, Value>) {
        match self.find(id) {
            Some(At::Held(position)) => put(&mut self.held[position], properties),
            Some(At::Made(position)) => self.changed.entry(position).or_default().extend(properties),
            None => {}
        }
    }

    /// Sets properties of all rows of a user that are at risk.
    pub(crate) fn change_risky_of(&mut self, user: &str, properties: &Map<String, Value>) {
        for row in self.held.iter_mut().filter(|row| row["userId"] == user && is_at_risk(row)) {
            put(row, properties.clone());
        }
        if self.made.is_some() {
            self.owned.entry(user.to_owned()).or_default().extend(properties.clone());
        }
    }

    /// All of them, those included that have not arrived yet.
    pub(crate) fn all(&self) -> impl Iterator<Item = Cow<'_, Value>> {
        let held = (0..self.held.len()).map(At::Held);
        held.chain((0..self.made_rows()).map(At::Made)).map(|at| self.at(at))
    }

    pub(crate) fn held(&self) -> &[Value] {
        &self.held
    }

    pub(crate) fn made_rows(&self) -> usize {
        self.made.as_ref().map_or(0, |made| made.count())
    }

    pub(crate) fn newest_by(&self) -> Option<&'static str> {
        self.made.as_ref().and_then(|made| made.newest_by())
    }

    pub(crate) fn at(&self, at: At) -> Cow<'_, Value> {
        match at {
            At::Held(position) => Cow::Borrowed(&self.held[position]),
            At::Made(position) => Cow::Owned(self.made_at(position)),
        }
    }

    pub(crate) fn find(&self, id: &str) -> Option<At> {
        let held = self.held.iter().position(|row| row["id"].as_str().is_some_and(|held| held.eq_ignore_ascii_case(id)));
        held.map(At::Held).or_else(|| Some(At::Made(self.made.as_ref()?.position(id)?)))
    }

    fn made_at(&self, position: usize) -> Value {
        let mut row = self.made.as_ref().expect("a made position comes of made rows").row(position);
        if let Some(properties) = self.changed.get(&position) {
            put(&mut row, properties.clone());
        }
        let owned = row["userId"].as_str().and_then(|user| self.owned.get(user));
        if let Some(properties) = owned.filter(|_| is_at_risk(&row)) {
            put(&mut row, properties.clone());
        }
        row
    }
}

impl From<Vec<Value>> for Rows {
    fn from(held: Vec<Value>) -> Self {
        Self { held, ..Self::default() }
    }
}

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows").field("held", &self.held.len()).field("made", &self.made_rows()).finish_non_exhaustive()
    }
}

/// Whether a row can be read at this moment.
pub(crate) fn has_arrived(row: &Value, now: Time) -> bool {
    row[ARRIVES].as_str().and_then(|text| Time::parse(text).ok()).is_none_or(|arrives| arrives <= now)
}

/// Whether a row says that it is at risk.
pub(crate) fn is_at_risk(row: &Value) -> bool {
    row["riskState"].as_str().is_some_and(|state| state.eq_ignore_ascii_case("atRisk"))
}

fn put(row: &mut Value, mut properties: Map<String, Value>) {
    if let Value::Object(row) = row {
        row.append(&mut properties);
    }
}
