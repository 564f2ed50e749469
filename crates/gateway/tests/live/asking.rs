//! What is answered, what it costs, and what is refused.

use std::collections::BTreeSet;

use riskgate_test_msgraph::{Collection, Limits};
use serde_json::{Value, json};

use crate::graph::{Gateway, Rates};

fn nodes(list: &Value) -> &[Value] {
    list["nodes"].as_array().expect("nodes")
}

#[tokio::test]
async fn a_sign_in_is_found_by_a_filter_and_by_its_id_and_entra_decides_its_risk() {
    let gateway = Gateway::over(Rates::Off).await;
    let query = "{ signIns(first: 2, filter: {riskState: {eq: AT_RISK}, createdDateTime: {ge: \"2020-01-01T00:00:00Z\"}}) {
        source nodes { requestId riskState riskDecidedBy } } }";
    let found = gateway.data(query).await["signIns"].take();
    assert_eq!((&found["source"], nodes(&found).len()), (&json!("msgraph"), 2), "{found}");
    let asked = gateway.stand_in.requests();
    let asked = asked.iter().find(|request| request.collection == Some(Collection::SignIns)).expect("it was asked");
    assert!(
        asked.query.contains("riskState%20eq%20%27atRisk%27") && asked.query.contains("createdDateTime%20ge%202020"),
        "{}",
        asked.query
    );
    for row in nodes(&found) {
        assert_eq!((&row["riskState"], &row["riskDecidedBy"]), (&json!("AT_RISK"), &json!("ENTRA")));
        let one = gateway.data(&format!("{{ signIn(by: {{requestId: {}}}) {{ requestId riskDecidedBy }} }}", row["requestId"])).await;
        assert_eq!(one["signIn"], json!({"requestId": row["requestId"], "riskDecidedBy": "ENTRA"}));
    }
    assert_eq!(gateway.data("{ signIn(by: {requestId: \"nobody\"}) { requestId } }").await["signIn"], Value::Null);
    assert_eq!(gateway.stand_in.calls(Collection::SignIns), 4, "one for the list, one for each id");
}

#[tokio::test]
async fn a_filter_that_graph_is_not_known_for_is_refused_unasked() {
    let gateway = Gateway::over(Rates::Real).await;
    for (query, known) in [
        ("{ signIns(filter: {isRisky: {eq: true}}) { nodes { id } } }", "riskLevelAggregated (in)"),
        ("{ detections(filter: {riskState: {eq: AT_RISK}}) { nodes { id } } }", "riskEventType (in)"),
        ("{ users(filter: {displayName: {contains: \"a\"}}) { nodes { id } } }", "displayName (in)"),
        ("{ users(orderBy: {field: RISK_LEVEL, direction: DESC}) { nodes { id } } }", "riskLastUpdatedDateTime"),
    ] {
        let refusal = gateway.refusal(query).await;
        assert_eq!(refusal["extensions"]["code"], "FILTER_NOT_PUSHABLE", "{refusal}");
        assert!(refusal["message"].as_str().is_some_and(|message| message.contains(known)), "{refusal}");
    }
    assert!(gateway.stand_in.requests().is_empty());
}

#[tokio::test]
async fn ten_users_have_their_children_in_few_calls() {
    let gateway = Gateway::over(Rates::Off).await;
    let query = "{ users(first: 10) { nodes { userPrincipalName riskDecidedBy
        signIns(first: 2) { nodes { createdDateTime } }
        detections(first: 2) { nodes { riskEventType riskDecidedBy } }
        riskHistory(first: 2) { nodes { riskState } } } } }";
    let users = gateway.data(query).await["users"].take();
    assert_eq!(nodes(&users).len(), 10);
    for user in nodes(&users) {
        assert_eq!(user["riskDecidedBy"], "ENTRA", "{user}");
        assert!(!nodes(&user["detections"]).is_empty() && !nodes(&user["riskHistory"]).is_empty(), "{user}");
    }
    let calls = [Collection::RiskyUsers, Collection::SignIns, Collection::RiskyUserHistory].map(|it| gateway.stand_in.calls(it));
    assert_eq!(calls, [1, 1, 10]);
    assert!(gateway.stand_in.calls(Collection::RiskDetections) <= 3, "{}", gateway.stand_in.calls(Collection::RiskDetections));
    assert_eq!(gateway.stand_in.calls(Collection::Users), 10, "in one batch");
}

#[tokio::test]
async fn an_incidents_alerts_come_with_it_and_those_of_a_user_are_unsupported() {
    let gateway = Gateway::over(Rates::Off).await;
    let query = "{ incidents(first: 3, filter: {status: {eq: ACTIVE}}) { source nodes { status alerts(first: 9) { source nodes { severity } } } } }";
    let incidents = gateway.data(query).await["incidents"].take();
    assert_eq!((&incidents["source"], nodes(&incidents).len()), (&json!("msgraph"), 2), "{incidents}");
    for incident in nodes(&incidents) {
        assert_eq!(incident["status"], "ACTIVE");
        assert!((1..=3).contains(&nodes(&incident["alerts"]).len()), "{incident}");
    }
    assert_eq!((gateway.stand_in.calls(Collection::Incidents), gateway.stand_in.calls(Collection::Alerts)), (3, 0));
    let alerts = gateway.data("{ alerts(first: 2, filter: {severity: {in: [HIGH, LOW]}}) { nodes { severity } } }").await["alerts"].take();
    assert!(!nodes(&alerts).is_empty() && nodes(&alerts).iter().all(|alert| alert["severity"] == "HIGH" || alert["severity"] == "LOW"));
    let refusal = gateway.refusal("{ users(first: 1) { nodes { alerts { nodes { id } } } } }").await;
    assert_eq!(refusal["extensions"], json!({"code": "UNSUPPORTED", "retryable": false, "source": "msgraph"}), "{refusal}");
    assert!(refusal["message"].as_str().is_some_and(|message| message.contains("does not filter alerts by the identities")), "{refusal}");
}

