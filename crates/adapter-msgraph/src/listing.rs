//! What is read of Microsoft Graph, and how: one table.

use std::time::Duration;

use riskgate_adapter::Part;
use riskgate_model::{RecordKind, Time};
use riskgate_msgraph_client::{Request, Version};
use riskgate_wire::PageContext;

use crate::{
    SyncOptions,
    collection::Collection,
    round::{Bounds, Stretch},
};

/// A list of Microsoft Graph.
pub(crate) struct Listing {
    /// What it is called in the names of feeds: the last part of its path.
    pub name: &'static str,
    /// What its records are.
    pub kind: RecordKind,
    /// From which version of Graph it is read, and when.
    from: Source,
    /// What is read.
    of: Collection,
    /// The properties that are asked for, where Graph gives few of its own accord.
    select: Option<&'static str>,
    /// Which rows of it are asked for; all where there is nothing.
    filter: Option<&'static str>,
    /// How it can be read in stretches of time; not at all where there is nothing.
    time: Option<Timed>,
}

/// From which version of Graph a list is read, and when.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    /// From v1.0, always.
    V1,
    /// From v1.0, unless sign-ins are read from beta.
    V1UnlessBeta,
    /// From beta, if sign-ins are read from there.
    Beta,
    /// From v1.0, if Microsoft Defender is read.
    Defender,
}

/// How a list can be read in stretches of time.
struct Timed {
    /// The property of the time.
    property: &'static str,
    /// Whether stretches have an end: not where Graph is not known to filter by it.
    has_end: bool,
    /// How long Graph keeps the records, in days; none where it keeps them for good.
    days: Option<i64>,
    /// How late records arrive, or change, in seconds.
    late: i64,
}

/// How the pages of a list are joined.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joined {
    /// By links.
    Linked,
    /// By how many rows came before, so that a record that leaves a stretch while it is read, since it has changed, moves up those after it,
    /// and hides one of them. So a page begins with the last row of the one before, which shows whether any has left.
    Overlapping,
}

const HOUR: i64 = 60 * 60;

const DAY: i64 = 24 * HOUR;

/// What is asked for of a user of the directory, which gives little of its own accord.
pub(crate) const USER_PROPERTIES: &str = "id,displayName,userPrincipalName,mail,userType,jobTitle,department,accountEnabled,\
    createdDateTime,lastPasswordChangeDateTime,signInSessionsValidFromDateTime,onPremisesSyncEnabled,onPremisesSecurityIdentifier,\
    securityIdentifier";

/// The lists, those first that say most about who is at risk.
pub(crate) static LISTINGS: [Listing; 15] = [
    Listing {
        name: "riskyUsers",
        kind: RecordKind::RiskyUsers,
        from: Source::V1,
        of: Collection::RISKY_USERS,
        select: None,
        filter: None,
        time: Some(Timed { property: "riskLastUpdatedDateTime", has_end: false, days: None, late: HOUR }),
    },
    Listing {
        name: "riskDetections",
        kind: RecordKind::RiskDetections,
        from: Source::V1,
        of: Collection::RISK_DETECTIONS,
        select: None,
        filter: None,
        time: Some(Timed { property: "detectedDateTime", has_end: false, days: Some(90), late: 2 * DAY }),
    },
    Listing {
        name: "riskyServicePrincipals",
        kind: RecordKind::RiskyServicePrincipals,
        from: Source::V1,
        of: Collection::RISKY_SERVICE_PRINCIPALS,
        select: None,
        filter: None,
        time: None,
    },
    Listing {
        name: "servicePrincipalRiskDetections",
        kind: RecordKind::RiskDetections,
        from: Source::V1,
        of: Collection::SERVICE_PRINCIPAL_RISK_DETECTIONS,
        select: None,
        filter: None,
        time: Some(Timed { property: "detectedDateTime", has_end: false, days: Some(90), late: 2 * DAY }),
    },
    defender("alerts", RecordKind::Alerts, Collection::ALERTS),
    defender("incidents", RecordKind::Incidents, Collection::INCIDENTS),
    sign_ins("signIns", Source::V1UnlessBeta, None),
    sign_ins("interactiveSignIns", Source::Beta, Some("signInEventTypes/any(t: t eq 'interactiveUser')")),
    sign_ins("nonInteractiveSignIns", Source::Beta, Some("signInEventTypes/any(t: t eq 'nonInteractiveUser')")),
    sign_ins("servicePrincipalSignIns", Source::Beta, Some("signInEventTypes/any(t: t eq 'servicePrincipal')")),
    sign_ins("managedIdentitySignIns", Source::Beta, Some("signInEventTypes/any(t: t eq 'managedIdentity')")),
    Listing {
        name: "directoryAudits",
        kind: RecordKind::DirectoryAudits,
        from: Source::V1,
        of: Collection::DIRECTORY_AUDITS,
        select: None,
        filter: None,
        time: Some(Timed { property: "activityDateTime", has_end: true, days: Some(30), late: HOUR / 2 }),
    },
    Listing {
        name: "users",
        kind: RecordKind::Users,
        from: Source::V1,
        of: Collection::USERS,
        select: Some(USER_PROPERTIES),
        filter: None,
        time: None,
    },
    Listing {
        name: "namedLocations",
        kind: RecordKind::NamedLocations,
        from: Source::V1,
        of: Collection::NAMED_LOCATIONS,
        select: None,
        filter: None,
        time: None,
    },
    Listing {
        name: "policies",
        kind: RecordKind::ConditionalAccessPolicies,
        from: Source::V1,
        of: Collection::POLICIES,
        select: None,
        filter: None,
        time: None,
    },
];

