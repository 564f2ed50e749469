//! Batches: many requests in one, each judged alone.

use std::time::Duration;

use riskgate_test_msgraph::{Collection, Limits, Rate, RetryAfter, World};
use serde_json::{Value, json};

use crate::client::{of, size, small};

const BATCH: &str = "/v1.0/$batch";

fn get(id: &str, url: &str) -> Value {
    json!({"id": id, "method": "GET", "url": url})
}

fn response<'a>(body: &'a Value, id: &str) -> &'a Value {
    body["responses"].as_array().expect("responses").iter().find(|response| response["id"] == id).expect("a response")
}

#[tokio::test]
async fn each_request_of_a_batch_is_answered_in_another_order() {
    let asked = small().await;
    let requests = json!({"requests": [
        get("1", "/users?$top=1&$select=id"),
        get("2", "/identityProtection/riskyUsers/nobody"),
        {"id": "3", "method": "POST", "url": "/identityProtection/riskyUsers/confirmSafe", "body": {"userIds": ["u"]},
            "headers": {"Content-Type": "application/json"}},
    ]});
    let (status, body) = asked.post(BATCH, &requests).await;
    assert_eq!((status, &body["responses"][0]["id"]), (200, &json!("3")));
    assert_eq!(response(&body, "1")["body"]["value"].as_array().map(Vec::len), Some(1));
    assert_eq!(response(&body, "2")["status"], 404);
    assert_eq!((&response(&body, "3")["status"], &response(&body, "3")["body"]), (&json!(204), &Value::Null));
    assert_eq!(asked.graph.calls(Collection::RiskyUsers), 2);
}

#[tokio::test]
async fn a_batch_does_not_raise_the_limit() {
    let rate = Rate { most: 2, within: Duration::from_hours(1), retry_after: RetryAfter::Seconds };
    let asked = of(World::sized(size()), |settings| settings.limits = Limits { reports: Some(rate), ..Limits::off() }).await;
    let requests: Vec<Value> = ["1", "2", "3"].map(|id| get(id, "/auditLogs/signIns?$top=1")).into();
    let (status, body) = asked.post(BATCH, &json!({ "requests": requests })).await;
    assert_eq!(status, 200);
    assert_eq!(["1", "2", "3"].map(|id| response(&body, id)["status"].clone()), [200, 200, 429]);
    assert_eq!(response(&body, "3")["headers"]["retry-after"], "3600");
}

#[tokio::test]
async fn a_request_waits_for_what_it_depends_on() {
    let asked = small().await;
    let mut dependent = get("2", "/users?$top=1");
    dependent["dependsOn"] = json!(["1"]);
    let (_, body) = asked.post(BATCH, &json!({"requests": [get("1", "/users/nobody"), dependent]})).await;
    assert_eq!(response(&body, "2")["status"], 424);
    let mut dependent = get("2", "/users?$top=1");
    dependent["dependsOn"] = json!(["1"]);
    let (_, body) = asked.post(BATCH, &json!({"requests": [get("1", "/users"), dependent]})).await;
    assert_eq!(response(&body, "2")["status"], 200);
}

#[tokio::test]
async fn a_malformed_batch_is_refused_as_a_whole() {
    let asked = small().await;
    let many: Vec<Value> = (0..21).map(|id| get(&id.to_string(), "/users")).collect();
    for requests in [
        json!([]),
        json!(many),
        json!([get("1", "/users"), get("1", "/users")]),
        json!([get("1", "https://graph.microsoft.com/v1.0/users")]),
        json!([get("1", "/$batch")]),
        json!([{"id": "1", "url": "/users"}]),
        json!("no list"),
    ] {
        assert_eq!(asked.post(BATCH, &json!({"requests": requests})).await.0, 400, "{requests}");
    }
    assert_eq!(asked.get(BATCH).await.0, 405);
}
