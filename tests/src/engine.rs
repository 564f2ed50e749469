//! Where the answers of a gateway can come from.

use riskgate_adapter_store::Migrations;
use riskgate_test_postgres::{Database, database};
use tempfile::TempDir;

/// Where answers come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
    /// A file; detections are held in memory.
    SqliteAndMemory,
}

impl Engine {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Sqlite, Self::Postgres, Self::SqliteAndMemory];

    /// A place for a database with all its tables. There is none where the engine is not on this machine.
    pub(crate) async fn place(self) -> Option<Place> {
        if self != Self::Postgres {
            return Some(Place::Folder(TempDir::new().expect("a folder for the database")));
        }
        let database = database().await?;
        Migrations::of(&database.url).expect("an address").up().await.expect("the tables are made");
        Some(Place::Database(database))
    }
}

/// Where a database is, as long as the value.
pub(crate) enum Place {
    Folder(TempDir),
    Database(Database),
}

impl Place {
    /// The address.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Folder(folder) => format!("sqlite://{}", folder.path().join("riskgate.db").display()),
            Self::Database(database) => database.url.clone(),
        }
    }
}
