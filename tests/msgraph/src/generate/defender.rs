//! Alerts of Microsoft Defender and their incidents: about detections, each by another product, and as far along as it happens.

use riskgate_model::Time;
use serde_json::{Value, json};

use super::{Plan, Stream};
use crate::{
    dice::{below, digest, guid, one_of},
    when::{signed, written},
};

/// How many alerts an incident has.
const IN_INCIDENT: usize = 3;

/// Which product raised it. The last word came after the first version of the enumeration.
const SOURCES: [&str; 4] =
    ["azureAdIdentityProtection", "microsoftDefenderForCloudApps", "microsoftDefenderForIdentity", "microsoftSentinel"];

/// How far along an alert is: status, classification, determination. Nothing is said in two ways.
const STANDINGS: [[Option<&str>; 3]; 7] = [
    [Some("new"), None, None],
    [Some("new"), Some("unknown"), Some("unknown")],
    [Some("inProgress"), Some("unknown"), None],
    [Some("inProgress"), Some("truePositive"), Some("compromisedAccount")],
    [Some("resolved"), Some("truePositive"), Some("compromisedUser")],
    [Some("resolved"), Some("falsePositive"), Some("notMalicious")],
    [Some("resolved"), Some("informationalExpectedActivity"), Some("confirmedActivity")],
];

impl Plan {
    /// How many alerts there are: none without detections, which they are about.
    pub(super) const fn alerts(&self) -> usize {
        if self.size.detections == 0 { 0 } else { self.size.alerts }
    }

    pub(super) const fn incidents(&self) -> usize {
        self.alerts().div_ceil(IN_INCIDENT)
    }

    pub(super) fn alert(&self, alert: usize) -> Value {
        let detection = alert % self.size.detections;
        let updated = self.alerted(alert);
        let [status, classification, determination] = STANDINGS[alert % STANDINGS.len()];
        let source = SOURCES[alert % SOURCES.len()];
        let is_of_detection = source == SOURCES[0];
        let detected = digest(self.seed(Stream::Detection), detection as u64);
        json!({
            "id": format!("ad{}_1", &digest(self.seed(Stream::Alert), alert as u64)[..32]),
            "providerAlertId": if is_of_detection { detected } else { digest(self.seed(Stream::Alert) ^ 1, alert as u64) },
            "incidentId": self.incident_id(alert / IN_INCIDENT),
            "status": status,
            "severity": one_of(self.seed(Stream::Alert), alert as u64, &["informational", "low", "medium", "high"]),
            "classification": classification,
            "determination": determination,
            "serviceSource": source,
            "detectionSource": source,
            "productName": "Microsoft Defender XDR",
            "detectorId": "unfamiliarLocation",
            "tenantId": guid(self.seed(Stream::Alert) ^ 2, 0),
            "title": "Unfamiliar sign-in properties",
            "description": "Somebody signed in as they never did before.",
            "recommendedActions": "Ask the user whether it was them.\n",
            "category": "InitialAccess",
            "categories": ["InitialAccess"],
            "assignedTo": if alert.is_multiple_of(2) { Value::Null } else { "analyst@contoso.example".into() },
            "alertWebUrl": format!("https://security.example/alerts/{alert}"),
            "incidentWebUrl": format!("https://security.example/incidents/{}", self.incident_id(alert / IN_INCIDENT)),
            "actorDisplayName": null,
            "threatDisplayName": null,
            "threatFamilyName": null,
            "mitreTechniques": ["T1078.004"],
            "createdDateTime": written(updated.plus_seconds(-600), alert % 8),
            "lastUpdateDateTime": written(updated, (alert + 3) % 8),
            "resolvedDateTime": if status == Some("resolved") { written(updated, 7).into() } else { Value::Null },
            "firstActivityDateTime": written(updated.plus_seconds(-900), 7),
            "lastActivityDateTime": written(updated.plus_seconds(-700), 0),
            "investigationState": "unsupportedAlertType",
            "comments": comments(alert, updated),
            "evidence": self.evidence(alert, detection, updated),
            "systemTags": [],
            "additionalData": {},
        })
    }

