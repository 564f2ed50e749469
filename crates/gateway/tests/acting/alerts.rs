//! Alerts of Microsoft Defender over HTTP: closed here, they change the risk of whom they name.

use riskgate_gateway::clock::SystemClock;
use riskgate_model::Clock as _;
use serde_json::{Value, json};

use crate::{
    graph::{Graph, NAME, Serving, TENANT},
    place::{Place, page, run},
    terminal::{USER, risky_user},
};

/// What asks for an alert to be resolved, and what asks for a comment.
const UPDATE: &str =
    "mutation($input: UpdateAlertsInput!) { done: updateAlerts(input: $input) { action { id state } userErrors { code } } }";
const COMMENT: &str =
    "mutation($input: CommentOnAlertInput!) { done: commentOnAlert(input: $input) { action { id state } userErrors { code } } }";

/// How the user and the alert are shown.
const SHOWN: &str = "query($user: ID!, $alert: ID!) { user(by: {id: $user}) { riskState riskDecidedBy riskHistory(first: 1) { nodes {
    riskState riskDetail claimant alert { alertId status classification tableRow } } } } alert(by: {id: $alert}) { status classification
    comments { comment createdByDisplayName } actions { nodes { kind state requestedBy } } } }";

fn input(alert: &str) -> Value {
    json!({"alertIds": [alert], "status": "RESOLVED", "classification": "TRUE_POSITIVE", "reason": "looked into", "idempotencyKey": "u"})
}

/// An alert about this user alone, which is being looked into, raised for nothing that is known.
pub(crate) fn alert(user: &str, at: &str) -> Value {
    let account = json!({"azureAdUserId": user});
    json!({
        "id": "da-1", "status": "inProgress", "classification": "unknown", "severity": "high", "comments": [],
        "serviceSource": "microsoftDefenderForIdentity", "createdDateTime": at, "lastUpdateDateTime": at,
        "evidence": [{"@odata.type": "#microsoft.graph.security.userEvidence", "userAccount": account}],
    })
}

/// Resolves the alert, comments on it, and sees what that comes to, on record as of this name.
async fn resolves(serving: &Serving, user: &str, by: &str) {
    let client = &serving.client;
    let ask = async |document: &str, input: Value| {
        let payload = client.ask(document, json!({"input": input})).await["done"].take();
        assert_eq!(payload["userErrors"], json!([]), "{payload}");
        assert_eq!(client.ended(&payload["action"]["id"]).await, "SUCCEEDED");
    };
    let shown = async || client.ask(SHOWN, json!({"user": user, "alert": "da-1"})).await;
    let before = shown().await;
    assert_eq!(before["user"]["riskState"], "AT_RISK", "{before}");
    ask(UPDATE, input("da-1")).await;
    ask(COMMENT, json!({"alertId": "da-1", "comment": "Password was reset.", "reason": "told", "idempotencyKey": "c"})).await;
    let shown = shown().await;
    assert_eq!((&shown["user"]["riskState"], &shown["user"]["riskDecidedBy"]), (&json!("REMEDIATED"), &json!("DEFENDER")), "{shown}");
    let line = json!({
        "riskState": "REMEDIATED", "riskDetail": "M365D_ADMIN_DISMISSED_DETECTION", "claimant": "DEFENDER",
        "alert": {"alertId": "da-1", "status": "RESOLVED", "classification": "TRUE_POSITIVE", "tableRow": 11},
    });
    assert_eq!(shown["user"]["riskHistory"]["nodes"][0], line, "{shown}");
    assert_eq!(shown["alert"]["comments"][0]["comment"], "Password was reset.", "{shown}");
    let of = |kind: &str| json!({"kind": kind, "state": "SUCCEEDED", "requestedBy": by});
    assert_eq!(shown["alert"]["actions"]["nodes"], json!([of("COMMENT_ON_ALERT"), of("UPDATE_ALERTS")]));
}

#[test]
fn an_alert_that_is_resolved_in_microsoft_graph_changes_the_risk_of_its_user() {
    let (graph, place) = (Graph::new(), Place::new());
    let ago = |seconds: i64| SystemClock.now().plus_seconds(-seconds).to_string();
    // Nothing but the record of the risk stands open: there is no detection.
    let risky = json!({
        "id": USER, "isDeleted": false, "isProcessing": false, "riskState": "atRisk", "riskLevel": "high", "riskDetail": "none",
        "riskLastUpdatedDateTime": ago(1_200), "userPrincipalName": "ada@exports.example",
    });
    graph.stand_in.world(TENANT, |world| {
        world.users.push(json!({"id": USER, "userPrincipalName": "ada@exports.example", "accountEnabled": true}));
        world.risky_users.push(risky);
        world.alerts.push(alert(USER, &ago(600)));
    });
    graph.fill(&place, &place.url());
    let synced =
        run(graph.command(&place, &place.url(), &["sync", "--once", "--kinds", "alerts"]).env("RISKGATE_MSGRAPH__DEFENDER", "true"));
    assert_eq!(synced.code, Some(0), "{synced:?}");
    let serving = graph.serve(&place, &place.url());
    graph.runtime.block_on(resolves(&serving, USER, NAME));
    let alert = graph.stand_in.world(TENANT, |world| world.alerts.get("da-1")).expect("the alert");
    assert_eq!((&alert["status"], &alert["comments"][0]["comment"]), (&json!("resolved"), &json!("Password was reset.")));
    assert_eq!(graph.stand_in.changes().len(), 2, "each once");
    let verified = run(&mut graph.command(&place, &place.url(), &["audit", "verify"]));
    assert_eq!(verified.code, Some(0), "{verified:?}");
}

#[test]
fn where_no_tenant_is_set_an_alert_is_resolved_in_the_store() {
    let place = Place::new();
    place.write("users", risky_user());
    place.write("alerts", page("security/alerts_v2", [alert(USER, "2024-05-02T00:00:00Z").to_string()]));
    place.imported(&["--tenant", TENANT, "users", "alerts"]);
    let mut command = place.riskgate(&["serve"]);
    command.env("RISKGATE_HTTP__TOKEN", crate::graph::TOKEN);
    let serving = Serving::new(command);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(resolves(&serving, USER, "token"));
}