/// A list of sign-ins. Only beta tells how they were authenticated, from which network, and what has signed in without a person.
const fn sign_ins(name: &'static str, from: Source, filter: Option<&'static str>) -> Listing {
    Listing {
        name,
        kind: RecordKind::SignIns,
        from,
        of: Collection::SIGN_INS,
        select: None,
        filter,
        time: Some(Timed { property: "createdDateTime", has_end: true, days: Some(30), late: HOUR / 2 }),
    }
}

/// A list of Microsoft Defender. An incident is read without its alerts, which have a list of their own. Its records change as long as they
/// are looked into, and are kept for 180 days.
const fn defender(name: &'static str, kind: RecordKind, of: Collection) -> Listing {
    Listing {
        name,
        kind,
        from: Source::Defender,
        of,
        select: None,
        filter: None,
        time: Some(Timed { property: "lastUpdateDateTime", has_end: true, days: Some(180), late: HOUR }),
    }
}

impl Listing {
    /// Whether it is read.
    pub(crate) fn is_read(&self, options: &SyncOptions) -> bool {
        let is_wanted = options.kinds.is_empty() || options.kinds.contains(&self.kind);
        let is_set = match self.from {
            Source::V1 => true,
            Source::V1UnlessBeta => !options.beta_sign_ins,
            Source::Beta => options.beta_sign_ins,
            Source::Defender => options.defender,
        };
        is_wanted && is_set
    }

    fn version(&self) -> Version {
        if self.from == Source::Beta { Version::Beta } else { Version::V1 }
    }

    /// How its pages are joined.
    pub(crate) fn joined(&self) -> Joined {
        if self.from == Source::Defender { Joined::Overlapping } else { Joined::Linked }
    }

    /// Its parts: a list without times has no head.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Part> + use<> {
        let head = self.time.as_ref().map(|_| Part::Head);
        head.into_iter().chain([Part::Backfill])
    }

    /// How long after its end a part is read again. A list without times is read whole, and shows what has changed no sooner.
    pub(crate) fn every(&self, part: Part) -> Duration {
        match &self.time {
            Some(_) if part == Part::Head => Duration::from_mins(1),
            Some(_) => Duration::from_hours(24),
            None => Duration::from_hours(1),
        }
    }

    /// How its rounds are bounded.
    pub(crate) fn bounds(&self, part: Part, since: Option<Time>) -> Bounds {
        let Some(time) = &self.time else { return Bounds { part, late: 0, oldest: None, since: None, has_end: false } };
        // A head that left out a part of the last day would leave a gap behind it.
        let since = since.filter(|_| part == Part::Backfill);
        Bounds { part, late: time.late, oldest: time.days.map(|days| days * DAY), since, has_end: time.has_end }
    }

    /// The request for a stretch that was tried so often before: a list that cannot be read in shorter stretches is read in shorter pages.
    pub(crate) fn request(&self, stretch: Stretch, tries: u32) -> Request {
        let page = if stretch.to.is_some() { self.of.most } else { self.of.most >> (2 * tries) };
        let mut request = self.of.all(self.version()).with("$top", page.max(1).to_string());
        if let Some(select) = self.select {
            request = request.with("$select", select);
        }
        let Some(time) = &self.time else { return request };
        let from = stretch.from.map(|from| format!("{} ge {from}", time.property));
        let to = stretch.to.map(|to| format!("{} le {to}", time.property));
        let filter: Vec<String> = from.into_iter().chain(to).chain(self.filter.map(str::to_owned)).collect();
        if filter.is_empty() { request } else { request.with("$filter", filter.join(" and ")) }
    }

    /// Whose limit its pages count against.
    pub(crate) fn class(&self) -> &'static str {
        self.of.all(self.version()).class().word()
    }

    /// What its pages say of the rows in them.
    pub(crate) fn context(&self) -> PageContext {
        self.of.context()
    }
}
