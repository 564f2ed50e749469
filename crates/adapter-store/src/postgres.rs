//! Connections to PostgreSQL, and what their sessions are set to.

use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, QueryResult, Statement, Value,
    sqlx::{self, Arguments as _, AssertSqlSafe, postgres::PgArguments, query_with},
};

use crate::{
    error::StoreError,
    failure::Failure,
    reach::Reach,
    store::{ACQUIRE, Access, BUSY},
};

/// The oldest version that is known to do.
const OLDEST: i64 = 15;

/// Connections that record. Recorders take turns; the others find out whether they could.
const WRITERS: u32 = 2;

/// How many questions are read at once. One that waits for a lock keeps its connection, and should not keep others from other tables; and
/// several gateways fit into the hundred connections that a server has unless it is told otherwise.
const READERS: u32 = 8;

/// How long a statement that reads may take.
const READ: Duration = Duration::from_secs(3);

/// How long it waits for a lock; only a change of the tables takes one that it would wait for.
const READ_LOCK: Duration = Duration::from_secs(1);

/// How long a statement that records may take: it is all of a batch.
const WRITE: Duration = Duration::from_mins(1);

/// Who holds the advisory lock of this number, `riskgate` in ASCII, records.
pub(crate) const LOCK: i64 = 0x7269_736b_6761_7465;

/// What all sessions are set to. Lists are walked along the index that has their order: whatever else the planner might think of is
/// switched off, and a statement is planned once.
const SESSION: [(&str, &str); 16] = [
    // What is not worth a warning is not worth a line in the log.
    ("client_min_messages", "warning"),
    ("default_transaction_isolation", "read committed"),
    ("synchronous_commit", "on"),
    ("array_nulls", "on"),
    ("jit", "off"),
    ("plan_cache_mode", "force_generic_plan"),
    ("max_parallel_workers_per_gather", "0"),
    ("enable_seqscan", "off"),
    ("enable_bitmapscan", "off"),
    ("enable_sort", "off"),
    ("enable_incremental_sort", "off"),
    ("enable_hashagg", "off"),
    ("enable_hashjoin", "off"),
    ("enable_mergejoin", "off"),
    ("enable_material", "off"),
    ("enable_memoize", "off"),
];

/// Connects to the server, once somebody asks.
pub(crate) async fn connect(server: &Reach, access: Access) -> Result<DatabaseConnection, StoreError> {
    let mut options = ConnectOptions::new("postgres://");
    let address = server.address().clone();
    let (connections, acquire) = match access {
        Access::Read => (READERS, ACQUIRE),
        Access::Write => (WRITERS, BUSY),
    };
    options
        .max_connections(connections)
        .acquire_timeout(acquire)
        .connect_lazy(true)
        // A connection may have died with the server since it was used.
        .test_before_acquire(true)
        .record_stmt_in_spans(false)
        .map_sqlx_postgres_opts(move |_| address.clone().options(SESSION).options(settings(access)));
    Ok(Database::connect(options).await?)
}

