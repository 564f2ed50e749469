//! Tests of putting properties in order.

use serde_json::json;

use super::*;
use crate::tables::{DETECTION, RISKY_SERVICE_PRINCIPAL, RISKY_USER, SIGN_IN, USER};

fn ordered(table: &Table, value: Value) -> Value {
    tried(table, value).expect("properties that can be put in order")
}

fn tried(table: &Table, mut value: Value) -> Result<Value, Flaw> {
    let properties = value.as_object_mut().expect("an object");
    normalise(properties, table)?;
    properties.retain(|_, value| !value.is_null());
    Ok(value)
}

#[test]
fn names_in_another_case_become_graphs() {
    let came =
        json!({"riskLevelDuringsignIn": "low", "IPAddress": "192.0.2.7", "RiskEventTypes_V2": [], "DeviceDetail": {"Browser": "Edge"}});
    let graphs =
        json!({"riskLevelDuringSignIn": "low", "ipAddress": "192.0.2.7", "riskEventTypes_v2": [], "deviceDetail": {"browser": "Edge"}});
    assert_eq!(ordered(&SIGN_IN, came), graphs);
}

#[test]
fn a_name_spelled_twice_keeps_both_and_graphs_spelling_wins() {
    let both = json!({"riskState": "atRisk", "RiskState": "none"});
    assert_eq!(ordered(&RISKY_USER, both.clone()), both);
    assert_eq!(ordered(&RISKY_USER, json!({"riskState": "", "RiskState": "NONE"})), json!({"riskState": "none"}));
}

#[test]
fn other_names_become_graphs() {
    let policies = json!([{"id": "p", "result": "Success"}]);
    assert_eq!(
        ordered(&SIGN_IN, json!({"conditionalAccessPolicies": policies})),
        json!({"appliedConditionalAccessPolicies": [{"id": "p", "result": "success"}]})
    );
    assert_eq!(ordered(&RISKY_SERVICE_PRINCIPAL, json!({"accountEnabled": "True"})), json!({"isEnabled": true}));
    assert_eq!(
        ordered(&RISKY_USER, json!({"activity": {"eventTypes": ["AnonymizedIpAddress"], "detail": null}})),
        json!({"activity": {"riskEventTypes": ["anonymizedIPAddress"], "detail": null}})
    );
}

#[test]
fn known_words_become_graphs_and_unknown_ones_stay() {
    let came = json!({"riskState": "AtRisk", "riskDetail": "M365DAdminDismissedDetection", "riskLevelAggregated": "extreme",
        "conditionalAccessStatus": "applied", "authenticationRequirement": "MultifactorAuthentication", "tokenIssuerType": "azuread",
        "riskEventTypes_v2": ["PasswordSpray", "brandNew"]});
    let graphs = json!({"riskState": "atRisk", "riskDetail": "m365DAdminDismissedDetection", "riskLevelAggregated": "extreme",
        "conditionalAccessStatus": "applied", "authenticationRequirement": "multiFactorAuthentication", "tokenIssuerType": "AzureAD",
        "riskEventTypes_v2": ["passwordSpray", "brandNew"]});
    assert_eq!(ordered(&SIGN_IN, came), graphs);
}

#[test]
fn times_are_told_in_one_way_and_no_time_is_none() {
    for (came, told) in [
        (json!("2022-09-09T8:48:50Z"), Some("2022-09-09T08:48:50Z")),
        (json!("2022-01-24T04:59:49.2279838+00:00"), Some("2022-01-24T04:59:49.2279838Z")),
        (json!("8/22/2022 6:11:52 PM"), Some("2022-08-22T18:11:52Z")),
        (json!("1970-01-01T00:00:00Z"), None),
        (json!(""), None),
        (json!(null), None),
    ] {
        let time = ordered(&DETECTION, json!({"lastUpdatedDateTime": came}));
        assert_eq!(time.get("lastUpdatedDateTime").and_then(Value::as_str), told, "{came}");
    }
}

#[test]
fn numbers_and_flags_may_come_as_text() {
    let came = json!({"autonomousSystemNumber": "64500", "isInteractive": "False", "processingTimeInMilliseconds": 65.0,
        "status": {"errorCode": "50126"}, "location": {"geoCoordinates": {"latitude": "59.33", "longitude": 18}}});
    let graphs = json!({"autonomousSystemNumber": 64500, "isInteractive": false, "processingTimeInMilliseconds": 65,
        "status": {"errorCode": 50126}, "location": {"geoCoordinates": {"latitude": 59.33, "longitude": 18}}});
    assert_eq!(ordered(&SIGN_IN, came), graphs);
}

