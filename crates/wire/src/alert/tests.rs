//! Tests of alerts: as Microsoft Graph writes them, in incidents, and (`rows`) as rows.

mod rows;

use proptest::prelude::*;
use riskgate_model::{Alert, Id as _, Incident, Kept, Named, Record, RecordKind, TenantId, Word};
use serde_json::json;

use super::*;
use crate::{PageContext, Recognised, RecordDefaults, Refused, recognise};

fn defaults() -> RecordDefaults {
    RecordDefaults { tenant: TenantId::new("home"), as_of: None }
}

fn alert(value: Value) -> Kept<Alert> {
    let shown = value.to_string();
    match recognise(value, None, &defaults()) {
        Recognised::Record(Record::Alert(kept)) => *kept,
        other => panic!("{shown} became {other:?}"),
    }
}

fn incident(value: Value) -> Kept<Incident> {
    let shown = value.to_string();
    match recognise(value, None, &defaults()) {
        Recognised::Record(Record::Incident(kept)) => *kept,
        other => panic!("{shown} became {other:?}"),
    }
}

fn refusal(value: Value) -> (String, String) {
    let shown = value.to_string();
    match recognise(value, None, &defaults()) {
        Recognised::Refused(Refused { kind: Some(RecordKind::Alerts), path, reason }) => (path, reason),
        other => panic!("{shown} became {other:?}"),
    }
}

fn kind(name: &str) -> String {
    format!("#microsoft.graph.security.{name}Evidence")
}

/// An alert with every trap that Microsoft Graph's have.
fn whole() -> Value {
    json!({
        "id": "adAA-1", "providerAlertId": "0F0F", "incidentId": "77", "status": "InProgress", "severity": "High", "classification": null,
        "determination": "Unknown", "serviceSource": "AzureAdIdentityProtection", "detectionSource": "azureAdIdentityProtection",
        "title": "Token used from two places", "category": "CredentialAccess", "assignedTo": null, "mitreTechniques": ["T1528"],
        "createdDateTime": "2026-03-02T07:00:00.1234567Z", "lastUpdateDateTime": "2026-03-02T09:30:00Z", "resolvedDateTime": null,
        "alertWebUrl": "https://defender.example/alerts/1", "alertPolicyId": null, "additionalData": {}, "customDetails": {"a": ["b"]},
        "comments": [
            {"comment": "Seen", "createdByDisplayName": "Kim", "createdDateTime": "2026-03-02T08:00:00Z"},
            {"comment": "Older\u{0}", "createdBy": "Lou", "createdTime": "2026-03-02T08:30:00Z"}
        ],
        "evidence": [
            {"@odata.type": kind("user"), "createdDateTime": "2026-03-02T07:00:00Z", "verdict": "Suspicious", "roles": ["Compromised"],
                "tags": [], "userAccount": {"accountName": "mia", "azureAdUserId": "U-1", "userPrincipalName": "Mia@x.example",
                "userSid": null, "resourceAccessEvents": []}},
            {"@odata.type": kind("process"), "processId": 7, "userAccount": {"accountName": "SYSTEM", "userSid": "S-1-5-18",
                "azureAdUserId": "00000000-0000-0000-0000-000000000000"}},
            {"@odata.type": kind("cloudLogonRequest"), "requestId": "R-1"},
            {"@odata.type": kind("cloudLogonSession"), "sessionId": "S", "account": {"@odata.type": kind("user"),
                "userAccount": {"azureAdUserId": "U-1"}}},
            {"@odata.type": kind("ip"), "ipAddress": "192.0.2.4", "location": {"city": "Oslo", "latitude": 59.9}, "countryLetterCode": null},
            {"@odata.type": kind("nic"), "ipAddress": {"@odata.type": kind("ip"), "ipAddress": "192.0.2.5"}, "macAddress": "00"},
            {"@odata.type": kind("googleCloudResource"), "location": "europe-north1", "locationType": "regional"},
            {"@odata.type": kind("brandNew"), "verdict": "someday", "roles": ["newRole"], "thing": {"deep": [1]}},
            {"verdict": "malicious", "ipAddress": "192.0.2.6"},
            null
        ]
    })
}

