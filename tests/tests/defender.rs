//! Alerts of Microsoft Defender, pushed and read over HTTP.

use riskgate_adapter::Sink as _;
use riskgate_gateway::import::retry_all;
use riskgate_model::{DEFENDER_TABLE, Refusal, TenantId, Vocabulary};
use riskgate_tests::{Engine, Gateway};
use serde_json::{Value, json};

const USER: &str = "riskState riskStateRaw riskLevel riskDetailRaw riskDecidedBy claims { claimant riskStateRaw alert { alertId tableRow } }
    riskHistory { nodes { riskStateRaw riskDetailRaw riskLastUpdatedDateTime claimant alert { alertId statusRaw classificationRaw tableRow } } }";

/// The alert of a number, about the user of the same number and nobody else.
fn alert(number: u8, status: &str, classification: Option<&str>, hour: u8) -> Value {
    json!({
        "id": format!("alert-{number}"), "serviceSource": "microsoftDefenderForIdentity", "status": status, "classification": classification,
        "severity": "medium", "createdDateTime": "2026-03-01T00:00:00Z", "lastUpdateDateTime": format!("2026-03-01T{hour:02}:00:00Z"),
        "evidence": [{"@odata.type": "#microsoft.graph.security.userEvidence", "userAccount": {"azureAdUserId": format!("user-{number}")}}],
    })
}

async fn empty(engine: Engine) -> Option<Gateway> {
    Gateway::with(engine, TenantId::new("00000000-0000-4000-8000-000000000007"), std::iter::empty()).await
}

