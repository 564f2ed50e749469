//! How lists are asked of the database: one statement a question, whatever the number of parents.
//!
//! A walk goes along an index, in the order of the list, from the cursor on. When rows must be tested one by one it ends after a number of
//! rows, tested or not; the answer then says where it ended, and the page goes on from there.
//!
//! Both engines are asked for the same walks (`plan`). SQLite answers one JSON text, PostgreSQL rows.

mod json;
mod parents;
mod postgres;
mod rows;
mod sqlite;
#[cfg(test)]
pub(crate) mod tests;

pub(crate) use parents::Parents;

use riskgate_model::{Cursor, Filter, Query, Time};
use sea_orm::DbBackend;

use crate::{error::StoreError, plan::Plan, store::Store, table::Stored};

/// What a statement answered: one group for each parent.
pub(crate) struct Read<E> {
    /// The state of the store.
    pub(crate) as_of: Option<Time>,
    /// All rows, one group after another.
    pub(crate) rows: Vec<E>,
    /// Where each group ends in `rows`, and where its walk ended, if before the end of the list.
    pub(crate) groups: Vec<(usize, Option<Cursor>)>,
}

/// Reads one page for each parent; each may hold one row more than was asked for, if there is one.
pub(crate) async fn groups<E: Stored>(store: &Store, parents: &Parents<'_>, query: &Query<E>) -> Result<Read<E>, StoreError> {
    match store.backend() {
        DbBackend::Postgres => {
            let plan = Plan::of(query, parents);
            rows::groups(&store.rows(postgres::groups(&plan, parents, query)).await?, &plan, query)
        }
        _ => Ok(json::decode(&store.text(sqlite::groups(parents, query)).await?, query.needed())?),
    }
}

/// Reads the rows of these ids, in any order.
pub(crate) async fn by_id<E: Stored>(store: &Store, ids: &[E::Id], fields: E::Fields) -> Result<Vec<E>, StoreError> {
    match store.backend() {
        DbBackend::Postgres => rows::plain(&store.rows(postgres::by_id::<E>(ids, fields)).await?, fields),
        _ => Ok(json::decode(&store.text(sqlite::by_id::<E>(ids, fields)).await?, fields)?.rows),
    }
}

/// Counts the rows that meet the condition, for each parent; none where too many rows would have to be tested.
pub(crate) async fn count<E: Stored>(
    store: &Store,
    parents: &Parents<'_>,
    filter: &Filter<E::Field>,
) -> Result<Vec<Option<u64>>, StoreError> {
    match store.backend() {
        DbBackend::Postgres => rows::counts(&store.rows(postgres::count::<E>(parents, filter)).await?),
        _ => Ok(serde_json::from_str(&store.text(sqlite::count::<E>(parents, filter)).await?)?),
    }
}