/// Asks a statement, on the first connection that is free.
pub(crate) async fn ask(pool: &DatabaseConnection, server: &Reach, statement: &Statement) -> Result<Vec<QueryResult>, StoreError> {
    // Most of it is the connection that may have to be made.
    let free = Box::pin(pool.get_postgres_connection_pool().acquire());
    let mut connection = server.unless_away(async { free.await.map_err(|error| Failure::of_connecting(&error)) }).await?;
    let query = query_with(AssertSqlSafe(statement.sql.as_str()), arguments(statement)?);
    let rows = query.fetch_all(&mut *connection).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

fn arguments(statement: &Statement) -> Result<PgArguments, StoreError> {
    let mut arguments = PgArguments::default();
    for value in statement.values.iter().flat_map(|values| &values.0) {
        let added = match value {
            Value::String(text) => arguments.add(text.as_deref()),
            Value::BigInt(number) => arguments.add(number),
            Value::Bytes(bytes) => arguments.add(bytes.as_deref()),
            other => return Err(StoreError::Content(format!("statements bind texts, whole numbers and bytes, and not {other:?}"))),
        };
        added.map_err(|error| StoreError::from(sqlx::Error::Encode(error)))?;
    }
    Ok(arguments)
}

/// What the sessions of readers and of writers are set to.
fn settings(access: Access) -> Vec<(&'static str, String)> {
    let (statement, lock) = match access {
        Access::Read => (READ, READ_LOCK),
        // Whoever is before it may have a whole batch to record.
        Access::Write => (WRITE, WRITE),
    };
    let milliseconds = |duration: Duration| duration.as_millis().to_string();
    let mut settings = vec![
        ("statement_timeout", milliseconds(statement)),
        ("lock_timeout", milliseconds(lock)),
        ("idle_in_transaction_session_timeout", milliseconds(statement + BUSY)),
    ];
    if access == Access::Read {
        settings.push(("default_transaction_read_only", "on".to_owned()));
    }
    settings
}

/// Refuses a server that is too old, and a database that does not hold every text.
pub(crate) async fn check(connection: &DatabaseConnection) -> Result<(), StoreError> {
    let sql = "select current_setting('server_version_num')::bigint / 10000, current_setting('server_encoding')";
    let row = one(connection, sql).await?;
    let (version, encoding): (i64, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    if version < OLDEST {
        return Err(StoreError::Server(format!("it is PostgreSQL {version}, and {OLDEST} is the oldest that will do")));
    }
    if encoding != "UTF8" {
        return Err(StoreError::Server(format!("the database has the encoding {encoding}, and only UTF8 holds every text")));
    }
    Ok(())
}

/// Waits until nobody else records; until the transaction ends, nobody else will. Recording reads what is held before it writes.
pub(crate) async fn lock(transaction: &DatabaseTransaction) -> Result<(), StoreError> {
    transaction.execute_unprepared(&format!("select pg_advisory_xact_lock({LOCK})")).await?;
    Ok(())
}

/// Refuses a server that does not let anything be written.
pub(crate) async fn check_writable(connection: &DatabaseConnection) -> Result<(), StoreError> {
    let row = one(connection, "select pg_is_in_recovery() or current_setting('transaction_read_only')::bool").await?;
    if row.try_get_by_index(0)? { Err(StoreError::ReadOnly) } else { Ok(()) }
}

async fn one(connection: &impl ConnectionTrait, sql: &str) -> Result<QueryResult, StoreError> {
    let row = connection.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
    row.ok_or_else(|| StoreError::Content("a question for one row was answered by none".to_owned()))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use riskgate_adapter::{AdapterError, ErrorKind};
    use sea_orm::TransactionTrait;

    use super::*;
    use crate::{
        Store,
        read::tests::{Still, postgres_store},
    };

    async fn setting(connection: &impl ConnectionTrait, name: &str) -> String {
        let row = one(connection, &format!("select current_setting('{name}')")).await.expect("a setting");
        row.try_get_by_index(0).expect("a text")
    }

    /// Another store on the same database.
    async fn another(url: &str) -> Store {
        Store::open(url, Arc::new(Still)).await.expect("a store")
    }

    #[tokio::test]
    async fn sessions_walk_along_indexes_and_end_in_time_and_readers_cannot_write() {
        let Some((store, _database)) = postgres_store().await else { return };
        for connection in [&store.reader, &store.writer] {
            let options = format!("{:?}", connection.get_postgres_connection_pool().connect_options());
            assert!(options.contains("slow_statements_level: Off"), "waiting for a turn is nothing to warn of");
        }
        for (connection, read_only, statement, lock) in [(&store.reader, "on", "3s", "1s"), (&store.writer, "off", "1min", "1min")] {
            for (name, value) in SESSION {
                assert_eq!(setting(connection, name).await, value, "{name}");
            }
            assert_eq!(setting(connection, "application_name").await, "riskgate");
            assert_eq!(setting(connection, "default_transaction_read_only").await, read_only);
            assert_eq!(setting(connection, "statement_timeout").await, statement);
            assert_eq!(setting(connection, "lock_timeout").await, lock);
        }
        let insert = "insert into freshness (id, recorded_at) values (1, 1)";
        let refusal = store.reader.execute_unprepared(insert).await.expect_err("readers cannot write");
        assert!(refusal.to_string().contains("read-only transaction"), "{refusal}");
        store.writer.execute_unprepared(insert).await.expect("the writer can");
    }

    #[tokio::test]
    async fn who_waits_too_long_for_its_turn_is_told_to_come_again() {
        let Some((store, database)) = postgres_store().await else { return };
        let other = another(&database.url).await;
        let turn = store.begin().await.expect("a turn");
        let waiting = other.writer.begin().await.expect("a transaction");
        waiting.execute_unprepared("set local lock_timeout = '50ms'").await.expect("a setting");
        let error = AdapterError::from(lock(&waiting).await.expect_err("it is not its turn"));
        assert!(error.kind == ErrorKind::Timeout && error.retry_after.is_some(), "{error:?}");
        waiting.rollback().await.expect("it ends");
        turn.rollback().await.expect("it ends");
        other.begin().await.expect("a turn").rollback().await.expect("it ends");
    }

    #[tokio::test]
    async fn a_database_that_allows_only_reading_is_found_out() {
        let Some((store, database)) = postgres_store().await else { return };
        store.check_writable().await.expect("it can be written");
        let only_reading =
            "do $$ begin execute format('alter database %I set default_transaction_read_only = on', current_database()); end $$";
        store.writer.execute_unprepared(only_reading).await.expect("it is set");
        let error = another(&database.url).await.check_writable().await.expect_err("it cannot be written");
        assert!(matches!(error, StoreError::ReadOnly), "{error:?}");
    }

    #[tokio::test]
    async fn a_question_that_takes_too_long_is_ended() {
        let Some((store, _database)) = postgres_store().await else { return };
        let reading = store.reader.begin().await.expect("a transaction");
        reading.execute_unprepared("set local statement_timeout = '20ms'").await.expect("a setting");
        let error = StoreError::from(reading.execute_unprepared("select pg_sleep(5)").await.expect_err("it is ended"));
        let error = AdapterError::from(error);
        assert!(error.kind == ErrorKind::Timeout && error.retry_after.is_some(), "{error:?}");
    }
}
