//! Composition: commands, configuration, wiring and HTTP.

pub mod demo;
