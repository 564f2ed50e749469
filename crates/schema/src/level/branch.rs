//! One call of a branch, from the level that asks to the `Each…` that answers.

use std::{
    borrow::Cow,
    sync::{Arc, Mutex, PoisonError},
};

use async_graphql::{Context, ContextSelectionSet, Data, Name, Positioned, ServerError, ServerResult, Value, parser::types::Field};
use tracing::Instrument;

use super::{
    column::{Cell, Column},
    failures::at_field,
    node::{Level, Node},
    place::Place,
};

/// A branch that is being asked.
///
/// async-graphql calls the `#[Object]` method and then `OutputType::resolve` on what it returned, and all that can come
/// back through it is a `Value`. So the asking level lays a `Branch` into the context; the `Each…` value reads there for
/// whom it answers and leaves its column.
pub(super) struct Branch {
    /// Where the parents stand.
    pub(super) place: Arc<Place>,
    /// How many there are.
    pub(super) parents: usize,
    /// The object type that has the field.
    pub(super) owner: Cow<'static, str>,
    answer: Mutex<Option<Result<Column, ServerError>>>,
}

impl Branch {
    /// A branch of the type `owner` for so many parents.
    pub(super) fn new(place: Arc<Place>, parents: usize, owner: Cow<'static, str>) -> Arc<Self> {
        let answer = Mutex::default();
        Arc::new(Self { place, parents, owner, answer })
    }

    /// The branch that is being asked in this context.
    ///
    /// # Errors
    ///
    /// Where none is: the field is not named in `BRANCHES`, or a root field returned no `Root`.
    pub(super) fn of<'a>(ctx: &ContextSelectionSet<'a>, field: &Positioned<Field>) -> ServerResult<&'a Self> {
        let branch: Option<&'a Arc<Self>> = ctx.data_opt();
        branch.map(|branch| &**branch).ok_or_else(|| {
            let name = &field.node.name.node;
            let message = format!("field `{name}` answers a level but is not named in BRANCHES");
            ctx.set_error_path(ServerError::new(message, Some(field.pos)))
        })
    }

    /// Leaves the answer, which is refused where it is not one cell for each parent.
    pub(super) fn answer(&self, field: &Positioned<Field>, answer: Result<Column, ServerError>) {
        let answer = answer.and_then(|column| match column.cells.len() {
            cells if cells == self.parents => Ok(column),
            cells => Err(self.wrong(field, &format!("answered {cells} parents"))),
        });
        *self.slot() = Some(answer);
    }

    /// An error that tells a programmer of an answer that does not fit.
    pub(super) fn wrong(&self, field: &Positioned<Field>, what: &str) -> ServerError {
        let (owner, name, parents) = (&self.owner, &field.node.name.node, self.parents);
        let message = format!("branch `{owner}.{name}` {what}, but was asked for {parents}");
        ServerError::new(message, Some(field.pos))
    }

    /// Takes what was left. Nothing was when the method returned `None` in place of an `Each…`.
    pub(super) fn taken(&self, field: &Positioned<Field>, value: Option<&Value>) -> Result<Column, ServerError> {
        if let Some(answer) = self.slot().take() {
            return answer;
        }
        if value.is_some_and(|value| *value != Value::Null) {
            return Err(self.wrong(field, "answered no `Each…` value"));
        }
        Ok(Column { text: Vec::new(), cells: vec![Cell::Null; self.parents] })
    }

    fn slot(&self) -> std::sync::MutexGuard<'_, Option<Result<Column, ServerError>>> {
        self.answer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Asks one branch for all rows of a level.
pub(super) async fn ask<T: Node>(
    ctx: &ContextSelectionSet<'_>,
    rows: &Arc<Vec<T>>,
    place: &Arc<Place>,
    field: &Positioned<Field>,
) -> Result<Column, ServerError> {
    let branch = Branch::new(place.clone(), rows.len(), T::type_name());
    let mut data = Data::default();
    data.insert(Level(rows.clone()));
    data.insert(branch.clone());
    let mut level = ctx.clone();
    level.path_node = None;
    level.execute_data = Some(&data);
    let at = level.with_field(field);
    let span = tracing::debug_span!(
        "branch",
        field = %format_args!("{}.{}", branch.owner, field.node.name.node),
        parents = rows.len()
    );
    let answer = boxed(&rows[0], &at).instrument(span).await;
    let value = answer.map_err(|error| at_field(error, key(field)))?;
    branch.taken(field, value.as_ref())
}

/// The call behind a pointer: types that hold each other (a user's sign-ins, a sign-in's user) would otherwise make a
/// future that holds itself.
fn boxed<'a, T: Node>(first: &'a T, at: &'a Context<'a>) -> futures::future::BoxFuture<'a, ServerResult<Option<Value>>> {
    Box::pin(first.resolve_field(at))
}

/// The response key of a field.
pub(super) fn key(field: &Positioned<Field>) -> &Name {
    &field.node.response_key().node
}
