//! Relay connections over the rows of a level.

use std::{borrow::Cow, ops::Range, sync::Arc};

use async_graphql::{Context, Error, Object, Result, TypeName};
use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{
    each::{Each, EachList, EachOne, Failed, fits},
    node::{Node, level},
};

/// A node type that stands in connections.
pub trait Entity: Node {
    /// The name of its connection type, such as `UserConnection`.
    const CONNECTION: &'static str;
    /// The name of its edge type, such as `UserEdge`.
    const EDGE: &'static str;
}

/// Counts what a connection's pages are cut from.
#[async_trait]
pub trait Counter: Send + Sync {
    /// The totals of all parents of the level, in their order. Called only where `totalCount` is asked, once for each
    /// selection of it.
    async fn count(&self) -> Result<Vec<u64>>;
}

/// One page for each parent of a level, on the way to becoming connections.
pub struct Pages<T> {
    rows: Vec<T>,
    ends: Vec<u32>,
    cursor: CursorOf<T>,
    next: Vec<bool>,
    previous: Vec<bool>,
    failed: Failed,
    counter: Option<Arc<dyn Counter>>,
    as_of: Option<DateTime<Utc>>,
    source: Option<String>,
}

type CursorOf<T> = Box<dyn Fn(&T) -> String + Send + Sync>;

impl<T: Entity> Pages<T> {
    /// The rows of all parents, one parent after the other; those of parent `i` end at `ends[i]`. `cursor` makes the
    /// cursor of a row, and is called only for those that are asked.
    pub fn new(
        rows: Vec<T>,
        ends: Vec<u32>,
        cursor: impl Fn(&T) -> String + Send + Sync + 'static,
    ) -> Self {
        Self {
            rows,
            ends,
            cursor: Box::new(cursor),
            next: Vec::new(),
            previous: Vec::new(),
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
        let end = u32::try_from(rows.len()).expect("no page has four milliards of rows");
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
    pub fn as_of(mut self, time: DateTime<Utc>) -> Self {
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
            let refuse = |each: EachOne<_>, parent| {
                each.fail(
                    parent,
                    Error::new("a page does not hold the rows of its source"),
                )
            };
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
struct Shared<T> {
    rows: Arc<Vec<T>>,
    cursor: CursorOf<T>,
    counter: Option<Arc<dyn Counter>>,
    as_of: Option<DateTime<Utc>>,
    source: Option<String>,
}

/// One parent's page. Made by [`Pages::connect`].
pub struct Connection<T> {
    shared: Arc<Shared<T>>,
    parent: usize,
    range: Range<usize>,
    next: bool,
    previous: bool,
}

impl<T: Entity> TypeName for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        T::CONNECTION.into()
    }
}

impl<T: Entity> Node for Connection<T> {
    const BRANCHES: &'static [&'static str] = &["edges", "nodes", "totalCount"];
}

/// A page of a longer list.
#[Object(name_type)]
impl<T: Entity> Connection<T> {
    /// The rows of this page, each with its cursor.
    async fn edges(&self, ctx: &Context<'_>) -> EachList<Edge<T>> {
        let (rows, ends) = pages::<T>(ctx);
        let edges = (0..rows.len()).map(|row| {
            let shared = self.shared.clone();
            Edge { shared, row }
        });
        EachList::new(edges.collect(), ends)
    }

    /// The rows of this page.
    async fn nodes(&self, ctx: &Context<'_>) -> EachList<T> {
        let (rows, ends) = pages(ctx);
        EachList::shared(rows, ends)
    }

    /// Where this page stands in the list.
    async fn page_info(&self) -> PageInfo<'_> {
        PageInfo {
            next: self.next,
            previous: self.previous,
            cursors: self,
        }
    }

    /// How many rows the whole list has, under the same filter. Counted only when asked; null where the source cannot
    /// count.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<Each<Option<u64>>> {
        let all = level::<Self>(ctx);
        let Some(counter) = &self.shared.counter else {
            return Ok(Each(all.iter().map(|_| Ok(None)).collect()));
        };
        let counts = counter.count().await?;
        let count = |page: &Self| match counts.get(page.parent) {
            Some(count) => Ok(Some(*count)),
            None => Err(Error::new("the source left this list uncounted")),
        };
        Ok(Each(all.iter().map(count).collect()))
    }

    /// The time, in UTC, that these rows show, where the source tells.
    async fn as_of(&self) -> Option<DateTime<Utc>> {
        self.shared.as_of
    }

    /// The name of the adapter that answered.
    async fn source(&self) -> Option<&str> {
        self.shared.source.as_deref()
    }
}

/// The rows of all connections of the level, and where those of each end.
fn pages<T: Entity>(ctx: &Context<'_>) -> (Arc<Vec<T>>, Vec<u32>) {
    let all = level::<Connection<T>>(ctx);
    let ends = all.iter().map(|page| {
        u32::try_from(page.range.end).expect("ends came as u32, and dropping rows lowers them")
    });
    let ends = ends.collect();
    (all[0].shared.rows.clone(), ends)
}

/// One row of a page, with its cursor.
pub struct Edge<T> {
    shared: Arc<Shared<T>>,
    row: usize,
}

impl<T: Entity> TypeName for Edge<T> {
    fn type_name() -> Cow<'static, str> {
        T::EDGE.into()
    }
}

impl<T: Entity> Node for Edge<T> {
    const BRANCHES: &'static [&'static str] = &["node"];
}

/// A row of a page, with its cursor.
#[Object(name_type)]
impl<T: Entity> Edge<T> {
    /// The row's place in the list; pass it as `after` to continue from here.
    async fn cursor(&self) -> String {
        (self.shared.cursor)(&self.shared.rows[self.row])
    }

    /// The row.
    async fn node(&self, ctx: &Context<'_>) -> EachOne<T> {
        let all = level::<Self>(ctx);
        let at = all.iter().map(|edge| Some(edge.row)).collect();
        EachOne::shared(self.shared.rows.clone(), at)
    }
}

/// Where a page stands in its list.
pub struct PageInfo<'a> {
    next: bool,
    previous: bool,
    cursors: &'a dyn Cursors,
}

/// The cursors of a page, whatever its rows are.
trait Cursors: Send + Sync {
    fn first(&self) -> Option<String>;
    fn last(&self) -> Option<String>;
}

impl<T: Entity> Cursors for Connection<T> {
    fn first(&self) -> Option<String> {
        let row = self.shared.rows[self.range.clone()].first();
        row.map(|row| (self.shared.cursor)(row))
    }

    fn last(&self) -> Option<String> {
        let row = self.shared.rows[self.range.clone()].last();
        row.map(|row| (self.shared.cursor)(row))
    }
}

/// Where a page stands in its list.
#[Object]
impl PageInfo<'_> {
    /// Whether rows follow this page.
    async fn has_next_page(&self) -> bool {
        self.next
    }

    /// Whether rows go before this page.
    async fn has_previous_page(&self) -> bool {
        self.previous
    }

    /// The cursor of the first row; null for an empty page.
    async fn start_cursor(&self) -> Option<String> {
        self.cursors.first()
    }

    /// The cursor of the last row, to continue from with `after`; null for an empty page.
    async fn end_cursor(&self) -> Option<String> {
        self.cursors.last()
    }
}
