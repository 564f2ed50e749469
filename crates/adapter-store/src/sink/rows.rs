//! Rows on their way into a table, one in each statement: many in one are hardly faster, and all their values are held at once.

use riskgate_model::{Time, Vocabulary, Word};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Value};

use crate::{error::StoreError, sql::Sql};

/// A row: its columns and their values. All rows of one table have the same columns.
pub(super) type Row = Vec<(&'static str, Value)>;

/// Writes rows. One that is there already, by the columns of `key`, gets the new values, if `condition` (in which `excluded` is the new
/// row) holds.
pub(super) async fn upsert(
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
    let head = format!("insert into {table} ({}) values (", columns.join(", "));
    let tail = format!(") on conflict ({}) do {conflict}", key.join(", "));
    for row in rows {
        let mut sql = Sql::new(transaction.get_database_backend(), &head);
        sql.bind_all(row.into_iter().map(|(_, value)| value)).push(&tail);
        transaction.execute_raw(sql.statement()).await?;
    }
    Ok(())
}

/// Notes that something new or changed was recorded now.
pub(super) async fn touch(transaction: &DatabaseTransaction, now: Time) -> Result<(), StoreError> {
    let row = vec![("id", 1_i64.into()), ("recorded_at", time(Some(now)))];
    upsert(transaction, "freshness", &["id"], vec![row], "").await
}

/// A text, or null.
pub(super) fn text(text: Option<&str>) -> Value {
    text.map(str::to_owned).into()
}

/// A moment, or null.
pub(super) fn time(time: Option<Time>) -> Value {
    time.map(Time::nanos).into()
}

/// A flag, or null.
pub(super) fn flag(flag: Option<bool>) -> Value {
    flag.map(i64::from).into()
}

/// A word, or null.
pub(super) fn word<V: Vocabulary>(word: Option<&Word<V>>) -> Value {
    text(word.map(Word::as_str))
}

/// Where a word is sorted: no word below all others.
pub(super) fn rank<V: Vocabulary>(word: Option<&Word<V>>) -> Value {
    word.map_or(-1, Word::rank).into()
}

/// Anything as JSON text, or null.
pub(super) fn json<T: serde::Serialize>(value: Option<&T>) -> Result<Value, StoreError> {
    Ok(value.map(serde_json::to_string).transpose()?.into())
}
