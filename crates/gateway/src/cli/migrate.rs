//! `riskgate migrate`.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use riskgate_adapter_store::{Migration, Migrations};

use super::{block_on, settings::Settings, tell};
use crate::{Error, telemetry};

/// Bring the tables of the database up to date
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  riskgate migrate status
  RISKGATE_DATABASE__URL=postgres://riskgate@db.example/riskgate riskgate migrate up
  riskgate migrate plan --database postgres://riskgate@db.example/riskgate > plan.sql

SQLite is brought up to date by whatever command opens it. PostgreSQL waits for `up`, or for --auto-migrate. A password is better kept out
of arguments, which other users of the machine see: give it by RISKGATE_DATABASE__URL, PGPASSWORD or a password file.")]
pub(super) struct Migrate {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Run what is pending, altogether or not at all
    #[command(after_help = "Example:
  riskgate migrate up

Several may be started at once: they take turns, and the later ones find nothing pending.")]
    Up(Place),
    /// Show what the database has and what is pending
    #[command(after_help = "Example:
  riskgate migrate status

Exit codes: 0 nothing is pending, 1 something is, or the database cannot be read.")]
    Status(Place),
    /// Print what `up` would run, and run nothing
    #[command(after_help = "Example:
  riskgate migrate plan | psql --set ON_ERROR_STOP=1 postgres://riskgate@db.example/riskgate
  riskgate migrate plan | sqlite3 -bail riskgate.db

It is the SQL of this database's engine, in one transaction, and keeps account of what it does as `up` would. It is empty when nothing is
pending.")]
    Plan(Place),
}

/// Which database it is.
#[derive(Debug, Args)]
struct Place {
    /// The database, such as `postgres://USER@HOST/DATABASE`
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    #[command(flatten)]
    settings: Settings,
}

impl Migrate {
    pub(super) fn run(self, environment: Vec<(String, String)>) -> Result<ExitCode, Error> {
        match self.task {
            Task::Up(place) => up(&place.migrations(environment)?),
            Task::Status(place) => status(&place.migrations(environment)?),
            Task::Plan(place) => plan(&place.migrations(environment)?),
        }
    }
}

impl Place {
    fn migrations(&self, environment: Vec<(String, String)>) -> Result<Migrations, Error> {
        let config = self.settings.load(environment)?;
        telemetry::start(&config.log)?;
        Ok(Migrations::of(self.database.as_deref().unwrap_or(&config.database.url))?)
    }
}

fn up(migrations: &Migrations) -> Result<ExitCode, Error> {
    let applied = block_on(async { Ok(migrations.up().await?) })?;
    let lines = applied.iter().map(|name| format!("{name} applied\n")).collect::<Vec<_>>().concat();
    tell(if applied.is_empty() { "Nothing is pending.\n" } else { &lines })?;
    Ok(ExitCode::SUCCESS)
}

fn status(migrations: &Migrations) -> Result<ExitCode, Error> {
    let migrations = block_on(async { Ok(migrations.status().await?) })?;
    let line = |migration: &Migration| {
        let state = migration.applied.map_or_else(|| "pending".to_owned(), |at| format!("applied {at}"));
        format!("{:<28}{state}\n", migration.name)
    };
    tell(&migrations.iter().map(line).collect::<Vec<_>>().concat())?;
    let is_pending = migrations.iter().any(|migration| migration.applied.is_none());
    Ok(if is_pending { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn plan(migrations: &Migrations) -> Result<ExitCode, Error> {
    tell(&block_on(async { Ok(migrations.plan().await?) })?)?;
    Ok(ExitCode::SUCCESS)
}
