//! What is shown of a row.

use reqwest::Method;
use riskgate_test_msgraph::{ARRIVES, Collection, World};
use serde_json::{Value, json};

use crate::client::{Asked, code, ids, of, rows, small};

#[tokio::test]
async fn every_collection_is_read_in_both_versions() {
    let asked = small().await;
    let user = first(&asked, "/v1.0/identityProtection/riskyUsers").await;
    let principal = first(&asked, "/v1.0/identityProtection/riskyServicePrincipals").await;
    asked.graph.forget_requests();
    for version in ["v1.0", "beta"] {
        for path in [
            "users",
            "identityProtection/riskyUsers",
            &format!("identityProtection/riskyUsers/{user}/history"),
            "identityProtection/riskDetections",
            "identityProtection/riskyServicePrincipals",
            &format!("identityProtection/riskyServicePrincipals/{principal}/history"),
            "identityProtection/servicePrincipalRiskDetections",
            "auditLogs/signIns",
            "auditLogs/directoryAudits",
            "servicePrincipals",
            "identity/conditionalAccess/namedLocations",
            "identity/conditionalAccess/policies",
            "security/alerts_v2",
            "security/incidents",
        ] {
            let body = asked.ok(&format!("/{version}/{path}")).await;
            let row = &rows(&body)[0];
            assert!(body["@odata.context"].as_str().is_some_and(|context| context.contains("$metadata#")), "{path}");
            let one = asked.ok(&format!("/{version}/{path}/{}", row["id"].as_str().expect("an id"))).await;
            assert_eq!(one["id"], row["id"]);
            assert!(row.get(ARRIVES).is_none());
        }
    }
    for collection in Collection::ALL {
        assert_eq!(asked.graph.calls(collection), 4, "{collection:?}");
    }
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let asked = small().await;
    assert_eq!(code(&asked.get("/v1.0/users/nobody").await), (404, "Request_ResourceNotFound"));
    assert_eq!(asked.get("/v1.0/identityProtection/riskyUsers/nobody").await.0, 404);
    assert_eq!(asked.get("/v1.0/identityProtection/riskyUsers/nobody/history").await.0, 404);
    assert_eq!(asked.get("/v2.0/users").await.0, 400);
    assert_eq!(asked.get("/v1.0/me").await.0, 400);
    let answer = asked.request(Method::DELETE, "/v1.0/users/nobody").send().await.expect("an answer");
    assert_eq!(answer.status(), 405);
}

#[tokio::test]
async fn a_user_shows_what_is_selected_and_little_else() {
    let asked = small().await;
    let plain = &asked.ok("/v1.0/users?$top=1").await["value"][0];
    assert!(plain.get("accountEnabled").is_none() && plain["userPrincipalName"].is_string());
    let selected = &asked.ok("/v1.0/users?$top=1&$select=id,accountEnabled").await["value"][0];
    let shown: Vec<&String> = selected.as_object().expect("an object").keys().collect();
    assert_eq!(shown, ["accountEnabled", "id"]);
    assert_eq!(asked.get("/v1.0/users?$select=shoeSize").await.0, 400);
}

#[tokio::test]
async fn sign_ins_without_a_person_are_shown_by_beta_to_who_asks() {
    let asked = small().await;
    let shown = asked.pages("/v1.0/auditLogs/signIns").await.concat();
    assert!(shown.iter().all(|row| row["isInteractive"] == true && row.get("signInEventTypes").is_none()));
    assert!(shown.iter().all(|row| row.get("authenticationDetails").is_none() && row.get("userAgent").is_none()));
    assert_eq!(asked.pages("/beta/auditLogs/signIns").await.concat().len(), shown.len());
    let filter = "signInEventTypes/any(t: t eq 'nonInteractiveUser')";
    let hidden = asked.pages(&format!("/beta/auditLogs/signIns?$filter={filter}")).await.concat();
    assert!(!hidden.is_empty() && hidden.iter().all(|row| row["isInteractive"] == false && row["authenticationDetails"].is_array()));
    assert_eq!(asked.get(&format!("/v1.0/auditLogs/signIns?$filter={filter}")).await.0, 400);
    let id = hidden[0]["id"].as_str().expect("an id");
    assert_eq!(asked.get(&format!("/v1.0/auditLogs/signIns/{id}")).await.0, 404);
    asked.ok(&format!("/beta/auditLogs/signIns/{id}")).await;
}

