//! Pages of rows, on the way to becoming connections.

use std::sync::Arc;

use async_graphql::Error;

use super::{
    connection::{Connection, Counter, Entity},
    each::{EachOne, Failed, fits},
};
use crate::scalar::DateTime;

/// One page for each parent of a level.
pub struct Pages<T> {
    rows: Vec<T>,
    ends: Vec<u32>,
    cursor: CursorOf<T>,
    next: Vec<bool>,
    previous: Vec<bool>,
    ends_at: Option<CursorAt>,
    failed: Failed,
    counter: Option<Arc<dyn Counter>>,
    as_of: Option<DateTime>,
    source: Option<String>,
}

/// What makes the cursor of a row.
type CursorOf<T> = Box<dyn Fn(&T) -> String + Send + Sync>;

/// What makes the cursor at which a parent's page ends.
type CursorAt = Box<dyn Fn(usize) -> Option<String> + Send + Sync>;

impl<T: Entity> Pages<T> {
    /// The rows of all parents, one parent after the other; those of parent `i` end at `ends[i]`. `cursor` makes the
    /// cursor of a row, and is called only for those that are asked.
    pub fn new(rows: Vec<T>, ends: Vec<u32>, cursor: impl Fn(&T) -> String + Send + Sync + 'static) -> Self {
        Self {
            rows,
            ends,
            cursor: Box::new(cursor),
            next: Vec::new(),
            previous: Vec::new(),
            ends_at: None,
            failed: Vec::new(),
            counter: None,
            as_of: None,
            source: None,
        }
    }

    /// The page of the one parent that a root field has.
    ///
    /// # Panics
    ///
    /// With more than 4,294,967,295 rows.
    pub fn single(rows: Vec<T>, cursor: impl Fn(&T) -> String + Send + Sync + 'static) -> Self {
        let end = u32::try_from(rows.len()).expect("no page has four billion rows");
        Self::new(rows, vec![end], cursor)
    }

    /// Says for each parent whether more rows follow; without it none do.
    #[must_use]
    pub fn next(mut self, next: Vec<bool>) -> Self {
        self.next = next;
        self
    }

    /// Says for each parent whether rows go before; without it none do.
    #[must_use]
    pub fn previous(mut self, previous: Vec<bool>) -> Self {
        self.previous = previous;
        self
    }

    /// Says where the list of a parent goes on, where that is not behind the page's last row: a source that stops
    /// looking early answers a short or empty page and goes on later. Called only where the cursor is asked.
    #[must_use]
    pub fn ends_at(mut self, cursor: impl Fn(usize) -> Option<String> + Send + Sync + 'static) -> Self {
        self.ends_at = Some(Box::new(cursor));
        self
    }

    /// Says that this parent's page failed: its connection is null, and the error is reported there.
    #[must_use]
    pub fn fail(mut self, parent: usize, error: Error) -> Self {
        self.failed.push((parent, error));
        self
    }

    /// Says who counts, for `totalCount`, which is null without.
    #[must_use]
    pub fn counted(mut self, counter: Arc<dyn Counter>) -> Self {
        self.counter = Some(counter);
        self
    }

    /// Says what time, in UTC, the pages show.
    #[must_use]
    pub fn as_of(mut self, time: DateTime) -> Self {
        self.as_of = Some(time);
        self
    }

    /// Names the source that answered.
    #[must_use]
    pub fn source(mut self, name: impl Into<String>) -> Self {
        self.source = Some(name.into());
        self
    }

    /// The connections, one for each parent whose page did not fail.
    pub fn connect(self) -> EachOne<Connection<T>> {
        let parents = self.ends.len();
        if !fits(&self.ends, self.rows.len()) {
            let refuse = |each: EachOne<_>, parent| each.fail(parent, Error::new("a page does not hold the rows of its source"));
            return (0..parents).fold(EachOne::new(Vec::new(), vec![None; parents]), refuse);
        }
        let failed = |parent: usize| self.failed.iter().any(|(failed, _)| *failed == parent);
        let mut kept = Vec::with_capacity(self.rows.len());
        let mut rows = self.rows.into_iter();
        let (mut ranges, mut at, mut start) = (Vec::new(), Vec::new(), 0);
        for (parent, end) in self.ends.iter().enumerate() {
            let end = *end as usize;
            let group = rows.by_ref().take(end - start);
            start = end;
            // Rows of a failed page must not be taken for those of the next parent.
            if failed(parent) {
                group.for_each(drop);
                at.push(None);
                continue;
            }
            let first = kept.len();
            kept.extend(group);
            at.push(Some(ranges.len()));
            ranges.push((parent, first..kept.len()));
        }
        let shared = Arc::new(Shared {
            rows: Arc::new(kept),
            cursor: self.cursor,
            ends_at: self.ends_at,
            counter: self.counter,
            as_of: self.as_of,
            source: self.source,
        });
        let connections = ranges.into_iter().map(|(parent, range)| Connection {
            shared: shared.clone(),
            parent,
            range,
            next: self.next.get(parent).copied().unwrap_or_default(),
            previous: self.previous.get(parent).copied().unwrap_or_default(),
        });
        let each = EachOne::new(connections.collect(), at);
        let failed = self.failed.into_iter();
        failed.fold(each, |each, (parent, error)| each.fail(parent, error))
    }
}

/// What all connections of a level have in common.
pub(super) struct Shared<T> {
    pub(super) rows: Arc<Vec<T>>,
    pub(super) cursor: CursorOf<T>,
    pub(super) ends_at: Option<CursorAt>,
    pub(super) counter: Option<Arc<dyn Counter>>,
    pub(super) as_of: Option<DateTime>,
    pub(super) source: Option<String>,
}
