//! Which adapters there are, and which of them answers which question.

use riskgate_adapter::Question;
use serde::{Deserialize, Serialize};

/// An adapter, by its kind. A new kind is one arm here, and one in `wiring`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum AdapterKind {
    /// Another store, such as an archive.
    Store {
        /// Its database, such as `sqlite://archive.db`.
        url: String,
    },
}

/// The name of the adapter that answers each question. Default: the store, called `store`, answers all of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Routes {
    /// Users.
    pub users: String,
    /// Service principals.
    pub service_principals: String,
    /// Sign-ins.
    pub sign_ins: String,
    /// Detections.
    pub detections: String,
    /// Histories of risks.
    pub risk_history: String,
    /// Directory audits.
    pub directory_audits: String,
    /// Named locations.
    pub named_locations: String,
    /// Conditional Access policies.
    pub conditional_access_policies: String,
    /// Alerts.
    pub alerts: String,
    /// Incidents.
    pub incidents: String,
}

impl Default for Routes {
    fn default() -> Self {
        let store = || riskgate_adapter_store::NAME.to_owned();
        Self {
            users: store(),
            service_principals: store(),
            sign_ins: store(),
            detections: store(),
            risk_history: store(),
            directory_audits: store(),
            named_locations: store(),
            conditional_access_policies: store(),
            alerts: store(),
            incidents: store(),
        }
    }
}

impl Routes {
    /// The name of the adapter that answers a question.
    pub fn of(&self, question: Question) -> &str {
        match question {
            Question::Users => &self.users,
            Question::ServicePrincipals => &self.service_principals,
            Question::SignIns => &self.sign_ins,
            Question::Detections => &self.detections,
            Question::RiskHistory => &self.risk_history,
            Question::DirectoryAudits => &self.directory_audits,
            Question::NamedLocations => &self.named_locations,
            Question::ConditionalAccessPolicies => &self.conditional_access_policies,
            Question::Alerts => &self.alerts,
            Question::Incidents => &self.incidents,
        }
    }
}
