//! What happens to requests when the gateway stops.

use std::time::Duration;

use reqwest::StatusCode;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::gate::{Gate, rest, soon};

#[tokio::test]
async fn a_request_under_way_is_answered_and_a_new_connection_is_not() {
    let gate = Gate::start().await;
    let first = tokio::spawn(gate.query("{ wait }").send());
    gate.waiting().await;
    gate.stop.cancel();
    let closed = async { while TcpStream::connect(gate.address).await.is_ok() {} };
    soon(closed).await;
    assert!(!gate.serving.is_finished());

    gate.turns.go_on.add_permits(1);
    let first = soon(first).await.expect("the task ends").expect("there is a response");
    assert_eq!(first.status(), StatusCode::OK);
    soon(gate.serving).await.expect("the gateway ends");
}

#[tokio::test]
async fn an_idle_connection_holds_nothing_up() {
    let gate = Gate::start().await;
    let mut idle = gate.connect().await;
    let request = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";
    idle.write_all(request.as_bytes()).await.expect("it is sent");
    let mut answer = [0; 12];
    soon(idle.read_exact(&mut answer)).await.expect("it is answered");
    gate.stop.cancel();
    rest(idle).await;
    soon(gate.serving).await.expect("the gateway ends");
}

#[tokio::test]
async fn a_request_that_does_not_end_is_dropped_after_its_time() {
    let gate = Gate::set(|http| http.drain = Duration::from_millis(50)).await;
    let first = tokio::spawn(gate.query("{ wait }").send());
    gate.waiting().await;
    gate.stop.cancel();
    soon(gate.serving).await.expect("the gateway ends");
    let first = soon(first).await.expect("the task ends");
    assert!(first.is_err(), "the request was answered");
}

#[tokio::test]
async fn a_gateway_that_stops_is_not_ready() {
    let gate = Gate::start().await;
    let mut early = gate.connect().await;
    // Half a head keeps the connection open while the gateway stops.
    early.write_all(b"GET /readyz HTTP/1.1\r\n").await.expect("it is sent");
    let first = tokio::spawn(gate.query("{ wait }").send());
    gate.waiting().await;
    gate.stop.cancel();
    early.write_all(b"Host: localhost\r\n\r\n").await.expect("it is sent");
    let answer = rest(early).await;
    gate.turns.go_on.add_permits(1);
    soon(first).await.expect("the task ends").expect("there is a response");
    assert!(answer.contains("stopping"), "{answer}");
}
