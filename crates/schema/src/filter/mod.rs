//! Filters as clients write them, and how they become `model`'s.

mod conditions;
mod ids;
mod inputs;
mod operators;
mod read;

#[cfg(test)]
mod tests;

pub(crate) use inputs::{
    DetectionFilter, DirectoryAuditFilter, RefusalFilter, ServicePrincipalFilter, SignInFilter, Unfiltered, UserFilter,
};
pub(crate) use read::{Conditions, read};
