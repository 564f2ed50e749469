//! An adapter: a manifest, and an object for each question it answers.

use std::sync::Arc;

use crate::{
    AlertSource, ConditionalAccessPolicySource, DetectionSource, DirectoryAuditSource, HealthProbe, IncidentSource, Manifest,
    NamedLocationSource, Question, RiskHistorySource, ServicePrincipalSource, SignInSource, UserSource, supervised::supervise,
};

/// An adapter. It answers the questions it has an object for.
#[derive(Clone)]
pub struct Adapter {
    /// What it says of itself.
    pub manifest: Manifest,
    /// How it is doing.
    pub health: Arc<dyn HealthProbe>,
    /// Users.
    pub users: Option<Arc<dyn UserSource>>,
    /// Service principals.
    pub service_principals: Option<Arc<dyn ServicePrincipalSource>>,
    /// Sign-ins.
    pub sign_ins: Option<Arc<dyn SignInSource>>,
    /// Detections.
    pub detections: Option<Arc<dyn DetectionSource>>,
    /// Histories of risks.
    pub risk_history: Option<Arc<dyn RiskHistorySource>>,
    /// Directory audits.
    pub directory_audits: Option<Arc<dyn DirectoryAuditSource>>,
    /// Named locations.
    pub named_locations: Option<Arc<dyn NamedLocationSource>>,
    /// Conditional Access policies.
    pub conditional_access_policies: Option<Arc<dyn ConditionalAccessPolicySource>>,
    /// Alerts.
    pub alerts: Option<Arc<dyn AlertSource>>,
    /// Incidents.
    pub incidents: Option<Arc<dyn IncidentSource>>,
}

impl Adapter {
    /// An adapter that answers no question yet.
    pub fn new(manifest: Manifest, health: Arc<dyn HealthProbe>) -> Self {
        Self {
            manifest,
            health,
            users: None,
            service_principals: None,
            sign_ins: None,
            detections: None,
            risk_history: None,
            directory_audits: None,
            named_locations: None,
            conditional_access_policies: None,
            alerts: None,
            incidents: None,
        }
    }

    /// The same adapter under another name.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.manifest.name = name.into();
        self
    }

    /// The same adapter under supervision: what it does not offer is done here or refused, and whatever it does costs no more than one
    /// answer. The host wraps every adapter so, once.
    #[must_use]
    pub fn supervised(self) -> Self {
        supervise(self)
    }

    /// The questions it answers.
    pub fn answers(&self) -> Vec<Question> {
        let offered = [
            (Question::Users, self.users.is_some()),
            (Question::ServicePrincipals, self.service_principals.is_some()),
            (Question::SignIns, self.sign_ins.is_some()),
            (Question::Detections, self.detections.is_some()),
            (Question::RiskHistory, self.risk_history.is_some()),
            (Question::DirectoryAudits, self.directory_audits.is_some()),
            (Question::NamedLocations, self.named_locations.is_some()),
            (Question::ConditionalAccessPolicies, self.conditional_access_policies.is_some()),
            (Question::Alerts, self.alerts.is_some()),
            (Question::Incidents, self.incidents.is_some()),
        ];
        offered.into_iter().filter(|(_, offered)| *offered).map(|(question, _)| question).collect()
    }
}
