//! `riskgate doctor`.

#[cfg(unix)]
use std::path::Path;
use std::{fmt::Write as _, process::ExitCode, sync::Arc, time::Duration};

use clap::Args;
use futures::future::join_all;
use riskgate_adapter::FeedHealth;
use riskgate_adapter_store::{Migrations, Store};
use riskgate_model::Clock as _;
use riskgate_msgraph_client::Terms;
use serde::Serialize;

use super::{block_on, settings::Settings, tell};
use crate::{
    Error,
    clock::SystemClock,
    config::Config,
    sync::{self, Tenant},
    telemetry, wiring,
};

/// The least bytes that should be free where the database is.
#[cfg(unix)]
const ROOM: u64 = 1 << 30;

/// How long the authority has for a token.
const PATIENCE: Duration = Duration::from_secs(10);

/// How far two clocks may be apart.
const APART: Duration = Duration::from_mins(1);

/// Look at everything the gateway needs, and say what is wrong
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  riskgate doctor
  riskgate doctor --config riskgate.toml --json

It looks at the settings, the database, its tables, the room on its disk, the clock, Microsoft Graph's
authority if a tenant is set, and every adapter, and changes nothing.
--json writes an array of {check, state, told}; state is ok, warning or failed.
Exit codes: 0 all is well, 1 something failed, 2 the settings are wrong.")]
pub(super) struct Doctor {
    /// The database, such as `sqlite://riskgate.db` or `postgres://USER@HOST/DATABASE`
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Write JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: Settings,
}

/// What was found.
#[derive(Debug, Serialize)]
struct Finding {
    check: String,
    state: State,
    told: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Ok,
    Warning,
    Failed,
}

