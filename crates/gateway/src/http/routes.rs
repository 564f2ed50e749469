//! The addresses of the gateway and what every one of them goes through.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::X_CONTENT_TYPE_OPTIONS;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::access::{self, RequestIds};
use super::hosts::{self, AllowedHosts};
use super::ingest::{self, Pushing};
use super::viewer::Token;
use super::{Front, explorer, graphql, pages};
use crate::config::Http;

/// How many bodies are taken at once; further ones wait. They are recorded one after another in any case.
const PUSHES: usize = 2;

/// What the routes share.
#[derive(Clone)]
pub(super) struct Gateway {
    pub(super) front: Front,
    pub(super) hosts: Arc<AllowedHosts>,
    pub(super) request_ids: Arc<RequestIds>,
    pub(super) in_flight: Arc<Semaphore>,
    pub(super) body_bytes: usize,
    pub(super) deadline: Duration,
    /// What whoever acts must show.
    pub(super) token: Option<Arc<Token>>,
    /// Who may push alerts, how much, and how many at once.
    pub(super) pushing: Arc<Pushing>,
    pub(super) pushes: Arc<Semaphore>,
    /// Cancelled when the gateway is told to stop.
    pub(super) stop: CancellationToken,
}

/// The gateway's addresses. Once `stop` is cancelled `/readyz` says so.
pub fn router(front: Front, settings: &Http, pushing: Pushing, stop: CancellationToken) -> Router {
    let gateway = Gateway {
        front,
        hosts: Arc::new(AllowedHosts::new(&settings.allowed_hosts).and(settings.listen)),
        request_ids: Arc::new(RequestIds::new()),
        in_flight: Arc::new(Semaphore::new(settings.in_flight.get().into())),
        body_bytes: settings.body_bytes,
        deadline: settings.deadline,
        token: Token::of(settings).map(Arc::new),
        pushing: Arc::new(pushing),
        pushes: Arc::new(Semaphore::new(PUSHES)),
        stop,
    };
    // The last layer is the first that a request meets.
    Router::new()
        .route("/graphql", post(graphql::post).fallback(graphql::other_method))
        .route("/ingest/defender", post(ingest::defender).fallback(graphql::other_method))
        .route("/", get(pages::landing))
        .route("/graphiql", get(explorer::page))
        .route("/graphiql/{name}", get(explorer::file))
        .route("/livez", get(pages::livez))
        .route("/readyz", get(pages::readyz))
        .route("/schema.graphql", get(pages::schema))
        .route("/metrics", get(pages::metrics))
        .fallback(pages::not_found)
        .layer(from_fn_with_state(gateway.clone(), hosts::check))
        .layer(from_fn(no_sniffing))
        .layer(from_fn_with_state(gateway.clone(), access::log))
        .with_state(gateway)
}

async fn no_sniffing(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
