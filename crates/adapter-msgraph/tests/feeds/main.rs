//! The feeds against a stand-in for Microsoft Graph, over HTTP.

mod graph;
mod history;
mod reading;
mod troubles;
