//! The arguments as people type them.

use clap::CommandFactory as _;

use super::Cli;

#[test]
fn the_arguments_are_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn the_help_of_every_command_has_an_example() {
    for command in Cli::command().get_subcommands() {
        let help = command.get_after_help().map(ToString::to_string);
        let help = help.unwrap_or_default();
        assert!(help.starts_with("Example"), "{}", command.get_name());
        assert!(help.contains(&format!("riskgate {}", command.get_name())), "{help}");
    }
}
