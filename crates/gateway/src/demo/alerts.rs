//! What Microsoft Defender noticed of the stories: two incidents, and the alerts that they are made of.
//!
//! Nobody has decided anything about them that counts: alerts of products that claim something of a risk are new, and the others are only
//! shown. So every risk is as Entra states it, until someone decides.

use riskgate_model::{
    Alert, AlertClassification, AlertId, AlertSeverity, AlertStatus, Detection, Evidence, EvidenceRole, EvidenceType, EvidenceVerdict, Id,
    Incident, IncidentId, IncidentStatus, Kept, Record, ServiceSource, UserAccount, Vocabulary as _,
};

use super::{
    case::Case,
    dice::Throw,
    finding::{Kind, technique},
    stories::Plot,
    tenant::HOUR,
};

/// Who has the sprayed password: the first keeps it, the second's mailbox is used. And whose session is stolen.
const SPRAYED: [usize; 2] = [0, 1];
const REPLAYED: usize = 4;

/// An incident, and the alerts that it is made of.
struct Told {
    id: &'static str,
    display_name: &'static str,
    description: &'static str,
    status: IncidentStatus,
    alerts: Vec<Alert>,
}

/// What an alert says of a detection, beside whom and what it names.
struct Noticed {
    source: ServiceSource,
    kind: Kind,
    title: &'static str,
    description: &'static str,
    recommended_actions: &'static str,
    category: &'static str,
    /// What was found out, in products that claim nothing of a risk.
    classification: AlertClassification,
}

/// The alerts and incidents.
pub(super) fn records(plot: &Plot) -> impl Iterator<Item = Record> {
    [sprayed(plot), replayed(plot)].into_iter().enumerate().flat_map(|(place, told)| told.records(plot, place as u64))
}

fn sprayed(plot: &Plot) -> Told {
    let spray = |victim: usize| {
        Noticed {
            source: ServiceSource::AzureAdIdentityProtection,
            kind: Kind::PasswordSpray,
            title: "Password Spray",
            description: "A password spray attack is where multiple usernames are tried with common passwords; this account's was found.",
            recommended_actions: "Confirm the user compromised, reset the password, and block the network that the attempts come from.",
            category: "CredentialAccess",
            classification: AlertClassification::NotSet,
        }
        .of(&plot.people[victim])
    };
    let forwarding = Noticed {
        source: ServiceSource::MicrosoftDefenderForOffice365,
        kind: Kind::SuspiciousInboxForwarding,
        title: "Suspicious Email Forwarding Activity",
        description: "A rule of the mailbox forwards what comes in to an address outside the organization.",
        recommended_actions: "Remove the rule, look for what was forwarded, and revoke the user's sessions.",
        category: "Exfiltration",
        classification: AlertClassification::TruePositive,
    };
    Told {
        id: "2041",
        display_name: "Multi-stage incident involving Credential access & Exfiltration on multiple users",
        description: "A password spray found the passwords of two users; the mailbox of one of them was used.",
        status: IncidentStatus::InProgress,
        alerts: vec![forwarding.of(&plot.people[SPRAYED[1]]), spray(SPRAYED[0]), spray(SPRAYED[1])],
    }
}

fn replayed(plot: &Plot) -> Told {
    let case = &plot.people[REPLAYED];
    let token = Noticed {
        source: ServiceSource::AzureAdIdentityProtection,
        kind: Kind::AnomalousToken,
        title: "Anomalous Token",
        description: "The token has unusual characteristics, such as its lifetime, or is used from a place that it was not issued to.",
        recommended_actions: "Revoke the user's sessions, and look for what the token was used for.",
        category: "CredentialAccess",
        classification: AlertClassification::NotSet,
    };
    let api = Noticed {
        source: ServiceSource::MicrosoftDefenderForOffice365,
        kind: Kind::SuspiciousApiTraffic,
        title: "Suspicious mailbox access through an application interface",
        description: "Many messages of the mailbox were read in a short time, by a session that came from elsewhere before.",
        recommended_actions: "Find out which messages were read, and tell whom they are about.",
        category: "Collection",
        classification: AlertClassification::TruePositive,
    };
    Told {
        id: "2057",
        display_name: "Token theft involving one user",
        description: "A session was stolen, and used from another network minutes later.",
        status: IncidentStatus::Active,
        alerts: vec![api.of(case), token.of(case)],
    }
}

