//! Rows that are written together: a statement for a thousand of them, not one for each. For what others wait on, or several of which come with
//! each record, and holds little: all values of a statement are in memory at once. They are one parameter, or one for each column, so that no engine's limit of parameters is met.

use sea_orm::{ConnectionTrait, DatabaseTransaction, Value};

use super::rows::{Row, unnest};
use crate::{error::StoreError, sql::Sql};

/// How many are held at once with all that is said of them.
pub(super) const HELD: usize = 500;

/// How many rows a statement has.
pub(crate) const TOGETHER: usize = 1_000;

/// Adds rows, none of which is there.
pub(crate) async fn insert(transaction: &DatabaseTransaction, table: &str, rows: &[Row]) -> Result<(), StoreError> {
    for rows in rows.chunks(TOGETHER) {
        let mut sql = Sql::new(transaction.get_database_backend(), "insert into ");
        sql.push(table).push(" (").push(&names(rows).join(", ")).push(") ");
        given(&mut sql, rows)?;
        transaction.execute_raw(sql.statement()).await?;
    }
    Ok(())
}

/// Writes rows, each with another key. One that is there already, by the columns of `key`, gets the new values.
pub(crate) async fn upsert(transaction: &DatabaseTransaction, table: &str, key: &[&str], rows: &[Row]) -> Result<(), StoreError> {
    upsert_if(transaction, table, key, rows, "").await
}

/// The same, if `condition` (in which `excluded` is the new row) holds.
pub(crate) async fn upsert_if(
    transaction: &DatabaseTransaction,
    table: &str,
    key: &[&str],
    rows: &[Row],
    condition: &str,
) -> Result<(), StoreError> {
    for rows in rows.chunks(TOGETHER) {
        let names = names(rows);
        let mut sql = Sql::new(transaction.get_database_backend(), "insert into ");
        sql.push(table).push(" (").push(&names.join(", ")).push(") ");
        // Without a condition SQLite would read the conflict as one of a join.
        given(&mut sql, rows)?.push(" where true on conflict (").push(&key.join(", ")).push(") do ");
        let changes: Vec<String> = changes(&names, key, "excluded").collect();
        if changes.is_empty() {
            sql.push("nothing");
        } else {
            sql.push("update set ").push(&changes.join(", ")).push(" ").push(condition);
        }
        transaction.execute_raw(sql.statement()).await?;
    }
    Ok(())
}

/// Gives the rows that are there, by the columns of `key`, the values.
pub(crate) async fn update(transaction: &DatabaseTransaction, table: &str, key: &[&str], rows: &[Row]) -> Result<(), StoreError> {
    for rows in rows.chunks(TOGETHER) {
        let mut sql = Sql::new(transaction.get_database_backend(), "update ");
        sql.push(table).push(" set ").push(&changes(&names(rows), key, "given").collect::<Vec<_>>().join(", ")).push(" from (");
        given(&mut sql, rows)?.push(") given where ");
        let same: Vec<String> = key.iter().map(|column| format!("{table}.{column} = given.{column}")).collect();
        sql.push(&same.join(" and "));
        transaction.execute_raw(sql.statement()).await?;
    }
    Ok(())
}

/// Adds ` from ` the rows `it` of the table that are like these.
pub(crate) fn wanted<'s>(sql: &'s mut Sql, rows: &[Row], table: &str) -> Result<&'s mut Sql, StoreError> {
    given(sql.push(" from ("), rows)?;
    // SQLite joins as it is told only when it is told to cross.
    sql.push(if sql.is_postgres() { ") wanted join " } else { ") wanted cross join " }).push(table).push(" it on ");
    let same: Vec<String> = names(rows).iter().map(|column| format!("it.{column} = wanted.{column}")).collect();
    Ok(sql.push(&if same.is_empty() { "1 = 0".to_owned() } else { same.join(" and ") }))
}

/// Adds a select of the rows, by the names of their columns.
fn given<'s>(sql: &'s mut Sql, rows: &[Row]) -> Result<&'s mut Sql, StoreError> {
    let names = names(rows);
    if sql.is_postgres() {
        sql.push("select * from ");
        unnest(sql, rows)?;
        return Ok(sql.push(" given(").push(&names.join(", ")).push(")"));
    }
    let cells: Vec<String> = names.iter().enumerate().map(|(cell, name)| format!("json_extract(value, '$[{cell}]') as {name}")).collect();
    let rows = rows.iter().map(|row| row.iter().map(|(name, value)| json(name, value)).collect()).collect::<Result<Vec<Vec<_>>, _>>()?;
    Ok(sql.push("select ").push(&cells.join(", ")).push(" from json_each(").bind(serde_json::to_string(&rows)?).push(")"))
}

fn names(rows: &[Row]) -> Vec<&'static str> {
    rows.first().into_iter().flatten().map(|(name, _)| *name).collect()
}

fn changes<'a>(names: &'a [&str], key: &'a [&str], from: &'a str) -> impl Iterator<Item = String> + 'a {
    names.iter().filter(|name| !key.contains(name)).map(move |name| format!("{name} = {from}.{name}"))
}

fn json(name: &str, value: &Value) -> Result<serde_json::Value, StoreError> {
    match value {
        Value::String(text) => Ok(text.as_deref().into()),
        Value::BigInt(number) => Ok((*number).into()),
        _ => Err(StoreError::Content(format!("{name} holds neither texts nor numbers"))),
    }
}
