//! The gateway over HTTP: one GraphQL endpoint and the few pages around it.
//!
//! What answers the questions is handed in as a [`Front`]; this module owes it a request that is
//! whole, of the right kind and within its limits, and owes the client an answer by the rules of
//! GraphQL over HTTP.

mod access;
mod body;
mod decode;
mod explorer;
mod front;
mod graphql;
mod hosts;
mod ingest;
mod negotiate;
mod pages;
mod patience;
mod problem;
mod routes;
mod server;
mod viewer;

pub use front::{AnswerFn, Front, MetricsFn, PushFn, ReadyFn, TurnedAwayFn, Unpushed};
pub use ingest::Pushing;
pub use routes::router;
pub use server::serve;
