//! `riskgate sync`.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fmt::Write as _,
    process::ExitCode,
    sync::Mutex,
    time::{Duration, Instant},
};

use clap::Args;
use riskgate_adapter::Part;
use riskgate_adapter_msgraph::SyncOptions;
use riskgate_engine::{End, Outcome, Progress};
use riskgate_model::{RecordKind, Time};
use riskgate_msgraph_client::Terms;
use serde_json::{Value, json};

use super::{block_on, database::Database, kind, settings::Settings, signals::Signals, tell};
use crate::{Error, sync, telemetry};

/// How long the authority has for a token.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often a line tells how far it is.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// Read Microsoft Graph into the store
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  riskgate sync --once
  riskgate sync --config riskgate.toml --kinds riskyUsers,riskDetections
  riskgate sync --once --since 2024-05-01T00:00:00Z --json

It reads the tenants that [msgraph] sets: the last day first, and then back to where Microsoft Graph forgets, at the rate that Graph allows
the tenant. Stopped anywhere, it goes on the next time without a gap. Without --once it goes on reading what is new until it is told to stop,
as `riskgate serve` does beside answering.

--json writes, with --once, an array of {feed, kind, part, pages, rows, records, notUnderstood, skipped, end, waiting, error}: what became of each part
of each list; records has for each kind the counts {new, changed, unchanged, refused}, skipped those that this version does not load by their
names, and end is read, waits, notDue or failed. What waits may not be asked for yet: so many histories, at least, are left for the next hour.

Exit codes: 0 everything was read, 1 something could not be, 2 the settings are wrong.")]
pub(super) struct Sync {
    /// Read everything to its end once, and stop
    #[arg(long)]
    once: bool,
    /// Only these kinds of records, such as `riskyUsers,signIns`
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = kind)]
    kinds: Vec<RecordKind>,
    /// Nothing that is older, but for the last day
    #[arg(long, value_name = "TIME", value_parser = Time::parse)]
    since: Option<Time>,
    /// Write the summary as JSON
    #[arg(long, requires = "once")]
    json: bool,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    settings: Settings,
}

impl Sync {
    pub(super) fn run(self, environment: Vec<(String, String)>) -> Result<ExitCode, Error> {
        let config = self.settings.load(environment)?;
        let mut tenants = sync::tenants(&config)?;
        if tenants.is_empty() {
            return Err(Error::NoTenant);
        }
        let is_of_defender = |kind: &RecordKind| matches!(kind, RecordKind::Alerts | RecordKind::Incidents);
        if self.kinds.iter().any(is_of_defender) && !tenants.iter().any(|tenant| tenant.options.defender) {
            return Err(Error::NoDefender);
        }
        for tenant in &mut tenants {
            tenant.options = SyncOptions { kinds: self.kinds.clone(), since: self.since, ..tenant.options.clone() };
        }
        telemetry::start(&config.log)?;
        block_on(async {
            let mut signals = Signals::new()?;
            let stopped = if self.once { ExitCode::FAILURE } else { ExitCode::SUCCESS };
            // One of several that refuses keeps none of the others: its feeds tell of it.
            if let [tenant] = &*tenants {
                tokio::select! {
                    given = tenant.client.authenticate(Terms::sync(PATIENCE)) => given.map_err(Error::Token)?,
                    () = signals.next() => return Ok(stopped),
                }
            }
            let store = self.database.open_to_record(&config).await?;
            let sync = sync::sync(&tenants, &store);
            let code = if self.once {
                let progress = Lines::new();
                tokio::select! {
                    outcomes = sync.once(|progress_of| progress.tell(progress_of)) => self.told(&outcomes)?,
                    () = signals.next() => {
                        tracing::info!("stopped; the next sync goes on from here");
                        stopped
                    }
                }
            } else {
                sync.run(signals.next()).await;
                stopped
            };
            store.close().await?;
            Ok(code)
        })
    }

