//! What PostgreSQL makes of the statements.

mod due;
mod lookups;
mod lost;
mod plans;
mod steps;

use riskgate_model::Query;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement, TransactionTrait, Value, sqlx::Row};

use crate::{
    Store,
    plan::Plan,
    read::{self, Parents},
    table::Stored,
};

/// The statement for a page of each parent.
fn groups<E: Stored>(parents: &Parents<'_>, query: &Query<E>) -> Statement {
    read::postgres::groups(&Plan::of(query, parents), parents, query)
}

/// How a statement is planned.
#[derive(Clone, Copy, Debug)]
enum Planned {
    /// Once for all values: as the store's sessions do.
    Once,
    /// For these values: as one might that has lost its settings.
    Anew,
}

/// What PostgreSQL says of its plan for the statement; `options` are those of `explain`.
async fn explain(store: &Store, statement: &Statement, planned: Planned, options: &str) -> Vec<String> {
    let transaction = store.reader.begin().await.expect("a transaction");
    let values = statement.values.as_ref().expect("its values");
    let kinds: Vec<&str> = values.0.iter().map(kind).collect();
    let literals: Vec<String> = values.0.iter().map(literal).collect();
    if matches!(planned, Planned::Anew) {
        run(&transaction, "set local plan_cache_mode = force_custom_plan").await;
    }
    run(&transaction, &format!("prepare asked({}) as {}", kinds.join(", "), statement.sql)).await;
    let sql = format!("explain ({options}) execute asked({})", literals.join(", "));
    let rows = transaction.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await.expect("a plan");
    let lines = rows.iter().map(|row| row.try_as_pg_row().expect("a row").try_get_unchecked(0).expect("a line")).collect();
    run(&transaction, "deallocate asked").await;
    transaction.rollback().await.expect("it ends");
    lines
}

async fn run(transaction: &DatabaseTransaction, sql: &str) {
    transaction.execute_unprepared(sql).await.expect(sql);
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "text",
        Value::BigInt(_) => "bigint",
        Value::Bytes(_) => "bytea",
        other => panic!("{other:?} is no value of the store"),
    }
}

fn literal(value: &Value) -> String {
    match value {
        Value::String(Some(text)) => format!("'{}'", text.replace('\'', "''")),
        Value::BigInt(Some(number)) => number.to_string(),
        other => panic!("{other:?} is no value of these statements"),
    }
}
