//! A tenant of any size.

use std::collections::HashSet;

use riskgate_model::Time;
use riskgate_test_msgraph::{Collection, Size, World};
use serde_json::Value;

use crate::client::{ids, of, rows, size};

#[tokio::test]
async fn a_world_is_the_same_in_every_run() {
    let (one, other) = (of(World::sized(size()), |_| {}).await, of(World::sized(size()), |_| {}).await);
    for path in ["/v1.0/users", "/beta/auditLogs/signIns", "/v1.0/identityProtection/riskDetections?$top=500"] {
        assert_eq!(one.ok(path).await["value"], other.ok(path).await["value"], "{path}");
    }
    let another = of(World::sized(Size { seed: 2, ..size() }), |_| {}).await;
    assert_ne!(one.ok("/v1.0/users").await["value"], another.ok("/v1.0/users").await["value"]);
}

#[tokio::test]
async fn a_million_sign_ins_cost_no_more_than_the_pages_that_are_read() {
    let world = World::sized(Size { users: 10_000, risky_users: 500, detections: 20_000, sign_ins: 1_000_000, unattended: 0, ..size() });
    assert_eq!((world.sign_ins.len(), world.risk_detections.len(), world.users.len()), (1_000_000, 20_000, 10_000));
    let asked = of(world, |_| {}).await;
    let window = "$filter=createdDateTime ge 2025-11-10T00:00:00Z and createdDateTime le 2025-11-10T02:00:00Z";
    let pages = asked.pages(&format!("/v1.0/auditLogs/signIns?{window}")).await;
    let found = pages.concat();
    assert!((2700..2900).contains(&found.len()), "{}", found.len());
    assert_eq!(asked.graph.calls(Collection::SignIns), found.len().div_ceil(1000));
    let row = asked.ok(&format!("/v1.0/auditLogs/signIns/{}", ids(&found)[7])).await;
    assert_eq!(row["createdDateTime"], found[7]["createdDateTime"]);
    let times: Vec<Time> = found.iter().map(|row| time(row, "createdDateTime")).collect();
    assert!(times.is_sorted_by(|newer, older| newer >= older));
    let oldest = asked.ok("/v1.0/auditLogs/signIns?$orderby=createdDateTime asc&$top=2").await;
    assert!(time(&rows(&oldest)[0], "createdDateTime") <= time(&rows(&oldest)[1], "createdDateTime"));
}

#[tokio::test]
async fn rows_of_different_kinds_know_each_other() {
    let mut asked = of(World::sized(size()), |_| {}).await;
    asked.days_pass().await;
    let detections = asked.pages("/v1.0/identityProtection/riskDetections").await.concat();
    let sign_ins = asked.pages("/v1.0/auditLogs/signIns").await.concat();
    let linked: Vec<&Value> = detections.iter().filter(|row| row["requestId"].is_string()).collect();
    assert!(!linked.is_empty() && linked.len() < detections.len());
    for detection in linked {
        let sign_in = sign_ins.iter().find(|row| row["id"] == detection["requestId"]).expect("the sign-in");
        assert_eq!((&sign_in["userId"], &sign_in["correlationId"]), (&detection["userId"], &detection["correlationId"]));
    }
    for user in asked.pages("/v1.0/identityProtection/riskyUsers").await.concat() {
        let id = user["id"].as_str().expect("an id");
        assert_eq!(asked.ok(&format!("/v1.0/users/{id}")).await["userPrincipalName"], user["userPrincipalName"]);
        let history = asked.ok(&format!("/v1.0/identityProtection/riskyUsers/{id}/history")).await;
        assert_eq!(rows(&history)[0]["id"], id);
        assert!(rows(&history)[1..].iter().all(|item| item["id"].as_str().is_some_and(|item| item.len() > id.len())));
    }
}

#[tokio::test]
async fn rows_have_the_shapes_that_microsoft_graph_is_known_for() {
    let mut asked = of(World::sized(size()), |_| {}).await;
    asked.days_pass().await;
    let sign_ins = asked.pages("/v1.0/auditLogs/signIns").await.concat();
    let digits = |row: &Value| row["createdDateTime"].as_str().and_then(|text| text.split_once('.')).map_or(0, |(_, rest)| rest.len() - 1);
    assert_eq!(sign_ins.iter().map(digits).collect::<HashSet<_>>(), (0..=7).collect());
    let has = |test: &dyn Fn(&Value) -> bool| sign_ins.iter().any(test);
    assert!(has(&|row| row["location"]["city"] == "" && row["location"]["geoCoordinates"].is_null()));
    assert!(has(&|row| row["conditionalAccessStatus"] == "Success") && has(&|row| row["clientAppUsed"] == ""));
    assert!(sign_ins.iter().all(|row| row["userPrincipalName"].as_str().is_some_and(|name| name == name.to_lowercase())));
    let detections = asked.pages("/v1.0/identityProtection/riskDetections").await.concat();
    assert!(ids(&detections).iter().all(|id| id.len() == 64));
    assert!(detections.iter().any(|row| row["riskEventType"] == "findingOfALaterYear"));
    for row in &detections {
        let pairs: Value = serde_json::from_str(row["additionalInfo"].as_str().expect("a text")).expect("JSON in it");
        assert!(pairs[0]["Key"].is_string());
    }
    let users = asked.ok("/v1.0/identityProtection/riskyUsers").await;
    assert!(rows(&users).iter().any(|row| row["riskDetail"] == "unknownFutureValue" && row["riskLevel"] == "hidden"));
}

#[tokio::test]
async fn offline_detections_arrive_late_with_their_old_times() {
    let mut asked = of(World::sized(Size { detections: 200, ..size() }), |_| {}).await;
    let path = "/v1.0/identityProtection/riskDetections?$top=500";
    let before = asked.pages(path).await.concat();
    asked.days_pass().await;
    let after = asked.pages(path).await.concat();
    assert_eq!(after.len(), 200);
    let known: HashSet<&str> = ids(&before).into_iter().collect();
    let late = after.iter().filter(|row| !known.contains(row["id"].as_str().expect("an id")));
    let latest = before.iter().map(|row| time(row, "activityDateTime")).max();
    assert!(late.clone().count() > 0 && late.clone().any(|row| Some(time(row, "activityDateTime")) < latest));
}

fn time(row: &Value, name: &str) -> Time {
    Time::parse(row[name].as_str().expect("a text")).expect("a time")
}
