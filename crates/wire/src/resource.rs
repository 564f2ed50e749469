//! The resources that this version loads, and their names.

use riskgate_model::RecordKind;

use crate::{kind::Table, tables};

/// A resource of Microsoft Graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resource {
    User,
    RiskyUser,
    RiskyUserHistoryItem,
    RiskyServicePrincipal,
    RiskyServicePrincipalHistoryItem,
    SignIn,
    RiskDetection,
    DirectoryAudit,
    NamedLocation,
    ConditionalAccessPolicy,
    Alert,
    Incident,
}

/// What a name, a context or a shape stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A resource that this version loads.
    Resource(Resource),
    /// Something else, by name.
    Other(String),
}

/// Names of things this version recognises without loading them, under the one name they are counted by.
const OTHERS: &[(&str, &str)] = &[("alertComment", "alertComments"), ("comments", "alertComments"), ("subscription", "subscriptions")];

impl Meaning {
    /// The meaning of a type's or a collection's name, such as `riskyUser` or `riskyUsers`, whatever its letters' case.
    pub(crate) fn of_name(name: &str) -> Self {
        const LONGEST: usize = 64;
        let known = match name.to_ascii_lowercase().trim_end_matches('s') {
            "user" => Some(Resource::User),
            "riskyuser" => Some(Resource::RiskyUser),
            "riskyuserhistoryitem" => Some(Resource::RiskyUserHistoryItem),
            "riskyserviceprincipal" => Some(Resource::RiskyServicePrincipal),
            "riskyserviceprincipalhistoryitem" => Some(Resource::RiskyServicePrincipalHistoryItem),
            "signin" => Some(Resource::SignIn),
            "directoryaudit" => Some(Resource::DirectoryAudit),
            "alert" | "alerts_v2" => Some(Resource::Alert),
            "incident" => Some(Resource::Incident),
            "riskdetection" | "serviceprincipalriskdetection" => Some(Resource::RiskDetection),
            "conditionalaccesspolicy" | "conditionalaccesspolicie" => Some(Resource::ConditionalAccessPolicy),
            // A named location's type says of which sort it is; there may be sorts that nobody knows yet.
            name if name.ends_with("namedlocation") => Some(Resource::NamedLocation),
            _ => None,
        };
        let other = || OTHERS.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map_or(name, |(_, counted)| *counted);
        known.map_or_else(|| Self::Other(other().chars().take(LONGEST).collect()), Self::Resource)
    }

    /// The meaning of a type's whole name, such as `#microsoft.graph.riskyUser`.
    pub(crate) fn of_type(name: &str) -> Self {
        if name.trim_start_matches('#').eq_ignore_ascii_case("microsoft.graph.alert") {
            return Self::older_alert();
        }
        Self::of_name(if name.contains("icrosoft.") { name.rsplit('.').next().unwrap_or(name) } else { name })
    }

    /// An alert as it was before `security.alert`, which names other things by other names.
    pub(crate) fn older_alert() -> Self {
        Self::Other("alerts".into())
    }
}

impl Resource {
    /// The kind of record it becomes.
    pub(crate) fn record_kind(self) -> RecordKind {
        match self {
            Self::User => RecordKind::Users,
            Self::RiskyUser => RecordKind::RiskyUsers,
            Self::RiskyServicePrincipal => RecordKind::RiskyServicePrincipals,
            Self::RiskyUserHistoryItem | Self::RiskyServicePrincipalHistoryItem => RecordKind::RiskHistoryItems,
            Self::SignIn => RecordKind::SignIns,
            Self::RiskDetection => RecordKind::RiskDetections,
            Self::DirectoryAudit => RecordKind::DirectoryAudits,
            Self::NamedLocation => RecordKind::NamedLocations,
            Self::ConditionalAccessPolicy => RecordKind::ConditionalAccessPolicies,
            Self::Alert => RecordKind::Alerts,
            Self::Incident => RecordKind::Incidents,
        }
    }

    /// What its properties must be.
    pub(crate) fn table(self) -> &'static Table {
        match self {
            Self::User => &tables::USER,
            Self::RiskyUser | Self::RiskyUserHistoryItem => &tables::RISKY_USER,
            Self::RiskyServicePrincipal | Self::RiskyServicePrincipalHistoryItem => &tables::RISKY_SERVICE_PRINCIPAL,
            Self::SignIn => &tables::SIGN_IN,
            Self::RiskDetection => &tables::DETECTION,
            Self::DirectoryAudit => &tables::DIRECTORY_AUDIT,
            Self::NamedLocation => &tables::access::NAMED_LOCATION,
            Self::ConditionalAccessPolicy => &tables::access::CONDITIONAL_ACCESS_POLICY,
            Self::Alert => &tables::alerts::ALERT,
            Self::Incident => &tables::alerts::INCIDENT,
        }
    }
}
