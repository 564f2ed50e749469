//! Log lines: text for people on a terminal, JSON for machines elsewhere.

use std::io::{IsTerminal as _, stderr};

use tracing_subscriber::Layer as _;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry;
use tracing_subscriber::util::{SubscriberInitExt as _, TryInitError};

use crate::config::{Log, LogFormat};

/// Sends the log lines of this process to standard error.
///
/// # Errors
///
/// Fails when log lines already go somewhere.
pub fn start(settings: &Log) -> Result<(), TryInitError> {
    let is_terminal = stderr().is_terminal();
    let lines = fmt::layer().with_writer(stderr);
    let lines = match settings.format {
        LogFormat::Json => lines.json().boxed(),
        LogFormat::Auto if !is_terminal => lines.json().boxed(),
        LogFormat::Auto | LogFormat::Text => lines.with_ansi(is_terminal).boxed(),
    };
    registry().with(lines.with_filter(settings.level.targets().clone())).try_init()
}
