//! Composition: commands, configuration, wiring and HTTP.
