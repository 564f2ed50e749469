//! Alerts and incidents of the small worlds: few of each, that name few, by id and by name.

use serde_json::{Value, json};

use super::{Properties, TEXTS, object, sometimes, sometimes_times, texts};

/// Alerts.
const ALERTS: [&str; 4] = ["m1", "m2", "m3", "m4"];

/// Incidents.
pub(crate) const INCIDENTS: [&str; 2] = ["i1", "i2"];

pub(super) fn alert() -> Properties {
    object(vec![
        ("id", texts(&ALERTS)),
        ("providerAlertId", sometimes(&["d1", "D2", "d2", "d3", "elsewhere"])),
        ("incidentId", sometimes(&INCIDENTS)),
        ("serviceSource", sometimes(&["azureAdIdentityProtection", "microsoftDefenderForIdentity", "microsoftDefenderForEndpoint"])),
        ("status", sometimes(&["new", "inProgress", "inProgress", "resolved", "resolved", "escalated"])),
        ("classification", sometimes(&["unknown", "unknown", "truePositive", "falsePositive", "brandNew"])),
        ("determination", sometimes(&["malware", "strange"])),
        ("severity", sometimes(&["informational", "medium", "high", "strange"])),
        ("title", sometimes(&TEXTS)),
        ("category", sometimes(&TEXTS)),
        ("assignedTo", sometimes(&TEXTS)),
        ("createdDateTime", sometimes_times()),
        ("lastUpdateDateTime", sometimes_times()),
        ("comments", vec![Value::Null, json!([{"comment": "z\u{0}z"}])]),
        ("evidence", evidence()),
    ])
}

pub(super) fn incident() -> Properties {
    object(vec![
        ("id", texts(&INCIDENTS)),
        ("displayName", sometimes(&TEXTS)),
        ("status", sometimes(&["active", "resolved", "strange"])),
        ("classification", sometimes(&["unknown", "truePositive", "strange"])),
        ("severity", sometimes(&["low", "high", "strange"])),
        ("assignedTo", sometimes(&TEXTS)),
        ("createdDateTime", sometimes_times()),
        ("lastUpdateDateTime", sometimes_times()),
    ])
}

fn evidence() -> Vec<Value> {
    let user = |account: Value| json!({"@odata.type": "#microsoft.graph.security.userEvidence", "userAccount": account});
    let compromised = |account: Value| json!({"roles": ["compromised"], "userAccount": account});
    let request = |id: &str| json!({"@odata.type": "#microsoft.graph.security.cloudLogonRequestEvidence", "requestId": id});
    let app = |id: &str| json!({"@odata.type": "#microsoft.graph.security.oauthApplicationEvidence", "appId": id});
    vec![
        Value::Null,
        json!([]),
        json!([user(json!({"azureAdUserId": "U1", "userPrincipalName": "ada", "displayName": "z\u{0}z"}))]),
        json!([user(json!({"azureAdUserId": "u1"})), request("s1")]),
        json!([user(json!({"userPrincipalName": "ADA"})), request("S2")]),
        json!([user(json!({"userPrincipalName": "Öst"})), user(json!({"userSid": "s-1"})), request("s1"), request("s2")]),
        json!([user(json!({"userSid": "S-1", "userPrincipalName": "50%_\\"}))]),
        json!([compromised(json!({"userSid": "S-2"})), compromised(json!({"azureAdUserId": "u2"})), request("elsewhere")]),
        json!([user(json!({"azureAdUserId": "u4"})), compromised(json!({"userPrincipalName": "z\u{0}z"}))]),
        json!([app("A1")]),
        json!([app("a2"), {"servicePrincipalObjectId": "P1", "servicePrincipalName": "Sync", "appId": "a1", "roles": ["compromised"]}]),
    ]
}
