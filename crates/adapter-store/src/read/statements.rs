//! The statements. On SQLite each answers one JSON text, since rows would cross the driver's channel one by one.
//!
//! A walk goes along an index, in the order of the list, from the cursor on. When rows must be tested one by one it ends after a number of
//! rows, tested or not; `end` then says where it ended, and the page goes on from there.

use riskgate_model::{Filter, Id, Identity, Order, Query};
use sea_orm::{DbBackend, Statement};

use crate::{
    limits::{COUNT, COUNT_EACH, WALK, WALK_EACH},
    plan::Plan,
    sql::{Sql, keys, list},
    table::{Stored, identity_kind},
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

    /// The changes of these identities.
    pub(crate) fn identities(identities: &[Identity]) -> Self {
        let keys = list(identities.iter().map(|identity| [identity.tenant().as_str(), identity.object(), identity_kind(identity)]));
        Self::Of { column: "identity_id", condition: " and identity_kind = json_extract(parent.value, '$[2]')", keys }
    }

    /// The column that names the parent.
    pub(crate) fn column(&self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Of { column, .. } => Some(column),
        }
    }

    /// Adds that the row is a child of `parent`.
    pub(crate) fn condition(&self, sql: &mut Sql) {
        if let Self::Of { column, condition, .. } = self {
            sql.push(" and ").push(column).push(" = json_extract(parent.value, '$[1]') and tenant = json_extract(parent.value, '$[0]')");
            sql.push(condition);
        }
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
            sql.push("(select json_group_array(");
            group(&mut sql, parents, query);
            sql.push(") from json_each(").bind(keys.clone()).push(") parent))");
        }
    }
    sql.statement()
}

/// One page: `[[row…], end]`.
fn group<E: Stored>(sql: &mut Sql, parents: &Parents, query: &Query<E>) {
    let plan = Plan::<E>::of(query, parents);
    let columns = E::columns(query.needed()).join(", ");
    let first = i64::from(query.first) + 1;
    sql.push("json_array((select json_group_array(json_array(").push(&columns).push(")) from (");
    if plan.has_rest() {
        let budget = match parents {
            Parents::None => WALK,
            Parents::Of { .. } => WALK_EACH,
        };
        sql.push("select * from (");
        plan.walk(sql, "*", parents);
        sql.push(" limit ").bind(i64::from(budget)).push(") where 1 = 1");
        plan.tested(sql);
        sql.push(" limit ").bind(first).push(")), (");
        plan.walk(sql, &Plan::<E>::place(query.order), parents);
        sql.push(" limit 1 offset ").bind(i64::from(budget) - 1).push("))");
    } else {
        plan.walk(sql, &columns, parents);
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

/// How many rows meet the condition, for each parent: a JSON list of numbers, with null where too many rows would have to be tested.
pub(crate) fn count<E: Stored>(backend: DbBackend, parents: &Parents, filter: &Filter<E::Field>) -> Statement {
    let plan = Plan::<E>::new(filter, Order::default(), parents);
    let mut sql = Sql::new(backend, "select ");
    match parents {
        Parents::None => {
            sql.push("json_array(");
            counted(&mut sql, parents, &plan);
            sql.push(")");
        }
        Parents::Of { keys, .. } => {
            sql.push("json_group_array(");
            counted(&mut sql, parents, &plan);
            sql.push(") from json_each(").bind(keys.clone()).push(") parent");
        }
    }
    sql.statement()
}

/// One count.
fn counted<E: Stored>(sql: &mut Sql, parents: &Parents, plan: &Plan<'_, E>) {
    if !plan.has_rest() {
        sql.push("(select count(*)");
        plan.from(sql, parents);
        sql.push(")");
        return;
    }
    let budget = match parents {
        Parents::None => COUNT,
        Parents::Of { .. } => COUNT_EACH,
    };
    // One row more than may be tested says that the walk is too long.
    sql.push("(select case when count(*) <= ").bind(i64::from(budget)).push(" then count(*) filter (where 1 = 1");
    plan.tested(sql);
    sql.push(") end from (select *");
    plan.from(sql, parents);
    sql.push(" limit ").bind(i64::from(budget) + 1).push("))");
}
