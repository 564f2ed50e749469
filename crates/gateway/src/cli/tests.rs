//! The arguments as people type them.

use clap::{Command, CommandFactory as _};

use super::Cli;

#[test]
fn the_arguments_are_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn the_help_of_every_command_has_an_example() {
    helps(&Cli::command(), "riskgate");
}

/// Every command below this one, whose words are `above`, has an example with its own words.
fn helps(command: &Command, above: &str) {
    for command in command.get_subcommands() {
        let words = format!("{above} {}", command.get_name());
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        assert!(help.starts_with("Example") && help.contains(&words), "{words}: {help}");
        helps(command, &words);
    }
}
