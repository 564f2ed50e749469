//! `riskgate backup`.

use std::{
    io,
    path::{Path, PathBuf},
};

use clap::Args;
use tempfile::NamedTempFile;

use super::{block_on, database::Database, settings::Settings, tell};
use crate::{Error, telemetry};

/// Copy the database into a file, while others use it
#[derive(Debug, Args)]
#[command(after_help = "Example:
  riskgate backup riskgate-2024-05-03.db

The copy is the database as it was at one moment. It is there whole, or not at all, and nobody else may read it. To go back to it, stop
riskgate, put the copy in the database's place, and remove the files beside it that end in -wal and -shm. A database of PostgreSQL is
copied by PostgreSQL's own pg_dump.")]
pub(super) struct Backup {
    /// The copy, which must not be there yet
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    settings: Settings,
}

impl Backup {
    pub(super) fn run(self, environment: Vec<(String, String)>) -> Result<(), Error> {
        let config = self.settings.load(environment)?;
        telemetry::start(&config.log)?;
        let refuse = |source| Error::unmade(&self.file, source);
        if self.file.exists() {
            return Err(refuse(io::ErrorKind::AlreadyExists.into()));
        }
        let folder = self.file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let unfinished = NamedTempFile::new_in(folder).map_err(refuse)?;
        block_on(async {
            let store = self.database.open_existing(&config.database).await?;
            store.copy_into(unfinished.path()).await?;
            Ok(store.close().await?)
        })?;
        unfinished.as_file().sync_all().map_err(refuse)?;
        let file = unfinished.persist_noclobber(&self.file).map_err(|error| refuse(error.error))?;
        let bytes = file.metadata().map_err(refuse)?.len();
        tell(&format!("{}: {bytes} bytes\n", self.file.display()))
    }
}
