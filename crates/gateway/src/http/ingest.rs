//! `POST /ingest/defender`.

use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use tokio::time::{Instant, timeout, timeout_at};

use super::body;
use super::front::Unpushed;
use super::negotiate::is_plain_json;
use super::problem::Problem;
use super::routes::Gateway;
use super::viewer::{Secret, shown};
use crate::config::Defender;

/// Who may push alerts, and how much at once.
pub struct Pushing {
    who: Who,
    /// The most bytes.
    pub(super) bytes: usize,
}

/// Who may push.
enum Who {
    /// Nobody: no secret is set.
    Closed,
    /// Whoever reaches this address.
    Open,
    /// Whoever shows the secret.
    Secret(Secret),
}

impl Pushing {
    /// Whoever shows the secret that is set; nobody where none is.
    pub fn of(settings: &Defender) -> Self {
        Self::unless_secret(settings, Who::Closed)
    }

    /// The same, but whoever reaches the address where no secret is set: for a tenant that is nobody's, on this machine.
    pub fn open(settings: &Defender) -> Self {
        Self::unless_secret(settings, Who::Open)
    }

    fn unless_secret(settings: &Defender, otherwise: Who) -> Self {
        let who = match settings.push_secret.text() {
            "" => otherwise,
            secret => Who::Secret(Secret::new(secret)),
        };
        Self { who, bytes: settings.push_bytes }
    }

    fn admit(&self, headers: &HeaderMap) -> Result<(), Problem> {
        let is_admitted = match &self.who {
            Who::Closed => false,
            Who::Open => true,
            Who::Secret(secret) => shown(headers).is_ok_and(|shown| shown.is_some_and(|shown| secret.is(shown))),
        };
        is_admitted.then_some(()).ok_or(Problem::PushSecret)
    }
}

/// Answers `202` once all of it is in the store.
pub(super) async fn defender(State(gateway): State<Gateway>, request: Request) -> Result<Response, Problem> {
    let deadline = Instant::now() + gateway.deadline;
    gateway.pushing.admit(request.headers())?;
    if !is_plain_json(request.headers()) {
        return Err(Problem::MediaType);
    }
    // A place is taken before the body is read, so that as many bodies at most are held.
    let place = timeout(gateway.deadline, gateway.pushes.acquire()).await;
    let Ok(Ok(_place)) = place else { return Err(Problem::Overloaded) };
    let body = timeout_at(deadline, body::read(request.into_body(), gateway.pushing.bytes)).await;
    let body = body.map_err(|_| Problem::SlowBody)??;
    let pushed = (gateway.front.push)(body).await.map_err(|error| match error {
        Unpushed::Malformed(reason) => Problem::Malformed(reason),
        Unpushed::Failed => Problem::Unstored,
    })?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((StatusCode::ACCEPTED, headers, pushed).into_response())
}
