//! The engines that a gateway's store can be on.

use riskgate_adapter_store::Migrations;
use riskgate_test_postgres::{Database, database};
use tempfile::TempDir;

/// The engine of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

impl Engine {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];

    /// A place for a database with all its tables. There is none where the engine is not on this machine.
    pub(crate) async fn place(self) -> Option<Place> {
        if self == Self::Sqlite {
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
