//! What the HTTP side needs from the rest of the gateway.

use std::sync::Arc;

use async_graphql::Request;
use bytes::Bytes;
use futures::future::BoxFuture;
use riskgate_schema::Answered;

/// Answers one GraphQL request.
pub type AnswerFn = Arc<dyn Fn(Request) -> BoxFuture<'static, Answered> + Send + Sync>;

/// Keeps on record that somebody showed a token which is none.
pub type TurnedAwayFn = Arc<dyn Fn() -> BoxFuture<'static, ()> + Send + Sync>;

/// Says whether requests can be answered, or why not in a sentence without secrets.
pub type ReadyFn = Arc<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// Writes the metrics of this process in Prometheus' text format.
pub type MetricsFn = Arc<dyn Fn() -> String + Send + Sync>;

/// Records what is pushed, and answers what became of it, as JSON.
pub type PushFn = Arc<dyn Fn(Bytes) -> BoxFuture<'static, Result<String, Unpushed>> + Send + Sync>;

/// Why what is pushed was not recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unpushed {
    /// It cannot be read; where and why.
    Malformed(String),
    /// The store failed, which is in the log.
    Failed,
}

/// Everything behind the HTTP side.
#[derive(Clone)]
pub struct Front {
    /// Answers the questions.
    pub answer: AnswerFn,
    /// Records what is pushed.
    pub push: PushFn,
    /// Told of who shows a wrong token.
    pub turned_away: TurnedAwayFn,
    /// Asked by `/readyz`.
    pub ready: ReadyFn,
    /// The schema's text, served as `/schema.graphql`.
    pub schema: Bytes,
    /// Asked by `/metrics`.
    pub metrics: MetricsFn,
}
