//! What was asked, for tests that count.

use std::collections::BTreeMap;

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
        }
    }

    /// Whether it was refused for coming too often.
    pub fn was_throttled(&self) -> bool {
        self.status == Some(429)
    }
}
