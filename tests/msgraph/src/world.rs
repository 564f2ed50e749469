//! The records of one tenant.

use std::{borrow::Cow, collections::BTreeMap, fmt, sync::Arc};

use serde_json::Value;

use crate::{collections::Collection, rows::Rows};

/// The records of one tenant, as Microsoft Graph's beta shows them; what v1.0 does not show is left out when v1.0 is asked.
///
/// A row may say in [`ARRIVES`](crate::ARRIVES) when it can first be read.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// `/users`.
    pub users: Rows,
    /// `/servicePrincipals`.
    pub service_principals: Rows,
    /// `/identityProtection/riskyUsers`.
    pub risky_users: Rows,
    /// `/identityProtection/riskyUsers/{id}/history`.
    pub histories: Histories,
    /// `/identityProtection/riskDetections`.
    pub risk_detections: Rows,
    /// `/identityProtection/riskyServicePrincipals`.
    pub risky_service_principals: Rows,
    /// `/identityProtection/riskyServicePrincipals/{id}/history`.
    pub service_principal_histories: Histories,
    /// `/identityProtection/servicePrincipalRiskDetections`.
    pub service_principal_risk_detections: Rows,
    /// `/auditLogs/signIns`. Without `signInEventTypes` a sign-in is interactive.
    pub sign_ins: Rows,
    /// `/auditLogs/directoryAudits`.
    pub directory_audits: Rows,
    /// `/identity/conditionalAccess/namedLocations`.
    pub named_locations: Rows,
    /// `/identity/conditionalAccess/policies`.
    pub policies: Rows,
    /// `/security/alerts_v2`.
    pub alerts: Rows,
    /// `/security/incidents`. Their alerts are in `alerts` alone.
    pub incidents: Rows,
}

/// The risk histories of users, or of service principals.
#[derive(Clone, Default)]
pub struct Histories {
    held: BTreeMap<String, Vec<Value>>,
    made: Option<Arc<MadeHistories>>,
}

/// Answers the history of an id, the newest item first.
pub type MadeHistories = dyn Fn(&str) -> Vec<Value> + Send + Sync;

impl World {
    /// The rows of a collection that has no parent.
    pub(crate) fn rows(&self, collection: Collection) -> Option<&Rows> {
        Some(match collection {
            Collection::Users => &self.users,
            Collection::ServicePrincipals => &self.service_principals,
            Collection::RiskyUsers => &self.risky_users,
            Collection::RiskDetections => &self.risk_detections,
            Collection::RiskyServicePrincipals => &self.risky_service_principals,
            Collection::ServicePrincipalRiskDetections => &self.service_principal_risk_detections,
            Collection::SignIns => &self.sign_ins,
            Collection::DirectoryAudits => &self.directory_audits,
            Collection::NamedLocations => &self.named_locations,
            Collection::Policies => &self.policies,
            Collection::Alerts => &self.alerts,
            Collection::Incidents => &self.incidents,
            Collection::RiskyUserHistory | Collection::ServicePrincipalHistory => return None,
        })
    }

    /// The rows of a collection, of this parent if it has one. There are none where there is no such parent.
    pub(crate) fn rows_of(&self, collection: Collection, parent: Option<&str>) -> Option<Cow<'_, Rows>> {
        let (parents, histories) = match collection {
            Collection::RiskyUserHistory => (&self.risky_users, &self.histories),
            Collection::ServicePrincipalHistory => (&self.risky_service_principals, &self.service_principal_histories),
            _ => return self.rows(collection).map(Cow::Borrowed),
        };
        let parent = parent?;
        parents.find(parent).map(|_| Cow::Owned(Rows::from(histories.of(parent))))
    }
}

impl Histories {
    /// Histories that are made when they are read.
    pub fn made(made: Arc<MadeHistories>) -> Self {
        Self { made: Some(made), ..Self::default() }
    }

    /// The history of an id, the newest item first.
    pub fn of(&self, id: &str) -> Vec<Value> {
        let made = self.made.as_ref().map(|made| made(id)).unwrap_or_default();
        self.held.get(id).into_iter().flatten().rev().cloned().chain(made).collect()
    }

    /// Adds an item, the newest one, to the history of an id.
    pub fn push(&mut self, id: &str, item: Value) {
        self.held.entry(id.to_owned()).or_default().push(item);
    }
}

impl fmt::Debug for Histories {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Histories").field("held", &self.held.len()).finish_non_exhaustive()
    }
}
