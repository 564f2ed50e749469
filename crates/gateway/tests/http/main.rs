//! The gateway's HTTP side over real connections, with a small schema behind it.

mod access;
mod adapters;
mod gate;
mod hosts;
mod ingest;
mod limits;
mod pages;
mod process;
mod rules;
mod running;
mod stopping;
mod wired;
