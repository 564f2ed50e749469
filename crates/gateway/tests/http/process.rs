//! The binary: its exit codes, its log and its signals.

use std::io::{Read as _, Write as _};

use serde_json::json;

use crate::running::{Running, output, riskgate, told};

/// A query as deep as the limits allow, and in its deepest field a filter as deep as they allow.
#[test]
fn the_deepest_document_does_not_end_the_process() {
    let running = Running::of(&["demo", "--users", "60", "--sign-ins", "404"]);
    let filter = (1..32).fold(json!({}), |inner, _| json!({ "not": inner }));
    let hops = (0..5).fold("signIns(filter: $filter) { totalCount }".to_owned(), |inner, _| {
        format!("signIns(first: 1) {{ nodes {{ user {{ {inner} }} }} }}")
    });
    let query =
        format!("query ($filter: SignInFilter) {{ users(first: 1, filter: {{riskState: {{eq: AT_RISK}}}}) {{ nodes {{ {hops} }} }} }}");
    let answer = running.ask(&json!({ "query": query, "variables": { "filter": filter } }));
    assert!(answer.contains("nested 8 levels deep"), "{answer}");
    assert!(running.ask(&json!({ "query": "{ __typename }" })).starts_with("HTTP/1.1 200 "));
}

#[test]
fn the_schema_is_printed() {
    let output = output(&["schema"], &[]);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stdout).contains("type Query {"));
}

#[test]
fn wrong_arguments_and_settings_exit_with_2() {
    for arguments in [&["sevre"][..], &["serve", "--port", "1"], &[]] {
        assert_eq!(output(arguments, &[]).status.code(), Some(2), "{arguments:?}");
    }
    let unknown = output(&["serve"], &[("RISKGATE_HTTP__PORT", "80")]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(told(&unknown).contains("RISKGATE_HTTP__PORT"), "{}", told(&unknown));
    let missing = output(&["serve", "--config", "nowhere.toml"], &[]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(told(&missing).contains("nowhere.toml"), "{}", told(&missing));
}

#[test]
fn an_address_that_others_reach_is_refused_with_2() {
    let output = output(&["serve"], &[("RISKGATE_HTTP__LISTEN", "0.0.0.0:0")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(told(&output).contains("no authentication yet"), "{}", told(&output));
}

#[test]
fn an_address_in_use_exits_with_1_and_says_why() {
    let running = Running::start();
    let folder = tempfile::tempdir().expect("there is a place for temporary files");
    let mut command = riskgate(&["serve"], &[("RISKGATE_HTTP__LISTEN", running.address.as_str())]);
    let output = command.current_dir(&folder).output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(told(&output).contains(&running.address), "{}", told(&output));
    assert!(told(&output).contains("because: "), "{}", told(&output));
}

#[cfg(unix)]
#[test]
fn a_request_leaves_one_line_without_what_it_asked() {
    let mut running = Running::start();
    let body = r#"{"query": "query ($who: String) { version }", "variables": {"who": "eve@x.test"}}"#;
    let mut stream = running.connect();
    write!(
        stream,
        "POST /graphql?who=eve@x.test HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .expect("the request is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("there is an answer");
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");

    let line = running.line("answered");
    let fields = &line["fields"];
    assert_eq!(fields["http.method"], "POST");
    assert_eq!(fields["http.route"], "/graphql");
    assert_eq!(fields["http.status"], 200);
    let id = fields["request.id"].as_str().expect("the line has the id");
    assert!(answer.contains(&format!("x-request-id: {id}")), "{answer}");

    running.terminate();
    let mut after = String::new();
    running.log.read_to_string(&mut after).expect("the log is read");
    for secret in ["eve@x.test", "version", "127.0.0.1"] {
        assert!(!line.to_string().contains(secret) && !after.contains(secret), "{secret}");
    }
    assert!(!after.contains("answered"), "{after}");
}

#[test]
fn a_method_that_is_none_of_https_is_not_repeated_in_the_log() {
    let mut running = Running::start();
    let mut stream = running.connect();
    write!(stream, "EVE.X.TEST /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").expect("the request is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("there is an answer");
    assert!(answer.starts_with("HTTP/1.1 405 "), "{answer}");
    assert_eq!(running.line("answered")["fields"]["http.method"], "other");
}

#[cfg(unix)]
#[test]
fn a_signal_stops_the_gateway_with_0() {
    let mut running = Running::start();
    running.terminate();
    let status = running.child.wait().expect("the process ends");
    assert_eq!(status.code(), Some(0));
}

#[cfg(unix)]
#[test]
fn a_second_signal_stops_it_at_once_with_1() {
    let mut running = Running::start();
    let mut stream = running.connect();
    let head = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                Expect: 100-continue\r\nContent-Length: 20\r\n\r\n";
    stream.write_all(head.as_bytes()).expect("the head is sent");
    let mut started = [0; 12];
    // The gateway asks for the body, so the request is under way.
    stream.read_exact(&mut started).expect("the gateway asks for the body");
    assert_eq!(&started, b"HTTP/1.1 100");
    running.terminate();
    running.line("stopping");
    running.terminate();
    let status = running.child.wait().expect("the process ends");
    assert_eq!(status.code(), Some(1));
}

#[test]
fn a_gateway_that_can_answer_is_healthy() {
    let running = Running::start();
    let checked = output(&["healthcheck"], &[("RISKGATE_HTTP__LISTEN", &running.address)]);
    assert_eq!(checked.status.code(), Some(0), "{checked:?}");
    assert!(String::from_utf8_lossy(&checked.stdout).starts_with(&format!("http://{}/readyz: ", running.address)), "{checked:?}");
    let refused = output(&["healthcheck", &format!("http://{}/nowhere", running.address)], &[]);
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
}
