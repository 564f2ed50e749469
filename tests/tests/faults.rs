//! An adapter that fails, is slow, throttled, refused, wrong or broken costs the fields it answers, and nothing else.

use riskgate_gateway::demo::Demo;
use riskgate_model::{TenantId, parse_day};
use riskgate_tests::{Engine, Fault, Gateway, faulty};
use serde_json::{Value, json};

const QUERY: &str = "{
    users(first: 3, orderBy: [{field: DISPLAY_NAME, direction: ASC}]) { nodes { displayName detections { nodes { id } } signIns(first: 1) { nodes { requestId } } } }
    detections { nodes { id } }
    signIns(first: 2) { source nodes { requestId detections { nodes { id } } } } }";

/// The demo tenant, whose detections come from an adapter of this fault.
async fn gateway(fault: Fault) -> Gateway {
    let demo = Demo::new(1, parse_day("2026-03-01").expect("a day"), 60, 404).expect("there is room for the stories");
    Gateway::with_detections_of(faulty(fault), TenantId::new(&demo.summary().tenant), demo.records()).await
}

/// What is left of an answer when every list of detections is taken out of it.
fn without_detections(mut data: Value) -> Value {
    for nodes in ["/users/nodes", "/signIns/nodes"] {
        for node in data.pointer_mut(nodes).and_then(Value::as_array_mut).expect("rows") {
            node.as_object_mut().expect("a row").remove("detections");
        }
    }
    data.as_object_mut().expect("an answer").remove("detections");
    data
}

#[tokio::test]
async fn a_faulty_adapter_costs_one_field_with_code_source_and_delay() {
    let demo = Demo::new(1, parse_day("2026-03-01").expect("a day"), 60, 404).expect("there is room for the stories");
    let whole = Gateway::with(Engine::Sqlite, TenantId::new(&demo.summary().tenant), demo.records()).await;
    let whole = whole.expect("there is always SQLite").data(QUERY).await;
    for (fault, code, retryable, retry_after) in [
        (Fault::Down, "SOURCE_UNAVAILABLE", true, Value::Null),
        (Fault::Slow, "SOURCE_TIMEOUT", true, Value::Null),
        (Fault::Throttled(7), "SOURCE_THROTTLED", true, json!(7)),
        (Fault::Denied, "FORBIDDEN", false, Value::Null),
        (Fault::Lying, "SOURCE_MALFORMED", false, Value::Null),
        (Fault::Panicking, "INTERNAL", false, Value::Null),
    ] {
        let response = gateway(fault).await.response(QUERY).await;
        let data = &response["data"];
        assert_eq!(data["detections"], Value::Null, "{fault:?}");
        for row in ["/users/nodes/0", "/users/nodes/2", "/signIns/nodes/1"] {
            assert_eq!(data.pointer(row).expect("a row")["detections"], Value::Null, "{fault:?}");
        }
        assert_eq!(without_detections(data.clone()), without_detections(whole.clone()), "{fault:?}");
        let errors = response["errors"].as_array().expect("errors");
        assert_eq!(errors.len(), 6, "one for each field that is null: {response}");
        for error in errors {
            let extensions = &error["extensions"];
            assert_eq!(
                (&extensions["code"], &extensions["source"], &extensions["retryable"], &extensions["retryAfter"]),
                (&json!(code), &json!("faulty"), &json!(retryable), &retry_after),
                "{error}"
            );
            let path = error["path"].as_array().expect("a path");
            assert_eq!(path.last(), Some(&json!("detections")), "{error}");
        }
    }
}

#[tokio::test]
async fn an_adapter_that_keeps_failing_is_left_alone_and_shown_as_down() {
    let gateway = gateway(Fault::Down).await;
    let query = "{ detections { nodes { id } } }";
    for _ in 0..20 {
        assert_eq!(gateway.response(query).await["errors"][0]["extensions"]["retryAfter"], Value::Null);
    }
    let left_alone = gateway.response(query).await;
    let extensions = &left_alone["errors"][0]["extensions"];
    assert_eq!((&extensions["code"], &extensions["retryAfter"]), (&json!("SOURCE_UNAVAILABLE"), &json!(1)));
    let adapters = gateway.data("{ adapters { name health { healthy problem } } }").await;
    assert_eq!(adapters["adapters"][0], json!({"name": "store", "health": {"healthy": true, "problem": null}}));
    assert_eq!(adapters["adapters"][1]["health"]["healthy"], false, "{adapters}");
    let problem = adapters["adapters"][1]["health"]["problem"].as_str().expect("a problem");
    assert!(problem.starts_with("it failed too often and is asked again in "), "{problem}");
}
