//! A request as it came.

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, Method, request::Parts},
};
use serde_json::Value;

/// The largest body that is read, in bytes; far more than any documented request has.
const BODY_MOST: usize = 4 << 20;

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub method: Method,
    /// Decoded.
    pub path: String,
    /// As it came.
    pub query: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Call {
    /// Reads a request. There is none when its body breaks off or is too large.
    pub(crate) async fn read(parts: Parts, body: Body) -> Option<Self> {
        let body = to_bytes(body, BODY_MOST).await.ok()?;
        Some(Self {
            method: parts.method,
            path: decoded(parts.uri.path()),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers,
            body,
        })
    }

    /// The parts of its path.
    pub(crate) fn segments(&self) -> Vec<&str> {
        self.path.split('/').filter(|segment| !segment.is_empty()).collect()
    }

    /// The options of its query, decoded.
    pub(crate) fn options(&self) -> Vec<(String, String)> {
        pairs(&self.query)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Whether `Prefer` names this.
    pub(crate) fn prefers(&self, preference: &str) -> bool {
        let values = self.headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split([',', ';'])).any(|named| named.trim().eq_ignore_ascii_case(preference))
    }

    /// Its body as JSON; null when it is none.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// The pairs of a query or a form, decoded.
pub(crate) fn pairs(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(name, value)| (plain(name), plain(value))).collect()
}

/// A value as it stands in a query.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        let digit = |value: u8| char::from(b"0123456789ABCDEF"[usize::from(value)]);
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'$' => out.push(char::from(byte)),
            _ => out.extend(['%', digit(byte >> 4), digit(byte & 15)]),
        }
        out
    })
}

fn plain(text: &str) -> String {
    decoded(&text.replace('+', " "))
}

fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let digits = (*byte == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        if let Some(escaped) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            out.push(escaped);
            at += 3;
        } else {
            out.push(*byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_encoded_is_decoded() {
        let text = "userPrincipalName eq 'zoë+1@a.b' & 100%";
        assert_eq!(pairs(&format!("$filter={}&b", encoded(text))), [("$filter".into(), text.into()), ("b".into(), String::new())]);
        assert_eq!(decoded("%zz%4"), "%zz%4");
    }
}
