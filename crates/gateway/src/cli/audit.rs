//! `riskgate audit`.

use std::{
    fs::{File, OpenOptions},
    io::Write as _,
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, Subcommand};
use riskgate_adapter_store::{AuditFlaw, AuditHead, AuditLink, Store};

use super::{block_on, database::Database, settings::Settings, tell};
use crate::{Error, config::Config, telemetry};

/// Look at the trail of who asked for what and what became of it
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  riskgate audit verify --head 5a8f0c…
  riskgate audit export --output audit-2024-05-03.jsonl

Every record has a hash of itself and of the record before, so that none can be changed, taken out, swapped or put in unseen. That the end
was cut off is seen only by who kept a hash elsewhere: export from time to time, and keep the hash that it prints.")]
pub(super) struct Audit {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Go through the trail, and tell the first record that is not as it was written
    #[command(after_help = "Example:
  riskgate audit verify --head 5a8f0c…

Exit codes: 0 the trail is whole, 1 it is not, or cannot be read.")]
    Verify(Verify),
    /// Write the trail as lines of JSON, oldest record first
    #[command(after_help = "Example:
  riskgate audit export --output audit.jsonl

Each line is {seq, record, previous, hash}: hash is the SHA-256 of previous, a line feed and record. How many there are and the last hash
are told on standard error.
Exit codes: 0 the trail is whole, 1 it is not (it is exported all the same), or cannot be read.")]
    Export(Export),
    /// Print the SQL that lets a role of PostgreSQL use the store, and only add to the trail
    #[command(after_help = "Example:
  riskgate audit grants --role riskgate_serve | psql postgres://owner@db.example/riskgate

Run it as the owner of the tables, again after each `riskgate migrate up`. The role can then serve, sync, import and act, but neither change
the tables nor take anything back from the trail.")]
    Grants(Grants),
}

/// Where the trail is kept.
#[derive(Debug, Args)]
struct Place {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Args)]
struct Verify {
    /// A hash that the trail must have: the last one when it was exported
    #[arg(long, value_name = "HASH")]
    head: Option<String>,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Args)]
struct Export {
    /// The file, which must not be there yet; standard output without
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Args)]
struct Grants {
    /// The role
    #[arg(long, value_name = "NAME")]
    role: String,
    /// The schema that the tables are in
    #[arg(long, value_name = "NAME", default_value = "public")]
    schema: String,
}

impl Audit {
    pub(super) fn run(self, environment: Vec<(String, String)>) -> Result<ExitCode, Error> {
        match self.task {
            Task::Verify(verify) => verify.run(environment),
            Task::Export(export) => export.run(environment),
            Task::Grants(grants) => grants.run(),
        }
    }
}

impl Verify {
    fn run(self, environment: Vec<(String, String)>) -> Result<ExitCode, Error> {
        let config = self.place.config(environment)?;
        let verified = block_on(async {
            let store = self.place.database.open_existing(&config.database).await?;
            let verified = store.verify_audit(self.head.as_deref()).await?;
            store.close().await?;
            Ok(verified)
        })?;
        match verified {
            Ok(head) => {
                tell(&format!("The trail is whole: {}.\n", told(&head)))?;
                Ok(ExitCode::SUCCESS)
            }
            Err(flaw) => Ok(told_flaw(&flaw)),
        }
    }
}

impl Export {
    fn run(self, environment: Vec<(String, String)>) -> Result<ExitCode, Error> {
        let config = self.place.config(environment)?;
        let exported = block_on(async {
            let store = self.place.database.open_existing(&config.database).await?;
            let exported = self.write(&store).await?;
            store.close().await?;
            Ok(exported)
        })?;
        let (head, flaw) = exported;
        eprintln!("riskgate: {}", told(&head));
        Ok(flaw.as_ref().map_or(ExitCode::SUCCESS, told_flaw))
    }

    /// Writes the trail, page by page. Answers its last record, and where it is first not as it was written.
    async fn write(&self, store: &Store) -> Result<(AuditHead, Option<AuditFlaw>), Error> {
        let mut file = self.output.as_ref().map(|path| Ok::<_, Error>((path, create(path)?))).transpose()?;
        let (mut last, mut verified) = (AuditHead::default(), Ok(AuditHead::default()));
        let mut after = None;
        loop {
            let links = store.audit_links(after).await?;
            let Some(end) = links.last() else { break };
            after = Some(end.seq);
            last = AuditHead { seq: end.seq, hash: end.hash.clone() };
            for link in &links {
                verified = verified.and_then(|head: AuditHead| head.then(link));
            }
            let text: String = links.iter().map(line).collect();
            match &mut file {
                Some((path, file)) => {
                    file.write_all(text.as_bytes()).map_err(|source| Error::Write { path: (*path).clone(), source })?;
                }
                None => tell(&text)?,
            }
        }
        if let Some((path, file)) = file {
            file.sync_all().map_err(|source| Error::Write { path: path.clone(), source })?;
        }
        Ok((last, verified.err()))
    }
}

impl Grants {
    fn run(self) -> Result<ExitCode, Error> {
        let (role, schema) = (quoted(&self.role), quoted(&self.schema));
        tell(&format!(
            "begin;
grant usage on schema {schema} to {role};
grant select, insert, update, delete on all tables in schema {schema} to {role};
revoke insert, update, delete, truncate on {schema}.seaql_migrations from {role};
revoke update, delete, truncate on {schema}.audit from {role};
commit;
"
        ))?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Place {
    fn config(&self, environment: Vec<(String, String)>) -> Result<Config, Error> {
        let config = self.settings.load(environment)?;
        telemetry::start(&config.log)?;
        Ok(config)
    }
}

/// A file for its owner's eyes alone: the trail says who was at risk.
fn create(path: &PathBuf) -> Result<File, Error> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|source| Error::unmade(path, source))
}

fn line(link: &AuditLink) -> String {
    serde_json::to_string(link).expect("numbers and texts are JSON") + "\n"
}

fn told(head: &AuditHead) -> String {
    let AuditHead { seq, hash } = head;
    if *seq == 0 { "there are no records yet".to_owned() } else { format!("{seq} records, the last one with the hash {hash}") }
}

fn told_flaw(flaw: &AuditFlaw) -> ExitCode {
    eprintln!("riskgate: the audit trail is not as it was written: {flaw}");
    ExitCode::FAILURE
}

/// A name as SQL writes it, whatever stands in it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
