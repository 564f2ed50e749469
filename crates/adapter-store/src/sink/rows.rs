//! Rows on their way into a table. SQLite gets one in each statement: many in one are hardly faster, and all their values are held at once.
//! PostgreSQL is asked over a connection, and gets a batch's rows together.

use riskgate_model::{Time, Vocabulary, Word};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Value};

use crate::{array::Array, error::StoreError, keys::Keys, sql::Sql};

/// A row: its columns and their values. All rows of one table have the same columns.
pub(crate) type Row = Vec<(&'static str, Value)>;

/// How many rows PostgreSQL is given in one statement: all values of a statement are held at once.
const TOGETHER: usize = 1_000;

/// Writes rows, each with another key. One that is there already, by the columns of `key`, gets the new values, if `condition` (in which
/// `excluded` is the new row) holds.
pub(crate) async fn upsert(
    transaction: &DatabaseTransaction,
    table: &str,
    key: &[&str],
    rows: Vec<Row>,
    condition: &str,
) -> Result<(), StoreError> {
    let Some(first) = rows.first() else { return Ok(()) };
    let columns: Vec<&str> = first.iter().map(|(column, _)| *column).collect();
    let updates: Vec<String> =
        columns.iter().filter(|column| !key.contains(column)).map(|column| format!("{column} = excluded.{column}")).collect();
    let conflict = if updates.is_empty() { "nothing".to_owned() } else { format!("update set {} {condition}", updates.join(", ")) };
    let head = format!("insert into {table} ({}) ", columns.join(", "));
    let tail = format!(" on conflict ({}) do {conflict}", key.join(", "));
    let backend = transaction.get_database_backend();
    if backend == DbBackend::Postgres {
        for rows in rows.chunks(TOGETHER) {
            let mut sql = Sql::new(backend, &head);
            sql.push("select * from ");
            unnest(&mut sql, rows)?;
            sql.push(&tail);
            transaction.execute_raw(sql.statement()).await?;
        }
        return Ok(());
    }
    for row in rows {
        let mut sql = Sql::new(backend, &head);
        sql.push("values (").bind_all(row.into_iter().map(|(_, value)| value)).push(")").push(&tail);
        transaction.execute_raw(sql.statement()).await?;
    }
    Ok(())
}

/// Removes the rows of a table that are of these records.
pub(crate) async fn remove(transaction: &DatabaseTransaction, table: &str, of: &Keys<'_>) -> Result<(), StoreError> {
    if of.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new(transaction.get_database_backend(), "delete from ");
    sql.push(table);
    if sql.is_postgres() {
        sql.push(" it using ").keys(of, "wanted").push(" where it.id = wanted.id and it.tenant = wanted.tenant");
    } else {
        sql.push(" where (id, tenant) in (select ").cell(of, "wanted", 1).push(", ").cell(of, "wanted", 0);
        sql.push(" from ").keys(of, "wanted").push(")");
    }
    transaction.execute_raw(sql.statement()).await?;
    Ok(())
}

/// Adds rows as one array for each column.
pub(super) fn unnest(sql: &mut Sql, rows: &[Row]) -> Result<(), StoreError> {
    for column in 0..rows[0].len() {
        let mut array = Array::default();
        let mut kind = "";
        for row in rows {
            let (name, value) = &row[column];
            kind = match value {
                Value::String(text) => {
                    array.text(text.as_deref());
                    "text"
                }
                Value::BigInt(number) => {
                    array.number(*number);
                    "bigint"
                }
                Value::Bytes(bytes) => {
                    array.bytes(bytes.as_deref());
                    "bytea"
                }
                _ => return Err(StoreError::Content(format!("{name} holds neither texts nor numbers nor bytes"))),
            };
        }
        sql.push(if column > 0 { ", " } else { "unnest(" }).bind(array.finish()).push("::").push(kind).push("[]");
    }
    sql.push(")");
    Ok(())
}

/// Notes that something new or changed was recorded now.
pub(crate) async fn touch(transaction: &DatabaseTransaction, now: Time) -> Result<(), StoreError> {
    let row = vec![("id", 1_i64.into()), ("recorded_at", time(Some(now)))];
    upsert(transaction, "freshness", &["id"], vec![row], "").await
}

/// A text, or null.
pub(crate) fn text(text: Option<&str>) -> Value {
    text.map(str::to_owned).into()
}

/// A moment, or null.
pub(crate) fn time(time: Option<Time>) -> Value {
    time.map(Time::nanos).into()
}

/// A flag, or null.
pub(super) fn flag(flag: Option<bool>) -> Value {
    flag.map(i64::from).into()
}

/// A word, or null.
pub(crate) fn word<V: Vocabulary>(word: Option<&Word<V>>) -> Value {
    text(word.map(Word::as_str))
}

/// Where a word is sorted: no word below all others.
pub(super) fn rank<V: Vocabulary>(word: Option<&Word<V>>) -> Value {
    word.map_or(-1, Word::rank).into()
}

/// Anything as JSON text, or null.
pub(crate) fn json<T: serde::Serialize>(value: Option<&T>) -> Result<Value, StoreError> {
    Ok(value.map(serde_json::to_string).transpose()?.into())
}