#[test]
fn an_alert_of_graph_is_read_with_all_it_names() {
    let Kept { value, observed, body } = alert(whole());
    assert_eq!((value.id.to_string(), observed), ("home/adaa-1".into(), value.last_update_date_time));
    let words = [value.status.map(|it| it.as_str().to_owned()), value.severity.map(|it| it.as_str().to_owned())];
    assert_eq!(words.map(Option::unwrap), ["inProgress", "high"]);
    assert_eq!(value.classification.as_ref().map(Word::as_str), Some("unknown"), "null is not set");
    assert_eq!(value.incident_id.map(|id| id.to_string()).as_deref(), Some("home/77"));
    let comments: Vec<_> = value.comments.iter().map(|it| (it.comment.as_deref(), it.created_by_display_name.as_deref())).collect();
    assert_eq!(comments, [(Some("Seen"), Some("Kim")), (Some("Older\u{fffd}"), Some("Lou"))]);
    assert!(value.comments.iter().all(|comment| comment.created_date_time.is_some()));
    let kinds: Vec<_> = value.evidence.iter().map(|it| it.kind.as_ref().map_or("none", Word::as_str)).collect();
    let named = ["user", "process", "cloudLogonRequest", "cloudLogonSession", "ip", "nic", "googleCloudResource", "brandNew"];
    assert_eq!(kinds, named.map(|name| format!("{name}Evidence")).iter().map(String::as_str).chain(["none"]).collect::<Vec<_>>());
    assert!(body.as_str().contains(r#""customDetails":{"a":["b"]}"#));
}

#[test]
fn evidence_of_types_that_are_not_known_survives_as_it_came() {
    let evidence = alert(whole()).value.evidence;
    assert_eq!(evidence[5].more["ipAddress"]["ipAddress"], "192.0.2.5");
    assert_eq!(evidence[6].more["location"], "europe-north1");
    assert_eq!(evidence[7].more["thing"], json!({"deep": [1]}));
    assert_eq!((evidence[7].verdict.as_ref().map(Word::as_str), evidence[7].roles[0].as_str()), (Some("someday"), "newRole"));
    assert_eq!(evidence[8].ip_address.as_ref().map(riskgate_model::IpAddress::as_str), Some("192.0.2.6"));
}

#[test]
fn it_names_users_and_sign_ins_and_no_id_of_zeros() {
    let value = alert(whole()).value;
    let named: Vec<Named> = value.named().into_keys().collect();
    let user = riskgate_model::UserId::new(TenantId::new("home"), "u-1");
    assert_eq!(named, [Named::User(user), Named::SecurityIdentifier("s-1-5-18".into())]);
    assert_eq!(value.sign_ins().iter().map(ToString::to_string).collect::<Vec<_>>(), ["home/r-1"]);
    assert_eq!(value.detection().map(|id| id.to_string()).as_deref(), Some("home/0f0f"));
}

#[test]
fn an_alert_is_told_by_its_page_its_type_or_its_properties() {
    for value in [
        json!({"@odata.type": "#microsoft.graph.security.alert", "id": "a"}),
        json!({"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#security/alerts_v2/$entity", "id": "a"}),
        json!({"id": "a", "evidence": []}),
        json!({"id": "a", "serviceSource": "microsoftSentinel"}),
        json!({"id": "a", "alertWebUrl": "https://defender.example/a", "createdDateTime": "2026-03-02T07:00:00Z", "status": "new"}),
        json!({"id": "a", "status": "resolved", "classification": "truePositive"}),
        json!({"id": "a", "status": "new", "severity": "low", "title": "T", "incidentWebUrl": "https://defender.example/i"}),
        json!({"Id": "a", "Status": "New", "Severity": "High", "Title": "T", "CreatedDateTime": "2026-03-02T07:00:00Z"}),
    ] {
        assert_eq!(alert(value).value.id.object(), "a");
    }
}

#[test]
fn words_are_read_in_any_case_and_kept_where_they_are_not_known() {
    let said = |status, classification| {
        let value = alert(json!({"id": "a", "evidence": [], "Status": status, "Classification": classification})).value;
        [value.status.map(|it| it.as_str().to_owned()), value.classification.map(|it| it.as_str().to_owned())]
            .map(Option::unwrap_or_default)
    };
    for (status, classification, read) in [
        (json!("Resolved"), json!("TRUEPOSITIVE"), ["resolved", "truePositive"]),
        (json!("new"), json!("InformationalExpectedActivity"), ["new", "informationalExpectedActivity"]),
        (json!("escalated"), json!("BenignPositive"), ["escalated", "BenignPositive"]),
        (json!(7), json!(""), ["7", "unknown"]),
        (json!(null), json!("falsePositive"), ["", "falsePositive"]),
        (json!(null), json!(null), ["", ""]),
    ] {
        assert_eq!(said(status, classification), read);
    }
}

#[test]
fn a_malformed_alert_is_refused_by_path_and_reason() {
    for (name, value, path, reason) in [
        ("id", json!(null), "id", "is missing"),
        ("id", json!("00000000-0000"), "id", "is missing"),
        ("id", json!({}), "id", "{} is not an id"),
        ("createdDateTime", json!(5), "createdDateTime", "5 is not a time"),
        ("lastUpdateDateTime", json!("yesterday"), "lastUpdateDateTime", "\"yesterday\" is not a time"),
        ("evidence", json!(5), "evidence", "5 is not a list"),
        ("evidence", json!(["x"]), "evidence[0]", "\"x\" is not an object"),
        ("evidence", json!([{"@odata.type": kind("user"), "userAccount": "mia"}]), "evidence[0].userAccount", "\"mia\" is not an object"),
        ("evidence", json!([{"@odata.type": kind("ip"), "location": 7}]), "evidence[0].location", "7 is not an object"),
        ("evidence", json!([{"@odata.type": kind("cloudLogonRequest"), "requestId": [1]}]), "evidence[0].requestId", "[1] is not an id"),
        ("evidence", json!([{"roles": {"a": 1}}]), "evidence[0].roles", "{\"a\":1} is not a list"),
        ("comments", json!([{"createdTime": "soon"}]), "comments[0].createdTime", "\"soon\" is not a time"),
        ("comments", json!("good"), "comments", "\"good\" is not a list"),
        ("mitreTechniques", json!(7), "mitreTechniques", "7 is not a list"),
    ] {
        let mut value_with = whole();
        value_with[name] = value;
        let (at, why) = refusal(value_with);
        assert!(at == path && why.starts_with(reason), "{at}: {why}");
    }
}

#[test]
fn an_incident_is_told_and_gives_its_alerts_one_by_one() {
    let mut value = json!({"id": "77", "status": "Active", "severity": "High", "displayName": "Two steps", "classification": "TruePositive",
        "createdDateTime": "2026-03-02T07:00:00Z", "lastUpdateDateTime": "2026-03-03T07:00:00Z", "priorityScore": 80, "customTags": ["x"],
        "redirectIncidentId": null, "alerts": [whole(), {"id": "b", "title": "T"}, {"id": "c", "comments": 7, "incidentId": ""}, 5]});
    let alone = incident(value.clone());
    let alerts = take_alerts(&mut value, None);
    assert_eq!(incident(value.clone()), alone, "what it says is the same without them");
    assert_eq!(alone.value.status.map(|it| it.as_str().to_owned()).as_deref(), Some("active"));
    assert!(!alone.body.as_str().contains("alerts"));
    assert_eq!(take_alerts(&mut value, None), []);
    let page = PageContext::alerts();
    let read: Vec<_> = alerts.into_iter().map(|AlertWithin { path, value }| (path, recognise(value, Some(&page), &defaults()))).collect();
    for (index, id) in [(0, "adaa-1"), (1, "b")] {
        let (path, Recognised::Record(Record::Alert(kept))) = &read[index] else { panic!("{read:?}") };
        assert_eq!((path.as_str(), kept.value.id.object()), (format!("alerts[{index}]").as_str(), id));
        assert_eq!(kept.value.incident_id.as_ref().map(riskgate_model::Id::object), Some("77"));
    }
    for (index, fault) in [(2, "comments"), (3, "")] {
        let Recognised::Refused(refused) = &read[index].1 else { panic!("{read:?}") };
        assert_eq!(refused.path, fault);
    }
}

#[test]
fn only_a_list_of_an_incident_is_taken_for_alerts() {
    for value in [
        json!({"id": "77", "redirectIncidentId": null, "alerts": null}),
        json!({"id": "u", "riskState": "atRisk", "alerts": [{"id": "a"}]}),
        json!([1]),
    ] {
        let mut same = value.clone();
        assert_eq!(take_alerts(&mut same, None), []);
        assert_eq!(same, value);
    }
    let value = json!({"id": "77", "incidentWebUrl": "https://defender.example/77", "alerts": "many"});
    let Recognised::Refused(refused) = recognise(value, None, &defaults()) else { panic!("refused") };
    assert_eq!((refused.path.as_str(), refused.kind), ("alerts", Some(RecordKind::Incidents)));
}

/// An alert in one of its forms, with odd values in places.
fn any_alert() -> impl Strategy<Value = Value> {
    let odd = prop::sample::select(vec![
        json!(null),
        json!("x"),
        json!(""),
        json!(7),
        json!([]),
        json!([{}]),
        json!({"$ref": "1"}),
        json!("[1]"),
    ]);
    let forms =
        prop::sample::select(vec![whole(), rows::security_alert(), json!({"AlertId": "a", "EntityType": "User", "Severity": "Low"})]);
    let names = [
        "status",
        "Classification",
        "evidence",
        "Entities",
        "comments",
        "EntityType",
        "AttackTechniques",
        "AdditionalFields",
        "title",
        "AccountUpn",
    ];
    (forms, prop::collection::vec((prop::sample::select(names.to_vec()), odd), 0..4)).prop_map(|(mut value, odd)| {
        let properties = value.as_object_mut().expect("an object");
        properties.extend(odd.into_iter().map(|(name, value)| (name.to_owned(), value)));
        if properties.contains_key("AlertId") {
            // Advanced Hunting has no such column; what tells a status is a whole alert.
            properties.remove("status");
        }
        value
    })
}

proptest! {
    #[test]
    fn every_alert_reads_back_from_its_body_and_is_recognised_again(value in any_alert()) {
        match recognise(value, None, &defaults()) {
            Recognised::Record(Record::Alert(kept)) => {
                prop_assert_eq!(&kept.body.read::<Alert>(&defaults().tenant).expect("what was kept"), &kept.value);
                let again = Value::Object(kept.body.properties().expect("an object"));
                let again = recognise(again, Some(&PageContext::alerts()), &RecordDefaults { as_of: kept.observed, ..defaults() });
                prop_assert_eq!(again, Recognised::Record(Record::Alert(kept)));
            }
            Recognised::Refused(refused) => prop_assert!(!refused.path.is_empty(), "{}", refused.reason),
            Recognised::Record(_) | Recognised::Skipped(_) => prop_assert!(false, "it is an alert"),
        }
    }
}

#[test]
fn no_source_tells_about_whom_riskgate_was_told_a_status() {
    let mut told = whole();
    told["statusOf"] = json!(["u-9"]);
    told["StatusOF"] = json!("u-8");
    let kept = alert(told);
    assert_eq!((&kept.value.status_of, kept.body.as_str()), (&vec![], alert(whole()).body.as_str()));
}

#[test]
fn a_record_is_of_the_tenant_that_it_came_for_whatever_tenant_it_tells_of() {
    // An alert's own property says whose it is as little as that of any other record: what counts is the envelope.
    let sign_in = json!({"@odata.type": "#microsoft.graph.signIn", "id": "r1", "createdDateTime": "2026-03-02T07:00:00Z"});
    let user = json!({"@odata.type": "#microsoft.graph.riskyUser", "id": "u1", "riskState": "atRisk"});
    let incident = json!({"@odata.type": "#microsoft.graph.security.incident", "id": "7"});
    for mut told in [sign_in, user, whole(), incident] {
        told["tenantId"] = "elsewhere".into();
        let Recognised::Record(record) = recognise(told.clone(), None, &defaults()) else { panic!("{told}") };
        assert_eq!(record.tenant().as_str(), "home", "{told}");
        let enveloped = json!({"time": "2026-03-02T10:00:00Z", "tenantId": "around", "category": "AdvancedHunting-AlertInfo",
            "properties": {"AlertId": "a", "Timestamp": "2026-03-02T09:00:00Z", "TenantId": "elsewhere", "Title": "T"}});
        let Recognised::Record(record) = recognise(enveloped, None, &defaults()) else { panic!("an alert") };
        assert_eq!(record.tenant().as_str(), "around");
    }
    let mut told = whole();
    told["tenantId"] = "elsewhere".into();
    assert!(alert(told).body.as_str().contains("elsewhere"), "it is kept");
}
