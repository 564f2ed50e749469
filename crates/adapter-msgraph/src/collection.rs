//! The collections of Microsoft Graph that are read: what holds of each, whoever reads it.

use riskgate_msgraph_client::{Request, Version};
use riskgate_wire::PageContext;

use crate::rows::context;

/// A collection of Microsoft Graph.
#[derive(Clone, Copy)]
pub(crate) struct Collection {
    /// Its path below the version.
    path: &'static [&'static str],
    /// The most rows of a page.
    pub most: usize,
}

impl Collection {
    pub(crate) const RISKY_USERS: Self = Self::new(&["identityProtection", "riskyUsers"], 500);
    pub(crate) const RISK_DETECTIONS: Self = Self::new(&["identityProtection", "riskDetections"], 500);
    pub(crate) const RISKY_SERVICE_PRINCIPALS: Self = Self::new(&["identityProtection", "riskyServicePrincipals"], 500);
    pub(crate) const SERVICE_PRINCIPAL_RISK_DETECTIONS: Self = Self::new(&["identityProtection", "servicePrincipalRiskDetections"], 500);
    pub(crate) const ALERTS: Self = Self::new(&["security", "alerts_v2"], 100);
    pub(crate) const INCIDENTS: Self = Self::new(&["security", "incidents"], 50);
    pub(crate) const SIGN_INS: Self = Self::new(&["auditLogs", "signIns"], 1_000);
    pub(crate) const DIRECTORY_AUDITS: Self = Self::new(&["auditLogs", "directoryAudits"], 1_000);
    pub(crate) const USERS: Self = Self::new(&["users"], 999);
    pub(crate) const NAMED_LOCATIONS: Self = Self::new(&["identity", "conditionalAccess", "namedLocations"], 999);
    pub(crate) const POLICIES: Self = Self::new(&["identity", "conditionalAccess", "policies"], 999);

    const fn new(path: &'static [&'static str], most: usize) -> Self {
        Self { path, most }
    }

    /// The request for it.
    pub(crate) fn all(&self, version: Version) -> Request {
        Request::get(version, self.path)
    }

    /// The request for the object of this id.
    pub(crate) fn one(&self, id: &str) -> Request {
        let path: Vec<&str> = self.path.iter().copied().chain([id]).collect();
        Request::get(Version::V1, &path)
    }

    /// What its pages say of the rows in them.
    pub(crate) fn context(&self) -> PageContext {
        context(&self.path.join("/"))
    }
}
