//! Alerts and incidents of Microsoft Defender.

use reqwest::Method;
use riskgate_test_msgraph::{Armed, Fault, Size, World};
use serde_json::{Value, json};

use crate::client::{Asked, code, ids, of, rows, size, small};

const ALERTS: &str = "/v1.0/security/alerts_v2";

/// A stand-in with these alerts, each last changed in a minute of its own.
async fn changed_in(minutes: &[u32]) -> Asked {
    let alert = |minute: &u32| json!({"id": format!("a{minute}"), "lastUpdateDateTime": format!("2025-11-20T08:{minute:02}:00Z")});
    let alerts: Vec<Value> = minutes.iter().map(alert).collect();
    of(World { alerts: alerts.into(), ..World::default() }, |_| {}).await
}

#[tokio::test]
async fn alerts_and_incidents_are_filtered_as_documented() {
    let asked = small().await;
    let all = asked.pages(ALERTS).await.concat();
    assert_eq!(all.len(), 14);
    let at = all[5]["lastUpdateDateTime"].as_str().expect("a time");
    for (filter, is_in) in [
        ("status eq 'resolved'", (|row| row["status"] == "resolved") as fn(&Value) -> bool),
        ("classification eq 'truePositive' and status eq 'inProgress'", |row| row["determination"] == "compromisedAccount"),
        ("severity eq 'high' or severity eq 'low'", |row| row["severity"] == "high" || row["severity"] == "low"),
        ("serviceSource eq 'azureAdIdentityProtection'", |row| row["serviceSource"] == "azureAdIdentityProtection"),
        ("assignedTo eq 'analyst@contoso.example'", |row| row["assignedTo"].is_string()),
    ] {
        let found = asked.pages(&format!("{ALERTS}?$filter={filter}")).await.concat();
        let expected: Vec<Value> = all.iter().filter(|row| is_in(row)).cloned().collect();
        assert!(!found.is_empty() && ids(&found) == ids(&expected), "{filter}");
    }
    let until = asked.pages(&format!("{ALERTS}?$filter=lastUpdateDateTime le {at}")).await.concat();
    let after = asked.pages(&format!("{ALERTS}?$filter=lastUpdateDateTime gt {at}")).await.concat();
    assert!(until.len() + after.len() == all.len() && ids(&until).contains(&ids(&all)[5]));
    let active = asked.ok("/v1.0/security/incidents?$filter=status eq 'active'").await;
    assert!(!rows(&active).is_empty() && rows(&active).iter().all(|row| row["status"] == "Active"));
    for path in ["alerts_v2?$filter=title eq 'x'", "alerts_v2?$select=id", "incidents?$filter=serviceSource eq 'x'", "incidents?$top=51"] {
        assert_eq!(asked.get(&format!("/v1.0/security/{path}")).await.0, 400, "{path}");
    }
}

#[tokio::test]
async fn an_order_is_passed_by_without_a_word() {
    let asked = changed_in(&[3, 1, 2]).await;
    assert_eq!(ids(rows(&asked.ok(&format!("{ALERTS}?$orderby=lastUpdateDateTime desc")).await)), ["a3", "a1", "a2"]);
}

#[tokio::test]
async fn pages_are_joined_by_how_many_rows_come_before_and_lose_one_when_another_leaves_the_list() {
    let asked = changed_in(&[9, 1, 2, 3, 4, 5]).await;
    let list = format!("{ALERTS}?$top=2&$count=true&$filter=lastUpdateDateTime le 2025-11-20T08:06:00Z");
    let sizes: Vec<usize> = asked.pages(&list).await.iter().map(Vec::len).collect();
    assert_eq!(sizes, [2, 2, 1]);
    assert_eq!(ids(rows(&asked.ok(&format!("{list}&$skip=3")).await)), ["a4", "a5"]);
    let first = asked.ok(&list).await;
    let link = first["@odata.nextLink"].as_str().expect("a link");
    assert!(link.ends_with("&$skip=2") && first["@odata.count"] == 5, "{link}");
    let changed = json!({"lastUpdateDateTime": "2025-11-20T08:10:00Z"}).as_object().cloned().expect("an object");
    asked.graph.world(crate::client::TENANT, |world| world.alerts.change("a1", changed));
    assert_eq!(ids(rows(&asked.ok(link).await)), ["a4", "a5"], "a3 stands where a2 stood");
}

#[tokio::test]
async fn alerts_have_the_oddities_that_were_seen() {
    let asked = of(World::sized(Size { alerts: 40, ..size() }), |_| {}).await;
    let all = asked.pages(ALERTS).await.concat();
    assert!(all.iter().any(|row| row["classification"].is_null()) && all.iter().any(|row| row["classification"] == "unknown"));
    let evidence: Vec<&Value> = all.iter().flat_map(|row| row["evidence"].as_array().expect("a list")).collect();
    let kinds: std::collections::BTreeSet<&str> = evidence.iter().filter_map(|piece| piece["@odata.type"].as_str()).collect();
    assert!(kinds.len() >= 5 && kinds.contains("#microsoft.graph.security.mailboxOfALaterYearEvidence"), "{kinds:?}");
    let comments: Vec<&Value> = all.iter().flat_map(|row| row["comments"].as_array().expect("a list")).collect();
    assert!(comments.iter().any(|it| it["createdBy"].is_string()) && comments.iter().any(|it| it["createdByDisplayName"].is_string()));
    // Who does not say that they can take later words is shown none.
    assert!(all.iter().any(|row| row["serviceSource"] == "unknownFutureValue"));
    let incidents = asked.pages("/v1.0/security/incidents").await.concat();
    assert_eq!(incidents.len(), 14);
    assert!(incidents.iter().any(|row| row["classification"] == "TruePositive") && incidents.iter().all(|row| row.get("alerts").is_none()));
    let of_incident = |alert: &Value| incidents.iter().any(|incident| incident["id"] == alert["incidentId"]);
    assert!(all.iter().all(of_incident));
}

