//! The burst: many statuses of alerts about many users, some alerts changing again and again.

use riskgate_model::{AlertClassification, AlertId, AlertStanding, AlertStatus, Id as _, TenantId, Time, Vocabulary as _};
use serde_json::{Value, json};

const STATUSES: [AlertStatus; 3] = [AlertStatus::New, AlertStatus::InProgress, AlertStatus::Resolved];

const CLASSIFICATIONS: [AlertClassification; 4] = [
    AlertClassification::NotSet,
    AlertClassification::TruePositive,
    AlertClassification::FalsePositive,
    AlertClassification::InformationalExpectedActivity,
];

/// So many statuses. Four in five are the first of their alert.
pub(crate) struct Burst {
    pub(crate) count: u32,
    alerts: u32,
}

/// Where an alert came to stand.
#[derive(Clone, Copy)]
pub(crate) struct Told {
    pub(crate) alert: u32,
    pub(crate) user: u32,
    pub(crate) status: AlertStatus,
    pub(crate) classification: AlertClassification,
    /// Each has another.
    pub(crate) at: Time,
}

impl Burst {
    pub(crate) fn of(count: u32) -> Self {
        Self { count, alerts: (count - count / 5).max(1) }
    }

    /// The status that is sent at this place: not in the order of time.
    pub(crate) fn status(&self, place: u32) -> Told {
        let number = u32::try_from(u64::from(place) * 7_919 % u64::from(self.count)).expect("it is below the count");
        let again = (self.alerts / 8).max(1);
        let alert = if number < self.alerts { number } else { (number - self.alerts) % again };
        Told {
            alert,
            user: alert % (self.alerts / 4).max(1),
            status: STATUSES[number as usize % 3],
            classification: CLASSIFICATIONS[number as usize / 3 % 4],
            at: Time::from_seconds(1_770_000_000 + i64::from(number)),
        }
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = Told> + '_ {
        (0..self.count).map(|place| self.status(place))
    }
}

impl Told {
    pub(crate) fn alert_id(&self) -> String {
        format!("da{:08x}-1111-4222-8333-{:012x}", self.alert.wrapping_mul(2_654_435_761), self.alert)
    }

    pub(crate) fn user_id(&self) -> String {
        format!("{:08x}-1111-4222-8333-{:012x}", self.user.wrapping_mul(7_919), self.user)
    }

    pub(crate) fn standing(&self, tenant: &TenantId) -> AlertStanding {
        let id = AlertId::new(tenant.clone(), &self.alert_id());
        AlertStanding { id, status: self.status.into(), classification: self.classification.into() }
    }

    /// The alert, as Microsoft Graph tells it.
    pub(crate) fn alert(&self) -> Value {
        json!({
            "id": self.alert_id(), "providerAlertId": format!("p-{}", self.alert), "incidentId": null,
            "status": self.status.word(), "classification": self.classification.word(), "determination": "unknown", "severity": "medium",
            "serviceSource": "microsoftDefenderForIdentity", "detectionSource": "microsoftDefenderForIdentity",
            "tenantId": "5f1c7bde-0000-4000-a000-000000000001", "title": "Suspected brute-force attack (Kerberos, NTLM)",
            "description": "Someone tried many passwords of one account.", "category": "CredentialAccess",
            "recommendedActions": "Reset the password, and look for where the attempts came from.",
            "alertWebUrl": format!("https://security.microsoft.com/alerts/{}", self.alert_id()), "mitreTechniques": ["T1110", "T1110.001"],
            "createdDateTime": "2026-02-01T00:00:00Z", "firstActivityDateTime": "2026-01-31T23:40:00Z",
            "lastUpdateDateTime": self.at.to_string(), "systemTags": [], "comments": [],
            "evidence": [
                {
                    "@odata.type": "#microsoft.graph.security.userEvidence", "createdDateTime": "2026-02-01T00:00:00Z", "verdict": "suspicious",
                    "remediationStatus": "none", "roles": ["compromised"],
                    "userAccount": {
                        "accountName": format!("person{}", self.user), "azureAdUserId": self.user_id(),
                        "userPrincipalName": format!("person{}@contoso.example", self.user), "displayName": format!("Person {}", self.user),
                    },
                },
                {
                    "@odata.type": "#microsoft.graph.security.ipEvidence", "createdDateTime": "2026-02-01T00:00:00Z",
                    "ipAddress": format!("203.0.113.{}", self.alert % 251), "countryLetterCode": "NO", "remediationStatus": "none",
                },
            ],
        })
    }

    /// The same for who holds no more of it.
    pub(crate) fn input(&self) -> Value {
        json!({
            "alertId": self.alert_id(), "userId": self.user_id(), "status": STATUS_NAMES[place(&STATUSES, &self.status)],
            "classification": CLASSIFICATION_NAMES[place(&CLASSIFICATIONS, &self.classification)], "lastUpdateDateTime": self.at.to_string(),
        })
    }
}

const STATUS_NAMES: [&str; 3] = ["NEW", "IN_PROGRESS", "RESOLVED"];

const CLASSIFICATION_NAMES: [&str; 4] = ["NOT_SET", "TRUE_POSITIVE", "FALSE_POSITIVE", "INFORMATIONAL_EXPECTED_ACTIVITY"];

fn place<V: PartialEq>(all: &[V], value: &V) -> usize {
    all.iter().position(|it| it == value).expect("it is one of these")
}
