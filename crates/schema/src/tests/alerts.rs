//! Alerts and incidents of Microsoft Defender.

use riskgate_adapter::Memory;
use riskgate_model::{Alert, Detection, DetectionId, Id as _, Kept, SignInId, Time, UserId};
use serde_json::json;

use super::{ask, ask_of, ask_with, spy::Spy, world};

#[tokio::test]
async fn an_alert_is_found_by_each_of_its_names() {
    let answer = ask(r#"{ alert(by: {alertId: "AL1"}) { id alertId title } }"#).await;
    let alert = &answer.data()["alert"];
    assert_eq!((&alert["alertId"], &alert["title"]), (&json!("al1"), &json!("Unfamiliar sign-in")));
    let query = "query ($id: ID!) { alert(by: {id: $id}) { id alertId title } node(id: $id) { ... on Alert { id alertId title } } }";
    let answer = ask_with(Spy::over(world::small()), query, json!({"id": alert["id"]})).await;
    assert_eq!((&answer.data()["alert"], &answer.data()["node"]), (alert, alert));
    assert_eq!(ask(r#"{ alert(by: {id: "none"}) { id } }"#).await.data(), &json!({"alert": null}));
}

#[tokio::test]
async fn the_alerts_of_users_sign_ins_detections_and_incidents_cost_one_call_each() {
    let query = "{ users { nodes { objectId
        alerts { totalCount nodes { alertId incident { incidentId incidentMergedInto { incidentId } alerts { nodes { alertId } } } } }
        incidents { nodes { incidentId } }
        signIns { nodes { alerts { nodes { alertId } } } } detections { nodes { detectionId alert { alertId } } } } } }";
    let answer = ask(query).await;
    let mut calls: Vec<_> = answer.calls.iter().filter_map(|call| call.split(' ').next()).collect();
    calls.sort_unstable();
    let expected = [
        "alerts_by_detection",
        "alerts_by_identity",
        "alerts_by_incident",
        "alerts_by_sign_in",
        "count_alerts",
        "detections_by_user",
        "incidents_by_id",
        "incidents_by_id",
        "incidents_by_identity",
        "sign_ins_by_user",
        "users",
    ];
    assert_eq!(calls, expected);
    let users = answer.data()["users"]["nodes"].as_array().expect("users");
    let of = |object: &str| users.iter().find(|user| user["objectId"] == object).expect("the user");
    let ann = &of("u1")["alerts"];
    assert_eq!((&ann["totalCount"], &ann["nodes"][0]["alertId"]), (&json!(1), &json!("al1")));
    let incident = &ann["nodes"][0]["incident"];
    assert_eq!(incident["alerts"]["nodes"], json!([{"alertId": "al2"}, {"alertId": "al1"}]), "oldest change first");
    assert_eq!(incident["incidentMergedInto"], json!({"incidentId": "78"}));
    assert_eq!(of("u2")["incidents"]["nodes"], json!([{"incidentId": "77"}]));
    assert_eq!(of("u3")["alerts"]["nodes"], json!([]));
    let detections = &of("u1")["detections"]["nodes"];
    assert_eq!(detections.as_array().expect("two").iter().filter(|it| it["alert"]["alertId"] == "al1").count(), 1, "{detections}");
}

#[tokio::test]
async fn a_detection_says_whether_its_alert_was_raised_for_it_or_seems_to_cover_it() {
    let detection = |id: &str, request: &str| Detection {
        id: DetectionId::new(world::tenant(), id),
        detected_date_time: Time::from_seconds(1),
        user_id: Some(UserId::new(world::tenant(), "u1")),
        request_id: Some(SignInId::new(world::tenant(), request)),
        ..Detection::default()
    };
    let alert = |value: serde_json::Value| {
        let properties = value.as_object().expect("an object").clone();
        Kept::<Alert>::read(properties, &world::tenant(), None).expect("an alert").value
    };
    let evidence = json!([{"userAccount": {"azureAdUserId": "u1"}}, {"requestId": "r1"}, {"requestId": "r2"}]);
    let raised = json!({"id": "raised", "providerAlertId": "d1", "serviceSource": "azureAdIdentityProtection",
        "lastUpdateDateTime": "1970-01-01T00:00:02Z"});
    let inferred = json!({"id": "inferred", "serviceSource": "microsoftDefenderForEndpoint", "evidence": evidence,
        "lastUpdateDateTime": "1970-01-01T00:00:03Z"});
    let mut memory = Memory::default();
    memory.users.push(world::user("u1", "Ann", Some(false)));
    memory.detections = vec![detection("d1", "r1"), detection("d2", "r2"), detection("d3", "r3")];
    memory.alerts = vec![alert(raised), alert(inferred)];
    let query = "{ detections { nodes { detectionId alert { alertId } alertCovering } } }";
    let answer = ask_of(Spy::over(memory), query).await;
    let mut detections = answer.data()["detections"]["nodes"].as_array().expect("detections").clone();
    detections.sort_by_key(|it| it["detectionId"].to_string());
    let expected = [
        json!({"detectionId": "d1", "alert": {"alertId": "raised"}, "alertCovering": "RAISED"}),
        json!({"detectionId": "d2", "alert": {"alertId": "inferred"}, "alertCovering": "INFERRED"}),
        json!({"detectionId": "d3", "alert": null, "alertCovering": null}),
    ];
    assert_eq!(detections, expected);
}

