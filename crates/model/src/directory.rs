//! A user as the directory knows it.

use serde::{Deserialize, Serialize};

use crate::{Body, Id, TenantId, Time, UserId};

/// Microsoft Graph's `user`: the properties this version reads.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DirectoryUser {
    /// The object id.
    pub id: UserId,
    /// Name.
    pub display_name: Option<String>,
    /// Sign-in name.
    pub user_principal_name: Option<String>,
    /// Mail address.
    pub mail: Option<String>,
    /// `Member` or `Guest`.
    pub user_type: Option<String>,
    /// Job title.
    pub job_title: Option<String>,
    /// Department.
    pub department: Option<String>,
    /// Whether the account may sign in.
    pub account_enabled: Option<bool>,
    /// When the account was made.
    pub created_date_time: Option<Time>,
    /// When the password last changed.
    pub last_password_change_date_time: Option<Time>,
    /// Sessions from before are void.
    pub sign_in_sessions_valid_from_date_time: Option<Time>,
    /// Whether the account comes from on-premises.
    pub on_premises_sync_enabled: Option<bool>,
    /// The account's security identifier on-premises.
    pub on_premises_security_identifier: Option<String>,
    /// The account's security identifier.
    pub security_identifier: Option<String>,
    /// The whole record, when it was asked for.
    #[serde(skip)]
    pub record: Option<Body>,
}

impl DirectoryUser {
    /// Gives the record its tenant.
    pub(crate) fn adopt(&mut self, tenant: &TenantId) {
        self.id.adopt(tenant);
    }
}
