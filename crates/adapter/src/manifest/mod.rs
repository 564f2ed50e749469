//! What an adapter says of itself: its name, how old and how slow its answers may be, and what each of its sources can be asked.

mod offer;
mod rate;

use std::{sync::Arc, time::Duration};

use riskgate_model::{
    AlertField, ConditionalAccessPolicyField, DetectionField, DirectoryAuditField, IncidentField, NamedLocationField, RiskChangeField,
    ServicePrincipalField, SignInField, UserField,
};

pub(crate) use offer::check_order_under_parents;
pub use offer::{Beyond, Filterable, Offer};
pub use rate::Rate;

/// What an adapter says of itself. Made by [`Manifest::new`]; what is not set is what every source can do.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// Its name, by which routes, errors and answers call it.
    pub name: Arc<str>,
    /// Its version.
    pub version: String,
    /// How old its answers may be.
    pub freshness: Freshness,
    /// How long it may take to answer a question, however many calls that takes; then the question has failed. The gateway shortens it to a
    /// third of the time that a request has, so that a slow adapter costs no more than the fields it answers.
    pub deadline: Duration,
    /// The longest that it is left alone after it failed too often. Each trial that fails doubles the time, from a second on.
    pub rest: Duration,
    /// How often it may be asked. The host waits rather than ask more often, up to half of the deadline; who would wait longer is refused.
    pub rates: Vec<Rate>,
    /// The limits it keeps to by itself, for people to read.
    pub limits: Vec<Limit>,
    /// What can be asked of users.
    pub users: Offer<UserField>,
    /// What can be asked of service principals.
    pub service_principals: Offer<ServicePrincipalField>,
    /// What can be asked of sign-ins.
    pub sign_ins: Offer<SignInField>,
    /// What can be asked of detections.
    pub detections: Offer<DetectionField>,
    /// What can be asked of histories of risks.
    pub risk_history: Offer<RiskChangeField>,
    /// What can be asked of directory audits.
    pub directory_audits: Offer<DirectoryAuditField>,
    /// What can be asked of named locations.
    pub named_locations: Offer<NamedLocationField>,
    /// What can be asked of Conditional Access policies.
    pub conditional_access_policies: Offer<ConditionalAccessPolicyField>,
    /// What can be asked of alerts.
    pub alerts: Offer<AlertField>,
    /// What can be asked of incidents.
    pub incidents: Offer<IncidentField>,
}

impl Manifest {
    /// The manifest of a source that answers within five seconds, is left alone for five minutes at most, and takes neither filters nor
    /// another order than by date.
    pub fn new(name: &str, version: &str) -> Self {
        Self {
            name: name.into(),
            version: version.to_owned(),
            freshness: Freshness::Live,
            deadline: Duration::from_secs(5),
            rest: Duration::from_mins(5),
            rates: Vec::new(),
            limits: Vec::new(),
            users: Offer::default(),
            service_principals: Offer::default(),
            sign_ins: Offer::default(),
            detections: Offer::default(),
            risk_history: Offer::default(),
            directory_audits: Offer::default(),
            named_locations: Offer::default(),
            conditional_access_policies: Offer::default(),
            alerts: Offer::default(),
            incidents: Offer::default(),
        }
    }

    /// The same for a source that takes every filter and every order.
    pub fn of_everything(name: &str, version: &str) -> Self {
        Self {
            users: Offer::everything(),
            service_principals: Offer::everything(),
            sign_ins: Offer::everything(),
            detections: Offer::everything(),
            risk_history: Offer::everything(),
            directory_audits: Offer::everything(),
            named_locations: Offer::everything(),
            conditional_access_policies: Offer::everything(),
            alerts: Offer::everything(),
            incidents: Offer::everything(),
            ..Self::new(name, version)
        }
    }
}

/// How old an adapter's answers may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// As old as the records that were last recorded.
    Recorded,
    /// As the source is when it is asked.
    Live,
}

/// A limit that an adapter keeps to by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What is limited, such as `rows tested for a page`.
    pub what: String,
    /// The most there may be.
    pub maximum: u64,
}
