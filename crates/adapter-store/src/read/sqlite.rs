//! The statements for SQLite. Each answers one JSON text, since rows would cross the driver's channel one by one.

use riskgate_model::{Filter, Order, Query};
use sea_orm::{DbBackend, Statement};

use super::Parents;
use crate::{keys::Keys, plan::Plan, sql::Sql, table::Stored};

const FRESHNESS: &str = "(select recorded_at from freshness)";

/// One page for each parent: `[as of, [[[row…], end]…]]`.
pub(crate) fn groups<E: Stored>(parents: &Parents<'_>, query: &Query<E>) -> Statement {
    let mut sql = Sql::new(DbBackend::Sqlite, "select json_array(");
    sql.push(FRESHNESS).push(", ");
    match parents {
        Parents::None => {
            sql.push("json_array(");
            group(&mut sql, parents, query);
            sql.push("))");
        }
        Parents::Of { keys, .. } => {
            sql.push("(select json_group_array(");
            group(&mut sql, parents, query);
            sql.push(") from ").keys(keys, "parent").push("))");
        }
    }
    sql.statement()
}

/// One page: `[[row…], end]`.
fn group<E: Stored>(sql: &mut Sql, parents: &Parents<'_>, query: &Query<E>) {
    let plan = Plan::<E>::of(query, parents);
    let columns = E::columns(query.needed()).join(", ");
    let first = i64::from(query.first) + 1;
    sql.push("json_array((select json_group_array(json_array(").push(&columns).push(")) from (");
    if plan.has_rest() {
        let budget = i64::from(parents.walk());
        sql.push("select * from (");
        plan.walk(sql, "*", parents);
        sql.push(" limit ").bind(budget).push(") where 1 = 1");
        plan.tested(sql);
        sql.push(" limit ").bind(first).push(")), (");
        let by = Plan::<E>::by(query.order).unwrap_or("null");
        plan.walk(sql, &format!("json_array({by}, {}, id, tenant)", E::DATE), parents);
        sql.push(" limit 1 offset ").bind(budget - 1).push("))");
    } else {
        plan.walk(sql, &columns, parents);
        sql.push(" limit ").bind(first).push(")), null)");
    }
}

/// The rows of these ids: `[as of, [[[row…], null]]]`.
pub(crate) fn by_id<E: Stored>(ids: &[E::Id], fields: E::Fields) -> Statement {
    let columns: Vec<String> = E::columns(fields).iter().map(|column| format!("it.{column}")).collect();
    let mut sql = Sql::new(DbBackend::Sqlite, "select json_array(");
    sql.push(FRESHNESS).push(", json_array(json_array((select json_group_array(json_array(").push(&columns.join(", ")).push("))");
    sql.wanted(&Keys::of(ids), E::TABLE, &["tenant", "id"]).push("), null)))");
    sql.statement()
}

/// How many rows meet the condition, for each parent: a JSON list of numbers, with null where too many rows would have to be tested.
pub(crate) fn count<E: Stored>(parents: &Parents<'_>, filter: &Filter<E::Field>) -> Statement {
    let plan = Plan::<E>::new(filter, Order::default(), parents);
    let mut sql = Sql::new(DbBackend::Sqlite, "select ");
    match parents {
        Parents::None => {
            sql.push("json_array(");
            counted(&mut sql, parents, &plan);
            sql.push(")");
        }
        Parents::Of { keys, .. } => {
            sql.push("json_group_array(");
            counted(&mut sql, parents, &plan);
            sql.push(") from ").keys(keys, "parent");
        }
    }
    sql.statement()
}

/// One count.
fn counted<E: Stored>(sql: &mut Sql, parents: &Parents<'_>, plan: &Plan<'_, E>) {
    if !plan.has_rest() {
        sql.push("(select count(*)");
        plan.from(sql, parents);
        sql.push(")");
        return;
    }
    let budget = i64::from(parents.count());
    // One row more than may be tested says that the walk is too long.
    sql.push("(select case when count(*) <= ").bind(budget).push(" then count(*) filter (where 1 = 1");
    plan.tested(sql);
    sql.push(") end from (select *");
    plan.from(sql, parents);
    sql.push(" limit ").bind(budget + 1).push("))");
}
