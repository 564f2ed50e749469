//! Who may ask, and about what.

use std::collections::BTreeSet;

use crate::world::World;

/// All permissions that a stand-in knows.
const PERMISSIONS: [&str; 19] = [
    "Application.Read.All",
    "Application.ReadWrite.All",
    "AuditLog.Read.All",
    "IdentityRiskEvent.Read.All",
    "IdentityRiskEvent.ReadWrite.All",
    "IdentityRiskyServicePrincipal.Read.All",
    "IdentityRiskyServicePrincipal.ReadWrite.All",
    "IdentityRiskyUser.Read.All",
    "IdentityRiskyUser.ReadWrite.All",
    "Policy.Read.All",
    "SecurityAlert.Read.All",
    "SecurityAlert.ReadWrite.All",
    "SecurityIncident.Read.All",
    "SecurityIncident.ReadWrite.All",
    "User-PasswordProfile.ReadWrite.All",
    "User.EnableDisableAccount.All",
    "User.Read.All",
    "User.ReadWrite.All",
    "User.RevokeSessions.All",
];

/// A tenant: its apps, and its records.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// Its id, as it stands in the token endpoint.
    pub id: String,
    /// The apps that may ask for a token.
    pub apps: Vec<App>,
    /// Its records.
    pub world: World,
}

/// An app registration.
#[derive(Clone, Debug)]
pub struct App {
    pub(crate) id: String,
    pub(crate) secret: Option<String>,
    pub(crate) thumbprints: BTreeSet<String>,
    pub(crate) permissions: BTreeSet<String>,
}

impl App {
    /// An app with a secret and all permissions.
    pub fn with_secret(id: &str, secret: &str) -> Self {
        Self { secret: Some(secret.to_owned()), ..Self::with_all_permissions(id) }
    }

    /// An app with a certificate, named by its SHA-256 thumbprint in base64url as `x5t#S256` has it, and all permissions.
    pub fn with_certificate(id: &str, thumbprint: &str) -> Self {
        Self { thumbprints: [thumbprint.to_owned()].into(), ..Self::with_all_permissions(id) }
    }

    /// The app without a permission. A token is issued all the same, and is then refused.
    #[must_use]
    pub fn without(mut self, permission: &str) -> Self {
        self.permissions.remove(permission);
        self
    }

    /// The app with these permissions alone.
    #[must_use]
    pub fn with_only(mut self, permissions: &[&str]) -> Self {
        self.permissions = permissions.iter().map(|permission| (*permission).to_owned()).collect();
        self
    }

    /// Whether it has one of these permissions.
    pub(crate) fn may(&self, any_of: &[&str]) -> bool {
        any_of.iter().any(|permission| self.permissions.contains(*permission))
    }

    fn with_all_permissions(id: &str) -> Self {
        let permissions = PERMISSIONS.map(str::to_owned).into();
        Self { id: id.to_owned(), secret: None, thumbprints: BTreeSet::new(), permissions }
    }
}
