//! Settings: defaults, then the file given by `--config`, then `RISKGATE_SECTION__KEY` variables.
//!
//! A section is a struct in `settings.rs` with a default for every key, and nothing else has
//! to know about a new one: what the defaults name is what the file and the environment may set.
//! A key they do not name is refused, and every refusal says where the setting was made.

mod adapters;
mod environment;
mod error;
mod file;
mod load;
mod msgraph;
mod secret;
mod settings;
mod settled;
#[cfg(test)]
mod tests;

pub use adapters::{AdapterKind, Routes};
pub use environment::process_environment;
/// A file with every setting, its default, its unit and what it is.
pub const DEFAULT: &str = include_str!("default.toml");

pub use error::{ConfigError, Origin};
pub use load::{load, settle};
pub use msgraph::{CloudName, Msgraph};
pub use secret::SecretText;
pub use settings::{Actions, ClaimSources, Config, Database, Defender, Graphql, Http, Log, LogFilter, LogFormat, Store, Tenant};
pub use settled::Settled;
