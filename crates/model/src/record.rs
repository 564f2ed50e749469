//! Records on their way in: what a feed hands to a sink.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{
    Alert, Body, BodyError, ConditionalAccessPolicy, Detection, DirectoryAudit, DirectoryUser, Id, Identity, Incident, NamedLocation,
    RiskHistoryItem, RiskyServicePrincipal, RiskyUser, SignIn, TenantId, Time, alert, detection, directory, directory_audit, incident,
    named_location, policy, service_principal, sign_in, user,
};

/// One record of a source.
#[derive(Clone, Debug, PartialEq)]
pub enum Record {
    /// A user of the directory.
    DirectoryUser(Kept<DirectoryUser>),
    /// A user's risk.
    RiskyUser(Kept<RiskyUser>),
    /// A service principal's risk.
    RiskyServicePrincipal(Kept<RiskyServicePrincipal>),
    /// An item of an identity's risk history.
    RiskHistoryItem(Identity, Kept<RiskHistoryItem>),
    /// A sign-in.
    SignIn(Box<Kept<SignIn>>),
    /// A detection of a user or service principal.
    Detection(Box<Kept<Detection>>),
    /// A line of the audit log.
    DirectoryAudit(Box<Kept<DirectoryAudit>>),
    /// A named location.
    NamedLocation(Box<Kept<NamedLocation>>),
    /// A Conditional Access policy.
    ConditionalAccessPolicy(Box<Kept<ConditionalAccessPolicy>>),
    /// An alert of Microsoft Defender.
    Alert(Box<Kept<Alert>>),
    /// An incident of Microsoft Defender.
    Incident(Box<Kept<Incident>>),
}

/// The kinds of records, as reports count them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "&'static str")]
pub enum RecordKind {
    /// Users of the directory.
    Users,
    /// Users' risks.
    RiskyUsers,
    /// Service principals' risks.
    RiskyServicePrincipals,
    /// Items of risk histories.
    RiskHistoryItems,
    /// Sign-ins.
    SignIns,
    /// Detections.
    RiskDetections,
    /// Lines of the audit log.
    DirectoryAudits,
    /// Named locations.
    NamedLocations,
    /// Conditional Access policies.
    ConditionalAccessPolicies,
    /// Alerts of Microsoft Defender.
    Alerts,
    /// Incidents of Microsoft Defender.
    Incidents,
}

impl RecordKind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Users,
        Self::RiskyUsers,
        Self::RiskyServicePrincipals,
        Self::RiskHistoryItems,
        Self::SignIns,
        Self::RiskDetections,
        Self::DirectoryAudits,
        Self::NamedLocations,
        Self::ConditionalAccessPolicies,
        Self::Alerts,
        Self::Incidents,
    ];

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The kind's name, after Microsoft Graph's collection or type of such records.
    pub fn name(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::RiskyUsers => "riskyUsers",
            Self::RiskyServicePrincipals => "riskyServicePrincipals",
            Self::RiskHistoryItems => "riskHistoryItems",
            Self::SignIns => "signIns",
            Self::RiskDetections => "riskDetections",
            Self::DirectoryAudits => "directoryAudits",
            Self::NamedLocations => "namedLocations",
            Self::ConditionalAccessPolicies => "conditionalAccessPolicies",
            Self::Alerts => "alerts",
            Self::Incidents => "incidents",
        }
    }
}

impl From<RecordKind> for &'static str {
    fn from(kind: RecordKind) -> Self {
        kind.name()
    }
}

impl Record {
    /// Its kind.
    pub fn kind(&self) -> RecordKind {
        match self {
            Self::DirectoryUser(_) => RecordKind::Users,
            Self::RiskyUser(_) => RecordKind::RiskyUsers,
            Self::RiskyServicePrincipal(_) => RecordKind::RiskyServicePrincipals,
            Self::RiskHistoryItem(..) => RecordKind::RiskHistoryItems,
            Self::SignIn(_) => RecordKind::SignIns,
            Self::Detection(_) => RecordKind::RiskDetections,
            Self::DirectoryAudit(_) => RecordKind::DirectoryAudits,
            Self::NamedLocation(_) => RecordKind::NamedLocations,
            Self::ConditionalAccessPolicy(_) => RecordKind::ConditionalAccessPolicies,
            Self::Alert(_) => RecordKind::Alerts,
            Self::Incident(_) => RecordKind::Incidents,
        }
    }

    /// Why it is too far ahead of `now`, if it is: an alert or incident that changed in the future would stand above all that is said of it
    /// until then.
    pub fn ahead_of(&self, now: Time) -> Option<String> {
        let updated = match self {
            Self::Alert(alert) => alert.value.last_update_date_time,
            Self::Incident(incident) => incident.value.last_update_date_time,
            _ => None,
        };
        let updated = updated.filter(|updated| updated.is_ahead(now))?;
        Some(format!("lastUpdateDateTime {updated} is more than 24 hours in the future"))
    }

    /// Its tenant.
    pub fn tenant(&self) -> &TenantId {
        match self {
            Self::DirectoryUser(user) => user.value.id.tenant(),
            Self::RiskyUser(user) => user.value.id.tenant(),
            Self::RiskyServicePrincipal(principal) => principal.value.id.tenant(),
            Self::RiskHistoryItem(identity, _) => identity.tenant(),
            Self::SignIn(sign_in) => sign_in.value.id.tenant(),
            Self::Detection(detection) => detection.value.id.tenant(),
            Self::DirectoryAudit(audit) => audit.value.id.tenant(),
            Self::NamedLocation(location) => location.value.id.tenant(),
            Self::ConditionalAccessPolicy(policy) => policy.value.id.tenant(),
            Self::Alert(alert) => alert.value.id.tenant(),
            Self::Incident(incident) => incident.value.id.tenant(),
        }
    }

