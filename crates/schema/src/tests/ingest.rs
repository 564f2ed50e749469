//! Statuses of alerts that clients tell.

use std::sync::Arc;

use riskgate_model::Record;
use serde_json::{Value, json};

use super::{ask_graph, graph, spy::Spy, world};

const MUTATION: &str = "mutation ($statuses: [DefenderStatusInput!]!) { ingestDefenderStatuses(input: {statuses: $statuses}) {
    recorded unchanged userErrors { code field target message } } }";

fn status(alert: &str, user: &str, status: &str) -> Value {
    json!({
        "alertId": alert, "userId": user, "status": status, "classification": "TRUE_POSITIVE", "lastUpdateDateTime": "1970-01-01T00:00:01Z",
    })
}

/// What the mutation answers, and what was recorded.
async fn told(statuses: Vec<Value>) -> (Value, Vec<Value>) {
    let spy = Arc::new(Spy::over(world::small()));
    let answer = ask_graph(&graph(&spy), &spy, MUTATION, json!({"statuses": statuses})).await;
    let body = |record| match record {
        Record::Alert(alert) => serde_json::from_str(alert.body.as_str()).expect("JSON"),
        other => panic!("{other:?}"),
    };
    (answer.data()["ingestDefenderStatuses"].clone(), spy.recorded().into_iter().map(body).collect())
}

#[tokio::test]
async fn a_status_says_no_more_of_its_alert_than_was_told() {
    let (answer, recorded) = told(vec![status("AL7", "U1", "RESOLVED")]).await;
    assert_eq!(answer, json!({"recorded": 1, "unchanged": 0, "userErrors": []}));
    let expected = json!({
        "id": "al7", "status": "resolved", "classification": "truePositive", "lastUpdateDateTime": "1970-01-01T00:00:01Z", "statusOf": ["u1"],
    });
    assert_eq!(recorded, [expected]);
}

#[tokio::test]
async fn what_cannot_be_is_refused_by_itself_and_the_others_are_recorded() {
    let mut late = status("al8", "u1", "NEW");
    late["lastUpdateDateTime"] = json!("1970-01-03T00:00:00Z");
    let statuses = vec![status("al7", "u1", "IN_PROGRESS"), late, status("al9", "u1", "UNKNOWN"), status("", "u1", "NEW")];
    let (answer, recorded) = told(statuses).await;
    assert_eq!((&answer["recorded"], recorded.len()), (&json!(1), 1));
    let errors = answer["userErrors"].as_array().expect("errors");
    let codes: Vec<_> =
        errors.iter().map(|error| (error["code"].as_str().expect("a code"), error["target"].as_str().expect("a target"))).collect();
    assert_eq!(codes, [("TIME_IN_FUTURE", "al8"), ("STATUS_UNKNOWN", "al9"), ("ID_INVALID", "")]);
}

#[tokio::test]
async fn more_than_500_statuses_are_refused_whole() {
    let (answer, recorded) = told(vec![status("al7", "u1", "NEW"); 501]).await;
    assert_eq!((&answer["recorded"], recorded.len()), (&json!(0), 0));
    assert_eq!(answer["userErrors"][0]["code"], "TOO_MANY_TARGETS");
}
