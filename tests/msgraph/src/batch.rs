//! `$batch`: many requests in one, each judged alone.

use std::collections::{BTreeMap, HashSet};

use axum::{
    body::Bytes,
    http::{HeaderName, HeaderValue, Method, StatusCode},
};
use serde_json::{Value, json};

use crate::{
    call::Call,
    refusal::Refusal,
    reply::{Content, Reply},
    respond::Visit,
    state::State,
};

/// The most requests of a batch.
const MOST: usize = 20;

/// Answers a batch. Its answers are in another order than its requests.
///
/// # Errors
/// When the batch itself is malformed.
pub(crate) fn answer(state: &mut State, visit: &Visit<'_>) -> Result<Reply, Refusal> {
    if visit.call.method != Method::POST {
        return Err(Refusal::method());
    }
    let body = visit.call.json();
    let requests = body["requests"].as_array().ok_or_else(|| Refusal::bad("Invalid batch payload format."))?;
    if requests.is_empty() || requests.len() > MOST {
        return Err(Refusal::bad(format!("A batch has 1 to {MOST} requests, not {}.", requests.len())));
    }
    let mut seen = HashSet::new();
    for request in requests {
        let id = request["id"].as_str().ok_or_else(|| Refusal::bad("Every request of a batch has an id."))?;
        let url = request["url"].as_str().unwrap_or_default();
        if !seen.insert(id.to_ascii_lowercase()) {
            return Err(Refusal::bad(format!("The id '{id}' is not unique in the batch.")));
        }
        if url.is_empty() || url.contains("://") || url.contains("$batch") || request["method"].as_str().is_none() {
            return Err(Refusal::bad(format!("The request '{id}' needs a method and a relative url, and is no batch.")));
        }
    }
    let mut statuses = BTreeMap::new();
    let mut responses: Vec<Value> = requests.iter().map(|request| one(state, visit, request, &mut statuses)).collect();
    responses.reverse();
    Ok(Reply::json(json!({"responses": responses})))
}

/// Answers one request of a batch, and notes its status.
fn one<'a>(state: &mut State, visit: &Visit<'_>, request: &'a Value, statuses: &mut BTreeMap<&'a str, u16>) -> Value {
    let id = request["id"].as_str().unwrap_or_default();
    let needed = request["dependsOn"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let failed = needed.map(|id| statuses.get(id)).any(|status| status.is_none_or(|status| *status >= 400));
    let reply = if failed {
        Refusal::new(StatusCode::FAILED_DEPENDENCY, "FailedDependency", "A request that this one depends on has failed.").into()
    } else {
        let answered = state.answer(&call(visit, request));
        answered.reply.unwrap_or_else(|| Refusal::gateway_timeout().into())
    };
    statuses.insert(id, reply.status.as_u16());
    let headers: BTreeMap<&str, String> = reply.headers.into_iter().collect();
    let body = match reply.content {
        Content::Json(body) => body,
        Content::Html(text) => Value::String(text),
        Content::None => Value::Null,
    };
    json!({"id": id, "status": reply.status.as_u16(), "headers": headers, "body": body})
}

/// A request of a batch as if it had come alone.
fn call(visit: &Visit<'_>, request: &Value) -> Call {
    let url = request["url"].as_str().unwrap_or_default().trim_start_matches('/');
    let url = format!("/{}/{url}", visit.version.name());
    let (path, query) = url.split_once('?').unwrap_or((&url, ""));
    let mut headers = visit.call.headers.clone();
    headers.remove("prefer");
    for (name, value) in request["headers"].as_object().into_iter().flatten() {
        let value = value.as_str().and_then(|value| HeaderValue::from_str(value).ok());
        if let (Ok(name), Some(value)) = (HeaderName::from_bytes(name.as_bytes()), value) {
            headers.insert(name, value);
        }
    }
    Call {
        method: request["method"].as_str().and_then(|method| method.to_ascii_uppercase().parse().ok()).unwrap_or_default(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
        body: Bytes::from(request["body"].to_string()),
    }
}
