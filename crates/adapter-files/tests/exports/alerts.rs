//! Alerts and incidents of Microsoft Defender, from Graph, as they are streamed, and from Log Analytics.

use riskgate_model::{Alert, Body, Id as _, Kept, Record, RecordKind, Word, merge};
use serde_json::{Value, json};

use crate::{Outcome, TENANT, fixture, import, records, told};

fn alerts(records: &[Record]) -> Vec<&Kept<Alert>> {
    records.iter().filter_map(|record| if let Record::Alert(kept) = record { Some(&**kept) } else { None }).collect()
}

fn ids(records: &[Record]) -> Vec<String> {
    let id = |record: &Record| match record {
        Record::Alert(kept) => format!("alert {}", kept.value.id.object()),
        Record::Incident(kept) => format!("incident {}", kept.value.id.object()),
        other => panic!("{other:?}"),
    };
    records.iter().map(id).collect()
}

#[tokio::test]
async fn a_page_of_alerts_is_read_and_the_bad_ones_are_refused_one_by_one() {
    let Outcome { records, refused, skipped, error } = import(fixture("alerts.graph.json")).await;
    assert_eq!((ids(&records), skipped.len(), error), (vec!["alert ad-1".into(), "alert ad-2".into()], 0, None));
    let standing = |alert: &Kept<Alert>| {
        let standing = alert.value.standing().expect("a standing");
        [standing.status.as_str().to_owned(), standing.classification.as_str().to_owned()]
    };
    let alerts = alerts(&records);
    assert_eq!([standing(alerts[0]), standing(alerts[1])], [["new", "unknown"], ["resolved", "truePositive"]]);
    assert_eq!(alerts[1].value.comments[0].created_by_display_name.as_deref(), Some("Kim"));
    assert_eq!(alerts[1].value.evidence[0].more["hull"], 7);
    let places: Vec<_> = refused.iter().map(|it| (it.place.as_str(), it.kind)).collect();
    let kind = Some(RecordKind::Alerts);
    assert_eq!(places, [("value[2].evidence", kind), ("value[3].createdDateTime", kind)]);
    assert_eq!([refused[0].reason.as_str(), refused[1].reason.as_str()], ["\"none\" is not a list", "5 is not a time"]);
}

#[tokio::test]
async fn objects_arrays_and_lines_of_alerts_give_what_a_page_gives() {
    let whole: Value = serde_json::from_slice(&fixture("alerts.graph.json")).expect("JSON");
    let alerts: Vec<Value> = whole["value"].as_array().expect("a list")[..2].to_vec();
    let expected = import(fixture("alerts.graph.json")).await.records;
    let lines = alerts.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    for text in [Value::Array(alerts.clone()).to_string(), lines, json!({ "value": alerts }).to_string()] {
        assert_eq!(import(text).await.records, expected);
    }
    assert_eq!(import(alerts[1].to_string()).await.records, expected[1..]);
}

#[tokio::test]
async fn an_incident_gives_itself_and_its_alerts_and_each_is_refused_by_itself() {
    let Outcome { records, refused, skipped, error } = import(fixture("incidents.graph.json")).await;
    assert_eq!((skipped.len(), error), (0, None));
    assert_eq!(ids(&records), ["incident 501", "alert ad-1", "alert ad-3", "alert ad-4", "incident 503"]);
    let Record::Incident(incident) = &records[0] else { panic!("an incident") };
    assert_eq!(incident.value.status.as_ref().map(Word::as_str), Some("active"));
    assert!(!incident.body.as_str().contains("ad-1"));
    assert_eq!(alerts(&records)[0].value.incident_id.as_ref().map(riskgate_model::IncidentId::object), Some("501"));
    let told: Vec<_> = refused.iter().map(|it| (it.place.as_str(), it.kind)).collect();
    let expected =
        [("value[0].alerts[1].lastUpdateDateTime", Some(RecordKind::Alerts)), ("value[1].priorityScore", Some(RecordKind::Incidents))];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn what_is_refused_within_an_incident_is_kept_so_that_it_can_be_read_again() {
    let refused = import(fixture("incidents.graph.json")).await.refused;
    let context = refused[0].context.page.as_deref().expect("a page");
    for (refusal, mended, id) in [
        (&refused[0], refused[0].text.replace("\"soon\"", "\"2026-04-03T10:00:00Z\""), "alert ad-2"),
        (&refused[1], refused[1].text.replace("\"urgent\"", "61"), "incident 502"),
    ] {
        assert!(!refusal.text.contains("ad-4"), "{}", refusal.text);
        assert_eq!(ids(&import(mended).await.records), [id]);
    }
    assert!(context.ends_with("#security/alerts_v2"), "{context}");
}

#[tokio::test]
async fn streamed_rows_unite_to_an_alert_that_links_and_claims_nothing() {
    let records = records("AdvancedHunting.ndjson").await;
    let alerts = alerts(&records);
    assert_eq!(alerts.len(), 7);
    let versions = alerts.iter().map(|alert| alert.body.properties().expect("an object"));
    let tenant = riskgate_model::TenantId::new(TENANT);
    let whole: Alert = Body::new(merge(versions)).read(&tenant).expect("an alert");
    assert_eq!((whole.id.to_string(), whole.standing()), (format!("{TENANT}/ad-100"), None));
    assert_eq!(whole.mitre_techniques, ["T1550.003"]);
    let kinds: Vec<_> = whole.evidence.iter().map(|it| it.kind.as_ref().map_or("none", Word::as_str)).collect();
    let expected = ["user", "ip", "cloudLogonSession", "oauthApplication", "mailbox", "starship"].map(|name| format!("{name}Evidence"));
    assert_eq!(kinds, expected.each_ref().map(String::as_str));
    let user = format!("User(UserId {{ tenant: {TENANT}, object: \"5a000000-0000-4000-8000-0000000000a1\" }})");
    let named: Vec<_> = whole.named().into_keys().map(|who| format!("{who:?}")).collect();
    assert_eq!(named, [user, "Application(\"a0000000-0000-4000-8000-000000000001\")".into()], "the mailbox is the user's");
}

#[tokio::test]
async fn a_security_alert_says_in_every_form_what_graph_would_but_for_the_classification() {
    let graph = records("SecurityAlert.graph.json").await;
    for form in ["csv", "answer.json", "ndjson"] {
        let rows = records(&format!("SecurityAlert.{form}")).await;
        assert_eq!(rows.len(), graph.len(), "{form}");
        for (row, graph) in rows.iter().zip(&graph) {
            let ((mut value, body), (expected, whole)) = (told(row), told(graph));
            assert_eq!(value["classification"].take(), Value::Null, "{form}");
            value["classification"] = "unknown".into();
            assert_eq!(value, expected, "{form}");
            for (property, expected) in whole.into_iter().filter(|(property, _)| property != "classification") {
                assert_eq!(body.get(&property), Some(&expected), "{form}: {property}");
            }
            assert_eq!(row.tenant().as_str(), TENANT, "the workspace is no tenant");
        }
    }
}
