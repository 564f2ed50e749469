//! A store to try things on: in a directory of its own, under a clock that stands still.

use std::sync::Arc;

use riskgate_adapter::{Recorded, Sink};
use riskgate_adapter_store::Store;
use riskgate_model::{Clock, Record, Time};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use tempfile::TempDir;

/// A clock that stands still.
pub(crate) struct Still;

impl Clock for Still {
    fn now(&self) -> Time {
        Time::from_seconds(1_700_000_000)
    }
}

/// A store, and the directory it lies in.
pub(crate) struct Bench {
    pub(crate) store: Store,
    directory: TempDir,
}

impl Bench {
    /// An empty store.
    pub(crate) async fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let store = Store::open(&url(&directory), Arc::new(Still)).await.expect("a store");
        Self { store, directory }
    }

    /// A store that holds these records.
    pub(crate) async fn of(records: &[Record]) -> Self {
        let bench = Self::new().await;
        bench.record(records).await;
        bench
    }

    /// Records a batch.
    pub(crate) async fn record(&self, records: &[Record]) -> Recorded {
        self.store.record(records, &[]).await.expect("a batch is recorded")
    }

    /// The address of its database.
    pub(crate) fn url(&self) -> String {
        url(&self.directory)
    }

    /// Everything in the tables that says something of the records, one text a row.
    pub(crate) async fn dump(&self) -> Vec<String> {
        dump(&self.url()).await
    }
}

fn url(directory: &TempDir) -> String {
    format!("sqlite://{}", directory.path().join("riskgate.db").display())
}

/// A connection past the store.
pub(crate) async fn connection(url: &str) -> DatabaseConnection {
    Database::connect(url).await.expect("a connection")
}

/// The first column of every row of the answer, as text.
pub(crate) async fn texts(connection: &DatabaseConnection, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await.expect(sql);
    rows.iter().map(|row| row.try_get_by_index(0).expect("a text")).collect()
}

/// Everything in the tables that says something of the records, one text a row.
pub(crate) async fn dump(url: &str) -> Vec<String> {
    let connection = connection(url).await;
    let mut dump = Vec::new();
    for table in ["users", "service_principals", "sign_ins", "detections", "risk_changes", "versions", "refusals"] {
        let columns = format!("select name from pragma_table_xinfo('{table}') where name <> 'refused_at'");
        let columns: Vec<String> = texts(&connection, &columns).await.iter().map(|name| format!("quote({name})")).collect();
        let rows =
            texts(&connection, &format!("select '{table}: ' || concat_ws('|', {}) from {table} order by 1", columns.join(", "))).await;
        dump.extend(rows);
    }
    connection.close().await.expect("it closes");
    dump
}
