//! `POST /graphql`.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures::FutureExt as _;
use riskgate_schema::Answered;
use tokio::time::{Instant, timeout, timeout_at};

use super::negotiate::{MediaType, is_plain_json};
use super::problem::Problem;
use super::routes::Gateway;
use super::{body, decode::decode, viewer::viewer};

/// How long a query waits for one of the others to finish before it is sent away.
const QUEUE: Duration = Duration::from_secs(1);

pub(super) async fn post(State(gateway): State<Gateway>, request: Request) -> Response {
    let media_type = MediaType::accepted_by(request.headers());
    match answer(&gateway, request).await {
        Ok(answer) => {
            let headers = [(CONTENT_TYPE, media_type.header()), (CACHE_CONTROL, HeaderValue::from_static("no-store"))];
            (media_type.status(answer.stage), headers, answer.body).into_response()
        }
        Err(problem) => problem.into_response_as(media_type),
    }
}

/// Nothing is executed for any other method, so that no link or image can ask.
pub(super) async fn other_method() -> Problem {
    Problem::Method
}

async fn answer(gateway: &Gateway, request: Request) -> Result<Answered, Problem> {
    let deadline = Instant::now() + gateway.deadline;
    if !is_plain_json(request.headers()) {
        return Err(Problem::MediaType);
    }
    let viewer = match viewer(request.headers(), gateway.token.as_deref()) {
        Ok(viewer) => viewer,
        Err(problem) => {
            // Whatever comes of it, the answer is the same.
            let _ = timeout_at(deadline, (gateway.front.turned_away)()).await;
            return Err(problem);
        }
    };
    let body = timeout_at(deadline, body::read(request.into_body(), gateway.body_bytes)).await;
    let body = body.map_err(|_| Problem::SlowBody)??;
    let mut request = decode(&body)?;
    if let Some(viewer) = viewer {
        request = request.data(viewer);
    }

    let place = timeout(QUEUE, gateway.in_flight.acquire()).await;
    let Ok(Ok(_place)) = place else {
        return Err(Problem::Overloaded);
    };
    // A panic ends this request, not the connection's others.
    let answer = AssertUnwindSafe((gateway.front.answer)(request)).catch_unwind();
    match timeout_at(deadline, answer).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(_)) => {
            tracing::error!("a query panicked");
            Err(Problem::Internal)
        }
        Err(_) => Err(Problem::Timeout(gateway.deadline)),
    }
}
