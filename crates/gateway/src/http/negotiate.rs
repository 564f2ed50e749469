//! Which media types a request comes in and is answered in.

use axum::http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};

use riskgate_schema::level::Stage;

/// The media type of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MediaType {
    /// `application/json`: the status says nothing about the query.
    Json,
    /// `application/graphql-response+json`: a query that was refused is a 400.
    GraphqlResponse,
}

impl MediaType {
    /// The type the client asks for.
    pub(super) fn accepted_by(headers: &HeaderMap) -> Self {
        let accept = headers.get_all(ACCEPT).into_iter();
        let mut ranges = accept.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
        if ranges.any(names_graphql_response) { Self::GraphqlResponse } else { Self::Json }
    }

    pub(super) fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
        })
    }

    pub(super) fn status(self, stage: Stage) -> StatusCode {
        match (self, stage) {
            (Self::GraphqlResponse, Stage::Refused) => StatusCode::BAD_REQUEST,
            _ => StatusCode::OK,
        }
    }
}

fn names_graphql_response(range: &str) -> bool {
    let mut parts = range.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    let is_refused = parts.any(|parameter| {
        let weight = parameter.strip_prefix("q=").map(str::parse::<f32>);
        weight == Some(Ok(0.0))
    });
    essence.eq_ignore_ascii_case("application/graphql-response+json") && !is_refused
}

/// Whether the body is JSON in UTF-8, sent as it is. Any other type could be sent by a form on
/// somebody else's page without the browser asking first.
pub(super) fn is_plain_json(headers: &HeaderMap) -> bool {
    let encoding = headers.get(CONTENT_ENCODING);
    if encoding.is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return false;
    }
    let Some(Ok(value)) = headers.get(CONTENT_TYPE).map(HeaderValue::to_str) else {
        return false;
    };
    let mut parts = value.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    let is_utf8 = |parameter: &str| match parameter.split_once('=') {
        Some((name, value)) if name.eq_ignore_ascii_case("charset") => value.trim_matches('"').eq_ignore_ascii_case("utf-8"),
        _ => true,
    };
    essence.eq_ignore_ascii_case("application/json") && parts.all(is_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: axum::http::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn the_newer_type_is_used_when_it_is_named() {
        for (accept, expected) in [
            ("application/graphql-response+json", MediaType::GraphqlResponse),
            ("Application/GraphQL-Response+JSON; charset=utf-8", MediaType::GraphqlResponse),
            ("application/json, application/graphql-response+json;q=0.5", MediaType::GraphqlResponse),
            ("application/graphql-response+json;q=0, */*", MediaType::Json),
            ("application/json", MediaType::Json),
            ("*/*", MediaType::Json),
            ("text/html", MediaType::Json),
        ] {
            assert_eq!(MediaType::accepted_by(&headers(ACCEPT, accept)), expected, "{accept}");
        }
        assert_eq!(MediaType::accepted_by(&HeaderMap::new()), MediaType::Json);
    }

    #[test]
    fn only_json_in_utf8_is_taken() {
        for (content_type, expected) in [
            ("application/json", true),
            ("Application/JSON;charset=\"UTF-8\"", true),
            ("application/json; charset=utf-8; foo=bar", true),
            ("application/json; charset=latin1", false),
            ("application/jsonx", false),
            ("application/graphql", false),
            ("text/plain", false),
            ("application/x-www-form-urlencoded", false),
            ("multipart/form-data; boundary=application/json", false),
        ] {
            assert_eq!(is_plain_json(&headers(CONTENT_TYPE, content_type)), expected, "{content_type}");
        }
        assert!(!is_plain_json(&HeaderMap::new()));
    }

    #[test]
    fn a_compressed_body_is_not_taken() {
        let mut headers = headers(CONTENT_TYPE, "application/json");
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        assert!(!is_plain_json(&headers));
    }
}