impl Doctor {
    pub(super) fn run(self, environment: Vec<(String, String)>) -> Result<ExitCode, Error> {
        let config = self.settings.load(environment)?;
        wiring::check(&config)?;
        telemetry::start(&config.log)?;
        let url = self.database.as_deref().unwrap_or(&config.database.url);
        let findings = block_on(async { Ok(examine(&config, url).await) })?;
        let text = if self.json { json(&findings) } else { table(&findings) };
        tell(&text)?;
        let failed = findings.iter().any(|finding| finding.state == State::Failed);
        Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

fn json(findings: &[Finding]) -> String {
    let text = serde_json::to_string_pretty(findings).expect("texts are always JSON");
    format!("{text}\n")
}

fn table(findings: &[Finding]) -> String {
    let mut text = String::new();
    for Finding { check, state, told } in findings {
        let state = match state {
            State::Ok => "ok",
            State::Warning => "WARNING",
            State::Failed => "FAILED",
        };
        // Writing to a string does not fail.
        let _ = writeln!(text, "{state:<8} {check:<20} {told}");
    }
    text
}

/// Looks at everything, one thing after another; what cannot be looked at without the one before is left out.
async fn examine(config: &Config, url: &str) -> Vec<Finding> {
    let mut findings = vec![found("settings", State::Ok, "they are right")];
    let tenants = match sync::tenants(config) {
        Ok(tenants) => tenants,
        Err(error) => {
            findings.push(found("msgraph", State::Failed, error.told()));
            Vec::new()
        }
    };
    findings.extend(msgraph(&tenants).await);
    if !tenants.is_empty() && config.http.token.text().is_empty() {
        findings.push(found("acting", State::Warning, "nobody can act: set `[http] token_file`"));
    }
    let Some(store) = database(url, &mut findings).await else { return findings };
    findings.push(clock(&store).await);
    adapters(config, &tenants, &store, &mut findings).await;
    if let Err(error) = store.close().await {
        findings.push(found("database", State::Failed, Error::from(error).told()));
    }
    findings
}

fn found(check: &str, state: State, told: impl AsRef<str>) -> Finding {
    // Causes have lines of their own elsewhere; here is one line for each check.
    Finding { check: check.to_owned(), state, told: told.as_ref().replace("\n  because: ", " ") }
}

/// The database and its tables; the store, where it could be opened without changing anything.
async fn database(url: &str, findings: &mut Vec<Finding>) -> Option<Store> {
    let failed = |check: &str, error: riskgate_adapter_store::StoreError| found(check, State::Failed, Error::from(error).told());
    let database = Migrations::of(url).map_err(|error| findings.push(failed("database", error))).ok()?;
    #[cfg(unix)]
    findings.extend(database.file().map(disk));
    let migrations = database.status().await.map_err(|error| findings.push(failed("database", error))).ok()?;
    let pending = migrations.iter().filter(|migration| migration.applied.is_none()).count();
    if pending > 0 && database.file().is_some() {
        let told =
            if pending == migrations.len() { "it is not there yet: it is made when it is first used" } else { "it is of an older version" };
        findings.push(found("database", State::Warning, told));
        findings.push(found("migrations", State::Warning, format!("{pending} are pending; they run when it is next opened")));
        return None;
    }
    findings.push(found("database", State::Ok, "it can be read"));
    if pending > 0 {
        findings.push(found("migrations", State::Failed, format!("{pending} are pending: run `riskgate migrate up`")));
        return None;
    }
    findings.push(found("migrations", State::Ok, format!("all {} are there", migrations.len())));
    Store::open(url, Arc::new(SystemClock)).await.map_err(|error| findings.push(failed("database", error))).ok()
}

/// The room on the disk of the database's file.
#[cfg(unix)]
fn disk(file: &Path) -> Finding {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let size = file.metadata().map_or(0, |metadata| metadata.len());
    let stat = match rustix::fs::statvfs(folder) {
        Ok(stat) => stat,
        Err(error) => return found("disk", State::Failed, format!("{}: {}", folder.display(), std::io::Error::from(error))),
    };
    let free = stat.f_bavail.saturating_mul(stat.f_frsize);
    let told = format!("{} MiB are free, the database has {} MiB", free >> 20, size >> 20);
    found("disk", if free < ROOM { State::Warning } else { State::Ok }, told)
}

/// This machine's clock, beside the database server's and what was recorded.
async fn clock(store: &Store) -> Finding {
    let now = SystemClock.now();
    let newest = store.adapter().health.health().await.as_of;
    if let Some(newest) = newest.filter(|newest| newest.nanos() - now.nanos() > nanos(APART)) {
        return found("clock", State::Failed, format!("it is {now} here, and something was recorded at {newest}: the clock is behind"));
    }
    match store.server_time().await {
        Ok(Some(there)) if (there.nanos() - now.nanos()).abs() > nanos(APART) => {
            found("clock", State::Warning, format!("it is {now} here and {there} at the database: the clocks are apart"))
        }
        Ok(_) => found("clock", State::Ok, format!("it is {now}")),
        Err(error) => found("clock", State::Failed, Error::from(error).told()),
    }
}

/// Whether Microsoft Graph's authority gives a token for each tenant that is set.
async fn msgraph(tenants: &[Tenant]) -> Vec<Finding> {
    let asked = tenants.iter().map(async |Tenant { client, .. }| {
        let (state, told) = match client.authenticate(Terms::person(PATIENCE)).await {
            Ok(()) => (State::Ok, "the application is given a token".to_owned()),
            Err(error) => (State::Failed, error.to_string()),
        };
        found("msgraph", state, format!("{}: {told}", client.tenant()))
    });
    join_all(asked).await
}

fn nanos(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)
}

/// How far behind a feed is.
fn feed(feed: &FeedHealth) -> Finding {
    let read = feed.lag.map_or_else(|| "never read to its end".to_owned(), |lag| format!("read to its end {} s ago", lag.as_secs()));
    let (state, told) = match &feed.failure {
        Some(failure) => (State::Failed, format!("{read}; at {}: {}", failure.at, failure.reason)),
        None if feed.lag.is_none() => (State::Warning, read),
        None => (State::Ok, read),
    };
    found(&format!("feed {}", feed.name), state, told)
}

/// Every adapter, its feeds, and the routes to them.
async fn adapters(config: &Config, tenants: &[Tenant], store: &Store, findings: &mut Vec<Finding>) {
    let (adapters, further) = match wiring::adapters(config, tenants, store).await {
        Ok(opened) => opened,
        Err(error) => return findings.push(found("adapters", State::Failed, error.told())),
    };
    for adapter in &adapters {
        let check = format!("adapter {}", adapter.manifest.name);
        let health = adapter.clone().supervised().health.health().await;
        let fresh = health.as_of.map_or_else(|| "nothing recorded yet".to_owned(), |at| format!("as of {at}"));
        findings.push(match health.problem {
            None if health.healthy => found(&check, State::Ok, fresh),
            problem => found(&check, State::Failed, problem.unwrap_or_else(|| "it cannot answer".to_owned())),
        });
        findings.extend(health.feeds.iter().map(feed));
    }
    findings.push(match wiring::routes(config, &adapters) {
        Ok(_) => found("routes", State::Ok, "every question has its adapter"),
        Err(error) => found("routes", State::Failed, error.told()),
    });
    if let Err(error) = further.close().await {
        findings.push(found("adapters", State::Failed, Error::from(error).told()));
    }
}
