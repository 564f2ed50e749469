//! The World: a few identities in two tenants, what they did, and what became of their risks.

mod access;
mod alerts;
mod audits;
mod changes;
mod events;
mod identities;
mod merged;
mod outcome;
mod risks;

use riskgate_model::{
    Alert, ConditionalAccessPolicy, Detection, DetectionFields, DirectoryAudit, DirectoryAuditFields, Identity, Incident, Named,
    NamedLocation, Record, RiskChange, ServicePrincipal, ServicePrincipalFields, SignIn, SignInFields, TenantId, Time, User, UserFields,
};

use super::listed::Listed;
use crate::{Memory, links::Links};

/// A small world of facts, held by every adapter that is judged.
///
/// It is there twice: as the records that a source would send, for adapters that record facts, and as the rows that these records come to,
/// for adapters that hold rows. Its two tenants use the same object ids; dates are shared, names differ in case alone, words are used that
/// nobody knows, and values are missing.
#[derive(Clone, Debug)]
pub struct World {
    /// Users.
    pub users: Vec<User>,
    /// Service principals.
    pub service_principals: Vec<ServicePrincipal>,
    /// Sign-ins.
    pub sign_ins: Vec<SignIn>,
    /// Detections.
    pub detections: Vec<Detection>,
    /// Changes of risks.
    pub risk_changes: Vec<RiskChange>,
    /// Directory audits.
    pub directory_audits: Vec<DirectoryAudit>,
    /// Named locations.
    pub named_locations: Vec<NamedLocation>,
    /// Conditional Access policies.
    pub conditional_access_policies: Vec<ConditionalAccessPolicy>,
    /// Alerts.
    pub alerts: Vec<Alert>,
    /// Incidents.
    pub incidents: Vec<Incident>,
    /// The records that come to these rows.
    pub records: Vec<Record>,
}

impl World {
    /// The words in it that this version does not know.
    pub(super) const UNKNOWN_WORDS: [&'static str; 4] = ["underReview", "brandNew", "severe", "strange"];

    /// The world that the kit judges by.
    pub fn new() -> Self {
        Self::of([identities::records(), events::records(), audits::records(), access::records(), alerts::records()].concat())
    }

    /// The world of these records.
    pub fn of(records: Vec<Record>) -> Self {
        outcome::come_to(records)
    }

    /// The same world without service principals and what they did: for systems that know people alone.
    #[must_use]
    pub fn without_service_principals(self) -> Self {
        let of_people = |record: &Record| match record {
            Record::DirectoryUser(_)
            | Record::RiskyUser(_)
            | Record::NamedLocation(_)
            | Record::ConditionalAccessPolicy(_)
            | Record::Incident(_) => true,
            Record::RiskyServicePrincipal(_) => false,
            Record::RiskHistoryItem(identity, _) => matches!(identity, Identity::User(_)),
            Record::SignIn(it) => it.value.service_principal_id.is_none(),
            Record::Detection(it) => it.value.service_principal_id.is_none(),
            Record::DirectoryAudit(it) => it.value.identities().iter().all(|identity| matches!(identity, Identity::User(_))),
            Record::Alert(it) => it.value.named().keys().all(|who| !matches!(who, Named::ServicePrincipal(_) | Named::Application(_))),
        };
        Self::of(self.records.into_iter().filter(of_people).collect())
    }

    /// The same world without alerts and incidents, and without what alerts say of risks: for systems that know nothing of Defender.
    #[must_use]
    pub fn without_alerts(self) -> Self {
        let is_other = |record: &Record| !matches!(record, Record::Alert(_) | Record::Incident(_));
        Self::of(self.records.into_iter().filter(is_other).collect())
    }

    /// The same world with one of its tenants: for systems that know no other. Its name is `north`.
    #[must_use]
    pub fn of_one_tenant(self) -> Self {
        Self::of(self.records.into_iter().filter(|record| record.tenant().as_str() == NORTH).collect())
    }

    /// The same world in which the rows of users hold only these groups of properties. The records stay as they are, so that this is for
    /// adapters that hold rows; a finer choice can be made on the rows themselves.
    #[must_use]
    pub fn with_users_of(self, groups: UserFields) -> Self {
        Self { users: masked(self.users, groups), ..self }
    }

    /// The same for service principals.
    #[must_use]
    pub fn with_service_principals_of(self, groups: ServicePrincipalFields) -> Self {
        Self { service_principals: masked(self.service_principals, groups), ..self }
    }

    /// The same for sign-ins.
    #[must_use]
    pub fn with_sign_ins_of(self, groups: SignInFields) -> Self {
        Self { sign_ins: masked(self.sign_ins, groups), ..self }
    }

    /// The same for detections.
    #[must_use]
    pub fn with_detections_of(self, groups: DetectionFields) -> Self {
        Self { detections: masked(self.detections, groups), ..self }
    }

    /// The same for directory audits.
    #[must_use]
    pub fn with_directory_audits_of(self, groups: DirectoryAuditFields) -> Self {
        Self { directory_audits: masked(self.directory_audits, groups), ..self }
    }

    /// Whom and what its alerts are of.
    pub(super) fn links(&self) -> Links<'_> {
        let Self { users, service_principals, detections, alerts, .. } = self;
        Links { users, service_principals, detections, alerts }
    }

    /// The adapter over its rows in memory.
    pub fn memory(&self) -> Memory {
        Memory {
            users: self.users.clone(),
            service_principals: self.service_principals.clone(),
            sign_ins: self.sign_ins.clone(),
            detections: self.detections.clone(),
            risk_changes: self.risk_changes.clone(),
            directory_audits: self.directory_audits.clone(),
            named_locations: self.named_locations.clone(),
            conditional_access_policies: self.conditional_access_policies.clone(),
            alerts: self.alerts.clone(),
            incidents: self.incidents.clone(),
            refusals: Vec::new(),
            as_of: None,
        }
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

fn masked<E: Listed>(rows: Vec<E>, groups: E::Fields) -> Vec<E> {
    rows.into_iter().map(|row| row.masked(groups)).collect()
}

/// The tenant in which most happens.
pub(super) const NORTH: &str = "north";

/// The other tenant. What it has bears ids that [`NORTH`] uses, too.
pub(super) const SOUTH: &str = "south";

/// Texts that may trip a source.
const TEXTS: [Option<&str>; 8] =
    [Some("Ada"), Some("ada"), Some("Öst"), Some("öst"), None, Some("50%_\\"), Some("it's \"q\""), Some("漢字😀")];

fn tenant(name: &str) -> TenantId {
    TenantId::new(name)
}

/// So many minutes after the World's first moment, 2024-05-01T08:00:00Z.
fn minutes(minutes: i64) -> Time {
    Time::from_seconds(1_714_550_400).plus_seconds(minutes * 60)
}

/// The value whose turn it is.
fn turn<T: Clone>(values: &[T], number: usize) -> T {
    values[number % values.len()].clone()
}

/// The text whose turn it is.
fn text(texts: &[Option<&str>], number: usize) -> Option<String> {
    turn(texts, number).map(str::to_owned)
}
