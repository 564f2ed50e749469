//! Tests of recognising.

use proptest::prelude::*;
use riskgate_model::{Detection, Identity, Kept, SignIn};
use serde_json::json;

use super::*;

fn defaults() -> RecordDefaults {
    RecordDefaults { tenant: TenantId::new("home"), as_of: None }
}

fn plain(value: Value) -> Recognised {
    recognise(value, None, &defaults())
}

fn loaded(value: Value) -> Record {
    let shown = value.to_string();
    match plain(value) {
        Recognised::Record(record) => record,
        other => panic!("{shown} became {other:?}"),
    }
}

fn sign_in(value: Value) -> Kept<SignIn> {
    let Record::SignIn(kept) = loaded(value) else { panic!("a sign-in") };
    *kept
}

fn detection(value: Value) -> Kept<Detection> {
    let Record::Detection(kept) = loaded(value) else { panic!("a detection") };
    *kept
}

fn skipped(value: Value) -> String {
    let shown = value.to_string();
    match plain(value) {
        Recognised::Skipped(name) => name,
        other => panic!("{shown} became {other:?}"),
    }
}

fn refusal(value: Value) -> Refused {
    let shown = value.to_string();
    match plain(value) {
        Recognised::Refused(refused) => refused,
        other => panic!("{shown} became {other:?}"),
    }
}

fn whole_sign_in() -> Value {
    json!({"id": "5D1C-aa", "createdDateTime": "2024-05-01T08:00:00.1234567Z", "userId": "U-1", "appId": "app", "appDisplayName": "Payroll",
        "ipAddress": "192.0.2.10", "status": {"errorCode": 0}, "conditionalAccessStatus": "success", "riskState": "none"})
}

fn whole_detection() -> Value {
    json!({"id": "d1", "riskEventType": "unfamiliarFeatures", "detectedDateTime": "2024-05-01T08:05:00Z", "activity": "signin",
        "userId": "u-1", "riskState": "atRisk", "riskLevel": "high", "lastUpdatedDateTime": "2024-05-01T09:00:00Z"})
}

fn whole_audit() -> Value {
    json!({"id": "Directory_1", "activityDateTime": "2024-05-01T08:10:00Z", "activityDisplayName": "Add member to role",
        "category": "RoleManagement", "loggedByService": "Core Directory", "initiatedBy": {"user": {"id": "U-1"}, "app": null},
        "targetResources": [{"id": "U-2", "type": "User", "displayName": null}]})
}

#[test]
fn every_resource_is_told_by_its_shape() {
    let history = json!({"riskEventTypes": ["newCountry"], "detail": null});
    for (value, kind) in [
        (whole_sign_in(), RecordKind::SignIns),
        (whole_detection(), RecordKind::RiskDetections),
        (
            json!({"id": "d", "riskEventType": "suspiciousSignins", "detectedDateTime": "2024-05-01T00:00:00Z", "servicePrincipalId": "s"}),
            RecordKind::RiskDetections,
        ),
        (json!({"id": "u", "riskState": "atRisk", "riskLevel": "high", "userPrincipalName": "a@b.example"}), RecordKind::RiskyUsers),
        (json!({"id": "u", "riskState": "atRisk", "userId": "u", "activity": history}), RecordKind::RiskHistoryItems),
        (json!({"id": "s", "riskState": "atRisk", "appId": "a", "displayName": "Robot"}), RecordKind::RiskyServicePrincipals),
        (json!({"id": "s", "riskState": "atRisk", "appId": "a", "activity": null, "initiatedBy": null}), RecordKind::RiskHistoryItems),
        (json!({"id": "u", "userPrincipalName": "a@b.example", "jobTitle": "Clerk"}), RecordKind::Users),
        (whole_audit(), RecordKind::DirectoryAudits),
    ] {
        assert_eq!(loaded(value.clone()).kind(), kind, "{value}");
    }
}

