//! The live source against a stand-in for Microsoft Graph, over HTTP.

mod conformance;
mod graph;
mod held;
