//! A user: what the directory, Microsoft Entra ID Protection and the sign-ins say, joined.

use serde::{Deserialize, Serialize};

use crate::{Body, Claim, DirectoryUser, EntraRisk, Id, Risk, RiskDetail, RiskLevel, RiskState, TenantId, Time, UserId, Word};

/// A user as it is shown. One known only from sign-ins has names and nothing else.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct User {
    /// The object id.
    pub id: UserId,
    /// Name, from the directory, else from Entra's risk record, else from the newest sign-in or detection.
    pub display_name: Option<String>,
    /// Sign-in name, found the same way.
    pub user_principal_name: Option<String>,
    /// `Member` or `Guest`.
    pub user_type: Option<String>,
    /// Whether the user was deleted; unknown for one known only from sign-ins.
    pub is_deleted: Option<bool>,
    /// Whether Microsoft is still working on the user's risk.
    pub is_processing: Option<bool>,
    /// The risk as the fold shows it.
    pub risk: Risk,
    /// What the fold rests on.
    pub claims: Vec<Claim>,
    /// Entra's own risk record, the newest.
    pub entra: Option<RiskyUser>,
    /// The directory's record, the newest.
    pub directory: Option<DirectoryUser>,
}

/// Microsoft Graph's `riskyUser`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RiskyUser {
    /// The user's object id.
    pub id: UserId,
    /// Name.
    pub user_display_name: Option<String>,
    /// Sign-in name.
    pub user_principal_name: Option<String>,
    /// Whether the user was deleted.
    pub is_deleted: Option<bool>,
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

impl RiskyUser {
    /// Gives the record its tenant.
    pub(crate) fn adopt(&mut self, tenant: &TenantId) {
        self.id.adopt(tenant);
    }

    /// What Microsoft says of the user's risk.
    pub fn entra_risk(&self) -> EntraRisk {
        EntraRisk {
            risk_state: self.risk_state.clone(),
            risk_level: self.risk_level.clone(),
            risk_detail: self.risk_detail.clone(),
            risk_last_updated_date_time: self.risk_last_updated_date_time,
        }
    }
}
