//! Microsoft's vocabularies as GraphQL enums.
//!
//! [`table`](self) spells every value once; nothing is converted by rule. A word this version does not know is `UNKNOWN`, and the `…Raw`
//! sibling of the field holds it.

mod table;
mod words;

#[cfg(test)]
mod tests;

pub(crate) use table::{
    ActivityType, AuditResult, AuthenticationRequirement, ConditionalAccessPolicyState, ConditionalAccessStatus, CountryLookupMethod,
    DetectionTiming, GrantOperator, NamedLocationType, PolicyResult, RiskDetail, RiskEventKind, RiskLevel, RiskState, SignInEventType,
    TokenIssuerType,
};
pub(crate) use words::{Out, Shown, Words, raw, shown};