async fn user(gateway: &Gateway, number: u8) -> Value {
    gateway.data(&format!(r#"{{ user(by: {{objectId: "user-{number}"}}) {{ {USER} }} }}"#)).await["user"].take()
}

#[tokio::test]
async fn each_row_of_the_table_is_what_is_shown_of_a_user_without_other_claims() {
    for engine in Engine::ALL {
        let Some(gateway) = empty(engine).await else { continue };
        for row in DEFENDER_TABLE {
            gateway.push(&alert(row.number, row.status.word(), Some(row.classification.word()), 8)).await;
        }
        for row in DEFENDER_TABLE {
            let (user, state, detail) = (user(&gateway, row.number).await, row.state.word(), row.detail.word());
            let level = match state {
                "atRisk" => "MEDIUM",
                "confirmedCompromised" => "HIGH",
                _ => "NONE",
            };
            let shown = ["riskStateRaw", "riskLevel", "riskDetailRaw", "riskDecidedBy"].map(|name| user[name].clone());
            assert_eq!(shown, [state, level, detail, "DEFENDER"].map(Value::from), "row {}", row.number);
            let alert_id = format!("alert-{}", row.number);
            let claim = json!({"claimant": "DEFENDER", "riskStateRaw": state, "alert": {"alertId": alert_id, "tableRow": row.number}});
            assert_eq!(user["claims"], json!([claim]));
            let line = json!({
                "riskStateRaw": state, "riskDetailRaw": detail, "riskLastUpdatedDateTime": "2026-03-01T08:00:00Z", "claimant": "DEFENDER",
                "alert": {
                    "alertId": alert_id, "statusRaw": row.status.word(), "classificationRaw": row.classification.word(),
                    "tableRow": row.number,
                },
            });
            assert_eq!(user["riskHistory"]["nodes"], json!([line]), "row {}", row.number);
        }
    }
}

#[tokio::test]
async fn a_new_alert_that_is_not_classified_claims_nothing_and_withdraws_what_it_claimed() {
    for engine in Engine::ALL {
        let Some(gateway) = empty(engine).await else { continue };
        gateway.push(&alert(1, "new", None, 8)).await;
        assert_eq!(user(&gateway, 1).await["claims"], json!([]));
        gateway.push(&alert(2, "InProgress", Some("TruePositive"), 8)).await;
        assert_eq!(user(&gateway, 2).await["riskState"], "CONFIRMED_COMPROMISED", "words in PascalCase are understood");
        gateway.push(&alert(2, "New", Some("Unknown"), 9)).await;
        let withdrawn = user(&gateway, 2).await;
        assert_eq!((&withdrawn["riskState"], &withdrawn["claims"]), (&json!("NONE"), &json!([])));
        let lines = withdrawn["riskHistory"]["nodes"].as_array().expect("lines").len();
        assert_eq!(lines, 2, "{withdrawn}");
        // Late, and older than what is known.
        gateway.push(&alert(2, "resolved", Some("truePositive"), 7)).await;
        assert_eq!(user(&gateway, 2).await["riskState"], "NONE");
    }
}

#[tokio::test]
async fn words_that_are_not_known_leave_the_last_claim_and_are_kept() {
    for engine in Engine::ALL {
        let Some(gateway) = empty(engine).await else { continue };
        gateway.push(&alert(1, "inProgress", Some("truePositive"), 8)).await;
        gateway.push(&alert(1, "escalated", Some("truePositive"), 9)).await;
        let query = r#"{ user(by: {objectId: "user-1"}) { riskState claims { notUnderstood } alerts { nodes { status statusRaw } } } }"#;
        let user = gateway.data(query).await["user"].take();
        assert_eq!(user["riskState"], "CONFIRMED_COMPROMISED");
        assert_eq!(user["claims"][0]["notUnderstood"], json!(["escalated truePositive"]));
        assert_eq!(user["alerts"]["nodes"], json!([{"status": "UNKNOWN", "statusRaw": "escalated"}]));
    }
}

#[tokio::test]
async fn a_page_a_list_and_an_incident_with_alerts_are_taken_and_what_is_malformed_is_refused_by_itself() {
    for engine in Engine::ALL {
        let Some(gateway) = empty(engine).await else { continue };
        let mut broken = alert(2, "new", None, 8);
        broken["evidence"] = json!("none");
        let pushed = gateway.push(&json!({"value": [alert(1, "resolved", None, 8), broken]})).await;
        assert_eq!(pushed["records"]["alerts"], json!({"new": 1, "changed": 0, "unchanged": 0, "refused": 1}), "{pushed}");
        let refusal = &pushed["refusals"][0];
        assert!(refusal["place"].as_str().is_some_and(|place| place.contains("evidence") || place.contains("value[1]")), "{refusal}");
        let pushed = gateway.push(&json!([alert(1, "resolved", None, 8)])).await;
        assert_eq!(pushed["records"]["alerts"]["unchanged"], 1);
        let incident = json!({
            "id": "42", "status": "Active", "severity": "high", "displayName": "Two of one kind", "createdDateTime": "2026-03-01T00:00:00Z",
            "incidentWebUrl": "https://security.microsoft.com/incidents/42", "alerts": [alert(3, "inProgress", None, 8)],
        });
        let pushed = gateway.push(&incident).await;
        assert_eq!((&pushed["records"]["incidents"]["new"], &pushed["records"]["alerts"]["new"]), (&json!(1), &json!(1)), "{pushed}");
        let data = gateway
            .data("{ refusals { nodes { source kind reason } } incidents { nodes { incidentId status alerts { nodes { alertId } } } } }")
            .await;
        assert_eq!((&data["refusals"]["nodes"][0]["source"], &data["refusals"]["nodes"][0]["kind"]), (&json!("push"), &json!("alerts")));
        let expected = json!([{"incidentId": "42", "status": "ACTIVE", "alerts": {"nodes": [{"alertId": "alert-3"}]}}]);
        assert_eq!(data["incidents"]["nodes"], expected);
    }
}

#[tokio::test]
async fn whoever_pushes_alerts_cannot_say_what_entra_says() {
    let gateway = empty(Engine::Sqlite).await.expect("there is always SQLite");
    let risky = json!({"id": "user-1", "riskState": "dismissed", "riskLevel": "none", "riskLastUpdatedDateTime": "2026-03-01T08:00:00Z"});
    let page = json!({"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#identityProtection/riskyUsers", "value": [risky]});
    let pushed = gateway.push(&page).await;
    assert_eq!((&pushed["records"], &pushed["skipped"]), (&json!({}), &json!({"riskyUsers": 1})), "{pushed}");
    assert_eq!(
        gateway.data("{ users { totalCount } refusals { totalCount } }").await,
        json!({"users": {"totalCount": 0}, "refusals": {"totalCount": 0}})
    );
}

#[tokio::test]
async fn what_was_refused_of_a_push_becomes_an_alert_or_stays_refused() {
    for engine in Engine::ALL {
        let Some(gateway) = empty(engine).await else { continue };
        // Nothing says what these are, or they are an alert's, of the day after tomorrow, that looks like a user's without its page.
        let user = r##"{"@odata.type": "#microsoft.graph.riskyUser", "id": "user-1", "riskState": "dismissed", "riskLevel": "none"}"##;
        let page = "https://graph.microsoft.com/v1.0/$metadata#security/alerts_v2";
        let odd = json!({"id": "user-1", "riskState": "dismissed", "riskLevel": "none", "isProcessing": false, "isDeleted": false,
            "riskLastUpdatedDateTime": "2026-03-01T08:00:00Z", "lastUpdateDateTime": "2250-03-01T08:00:00Z"});
        let pushed = gateway.push(&json!({"@odata.context": page, "value": [odd]})).await;
        let told = json!([{
            "place": "value[0].lastUpdateDateTime",
            "reason": "lastUpdateDateTime 2250-03-01T08:00:00Z is more than 24 hours in the future",
        }]);
        assert_eq!((&pushed["records"]["alerts"]["refused"], &pushed["refusals"]), (&json!(1), &told), "{pushed}");
        let pushed = gateway.push(&json!([{"nothing": "known"}])).await;
        assert_eq!(pushed["notUnderstood"], 1, "{pushed}");
        // One that an older version did not understand, and this one does.
        let refusal = |text: &str| Refusal { source: "push".to_owned(), text: text.to_owned(), ..Refusal::default() };
        let known = alert(2, "inProgress", Some("truePositive"), 8).to_string();
        gateway.store.record(&[], &[refusal(user), refusal(&known)]).await.expect("they are kept");
        let tenant = TenantId::new("00000000-0000-4000-8000-000000000007");
        let retried = retry_all(&gateway.store, &tenant).await.expect("they are read again");
        let one = json!({"new": 1, "changed": 0, "unchanged": 0, "refused": 1});
        assert_eq!(json!(retried), json!({"records": {"alerts": one}, "settled": 1, "refused": 3}));
        // The store refused one of them, and knows no page of it.
        let retried = retry_all(&gateway.store, &tenant).await.expect("they are read again");
        assert_eq!(json!(retried), json!({"records": {}, "settled": 0, "refused": 3}));
        let users = gateway.data("{ users { nodes { objectId riskState } } }").await["users"]["nodes"].take();
        assert_eq!(users, json!([{"objectId": "user-2", "riskState": "CONFIRMED_COMPROMISED"}]));
    }
}

#[tokio::test]
async fn whoever_pushes_alerts_cannot_say_about_whom_riskgate_was_told_a_status() {
    for engine in Engine::ALL {
        let Some(gateway) = empty(engine).await else { continue };
        let mut told = alert(1, "resolved", Some("falsePositive"), 8);
        told["serviceSource"] = json!("microsoftDefenderForEndpoint");
        told["statusOf"] = json!(["user-1", "user-2"]);
        gateway.push(&told).await;
        let data = gateway.data("{ users { nodes { objectId claims { claimant } } } alerts { nodes { record } } }").await;
        assert_eq!(data["users"]["nodes"], json!([{"objectId": "user-1", "claims": []}]));
        assert_eq!(data["alerts"]["nodes"][0]["record"]["statusOf"], Value::Null, "{data}");
    }
}

#[tokio::test]
async fn a_status_that_an_integrator_tells_counts_about_its_user() {
    for engine in Engine::ALL {
        let Some(gateway) = empty(engine).await else { continue };
        let mutation = r#"mutation { ingestDefenderStatuses(input: {statuses: [
            {alertId: "a-9", userId: "user-9", status: IN_PROGRESS, classification: TRUE_POSITIVE, lastUpdateDateTime: "2026-03-01T08:00:00Z"}
            {alertId: "a-9", userId: "user-8", status: RESOLVED, classification: FALSE_POSITIVE, lastUpdateDateTime: "2026-03-01T09:00:00Z"}
        ]}) { recorded unchanged userErrors { code } } }"#;
        let told = gateway.data(mutation).await;
        assert_eq!(told["ingestDefenderStatuses"], json!({"recorded": 2, "unchanged": 0, "userErrors": []}));
        let again = gateway.data(mutation).await;
        assert_eq!(again["ingestDefenderStatuses"], json!({"recorded": 0, "unchanged": 2, "userErrors": []}));
        for number in [8, 9] {
            let user = user(&gateway, number).await;
            assert_eq!(user["riskState"], "CONFIRMED_SAFE", "the alert stands so, for both: {user}");
            assert_eq!(user["claims"][0]["alert"]["alertId"], "a-9");
        }
    }
}
