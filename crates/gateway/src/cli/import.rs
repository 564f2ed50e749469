//! `riskgate import`.

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use clap::Args;
use riskgate_adapter_files::Origin;
use riskgate_adapter_store::Store;
use riskgate_model::Time;

use super::{block_on, settings::Settings};
use crate::{
    Error,
    clock::SystemClock,
    config::Tenant,
    import::{Outcome, import},
    telemetry,
};

/// Load exports into the store
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  riskgate import riskyUsers.json signIns.json
  riskgate import --tenant 5d1b0d6c-3f57-4c52-9d0c-6f5a3f4e8a11 logs/*.json.gz
  riskgate import --as-of 2024-05-03T00:00:00Z --json export.json

A file is recognised by its content: pages, objects, arrays and lines of Microsoft Graph (riskyUsers and their history,
riskDetections, signIns, riskyServicePrincipals and their history, servicePrincipalRiskDetections, users), and diagnostic
logs of Azure Monitor, packed with gzip or not. Importing a file twice changes nothing, and the order of files does not matter.

Exit codes: 0 everything was read, 1 something was refused or a file broke off, 2 nothing could be read.")]
pub(super) struct Import {
    /// The files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The database, such as `sqlite://riskgate.db`
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// The tenant of records that name none
    #[arg(long, value_name = "GUID", value_parser = |text: &str| Tenant::try_from(text.to_owned()))]
    tenant: Option<Tenant>,
    /// When records were observed that do not say it
    #[arg(long, value_name = "TIME", value_parser = Time::parse)]
    as_of: Option<Time>,
    /// Write the summary as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: Settings,
}

impl Import {
    pub(super) fn run(self, environment: Vec<(String, String)>) -> Result<ExitCode, Error> {
        let config = self.settings.load(environment)?;
        telemetry::start(&config.log)?;
        let tenant = self.tenant.clone().unwrap_or_else(|| config.store.default_tenant.clone());
        let origin = Origin { tenant: tenant.into(), as_of: self.as_of };
        let database = self.database.as_deref().unwrap_or(&config.database.url);
        let outcome = block_on(async {
            let store = Store::open(database, Arc::new(SystemClock)).await?;
            let outcome = import(&store, &self.files, &origin).await;
            store.close().await?;
            outcome
        })?;
        self.tell(&outcome);
        Ok(outcome.exit_code())
    }

    fn tell(&self, outcome: &Outcome) {
        if self.json {
            println!("{}", serde_json::to_string_pretty(outcome).expect("counts and texts are always JSON"));
        } else {
            print!("{outcome}");
        }
    }
}
