//! What a branch returns: an answer for each parent of the level.

use std::{borrow::Cow, sync::Arc};

use async_graphql::{
    ContextSelectionSet, Error, OutputType, Positioned, Result, ServerError, ServerResult, Value, parser::types::Field, registry::Registry,
};
use futures::FutureExt;

use super::{
    branch::{Branch, key},
    column::{Cell, Column},
    failures::{Failures, at_field},
    node::Node,
    place::{Place, Rows},
    render::{Layout, render},
    shape::{Shape, Trail, reported},
};

/// Parents that failed by themselves, and why.
pub(super) type Failed = Vec<(usize, Error)>;

/// For each parent a list of rows, `[T!]!`; as `Option<EachList<T>>` the list is nullable.
pub struct EachList<T> {
    pub(super) rows: Arc<Vec<T>>,
    pub(super) ends: Vec<u32>,
    failed: Failed,
}

/// For each parent one row or none, `T!`; as `Option<EachOne<T>>` the row is nullable.
pub struct EachOne<T> {
    rows: Arc<Vec<T>>,
    at: Vec<Option<usize>>,
    failed: Failed,
}

/// For each parent a value that is no level of its own: whatever a leaf may be.
pub struct Each<V>(pub Vec<Result<V>>);

impl<T> EachList<T> {
    /// The rows of all parents, one parent after the other; those of parent `i` end at `ends[i]`.
    pub fn new(rows: Vec<T>, ends: Vec<u32>) -> Self {
        Self::shared(Arc::new(rows), ends)
    }

    /// The rows of the one parent that a root field has.
    ///
    /// # Panics
    ///
    /// With more than 4,294,967,295 rows.
    pub fn single(rows: Vec<T>) -> Self {
        let end = u32::try_from(rows.len()).expect("no page has four billion rows");
        Self::new(rows, vec![end])
    }

    pub(super) fn shared(rows: Arc<Vec<T>>, ends: Vec<u32>) -> Self {
        let failed = Vec::new();
        Self { rows, ends, failed }
    }

    /// Says that this parent's list failed: it is null, and the error is reported there.
    #[must_use]
    pub fn fail(mut self, parent: usize, error: Error) -> Self {
        self.failed.push((parent, error));
        self
    }
}

impl<T> EachOne<T> {
    /// Parent `i` has the row `rows[at[i]]`; several parents may have the same.
    pub fn new(rows: Vec<T>, at: Vec<Option<usize>>) -> Self {
        Self::shared(Arc::new(rows), at)
    }

    /// Every parent has the row of its own number.
    pub fn all(rows: Vec<T>) -> Self {
        let at = (0..rows.len()).map(Some).collect();
        Self::new(rows, at)
    }

    /// What the one parent that a root field has, has.
    pub fn single(row: Option<T>) -> Self {
        let at = row.as_ref().map(|_| 0);
        Self::new(row.into_iter().collect(), vec![at])
    }

    pub(super) fn shared(rows: Arc<Vec<T>>, at: Vec<Option<usize>>) -> Self {
        let failed = Vec::new();
        Self { rows, at, failed }
    }

    /// Says that this parent's row failed: it is null, and the error is reported there.
    #[must_use]
    pub fn fail(mut self, parent: usize, error: Error) -> Self {
        self.failed.push((parent, error));
        self
    }
}

/// The schema's type of an answer is that of the value each parent gets.
macro_rules! typed_as {
    ($ty:ty) => {
        fn type_name() -> Cow<'static, str> {
            <$ty as OutputType>::type_name()
        }

        fn qualified_type_name() -> String {
            <$ty as OutputType>::qualified_type_name()
        }

        fn create_type_info(registry: &mut Registry) -> String {
            <$ty as OutputType>::create_type_info(registry)
        }
    };
}
pub(super) use typed_as;

impl<T: Node> OutputType for EachList<T> {
    typed_as!(Vec<T>);

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        let branch = Branch::of(ctx, field)?;
        branch.answer(field, self.column(ctx, field, branch).await);
        Ok(Value::Null)
    }
}

