//! Microsoft's vocabularies as GraphQL enums.
//!
//! [`table`](self) spells every value once; nothing is converted by rule. A word this version does not know is `UNKNOWN`, and the `…Raw`
//! sibling of the field holds it.

mod table;
mod words;

#[cfg(test)]
mod tests;

pub(crate) use table::{
    ActivityType, AlertClassification, AlertDetermination, AlertSeverity, AlertStatus, AuditResult, AuthenticationRequirement,
    ConditionalAccessPolicyState, ConditionalAccessStatus, CountryLookupMethod, DetectionTiming, EvidenceRole, EvidenceVerdict,
    GrantOperator, IncidentStatus, NamedLocationType, PolicyResult, RemediationStatus, RiskDetail, RiskEventKind, RiskLevel, RiskState,
    ServiceSource, SignInEventType, TokenIssuerType,
};
pub(crate) use words::{Out, Shown, Words, raw, shown};
