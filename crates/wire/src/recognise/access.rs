//! Tests of recognising named locations and Conditional Access policies.

use riskgate_model::{ConditionalAccessPolicy, ConditionalAccessPolicyState, IpRange, Kept, NamedLocation, NamedLocationType, Word};
use serde_json::json;

use super::*;

fn defaults() -> RecordDefaults {
    RecordDefaults { tenant: TenantId::new("home"), as_of: None }
}

fn page(path: &str) -> PageContext {
    PageContext::new(&format!("https://graph.microsoft.com/v1.0/$metadata#{path}"))
}

fn location_of(value: Value, page: Option<&PageContext>) -> Kept<NamedLocation> {
    let shown = value.to_string();
    match recognise(value, page, &defaults()) {
        Recognised::Record(Record::NamedLocation(kept)) => *kept,
        other => panic!("{shown} became {other:?}"),
    }
}

fn policy_of(value: Value, page: Option<&PageContext>) -> Kept<ConditionalAccessPolicy> {
    let shown = value.to_string();
    match recognise(value, page, &defaults()) {
        Recognised::Record(Record::ConditionalAccessPolicy(kept)) => *kept,
        other => panic!("{shown} became {other:?}"),
    }
}

fn whole_location() -> Value {
    json!({
        "@odata.type": "#microsoft.graph.ipNamedLocation", "id": "06E4FF15-aa", "displayName": "Head office",
        "createdDateTime": "2023-06-22T11:56:12Z", "modifiedDateTime": "2024-01-26T18:00:43.5796446Z", "isTrusted": true,
        "ipRanges": [
            {"@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": "12.34.221.11/22"},
            {"@odata.type": "#microsoft.graph.iPv6CidrRange", "cidrAddress": "2001:0:9d38:90d6:0:0:0:0/63"},
            {"@odata.type": "#microsoft.graph.iPv4Range", "lowerAddress": "192.0.2.10", "upperAddress": "192.0.2.20"},
        ],
    })
}

