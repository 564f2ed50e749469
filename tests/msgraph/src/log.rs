//! What was asked, for tests that count.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{call::Call, collections::Collection};

/// A request that was answered, or left without an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST`, `PATCH`.
    pub method: String,
    /// With the version: `/v1.0/auditLogs/signIns`. Decoded.
    pub path: String,
    /// As it came, without the question mark.
    pub query: String,
    /// What it was answered with. There is none when the connection was left hanging.
    pub status: Option<u16>,
    /// The collection that was read or acted on.
    pub collection: Option<Collection>,
    /// The tenant whose token it came with.
    pub tenant: Option<String>,
    /// The headers that it came with, by names in lower case, without the token.
    pub headers: BTreeMap<String, String>,
    /// What it came with, where that was JSON; null without. A password is left out.
    pub body: Value,
}

impl Request {
    pub(crate) fn of(call: &Call) -> Self {
        let headers = call.headers.iter().filter(|(name, _)| name.as_str() != "authorization");
        let headers = headers.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
        Self {
            method: call.method.to_string(),
            path: call.path.clone(),
            query: call.query.clone(),
            status: None,
            collection: None,
            tenant: None,
            headers: headers.collect(),
            body: shown(call.json()),
        }
    }

    /// Whether it was to change something: it neither reads nor asks for a token, and is no batch, whose requests stand by themselves.
    pub fn is_change(&self) -> bool {
        self.method != "GET" && !self.path.ends_with("/token") && !self.path.ends_with("/$batch")
    }

    /// Whether it was refused for coming too often.
    pub fn was_throttled(&self) -> bool {
        self.status == Some(429)
    }
}

/// The body without a password in it.
fn shown(mut body: Value) -> Value {
    if let Some(profile) = body.get_mut("passwordProfile").and_then(Value::as_object_mut) {
        profile.remove("password");
    }
    body
}
