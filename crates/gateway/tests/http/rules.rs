//! The rules of GraphQL over HTTP.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::gate::{Gate, code, sent};

const JSON: &str = "application/json; charset=utf-8";
const GRAPHQL: &str = "application/graphql-response+json; charset=utf-8";

#[tokio::test]
async fn a_query_is_answered_in_the_accepted_type() {
    let gate = Gate::start().await;
    for (accept, expected) in [
        ("application/json", JSON),
        ("*/*", JSON),
        ("application/graphql-response+json", GRAPHQL),
        ("application/graphql-response+json, application/json;q=0.9", GRAPHQL),
    ] {
        let (status, content_type, body) = sent(gate.query("{ hello }").header("accept", accept)).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(content_type, expected);
        assert_eq!(body, json!({ "data": { "hello": "world" } }));
    }
}

#[tokio::test]
async fn a_refused_query_is_a_200_as_json_and_a_400_as_graphql_response() {
    let gate = Gate::start().await;
    let deep = "{a".repeat(100);
    for query in ["{", "{ unknown }", "query A { hello } query B { hello }", deep.as_str()] {
        let (status, _, body) = sent(gate.query(query)).await;
        assert_eq!(status, StatusCode::OK, "{query}");
        assert!(body.get("data").is_none() && body["errors"].is_array(), "{body}");
        let accepting = gate.query(query).header("accept", "application/graphql-response+json");
        let (status, content_type, body) = sent(accepting).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(content_type, GRAPHQL);
        assert!(body.get("data").is_none() && body["errors"].is_array(), "{body}");
    }
}

#[tokio::test]
async fn a_failed_field_is_an_answer() {
    let gate = Gate::start().await;
    for accept in ["application/json", "application/graphql-response+json"] {
        let (status, _, body) = sent(gate.query("{ fails }").header("accept", accept)).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(body["data"], Value::Null);
        assert_eq!(body["errors"][0]["path"], json!(["fails"]));
    }
}

#[tokio::test]
async fn a_malformed_request_is_a_400_in_both_types() {
    let gate = Gate::start().await;
    for body in [
        "{",
        "",
        "3",
        "{}",
        r#"{"query": 1}"#,
        r#"{"query": "{ hello }", "operationName": {}}"#,
        r#"{"query": "{ hello }", "variables": []}"#,
        r#"{"query": "{ hello }", "extensions": "x"}"#,
    ] {
        for accept in ["application/json", "application/graphql-response+json"] {
            let (status, _, answer) = sent(gate.post(body).header("accept", accept)).await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
            assert_eq!(code(&answer), "BAD_REQUEST", "{body}");
            assert!(answer.get("data").is_none());
        }
    }
}

#[tokio::test]
async fn null_members_are_taken() {
    let gate = Gate::start().await;
    let body = r#"{"query": "{ hello }", "operationName": null, "variables": null,
        "extensions": null}"#;
    let (status, _, answer) = sent(gate.post(body)).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(answer["data"]["hello"], "world");
}

#[tokio::test]
async fn a_batch_is_refused() {
    let gate = Gate::start().await;
    let (status, _, body) = sent(gate.post(r#"[{"query": "mutation { act }"}]"#)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(code(&body), "BATCH_NOT_SUPPORTED");
    assert_eq!(gate.turns.acted.available_permits(), 0);
}

#[tokio::test]
async fn what_a_form_can_send_is_refused() {
    let gate = Gate::start().await;
    let mutation = r#"{"query": "mutation { act }"}"#;
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/cbor",
        "application/json; charset=utf-16",
    ] {
        let request = gate.client.post(gate.url("/graphql")).body(mutation);
        let (status, _, body) = sent(request.header("content-type", content_type)).await;
        assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{content_type}");
        assert_eq!(code(&body), "UNSUPPORTED_MEDIA_TYPE");
    }
    let (status, _, _) = sent(gate.client.post(gate.url("/graphql")).body(mutation)).await;
    assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(gate.turns.acted.available_permits(), 0);

    let (status, _, _) = sent(gate.post(mutation)).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(gate.turns.acted.available_permits(), 1);
}

#[tokio::test]
async fn the_charset_may_be_named() {
    let gate = Gate::start().await;
    let request = gate.client.post(gate.url("/graphql"));
    let request = request.header("content-type", "application/json; charset=utf-8");
    let (status, _, _) = sent(request.body(r#"{"query": "{ hello }"}"#)).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn nothing_but_post_executes() {
    let gate = Gate::start().await;
    let url = gate.url("/graphql?query=mutation%20%7B%20act%20%7D");
    for method in [Method::GET, Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        let request = gate.client.request(method.clone(), &url);
        let response = request.send().await.expect("there is a response");
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED, "{method}");
        assert_eq!(response.headers()["allow"], "POST");
    }
    assert_eq!(gate.turns.acted.available_permits(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn no_document_ends_the_process_or_holds_a_core() {
    let gate = Gate::start().await;
    let doubling = |level: usize| {
        let next = level + 1;
        format!("fragment F{level} on Query {{ ...F{next} ...F{next} }}")
    };
    let doubling: Vec<_> = (0..24).map(doubling).collect();
    let bomb = format!("{{ ...F0 }} {} fragment F24 on Query {{ hello }}", doubling.join(" "));
    let lists = format!("{{ hello(x: {}", "[".repeat(24_000));
    let objects = format!("{{ hello(x: {}", "{a:".repeat(5_000));
    let cycle = "{ ...A } fragment A on Query { ...A ...A }".to_owned();
    let aliases = format!("{{ {} }}", "a: __typename ".repeat(101));
    for (query, expected) in [
        (lists, "QUERY_TOO_LARGE"),
        (objects, "QUERY_TOO_COMPLEX"),
        (bomb, "QUERY_TOO_COMPLEX"),
        (cycle, "GRAPHQL_VALIDATION_FAILED"),
        (aliases, "QUERY_TOO_COMPLEX"),
    ] {
        let (_, _, body) = sent(gate.query(&query)).await;
        assert_eq!(code(&body), expected);
    }
    let (_, _, body) = sent(gate.query("{ hello }")).await;
    assert_eq!(body["data"]["hello"], "world");
}

#[tokio::test]
async fn a_panic_costs_one_answer() {
    let gate = Gate::start().await;
    let (status, _, body) = sent(gate.query("{ panics }")).await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(code(&body), "INTERNAL");
    let (_, _, body) = sent(gate.query("{ hello }")).await;
    assert_eq!(body["data"]["hello"], "world");
}