#[tokio::test]
async fn children_of_eleven_are_refused_with_what_they_would_cost() {
    let gateway = Gateway::over(Rates::Real).await;
    let refusal = gateway.refusal("{ users(first: 11) { nodes { id signIns { nodes { id } } } } }").await;
    let extensions = json!({
        "code": "TOO_EXPENSIVE", "retryable": false, "source": "msgraph", "estimatedCalls": 11, "estimatedSeconds": 21
    });
    assert_eq!(refusal["extensions"], extensions, "{refusal}");
    assert!(refusal["message"].as_str().is_some_and(|message| message.contains("ask for fewer at once, at most 10")), "{refusal}");
    let answer = gateway.answer("{ users(first: 11) { nodes { riskDecidedBy riskHistory { nodes { id } } } } }").await;
    let seconds = answer["errors"][0]["extensions"]["estimatedSeconds"].as_u64();
    assert!(seconds.is_some_and(|seconds| (11..=13).contains(&seconds)), "behind the call for the users: {answer}");
    assert_eq!(nodes(&answer["data"]["users"]).len(), 11, "one field is refused, not the page: {answer}");
    assert_eq!(gateway.stand_in.calls(Collection::SignIns) + gateway.stand_in.calls(Collection::RiskyUserHistory), 0);
}

#[tokio::test]
async fn branches_that_share_a_limit_are_answered_or_refused_for_their_price_and_never_late() {
    let gateway = Gateway::over(Rates::Real).await;
    gateway.stand_in.settle(|settings| settings.limits = Limits::real());
    let query = "{ users(first: 10) { nodes { riskDecidedBy
        riskHistory(first: 2) { nodes { riskState } }
        detections(first: 2) { nodes { riskEventType } } } } }";
    let answer = gateway.answer(query).await;
    let users = nodes(&answer["data"]["users"]);
    let answered = ["riskHistory", "detections"].map(|branch| users.iter().filter(|user| user[branch].is_object()).count());
    assert!(answered == [10, 0] || answered == [0, 10], "ten histories take all the time there is: {answer}");
    let errors = answer["errors"].as_array().expect("errors");
    for error in errors {
        assert_eq!(error["extensions"]["code"], "TOO_EXPENSIVE", "{answer}");
        assert!(error["extensions"]["estimatedSeconds"].as_u64().is_some_and(|seconds| seconds >= 11), "{answer}");
    }
}

#[tokio::test]
async fn detections_come_newest_first_of_more_than_a_page_in_few_calls_and_their_pages_join() {
    let gateway = Gateway::over(Rates::Off).await;
    let (mut seen, mut dates, mut after) = (BTreeSet::new(), Vec::new(), Value::Null);
    for page in 1..=3 {
        let query = format!(
            "{{ detections(first: 50, after: {after}) {{ nodes {{ id detectedDateTime riskDecidedBy }} pageInfo {{ hasNextPage endCursor }} }} }}"
        );
        let mut list = gateway.data(&query).await["detections"].take();
        assert_eq!(nodes(&list).len(), 50);
        for row in nodes(&list) {
            assert!(seen.insert(row["id"].to_string()), "{row} comes twice");
            dates.push(row["detectedDateTime"].as_str().expect("a date").to_owned());
        }
        assert_eq!(list["pageInfo"]["hasNextPage"], true);
        after = list["pageInfo"]["endCursor"].take();
        assert!(gateway.stand_in.calls(Collection::RiskDetections) <= 2 * page, "a page takes two calls");
    }
    assert!(dates.iter().zip(&dates[1..]).all(|(newer, older)| newer[..19] >= older[..19]));
}

#[tokio::test]
async fn a_list_that_does_not_fit_into_the_time_is_refused_with_what_it_would_cost() {
    let gateway = Gateway::over(Rates::Off).await;
    gateway.stand_in.settle(|settings| settings.page_most = Some(10));
    // Of these there are fewer than a page of ours has, so that no part of the list is certain before its end.
    let query = "{ detections(filter: {detectionTimingType: {eq: OFFLINE}, riskLevel: {eq: HIDDEN}}) { nodes { id } } }";
    let answer = gateway.answer(query).await;
    assert_eq!(answer["errors"], Value::Null, "what Graph filters is short: {answer}");
    let refusal = gateway.refusal("{ detections(first: 500) { nodes { id } } }").await;
    assert_eq!(refusal["extensions"]["code"], "TOO_EXPENSIVE", "{refusal}");
    assert!(refusal["extensions"]["estimatedCalls"].as_u64().is_some_and(|calls| calls > 30), "{refusal}");
    assert!(refusal["message"].as_str().is_some_and(|message| message.contains("narrow the filter")), "{refusal}");
}
