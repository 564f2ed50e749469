//! The objects of the graph: newtypes over the records of `model`, whose doc comments are the schema's text.

mod adapter;
mod audit_parts;
mod claim;
mod conditional_access_policy;
mod detail;
mod detection;
mod directory_audit;
mod health;
mod named_location;
mod node;
mod offer;
mod place;
mod policy;
mod policy_parts;
mod refusal;
mod risk_change;
mod service_principal;
mod sign_in;
mod table;
mod user;

pub(crate) use adapter::Adapter;
pub(crate) use conditional_access_policy::ConditionalAccessPolicy;
pub(crate) use detection::Detection;
pub(crate) use directory_audit::DirectoryAudit;
pub(crate) use named_location::NamedLocation;
pub(crate) use node::{AnyNode, nodes};
pub(crate) use refusal::Refusal;
pub(crate) use risk_change::RiskChange;
pub(crate) use service_principal::ServicePrincipal;
pub(crate) use sign_in::SignIn;
pub(crate) use user::User;
