//! `riskgate config`.

use std::{
    fmt::Write as _,
    fs::File,
    io::{self, Write as _},
    path::PathBuf,
};

use clap::{Args, Subcommand};

use super::{settings::Settings, tell};
use crate::{
    Error,
    config::{DEFAULT, Settled},
    wiring,
};

/// Write, check and show settings
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  riskgate config init > riskgate.toml
  riskgate config check --config riskgate.toml
  riskgate config show --origin

Settings come from a TOML file, and from variables, which win over it: `listen` in [http] is RISKGATE_HTTP__LISTEN. An address with a password
is best kept in a file that nobody else can read: RISKGATE_DATABASE__URL_FILE names it, or `url_file` in [database].")]
pub(super) struct Config {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Print a file with every setting, its default, its unit and what it is
    #[command(after_help = "Example:
  riskgate config init --output riskgate.toml")]
    Init(Init),
    /// Say what is wrong with the settings, and where
    #[command(after_help = "Example:
  riskgate config check --config riskgate.toml

Nothing is opened and nothing is changed; `riskgate doctor` looks at what the settings name.
Exit codes: 0 the settings are right, 2 they are not.")]
    Check(Settings),
    /// Print the settings that hold
    #[command(after_help = "Example:
  RISKGATE_HTTP__LISTEN=127.0.0.1:9000 riskgate config show --origin

Passwords are not shown.")]
    Show(Show),
}

#[derive(Debug, Args)]
struct Init {
    /// Write it to this file, which must not be there yet
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Show {
    /// Say of each where it was set
    #[arg(long)]
    origin: bool,
    #[command(flatten)]
    settings: Settings,
}

impl Config {
    pub(super) fn run(self, environment: Vec<(String, String)>) -> Result<(), Error> {
        match self.task {
            Task::Init(Init { output: None }) => tell(DEFAULT),
            Task::Init(Init { output: Some(path) }) => create(&path).map_err(|source| Error::unmade(&path, source)),
            Task::Check(settings) => {
                wiring::check(&settings.load(environment)?)?;
                tell("The settings are right.\n")
            }
            Task::Show(show) => tell(&show.text(&show.settings.settle(environment)?)),
        }
    }
}

fn create(path: &PathBuf) -> io::Result<()> {
    File::create_new(path)?.write_all(DEFAULT.as_bytes())
}

impl Show {
    /// The settings as TOML, section by section.
    fn text(&self, settings: &[Settled]) -> String {
        let (mut text, mut within) = (String::new(), "");
        for setting in settings {
            let (section, name) = setting.key.rsplit_once('.').unwrap_or(("", &setting.key));
            // Writing to a string does not fail.
            if section != within {
                let _ = writeln!(text, "{}[{section}]", if within.is_empty() { "" } else { "\n" });
                within = section;
            }
            let origin = if self.origin { format!(" # {}", setting.origin) } else { String::new() };
            let _ = writeln!(text, "{name} = {}{origin}", setting.toml());
        }
        text
    }
}
