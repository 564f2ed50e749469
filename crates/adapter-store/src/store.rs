//! The store: who records takes turns, readers do not wait.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use riskgate_adapter::{Adapter, Freshness, Health, HealthProbe, Manifest};
use riskgate_model::{Clock, Time};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, QueryResult, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait,
};

use crate::{
    address::Address,
    error::{NAME, StoreError},
    failure::Fault,
    limits::limits,
    migrate, postgres,
    reach::Reach,
    sqlite,
};

/// How long a statement waits for another process that is writing.
pub(crate) const BUSY: Duration = Duration::from_secs(5);

/// How long a question waits for a free connection. With the time that its statement may take, it is within the five seconds that an
/// adapter has, so that the caller is told which of the two took too long.
pub(crate) const ACQUIRE: Duration = Duration::from_millis(1_500);

/// Transactions that write say so from the start: one that begins to write later can fail instead of waiting for its turn.
pub(crate) const IMMEDIATE: TransactionOptions =
    TransactionOptions { isolation_level: None, access_mode: None, sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate) };

/// How long the store is left alone when it fails too often: its database is the operator's own, and is missed as soon as it is back.
const REST: Duration = Duration::from_secs(1);

/// The local store. Cloning it is cheap, and all clones are the same store.
#[derive(Clone)]
pub struct Store {
    pub(crate) reader: DatabaseConnection,
    pub(crate) writer: DatabaseConnection,
    pub(crate) clock: Arc<dyn Clock>,
    /// Where the database is a server's.
    server: Option<Arc<Reach>>,
    statements: Arc<AtomicU64>,
    written: Arc<AtomicU64>,
}

impl Store {
    /// Opens the database at `url`: `sqlite://FILE`, which is made if it is not there and whose tables are brought up to date, or
    /// `postgres://USER:PASSWORD@HOST/DATABASE`, whose tables must be.
    ///
    /// # Errors
    /// When the address is not understood, the file cannot be opened or made, the server cannot be reached or does not do, a migration is
    /// pending on PostgreSQL, or a newer version has written the database.
    pub async fn open(url: &str, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        let written = Arc::<AtomicU64>::default();
        let (writer, reader, server) = match Address::parse(url)? {
            Address::Sqlite(file) => {
                let mut writer = sqlite::connect(&file, Access::Write).await?;
                count(&mut writer, &written);
                migrate::up(&writer).await?;
                (writer, sqlite::connect(&file, Access::Read).await?, None)
            }
            Address::Postgres(address) => {
                let server = Reach::of(*address).await?;
                let mut writer = postgres::connect(&server, Access::Write).await?;
                count(&mut writer, &written);
                postgres::check(&writer).await?;
                migrate::check(&writer).await?;
                (writer, postgres::connect(&server, Access::Read).await?, Some(Arc::new(server)))
            }
        };
        Ok(Self { reader, writer, clock, server, statements: Arc::default(), written })
    }

    /// The store as an adapter.
    pub fn adapter(&self) -> Adapter {
        let store = Arc::new(self.clone());
        Adapter {
            manifest: Manifest {
                freshness: Freshness::Recorded,
                rest: REST,
                limits: limits(),
                ..Manifest::of_everything(NAME, env!("CARGO_PKG_VERSION"))
            },
            health: store.clone(),
            users: Some(store.clone()),
            service_principals: Some(store.clone()),
            sign_ins: Some(store.clone()),
            detections: Some(store.clone()),
            risk_history: Some(store.clone()),
            directory_audits: Some(store.clone()),
            named_locations: Some(store.clone()),
            conditional_access_policies: Some(store.clone()),
            alerts: Some(store.clone()),
            incidents: Some(store),
        }
    }

    /// How many statements have been read since the store was opened.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// How many statements have been asked by who records since the store was opened, what they read included.
    pub fn statements_written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }

    /// Whether the store can be written; on PostgreSQL without waiting for who is recording.
    ///
    /// # Errors
    /// When it cannot.
    pub async fn check_writable(&self) -> Result<(), StoreError> {
        match &self.server {
            Some(server) => server.unless_away(postgres::check_writable(&self.writer)).await,
            None => Ok(self.begin().await?.rollback().await?),
        }
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

    /// When something was last recorded that was new or changed.
    async fn as_of(&self) -> Result<Option<Time>, StoreError> {
        let rows = self.rows(Statement::from_string(self.backend(), "select recorded_at from freshness where id = 1")).await?;
        let recorded_at: Option<i64> = rows.first().map(|row| row.try_get_by_index(0)).transpose()?;
        Ok(recorded_at.map(Time::from_nanos))
    }

    /// Begins to record. Until the transaction ends, nobody else does.
    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction, StoreError> {
        let Some(server) = &self.server else { return Ok(self.writer.begin_with_options(IMMEDIATE).await?) };
        let transaction = server.unless_away(self.writer.begin()).await?;
        postgres::lock(&transaction).await?;
        Ok(transaction)
    }

    /// Asks a statement that answers one text.
    pub(crate) async fn text(&self, statement: Statement) -> Result<String, StoreError> {
        let rows = self.rows(statement).await?;
        let row = rows.first().ok_or_else(|| StoreError::Content("an aggregate answered no row".to_owned()))?;
        Ok(row.try_get_by_index(0)?)
    }

    /// Asks a statement. One whose connection is gone is asked once more, on another.
    pub(crate) async fn rows(&self, statement: Statement) -> Result<Vec<QueryResult>, StoreError> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        let Some(server) = &self.server else { return Ok(self.reader.query_all_raw(statement).await?) };
        match postgres::ask(&self.reader, server, &statement).await {
            Err(error) if error.fault() == Some(Fault::Lost) => postgres::ask(&self.reader, server, &statement).await,
            answer => answer,
        }
    }
}

/// Counts the statements of the connection.
fn count(connection: &mut DatabaseConnection, counted: &Arc<AtomicU64>) {
    let counted = counted.clone();
    connection.set_metric_callback(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
    });
}

/// What a connection is for.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Access {
    /// Questions.
    Read,
    /// Recording.
    Write,
}

#[async_trait]
impl HealthProbe for Store {
    async fn health(&self) -> Health {
        match self.as_of().await {
            Ok(as_of) => Health { as_of, ..Health::up() },
            // The cause is for the log: it may name the server.
            Err(error) => Health::down(&error.fault().map_or_else(|| error.to_string(), |fault| fault.to_string())),
        }
    }
}