#[tokio::test]
async fn evidence_is_told_by_its_kind_and_what_is_not_known_is_whole() {
    let query = r#"{ alert(by: {alertId: "al1"}) { evidence { __typename
        ... on UserEvidence { userAccount { azureAdUserId } rolesRaw roles } ... on OtherEvidence { type properties } } } }"#;
    let answer = ask(query).await;
    let evidence = answer.data()["alert"]["evidence"].as_array().expect("evidence").clone();
    let kinds: Vec<_> = evidence.iter().map(|it| it["__typename"].as_str().expect("a kind")).collect();
    let expected = [
        "UserEvidence",
        "MailboxEvidence",
        "IpEvidence",
        "CloudLogonRequestEvidence",
        "CloudLogonSessionEvidence",
        "ServicePrincipalEvidence",
        "OauthApplicationEvidence",
        "OtherEvidence",
    ];
    assert_eq!(kinds, expected);
    assert_eq!(evidence[0]["userAccount"]["azureAdUserId"], "u1");
    assert_eq!(
        (&evidence[0]["roles"], &evidence[0]["rolesRaw"]),
        (&json!(["COMPROMISED", "UNKNOWN"]), &json!(["compromised", "brandNew"]))
    );
    assert_eq!((&evidence[7]["type"], &evidence[7]["properties"]), (&json!("deviceEvidence"), &json!({"deviceDnsName": "laptop-7"})));
}

#[tokio::test]
async fn techniques_have_names_tactics_and_pages() {
    let answer = ask(r#"{ alert(by: {alertId: "al1"}) { mitreTechniques { id name tactics url } investigateUrl } }"#).await;
    let alert = &answer.data()["alert"];
    assert_eq!(
        alert["mitreTechniques"],
        json!([{
            "id": "T1078.004", "name": "Valid Accounts: Cloud Accounts",
            "tactics": ["Initial Access", "Persistence", "Privilege Escalation", "Defense Evasion"],
            "url": "https://attack.mitre.org/techniques/T1078/004/",
        }])
    );
    assert_eq!(alert["investigateUrl"], "https://security.microsoft.com/alerts/al1?tid=t");
}

#[tokio::test]
async fn a_claim_and_a_line_of_the_history_say_which_alert_and_which_row_of_the_table() {
    let standing = "alert { alertId status classification tableRow tableVersion }";
    let query = format!(
        r#"{{ user(by: {{objectId: "u1"}}) {{ claims {{ claimant {standing} }} riskHistory(first: 1) {{ nodes {{ {standing} }} }} }}
            bob: user(by: {{objectId: "u2"}}) {{ riskHistory {{ nodes {{ claimant riskState {standing} }} }} }} }}"#
    );
    let answer = ask(&query).await;
    let user = &answer.data()["user"];
    let alert = json!({"alertId": "al1", "status": "IN_PROGRESS", "classification": "TRUE_POSITIVE", "tableRow": 7, "tableVersion": 1});
    assert_eq!(user["claims"], json!([{"claimant": "DEFENDER", "alert": alert}]));
    let of_bob = &answer.data()["bob"]["riskHistory"]["nodes"];
    assert_eq!(of_bob, &json!([{"claimant": "DEFENDER", "riskState": "CONFIRMED_COMPROMISED", "alert": alert}]));
    assert_eq!(user["riskHistory"]["nodes"], json!([{"alert": null}]));
}

#[tokio::test]
async fn alerts_are_found_by_where_they_stand() {
    for (filter, expected) in [
        ("{status: {eq: NEW}}", 1),
        ("{classification: {isNull: true}}", 1),
        ("{severity: {in: [HIGH, MEDIUM]}}", 1),
        ("{serviceSource: {eq: AZURE_AD_IDENTITY_PROTECTION}}", 1),
        (r#"{incidentId: {eq: "77"}}"#, 2),
        (r#"{lastUpdateDateTime: {gt: "1970-01-01T00:10:00Z"}}"#, 1),
    ] {
        let answer = ask(&format!("{{ alerts(filter: {filter}) {{ totalCount }} }}")).await;
        assert_eq!(answer.data()["alerts"]["totalCount"], expected, "{filter}");
    }
    let answer = ask(
        "{ incidents(filter: {status: {eq: ACTIVE}}, orderBy: [{field: CREATED_DATE_TIME, direction: ASC}]) { nodes { incidentId } } }",
    )
    .await;
    assert_eq!(answer.data()["incidents"]["nodes"], json!([{"incidentId": "78"}, {"incidentId": "77"}]));
}
