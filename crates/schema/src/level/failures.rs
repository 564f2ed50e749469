//! Errors of one level, with their paths, and bounded.

use async_graphql::{ContextSelectionSet, PathSegment, ServerError};

use super::place::{Path, Place};

/// The most errors that one field of one level reports.
pub(super) const LIMIT: usize = 20;

/// The errors of one level, kept until it is done.
///
/// A source that is down would otherwise be told once for each of five hundred parents. Each field has a tally; the
/// last error it may report says how many more there were.
pub(super) struct Failures {
    errors: Vec<ServerError>,
    tallies: Vec<Tally>,
}

#[derive(Clone, Default)]
struct Tally {
    shown: usize,
    /// Where the newest error of this field stands.
    last: usize,
    more: usize,
}

impl Failures {
    /// Room for the errors of so many fields.
    pub(super) fn of(fields: usize) -> Self {
        Self { errors: Vec::new(), tallies: vec![Tally::default(); fields] }
    }

    /// Notes that a field failed at a row of `place`; the error's own path begins at the field.
    pub(super) fn note(&mut self, field: usize, place: &Place, row: usize, error: &ServerError) {
        let tally = &mut self.tallies[field];
        if tally.shown >= LIMIT {
            tally.more += 1;
            return;
        }
        for path in place.paths(row) {
            if tally.shown >= LIMIT {
                tally.more += 1;
                continue;
            }
            tally.shown += 1;
            tally.last = self.errors.len();
            self.errors.push(moved(error, path));
        }
    }

    /// Hands the errors to the response.
    pub(super) fn report(mut self, ctx: &ContextSelectionSet<'_>) {
        for tally in self.tallies.iter().filter(|tally| tally.more > 0) {
            let message = &mut self.errors[tally.last].message;
            *message = format!("{message} (and {} more at this field)", tally.more);
        }
        for error in self.errors {
            ctx.add_error(error);
        }
    }
}

/// The error with `above` in front of its path.
fn moved(error: &ServerError, above: Path) -> ServerError {
    let mut path = above;
    path.extend(error.path.iter().cloned());
    error.clone().with_path(path)
}

/// The error with a path that begins at the field `key`, which errors made by hand do not have.
pub(super) fn at_field(mut error: ServerError, key: &str) -> ServerError {
    if error.path.is_empty() {
        error.path.push(PathSegment::Field(key.to_owned()));
    }
    error
}
