//! One log line and one id for every request.
//!
//! The line has the route and never the path, the query string, a body, a variable or an address:
//! those may hold what people typed.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;

use super::routes::Gateway;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives out the ids of requests: which run of the gateway, and which request of it.
#[derive(Debug)]
pub(super) struct RequestIds {
    run: u64,
    next: AtomicU64,
}

impl RequestIds {
    pub(super) fn new() -> Self {
        Self { run: RandomState::new().hash_one(0), next: AtomicU64::new(1) }
    }

    fn next(&self) -> String {
        let request = self.next.fetch_add(1, Ordering::Relaxed);
        format!("{:08x}-{request:06x}", self.run >> 32)
    }
}

pub(super) async fn log(State(gateway): State<Gateway>, request: Request, next: Next) -> Response {
    let id = gateway.request_ids.next();
    let route = request.extensions().get::<MatchedPath>();
    let mut line = Line {
        id: id.clone(),
        method: name(request.method()),
        route: route.map_or("none".to_owned(), |route| route.as_str().to_owned()),
        started: Instant::now(),
        status: None,
    };
    let span = tracing::info_span!("request", request.id = id);
    let mut response = next.run(request).instrument(span).await;
    line.status = Some(response.status());
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// A method's name. Any word can be sent as one, so others than HTTP's own are not repeated.
fn name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::PATCH => "PATCH",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Logged when it is dropped, so that a request whose client went away has its line too.
struct Line {
    id: String,
    method: &'static str,
    route: String,
    started: Instant,
    status: Option<StatusCode>,
}

impl Drop for Line {
    fn drop(&mut self) {
        let tenths = (self.started.elapsed().as_secs_f64() * 1e4).round();
        tracing::info!(
            http.method = self.method,
            http.route = self.route,
            http.status = self.status.map(|status| status.as_u16()),
            ms = tenths / 10.0,
            request.id = self.id,
            "{}",
            if self.status.is_some() { "answered" } else { "the client went away" },
        );
    }
}
