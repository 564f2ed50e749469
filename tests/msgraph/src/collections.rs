//! What each collection allows: pages, options, filters, permissions.

use crate::filter::Operator::{self, Any, Equal, Greater, GreaterOrEqual, Is, Less, LessOrEqual, StartsWith};

/// A collection of Microsoft Graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Collection {
    /// `/users`.
    Users,
    /// `/servicePrincipals`.
    ServicePrincipals,
    /// `/identityProtection/riskyUsers`.
    RiskyUsers,
    /// `/identityProtection/riskyUsers/{id}/history`.
    RiskyUserHistory,
    /// `/identityProtection/riskDetections`.
    RiskDetections,
    /// `/identityProtection/riskyServicePrincipals`.
    RiskyServicePrincipals,
    /// `/identityProtection/riskyServicePrincipals/{id}/history`.
    ServicePrincipalHistory,
    /// `/identityProtection/servicePrincipalRiskDetections`.
    ServicePrincipalRiskDetections,
    /// `/auditLogs/signIns`.
    SignIns,
    /// `/auditLogs/directoryAudits`.
    DirectoryAudits,
    /// `/identity/conditionalAccess/namedLocations`.
    NamedLocations,
    /// `/identity/conditionalAccess/policies`.
    Policies,
    /// `/security/alerts_v2`.
    Alerts,
    /// `/security/incidents`.
    Incidents,
}

/// Whose calls are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Class {
    IdentityProtection,
    ConditionalAccess,
    Reports,
    Directory,
    Security,
}

/// What a collection allows.
pub(crate) struct Rules {
    /// Below the version; the part in braces is the parent's id.
    pub path: &'static str,
    pub class: Class,
    /// One of them suffices.
    pub permissions: &'static [&'static str],
    /// Rows of a page unless `$top` says so.
    pub page: usize,
    /// The most that `$top` may say.
    pub page_most: usize,
    pub options: &'static [&'static str],
    /// What can be filtered by: paths, of which one may end in `*`, and operators.
    pub filters: &'static [(&'static str, &'static [Operator])],
    pub or: Or,
    /// The property that `$orderby` may name.
    pub ordered_by: Option<&'static str>,
}

/// Whether conditions may be joined with `or`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Or {
    Allowed,
    Refused,
}

impl Collection {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Users,
        Self::ServicePrincipals,
        Self::RiskyUsers,
        Self::RiskyUserHistory,
        Self::RiskDetections,
        Self::RiskyServicePrincipals,
        Self::ServicePrincipalHistory,
        Self::ServicePrincipalRiskDetections,
        Self::SignIns,
        Self::DirectoryAudits,
        Self::NamedLocations,
        Self::Policies,
        Self::Alerts,
        Self::Incidents,
    ];

    pub(crate) const fn rules(self) -> &'static Rules {
        match self {
            Self::Users => &USERS,
            Self::ServicePrincipals => &SERVICE_PRINCIPALS,
            Self::RiskyUsers => &RISKY_USERS,
            Self::RiskyUserHistory => &RISKY_USER_HISTORY,
            Self::RiskDetections => &RISK_DETECTIONS,
            Self::RiskyServicePrincipals => &RISKY_SERVICE_PRINCIPALS,
            Self::ServicePrincipalHistory => &SERVICE_PRINCIPAL_HISTORY,
            Self::ServicePrincipalRiskDetections => &SERVICE_PRINCIPAL_RISK_DETECTIONS,
            Self::SignIns => &SIGN_INS,
            Self::DirectoryAudits => &DIRECTORY_AUDITS,
            Self::NamedLocations => &NAMED_LOCATIONS,
            Self::Policies => &POLICIES,
            Self::Alerts => &ALERTS,
            Self::Incidents => &INCIDENTS,
        }
    }

    /// Whether its pages are joined by `$skip`, and not by a token: what leaves the list meanwhile moves up what comes after it.
    pub(crate) const fn is_joined_by_skip(self) -> bool {
        matches!(self, Self::Alerts | Self::Incidents)
    }

    /// Whether it passes by this option without a word, which it does not have, whatever else becomes of such options.
    pub(crate) fn passes_by(self, option: &str) -> bool {
        matches!(self, Self::Alerts | Self::Incidents) && option == "$orderby"
    }
}

/// The option by which incidents come with their alerts.
pub(crate) const EXPAND: &str = "$expand";

