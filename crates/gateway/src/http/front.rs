//! What the HTTP side needs from the rest of the gateway.

use std::sync::Arc;

use async_graphql::Request;
use bytes::Bytes;
use futures::future::BoxFuture;

/// Answers one GraphQL request.
pub type AnswerFn = Arc<dyn Fn(Request) -> BoxFuture<'static, Answer> + Send + Sync>;

/// Says whether requests can be answered, or why not in a sentence without secrets.
pub type ReadyFn = Arc<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// Everything behind the HTTP side.
#[derive(Clone)]
pub struct Front {
    /// Answers the questions.
    pub answer: AnswerFn,
    /// Asked by `/readyz`.
    pub ready: ReadyFn,
    /// The schema's text, served as `/schema.graphql`.
    pub schema: Bytes,
}

/// The answer to a GraphQL request, rendered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// How far the request came.
    pub outcome: Outcome,
    /// The response as JSON; without a `data` key when nothing was executed.
    pub body: Bytes,
}

/// How far a GraphQL request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was executed; single fields may have failed.
    Executed,
    /// It was refused before execution: by a limit, the parser or validation.
    Refused,
}
