//! The pages beside the endpoint.

use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY};
use axum::http::uri::Authority;
use axum::response::{IntoResponse, Response};
use tokio::time::timeout;

use super::problem::Problem;
use super::routes::Gateway;

const LANDING: &str = include_str!("landing.html");
const TEXT: &str = "text/plain; charset=utf-8";
pub(super) const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

/// How long the store may take to say that it is ready.
const READY: Duration = Duration::from_secs(2);

/// `GET /`. The host is one that is allowed, so it holds no markup.
pub(super) async fn landing(Extension(host): Extension<Authority>) -> Response {
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CONTENT_SECURITY_POLICY, POLICY), (REFERRER_POLICY, "no-referrer")];
    let page = LANDING.replace("{host}", host.as_str()).replace("{version}", env!("CARGO_PKG_VERSION"));
    (headers, page).into_response()
}

/// `GET /livez`: the process runs.
pub(super) async fn livez() -> Response {
    health(StatusCode::OK, "live")
}

/// `GET /readyz`: questions can be answered.
pub(super) async fn readyz(State(gateway): State<Gateway>) -> Response {
    if gateway.stop.is_cancelled() {
        return health(StatusCode::SERVICE_UNAVAILABLE, "stopping");
    }
    match timeout(READY, (gateway.front.ready)()).await {
        Ok(Ok(())) => health(StatusCode::OK, "ready"),
        Ok(Err(reason)) => {
            tracing::warn!(reason, "not ready");
            health(StatusCode::SERVICE_UNAVAILABLE, &reason)
        }
        Err(_) => health(StatusCode::SERVICE_UNAVAILABLE, "the check takes too long"),
    }
}

fn health(status: StatusCode, text: &str) -> Response {
    let headers = [(CONTENT_TYPE, TEXT), (CACHE_CONTROL, "no-store")];
    (status, headers, format!("{text}\n")).into_response()
}

/// `GET /schema.graphql`.
pub(super) async fn schema(State(gateway): State<Gateway>) -> Response {
    ([(CONTENT_TYPE, TEXT)], gateway.front.schema).into_response()
}

/// `GET /metrics`, in Prometheus' text format.
pub(super) async fn metrics(State(gateway): State<Gateway>) -> Response {
    let headers = [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    (headers, (gateway.front.metrics)()).into_response()
}

pub(super) async fn not_found() -> Problem {
    Problem::NotFound
}
