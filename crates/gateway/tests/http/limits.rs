//! Bodies, times and numbers that are too large.

use std::num::NonZeroU16;
use std::time::Duration;

use reqwest::StatusCode;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpSocket;

use crate::gate::{Gate, code, rest, sent, soon};

const SHORT: Duration = Duration::from_millis(50);

/// A whole query of that many bytes.
fn body_of(bytes: usize) -> String {
    let query = r#"{"query": "{ hello }"}"#;
    format!("{query}{}", " ".repeat(bytes - query.len()))
}

#[tokio::test]
async fn a_body_at_the_limit_is_read_and_one_above_is_not() {
    let gate = Gate::start().await;
    let (status, _, _) = sent(gate.post(body_of(256 * 1024))).await;
    assert_eq!(status, StatusCode::OK);
    let (status, _, body) = sent(gate.post(body_of(256 * 1024 + 1))).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(code(&body), "REQUEST_TOO_LARGE");
}

#[tokio::test]
async fn a_body_of_unknown_length_has_the_same_limit() {
    let gate = Gate::set(|http| http.body_bytes = 1_000).await;
    let head = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
    let chunk = |bytes: usize| format!("{:x}\r\n{}\r\n", bytes, " ".repeat(bytes));
    let answer = gate.raw(&format!("{head}{}{}0\r\n\r\n", chunk(600), chunk(600))).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    let whole = format!("16\r\n{}\r\n0\r\n\r\n", body_of(22));
    let answer = gate.raw(&format!("{head}{whole}")).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[tokio::test]
async fn an_endless_body_is_cut_off() {
    let gate = Gate::set(|http| http.body_bytes = 1_000).await;
    let mut stream = gate.connect().await;
    let head = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                Transfer-Encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await.expect("the head is sent");
    let chunk = format!("1000\r\n{}\r\n", " ".repeat(0x1000));
    let endless = async { while stream.write_all(chunk.as_bytes()).await.is_ok() {} };
    soon(endless).await;
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_given_up() {
    let gate = Gate::set(|http| http.deadline = SHORT).await;
    let mut stream = gate.connect().await;
    let head = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                Content-Length: 20\r\nConnection: close\r\n\r\n{";
    stream.write_all(head.as_bytes()).await.expect("the head is sent");
    let answer = rest(stream).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
}

#[tokio::test]
async fn a_query_that_takes_too_long_is_given_up() {
    let gate = Gate::set(|http| http.deadline = SHORT).await;
    let (status, _, body) = sent(gate.query("{ wait }")).await;
    assert_eq!(status, StatusCode::GATEWAY_TIMEOUT);
    assert_eq!(code(&body), "TIMEOUT");
}

#[tokio::test]
async fn queries_above_the_limit_are_sent_away_and_health_is_not() {
    let gate = Gate::set(|http| http.in_flight = NonZeroU16::MIN).await;
    let first = tokio::spawn(gate.query("{ wait }").send());
    gate.waiting().await;

    let response = gate.query("{ hello }").send().await.expect("there is a response");
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.headers()["retry-after"], "1");
    let live = gate.client.get(gate.url("/livez")).send().await;
    assert_eq!(live.expect("there is a response").status(), StatusCode::OK);

    gate.turns.go_on.add_permits(1);
    let first = soon(first).await.expect("the task ends").expect("there is a response");
    assert_eq!(first.status(), StatusCode::OK);
    let (status, _, _) = sent(gate.query("{ hello }")).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn a_client_that_goes_away_gives_its_place_back() {
    let gate = Gate::set(|http| http.in_flight = NonZeroU16::MIN).await;
    let first = tokio::spawn(gate.query("{ wait }").send());
    gate.waiting().await;
    first.abort();
    // The place comes back once the gateway has seen the connection close.
    let answered = async {
        loop {
            let (status, _, _) = sent(gate.query("{ hello }")).await;
            if status == StatusCode::OK {
                break;
            }
        }
    };
    soon(answered).await;
}

#[tokio::test]
async fn a_head_that_does_not_arrive_is_given_up() {
    let gate = Gate::set(|http| http.head = SHORT).await;
    for part in ["", "GET /livez HTTP/1.1\r\nHost: local"] {
        let answer = gate.raw(part).await;
        assert!(!answer.contains(" 200 "), "{answer}");
    }
}

#[tokio::test]
async fn a_client_that_does_not_take_its_answers_is_given_up() {
    let gate = Gate::set(|http| http.head = SHORT).await;
    let socket = TcpSocket::new_v4().expect("there is a socket");
    socket.set_recv_buffer_size(4096).expect("its buffer is small");
    let mut stream = socket.connect(gate.address).await.expect("the gateway accepts");
    let requests = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(100);
    let asking = async { while stream.write_all(requests.as_bytes()).await.is_ok() {} };
    soon(asking).await;
}

#[tokio::test]
async fn a_connection_without_a_next_request_is_closed() {
    let gate = Gate::set(|http| http.head = SHORT).await;
    let answer = gate.raw("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[tokio::test]
async fn connections_above_the_limit_wait_for_a_place() {
    let gate = Gate::set(|http| http.connections = NonZeroU16::MIN).await;
    let request = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let mut first = gate.connect().await;
    first.write_all(request.as_bytes()).await.expect("it is sent");
    let mut answer = [0; 12];
    soon(first.read_exact(&mut answer)).await.expect("the first is answered");

    let mut second = gate.connect().await;
    second.write_all(request.as_bytes()).await.expect("it is sent");
    let unanswered = tokio::time::timeout(SHORT, second.read_exact(&mut answer)).await;
    assert!(unanswered.is_err(), "the second is answered beside the first");

    drop(first);
    soon(second.read_exact(&mut answer)).await.expect("the second is answered");
    assert_eq!(&answer, b"HTTP/1.1 200");
}
