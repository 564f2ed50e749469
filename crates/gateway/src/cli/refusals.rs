//! `riskgate refusals`.

use std::{fmt::Write as _, process::ExitCode};

use clap::{Args, Subcommand};
use riskgate_adapter::RefusalSource as _;
use riskgate_adapter_store::Store;
use riskgate_model::{Filter, Id, KeptRefusal, Operand, Query, RecordKind, RefusalField, RefusalFields};
use serde_json::{Value, json};

use super::{block_on, database::Database, kind, settings::Settings, tell};
use crate::{
    Error,
    config::Config,
    import::{Retried, retry_all, retry_some},
    telemetry,
};

/// Look at records that could not be read, and read them again
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  riskgate refusals list
  riskgate refusals show 7c9e6679f3a24b1d8e5f0a1b2c3d4e5f
  riskgate refusals retry

A record that cannot be understood is kept with the reason. It is read again when you say so: after an update of riskgate that
understands it, for example.")]
pub(super) struct Refusals {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// List what was refused, newest first
    #[command(after_help = "Example:
  riskgate refusals list --source export.json --kind signIns

--json writes an array of {id, refusedAt, source, place, kind, reason}.")]
    List(List),
    /// Show refusals with the text that was refused
    #[command(after_help = "Example:
  riskgate refusals show 7c9e6679f3a24b1d8e5f0a1b2c3d4e5f

--json writes an array of {id, refusedAt, source, place, kind, reason, text}.
Exit codes: 0 all were found, 1 one is not there.")]
    Show(Show),
    /// Read refusals again, record what can be read now, and forget these
    #[command(after_help = "Example:
  riskgate refusals retry

--json writes {records, settled, refused}: what became of the records, by kind, how many refusals are gone, and how many stay.
Exit codes: 0 nothing that was read again is refused any more, 1 something is.")]
    Retry(Retry),
}

/// Where the refusals are kept.
#[derive(Debug, Args)]
struct Place {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    settings: Settings,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct List {
    /// Only what came from this file, named as it was when it was imported
    #[arg(long, value_name = "FILE")]
    source: Option<String>,
    /// Only what would have been of this kind, such as `signIns`
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<RecordKind>,
    /// How many at most
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    limit: u32,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Args)]
struct Show {
    /// The ids, as `list` shows them
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Args)]
struct Retry {
    /// The ids, as `list` shows them; all refusals without
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    #[command(flatten)]
    place: Place,
}

impl Refusals {
    pub(super) fn run(self, environment: Vec<(String, String)>) -> Result<ExitCode, Error> {
        match self.task {
            Task::List(list) => list.run(environment),
            Task::Show(show) => show.run(environment),
            Task::Retry(retry) => retry.run(environment),
        }
    }
}

