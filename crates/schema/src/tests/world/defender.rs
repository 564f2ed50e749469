//! What Microsoft Defender tells of the small world.

use riskgate_model::{Alert, AlertId, AlertStanding, Claimant, Id, Incident, RiskChange, Word};
use serde_json::{Value, json};

use super::{change, kept, tenant};

fn evidence(kind: &str, own: Value) -> Value {
    let mut evidence = json!({
        "@odata.type": format!("#microsoft.graph.security.{kind}Evidence"), "createdDateTime": "1970-01-01T00:10:00Z",
        "verdict": "suspicious", "remediationStatus": "active", "remediationStatusDetails": "Waits", "roles": ["compromised", "brandNew"],
        "detailedRoles": ["Main"], "tags": ["VIP"],
    });
    let Value::Object(own) = own else { panic!("an object") };
    evidence.as_object_mut().expect("an object").extend(own);
    evidence
}

/// Ann's alert, with evidence of every kind, raised for her first detection.
pub(super) fn full_alert() -> Alert {
    let account = json!({
        "azureAdUserId": "u1", "userPrincipalName": "Ann@contoso.example", "userSid": "S-1-12", "accountName": "ann",
        "domainName": "contoso", "displayName": "Ann",
    });
    let place = json!({"city": "Oslo", "state": "Oslo", "countryName": "Norway", "latitude": 59.9, "longitude": 10.7});
    let (mut alert, body): (Alert, _) = kept(json!({
        "id": "AL1", "providerAlertId": "d1", "incidentId": "77", "status": "inProgress", "classification": "truePositive",
        "determination": "compromisedAccount", "severity": "high", "serviceSource": "azureAdIdentityProtection",
        "detectionSource": "azureAdIdentityProtection", "productName": "Identity Protection", "detectorId": "UnfamiliarLocation",
        "title": "Unfamiliar sign-in", "description": "A sign-in from far away.", "recommendedActions": "Ask Ann.",
        "category": "InitialAccess", "categories": ["InitialAccess"], "assignedTo": "soc@contoso.example",
        "actorDisplayName": "Storm", "threatDisplayName": "Phish", "threatFamilyName": "Phishing", "mitreTechniques": ["T1078.004"],
        "createdDateTime": "1970-01-01T00:10:00Z", "lastUpdateDateTime": "1970-01-01T00:20:00Z", "resolvedDateTime": "1970-01-01T00:30:00Z",
        "firstActivityDateTime": "1970-01-01T00:05:00Z", "lastActivityDateTime": "1970-01-01T00:06:00Z",
        "comments": [{"comment": "Seen.", "createdByDisplayName": "Soc", "createdDateTime": "1970-01-01T00:15:00Z"}],
        "systemTags": ["Defender Experts"],
        "evidence": [
            evidence("user", json!({"userAccount": account})),
            evidence("mailbox", json!({"userAccount": account})),
            evidence("ip", json!({"ipAddress": "203.0.113.9", "countryLetterCode": "NO", "location": place})),
            evidence("cloudLogonRequest", json!({"requestId": "r1"})),
            evidence("cloudLogonSession", json!({"account": {"userAccount": account}, "sessionId": "s1", "protocol": "OAuth2"})),
            evidence("servicePrincipal", json!({"servicePrincipalObjectId": "sp1", "servicePrincipalName": "Backup", "appId": "app-1"})),
            evidence("oauthApplication", json!({"displayName": "Backup", "appId": "app-1"})),
            evidence("device", json!({"deviceDnsName": "laptop-7"})),
        ],
    }));
    alert.record = Some(body);
    alert
}

/// An alert of another product, of the same incident, that names Bob.
pub(super) fn bare_alert() -> Alert {
    let (alert, _) = kept(json!({
        "id": "al2", "incidentId": "77", "status": "new", "severity": "low", "serviceSource": "microsoftDefenderForEndpoint",
        "createdDateTime": "1970-01-01T00:09:00Z", "evidence": [{"@odata.type": "#microsoft.graph.security.userEvidence", "userAccount": {"azureAdUserId": "u2"}}],
    }));
    alert
}

pub(super) fn full_incident() -> Incident {
    let (mut incident, body): (Incident, _) = kept(json!({
        "id": "77", "displayName": "Multi-stage incident", "status": "active", "severity": "high", "classification": "truePositive",
        "determination": "multiStagedAttack", "assignedTo": "soc@contoso.example", "createdDateTime": "1970-01-01T00:09:00Z",
        "lastUpdateDateTime": "1970-01-01T00:21:00Z", "lastModifiedBy": "Soc", "description": "Ann and Bob", "summary": "Two alerts",
        "resolvingComment": "Done", "priorityScore": 80, "redirectIncidentId": "78", "customTags": ["case-1"], "systemTags": ["Ransomware"],
        "comments": [{"comment": "Seen.", "createdByDisplayName": "Soc", "createdDateTime": "1970-01-01T00:15:00Z"}],
    }));
    incident.record = Some(body);
    incident
}

pub(super) fn bare_incident() -> Incident {
    let (incident, _) = kept(json!({"id": "78", "displayName": "Merged", "status": "active", "createdDateTime": "1970-01-01T00:01:00Z"}));
    incident
}

/// Where Ann's alert stands.
pub(super) fn standing() -> AlertStanding {
    AlertStanding { id: AlertId::new(tenant(), "al1"), status: Word::read("inProgress"), classification: Word::read("truePositive") }
}

/// What the alert came to say of Bob.
pub(super) fn said() -> RiskChange {
    RiskChange { claimant: Claimant::Defender, alert: Some(standing()), initiated_by: None, ..change("u2", 1_200, "confirmedCompromised") }
}