    /// Writes what became of the feeds.
    fn told(&self, outcomes: &[Outcome]) -> Result<ExitCode, Error> {
        tell(&if self.json { format!("{:#}\n", outcomes.iter().map(listed).collect::<Value>()) } else { table(outcomes) })?;
        let failed = outcomes.iter().any(|outcome| matches!(outcome.end, End::Failed(_)) || refused(outcome) > 0);
        Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

fn listed(outcome: &Outcome) -> Value {
    let (end, error) = match &outcome.end {
        End::Read => ("read", None),
        End::Waits(_) => ("waits", None),
        End::NotDue => ("notDue", None),
        End::Failed(error) => ("failed", Some(error.told())),
    };
    json!({
        "feed": outcome.name,
        "kind": outcome.kind.name(),
        "part": outcome.part.word(),
        "pages": outcome.pages,
        "rows": outcome.rows(),
        "records": outcome.recorded,
        "notUnderstood": outcome.not_understood,
        "skipped": outcome.skipped,
        "end": end,
        "waiting": if let End::Waits(left) = outcome.end { left } else { 0 },
        "error": error,
    })
}

fn refused(outcome: &Outcome) -> u64 {
    outcome.recorded.0.values().map(|counts| counts.refused).sum::<u64>() + outcome.not_understood
}

fn table(outcomes: &[Outcome]) -> String {
    let names: Vec<&str> = outcomes.iter().map(|outcome| shown(&outcome.name, outcomes)).collect();
    let width = names.iter().map(|name| name.len()).max().unwrap_or_default();
    let mut text = format!("{:<width$}{:>8}{:>12}{:>12}{:>12}{:>12}\n", "", "pages", "rows", "new", "refused", "skipped");
    let mut failures: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (outcome, feed) in outcomes.iter().zip(names) {
        let new: u64 = outcome.recorded.0.values().map(|counts| counts.new).sum();
        let (rows, refused, skipped) = (outcome.rows(), refused(outcome), outcome.skipped.values().sum::<u64>());
        let end: Cow<'_, str> = match &outcome.end {
            End::Read => Cow::default(),
            End::Waits(left) => format!("  {left} or more wait for the next hour").into(),
            End::NotDue => "  not due yet".into(),
            End::Failed(error) => {
                failures.entry(error.told()).or_default().push(feed);
                "  FAILED".into()
            }
        };
        // Writing to a string does not fail.
        let _ = writeln!(text, "{feed:<width$}{:>8}{rows:>12}{new:>12}{refused:>12}{skipped:>12}{end}", outcome.pages);
    }
    for (reason, feeds) in failures {
        let _ = writeln!(text, "{}: {reason}", feeds.join(", "));
    }
    text
}

/// The name of a feed: its tenant is told where there are several.
fn shown<'a>(name: &'a str, all: &[Outcome]) -> &'a str {
    let tenant = |name: &'a str| name.split('/').nth(1);
    let parts = if all.iter().all(|other| other.name.split('/').nth(1) == tenant(name)) { 3 } else { 2 };
    name.splitn(parts, '/').last().unwrap_or(name)
}

/// Lines that tell how far it is.
struct Lines(Mutex<Instant>);

impl Lines {
    fn new() -> Self {
        Self(Mutex::new(Instant::now()))
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a rate for people")]
    fn tell(&self, Progress { kind, part, pages, rows, share, elapsed, .. }: &Progress<'_>) {
        let Ok(mut last) = self.0.lock() else { return };
        if last.elapsed() < LINE_EVERY {
            return;
        }
        *last = Instant::now();
        let rate = (*rows as f64 / elapsed.as_secs_f64().max(0.001)) as u64;
        let left = share.filter(|share| *share > 0.0).map(|share| elapsed.mul_f64((1.0 - share).max(0.0) / share).as_secs());
        let left = left.map_or_else(String::new, |seconds| format!(", {seconds} s left"));
        let part = match part {
            Part::Head => "the last day",
            Part::Backfill => "before",
            Part::Details => "where a risk has changed",
        };
        eprintln!("{}, {part}: {pages} pages, {rows} rows, {rate}/s{left}", kind.name());
    }
}
