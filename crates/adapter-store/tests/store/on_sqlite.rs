//! SQLite: databases are files in folders of their own.

use riskgate_adapter::conformance::Skip;
use sea_orm::DatabaseConnection;
use tempfile::TempDir;

use crate::bench::texts;

/// How often a law that needs a database is tried.
pub(crate) const CASES: u32 = 96;

const FILE: &str = "riskgate.db";

/// Where a database is, as long as the value.
pub(crate) struct Place(TempDir);

impl Place {
    /// A place with a database that is empty.
    pub(crate) async fn new() -> Option<Self> {
        let place = Self::with_tables().await?;
        std::fs::write(place.0.path().join(FILE), "").expect("a file");
        Some(place)
    }

    /// A place for a database that gets its tables when it is opened.
    #[expect(clippy::unused_async, reason = "other engines have to be asked")]
    pub(crate) async fn with_tables() -> Option<Self> {
        Some(Self(tempfile::tempdir().expect("a directory")))
    }

    /// The address.
    pub(crate) fn url(&self) -> String {
        format!("sqlite://{}", self.0.path().join(FILE).display())
    }
}

/// Nothing lies between a file and who opens it.
pub(crate) type Server = std::convert::Infallible;

/// There is no file for a role that may open it and no more.
#[expect(clippy::unused_async, reason = "other engines have to be asked")]
pub(crate) async fn without_grants() -> Result<(Server, String), Skip> {
    Err(Skip::because("a file asks for no credentials"))
}

/// The rows of a table, one text each, without the moment of a refusal.
pub(crate) async fn rows(connection: &DatabaseConnection, table: &str) -> Vec<String> {
    let columns = format!("select 'quote(' || name || ')' from pragma_table_xinfo('{table}') where name <> 'refused_at'");
    let columns = texts(connection, &columns).await.join(", ");
    texts(connection, &format!("select '{table}: ' || concat_ws('|', {columns}) from {table} order by 1")).await
}

/// A question for everything that has been made, and how.
pub(crate) const MADE: &str = "select concat_ws(': ', name, sql) from sqlite_schema order by name";
