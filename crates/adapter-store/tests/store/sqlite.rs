//! The store on SQLite, by example and by law.

mod acting;
mod actions;
mod again;
mod bench;
mod claim_sources;
mod conformance;
mod crowd;
mod defender;
mod examples;
mod faults;
mod feeds;
mod freshness;
mod histories;
mod killed;
mod listed;
mod long;
mod masked;
mod migrating;
mod nul;
mod on_sqlite;
mod opening;
mod opening_sqlite;
mod questions;
mod reading;
mod recording;
mod refusing;
mod statements;
mod unnamed;
mod walking;
mod world;

use on_sqlite as engine;
