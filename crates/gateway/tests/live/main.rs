//! Questions routed to Microsoft Graph, from GraphQL over HTTP to a stand-in and back.

mod asking;
mod graph;
mod wiring;
