//! Pages, and the links between them: each holds once, for a time, and only as it was given.

use std::{collections::HashMap, ops::Range, sync::Arc};

use riskgate_model::Time;
use serde_json::Value;

use crate::{
    call::encoded,
    faults::Fault,
    filter::{Filter, Span, found},
    listing::Wanted,
    rows::{At, Rows},
};

/// The walks that a next page was offered for, by the token in its link.
#[derive(Debug, Default)]
pub(crate) struct Walks(HashMap<String, Walk>);

/// A list on the way to its end.
#[derive(Clone, Debug)]
pub(crate) struct Walk {
    pub wanted: Wanted,
    pub order: Order,
    /// Where in the order the next page begins.
    pub at: usize,
    /// The path and the options that the link was given with, without the token.
    pub path: String,
    pub options: Vec<(String, String)>,
    pub tenant: usize,
    pub app: usize,
    pub expires: Time,
}

/// The rows of a list in the order it is read: as they were when it began.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    held: Arc<[usize]>,
    made: Range<usize>,
    backward: bool,
}

/// How a list is ordered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Sorted {
    AsAdded,
    Newest(&'static str),
    Oldest(&'static str),
    /// By a text, in the order of its letters.
    Named(&'static str),
}

/// A page.
pub(crate) struct Page {
    pub rows: Vec<Value>,
    /// Where the next one begins.
    pub next: Option<usize>,
}

impl Walks {
    /// Keeps a walk under a token; those that nobody can take up any more are dropped.
    pub(crate) fn keep(&mut self, token: String, walk: Walk, now: Time) {
        self.0.retain(|_, walk| walk.expires > now);
        self.0.insert(token, walk);
    }

    /// The walk that a link goes on with, if the link is as it was given.
    pub(crate) fn get(&self, token: &str, now: Time) -> Option<&Walk> {
        self.0.get(token).filter(|walk| walk.expires > now)
    }

    pub(crate) fn remove(&mut self, token: &str) {
        self.0.remove(token);
    }
}

impl Walk {
    /// The link that goes on with this walk.
    pub(crate) fn link(&self, host: &str, (name, value): (&str, &str)) -> String {
        let options = self.options.iter().map(|(name, value)| format!("{}={}&", encoded(name), encoded(value)));
        format!("{host}{}?{}{name}={value}", self.path, options.collect::<String>())
    }

    /// The walk after the rows that are passed over first.
    pub(crate) fn after(self, rows: &Rows, now: Time) -> Self {
        let accepted = |at: &usize| self.order.place(*at).is_none_or(|place| self.wanted.accepts(&rows.at(place), now));
        let at = if self.wanted.skip == 0 { 0 } else { (0..).filter(accepted).nth(self.wanted.skip).unwrap_or_default() };
        Self { at, ..self }
    }

    /// How many rows lie before this place, if the walk began at its first one.
    pub(crate) fn skipped(&self, rows: &Rows, now: Time, next: usize) -> usize {
        let places = (0..next).filter_map(|at| self.order.place(at));
        places.filter(|place| self.wanted.accepts(&rows.at(*place), now)).count()
    }

    /// The page where it stands, as a fault may change it.
    pub(crate) fn page(&self, rows: &Rows, now: Time, fault: Option<&Fault>) -> Page {
        let mut found: Vec<(usize, Value)> = Vec::new();
        let mut next = None;
        let mut at = self.at;
        while let Some(place) = self.order.place(at) {
            let row = rows.at(place);
            if self.wanted.accepts(&row, now) {
                if found.len() == self.wanted.top {
                    next = Some(at);
                    break;
                }
                found.push((at, row.into_owned()));
            }
            at += 1;
        }
        match fault {
            Some(Fault::DuplicatesAcrossPages) if next.is_some() && found.len() > 1 => next = found.last().map(|(at, _)| *at),
            Some(Fault::ExactlyFullLastPage) if next.is_none() && !found.is_empty() => next = Some(at),
            _ => {}
        }
        let late = fault == Some(&Fault::LateRows);
        let rows = found.into_iter().enumerate().filter(|(number, _)| !late || number % 2 == 0).map(|(_, (_, row))| row);
        Page { rows: rows.collect(), next }
    }

    /// How many rows there are in all.
    pub(crate) fn count(&self, rows: &Rows, now: Time) -> usize {
        (0..).map_while(|at| self.order.place(at)).filter(|place| self.wanted.accepts(&rows.at(*place), now)).count()
    }
}

impl Order {
    /// The order of these rows, without those made ones whose time cannot pass the filter.
    pub(crate) fn of(rows: &Rows, sorted: &Sorted, filter: Option<&Filter>) -> Self {
        let mut held: Vec<usize> = (0..rows.held().len()).collect();
        let text = |row: &Value, path: &str| found(row, path).as_str().unwrap_or_default().to_owned();
        let time = |row: &usize, path: &str| Time::parse(&text(&rows.held()[*row], path)).unwrap_or_default();
        match sorted {
            Sorted::AsAdded => {}
            Sorted::Newest(path) => held.sort_by_cached_key(|row| std::cmp::Reverse(time(row, path))),
            Sorted::Oldest(path) => held.sort_by_cached_key(|row| time(row, path)),
            Sorted::Named(path) => held.sort_by_cached_key(|row| text(&rows.held()[*row], path)),
        }
        let backward = matches!(sorted, Sorted::Oldest(_));
        Self { held: held.into(), made: made(rows, filter), backward }
    }

    fn place(&self, at: usize) -> Option<At> {
        let made = self.made.len();
        if self.backward {
            return match at.checked_sub(made) {
                Some(held) => self.held.get(held).map(|row| At::Held(*row)),
                None => Some(At::Made(self.made.end - 1 - at)),
            };
        }
        match at.checked_sub(self.held.len()) {
            Some(at) if at < made => Some(At::Made(self.made.start + at)),
            Some(_) => None,
            None => Some(At::Held(self.held[at])),
        }
    }
}

/// The made rows whose time can pass the filter.
fn made(rows: &Rows, filter: Option<&Filter>) -> Range<usize> {
    let all = rows.made_rows();
    let (Some(path), Some(filter)) = (rows.newest_by(), filter) else { return 0..all };
    let Span { from, to } = filter.span(path);
    let time = |row: usize| found(&rows.at(At::Made(row)), path).as_str().and_then(|text| Time::parse(text).ok());
    // Rows are ordered from the latest to the earliest.
    let first_not = |later: &dyn Fn(Time) -> bool| {
        let (mut low, mut high) = (0, all);
        while low < high {
            let middle = usize::midpoint(low, high);
            if time(middle).is_some_and(later) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    };
    let start = to.map_or(0, |to| first_not(&|time| time > to));
    let end = from.map_or(all, |from| first_not(&|time| time >= from));
    start..end.max(start)
}
