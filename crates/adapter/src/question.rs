//! The questions that can be routed to adapters.

use serde::Serialize;

/// A question that can be routed to an adapter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Users.
    Users,
    /// Service principals.
    ServicePrincipals,
    /// Sign-ins.
    SignIns,
    /// Detections.
    Detections,
    /// Histories of risks.
    RiskHistory,
    /// Directory audits.
    DirectoryAudits,
    /// Named locations.
    NamedLocations,
    /// Conditional Access policies.
    ConditionalAccessPolicies,
    /// Alerts.
    Alerts,
    /// Incidents.
    Incidents,
}

impl Question {
    /// Every one.
    pub const ALL: [Self; 10] = [
        Self::Users,
        Self::ServicePrincipals,
        Self::SignIns,
        Self::Detections,
        Self::RiskHistory,
        Self::DirectoryAudits,
        Self::NamedLocations,
        Self::ConditionalAccessPolicies,
        Self::Alerts,
        Self::Incidents,
    ];

    /// The name, as routes spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::ServicePrincipals => "service_principals",
            Self::SignIns => "sign_ins",
            Self::Detections => "detections",
            Self::RiskHistory => "risk_history",
            Self::DirectoryAudits => "directory_audits",
            Self::NamedLocations => "named_locations",
            Self::ConditionalAccessPolicies => "conditional_access_policies",
            Self::Alerts => "alerts",
            Self::Incidents => "incidents",
        }
    }
}
