//! What Conditional Access is made of: exports of it are imported, and asked for over HTTP, on both engines.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::running::{Running, riskgate, told};

const FILES: [&str; 3] = ["signIns.json", "namedLocations.json", "conditionalAccessPolicies.json"];

const QUERY: &str = r#"{
    namedLocations(orderBy: [{field: DISPLAY_NAME, direction: ASC}]) { totalCount nodes {
        namedLocationId type isTrusted countriesAndRegions countryLookupMethod modifiedDateTime
        ipRanges { cidrAddress lowerAddress upperAddress }
    } }
    namedLocation(by: {namedLocationId: "10C00000-0000-4000-8000-000000000002"}) { displayName }
    conditionalAccessPolicies(filter: {userRiskLevels: {eq: HIGH}}) { totalCount nodes {
        displayName state grantControls { builtInControls } sessionControls { signInFrequency { frequencyInterval value } }
        conditions { userRiskLevels users { includeUsers } }
    } }
    conditionalAccessPolicy(by: {conditionalAccessPolicyId: "p1"}) { state stateRaw record }
    signIn(by: {requestId: "51000000-0000-4000-8000-000000000001"}) {
        appliedConditionalAccessPolicies { result policy { displayName conditions { users { excludeUsers } locations { excludeLocations } } } }
    }
}"#;

/// Imports the exports into this database, twice, and answers the query over HTTP.
fn answered(url: &str) -> Value {
    let folder = tempfile::tempdir().expect("there is a place for temporary files");
    fs::write(folder.path().join("riskgate.toml"), format!("[database]\nurl = \"{url}\"\n")).expect("the file is written");
    for name in FILES {
        let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
        fs::copy(fixture, folder.path().join(name)).expect("the export is copied");
    }
    for _ in 0..2 {
        let words = [&["import", "--config", "riskgate.toml", "--auto-migrate"][..], &FILES].concat();
        let imported = riskgate(&words, &[]).current_dir(&folder).output().expect("the binary runs");
        assert_eq!(imported.status.code(), Some(0), "{}", told(&imported));
    }
    let running = Running::within(folder, &["serve", "--config", "riskgate.toml"]);
    let answer = running.ask(&json!({ "query": QUERY }));
    let (_, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    let mut answer: Value = serde_json::from_str(body).expect("JSON");
    assert_eq!(answer["errors"], Value::Null, "{answer}");
    answer["data"].take()
}

fn check(data: &Value) {
    let office = json!({
        "namedLocationId": "10c00000-0000-4000-8000-000000000001", "type": "IP_NAMED_LOCATION", "isTrusted": true,
        "countriesAndRegions": [], "countryLookupMethod": null, "modifiedDateTime": "2024-03-04T10:11:12.1234567Z",
        "ipRanges": [
            {"cidrAddress": "192.0.2.44/26", "lowerAddress": null, "upperAddress": null},
            {"cidrAddress": "2001:db8:0:0:0:0:0:0/48", "lowerAddress": null, "upperAddress": null},
            {"cidrAddress": null, "lowerAddress": "198.51.100.7", "upperAddress": "198.51.100.9"},
        ],
    });
    let work = json!({
        "namedLocationId": "10c00000-0000-4000-8000-000000000002", "type": "COUNTRY_NAMED_LOCATION", "isTrusted": null,
        "countriesAndRegions": ["NO", "SE"], "countryLookupMethod": "CLIENT_IP_ADDRESS", "modifiedDateTime": "2023-02-01T09:05:00Z",
        "ipRanges": [],
    });
    assert_eq!(data["namedLocations"], json!({"totalCount": 2, "nodes": [office, work]}));
    assert_eq!(data["namedLocation"], json!({"displayName": "Where we work"}));
    let risky = json!({
        "displayName": "Sign in again when at risk", "state": "ENABLED_FOR_REPORTING_BUT_NOT_ENFORCED", "grantControls": null,
        "sessionControls": {"signInFrequency": {"frequencyInterval": "everyTime", "value": null}},
        "conditions": {"userRiskLevels": ["MEDIUM", "HIGH"], "users": null},
    });
    assert_eq!(data["conditionalAccessPolicies"], json!({"totalCount": 1, "nodes": [risky]}));
    let policy = &data["conditionalAccessPolicy"];
    assert_eq!((&policy["state"], &policy["stateRaw"]), (&json!("ENABLED"), &json!("enabled")));
    assert_eq!(policy["record"]["grantControls"]["customAuthenticationFactors"], json!([]), "what has no field is kept");
    let met = json!([{"result": "SUCCESS", "policy": {
        "displayName": "MFA for all",
        "conditions": {
            "users": {"excludeUsers": ["a1000000-0000-4000-8000-000000000002"]},
            "locations": {"excludeLocations": ["10c00000-0000-4000-8000-000000000001"]},
        },
    }}]);
    assert_eq!(data["signIn"]["appliedConditionalAccessPolicies"], met);
}

#[test]
fn imported_locations_and_policies_are_answered_from_sqlite() {
    check(&answered("sqlite://access.db"));
}

#[test]
fn imported_locations_and_policies_are_answered_from_postgresql() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime is made");
    let Some(database) = runtime.block_on(riskgate_test_postgres::database()) else { return };
    check(&answered(&database.url));
}
