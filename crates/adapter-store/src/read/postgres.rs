//! The statements for PostgreSQL. Each answers rows; the first cell of each is the number of its parent.
//!
//! PostgreSQL cannot be told which index to walk. So every list is asked for in an order that one index alone has (`Sql::order`), and the
//! sessions have sorting and scanning switched off (`postgres`): the planner has no other choice, whatever its statistics say.

use riskgate_model::{Filter, Order, Query};
use sea_orm::{DbBackend, Statement};

use super::Parents;
use crate::{keys::Keys, plan::Plan, sql::Sql, table::Stored};

/// One page for each parent: its number and the state of the store beside each row, or beside nulls where it has none. Where rows are
/// tested, then whether the row passed, whether the walk ended at it, and its place.
pub(crate) fn groups<E: Stored>(plan: &Plan<'_, E>, parents: &Parents<'_>, query: &Query<E>) -> Statement {
    let columns = E::columns(query.needed()).join(", ");
    let first = i64::from(query.first) + 1;
    let mut sql = Sql::new(DbBackend::Postgres, "select parent.n, (select recorded_at from freshness where id = 1), child.*");
    from_parents(&mut sql, parents);
    sql.push(" left join lateral (");
    if plan.has_rest() {
        let budget = i64::from(parents.walk());
        sql.push("select passes, step = ").bind(budget).push(", ");
        if let Some(by) = Plan::<E>::by(query.order) {
            sql.push(by).push(", ");
        }
        sql.push(E::DATE).push(", ").push(&columns).push(" from (select *, row_number() over () as step, coalesce((1 = 1");
        plan.tested(&mut sql);
        sql.push("), false) as passes from (");
        plan.walk(&mut sql, "*", parents);
        sql.push(" limit ").bind(budget).push(") walked) judged where passes or step = ").bind(budget);
    } else {
        plan.walk(&mut sql, &columns, parents);
    }
    sql.push(" limit ").bind(first).push(") child on true");
    sql.statement()
}

/// The rows of these ids.
pub(crate) fn by_id<E: Stored>(ids: &[E::Id], fields: E::Fields) -> Statement {
    let columns: Vec<String> = E::columns(fields).iter().map(|column| format!("it.{column}")).collect();
    let mut sql = Sql::new(DbBackend::Postgres, "select ");
    sql.push(&columns.join(", ")).wanted(&Keys::of(ids), E::TABLE, &["tenant", "id"]);
    sql.statement()
}

/// How many rows meet the condition, beside the number of each parent; null where too many rows would have to be tested.
pub(crate) fn count<E: Stored>(parents: &Parents<'_>, filter: &Filter<E::Field>) -> Statement {
    let plan = Plan::<E>::new(filter, Order::default(), parents);
    let mut sql = Sql::new(DbBackend::Postgres, "select parent.n, (select ");
    if plan.has_rest() {
        let budget = i64::from(parents.count());
        // One row more than may be tested says that the walk is too long.
        sql.push("case when count(*) <= ").bind(budget).push(" then count(*) filter (where 1 = 1");
        plan.tested(&mut sql);
        sql.push(") end from (");
        plan.walk(&mut sql, "*", parents);
        sql.push(" limit ").bind(budget + 1);
    } else {
        sql.push("count(*) from (");
        plan.walk(&mut sql, "1", parents);
    }
    sql.push(") walked)");
    from_parents(&mut sql, parents);
    sql.statement()
}

/// Adds the parents as a table: their keys, and their numbers from 1. A root list is the group of one parent without a key.
fn from_parents(sql: &mut Sql, parents: &Parents<'_>) {
    match parents {
        Parents::None => sql.push(" from (values (1::bigint)) parent(n)"),
        Parents::Of { keys, .. } => {
            sql.push(" from ").unnest(keys).push(" with ordinality parent(").push(&keys.names().join(", ")).push(", n)")
        }
    };
}
