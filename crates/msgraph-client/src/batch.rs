//! Batches: up to twenty requests sent as one, each judged alone. They save round trips, not the limits.

use std::collections::BTreeMap;

use reqwest::{
    StatusCode,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use riskgate_model::Time;
use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};

use crate::{
    Malformation, MsgraphError, Request, body,
    http::Reply,
    judge::{Asked, Verdict},
};

/// The most requests of a batch.
pub const MOST_IN_BATCH: usize = 20;

/// What one request of a batch came to: an answer, which may be empty, or an error of its own.
pub type BatchAnswer = Result<Option<Box<RawValue>>, MsgraphError>;

#[derive(Deserialize)]
struct Answers {
    responses: Vec<Answer>,
}

#[derive(Deserialize)]
struct Answer {
    id: String,
    status: u16,
    #[serde(default)]
    headers: Option<BTreeMap<String, Value>>,
    #[serde(default)]
    body: Option<Box<RawValue>>,
}

/// Writes a batch. The requests are named by their place.
pub(crate) fn write(requests: &[Request]) -> Result<Value, MsgraphError> {
    let Some(first) = requests.first().filter(|_| requests.len() <= MOST_IN_BATCH) else {
        return Err(MsgraphError::Unaskable("a batch has from 1 to 20 requests"));
    };
    if requests.iter().any(|request| request.version != first.version) {
        return Err(MsgraphError::Unaskable("the requests of a batch are of one version"));
    }
    let written = requests.iter().enumerate().map(|(place, request)| {
        let query = request.query().map(|query| format!("?{query}")).unwrap_or_default();
        let mut written =
            json!({ "id": place.to_string(), "method": request.method.word(), "url": format!("/{}{query}", request.path()?) });
        let mut headers = json!({ "Prefer": crate::call::preference(request.page_size) });
        if let Some(body) = &request.body {
            headers["Content-Type"] = "application/json".into();
            written["body"] = body.clone();
        }
        written["headers"] = headers;
        Ok(written)
    });
    Ok(json!({ "requests": written.collect::<Result<Vec<_>, MsgraphError>>()? }))
}

/// Reads the answers into the order of the requests.
pub(crate) fn read(text: &[u8], requests: &[Request], now: Time) -> Result<Vec<Verdict>, MsgraphError> {
    let Answers { responses } = body::read(text)?;
    let mut verdicts: Vec<Option<Verdict>> = requests.iter().map(|_| None).collect();
    for answer in responses {
        let place = answer.id.parse().ok().filter(|place| *place < requests.len());
        let place: usize = place.ok_or(MsgraphError::Malformed(Malformation::OtherShape))?;
        verdicts[place] = Some(answer.judged(&requests[place], now));
    }
    let missing = |request: &Request| {
        let error = MsgraphError::Malformed(Malformation::Missing);
        Verdict::Refused(Asked::of(request).unread(error))
    };
    Ok(verdicts.into_iter().zip(requests).map(|(verdict, request)| verdict.unwrap_or_else(|| missing(request))).collect())
}

impl Answer {
    fn judged(self, request: &Request, now: Time) -> Verdict {
        let Ok(status) = StatusCode::from_u16(self.status) else {
            return Verdict::Refused(MsgraphError::Malformed(Malformation::OtherShape));
        };
        let mut headers = HeaderMap::new();
        for (name, value) in self.headers.unwrap_or_default() {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                headers.insert(name, value);
            }
        }
        let body = self.body.map(|body| body.get().to_owned()).filter(|body| body != "null").unwrap_or_default().into_bytes();
        Asked::of(request).judge(Ok(Reply { status, headers, body }), now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Version;

    fn users(count: usize) -> Vec<Request> {
        (0..count).map(|place| Request::get(Version::V1, &["users", &format!("u{place}")]).with("$select", "id")).collect()
    }

    #[test]
    fn requests_are_named_by_their_place() {
        let mut requests = users(1);
        requests.push(Request::patch(Version::V1, &["users", "a"]).body(json!({ "accountEnabled": false })));
        let prefer = "include-unknown-enum-members";
        let expected = json!({ "requests": [
            { "id": "0", "method": "GET", "url": "/users/u0?$select=id", "headers": { "Prefer": prefer } },
            {
                "id": "1", "method": "PATCH", "url": "/users/a", "body": { "accountEnabled": false },
                "headers": { "Prefer": prefer, "Content-Type": "application/json" },
            },
        ] });
        assert_eq!(write(&requests).expect("a batch"), expected);
    }

    #[test]
    fn a_batch_has_one_to_twenty_requests_of_one_version() {
        assert!(write(&users(20)).is_ok());
        assert!(matches!(write(&users(21)), Err(MsgraphError::Unaskable(_))));
        assert!(matches!(write(&[]), Err(MsgraphError::Unaskable(_))));
        let mixed = [Request::get(Version::V1, &["users"]), Request::get(Version::Beta, &["users"])];
        assert!(matches!(write(&mixed), Err(MsgraphError::Unaskable(_))));
    }

    #[test]
    fn answers_come_in_any_order_and_each_is_judged_alone() {
        let text = json!({ "responses": [
            { "id": "2", "status": 204, "body": null },
            { "id": "0", "status": 429, "headers": { "retry-after": 2.5 }, "body": { "error": { "code": "TooManyRequests" } } },
            { "id": "1", "status": 200, "body": { "id": "u1" } },
            { "id": "3", "status": 404, "body": { "error": { "code": "Request_ResourceNotFound" } } },
            { "id": "4", "status": 424, "body": "not even an error" },
        ] });
        let verdicts = read(text.to_string().as_bytes(), &users(6), Time::default()).expect("answers");
        assert!(matches!(&verdicts[0], Verdict::Throttled(Some(wait)) if wait.as_millis() == 2_500));
        assert!(matches!(&verdicts[1], Verdict::Answered(reply) if reply.body == br#"{"id":"u1"}"#));
        assert!(matches!(&verdicts[2], Verdict::Answered(reply) if reply.body.is_empty()));
        assert!(matches!(&verdicts[3], Verdict::Refused(MsgraphError::NotFound)));
        assert!(matches!(&verdicts[4], Verdict::Refused(MsgraphError::BadRequest { status: 424, .. })));
        assert!(matches!(&verdicts[5], Verdict::Refused(MsgraphError::Malformed(Malformation::Missing))));
    }

    #[test]
    fn an_answer_to_nothing_that_was_asked_spoils_the_batch() {
        for id in ["6", "x", "-1"] {
            let text = json!({ "responses": [{ "id": id, "status": 200 }] }).to_string();
            assert!(matches!(read(text.as_bytes(), &users(6), Time::default()), Err(MsgraphError::Malformed(_))), "{id}");
        }
    }
}