impl<T: Node> EachList<T> {
    async fn column(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>, branch: &Branch) -> Result<Column, ServerError> {
        if !fits(&self.ends, self.rows.len()) {
            return Err(branch.wrong(field, "answered lists that do not hold its rows"));
        }
        let rows = Rows::Lists(self.ends.clone());
        let place = Place::below(&branch.place, key(field), rows);
        let mut column = render(ctx, &self.rows, &place, Layout::Lists(&self.ends)).await;
        fail(ctx, field, branch, &self.failed, &mut column.cells);
        Ok(column)
    }
}

impl<T: Node> OutputType for EachOne<T> {
    typed_as!(T);

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        let branch = Branch::of(ctx, field)?;
        branch.answer(field, self.column(ctx, field, branch).await);
        Ok(Value::Null)
    }
}

impl<T: Node> EachOne<T> {
    async fn column(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>, branch: &Branch) -> Result<Column, ServerError> {
        if self.at.iter().flatten().any(|row| *row >= self.rows.len()) {
            return Err(branch.wrong(field, "answered rows that it does not hold"));
        }
        let place = Place::below(&branch.place, key(field), Rows::Shared(self.at.clone()));
        let Column { text, cells } = render(ctx, &self.rows, &place, Layout::Rows).await;
        let cell = |row: &Option<usize>| row.map_or(Cell::Null, |row| cells[row].clone());
        let mut cells = self.at.iter().map(cell).collect::<Vec<_>>();
        fail(ctx, field, branch, &self.failed, &mut cells);
        Ok(Column { text, cells })
    }
}

impl<V: OutputType> OutputType for Each<V> {
    typed_as!(V);

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        let branch = Branch::of(ctx, field)?;
        branch.answer(field, Ok(self.column(ctx, field, branch)));
        Ok(Value::Null)
    }
}

impl<V: OutputType> Each<V> {
    fn column(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>, branch: &Branch) -> Column {
        let query = ctx.query_env;
        let set = &field.node.selection_set.node;
        let shape = Shape::of(query, ctx.schema_env, &V::qualified_type_name(), set);
        let mut bare = ctx.clone();
        bare.execute_data = None;
        let earlier = reported(query).len();
        let mut failures = Failures::of(1);
        let mut column = Column::default();
        for (parent, value) in self.0.iter().enumerate() {
            let answer = match value {
                Ok(value) => value.resolve(&bare, field).now_or_never(),
                Err(error) => Some(Err(error.clone().into_server_error(field.pos))),
            };
            let answer = answer.unwrap_or_else(|| {
                let message = format!("a value of `{}` waits", field.node.name.node);
                Err(ServerError::new(message, Some(field.pos)))
            });
            let mark = column.text.len();
            let trail = Trail::from(key(field));
            let failed = |at: &Trail<'_>| at.has_below(&reported(query)[earlier..]);
            let cell = match answer {
                Ok(Value::Null) if !failed(&trail) => Cell::Null,
                Ok(value) if shape.write(&value, &trail, &failed, &mut column.text) => Cell::Text(mark..column.text.len()),
                Ok(_) => Cell::Failed,
                Err(error) => {
                    let error = at_field(error, key(field));
                    failures.note(0, &branch.place, parent, &error);
                    Cell::Failed
                }
            };
            column.cells.push(cell);
            for error in reported(query).drain(earlier..) {
                failures.note(0, &branch.place, parent, &error);
            }
        }
        failures.report(ctx);
        column
    }
}

/// Whether lists with these ends hold all of so many rows, each row in one list.
pub(super) fn fits(ends: &[u32], rows: usize) -> bool {
    ends.is_sorted() && ends.last().map_or(0, |end| *end as usize) == rows
}

/// Reports the parents that failed by themselves.
pub(super) fn fail(ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>, branch: &Branch, failed: &Failed, cells: &mut [Cell]) {
    let mut failures = Failures::of(1);
    for (parent, error) in failed {
        if let Some(cell) = cells.get_mut(*parent) {
            let error = at_field(error.clone().into_server_error(field.pos), key(field));
            failures.note(0, &branch.place, *parent, &error);
            *cell = Cell::Failed;
        }
    }
    failures.report(ctx);
}
