//! The arguments of commands that open the store, and how they do.

use std::sync::Arc;

use clap::Args;
use riskgate_adapter_store::{Migrations, Store};

use crate::{Error, clock::SystemClock, config};

/// Which database it is, and whether its tables may be changed.
#[derive(Debug, Args)]
pub(super) struct Database {
    /// The database, such as `sqlite://riskgate.db` or `postgres://USER@HOST/DATABASE`
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Bring the tables of PostgreSQL up to date first, as `riskgate migrate up` does; those of SQLite always are
    #[arg(long)]
    auto_migrate: bool,
}

impl Database {
    /// The address that is named here, or else in the settings.
    fn url<'a>(&'a self, settings: &'a config::Database) -> &'a str {
        self.database.as_deref().unwrap_or(&settings.url)
    }

    /// Opens the store that is named here, or else in the settings, if it is there.
    pub(super) async fn open_existing(&self, settings: &config::Database) -> Result<Store, Error> {
        Migrations::of(self.url(settings))?.check_present().await?;
        self.open(settings).await
    }

    /// Opens the store that is named here, or else in the settings.
    pub(super) async fn open(&self, settings: &config::Database) -> Result<Store, Error> {
        let url = self.url(settings);
        if self.auto_migrate || settings.auto_migrate {
            for name in Migrations::of(url)?.up().await? {
                tracing::info!(migration = name, "migrated");
            }
        }
        Ok(Store::open(url, Arc::new(SystemClock)).await?)
    }
}
