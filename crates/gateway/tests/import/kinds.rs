//! Every kind of record, recognised by what a file holds.

use serde_json::{Value, json};

use crate::place::{Place, fixture, page, sign_ins};

fn new(count: u64) -> Value {
    json!({"new": count, "changed": 0, "unchanged": 0, "refused": 0})
}

/// Every resource of Microsoft Graph: its fixture, the kind its records are counted under, and how many there are.
const RESOURCES: [(&str, &str, u64); 11] = [
    ("users.json", "users", 2),
    ("riskyUsers.json", "riskyUsers", 2),
    ("riskyUsersHistory.json", "riskHistoryItems", 2),
    ("riskDetections.json", "riskDetections", 2),
    ("signIns.json", "signIns", 3),
    ("riskyServicePrincipals.json", "riskyServicePrincipals", 1),
    ("riskyServicePrincipalsHistory.json", "riskHistoryItems", 1),
    ("servicePrincipalRiskDetections.json", "riskDetections", 1),
    ("directoryAudits.json", "directoryAudits", 2),
    ("namedLocations.json", "namedLocations", 2),
    ("conditionalAccessPolicies.json", "conditionalAccessPolicies", 2),
];

#[test]
fn every_resource_of_microsoft_graph_is_recognised_whatever_its_file_is_called() {
    for (name, kind, count) in RESOURCES {
        let place = Place::new();
        place.write("export.txt", fixture(name));
        assert_eq!(place.imported(&["export.txt"])["records"], json!({kind: new(count)}), "{name}");
    }
}

#[test]
fn all_resources_together_tell_who_there_is_and_how_they_stand() {
    let place = Place::new();
    for (name, ..) in RESOURCES {
        place.write(name, fixture(name));
    }
    place.imported(&RESOURCES.map(|(name, ..)| name));
    // Two of the directory, one that only Entra's risk names, one that only a sign-in names.
    let users = place.ask("select id || ' ' || coalesce(risk_state, '-') || ' ' || coalesce(risk_level, '-') from users order by id");
    let expected = [(1, "atRisk high"), (2, "- -"), (3, "dismissed none"), (4, "- -")];
    assert_eq!(users, expected.map(|(last, risk)| format!("a1000000-0000-4000-8000-00000000000{last} {risk}")));
    assert_eq!(place.ask("select risk_state from service_principals"), ["atRisk"]);
    // A risk record is a change of its own where no item of the history tells of it.
    let changes = "select identity_kind || ' ' || risk_state || ' ' || coalesce(risk_level, '-') from risk_changes order by changed";
    assert_eq!(place.ask(changes), ["user atRisk medium", "servicePrincipal atRisk high", "user dismissed none", "user atRisk high"]);
    let detections = "select id || ' ' || coalesce(request_id, '-') from detections order by id";
    assert_eq!(
        place.ask(detections),
        [
            "d1000000000000000000000000000001 51000000-0000-4000-8000-000000000001",
            "d1000000000000000000000000000002 -",
            "d2000000000000000000000000000001 -",
        ]
    );
    // Who did it and to whom; an id of zeros is nobody's, and an audit makes nobody known.
    let audited =
        "select identity_kind || ' ' || substr(identity_id, 1, 2) || substr(identity_id, -2) from directory_audit_identities order by 1";
    assert_eq!(place.ask(audited), ["servicePrincipal b101", "user a101", "user a102"]);
}

#[test]
fn a_single_object_of_every_resource_is_recognised_without_its_page() {
    for (name, kind, _) in RESOURCES {
        let place = Place::new();
        let all: Value = serde_json::from_str(&fixture(name)).expect("a fixture is JSON");
        place.write("one", all["value"][0].to_string());
        assert_eq!(place.imported(&["one"])["records"], json!({kind: new(1)}), "{name}");
    }
}

#[test]
fn every_category_of_a_diagnostic_log_is_loaded_and_others_are_counted_by_name() {
    let place = Place::new();
    place.write("log", fixture("diagnostic.ndjson"));
    let summary = place.imported(&["log"]);
    let loaded = json!({
        "signIns": new(4), "riskyUsers": new(1), "riskDetections": new(2), "riskyServicePrincipals": new(1), "directoryAudits": new(1),
    });
    assert_eq!(summary["records"], loaded);
    assert_eq!(summary["skipped"], json!({"MicrosoftGraphActivityLogs": 1, "ProvisioningLogs": 1}));
    assert_eq!(
        place.ask("select json_extract(sign_in_event_types, '$[0]') from sign_ins order by id"),
        ["interactiveUser", "nonInteractiveUser", "servicePrincipal", "managedIdentity"]
    );
    assert_eq!(place.ask("select risk_state from users"), ["confirmedCompromised"]);
}

#[test]
fn an_unknown_property_is_kept() {
    let place = Place::new();
    place.write("export", fixture("riskyUsers.json"));
    place.imported(&["export"]);
    let kept = "select json_extract(entra, '$.aPropertyOfTomorrow.is') from users where entra like '%Tomorrow%'";
    assert_eq!(place.ask(kept), ["kept"]);
}

#[test]
fn what_belongs_to_a_later_version_is_told_and_no_error() {
    let place = Place::new();
    place.write("groups", page("groups", [r#"{"id":"g1","displayName":"All"}"#.to_owned()]));
    place.write("signIns", page("auditLogs/signIns", sign_ins(1)));
    let alone = place.import(&["groups"]);
    assert_eq!(alone.code, Some(0), "{alone:?}");
    assert!(alone.output.contains("groups: 1 recognised, not loaded by this version\n"), "{alone:?}");
    let both = place.imported(&["groups", "signIns"]);
    assert_eq!((&both["skipped"], &both["records"]), (&json!({"groups": 1}), &json!({"signIns": new(1)})));
}
