//! The store on PostgreSQL, by example and by law.

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
mod interrupted;
mod killed;
mod listed;
mod long;
mod masked;
mod migrating;
mod nul;
mod on_postgres;
mod opening;
mod opening_postgres;
mod questions;
mod reach;
mod reading;
mod recording;
mod refusing;
mod statements;
mod unnamed;
mod walking;
mod world;

use on_postgres as engine;
