//! `riskgate import`.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use riskgate_model::Time;
use riskgate_wire::RecordDefaults;

use super::{block_on, database::Database, settings::Settings, tell};
use crate::{
    Error,
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
riskDetections, signIns, riskyServicePrincipals and their history, servicePrincipalRiskDetections, directoryAudits, users,
namedLocations and policies of Conditional Access), diagnostic logs of Azure Monitor, rows of Log Analytics (CSV, JSON), and
the portal's downloads of the risk reports and of the sign-in log (CSV, JSON), packed with gzip or not.
Importing a file twice changes nothing, and the order of files does not matter.

Times of tables are read where they can be one only: with a zone or a year first, or under a header with [UTC], as Log
Analytics writes it, month first. A row must say its user or request; a detection without its id is known by these, its
type and its time, and becomes one with Microsoft Graph's when that is imported, before or after.

--json writes, instead of the table, {records, notUnderstood, skipped, files}. records has for each kind (users, riskyUsers,
riskyServicePrincipals, riskHistoryItems, signIns, riskDetections, directoryAudits, namedLocations, conditionalAccessPolicies)
the counts {new, changed, unchanged, refused}; notUnderstood counts what was refused before its kind was known; skipped counts
by name what was recognised and is not loaded by this version; each of files has the same three of its own, beside file,
the first refusals {place, reason}, and error: why the file could not be read to its end, else null.

Exit codes: 0 everything was read, 1 something was refused or a file broke off, 2 nothing could be read.")]
pub(super) struct Import {
    /// The files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    database: Database,
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
        let tenant = self.tenant.as_ref().unwrap_or(&config.store.default_tenant).clone();
        let defaults = RecordDefaults { tenant: tenant.into(), as_of: self.as_of };
        let outcome = block_on(async {
            let store = self.database.open_to_record(&config).await?;
            let outcome = import(&store, &self.files, &defaults).await?;
            store.close().await?;
            Ok(outcome)
        })?;
        tell(&self.summary(&outcome))?;
        Ok(outcome.exit_code())
    }

    fn summary(&self, outcome: &Outcome) -> String {
        if self.json {
            let json = serde_json::to_string_pretty(outcome).expect("counts and texts are always JSON");
            format!("{json}\n")
        } else {
            outcome.to_string()
        }
    }
}
