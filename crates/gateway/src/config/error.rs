//! Why settings are refused, and where they were made.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use thiserror::Error;

/// Settings that the gateway does not start with.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("The configuration file {} cannot be read.", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is not TOML.
    #[error("The configuration file {}{} is not TOML: {reason}.", path.display(), line.map_or_else(String::new, |line| format!(", line {line},")))]
    NotToml {
        /// The file.
        path: PathBuf,
        /// The line, where it is known. What stands there may be a password, and is not repeated.
        line: Option<usize>,
        /// What the parser says.
        reason: String,
    },
    /// A setting that does not exist.
    #[error("There is no setting `{key}` ({origin}). {known}")]
    Unknown {
        /// The setting.
        key: String,
        /// Where it was made.
        origin: Origin,
        /// A sentence that names the settings nearby.
        known: String,
    },
    /// A value that the setting does not take.
    #[error("The setting `{key}` cannot be {value} ({origin}): {reason}.")]
    Invalid {
        /// The setting.
        key: String,
        /// The value.
        value: String,
        /// Where it was made.
        origin: Origin,
        /// Why not.
        reason: String,
    },
    /// An adapter has a name that variables cannot spell.
    #[error(
        "`[adapters.{0:?}]` cannot be: a name has lower-case letters, digits and `-`, or single `_` between them, and 64 at most, so that \
        a variable such as RISKGATE_ADAPTERS__NAME__URL can spell it."
    )]
    AdapterName(String),
    /// A secret whose file is refused.
    #[error("The file {} of the setting `{key}` ({origin}) {reason}.", path.display())]
    Secret {
        /// The setting.
        key: String,
        /// The file.
        path: PathBuf,
        /// Where it is named.
        origin: Origin,
        /// Why.
        reason: String,
    },
    /// A secret whose file has no name.
    #[error("The setting `{key}` ({origin}) is empty: give the path of a file, or leave the setting out.")]
    NoFile {
        /// The setting.
        key: String,
        /// Where.
        origin: Origin,
    },
    /// A secret that is given itself and by a file.
    #[error("The setting `{key}` ({origin}) is given twice: itself, and by a file.")]
    GivenTwice {
        /// The setting.
        key: String,
        /// Where.
        origin: Origin,
    },
    /// An address that other machines can reach.
    #[error(
        "The setting `http.listen` is {listen} ({origin}), which other machines may reach, \
         and riskgate has no authentication yet: it listens on loopback only, such as 127.0.0.1:8080."
    )]
    NotLoopback {
        /// The address.
        listen: SocketAddr,
        /// Where it was set.
        origin: Origin,
    },
}

/// Where a setting was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In the configuration file.
    File {
        /// The file.
        path: PathBuf,
        /// The line, where it is known.
        line: Option<usize>,
    },
    /// In an environment variable.
    Variable(String),
    /// Nowhere: the default.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line: None } => write!(f, "{}", path.display()),
            Self::File { path, line: Some(line) } => write!(f, "{}, line {line}", path.display()),
            Self::Variable(name) => write!(f, "environment variable {name}"),
            Self::Default => write!(f, "the default"),
        }
    }
}
