//! Rows of several types, sorted into a level for each.

use std::{any::Any, sync::Arc};

use async_graphql::{ContextSelectionSet, Positioned, parser::types::Field};
use futures::future::{BoxFuture, join_all};

use super::{
    branch::{Branch, key},
    column::{Cell, Column},
    node::Node,
    place::{Place, Rows},
    render::{Layout, render},
};

/// Rows sorted by their type.
#[derive(Default)]
pub struct Parts(Vec<Box<dyn Part>>);

/// Where a row was put.
#[derive(Clone, Copy)]
pub struct At {
    part: usize,
    row: usize,
}

/// The parent of a row, and the index where it stands in a list.
pub(super) type Owner = (usize, Option<usize>);

impl At {
    /// What the row became in the columns of its parts.
    pub(super) fn cell(self, columns: &[Column]) -> &Cell {
        &columns[self.part].cells[self.row]
    }

    /// The finished text of the row.
    pub(super) fn text(self, columns: &[Column]) -> Option<&[u8]> {
        columns[self.part].text(self.cell(columns))
    }
}

impl Parts {
    /// Adds a row to those of its type.
    ///
    /// # Panics
    ///
    /// Never: rows are shared only after the last was added.
    pub fn put<T: Node>(&mut self, row: T) -> At {
        let mut parts = self.0.iter();
        let same = parts.position(|part| part.as_any().is::<Arc<Vec<T>>>());
        let part = same.unwrap_or_else(|| {
            self.0.push(Box::new(Arc::new(Vec::<T>::new())));
            self.0.len() - 1
        });
        let rows: Option<&mut Arc<Vec<T>>> = self.0[part].as_any_mut().downcast_mut();
        let rows = rows.and_then(Arc::get_mut);
        let rows = rows.expect("a part of this type was found or made above, and is not shared");
        rows.push(row);
        let row = rows.len() - 1;
        At { part, row }
    }

    /// Renders each part as a level, all at once; `owners` tells the parent, and the index in its list, of each `at`.
    pub(super) async fn render(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
        branch: &Branch,
        owners: Vec<(Option<At>, Owner)>,
    ) -> Vec<Column> {
        // Rows were numbered in the order of the items, so pushing in that order puts each owner at its row.
        let mut owned = self.0.iter().map(|_| Vec::new()).collect::<Vec<_>>();
        for (at, owner) in owners {
            if let Some(at) = at {
                owned[at.part].push(owner);
            }
        }
        let parts = self.0.iter().zip(owned);
        join_all(parts.map(|(part, owned)| {
            let place = Place::below(&branch.place, key(field), Rows::Owned(owned));
            part.render(ctx, place)
        }))
        .await
    }
}

/// The rows of one type, whichever it is.
trait Part: Send + Sync {
    fn as_any(&self) -> &dyn Any;
    fn as_any_mut(&mut self) -> &mut dyn Any;
    fn render<'a>(&'a self, ctx: &'a ContextSelectionSet<'_>, place: Arc<Place>) -> BoxFuture<'a, Column>;
}

impl<T: Node> Part for Arc<Vec<T>> {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn render<'a>(&'a self, ctx: &'a ContextSelectionSet<'_>, place: Arc<Place>) -> BoxFuture<'a, Column> {
        Box::pin(async move { render(ctx, self, &place, Layout::Rows).await })
    }
}
