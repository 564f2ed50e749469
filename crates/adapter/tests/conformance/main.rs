//! The kit judges the adapters of this crate, and adapters, feeds and sinks that are broken on purpose.

mod alerts;
mod broken;
mod defender;
mod faulty;
mod feeds;
mod memory;
mod others;
mod part;
mod patient;
mod sinks;
mod supervised;
