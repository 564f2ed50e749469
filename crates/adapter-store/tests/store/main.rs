//! The store, by example and by law.

mod bench;
mod conformance;
mod crowd;
mod examples;
mod faults;
mod freshness;
mod killed;
mod listed;
mod masked;
mod opening;
mod questions;
mod reading;
mod recording;
mod refusing;
mod statements;
mod walking;
mod world;
