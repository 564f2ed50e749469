//! `riskgate completions`.

use clap::{Args, CommandFactory as _};
use clap_complete::{Shell, generate};

use super::{Cli, tell};
use crate::Error;

/// Print what a shell needs to complete riskgate's commands
#[derive(Debug, Args)]
#[command(after_help = "Example:
  riskgate completions bash > ~/.local/share/bash-completion/completions/riskgate")]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self) -> Result<(), Error> {
        let mut text = Vec::new();
        generate(self.shell, &mut Cli::command(), "riskgate", &mut text);
        tell(&String::from_utf8_lossy(&text))
    }
}
