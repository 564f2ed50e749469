//! Composition: commands, configuration, wiring and HTTP.

pub mod cli;
pub mod config;
mod error;
pub mod http;
pub mod telemetry;
pub mod wiring;

pub use error::Error;
