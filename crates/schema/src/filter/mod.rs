//! Filters as clients write them, and how they become `model`'s.

mod action;
mod conditions;
mod ids;
mod inputs;
mod operators;
mod read;

#[cfg(test)]
mod tests;

pub(crate) use action::ActionFilter;
pub(crate) use inputs::{
    AlertFilter, ConditionalAccessPolicyFilter, DetectionFilter, DirectoryAuditFilter, IncidentFilter, NamedLocationFilter, RefusalFilter,
    ServicePrincipalFilter, SignInFilter, Unfiltered, UserFilter,
};
pub(crate) use read::{Conditions, read};
