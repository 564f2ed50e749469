//! Acting, seen from outside: the binary, a stand-in for Microsoft Graph, and what the trail says of both.

mod alerts;
mod effects;
mod graph;
mod outside;
#[expect(dead_code, reason = "other tests look at what is imported, too")]
#[path = "../import/place.rs"]
mod place;
#[cfg(unix)]
mod stopping;
mod terminal;
mod torture;
mod trail;
