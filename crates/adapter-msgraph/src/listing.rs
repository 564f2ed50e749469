//! What is read of Microsoft Graph, and how: one table.

use std::time::Duration;

use riskgate_adapter::Part;
use riskgate_model::{RecordKind, Time};
use riskgate_msgraph_client::{Request, Version};

use crate::round::{Bounds, Stretch};

/// A list of Microsoft Graph.
pub(crate) struct Listing {
    /// What it is called in the names of feeds: the last part of its path.
    pub name: &'static str,
    /// What its records are.
    pub kind: RecordKind,
    /// Its path below the version.
    path: &'static [&'static str],
    /// The most rows of a page.
    page: u32,
    /// The properties that are asked for, where Graph gives few of its own accord.
    select: Option<&'static str>,
    /// How it can be read in stretches of time; not at all where there is nothing.
    time: Option<Timed>,
}

/// How a list can be read in stretches of time.
struct Timed {
    /// The property of the time.
    property: &'static str,
    /// Whether Graph is known to filter by an end of the stretch, and not by its beginning alone.
    has_end: bool,
    /// How long Graph keeps the records, in days; none where it keeps them for good.
    days: Option<i64>,
    /// How late records arrive, or change, in seconds.
    late: i64,
}

const HOUR: i64 = 60 * 60;

const DAY: i64 = 24 * HOUR;

/// What is asked for of a user of the directory, which gives little of its own accord.
pub(crate) const USER_PROPERTIES: &str = "id,displayName,userPrincipalName,mail,userType,jobTitle,department,accountEnabled,\
    createdDateTime,lastPasswordChangeDateTime,signInSessionsValidFromDateTime,onPremisesSyncEnabled,onPremisesSecurityIdentifier,\
    securityIdentifier";

/// The lists, those first that say most about who is at risk.
pub(crate) static LISTINGS: [Listing; 7] = [
    Listing {
        name: "riskyUsers",
        kind: RecordKind::RiskyUsers,
        path: &["identityProtection", "riskyUsers"],
        page: 500,
        select: None,
        time: Some(Timed { property: "riskLastUpdatedDateTime", has_end: false, days: None, late: HOUR }),
    },
    Listing {
        name: "riskDetections",
        kind: RecordKind::RiskDetections,
        path: &["identityProtection", "riskDetections"],
        page: 500,
        select: None,
        time: Some(Timed { property: "detectedDateTime", has_end: false, days: Some(90), late: 2 * DAY }),
    },
    Listing {
        name: "riskyServicePrincipals",
        kind: RecordKind::RiskyServicePrincipals,
        path: &["identityProtection", "riskyServicePrincipals"],
        page: 500,
        select: None,
        time: None,
    },
    Listing {
        name: "servicePrincipalRiskDetections",
        kind: RecordKind::RiskDetections,
        path: &["identityProtection", "servicePrincipalRiskDetections"],
        page: 500,
        select: None,
        time: Some(Timed { property: "detectedDateTime", has_end: false, days: Some(90), late: 2 * DAY }),
    },
    Listing {
        name: "signIns",
        kind: RecordKind::SignIns,
        path: &["auditLogs", "signIns"],
        page: 1_000,
        select: None,
        time: Some(Timed { property: "createdDateTime", has_end: true, days: Some(30), late: HOUR / 2 }),
    },
    Listing {
        name: "directoryAudits",
        kind: RecordKind::DirectoryAudits,
        path: &["auditLogs", "directoryAudits"],
        page: 1_000,
        select: None,
        time: Some(Timed { property: "activityDateTime", has_end: true, days: Some(30), late: HOUR / 2 }),
    },
    Listing { name: "users", kind: RecordKind::Users, path: &["users"], page: 999, select: Some(USER_PROPERTIES), time: None },
];

/// A part in a word, as it stands in the names of feeds.
pub const fn word(part: Part) -> &'static str {
    match part {
        Part::Head => "head",
        Part::Backfill => "backfill",
    }
}

/// How long after its end a part is read again.
pub(crate) const fn every(part: Part) -> Duration {
    match part {
        Part::Head => Duration::from_mins(1),
        Part::Backfill => Duration::from_hours(24),
    }
}

impl Listing {
    /// Its parts: a list without times has no head.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Part> + use<> {
        let head = self.time.as_ref().map(|_| Part::Head);
        head.into_iter().chain([Part::Backfill])
    }

    /// How its rounds are bounded.
    pub(crate) fn bounds(&self, part: Part, since: Option<Time>) -> Bounds {
        let Some(time) = &self.time else { return Bounds { part, late: 0, oldest: None, since: None, has_end: false } };
        // A head that left out a part of the last day would leave a gap behind it.
        let since = since.filter(|_| part == Part::Backfill);
        Bounds { part, late: time.late, oldest: time.days.map(|days| days * DAY), since, has_end: time.has_end }
    }

    /// The request for a stretch.
    pub(crate) fn request(&self, stretch: Stretch) -> Request {
        let mut request = Request::get(Version::V1, self.path).with("$top", self.page.to_string());
        if let Some(select) = self.select {
            request = request.with("$select", select);
        }
        let Some(time) = &self.time else { return request };
        let from = stretch.from.map(|from| format!("{} ge {from}", time.property));
        let to = stretch.to.filter(|_| time.has_end).map(|to| format!("{} le {to}", time.property));
        let filter: Vec<String> = from.into_iter().chain(to).collect();
        if filter.is_empty() { request } else { request.with("$filter", filter.join(" and ")) }
    }

    /// What its pages say of the rows in them.
    pub(crate) fn context(&self) -> String {
        format!("https://graph.microsoft.com/v1.0/$metadata#{}", self.path.join("/"))
    }
}
