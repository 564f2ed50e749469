//! The lists of Microsoft Graph that are read.

use riskgate_msgraph_client::{Request, Version};

use super::clause::Either;
use crate::collection::Collection;

/// A list.
#[derive(Clone, Copy)]
pub(super) struct List {
    /// What is read.
    pub(super) of: Collection,
    /// The property that it is listed by here.
    pub(super) date: &'static str,
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
    of: Collection::SIGN_INS,
    date: "createdDateTime",
    either: Either::Joined,
    with: Some(("$orderby", "createdDateTime desc")),
    licence: Licence::Needed,
};

/// Directory audits, newest first.
pub(super) const DIRECTORY_AUDITS: List =
    List { of: Collection::DIRECTORY_AUDITS, date: "activityDateTime", with: Some(("$orderby", "activityDateTime desc")), ..SIGN_INS };

/// Users with a record of risk, in no order that is promised.
pub(super) const RISKY_USERS: List = List {
    of: Collection::RISKY_USERS,
    date: "riskLastUpdatedDateTime",
    either: Either::Apart,
    with: Some(("$count", "true")),
    licence: Licence::Needed,
};

/// Service principals with a record of risk.
pub(super) const RISKY_SERVICE_PRINCIPALS: List = List { of: Collection::RISKY_SERVICE_PRINCIPALS, ..RISKY_USERS };

/// Detections of users, in no order that is promised.
pub(super) const DETECTIONS: List =
    List { of: Collection::RISK_DETECTIONS, date: "detectedDateTime", either: Either::Joined, with: None, licence: Licence::Needed };

/// Detections of service principals.
pub(super) const WORKLOAD_DETECTIONS: List =
    List { of: Collection::SERVICE_PRINCIPAL_RISK_DETECTIONS, licence: Licence::Extra, ..DETECTIONS };

/// Alerts, in no order that is promised.
pub(super) const ALERTS: List = List {
    of: Collection::ALERTS,
    date: "lastUpdateDateTime",
    either: Either::Joined,
    with: Some(("$count", "true")),
    licence: Licence::Needed,
};

/// Incidents, in no order that is promised.
pub(super) const INCIDENTS: List = List { of: Collection::INCIDENTS, ..ALERTS };

impl List {
    /// The request for a page of so many rows that pass a filter, if it is one.
    pub(super) fn request(&self, filter: &str, rows: usize) -> Request {
        let mut request = self.of.all(Version::V1).with("$top", rows.to_string());
        if let Some((option, value)) = self.with {
            request = request.with(option, value);
        }
        if filter.is_empty() { request } else { request.with("$filter", filter) }
    }
}

/// Both conditions.
pub(super) fn both(one: &str, other: &str) -> String {
    match (one, other) {
        ("", only) | (only, "") => only.to_owned(),
        (one, other) => format!("{one} and {other}"),
    }
}