impl List {
    fn run(self, environment: Vec<(String, String)>) -> Result<ExitCode, Error> {
        let config = self.place.config(environment)?;
        let equal = |field, text: Option<&str>| text.map(|text| Filter::eq(field, Operand::Text(text.to_owned())));
        let filter = [equal(RefusalField::Source, self.source.as_deref()), equal(RefusalField::Kind, self.kind.map(RecordKind::name))];
        let filter: Vec<_> = filter.into_iter().flatten().collect();
        let none = if filter.is_empty() { "Nothing was refused.\n" } else { "Nothing of that was refused.\n" };
        let filter = Filter::And(filter);
        let (rows, total) = block_on(async {
            let store = self.place.database.open_existing(&config.database).await?;
            let query = Query { filter: filter.clone(), fields: RefusalFields::NONE, ..Query::first(self.limit) };
            let rows = gather(&store, query).await?;
            let total = store.count_refusals(&filter).await.map_err(Error::Read)?;
            store.close().await?;
            Ok((rows, total))
        })?;
        if self.place.json {
            tell_json(&rows.iter().map(listed).collect())?;
        } else {
            let lines: String = rows.iter().map(line).collect();
            tell(&if total == Some(0) { none.to_owned() } else { lines + &ending(rows.len(), total) })?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Pages end early where rows are tested one by one.
async fn gather(store: &Store, mut query: Query<KeptRefusal>) -> Result<Vec<KeptRefusal>, Error> {
    let mut rows = Vec::new();
    loop {
        let page = store.refusals(&query).await.map_err(Error::Read)?;
        query.first -= u32::try_from(page.rows.len()).unwrap_or(query.first).min(query.first);
        rows.extend(page.rows);
        match page.next {
            Some(next) if query.first > 0 => query.after = Some(next),
            _ => return Ok(rows),
        }
    }
}

/// How many more there are than are shown.
fn ending(shown: usize, total: Option<u64>) -> String {
    match total {
        Some(total) if total > shown as u64 => format!("{shown} of {total}; --limit shows more.\n"),
        Some(_) => String::new(),
        None => format!("{shown} of very many; --limit shows more.\n"),
    }
}

impl Show {
    fn run(self, environment: Vec<(String, String)>) -> Result<ExitCode, Error> {
        let config = self.place.config(environment)?;
        let (found, missing) = block_on(async {
            let store = self.place.database.open_existing(&config.database).await?;
            let found = find(&store, &self.ids).await?;
            store.close().await?;
            Ok(found)
        })?;
        if self.place.json {
            let shown = |it: &KeptRefusal| {
                let mut value = listed(it);
                value["text"] = it.refusal.text.clone().into();
                value
            };
            tell_json(&found.iter().map(shown).collect())?;
        } else {
            let text = |it: &KeptRefusal| [&line(it), it.refusal.text.as_str(), "\n"].concat();
            tell(&found.iter().map(text).collect::<String>())?;
        }
        Ok(told_missing(&missing))
    }
}

impl Retry {
    fn run(self, environment: Vec<(String, String)>) -> Result<ExitCode, Error> {
        let config = self.place.config(environment)?;
        let tenant = config.store.default_tenant.clone().into();
        let (retried, missing) = block_on(async {
            let store = self.place.database.open_existing(&config.database).await?;
            let done = if self.ids.is_empty() {
                (retry_all(&store, &tenant).await?, Vec::new())
            } else {
                let (found, missing) = find(&store, &self.ids).await?;
                (retry_some(&store, &found, &tenant).await?, missing)
            };
            store.close().await?;
            Ok(done)
        })?;
        if self.place.json {
            tell_json(&json!(retried))?;
        } else {
            tell(&summary(&retried))?;
        }
        let code = told_missing(&missing);
        Ok(if retried.refused > 0 { ExitCode::FAILURE } else { code })
    }
}

fn summary(Retried { records, settled, refused }: &Retried) -> String {
    let mut text = String::new();
    for (kind, counts) in &records.0 {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{}: {} new, {} changed, {} unchanged", kind.name(), counts.new, counts.changed, counts.unchanged);
    }
    let _ = writeln!(text, "{settled} read after all, {refused} still refused.");
    text
}

impl Place {
    fn config(&self, environment: Vec<(String, String)>) -> Result<Config, Error> {
        let config = self.settings.load(environment)?;
        telemetry::start(&config.log)?;
        Ok(config)
    }
}

/// The refusals of these ids, in whichever tenant, and the ids that are none.
async fn find(store: &Store, ids: &[String]) -> Result<(Vec<KeptRefusal>, Vec<String>), Error> {
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for id in ids {
        let filter = Filter::eq(RefusalField::RefusalId, Operand::Text(id.clone()));
        let rows = store.refusals(&Query { filter, ..Query::first(100) }).await.map_err(Error::Read)?.rows;
        if rows.is_empty() {
            missing.push(id.clone());
        }
        found.extend(rows);
    }
    Ok((found, missing))
}

fn told_missing(missing: &[String]) -> ExitCode {
    for id in missing {
        eprintln!("riskgate: there is no refusal {id:?}");
    }
    if missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn listed(KeptRefusal { id, refused_at, refusal }: &KeptRefusal) -> Value {
    json!({
        "id": id.object(),
        "refusedAt": refused_at.to_string(),
        "source": refusal.source,
        "place": refusal.place,
        "kind": refusal.kind.map(RecordKind::name),
        "reason": refusal.reason,
    })
}

fn line(KeptRefusal { id, refused_at, refusal }: &KeptRefusal) -> String {
    let kind = refusal.kind.map_or("?", RecordKind::name);
    format!("{}  {refused_at}  {kind}\n  {}, {}: {}\n", id.object(), refusal.source, refusal.place, refusal.reason)
}

fn tell_json(value: &Value) -> Result<(), Error> {
    tell(&format!("{value:#}\n"))
}
