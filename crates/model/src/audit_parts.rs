//! The parts of a directory audit that are records of their own.

use serde::{Deserialize, Serialize};

use crate::{Id, Identity, IpAddress, ServicePrincipalId, TenantId, UserId};

/// Who did what is audited: a user, an application, or both, when the user acted through it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditInitiator {
    /// The user.
    pub user: Option<AuditUser>,
    /// The application.
    pub app: Option<AuditApp>,
}

/// A user who did something.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditUser {
    /// The object id.
    pub id: Option<UserId>,
    /// The sign-in name.
    pub user_principal_name: Option<String>,
    /// The name.
    pub display_name: Option<String>,
    /// The address it was done from.
    pub ip_address: Option<IpAddress>,
}

/// An application that did something.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditApp {
    /// The app id.
    pub app_id: Option<String>,
    /// The name.
    pub display_name: Option<String>,
    /// The object id of the service principal it acted as.
    pub service_principal_id: Option<ServicePrincipalId>,
    /// That service principal's name.
    pub service_principal_name: Option<String>,
}

/// Something that was changed, or otherwise acted on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TargetResource {
    /// The object id.
    pub id: Option<String>,
    /// What it is, such as `User`, `ServicePrincipal`, `Application`, `Group`, `Role` or `Policy`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The name.
    pub display_name: Option<String>,
    /// The sign-in name, where it is a user.
    pub user_principal_name: Option<String>,
    /// The kind of group, where it is one.
    pub group_type: Option<String>,
    /// What was changed of it.
    #[serde(default)]
    pub modified_properties: Vec<ModifiedProperty>,
}

/// A property that was changed. Values are mostly JSON texts, and kept as they came.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ModifiedProperty {
    /// The property.
    pub display_name: Option<String>,
    /// Its value before.
    pub old_value: Option<String>,
    /// Its value since.
    pub new_value: Option<String>,
}

impl AuditInitiator {
    /// Gives the ids in it their tenant.
    pub(crate) fn adopt(&mut self, tenant: &TenantId) {
        self.user.iter_mut().filter_map(|user| user.id.as_mut()).for_each(|id| id.adopt(tenant));
        self.app.iter_mut().filter_map(|app| app.service_principal_id.as_mut()).for_each(|id| id.adopt(tenant));
    }

    /// The same without parts that say nothing; none if it says nothing at all.
    #[must_use]
    pub fn told(self) -> Option<Self> {
        let user = self.user.filter(|user| *user != AuditUser::default());
        let app = self.app.filter(|app| *app != AuditApp::default());
        (user.is_some() || app.is_some()).then_some(Self { user, app })
    }

    /// Only the ids by which its identities are known; none if there are none.
    #[must_use]
    pub fn ids(&self) -> Option<Self> {
        let user = self.user.as_ref().map(|user| AuditUser { id: user.id.clone(), ..AuditUser::default() });
        let principal = |app: &AuditApp| AuditApp { service_principal_id: app.service_principal_id.clone(), ..AuditApp::default() };
        Self { user, app: self.app.as_ref().map(principal) }.told()
    }
}

impl TargetResource {
    /// The user or service principal that it is, if it is one.
    pub fn identity(&self, tenant: &TenantId) -> Option<Identity> {
        let (id, kind) = (self.id.as_deref()?, self.kind.as_deref()?);
        if kind.eq_ignore_ascii_case("user") {
            Some(Identity::User(UserId::new(tenant.clone(), id)))
        } else if kind.eq_ignore_ascii_case("servicePrincipal") {
            Some(Identity::ServicePrincipal(ServicePrincipalId::new(tenant.clone(), id)))
        } else {
            None
        }
    }

    /// Only what makes it an identity: its id, and what it is.
    #[must_use]
    pub fn key(&self) -> Self {
        Self { id: self.id.clone(), kind: self.kind.clone(), ..Self::default() }
    }
}