fn whole_policy() -> Value {
    json!({
        "id": "AD8D2B4A-aa", "displayName": "Block high risk", "description": "", "templateId": null, "createdDateTime": null,
        "modifiedDateTime": "2024-02-01T08:00:00Z", "state": "enabled", "sessionControls": null,
        "conditions": {
            "userRiskLevels": [], "signInRiskLevels": ["high"], "servicePrincipalRiskLevels": [], "clientAppTypes": ["all"],
            "platforms": null, "locations": {"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]},
            "applications": {"includeApplications": ["All"], "excludeApplications": [], "includeUserActions": []},
            "users": {"includeUsers": ["All"], "excludeUsers": ["U-9"], "includeGroups": [], "includeRoles": []},
        },
        "grantControls": {
            "operator": "OR", "builtInControls": ["block"], "customAuthenticationFactors": [], "termsOfUse": [],
            "authenticationStrength@odata.context": "https://graph.microsoft.com/$metadata#x", "authenticationStrength": null,
        },
    })
}

#[test]
fn a_location_of_addresses_keeps_its_ranges_as_they_came() {
    let kept = location_of(whole_location(), None);
    assert_eq!(kept.value.id.to_string(), "home/06e4ff15-aa");
    assert_eq!(kept.value.kind, Some(Word::Known(NamedLocationType::Ip)));
    let ranges: Vec<_> = kept.value.ip_ranges.iter().filter_map(IpRange::text).collect();
    assert_eq!(ranges, ["12.34.221.11/22", "2001:0:9d38:90d6:0:0:0:0/63", "192.0.2.10-192.0.2.20"]);
    assert_eq!(kept.observed.map(|time| time.to_string()).as_deref(), Some("2024-01-26T18:00:43.5796446Z"));
    assert!(kept.body.as_str().contains("#microsoft.graph.iPv4Range"), "{:?}", kept.body);
}

#[test]
fn a_location_without_a_type_is_told_by_what_it_holds() {
    let kinds = [
        (json!({"id": "a", "ipRanges": [{"cidrAddress": "192.0.2.0/24"}], "countriesAndRegions": []}), Some(NamedLocationType::Ip)),
        (json!({"id": "a", "countriesAndRegions": ["NO"], "ipRanges": null}), Some(NamedLocationType::Country)),
        (json!({"id": "a", "countriesAndRegions": [], "includeUnknownCountriesAndRegions": true}), Some(NamedLocationType::Country)),
        (json!({"id": "a", "ipRanges": [], "isTrusted": "False"}), Some(NamedLocationType::Ip)),
        (json!({"id": "a", "displayName": "Somewhere", "ipRanges": null}), None),
    ];
    for (value, kind) in kinds {
        let kept = location_of(value.clone(), None);
        assert_eq!(kept.value.kind.as_ref().and_then(Word::known), kind, "{value}");
        let again = location_of(Value::Object(kept.body.properties().expect("an object")), Some(&page("namedLocations")));
        assert_eq!(again, kept, "{value}");
    }
}

#[test]
fn a_type_is_known_in_any_case_and_an_unknown_one_stays() {
    for (text, word) in [
        ("microsoft.graph.IPNamedLocation", "ipNamedLocation"),
        ("#microsoft.graph.countryNamedLocation", "countryNamedLocation"),
        ("#microsoft.graph.compliantNetworkNamedLocation", "compliantNetworkNamedLocation"),
    ] {
        let value = location_of(json!({"@odata.type": text, "id": "a", "displayName": "x"}), None).value;
        assert_eq!(value.kind.as_ref().map(Word::as_str), Some(word));
    }
    let method = json!({"id": "a", "countriesAndRegions": ["SE"], "countryLookupMethod": "ClientIPAddress"});
    assert_eq!(location_of(method, None).value.country_lookup_method.as_ref().map(Word::as_str), Some("clientIpAddress"));
}

#[test]
fn a_page_says_what_its_bare_rows_are() {
    let bare = json!({"id": "a", "displayName": "Selected alone"});
    let location = location_of(bare.clone(), Some(&page("identity/conditionalAccess/namedLocations(id,displayName)")));
    assert_eq!((location.value.kind, location.value.ip_ranges), (None, vec![]));
    let policy = policy_of(bare, Some(&page("identity/conditionalAccess/policies(id,displayName)")));
    assert_eq!((policy.value.state, policy.value.conditions), (None, None));
}

#[test]
fn a_policy_is_told_by_its_conditions_and_controls() {
    let kept = policy_of(whole_policy(), None);
    let ConditionalAccessPolicy { id, state, conditions, grant_controls, session_controls, .. } = kept.value;
    assert_eq!(id.to_string(), "home/ad8d2b4a-aa");
    assert_eq!(state, Some(Word::Known(ConditionalAccessPolicyState::Enabled)));
    let conditions = conditions.expect("conditions");
    assert_eq!(conditions.sign_in_risk_levels.iter().map(Word::as_str).collect::<Vec<_>>(), ["high"]);
    assert_eq!(conditions.users.map(|users| users.exclude_users), Some(vec!["U-9".to_owned()]));
    assert_eq!(conditions.locations.map(|locations| locations.exclude_locations), Some(vec!["AllTrusted".to_owned()]));
    assert_eq!(grant_controls.map(|controls| controls.built_in_controls), Some(vec!["block".to_owned()]));
    assert_eq!(session_controls, None);
    assert_eq!(kept.observed.map(|time| time.to_string()).as_deref(), Some("2024-02-01T08:00:00Z"));
    assert!(!kept.body.as_str().contains("odata"), "{:?}", kept.body);
}

#[test]
fn words_of_a_policy_are_read_in_any_case_and_unknown_ones_stay() {
    let value = json!({"Id": "p", "State": "EnabledForReportingButNotEnforced",
        "Conditions": {"SignInRiskLevels": "High,brandNew", "ClientAppTypes": ["Browser", "fridge"]},
        "GrantControls": {"Operator": "and", "BuiltInControls": ["MFA", "newControl"]}});
    let value = policy_of(value, None).value;
    assert_eq!(value.state.as_ref().map(Word::as_str), Some("enabledForReportingButNotEnforced"));
    let conditions = value.conditions.expect("conditions");
    assert_eq!(conditions.sign_in_risk_levels.iter().map(Word::as_str).collect::<Vec<_>>(), ["high", "brandNew"]);
    assert_eq!(conditions.client_app_types, ["browser", "fridge"]);
    let controls = value.grant_controls.expect("controls");
    assert_eq!(
        (controls.operator.as_ref().map(Word::as_str), controls.built_in_controls),
        (Some("AND"), vec!["mfa".into(), "newControl".into()])
    );
}

#[test]
fn controls_that_are_null_are_kept_as_none_and_read_again() {
    let mut value = whole_policy();
    value["grantControls"] = Value::Null;
    value["conditions"] = Value::Null;
    let kept = policy_of(value, None);
    assert_eq!((&kept.value.grant_controls, &kept.value.session_controls, &kept.value.conditions), (&None, &None, &None));
    assert!(kept.body.as_str().contains(r#""grantControls":{}"#) && kept.body.as_str().contains(r#""sessionControls":{}"#));
    let again = policy_of(Value::Object(kept.body.properties().expect("an object")), Some(&page("conditionalAccess/policies")));
    assert_eq!(again, kept);
    let silent = policy_of(json!({"id": "p", "state": "enabled", "conditions": {}, "sessionControls": {}}), None);
    assert!(!silent.body.as_str().contains("grantControls"), "what is not there says nothing");
}

#[test]
fn who_says_no_id_is_refused() {
    let request = json!({"@odata.type": "#microsoft.graph.ipNamedLocation", "displayName": "HQ", "isTrusted": false, "ipRanges": []});
    let Recognised::Refused(refused) = recognise(request, None, &defaults()) else { panic!("no record") };
    assert_eq!(refused, Refused { kind: Some(RecordKind::NamedLocations), path: "id".into(), reason: "is missing".into() });
    let mut broken = whole_location();
    broken["ipRanges"] = json!([{"cidrAddress": "192.0.2.0/24"}, 7]);
    let Recognised::Refused(refused) = recognise(broken, None, &defaults()) else { panic!("no record") };
    assert_eq!(refused.path, "ipRanges[1]");
}
