//! The pages beside the endpoint.

use reqwest::{Response, StatusCode};

use crate::gate::Gate;

async fn get(gate: &Gate, path: &str) -> Response {
    let response = gate.client.get(gate.url(path)).send().await;
    response.expect("there is a response")
}

async fn text(response: Response) -> String {
    response.text().await.expect("the body is text")
}

#[tokio::test]
async fn the_landing_page_says_where_to_go_and_runs_nothing() {
    let gate = Gate::start().await;
    let response = get(&gate, "/").await;
    assert_eq!(response.status(), StatusCode::OK);
    let headers = response.headers().clone();
    assert_eq!(headers["content-type"], "text/html; charset=utf-8");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    let policy = headers["content-security-policy"].to_str();
    assert!(policy.is_ok_and(|policy| policy.starts_with("default-src 'none';")));
    let page = text(response).await;
    for part in [
        &format!("curl -s http://{}/graphql", gate.address),
        "href=\"/graphiql\"",
        "href=\"/schema.graphql\"",
        "href=\"/livez\"",
        "href=\"/readyz\"",
        "href=\"/metrics\"",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("<script"));
}

#[tokio::test]
async fn the_explorer_or_how_to_build_it_loads_nothing_from_elsewhere() {
    let gate = Gate::start().await;
    let response = get(&gate, "/graphiql").await;
    assert_eq!(response.status(), StatusCode::OK);
    let headers = response.headers().clone();
    assert_eq!(headers["content-type"], "text/html; charset=utf-8");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(headers["referrer-policy"], "no-referrer");
    let policy = headers["content-security-policy"].to_str().expect("the policy is text");
    assert!(policy.starts_with("default-src 'none';") && policy.contains("frame-ancestors 'none'") && !policy.contains("http"), "{policy}");
    let page = text(response).await;
    assert!(page.contains("riskgate: the explorer"));
    for linked in page.split('"').filter(|text| text.starts_with("/graphiql/")) {
        let response = get(&gate, linked).await;
        assert_eq!(response.status(), StatusCode::OK, "{linked}");
        assert!(response.headers()["cache-control"].to_str().is_ok_and(|value| value.contains("immutable")), "{linked}");
    }
}

#[tokio::test]
async fn the_schema_is_served_as_text() {
    let gate = Gate::start().await;
    let response = get(&gate, "/schema.graphql").await;
    assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
    assert!(text(response).await.contains("type Query {"));
}

#[tokio::test]
async fn health_is_told_in_a_word() {
    let gate = Gate::start().await;
    let live = get(&gate, "/livez").await;
    assert_eq!((live.status(), text(live).await.as_str()), (StatusCode::OK, "live\n"));
    let ready = get(&gate, "/readyz").await;
    assert_eq!((ready.status(), text(ready).await.as_str()), (StatusCode::OK, "ready\n"));
}

#[tokio::test]
async fn a_gateway_that_is_not_ready_says_why_and_is_alive() {
    let gate = Gate::with(|_| {}, Err("the store is read-only")).await;
    let ready = get(&gate, "/readyz").await;
    assert_eq!(ready.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(text(ready).await, "the store is read-only\n");
    assert_eq!(get(&gate, "/livez").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn unknown_paths_are_not_found() {
    let gate = Gate::start().await;
    for path in ["/graphql/", "/graphiql/", "/graphiql/index.html", "/.env", "/schema"] {
        assert_eq!(get(&gate, path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn every_response_has_an_id_of_its_own() {
    let gate = Gate::start().await;
    let mut ids = Vec::new();
    for path in ["/", "/livez", "/graphql", "/nowhere", "/livez"] {
        let response = get(&gate, path).await;
        ids.push(response.headers()["x-request-id"].clone());
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 5);
}
