//! The arguments of commands that open the store, and how they do.

use std::sync::Arc;

use clap::Args;
use riskgate_adapter_store::{Migrations, Store};

use crate::{
    Error,
    clock::SystemClock,
    config::{self, Config},
};

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

    /// Opens the store to record into: what it holds of alerts is folded as these settings say.
    pub(super) async fn open_to_record(&self, config: &Config) -> Result<Store, Error> {
        let store = self.open(&config.database).await?;
        claim(&store, config).await?;
        Ok(store)
    }
}

/// Lets the alerts of the products that are set claim something, in whatever the store holds.
pub(super) async fn claim(store: &Store, config: &Config) -> Result<(), Error> {
    let folded = store.claim_from(&config.defender.claim_sources.0).await?;
    if folded > 0 {
        tracing::info!(alerts = folded, "folded what alerts say anew, by the claim_sources of [defender]");
    }
    Ok(())
}