    /// An incident of some alerts. Its words begin with capitals, as they do in Microsoft's samples of incidents.
    pub(super) fn incident(&self, incident: usize) -> Value {
        let id = self.incident_id(incident);
        let updated = self.alerted(incident * IN_INCIDENT);
        let (status, classification) = [("Active", "Unknown"), ("InProgress", "TruePositive"), ("Resolved", "FalsePositive")][incident % 3];
        json!({
            "id": id,
            "tenantId": guid(self.seed(Stream::Alert) ^ 2, 0),
            "status": status,
            "severity": "Medium",
            "displayName": format!("Initial access incident {incident}"),
            "classification": classification,
            "determination": "Unknown",
            "assignedTo": null,
            "createdDateTime": written(updated.plus_seconds(-600), 2),
            "lastUpdateDateTime": written(updated, incident % 8),
            "redirectIncidentId": null,
            "incidentWebUrl": format!("https://security.example/incidents/{id}"),
            "priorityScore": 40,
            "customTags": ["Demo"],
            "systemTags": [],
            "description": null,
            "summary": null,
            "resolvingComment": null,
            "lastModifiedBy": "Microsoft 365 Defender-AlertCorrelation",
            "comments": comments(incident, updated),
        })
    }

    fn incident_id(&self, incident: usize) -> String {
        (2900 + self.size.seed % 1000 * 100 + incident as u64).to_string()
    }

    /// When an alert was changed last.
    fn alerted(&self, alert: usize) -> Time {
        let seconds = below(self.seed(Stream::Alert) ^ 3, alert as u64, self.size.days as usize * 86_400);
        Time::from_nanos(self.size.until.nanos() - signed(seconds) * 1_000_000_000 - 31_415_900)
    }

    fn evidence(&self, alert: usize, detection: usize, updated: Time) -> Value {
        let person = self.person(self.risky(detection % self.size.risky_users));
        let account = json!({
            "accountName": person.principal.split('@').next(),
            "domainName": "contoso",
            "displayName": person.name,
            "userPrincipalName": person.principal,
            "userSid": format!("S-1-12-1-{}", self.risky(detection % self.size.risky_users)),
            // Some are named by what else they are known by.
            "azureAdUserId": if alert % 5 == 4 { Value::Null } else { person.id.clone().into() },
        });
        let sign_in = self.sign_in_of_detection(detection);
        let (address, _) = self.place(sign_in.unwrap_or(detection));
        let created = written(updated.plus_seconds(-600), 7);
        let piece = |kind: &str, roles: Value, rest: Value| {
            let mut piece = json!({
                "@odata.type": format!("#microsoft.graph.security.{kind}Evidence"),
                "createdDateTime": created,
                "verdict": "suspicious",
                "remediationStatus": "none",
                "remediationStatusDetails": null,
                "roles": roles,
                "detailedRoles": [],
                "tags": [],
            });
            if let (Value::Object(piece), Value::Object(mut rest)) = (&mut piece, rest) {
                piece.append(&mut rest);
            }
            piece
        };
        let mut pieces = vec![
            piece("user", json!(["compromised"]), json!({"stream": null, "userAccount": account})),
            piece("ip", json!(["source"]), json!({"ipAddress": address, "countryLetterCode": null, "location": null, "stream": null})),
        ];
        if let Some(sign_in) = sign_in {
            pieces.push(piece("cloudLogonRequest", json!([]), json!({"requestId": self.sign_in_id(sign_in)})));
        }
        if alert % 3 == 1 {
            let session = json!({"account": {"userAccount": account}, "sessionId": guid(self.seed(Stream::Alert), alert as u64)});
            pieces.push(piece("cloudLogonSession", json!(["contextual"]), session));
            pieces.push(piece("mailboxOfALaterYear", json!(["wordOfALaterYear"]), json!({"folders": 7})));
        }
        if alert % 3 == 2 {
            let app = json!({"appId": guid(self.seed(Stream::Principal) ^ 1, 0), "displayName": "Workload 0", "publisher": null});
            pieces.push(piece("oauthApplication", json!(["contextual"]), app));
        }
        pieces.into()
    }
}

/// What was said of it: nothing, or something in the newer or the older form.
fn comments(number: usize, updated: Time) -> Value {
    let at = written(updated, 0);
    match number % 3 {
        0 => json!([]),
        1 => json!([{"comment": "Looked into.", "createdByDisplayName": "Kim", "createdDateTime": at}]),
        _ => json!([{"comment": "Looked into.", "createdBy": "Kim", "createdTime": at}]),
    }
}