const FSTC: &[&str] = &["$filter", "$select", "$top", "$count"];
const FST: &[&str] = &["$filter", "$select", "$top"];
const EQ: &[Operator] = &[Equal];
const TEXT: &[Operator] = &[Equal, StartsWith];
const SINCE: &[Operator] = &[Greater, GreaterOrEqual, Less];
const MOMENTS: &[Operator] = &[Equal, Greater, GreaterOrEqual, Less, LessOrEqual];
const SPAN: &[Operator] = &[Equal, GreaterOrEqual, LessOrEqual];
const POLICY_READ: &[&str] = &["Policy.Read.All", "Policy.Read.ConditionalAccess"];
const RISKY_USER_READ: &[&str] = &["IdentityRiskyUser.Read.All", "IdentityRiskyUser.ReadWrite.All"];
const RISK_EVENT_READ: &[&str] = &["IdentityRiskEvent.Read.All", "IdentityRiskEvent.ReadWrite.All"];
const RISKY_SERVICE_PRINCIPAL_READ: &[&str] = &["IdentityRiskyServicePrincipal.Read.All", "IdentityRiskyServicePrincipal.ReadWrite.All"];

static USERS: Rules = Rules {
    path: "users",
    class: Class::Directory,
    permissions: &["User.Read.All", "User.ReadWrite.All", "Directory.Read.All"],
    page: 100,
    page_most: 999,
    options: &["$filter", "$select", "$top", "$count"],
    filters: &[
        ("id", EQ),
        ("accountEnabled", EQ),
        ("userPrincipalName", TEXT),
        ("displayName", TEXT),
        ("mail", TEXT),
        ("userType", EQ),
        ("createdDateTime", SPAN),
    ],
    or: Or::Allowed,
    ordered_by: None,
};

static SERVICE_PRINCIPALS: Rules = Rules {
    path: "servicePrincipals",
    class: Class::Directory,
    permissions: &["Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All"],
    page: 100,
    page_most: 999,
    options: &["$filter", "$select", "$top", "$count"],
    filters: &[("id", EQ), ("appId", EQ), ("accountEnabled", EQ), ("displayName", TEXT)],
    or: Or::Allowed,
    ordered_by: None,
};

static RISKY_USERS: Rules = Rules {
    path: "identityProtection/riskyUsers",
    class: Class::IdentityProtection,
    permissions: RISKY_USER_READ,
    page: 100,
    page_most: 500,
    options: FSTC,
    filters: &[
        ("riskLevel", EQ),
        ("riskState", EQ),
        ("riskDetail", EQ),
        ("riskLastUpdatedDateTime", SINCE),
        ("userPrincipalName", EQ),
        ("userDisplayName", EQ),
    ],
    or: Or::Refused,
    ordered_by: None,
};

static RISKY_USER_HISTORY: Rules = Rules {
    path: "identityProtection/riskyUsers/{}/history",
    class: Class::IdentityProtection,
    permissions: RISKY_USER_READ,
    page: 100,
    page_most: 500,
    options: &["$filter", "$select"],
    filters: &[("riskLastUpdatedDateTime", SINCE)],
    or: Or::Refused,
    ordered_by: None,
};

static RISK_DETECTIONS: Rules = Rules {
    path: "identityProtection/riskDetections",
    class: Class::IdentityProtection,
    permissions: RISK_EVENT_READ,
    page: 20,
    page_most: 500,
    options: FST,
    filters: &[
        ("userId", EQ),
        ("userPrincipalName", EQ),
        ("riskEventType", EQ),
        ("riskLevel", EQ),
        ("detectionTimingType", EQ),
        ("activityDateTime", &[GreaterOrEqual]),
        ("detectedDateTime", &[GreaterOrEqual, Greater]),
    ],
    or: Or::Allowed,
    ordered_by: None,
};

static RISKY_SERVICE_PRINCIPALS: Rules = Rules {
    path: "identityProtection/riskyServicePrincipals",
    class: Class::IdentityProtection,
    permissions: RISKY_SERVICE_PRINCIPAL_READ,
    page: 100,
    page_most: 500,
    options: FSTC,
    filters: &[("riskLevel", EQ), ("riskState", EQ), ("riskDetail", EQ), ("riskLastUpdatedDateTime", SINCE), ("displayName", EQ)],
    or: Or::Refused,
    ordered_by: None,
};

static SERVICE_PRINCIPAL_HISTORY: Rules = Rules {
    path: "identityProtection/riskyServicePrincipals/{}/history",
    class: Class::IdentityProtection,
    permissions: RISKY_SERVICE_PRINCIPAL_READ,
    page: 100,
    page_most: 500,
    options: FSTC,
    filters: &[("riskLastUpdatedDateTime", SINCE)],
    or: Or::Refused,
    ordered_by: None,
};

