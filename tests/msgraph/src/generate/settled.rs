//! What a tenant has few of: workloads, audits, alerts, policies, named locations.

use serde_json::{Value, json};

use super::{Plan, Stream};
use crate::{
    dice::{digest, guid},
    rows::Rows,
    when::{signed, written},
    world::World,
};

/// A world of these alone.
pub(super) fn world(plan: &Plan) -> World {
    let mut world = World {
        directory_audits: rows(plan.size.audits, |audit| plan.audit(audit)),
        named_locations: named_locations(plan).into(),
        policies: policies(plan).into(),
        alerts: rows(plan.alerts(), |alert| plan.alert(alert)),
        incidents: rows(plan.incidents(), |incident| plan.incident(incident)),
        ..World::default()
    };
    for principal in 0..plan.size.service_principals {
        let row = plan.service_principal(principal);
        let id = row["id"].as_str().unwrap_or_default().to_owned();
        let mut item = row.clone();
        item["initiatedBy"] = Value::Null;
        item["activity"] = Value::Null;
        world.service_principal_histories.push(&id, item);
        let names = ["id", "appId", "displayName", "accountEnabled", "servicePrincipalType"];
        world.service_principals.push(names.iter().map(|name| ((*name).to_owned(), row[*name].clone())).collect());
        world.risky_service_principals.push(row);
        for detection in 0..2 {
            world.service_principal_risk_detections.push(plan.workload_detection(principal, detection));
        }
    }
    world
}

fn rows(count: usize, row: impl Fn(usize) -> Value) -> Rows {
    (0..count).map(row).collect::<Vec<_>>().into()
}

impl Plan {
    fn service_principal(&self, principal: usize) -> Value {
        json!({
            "id": guid(self.seed(Stream::Principal), principal as u64),
            "appId": guid(self.seed(Stream::Principal) ^ 1, principal as u64),
            "displayName": format!("Workload {principal}"),
            "accountEnabled": true,
            "isEnabled": true,
            "isProcessing": false,
            "riskLevel": "high",
            "riskState": "atRisk",
            "riskDetail": "none",
            "riskLastUpdatedDateTime": written(self.size.until.plus_seconds(-7200 * signed(1 + principal)), 7),
            "servicePrincipalType": "Application",
        })
    }

    fn workload_detection(&self, principal: usize, detection: usize) -> Value {
        let at = written(self.size.until.plus_seconds(-7200 * signed(1 + principal) - 60 * signed(detection)), detection);
        json!({
            "id": &digest(self.seed(Stream::Principal), (principal * 2 + detection) as u64)[..52],
            "requestId": null,
            "correlationId": null,
            "riskEventType": if detection == 0 { "suspiciousSignins" } else { "investigationsThreatIntelligence" },
            "riskState": "atRisk",
            "riskLevel": "high",
            "riskDetail": "none",
            "source": "IdentityProtection",
            "detectionTimingType": "offline",
            "activity": "servicePrincipal",
            "tokenIssuerType": "AzureAD",
            "ipAddress": null,
            "location": null,
            "activityDateTime": at,
            "detectedDateTime": at,
            "lastUpdatedDateTime": at,
            "servicePrincipalId": guid(self.seed(Stream::Principal), principal as u64),
            "servicePrincipalDisplayName": format!("Workload {principal}"),
            "appId": guid(self.seed(Stream::Principal) ^ 1, principal as u64),
            "keyIds": [guid(self.seed(Stream::Principal) ^ 2, principal as u64)],
            "additionalInfo": r#"[{"Key":"alertUrl","Value":null}]"#,
        })
    }

    fn audit(&self, audit: usize) -> Value {
        let person = self.person(audit % self.size.users.max(1));
        json!({
            "id": format!("Directory_{}_{audit:05}", guid(self.seed(Stream::Other) ^ 1, audit as u64)),
            "activityDateTime": written(self.size.until.plus_seconds(-3600 * signed(audit)), audit % 8),
            "activityDisplayName": if audit.is_multiple_of(2) { "Reset user password" } else { "Disable account" },
            "category": "UserManagement",
            "correlationId": guid(self.seed(Stream::Other) ^ 2, audit as u64),
            "loggedByService": "Core Directory",
            "operationType": "Update",
            "result": "success",
            "resultReason": "",
            "initiatedBy": {"app": null, "user": {"id": person.id, "userPrincipalName": person.principal, "ipAddress": ""}},
            "targetResources": [{"id": person.id, "type": "User", "displayName": null, "modifiedProperties": []}],
            "additionalDetails": [],
        })
    }
}

fn named_locations(plan: &Plan) -> Vec<Value> {
    let id = |number| guid(plan.seed(Stream::Place), number);
    vec![
        json!({
            "@odata.type": "#microsoft.graph.ipNamedLocation",
            "id": id(1),
            "displayName": "Head office",
            "createdDateTime": "2023-06-22T11:56:12Z",
            "modifiedDateTime": "2024-01-26T18:00:43.5796446Z",
            "isTrusted": true,
            "ipRanges": [
                {"@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": "203.0.113.0/24"},
                {"@odata.type": "#microsoft.graph.iPv6CidrRange", "cidrAddress": "2001:db8::/32"},
                {"@odata.type": "#microsoft.graph.iPv4Range", "lowerAddress": "192.0.2.10", "upperAddress": "192.0.2.20"},
            ],
        }),
        json!({
            "@odata.type": "#microsoft.graph.countryNamedLocation",
            "id": id(2),
            "displayName": "Where we work",
            "createdDateTime": "2023-09-10T16:54:53.7238848Z",
            "modifiedDateTime": null,
            "countriesAndRegions": ["SE", "FR"],
            "includeUnknownCountriesAndRegions": false,
        }),
    ]
}

fn policies(plan: &Plan) -> Vec<Value> {
    let policy = |number: u64, name: &str, state: &str| {
        json!({
            "id": guid(plan.seed(Stream::Place) ^ 1, number),
            "displayName": name,
            "createdDateTime": null,
            "modifiedDateTime": "2024-02-01T08:00:00Z",
            "state": state,
            "sessionControls": null,
            "conditions": {
                "userRiskLevels": [],
                "signInRiskLevels": ["high"],
                "clientAppTypes": ["all"],
                "platforms": null,
                "locations": {"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]},
                "applications": {"includeApplications": ["All"], "excludeApplications": [], "includeUserActions": []},
                "users": {"includeUsers": ["All"], "excludeUsers": []},
            },
            "grantControls": {"operator": "OR", "builtInControls": ["block"], "customAuthenticationFactors": [], "termsOfUse": []},
        })
    };
    vec![policy(1, "Block high sign-in risk", "enabled"), policy(2, "Try passwordless", "enabledForReportingButNotEnforced")]
}