#[tokio::test]
async fn incidents_come_with_their_alerts_if_that_is_asked_for() {
    let asked = small().await;
    let alerts = asked.pages(ALERTS).await.concat();
    let incidents = asked.pages("/v1.0/security/incidents?$expand=alerts&$top=2").await.concat();
    let within: Vec<Value> = incidents.iter().flat_map(|row| row["alerts"].as_array().cloned().expect("a list")).collect();
    assert_eq!(within, alerts, "each is in one incident");
    let id = incidents[1]["id"].as_str().expect("an id");
    let one = asked.ok(&format!("/v1.0/security/incidents/{id}?$expand=alerts")).await;
    assert_eq!(one["alerts"], incidents[1]["alerts"]);
    assert_eq!(asked.ok(&format!("/v1.0/security/incidents/{id}")).await["alerts"], Value::Null);
    for path in [&format!("incidents/{id}?$expand=comments"), "incidents?$expand=comments", "alerts_v2?$expand=incident"] {
        assert_eq!(asked.get(&format!("/v1.0/security/{path}")).await.0, 400, "{path}");
    }
}

#[tokio::test]
async fn without_permission_nothing_is_shown_and_without_defender_the_account_is_not_provisioned() {
    let mut asked = small().await;
    asked.graph.arm(Armed::new(Fault::NotLicensed).on("security").times(1));
    assert_eq!(code(&asked.get(ALERTS).await), (401, "Unauthorized"));
    asked.token = asked.token_of("bare").await;
    assert_eq!(code(&asked.get(ALERTS).await), (403, "Authorization_RequestDenied"));
}

/// What setting these properties of the alert is answered.
async fn patched(asked: &Asked, id: &str, to: Value) -> (u16, Value) {
    let answer = asked.request(Method::PATCH, &format!("{ALERTS}/{id}")).json(&to).send().await.expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

#[tokio::test]
async fn an_alert_is_changed_and_answered_as_it_is_then() {
    let asked = changed_in(&[1]).await;
    let to =
        json!({"status": "resolved", "classification": "truePositive", "determination": "phishing", "assignedTo": "kim@contoso.example"});
    let (status, alert) = patched(&asked, "a1", to.clone()).await;
    assert_eq!((status, &alert), (200, &asked.ok(&format!("{ALERTS}/a1")).await));
    assert!(to.as_object().expect("an object").iter().all(|(name, value)| alert[name] == *value), "{alert}");
    let now = json!("2025-11-27T00:00:00Z");
    assert_eq!((&alert["lastUpdateDateTime"], &alert["resolvedDateTime"]), (&now, &now));
    asked.clock.pass(60);
    let (_, alert) = patched(&asked, "a1", json!({"status": "resolved"})).await;
    assert_eq!(
        (&alert["lastUpdateDateTime"], &alert["resolvedDateTime"]),
        (&json!("2025-11-27T00:01:00Z"), &now),
        "it was resolved before"
    );
    let (_, alert) = patched(&asked, "a1", json!({"status": "new"})).await;
    assert_eq!((&alert["status"], &alert["resolvedDateTime"]), (&json!("new"), &Value::Null));
    for (to, expected) in [
        (json!({"status": "unknown"}), 400),
        (json!({"classification": "brandNew"}), 400),
        (json!({"determination": 7}), 400),
        (json!({"severity": "high"}), 400),
        (json!([]), 400),
        (json!({"assignedTo": null}), 200),
    ] {
        assert_eq!(patched(&asked, "a1", to.clone()).await.0, expected, "{to}");
    }
    assert_eq!(patched(&asked, "a2", json!({"status": "new"})).await.0, 404);
}

#[tokio::test]
async fn a_comment_is_answered_with_all_comments() {
    let asked = changed_in(&[1]).await;
    let comments = format!("{ALERTS}/a1/comments");
    let comment = |text: &str| json!({"@odata.type": "microsoft.graph.security.alertComment", "comment": text});
    assert_eq!(asked.post(&comments, &comment("First.")).await.0, 200);
    let (status, body) = asked.post(&comments, &comment("Second.")).await;
    let written = |text: &str| json!({"comment": text, "createdByDisplayName": "app", "createdDateTime": "2025-11-27T00:00:00Z"});
    assert_eq!((status, &body["value"]), (200, &json!([written("First."), written("Second.")])));
    let context = body["@odata.context"].as_str().expect("a context");
    assert!(context.ends_with("/v1.0/$metadata#security/alerts_v2('a1')/comments"), "{context}");
    assert_eq!(asked.ok(&format!("{ALERTS}/a1")).await["comments"], body["value"]);
    for refused in [comment(" "), comment(&"x".repeat(1_001)), json!({"comment": "without a type"})] {
        assert_eq!(asked.post(&comments, &refused).await.0, 400, "{refused}");
    }
    assert_eq!(asked.post(&format!("{ALERTS}/a2/comments"), &comment("x")).await.0, 404);
    assert_eq!(asked.get(&comments).await.0, 405);
}

#[tokio::test]
async fn who_may_only_read_alerts_changes_none() {
    let mut asked = changed_in(&[1]).await;
    asked.token = asked.token_of("bare").await;
    assert_eq!(patched(&asked, "a1", json!({"status": "new"})).await.0, 403);
    assert_eq!(asked.post(&format!("{ALERTS}/a1/comments"), &json!({})).await.0, 403);
}
