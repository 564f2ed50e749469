//! What is said when a request does not reach the schema, or no answer comes back.

use std::time::Duration;

use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use thiserror::Error;

use super::negotiate::MediaType;

/// A request that gets no answer from the schema.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(super) enum Problem {
    #[error("The request is malformed: {0}.")]
    Malformed(String),
    #[error("Batches are not supported: send one query as one JSON object.")]
    Batch,
    #[error("This address takes POST only, with a JSON body.")]
    Method,
    #[error("Send the body as `application/json` in UTF-8, not compressed.")]
    MediaType,
    #[error("The request body is longer than the limit of {0} bytes.")]
    TooLarge(usize),
    #[error("The request body did not arrive in time.")]
    SlowBody,
    #[error(
        "This gateway does not answer for that host; the setting `http.allowed_hosts` names those \
         it does."
    )]
    Host,
    #[error(
        "The `Authorization` header does not show the token of `[http] token_file`; without the header questions are answered all the same."
    )]
    Token,
    #[error("The `Authorization` header does not show the secret of `[defender] push_secret_file`, or none is set.")]
    PushSecret,
    #[error("What was sent could not be stored; send it again in a moment.")]
    Unstored,
    #[error("There is nothing at this path.")]
    NotFound,
    #[error("Too many queries are under way; try again in a moment.")]
    Overloaded,
    #[error("The query took longer than the limit of {0:?}; ask for less at once.")]
    Timeout(Duration),
    #[error("Something went wrong inside the gateway; its log has this request's id.")]
    Internal,
}

impl Problem {
    fn status(&self) -> StatusCode {
        match self {
            Self::Malformed(_) | Self::Batch => StatusCode::BAD_REQUEST,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::SlowBody => StatusCode::REQUEST_TIMEOUT,
            Self::Host => StatusCode::MISDIRECTED_REQUEST,
            Self::Token | Self::PushSecret => StatusCode::UNAUTHORIZED,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Overloaded | Self::Unstored => StatusCode::SERVICE_UNAVAILABLE,
            Self::Timeout(_) => StatusCode::GATEWAY_TIMEOUT,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The stable word for this problem, sent as `extensions.code`.
    fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "BAD_REQUEST",
            Self::Batch => "BATCH_NOT_SUPPORTED",
            Self::Method => "METHOD_NOT_ALLOWED",
            Self::MediaType => "UNSUPPORTED_MEDIA_TYPE",
            Self::TooLarge(_) => "REQUEST_TOO_LARGE",
            Self::SlowBody => "REQUEST_TIMEOUT",
            Self::Host => "HOST_NOT_ALLOWED",
            Self::Token | Self::PushSecret => "UNAUTHENTICATED",
            Self::NotFound => "NOT_FOUND",
            Self::Overloaded => "OVERLOADED",
            Self::Unstored => "UNAVAILABLE",
            Self::Timeout(_) => "TIMEOUT",
            Self::Internal => "INTERNAL",
        }
    }

    pub(super) fn into_response_as(self, media_type: MediaType) -> Response {
        let error = json!({ "message": self.to_string(), "extensions": { "code": self.code() } });
        let body = json!({ "errors": [error] }).to_string();
        let headers = [(CONTENT_TYPE, media_type.header()), (CACHE_CONTROL, HeaderValue::from_static("no-store"))];
        let mut response = (self.status(), headers, body).into_response();
        let extra = match self {
            Self::Method => Some((ALLOW, HeaderValue::from_static("POST"))),
            Self::Token | Self::PushSecret => Some((WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))),
            Self::Overloaded | Self::Unstored => Some((RETRY_AFTER, HeaderValue::from_static("1"))),
            _ => None,
        };
        response.headers_mut().extend(extra);
        response
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        self.into_response_as(MediaType::Json)
    }
}