#[test]
fn a_type_wins_over_the_page_and_the_page_over_the_shape() {
    let page = PageContext::new("https://graph.microsoft.com/v1.0/$metadata#users");
    let named = json!({"@odata.type": "#microsoft.graph.riskyUser", "id": "u"});
    let Recognised::Record(record) = recognise(named, Some(&page), &defaults()) else { panic!("a record") };
    assert_eq!(record.kind(), RecordKind::RiskyUsers);
    let bare = json!({"id": "u", "displayName": "Ann"});
    let Recognised::Record(record) = recognise(bare.clone(), Some(&page), &defaults()) else { panic!("a record") };
    assert_eq!(record.kind(), RecordKind::Users);
    assert_eq!(refusal(bare).kind, None);
}

#[test]
fn a_single_object_may_carry_its_own_context() {
    let value = json!({"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users(id)/$entity", "id": "u"});
    let Record::DirectoryUser(kept) = loaded(value) else { panic!("a user") };
    assert_eq!(kept.body.as_str(), r#"{"id":"u"}"#);
}

#[test]
fn names_in_pascal_case_are_recognised_too() {
    let record = loaded(json!({"Id": "u", "RiskState": "AtRisk", "UserPrincipalName": "a@b.example", "IsDeleted": "False"}));
    let Record::RiskyUser(kept) = record else { panic!("a risky user") };
    assert_eq!(kept.value.risk_state.map(|state| state.as_str().to_owned()), Some("atRisk".into()));
    assert_eq!(kept.value.is_deleted, Some(false));
}

#[test]
fn what_is_not_loaded_is_skipped_by_name() {
    for (value, name) in [
        (json!({"@odata.type": "#microsoft.graph.alert", "id": "a", "status": "newAlert"}), "alerts"),
        (json!({"id": "a", "vendorInformation": {"provider": "IPC"}, "createdDateTime": "2024-05-01T00:00:00Z"}), "alerts"),
        (json!({"comment": "x"}), "requests"),
        (json!({"status": "resolved", "classification": "truePositive", "determination": "malware", "customTags": ["x"]}), "requests"),
        (json!({"error": {"code": "TooManyRequests", "innerError": {}}}), "errors"),
        (json!({"error": "invalid_scope", "error_description": "AADSTS70011", "error_codes": [70011]}), "errors"),
        (json!({"token_type": "Bearer", "access_token": "x"}), "tokens"),
        (json!({"responses": [{"id": "1", "status": 200}]}), "batches"),
        (json!({"requests": []}), "batches"),
        (json!({"subscriptionId": "s", "changeType": "created", "id": "x"}), "changeNotifications"),
        (json!({"notificationUrl": "https://hook.example", "changeType": "updated", "resource": "users"}), "subscriptions"),
        (json!({"userIds": ["u"]}), "requests"),
        (json!({"newPassword": "secret"}), "requests"),
        (json!({"accountEnabled": false}), "requests"),
        (json!({"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#Edm.Boolean", "value": true}), "Edm.Boolean"),
        (json!({"TimeGenerated": "2024-05-01T00:00:00Z", "Type": "AADProvisioningLogs", "Id": "u"}), "AADProvisioningLogs"),
        (json!({"time": "2024-05-01T00:00:00Z", "category": "ProvisioningLogs", "properties": {"id": "a"}}), "ProvisioningLogs"),
    ] {
        assert_eq!(skipped(value), name);
    }
}

#[test]
fn what_is_unknown_is_refused_and_says_what_was_expected() {
    for value in [json!({"some": "thing"}), json!({}), json!({"id": "x", "displayName": "y"})] {
        let refused = refusal(value);
        assert!(refused.reason.contains("expected a user"), "{}", refused.reason);
    }
    assert_eq!(refusal(json!([1])).reason, "[1] is not an object");
}

#[test]
fn a_record_without_what_it_needs_is_refused_by_path() {
    for (mut value, name, kind) in [
        (whole_sign_in(), "id", RecordKind::SignIns),
        (whole_sign_in(), "createdDateTime", RecordKind::SignIns),
        (whole_detection(), "id", RecordKind::RiskDetections),
        (whole_detection(), "detectedDateTime", RecordKind::RiskDetections),
        (whole_audit(), "id", RecordKind::DirectoryAudits),
        (whole_audit(), "activityDateTime", RecordKind::DirectoryAudits),
    ] {
        value[name] = json!("");
        assert_eq!(refusal(value), Refused { kind: Some(kind), path: name.into(), reason: "is missing".into() });
    }
    let no_date = json!({"id": "d", "riskEventType": "x", "detectedDateTime": "2021-10-26T16:28:17Z)"});
    let refused = refusal(no_date);
    assert_eq!(refused.path, "detectedDateTime");
    assert!(refused.reason.contains("2021-10-26T16:28:17Z)"), "{}", refused.reason);
}

#[test]
fn the_envelope_gives_tenant_and_time() {
    let kept =
        sign_in(json!({"time": "8/22/2022 6:11:52 PM", "category": "SignInLogs", "tenantId": "T-2", "operationName": "Sign-in activity",
        "properties": whole_sign_in()}));
    assert_eq!(kept.value.user_id.expect("a user").to_string(), "t-2/u-1");
    assert_eq!(kept.observed.expect("the envelope's time").to_string(), "2022-08-22T18:11:52Z");
}

#[test]
fn the_tenant_may_stand_in_the_resource() {
    let resource = "/tenants/T-3/providers/Microsoft.aadiam";
    let kept = detection(json!({"category": "UserRiskEvents", "resourceId": resource, "properties": whole_detection()}));
    assert_eq!(kept.value.id.to_string(), "t-3/d1");
    let kept = detection(json!({"category": "UserRiskEvents", "resourceId": "/subscriptions/x", "properties": whole_detection()}));
    assert_eq!(kept.value.id.to_string(), "home/d1");
}

#[test]
fn a_records_own_time_wins_over_the_envelopes_and_the_operators() {
    let updated = |kept: Kept<Detection>| kept.observed.map(|time| time.to_string());
    let enveloped = json!({"time": "2024-06-01T00:00:00Z", "category": "UserRiskEvents", "properties": whole_detection()});
    assert_eq!(updated(detection(enveloped)), Some("2024-05-01T09:00:00Z".into()));
    let defaults = RecordDefaults { as_of: Time::parse("2024-07-01T00:00:00Z").ok(), ..defaults() };
    let Recognised::Record(Record::SignIn(kept)) = recognise(whole_sign_in(), None, &defaults) else { panic!("a sign-in") };
    assert_eq!(kept.observed, defaults.as_of);
}

#[test]
fn each_category_names_its_kind_of_sign_in() {
    for (category, event) in [
        ("SignInLogs", "interactiveUser"),
        ("NonInteractiveUserSignInLogs", "nonInteractiveUser"),
        ("ServicePrincipalSignInLogs", "servicePrincipal"),
        ("MANAGEDIDENTITYSIGNINLOGS", "managedIdentity"),
    ] {
        let kept = sign_in(json!({"time": "2024-05-01T08:00:00Z", "category": category, "properties": whole_sign_in()}));
        let events: Vec<_> = kept.value.sign_in_event_types.iter().map(riskgate_model::Word::as_str).collect();
        assert_eq!(events, [event]);
    }
    let mut properties = whole_sign_in();
    properties["signInEventTypes"] = json!(["nonInteractiveUser"]);
    let kept = sign_in(json!({"time": "2024-05-01T08:00:00Z", "category": "SignInLogs", "properties": properties}));
    assert_eq!(kept.value.sign_in_event_types[0].as_str(), "nonInteractiveUser");
}

#[test]
fn the_risk_categories_become_records() {
    for (category, properties, kind) in [
        ("RiskyUsers", json!({"id": "u", "riskState": "atRisk"}), RecordKind::RiskyUsers),
        ("UserRiskEvents", whole_detection(), RecordKind::RiskDetections),
        ("RiskyServicePrincipals", json!({"id": "s", "appId": "a", "accountEnabled": true}), RecordKind::RiskyServicePrincipals),
        ("ServicePrincipalRiskEvents", whole_detection(), RecordKind::RiskDetections),
    ] {
        assert_eq!(loaded(json!({"category": category, "properties": properties, "time": ""})).kind(), kind, "{category}");
    }
}

#[test]
fn a_sign_in_of_a_managed_identity_has_no_user() {
    let mut properties = whole_sign_in();
    properties["userId"] = json!("00000000-0000-0000-0000-000000000000");
    properties["servicePrincipalId"] = json!("SP-1");
    properties["ipAddress"] = json!("");
    let kept = sign_in(json!({"time": "2024-05-01T08:00:00Z", "category": "ManagedIdentitySignInLogs", "properties": properties}));
    assert_eq!((kept.value.user_id, kept.value.ip_address), (None, None));
    assert_eq!(kept.value.service_principal_id.expect("the identity").to_string(), "home/sp-1");
}

#[test]
fn properties_may_be_json_text_and_lack_what_the_envelope_says() {
    let text = r#"{"id":"s1","appId":"a","status":"{\"errorCode\":\"50126\"}"}"#;
    let kept = sign_in(json!({"time": "2024-05-01T08:00:00.5Z", "category": "SignInLogs", "properties": text}));
    assert_eq!(kept.value.created_date_time.to_string(), "2024-05-01T08:00:00.5Z");
    assert_eq!(kept.value.status.and_then(|status| status.error_code), Some(50126));
}

#[test]
fn a_broken_envelope_is_refused_by_path() {
    for (value, path) in [
        (json!({"time": "2024-05-01T08:00:00Z", "category": "RiskyUsers"}), "properties"),
        (json!({"time": "2024-05-01T08:00:00Z", "category": "RiskyUsers", "properties": 5}), "properties"),
        (json!({"time": "2024-05-01T08:00:00Z", "category": "RiskyUsers", "properties": "{"}), "properties"),
        (json!({"time": "soon", "category": "RiskyUsers", "properties": {"id": "u"}}), "time"),
        (json!({"time": 5, "category": "RiskyUsers", "properties": {"id": "u"}}), "time"),
        (json!({"category": "RiskyUsers", "properties": {"id": "u", "isDeleted": "?"}}), "properties.isDeleted"),
    ] {
        assert_eq!(refusal(value).path, path);
    }
}

#[test]
fn a_history_item_is_of_its_user_or_of_the_id_before_the_ticks() {
    let owner = |value| {
        let Record::RiskHistoryItem(identity, _) = loaded(value) else { panic!("a history item") };
        identity
    };
    let id = "0F3B1E7A-0000-4000-8000-00000000AAAA";
    let user = owner(json!({"id": format!("{id}636901009342322587"), "userId": "u-9", "riskState": "atRisk", "activity": null}));
    assert!(matches!(&user, Identity::User(user) if user.to_string() == "home/u-9"), "{user:?}");
    let user = owner(json!({"id": format!("{id}636901009342322587"), "riskState": "none", "isDeleted": false, "initiatedBy": null}));
    assert_eq!(user.object(), id.to_ascii_lowercase());
    let robot = owner(json!({"id": format!("{id}636901009342322587"), "riskState": "none", "appId": "a", "initiatedBy": null}));
    assert!(matches!(&robot, Identity::ServicePrincipal(robot) if robot.to_string() == format!("home/{}", id.to_ascii_lowercase())));
}

#[test]
fn a_history_of_1970_has_no_time() {
    let record =
        loaded(json!({"id": "u", "userId": "u", "riskState": "none", "riskLastUpdatedDateTime": "1970-01-01T00:00:00Z", "activity": null}));
    let Record::RiskHistoryItem(_, kept) = record else { panic!("a history item") };
    assert_eq!((kept.value.risk_last_updated_date_time, kept.observed), (None, None));
}

#[test]
fn an_older_detection_is_named_by_its_risk_type() {
    let kept = detection(json!({"id": "d", "riskType": "PasswordSpray", "detectedDateTime": "2024-05-01T00:00:00Z"}));
    assert_eq!(kept.value.risk_event_type.as_deref(), Some("passwordSpray"));
    let kept =
        detection(json!({"id": "d", "riskType": "generic", "riskEventType": "passwordSpray", "detectedDateTime": "2024-05-01T00:00:00Z"}));
    assert_eq!(kept.value.risk_event_type.as_deref(), Some("passwordSpray"));
    assert!(kept.body.as_str().contains(r#""riskType":"generic""#));
}

#[test]
fn the_same_sign_in_from_both_roads_says_the_same() {
    let graph = sign_in(whole_sign_in());
    let mut properties = whole_sign_in();
    properties["createdDateTime"] = json!("2024-05-01T08:00:00.1234567+00:00");
    properties["signInEventTypes"] = json!([]);
    let log = sign_in(json!({"time": "2024-05-01T08:00:02Z", "category": "SignInLogs", "properties": properties}));
    assert_eq!(log.value.id, graph.value.id);
    assert_eq!(log.value.created_date_time, graph.value.created_date_time);
    assert_eq!(log.body.as_str().replace(r#""signInEventTypes":["interactiveUser"],"#, ""), graph.body.as_str());
}

#[test]
fn a_point_on_the_map_is_the_same_however_often_it_is_read() {
    let mut value = whole_sign_in();
    value["location"] = json!({"geoCoordinates": {"latitude": -92.938_707_884_676_99, "longitude": 28.8416}});
    let kept = sign_in(value);
    let again = sign_in(Value::Object(kept.body.properties().expect("an object")));
    assert_eq!(kept, again);
}

/// Any JSON value of a few levels.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e3..1e3).prop_map(Value::from),
        "[a-zA-Z0-9,\\[{\"-]{0,12}".prop_map(Value::from),
        Just(json!("2024-05-01T8:00:00Z")),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        let name = prop_oneof![Just("latitude".to_owned()), Just("geoCoordinates".into()), Just("Key".into()), "[a-z]{1,4}"];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name, inner, 0..4).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// A sign-in with any values under known and unknown names.
fn any_sign_in() -> impl Strategy<Value = Value> {
    let names =
        ["status", "location", "riskState", "userId", "RISKEVENTTYPES", "mfaDetail", "authenticationDetails", "other", "isInteractive"];
    prop::collection::vec((prop::sample::select(names.to_vec()), any_value()), 0..6).prop_map(|extra| {
        let mut value = whole_sign_in();
        value.as_object_mut().expect("an object").extend(extra.into_iter().map(|(name, value)| (name.to_owned(), value)));
        value
    })
}

proptest! {
    #[test]
    fn every_record_reads_back_from_its_body_and_is_recognised_again(value in any_sign_in()) {
        if let Recognised::Record(Record::SignIn(kept)) = plain(value) {
            prop_assert_eq!(&kept.body.read::<SignIn>(&defaults().tenant).expect("what was kept"), &kept.value);
            let again = Value::Object(kept.body.properties().expect("an object"));
            prop_assert_eq!(plain(again), Recognised::Record(Record::SignIn(kept)));
        }
    }

    #[test]
    fn no_value_makes_it_panic(value in any_value()) {
        let _ = plain(value.clone());
        let _ = plain(json!({"category": "SignInLogs", "properties": value}));
    }
}