impl Told {
    /// Each alert, and the incident.
    fn records(self, plot: &Plot, place: u64) -> Vec<Record> {
        let tenant = &plot.tenant;
        let mut dice = tenant.dice(Throw::Alert, place);
        let id = IncidentId::new(tenant.id.clone(), self.id);
        let created = self.alerts.iter().filter_map(|alert| alert.created_date_time).min();
        let updated = self.alerts.iter().filter_map(|alert| alert.last_update_date_time).max();
        let incident = Incident {
            id: id.clone(),
            display_name: Some(self.display_name.into()),
            description: Some(self.description.into()),
            status: Some(self.status.into()),
            classification: Some(AlertClassification::NotSet.into()),
            severity: Some(AlertSeverity::High.into()),
            created_date_time: created,
            last_update_date_time: updated,
            incident_web_url: Some(format!("https://security.microsoft.com/incidents/{}?tid={}", self.id, tenant.id)),
            ..Incident::default()
        };
        let mut records: Vec<Record> = Vec::new();
        for alert in self.alerts {
            let object = format!("da{}_1", &dice.digest()[..40]);
            let alert = Alert {
                alert_web_url: Some(format!("https://security.microsoft.com/alerts/{object}?tid={}", tenant.id)),
                id: AlertId::new(tenant.id.clone(), &object),
                incident_id: Some(id.clone()),
                ..alert
            };
            records.push(Record::Alert(Box::new(Kept::of(alert, None))));
        }
        records.push(Record::Incident(Box::new(Kept::of(incident, None))));
        records
    }
}

impl Noticed {
    /// The alert about the detection of this kind, in the case of a person.
    fn of(&self, case: &Case) -> Alert {
        let is_it = |detection: &&Detection| detection.risk_event_type.as_deref() == Some(self.kind.word());
        let detection = case.detections.iter().find(is_it).expect("the stories tell of it");
        let activity = detection.activity_date_time.unwrap_or(detection.detected_date_time);
        let is_raised_for = matches!(self.source, ServiceSource::AzureAdIdentityProtection);
        let status = if is_raised_for { AlertStatus::New } else { AlertStatus::InProgress };
        let raised = detection.detected_date_time.plus_seconds(HOUR / 4);
        Alert {
            provider_alert_id: is_raised_for.then(|| detection.id.object().to_owned()),
            status: Some(status.into()),
            classification: Some(self.classification.into()),
            severity: Some(if is_raised_for { AlertSeverity::High } else { AlertSeverity::Medium }.into()),
            service_source: Some(self.source.into()),
            detection_source: Some(self.source.word().into()),
            title: Some(self.title.into()),
            description: Some(self.description.into()),
            recommended_actions: Some(self.recommended_actions.into()),
            category: Some(self.category.into()),
            mitre_techniques: technique(self.kind).map(str::to_owned).into_iter().collect(),
            created_date_time: Some(raised),
            last_update_date_time: Some(raised.plus_seconds(HOUR)),
            first_activity_date_time: Some(activity),
            last_activity_date_time: Some(detection.detected_date_time),
            evidence: evidence(case, detection),
            ..Alert::default()
        }
    }
}

/// The user, and of the sign-in its address and request.
fn evidence(case: &Case, detection: &Detection) -> Vec<Evidence> {
    let person = case.person();
    let of = |kind: EvidenceType, role: EvidenceRole| Evidence {
        kind: Some(kind.into()),
        created_date_time: Some(detection.detected_date_time),
        verdict: Some(EvidenceVerdict::Suspicious.into()),
        roles: vec![role.into()],
        ..Evidence::default()
    };
    let account = UserAccount {
        azure_ad_user_id: Some(person.id.clone()),
        user_principal_name: Some(person.user_principal_name.clone()),
        account_name: person.user_principal_name.split('@').next().map(str::to_owned),
        display_name: Some(person.display_name.clone()),
        ..UserAccount::default()
    };
    let user = Evidence { user_account: Some(account), ..of(EvidenceType::User, EvidenceRole::Compromised) };
    let address = detection.ip_address.clone().map(|address| Evidence {
        ip_address: Some(address),
        country_letter_code: detection.location.as_ref().and_then(|location| location.country_or_region.clone()),
        ..of(EvidenceType::Ip, EvidenceRole::Source)
    });
    let sign_in = detection
        .request_id
        .clone()
        .map(|request| Evidence { request_id: Some(request), ..of(EvidenceType::CloudLogonRequest, EvidenceRole::Contextual) });
    [Some(user), address, sign_in].into_iter().flatten().collect()
}
