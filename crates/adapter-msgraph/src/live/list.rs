//! The lists of Microsoft Graph that are read.

use riskgate_msgraph_client::{Request, Version};
use riskgate_wire::PageContext;

use super::clause::Either;
use crate::rows::context;

/// A list.
#[derive(Clone, Copy)]
pub(super) struct List {
    /// Its path below the version.
    pub(super) path: &'static [&'static str],
    /// The property that it is listed by here.
    pub(super) date: &'static str,
    /// The most rows of a page.
    pub(super) most: usize,
    /// Whether its filters can be joined with `or`.
    pub(super) either: Either,
    /// An option that it is always asked with.
    pub(super) with: Option<(&'static str, &'static str)>,
    /// Whether a tenant without a licence for it can do without it.
    pub(super) licence: Licence,
}

/// What becomes of a list that the tenant has no licence for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Licence {
    /// It is an error.
    Needed,
    /// It is empty, where it is read beside another: without the licence, nothing is detected that it could hold.
    Extra,
}

/// Sign-ins, newest first.
pub(super) const SIGN_INS: List = List {
    path: &["auditLogs", "signIns"],
    date: "createdDateTime",
    most: 1_000,
    either: Either::Joined,
    with: Some(("$orderby", "createdDateTime desc")),
    licence: Licence::Needed,
};

/// Directory audits, newest first.
pub(super) const DIRECTORY_AUDITS: List = List {
    path: &["auditLogs", "directoryAudits"],
    date: "activityDateTime",
    with: Some(("$orderby", "activityDateTime desc")),
    ..SIGN_INS
};

/// Users with a record of risk, in no order that is promised.
pub(super) const RISKY_USERS: List = List {
    path: &["identityProtection", "riskyUsers"],
    date: "riskLastUpdatedDateTime",
    most: 500,
    either: Either::Apart,
    with: Some(("$count", "true")),
    licence: Licence::Needed,
};

/// Service principals with a record of risk.
pub(super) const RISKY_SERVICE_PRINCIPALS: List = List { path: &["identityProtection", "riskyServicePrincipals"], ..RISKY_USERS };

/// Detections of users, in no order that is promised.
pub(super) const DETECTIONS: List = List {
    path: &["identityProtection", "riskDetections"],
    date: "detectedDateTime",
    most: 500,
    either: Either::Joined,
    with: None,
    licence: Licence::Needed,
};

/// Detections of service principals.
pub(super) const WORKLOAD_DETECTIONS: List =
    List { path: &["identityProtection", "servicePrincipalRiskDetections"], licence: Licence::Extra, ..DETECTIONS };

/// Alerts, in no order that is promised.
pub(super) const ALERTS: List = List {
    path: &["security", "alerts_v2"],
    date: "lastUpdateDateTime",
    most: 100,
    either: Either::Joined,
    with: Some(("$count", "true")),
    licence: Licence::Needed,
};

/// Incidents, in no order that is promised.
pub(super) const INCIDENTS: List = List { path: &["security", "incidents"], most: 50, ..ALERTS };

impl List {
    /// The request for a page of so many rows that pass a filter, if it is one.
    pub(super) fn request(&self, filter: &str, rows: usize) -> Request {
        let mut request = Request::get(Version::V1, self.path).with("$top", rows.to_string());
        if let Some((option, value)) = self.with {
            request = request.with(option, value);
        }
        if filter.is_empty() { request } else { request.with("$filter", filter) }
    }

    /// The request for the object of this id.
    pub(super) fn one(&self, id: &str) -> Request {
        let path: Vec<&str> = self.path.iter().copied().chain([id]).collect();
        Request::get(Version::V1, &path)
    }

    /// What its pages say of the rows in them.
    pub(super) fn context(&self) -> PageContext {
        context(&self.path.join("/"))
    }
}

/// Both conditions.
pub(super) fn both(one: &str, other: &str) -> String {
    match (one, other) {
        ("", only) | (only, "") => only.to_owned(),
        (one, other) => format!("{one} and {other}"),
    }
}
