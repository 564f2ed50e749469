//! The live source against a stand-in for Microsoft Graph, over HTTP.

mod asking;
mod conformance;
mod defender;
mod graph;
mod held;
mod together;
