//! The arguments that every command with settings takes.

use std::path::PathBuf;

use clap::Args;

use crate::config::{Config, ConfigError, Settled, load, settle};

/// Where the settings come from.
#[derive(Debug, Args)]
pub(super) struct Settings {
    /// A TOML file with settings; variables such as `RISKGATE_HTTP__LISTEN` win over it
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Settings {
    pub(super) fn load(&self, environment: Vec<(String, String)>) -> Result<Config, ConfigError> {
        load(self.config.as_deref(), environment)
    }

    /// Every setting that holds, and where it was set.
    pub(super) fn settle(&self, environment: Vec<(String, String)>) -> Result<Vec<Settled>, ConfigError> {
        settle(self.config.as_deref(), environment)
    }
}
