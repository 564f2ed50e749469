//! The command line: one file a command.

mod act;
mod audit;
mod backup;
mod completions;
mod config;
mod database;
mod demo;
mod doctor;
mod healthcheck;
mod import;
mod migrate;
mod refusals;
mod schema;
mod serve;
mod settings;
mod signals;
mod sync;
#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::io::{Write as _, stdout};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use riskgate_model::RecordKind;

use crate::Error;

/// A GraphQL gateway for identity-risk investigation.
#[derive(Debug, Parser)]
#[command(name = "riskgate", version = env!("GATEWAY_VERSION"), arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Demo),
    Serve(serve::Serve),
    Import(import::Import),
    Sync(sync::Sync),
    Act(act::Act),
    Refusals(refusals::Refusals),
    Migrate(migrate::Migrate),
    Config(config::Config),
    Doctor(doctor::Doctor),
    Healthcheck(healthcheck::Healthcheck),
    Backup(backup::Backup),
    Audit(audit::Audit),
    Schema(schema::Schema),
    Completions(completions::Completions),
}

/// Runs the command that the arguments name. Exit codes: 0 done, 1 failed, 2 the arguments or the
/// settings are wrong.
pub fn run(arguments: impl IntoIterator<Item = OsString>, environment: Vec<(String, String)>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help goes to standard output, which may be closed: there is nobody left to tell.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let done = match cli.command {
        Command::Demo(demo) => demo.run(environment).map(|()| ExitCode::SUCCESS),
        Command::Serve(serve) => serve.run(environment).map(|()| ExitCode::SUCCESS),
        Command::Import(import) => import.run(environment),
        Command::Sync(sync) => sync.run(environment),
        Command::Act(act) => act.run(environment),
        Command::Refusals(refusals) => refusals.run(environment),
        Command::Migrate(migrate) => migrate.run(environment),
        Command::Config(config) => config.run(environment).map(|()| ExitCode::SUCCESS),
        Command::Doctor(doctor) => doctor.run(environment),
        Command::Healthcheck(healthcheck) => healthcheck.run(environment),
        Command::Backup(backup) => backup.run(environment).map(|()| ExitCode::SUCCESS),
        Command::Audit(audit) => audit.run(environment),
        Command::Completions(completions) => completions.run().map(|()| ExitCode::SUCCESS),
        Command::Schema(schema) => schema.run().map(|()| ExitCode::SUCCESS),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("riskgate: {}", error.told());
            error.exit_code()
        }
    }
}

/// The kind of records of this name.
fn kind(name: &str) -> Result<RecordKind, String> {
    let known = || RecordKind::ALL.map(RecordKind::name).join(", ");
    RecordKind::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name)).ok_or_else(|| format!("expected one of {}", known()))
}

/// Writes what a command has to say to standard output.
fn tell(text: &str) -> Result<(), Error> {
    let mut output = stdout().lock();
    let written = output.write_all(text.as_bytes()).and_then(|()| output.flush());
    written.map_err(|source| Error::System { what: "write to standard output", source })
}

/// Bytes of stack of each thread. The deepest document that the limits let pass takes about three megabytes in a debug build: twenty
/// levels of fields, and below them a filter nested thirty-two deep. Memory is used as the stack grows.
const STACK: usize = 8 * 1024 * 1024;

/// Runs `work` to its end on all cores.
fn block_on<T>(work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK).build();
    let runtime = runtime.map_err(|source| Error::System { what: "start its threads", source })?;
    let done = runtime.block_on(work);
    // What still runs has had its time.
    runtime.shutdown_background();
    done
}