    /// When it was observed.
    pub fn observed(&self) -> Option<Time> {
        match self {
            Self::DirectoryUser(user) => user.observed,
            Self::RiskyUser(user) => user.observed,
            Self::RiskyServicePrincipal(principal) => principal.observed,
            Self::RiskHistoryItem(_, item) => item.observed,
            Self::SignIn(sign_in) => sign_in.observed,
            Self::Detection(detection) => detection.observed,
            Self::DirectoryAudit(audit) => audit.observed,
            Self::NamedLocation(location) => location.observed,
            Self::ConditionalAccessPolicy(policy) => policy.observed,
            Self::Alert(alert) => alert.observed,
            Self::Incident(incident) => incident.observed,
        }
    }
}

/// A value, and the record it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept<T> {
    /// The properties this version reads.
    pub value: T,
    /// The whole record.
    pub body: Body,
    /// When the source said so: the record's own update time, else its envelope's, else the operator's word, else unknown.
    pub observed: Option<Time>,
}

impl<T: MsgraphRecord> Kept<T> {
    /// Reads properties as a record of `tenant`. The record's own update time wins over `envelope`.
    ///
    /// # Errors
    /// When a property is missing that the record cannot do without, or has a value of another kind.
    pub fn read(properties: Map<String, Value>, tenant: &TenantId, envelope: Option<Time>) -> Result<Self, BodyError> {
        let body = Body::new(properties);
        let value: T = body.read(tenant)?;
        let observed = value.updated().or(envelope);
        Ok(Self { value, body, observed })
    }

    /// Keeps a value made here, whose ids have their tenant already, and whose texts hold no U+0000.
    pub fn of(value: T, envelope: Option<Time>) -> Self {
        let body = match serde_json::to_value(&value) {
            Ok(Value::Object(properties)) => Body::new(properties),
            _ => unreachable!("a record of plain data is a JSON object"),
        };
        let observed = value.updated().or(envelope);
        Self { value, body, observed }
    }
}

/// A record of Microsoft Graph.
pub trait MsgraphRecord: Serialize + DeserializeOwned {
    /// Gives the record and the ids in it their tenant.
    fn adopt(&mut self, tenant: &TenantId);

    /// The record's own update time.
    fn updated(&self) -> Option<Time>;
}

macro_rules! msgraph_records {
    ($($kind:ty: $updated:expr;)*) => { $(
        impl MsgraphRecord for $kind {
            fn adopt(&mut self, tenant: &TenantId) {
                <$kind>::adopt(self, tenant);
            }

            fn updated(&self) -> Option<Time> {
                let updated: fn(&$kind) -> Option<Time> = $updated;
                updated(self)
            }
        }
    )* };
}

msgraph_records! {
    directory::DirectoryUser: |_| None;
    user::RiskyUser: |user| user.risk_last_updated_date_time;
    service_principal::RiskyServicePrincipal: |principal| principal.risk_last_updated_date_time;
    sign_in::SignIn: |_| None;
    detection::Detection: |detection| detection.last_updated_date_time;
    directory_audit::DirectoryAudit: |_| None;
    named_location::NamedLocation: named_location::NamedLocation::modified;
    policy::ConditionalAccessPolicy: policy::ConditionalAccessPolicy::modified;
    alert::Alert: alert::Alert::updated;
    incident::Incident: incident::Incident::updated;
}

impl MsgraphRecord for RiskHistoryItem {
    fn adopt(&mut self, _: &TenantId) {}

    fn updated(&self) -> Option<Time> {
        self.risk_last_updated_date_time
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DetectionId;
    use serde_json::json;

    fn properties(value: Value) -> Map<String, Value> {
        let Value::Object(properties) = value else { panic!("an object") };
        properties
    }

    #[test]
    fn a_record_reads_its_ids_into_the_tenant_and_keeps_what_it_does_not_know() {
        let tenant = TenantId::new("T");
        let sign_in = json!({"id": "AB", "createdDateTime": "2024-05-01T08:00:00Z", "userId": "U", "brandNew": [1]});
        let kept = Kept::<SignIn>::read(properties(sign_in), &tenant, None).expect("a sign-in");
        assert_eq!(kept.value.user_id.expect("a user").to_string(), "t/u");
        assert!(kept.body.as_str().contains(r#""brandNew":[1]"#));
    }

    #[test]
    fn a_record_without_what_it_needs_is_refused_by_name() {
        let error = Kept::<SignIn>::read(properties(json!({"id": "1"})), &TenantId::new("t"), None).expect_err("no date");
        assert!(error.to_string().contains("createdDateTime"), "{error}");
    }

    #[test]
    fn a_value_made_here_reads_back_the_same() {
        let tenant = TenantId::new("t");
        let id = DetectionId::new(tenant.clone(), "d");
        let value = Detection { id, risk_event_type: Some("passwordSpray".into()), key_ids: vec!["k".into()], ..Detection::default() };
        let kept = Kept::of(value, None);
        assert_eq!(kept.body.read::<Detection>(&tenant).expect("what was written"), kept.value);
    }
}