#[test]
fn texts_may_come_as_something_else() {
    let came = json!({"appliedConditionalAccessPolicies": [{"conditionsSatisfied": 7, "enforcedGrantControls": ["Mfa", "RequireDevice"]}],
        "sessionId": 12, "uniqueTokenIdentifier": ["a"]});
    let graphs = json!({"appliedConditionalAccessPolicies": [{"conditionsSatisfied": "7", "enforcedGrantControls": ["mfa", "RequireDevice"]}],
        "sessionId": "12", "uniqueTokenIdentifier": "[\"a\"]"});
    assert_eq!(ordered(&SIGN_IN, came), graphs);
}

#[test]
fn objects_and_lists_may_come_as_json_text() {
    let came = json!({"status": "{\"errorCode\":0}", "deviceDetail": "", "riskEventTypes": "[\"newCountry\"]",
        "riskEventTypes_v2": "newCountry, PasswordSpray", "authenticationDetails": "[{\"succeeded\":\"true\"}]",
        "networkLocationDetails": {"networkNames": "HQ"}});
    let graphs = json!({"status": {"errorCode": 0}, "riskEventTypes": ["newCountry"], "riskEventTypes_v2": ["newCountry", "passwordSpray"],
        "authenticationDetails": [{"succeeded": true}], "networkLocationDetails": [{"networkNames": ["HQ"]}]});
    assert_eq!(ordered(&SIGN_IN, came), graphs);
}

#[test]
fn what_stands_for_nothing_is_dropped() {
    let came = json!({"userId": "00000000-0000-0000-0000-000000000000", "servicePrincipalId": "", "deviceDetail": {"deviceId": "", "browser": null},
        "location": {"city": "", "state": "", "countryOrRegion": "", "geoCoordinates": {"latitude": 0.0, "longitude": 0}}});
    assert_eq!(ordered(&SIGN_IN, came), json!({}));
    let equator = json!({"location": {"geoCoordinates": {"latitude": 0.0, "longitude": 9.45}}});
    assert_eq!(ordered(&SIGN_IN, equator.clone()), equator);
}

#[test]
fn additional_info_stays_text() {
    let text = r#"[{"Key":"riskReasons","Value":["UnfamiliarASN"]},{"Key":"alertUrl","Value":null}]"#;
    assert_eq!(ordered(&DETECTION, json!({"additionalInfo": text})), json!({"additionalInfo": text}));
    let list: Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(ordered(&DETECTION, json!({"additionalInfo": list})), json!({"additionalInfo": text}));
}

#[test]
fn unknown_properties_stay_annotations_and_passwords_go() {
    let came = json!({"@odata.type": "#microsoft.graph.user", "manager@odata.bind": "x", "city": "Oslo", "deep": {"@odata.type": "kept"},
        "passwordProfile": {"password": "secret", "forceChangePasswordNextSignIn": true}});
    let kept = json!({"city": "Oslo", "deep": {"@odata.type": "kept"}, "passwordProfile": {"password": null, "forceChangePasswordNextSignIn": true}});
    assert_eq!(ordered(&USER, came), kept);
}

#[test]
fn an_impossible_address_stays() {
    let address = json!({"ipAddress": "123.456.7.89"});
    assert_eq!(ordered(&DETECTION, address.clone()), address);
}

#[test]
fn what_cannot_be_is_refused_by_its_path() {
    for (came, path) in [
        (json!({"createdDateTime": "2021-10-26T16:28:17Z)"}), "createdDateTime"),
        (json!({"createdDateTime": 5}), "createdDateTime"),
        (json!({"CREATEDDATETIME": "never"}), "CREATEDDATETIME"),
        (json!({"isInteractive": "maybe"}), "isInteractive"),
        (json!({"autonomousSystemNumber": 1.5}), "autonomousSystemNumber"),
        (json!({"autonomousSystemNumber": 1e300}), "autonomousSystemNumber"),
        (json!({"userId": {}}), "userId"),
        (json!({"location": "Oslo"}), "location"),
        (json!({"location": {"geoCoordinates": {"latitude": "north"}}}), "location.geoCoordinates.latitude"),
        (json!({"location": {"geoCoordinates": {"latitude": "inf"}}}), "location.geoCoordinates.latitude"),
        (json!({"authenticationDetails": [{}, {"succeeded": 2}]}), "authenticationDetails[1].succeeded"),
        (json!({"appliedConditionalAccessPolicies": [3]}), "appliedConditionalAccessPolicies[0]"),
        (json!({"riskEventTypes": {}}), "riskEventTypes"),
        (json!({"authenticationDetails": 7}), "authenticationDetails"),
    ] {
        let flaw = tried(&SIGN_IN, came.clone()).expect_err(path);
        assert_eq!(flaw.path, path, "{came}");
        assert!(flaw.reason.contains(" is not "), "{}", flaw.reason);
    }
}
