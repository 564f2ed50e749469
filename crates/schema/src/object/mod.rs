//! The objects of the graph: newtypes over the records of `model`, whose doc comments are the schema's text.

mod adapter;
mod audit_parts;
mod claim;
mod detail;
mod detection;
mod directory_audit;
mod health;
mod node;
mod offer;
mod place;
mod policy;
mod refusal;
mod risk_change;
mod service_principal;
mod sign_in;
mod table;
mod user;

pub(crate) use adapter::Adapter;
pub(crate) use detection::Detection;
pub(crate) use directory_audit::DirectoryAudit;
pub(crate) use node::{AnyNode, nodes};
pub(crate) use refusal::Refusal;
pub(crate) use risk_change::RiskChange;
pub(crate) use service_principal::ServicePrincipal;
pub(crate) use sign_in::SignIn;
pub(crate) use user::User;
