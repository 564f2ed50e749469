//! Composition: commands, configuration, wiring and HTTP.

pub mod acting;
mod chance;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
mod error;
pub mod http;
pub mod import;
pub mod sync;
pub mod telemetry;
pub mod wiring;

pub use error::Error;
