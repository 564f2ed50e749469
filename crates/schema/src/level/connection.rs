//! Relay connections over the rows of a level.

use std::{borrow::Cow, ops::Range, sync::Arc};

use async_graphql::{Context, Error, Object, Result, TypeName};
use async_trait::async_trait;

use super::{
    each::{Each, EachList, EachOne},
    node::{Node, level},
    pages::Shared,
};
use crate::scalar::DateTime;

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
    /// The totals of all parents of the level, in their order; none where counting would read too much. Called only
    /// where `totalCount` is asked, once for each selection of it.
    async fn count(&self) -> Result<Vec<Option<u64>>>;
}

/// One parent's page. Made by [`Pages::connect`](super::Pages::connect).
pub struct Connection<T> {
    pub(super) shared: Arc<Shared<T>>,
    pub(super) parent: usize,
    pub(super) range: Range<usize>,
    pub(super) next: bool,
    pub(super) previous: bool,
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
        PageInfo { next: self.next, previous: self.previous, cursors: self }
    }

    /// How many rows the whole list has, under the same filter. Counted only when asked; null where the source
    /// would have to read more rows to count them than its limits allow. A narrower filter may then be counted.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<Each<Option<u64>>> {
        let all = level::<Self>(ctx);
        let Some(counter) = &self.shared.counter else {
            return Ok(Each(all.iter().map(|_| Ok(None)).collect()));
        };
        let counts = counter.count().await?;
        let count = |page: &Self| match counts.get(page.parent) {
            Some(count) => Ok(*count),
            None => Err(Error::new("the source left this list uncounted")),
        };
        Ok(Each(all.iter().map(count).collect()))
    }

    /// When something new or changed was last recorded where these rows come from, in UTC; null where the source does not
    /// tell.
    async fn as_of(&self) -> Option<DateTime> {
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
    let ends = all.iter().map(|page| u32::try_from(page.range.end).expect("ends came as u32, and dropping rows lowers them"));
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
        let ends_at = self.shared.ends_at.as_ref();
        if let Some(cursor) = ends_at.and_then(|ends_at| ends_at(self.parent)) {
            return Some(cursor);
        }
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

    /// Where to continue, with `after`: the cursor of the last row or, on a short page, the place the source had come
    /// to. Null for an empty page that ends the list.
    async fn end_cursor(&self) -> Option<String> {
        self.cursors.last()
    }
}
