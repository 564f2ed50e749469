//! The feeds and the responder against a stand-in for Microsoft Graph, over HTTP.

mod acting;
mod alert_acts;
mod defender;
mod graph;
mod history;
mod reading;
mod troubles;
