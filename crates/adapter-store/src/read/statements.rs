//! The statements. On SQLite each answers one JSON text: rows over the driver's channel cost twice as much.
//!
//! A walk goes along an index, in the order of the list, from the cursor on. When rows must be tested one by one it ends after a number of
//! rows, tested or not; `end` then says where it ended, and the page goes on from there.

use riskgate_model::{Field, Filter, Id, Order, Query};
use sea_orm::{DbBackend, Statement};

use crate::{
    plan::{Plan, WALK, WALK_EACH},
    sql::{Sql, keys},
    table::Stored,
};

/// Whose rows are listed.
pub(crate) enum Parents {
    /// No parents: all rows, as one group.
    None,
    /// The rows whose column holds the id of a parent; the parents are a JSON list of `[tenant, id]`.
    Of {
        /// The column, an index leads with it.
        column: &'static str,
        /// More that must hold, in words of this crate.
        condition: &'static str,
        /// The parents.
        keys: String,
    },
}

impl Parents {
    /// The rows whose `column` holds one of these ids.
    pub(crate) fn of<I: Id>(column: &'static str, ids: &[I]) -> Self {
        Self::Of { column, condition: "", keys: keys(ids) }
    }
}

const FRESHNESS: &str = "(select recorded_at from freshness)";

/// One page for each parent: `[as of, [[[row…], end]…]]`.
pub(crate) fn groups<E: Stored>(backend: DbBackend, parents: &Parents, query: &Query<E>) -> Statement {
    let mut sql = Sql::new(backend, "select json_array(");
    sql.push(FRESHNESS).push(", ");
    match parents {
        Parents::None => {
            sql.push("json_array(");
            group(&mut sql, parents, query);
            sql.push("))");
        }
        Parents::Of { keys, .. } => {
            // Aggregated as it is built, in the order of the keys: a page that went through a sort would come out as a text.
            sql.push("(select json_group_array(");
            group(&mut sql, parents, query);
            sql.push(") from json_each(").bind(keys.clone()).push(") parent))");
        }
    }
    sql.statement()
}

/// One page: `[[row…], end]`.
fn group<E: Stored>(sql: &mut Sql, parents: &Parents, query: &Query<E>) {
    let plan = Plan::<E>::new(&query.filter, query.order, matches!(parents, Parents::Of { .. }));
    let columns = E::columns(query.needed()).join(", ");
    let by = E::column(query.order.field).key.filter(|_| query.order.field != E::Field::DATE);
    let order: Vec<&str> = by.into_iter().chain([E::DATE, "id", "tenant"]).collect();
    let walk = |sql: &mut Sql, columns: &str| {
        sql.push("select ").push(columns).push(" from ").push(E::TABLE).push(" where ");
        match parents {
            Parents::None => sql.push("1 = 1"),
            Parents::Of { column, condition, .. } => sql
                .push(column)
                .push(" = json_extract(parent.value, '$[1]') and tenant = json_extract(parent.value, '$[0]')")
                .push(condition),
        };
        plan.walked(sql);
        if let Some(after) = &query.after {
            sql.push(" and ").after(&order, query.order.direction, after);
        }
        sql.order(&order, query.order.direction);
    };
    let first = i64::from(query.first) + 1;
    sql.push("json_array((select json_group_array(json_array(").push(&columns).push(")) from (");
    if plan.has_rest() {
        let budget = match parents {
            Parents::None => WALK,
            Parents::Of { .. } => WALK_EACH,
        };
        sql.push("select * from (");
        walk(sql, "*");
        sql.push(" limit ").bind(i64::from(budget)).push(") where 1 = 1");
        plan.tested(sql);
        sql.push(" limit ").bind(first).push(")), (");
        walk(sql, &format!("json_array({}, {}, id, tenant)", by.unwrap_or("null"), E::DATE));
        sql.push(" limit 1 offset ").bind(i64::from(budget) - 1).push("))");
    } else {
        walk(sql, &columns);
        sql.push(" limit ").bind(first).push(")), null)");
    }
}

/// The rows of these ids: `[as of, [[[row…], null]]]`.
pub(crate) fn by_id<E: Stored>(backend: DbBackend, ids: &[E::Id], fields: E::Fields) -> Statement {
    let columns: Vec<String> = E::columns(fields).iter().map(|column| format!("it.{column}")).collect();
    let mut sql = Sql::new(backend, "select json_array(");
    sql.push(FRESHNESS)
        .push(", json_array(json_array((select json_group_array(json_array(")
        .push(&columns.join(", "))
        .push(")) from json_each(");
    sql.bind(keys(ids)).push(") wanted cross join ").push(E::TABLE);
    sql.push(" it on it.tenant = json_extract(wanted.value, '$[0]') and it.id = json_extract(wanted.value, '$[1]')), null)))");
    sql.statement()
}

/// How many rows meet the condition, for each parent: a JSON list of numbers.
pub(crate) fn count<E: Stored>(backend: DbBackend, parents: &Parents, filter: &Filter<E::Field>) -> Statement {
    let plan = Plan::<E>::new(filter, Order::default(), matches!(parents, Parents::Of { .. }));
    let mut sql = Sql::new(backend, "select ");
    let counted = |sql: &mut Sql, of: &str| {
        sql.push("(select count(*) from ").push(E::TABLE).push(" where ").push(of);
        plan.walked(sql);
        plan.tested(sql);
        sql.push(")");
    };
    match parents {
        Parents::None => {
            sql.push("json_array(");
            counted(&mut sql, "1 = 1");
            sql.push(")");
        }
        Parents::Of { column, condition, keys } => {
            sql.push("json_group_array(n) from (select ");
            let of = format!("{column} = json_extract(parent.value, '$[1]') and tenant = json_extract(parent.value, '$[0]'){condition}");
            counted(&mut sql, &of);
            sql.push(" as n from json_each(").bind(keys.clone()).push(") parent order by parent.key)");
        }
    }
    sql.statement()
}
