//! A store to try things on: in a place of its own, under a clock that stands still.

use std::sync::Arc;

use riskgate_adapter::{Recorded, Sink};
use riskgate_adapter_store::Store;
use riskgate_model::{Clock, Record, Time};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};

use crate::engine::{self, Place};

/// A clock that stands still.
pub(crate) struct Still;

impl Clock for Still {
    fn now(&self) -> Time {
        Time::from_seconds(1_720_000_000)
    }
}

/// A store, and where it lies.
pub(crate) struct Bench {
    pub(crate) store: Store,
    place: Place,
}

impl Bench {
    /// An empty store. There is none where the engine is not on this machine: then the test is skipped.
    pub(crate) async fn new() -> Option<Self> {
        let place = Place::with_tables().await?;
        let store = Store::open(&place.url(), Arc::new(Still)).await.expect("a store");
        Some(Self { store, place })
    }

    /// A store that holds these records.
    pub(crate) async fn of(records: &[Record]) -> Option<Self> {
        let bench = Self::new().await?;
        bench.record(records).await;
        Some(bench)
    }

    /// Records a batch.
    pub(crate) async fn record(&self, records: &[Record]) -> Recorded {
        self.store.record(records, &[]).await.expect("a batch is recorded")
    }

    /// The address of its database.
    pub(crate) fn url(&self) -> String {
        self.place.url()
    }

    /// Everything in the tables that says something of the records, one text a row.
    pub(crate) async fn dump(&self) -> Vec<String> {
        dump(&self.url()).await
    }
}

/// The tables that say something of the records.
const TABLES: [&str; 20] = [
    "users",
    "service_principals",
    "sign_ins",
    "detections",
    "detection_names",
    "risk_changes",
    "acts",
    "directory_audits",
    "directory_audit_identities",
    "named_locations",
    "conditional_access_policies",
    "alerts",
    "alert_names",
    "alert_identities",
    "alert_sign_ins",
    "alert_detections",
    "incidents",
    "incident_identities",
    "versions",
    "refusals",
];

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
    for table in TABLES {
        dump.extend(engine::rows(&connection, table).await);
    }
    connection.close().await.expect("it closes");
    dump
}
