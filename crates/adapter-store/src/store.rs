//! The store: one writer, many readers.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use riskgate_adapter::{Adapter, Freshness, Health, HealthProbe, Manifest};
use riskgate_migrations::{Migrator, MigratorTrait};
use riskgate_model::{Clock, Time};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, QueryResult, SqliteTransactionMode,
    Statement, TransactionOptions, TransactionTrait,
};

use crate::{
    error::{NAME, StoreError},
    limits::limits,
};

/// How long a statement waits for another process that is writing.
const BUSY: Duration = Duration::from_secs(5);

/// How long a question waits for a free connection.
const ACQUIRE: Duration = Duration::from_secs(5);

/// Transactions that write say so from the start: one that begins to write later can fail instead of waiting for its turn.
pub(crate) const IMMEDIATE: TransactionOptions =
    TransactionOptions { isolation_level: None, access_mode: None, sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate) };

/// How many questions are read at once.
const READERS: u32 = 4;

/// The local store. Cloning it is cheap, and all clones are the same store.
#[derive(Clone)]
pub struct Store {
    reader: DatabaseConnection,
    pub(crate) writer: DatabaseConnection,
    pub(crate) clock: Arc<dyn Clock>,
    statements: Arc<AtomicU64>,
}

impl Store {
    /// Opens the database at `url` (`sqlite://FILE`), makes it if it is not there, and brings its tables up to date.
    ///
    /// # Errors
    /// When the address is not understood, the file cannot be opened or made, or a newer version has written it.
    pub async fn open(url: &str, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        let file = file(url)?;
        let writer = connect(&file, Access::Write).await?;
        migrate(&writer).await?;
        let reader = connect(&file, Access::Read).await?;
        Ok(Self { reader, writer, clock, statements: Arc::default() })
    }

    /// The store as an adapter.
    pub fn adapter(&self) -> Adapter {
        let store = Arc::new(self.clone());
        Adapter {
            manifest: Manifest {
                freshness: Freshness::Recorded,
                limits: limits(),
                ..Manifest::of_everything(NAME, env!("CARGO_PKG_VERSION"))
            },
            health: store.clone(),
            users: Some(store.clone()),
            service_principals: Some(store.clone()),
            sign_ins: Some(store.clone()),
            detections: Some(store.clone()),
            risk_history: Some(store),
        }
    }

    /// How many statements have been read since the store was opened.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Whether the store can be written.
    ///
    /// # Errors
    /// When it cannot.
    pub async fn check_writable(&self) -> Result<(), StoreError> {
        Ok(self.writer.begin_with_options(IMMEDIATE).await?.rollback().await?)
    }

    /// Closes the store. What is recorded stays recorded, closed or not.
    ///
    /// # Errors
    /// When the database fails while it closes.
    pub async fn close(self) -> Result<(), StoreError> {
        self.reader.close().await?;
        self.writer.close().await?;
        Ok(())
    }

    /// Which engine it is.
    pub(crate) fn backend(&self) -> DbBackend {
        self.reader.get_database_backend()
    }

    /// Asks a statement that answers one text.
    pub(crate) async fn ask(&self, statement: Statement) -> Result<String, StoreError> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        let row = self.reader.query_one_raw(statement).await?;
        let row: QueryResult = row.ok_or_else(|| StoreError::Content("an aggregate answered no row".to_owned()))?;
        Ok(row.try_get_by_index(0)?)
    }
}

/// The file of a database's address.
fn file(url: &str) -> Result<PathBuf, StoreError> {
    let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
    match path {
        Some(path) if !path.is_empty() && !path.contains(['?', '#']) && path != ":memory:" => Ok(PathBuf::from(path)),
        _ => Err(StoreError::Address),
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Access {
    Read,
    Write,
}

async fn connect(file: &std::path::Path, access: Access) -> Result<DatabaseConnection, StoreError> {
    let connections = if access == Access::Write { 1 } else { READERS };
    let mut options = ConnectOptions::new("sqlite://");
    let file = file.to_owned();
    options
        .max_connections(connections)
        .acquire_timeout(ACQUIRE)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .filename(&file)
                .create_if_missing(access == Access::Write)
                .read_only(access == Access::Read)
                .foreign_keys(true)
                .busy_timeout(BUSY)
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
                .pragma("journal_size_limit", "67108864")
                .pragma("trusted_schema", "OFF")
                .pragma("temp_store", "MEMORY")
                .pragma("cache_size", if access == Access::Write { "-32768" } else { "-16384" })
                // A batch touches pages all over the indexes: let several batches share one way back into the file.
                .pragma("wal_autocheckpoint", "16384")
        });
    Ok(Database::connect(options).await?)
}

/// Brings the tables up to date: altogether or not at all, and one process after another.
async fn migrate(writer: &DatabaseConnection) -> Result<(), StoreError> {
    let transaction = writer.begin_with_options(IMMEDIATE).await?;
    refuse_newer(&transaction).await?;
    Migrator::up(&transaction, None).await?;
    Ok(transaction.commit().await?)
}

/// Refuses a database with a migration that this version does not know.
async fn refuse_newer(connection: &DatabaseTransaction) -> Result<(), StoreError> {
    let is_new = connection
        .query_one_raw(Statement::from_string(
            connection.get_database_backend(),
            "select name from sqlite_master where type = 'table' and name = 'seaql_migrations'",
        ))
        .await?
        .is_none();
    if is_new {
        return Ok(());
    }
    let known: Vec<String> = Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
    let statement = Statement::from_string(connection.get_database_backend(), "select version from seaql_migrations order by version");
    for row in connection.query_all_raw(statement).await? {
        let version: String = row.try_get_by_index(0)?;
        if !known.contains(&version) {
            return Err(StoreError::Newer(version));
        }
    }
    Ok(())
}

#[async_trait]
impl HealthProbe for Store {
    async fn health(&self) -> Health {
        let statement = Statement::from_string(self.backend(), "select json_array((select recorded_at from freshness))");
        match self.ask(statement).await.and_then(|text| Ok(serde_json::from_str::<(Option<i64>,)>(&text)?)) {
            Ok((recorded_at,)) => Health { healthy: true, problem: None, as_of: recorded_at.map(Time::from_nanos) },
            Err(error) => Health { healthy: false, problem: Some(error.to_string()), as_of: None },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Still;

    impl Clock for Still {
        fn now(&self) -> Time {
            Time::from_seconds(1)
        }
    }

    async fn pragma(connection: &DatabaseConnection, name: &str) -> String {
        let sql = format!("select cast({name} as text) from pragma_{name}");
        let row = connection.query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.expect("an answer").expect("a row");
        row.try_get_by_index(0).expect("a text")
    }

    #[tokio::test]
    async fn a_commit_survives_a_loss_of_power_and_readers_cannot_write() {
        let directory = tempfile::tempdir().expect("a directory");
        let url = format!("sqlite://{}", directory.path().join("riskgate.db").display());
        let store = Store::open(&url, Arc::new(Still)).await.expect("a store");
        for connection in [&store.writer, &store.reader] {
            assert_eq!(pragma(connection, "journal_mode").await, "wal");
            assert_eq!(pragma(connection, "synchronous").await, "2");
            assert_eq!(pragma(connection, "foreign_keys").await, "1");
            assert_eq!(pragma(connection, "trusted_schema").await, "0");
        }
        let insert = "insert into freshness (id, recorded_at) values (1, 1)";
        let refusal = store.reader.execute_unprepared(insert).await.expect_err("readers cannot write");
        assert!(refusal.to_string().contains("readonly"), "{refusal}");
        store.writer.execute_unprepared(insert).await.expect("the writer can");
    }
}
