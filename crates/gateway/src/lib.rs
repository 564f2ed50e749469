//! Composition: commands, configuration, wiring and HTTP.

pub mod cli;
mod clock;
pub mod config;
pub mod demo;
mod error;
pub mod http;
mod import;
pub mod telemetry;
pub mod wiring;

pub use error::Error;
