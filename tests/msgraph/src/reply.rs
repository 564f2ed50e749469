//! What is answered, before it is sent.

use axum::http::StatusCode;
use riskgate_model::Time;
use serde_json::{Value, json};

use crate::{call::Call, when};

/// What is answered, before it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub status: StatusCode,
    pub headers: Vec<(&'static str, String)>,
    pub content: Content,
}

/// The body of an answer.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    None,
    Json(Value),
    Html(String),
}

impl Reply {
    pub(crate) fn json(body: Value) -> Self {
        Self { status: StatusCode::OK, headers: Vec::new(), content: Content::Json(body) }
    }

    pub(crate) const fn no_content() -> Self {
        Self { status: StatusCode::NO_CONTENT, headers: Vec::new(), content: Content::None }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Adds what Microsoft Graph adds to every answer, and to the body of an error: ids, and what time it is.
    pub(crate) fn stamped(mut self, call: &Call, request_id: &str, now: Time) -> Self {
        let client = call.header("client-request-id").unwrap_or(request_id).to_owned();
        if let Content::Json(body) = &mut self.content
            && let Some(error) = body.get_mut("error").and_then(Value::as_object_mut)
        {
            // In UTC, without a zone.
            let date = when::written(now, 0);
            let date = date.trim_end_matches('Z');
            error.insert("innerError".to_owned(), json!({"date": date, "request-id": request_id, "client-request-id": client}));
        }
        let diagnostic = r#"{"ServerInfo":{"DataCenter":"Stand-in","Slice":"E","Ring":"1","ScaleUnit":"000","RoleInstance":"AGS0"}}"#;
        let stamped = self.with("request-id", request_id).with("client-request-id", client).with("x-ms-ags-diagnostic", diagnostic);
        stamped.with("date", when::http_date(now))
    }
}