static SERVICE_PRINCIPAL_RISK_DETECTIONS: Rules = Rules {
    path: "identityProtection/servicePrincipalRiskDetections",
    class: Class::IdentityProtection,
    permissions: RISK_EVENT_READ,
    page: 20,
    page_most: 500,
    options: FST,
    filters: &[
        ("servicePrincipalId", EQ),
        ("riskEventType", EQ),
        ("riskLevel", EQ),
        ("detectionTimingType", EQ),
        ("activityDateTime", &[GreaterOrEqual]),
        ("detectedDateTime", &[GreaterOrEqual, Greater]),
    ],
    or: Or::Allowed,
    ordered_by: None,
};

static SIGN_INS: Rules = Rules {
    path: "auditLogs/signIns",
    class: Class::Reports,
    permissions: &["AuditLog.Read.All"],
    page: 1000,
    page_most: 1000,
    options: &["$filter", "$top", "$orderby"],
    filters: &[
        ("createdDateTime", SPAN),
        ("appDisplayName", TEXT),
        ("ipAddress", TEXT),
        ("userDisplayName", TEXT),
        ("userPrincipalName", TEXT),
        ("userAgent", TEXT),
        ("riskEventTypes_v2", &[Equal, StartsWith, Any]),
        ("location/*", TEXT),
        ("deviceDetail/browser", TEXT),
        ("deviceDetail/operatingSystem", TEXT),
        ("appId", EQ),
        ("userId", EQ),
        ("correlationId", EQ),
        ("clientAppUsed", EQ),
        ("conditionalAccessStatus", EQ),
        ("riskDetail", EQ),
        ("riskLevelAggregated", EQ),
        ("riskLevelDuringSignIn", EQ),
        ("riskState", EQ),
        ("resourceId", EQ),
        ("resourceDisplayName", EQ),
        ("status/errorCode", EQ),
        ("signInEventTypes", &[Any]),
    ],
    or: Or::Allowed,
    ordered_by: Some("createdDateTime"),
};

static DIRECTORY_AUDITS: Rules = Rules {
    path: "auditLogs/directoryAudits",
    class: Class::Reports,
    permissions: &["AuditLog.Read.All"],
    page: 1000,
    page_most: 1000,
    options: &["$filter", "$top", "$orderby"],
    filters: &[("activityDateTime", SPAN), ("activityDisplayName", TEXT), ("category", EQ), ("correlationId", EQ)],
    or: Or::Allowed,
    ordered_by: Some("activityDateTime"),
};

static NAMED_LOCATIONS: Rules = Rules {
    path: "identity/conditionalAccess/namedLocations",
    class: Class::ConditionalAccess,
    permissions: POLICY_READ,
    page: 100,
    page_most: 999,
    options: &["$filter", "$select", "$top", "$count", "$skip", "$orderby"],
    filters: &[("displayName", EQ), ("createdDateTime", SPAN), ("modifiedDateTime", SPAN), ("isof", &[Is])],
    or: Or::Allowed,
    ordered_by: Some("displayName"),
};

static POLICIES: Rules = Rules {
    path: "identity/conditionalAccess/policies",
    class: Class::ConditionalAccess,
    permissions: POLICY_READ,
    page: 100,
    page_most: 999,
    options: &["$filter", "$select", "$top", "$count", "$skip", "$orderby"],
    filters: &[("displayName", EQ), ("state", EQ), ("createdDateTime", SPAN), ("modifiedDateTime", SPAN)],
    or: Or::Allowed,
    ordered_by: Some("displayName"),
};

static ALERTS: Rules = Rules {
    path: "security/alerts_v2",
    class: Class::Security,
    permissions: &["SecurityAlert.Read.All", "SecurityAlert.ReadWrite.All"],
    page: 100,
    page_most: 1000,
    options: &["$filter", "$top", "$count", "$skip"],
    filters: &[
        ("assignedTo", EQ),
        ("classification", EQ),
        ("determination", EQ),
        ("createdDateTime", MOMENTS),
        ("lastUpdateDateTime", MOMENTS),
        ("severity", EQ),
        ("serviceSource", EQ),
        ("status", EQ),
    ],
    or: Or::Allowed,
    ordered_by: None,
};

static INCIDENTS: Rules = Rules {
    path: "security/incidents",
    class: Class::Security,
    permissions: &["SecurityIncident.Read.All", "SecurityIncident.ReadWrite.All"],
    page: 50,
    page_most: 50,
    options: &["$filter", "$top", "$count", "$skip", EXPAND],
    filters: &[
        ("assignedTo", EQ),
        ("classification", EQ),
        ("determination", EQ),
        ("createdDateTime", MOMENTS),
        ("lastUpdateDateTime", MOMENTS),
        ("severity", EQ),
        ("status", EQ),
    ],
    or: Or::Allowed,
    ordered_by: None,
};
