//! What `POST /ingest/defender` lets in, and what it answers.

use reqwest::{Method, RequestBuilder, StatusCode, header};
use riskgate_gateway::{
    config::{Defender, SecretText},
    http::Pushing,
};
use serde_json::{Value, json};

use crate::gate::Gate;

const SECRET: &str = "a-secret-that-nobody-guesses";

fn secret() -> Pushing {
    Pushing::of(&Defender { push_secret: SecretText::new(SECRET), ..Defender::default() })
}

fn open() -> Pushing {
    Pushing::open(&Defender::default())
}

fn push(gate: &Gate, body: impl Into<reqwest::Body>) -> RequestBuilder {
    gate.client.post(gate.url("/ingest/defender")).header(header::CONTENT_TYPE, "application/json").body(body)
}

/// The status and code of the answer.
async fn answer(request: RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.expect("it answers");
    let status = response.status();
    let body: Value = response.json().await.expect("JSON");
    (status, body["errors"][0]["extensions"]["code"].clone())
}

fn pushed(gate: &Gate) -> usize {
    gate.pushed.lock().expect("no test panics meanwhile").len()
}

#[tokio::test]
async fn only_who_shows_the_secret_may_push() {
    let gate = Gate::taking(secret()).await;
    let unauthorized = (StatusCode::UNAUTHORIZED, json!("UNAUTHENTICATED"));
    assert_eq!(answer(push(&gate, "{}")).await, unauthorized);
    for shown in ["Bearer another-secret", "Bearer", &format!("Basic {SECRET}"), SECRET] {
        assert_eq!(answer(push(&gate, "{}").header(header::AUTHORIZATION, shown)).await, unauthorized, "{shown}");
    }
    let twice = push(&gate, "{}").bearer_auth(SECRET).header(header::AUTHORIZATION, format!("Bearer {SECRET}"));
    assert_eq!(answer(twice).await, unauthorized);
    assert_eq!(pushed(&gate), 0);
    assert_eq!(answer(push(&gate, "{}").bearer_auth(SECRET)).await.0, StatusCode::ACCEPTED);
    assert_eq!(pushed(&gate), 1);
}

#[tokio::test]
async fn nothing_is_taken_where_no_secret_is_set_unless_it_is_open() {
    let closed = Gate::taking(Pushing::of(&Defender::default())).await;
    assert_eq!(answer(push(&closed, "{}")).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(answer(push(&closed, "{}").bearer_auth("")).await.0, StatusCode::UNAUTHORIZED);
    let open = Gate::taking(open()).await;
    assert_eq!(answer(push(&open, "{}")).await.0, StatusCode::ACCEPTED);
    assert_eq!((pushed(&closed), pushed(&open)), (0, 1));
}

#[tokio::test]
async fn what_is_no_json_too_long_or_no_post_is_refused_before_it_is_stored() {
    let gate = Gate::taking(Pushing::open(&Defender { push_bytes: 100, ..Defender::default() })).await;
    let of_type = |kind: &'static str| gate.client.post(gate.url("/ingest/defender")).header(header::CONTENT_TYPE, kind).body("{}");
    for kind in ["text/plain", "application/x-www-form-urlencoded", "application/xml"] {
        assert_eq!(answer(of_type(kind)).await, (StatusCode::UNSUPPORTED_MEDIA_TYPE, json!("UNSUPPORTED_MEDIA_TYPE")), "{kind}");
    }
    let packed = push(&gate, "{}").header(header::CONTENT_ENCODING, "gzip");
    assert_eq!(answer(packed).await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(answer(push(&gate, " ".repeat(101))).await, (StatusCode::PAYLOAD_TOO_LARGE, json!("REQUEST_TOO_LARGE")));
    assert_eq!(answer(gate.client.request(Method::GET, gate.url("/ingest/defender"))).await.0, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(pushed(&gate), 0);
    assert_eq!(answer(push(&gate, " ".repeat(100))).await.0, StatusCode::ACCEPTED);
}

#[tokio::test]
async fn what_cannot_be_read_is_a_bad_request_and_what_cannot_be_stored_may_be_sent_again() {
    let gate = Gate::taking(open()).await;
    assert_eq!(answer(push(&gate, "no JSON")).await, (StatusCode::BAD_REQUEST, json!("BAD_REQUEST")));
    let response = push(&gate, r#"{"fails":1}"#).send().await.expect("it answers");
    assert_eq!(
        (response.status(), &response.headers()[header::RETRY_AFTER]),
        (StatusCode::SERVICE_UNAVAILABLE, &"1".parse().expect("a value"))
    );
}

#[tokio::test]
async fn a_push_of_unknown_length_has_the_same_limit() {
    let gate = Gate::taking(Pushing::open(&Defender { push_bytes: 100, ..Defender::default() })).await;
    let head = "POST /ingest/defender HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
    let chunk = format!("3c\r\n{}\r\n", " ".repeat(60));
    let answer = gate.raw(&format!("{head}{chunk}{chunk}0\r\n\r\n")).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert_eq!(pushed(&gate), 0);
    let answer = gate.raw(&format!("{head}{chunk}0\r\n\r\n")).await;
    assert!(answer.starts_with("HTTP/1.1 202 "), "{answer}");
}
