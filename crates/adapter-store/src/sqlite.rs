//! Connections to SQLite: one writer, many readers.

use std::{fs::OpenOptions, path::Path, time::Duration};

use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use tokio::time::{Instant, sleep};

use crate::{
    error::StoreError,
    failure::Fault,
    store::{ACQUIRE, Access, BUSY},
};

/// How many questions are read at once.
const READERS: u32 = 4;

/// How long to wait before a file is tried again that another process gives its write-ahead log.
const AGAIN: Duration = Duration::from_millis(10);

/// Opens the file; who writes makes it if it is not there.
pub(crate) async fn connect(file: &Path, access: Access) -> Result<DatabaseConnection, StoreError> {
    let (connections, acquire) = match access {
        Access::Read => (READERS, ACQUIRE),
        Access::Write => (1, BUSY),
    };
    let mut options = ConnectOptions::new("sqlite://");
    let filename = file.to_owned();
    options
        .max_connections(connections)
        .acquire_timeout(acquire)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = sqlite
                .filename(&filename)
                .create_if_missing(access == Access::Write)
                .read_only(access == Access::Read)
                .foreign_keys(true)
                .busy_timeout(BUSY)
                .pragma("synchronous", "FULL")
                .pragma("trusted_schema", "OFF")
                .pragma("temp_store", "MEMORY");
            match access {
                Access::Read => sqlite.pragma("cache_size", "-16384"),
                // Who only reads leaves the file as it is.
                Access::Write => sqlite
                    .pragma("journal_mode", "WAL")
                    .pragma("journal_size_limit", "67108864")
                    .pragma("cache_size", "-32768")
                    // A batch touches pages all over the indexes: let several batches share one way back into the file.
                    .pragma("wal_autocheckpoint", "16384"),
            }
        });
    if access == Access::Write {
        make_private(file);
    }
    let opened = Instant::now();
    loop {
        // SQLite does not wait for its turn where two processes give a new file its write-ahead log: one of them is refused at once.
        match Database::connect(options.clone()).await.map_err(StoreError::from) {
            Err(error) if error.fault() == Some(Fault::Locked) && opened.elapsed() < BUSY => sleep(AGAIN).await,
            connected => return connected,
        }
    }
}

/// Makes the file, if it is not there, for its owner's eyes alone: who is at risk is nobody else's business. That it cannot be made is told by
/// the database.
fn make_private(file: &Path) {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    drop(options.open(file));
}

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectionTrait, DbBackend, Statement};

    use super::*;

    async fn pragma(connection: &DatabaseConnection, name: &str) -> String {
        let sql = format!("select cast({name} as text) from pragma_{name}");
        let row = connection.query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.expect("an answer").expect("a row");
        row.try_get_by_index(0).expect("a text")
    }

    #[tokio::test]
    async fn a_commit_survives_a_loss_of_power_and_readers_cannot_write() {
        let (store, _directory) = crate::read::tests::store().await;
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
