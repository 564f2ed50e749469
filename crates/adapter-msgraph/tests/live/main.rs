//! The live source against a stand-in for Microsoft Graph, over HTTP.

mod asking;
mod conformance;
mod graph;
mod held;
mod together;
