//! A service principal: a workload identity.

use serde::{Deserialize, Serialize};

use crate::{Body, Claim, EntraRisk, Id, Risk, RiskDetail, RiskLevel, RiskState, ServicePrincipalId, TenantId, Time, Word};

/// A service principal as it is shown. One known only from sign-ins or detections has names and nothing else.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServicePrincipal {
    /// The object id.
    pub id: ServicePrincipalId,
    /// Name.
    pub display_name: Option<String>,
    /// The application it stands for.
    pub app_id: Option<String>,
    /// `Application`, `ManagedIdentity` and the like.
    pub service_principal_type: Option<String>,
    /// Whether it may sign in.
    pub is_enabled: Option<bool>,
    /// Whether Microsoft is still working on its risk.
    pub is_processing: Option<bool>,
    /// The risk as the fold shows it.
    pub risk: Risk,
    /// What the fold rests on.
    pub claims: Vec<Claim>,
    /// Entra's own risk record, the newest.
    pub entra: Option<RiskyServicePrincipal>,
}

/// Microsoft Graph's `riskyServicePrincipal`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RiskyServicePrincipal {
    /// The object id.
    pub id: ServicePrincipalId,
    /// Name.
    pub display_name: Option<String>,
    /// The application it stands for.
    pub app_id: Option<String>,
    /// `Application`, `ManagedIdentity` and the like.
    pub service_principal_type: Option<String>,
    /// Whether it may sign in.
    pub is_enabled: Option<bool>,
    /// Whether Microsoft is still working on the risk.
    pub is_processing: Option<bool>,
    /// State.
    pub risk_state: Option<Word<RiskState>>,
    /// Level.
    pub risk_level: Option<Word<RiskLevel>>,
    /// Detail.
    pub risk_detail: Option<Word<RiskDetail>>,
    /// When the risk last changed.
    pub risk_last_updated_date_time: Option<Time>,
    /// The whole record, when it was asked for.
    #[serde(skip)]
    pub record: Option<Body>,
}

impl RiskyServicePrincipal {
    /// Gives the record its tenant.
    pub(crate) fn adopt(&mut self, tenant: &TenantId) {
        self.id.adopt(tenant);
    }

    /// What Microsoft says of its risk.
    pub fn entra_risk(&self) -> EntraRisk {
        EntraRisk {
            risk_state: self.risk_state.clone(),
            risk_level: self.risk_level.clone(),
            risk_detail: self.risk_detail.clone(),
            risk_last_updated_date_time: self.risk_last_updated_date_time,
        }
    }
}