#[tokio::test]
async fn policies_of_sign_ins_are_left_out_for_who_may_not_read_policies() {
    let mut asked = small().await;
    let applied = "appliedConditionalAccessPolicies";
    assert!(asked.ok("/v1.0/auditLogs/signIns?$top=1").await["value"][0][applied].is_array());
    asked.token = asked.token_of("without policies").await;
    assert!(asked.ok("/v1.0/auditLogs/signIns?$top=1").await["value"][0].get(applied).is_none());
}

#[tokio::test]
async fn sign_ins_come_newest_first_unless_they_are_asked_for_otherwise() {
    let world = World {
        sign_ins: vec![
            json!({"id": "b", "createdDateTime": "2025-11-02T00:00:00Z"}),
            json!({"id": "c", "createdDateTime": "2025-11-03T00:00:00.5Z"}),
            json!({"id": "a", "createdDateTime": "2025-11-01T00:00:00Z"}),
        ]
        .into(),
        ..World::default()
    };
    let asked = of(world, |_| {}).await;
    assert_eq!(ids(rows(&asked.ok("/v1.0/auditLogs/signIns").await)), ["c", "b", "a"]);
    let ascending = asked.ok("/v1.0/auditLogs/signIns?$orderby=createdDateTime asc").await;
    assert_eq!(ids(rows(&ascending)), ["a", "b", "c"]);
    assert_eq!(asked.get("/v1.0/auditLogs/signIns?$orderby=id").await.0, 400);
    assert_eq!(asked.get("/v1.0/identityProtection/riskDetections?$orderby=detectedDateTime").await.0, 400);
}

#[tokio::test]
async fn words_that_came_later_are_told_only_to_who_prefers_them() {
    let user = json!({"id": "u", "riskDetail": "m365DAdminDismissedDetection", "riskLevel": "High", "riskState": "newWord"});
    let detection = json!({"id": "d", "tokenIssuerType": "AzureADBackupAuth", "activity": "servicePrincipal", "riskEventType": "newEvent"});
    let world = World { risky_users: vec![user.clone()].into(), risk_detections: vec![detection].into(), ..World::default() };
    let asked = of(world, |_| {}).await;
    let path = "/v1.0/identityProtection/riskyUsers";
    let sentinel = json!("unknownFutureValue");
    let hidden = &asked.ok(path).await["value"][0];
    assert_eq!((&hidden["riskDetail"], &hidden["riskState"], &hidden["riskLevel"]), (&sentinel, &sentinel, &json!("High")));
    let preferring = asked.request(Method::GET, path).header("prefer", "odata.maxpagesize=5, include-unknown-enum-members");
    let told = preferring.send().await.expect("an answer").text().await.expect("a body");
    assert!(told.contains("m365DAdminDismissedDetection") && told.contains("newWord"), "{told}");
    let detection = &asked.ok("/v1.0/identityProtection/riskDetections/d").await;
    assert_eq!(detection["tokenIssuerType"], "UnknownFutureValue");
    assert_eq!((&detection["activity"], &detection["riskEventType"]), (&sentinel, &json!("newEvent")));
}

#[tokio::test]
async fn a_row_arrives_late_with_its_old_times() {
    let late = json!({"id": "late", "activityDateTime": "2025-11-25T00:00:00Z", ARRIVES: "2025-11-27T00:30:00Z"});
    let world = World { risk_detections: vec![late].into(), ..World::default() };
    let asked = of(world, |_| {}).await;
    let path = "/v1.0/identityProtection/riskDetections";
    assert!(rows(&asked.ok(path).await).is_empty());
    assert_eq!(asked.get(&format!("{path}/late")).await.0, 404);
    asked.clock.pass(1800);
    assert_eq!(ids(rows(&asked.ok(path).await)), ["late"]);
}

#[tokio::test]
async fn rows_are_added_while_it_runs() {
    let asked = small().await;
    asked.graph.world(crate::client::TENANT, |world| world.risky_users.push(json!({"id": "new"})));
    assert_eq!(asked.ok("/v1.0/identityProtection/riskyUsers/new").await["id"], "new");
}

#[tokio::test]
async fn several_stand_in_one_process_and_each_ends_with_its_value() {
    let (one, other) = (small().await, small().await);
    assert_ne!(one.graph.url(), other.graph.url());
    let url = one.graph.url().to_owned();
    drop(one);
    other.ok("/v1.0/users").await;
    assert!(reqwest::get(&url).await.is_err());
}

async fn first(asked: &Asked, path: &str) -> String {
    let body: Value = asked.ok(path).await;
    body["value"][0]["id"].as_str().expect("an id").to_owned()
}
