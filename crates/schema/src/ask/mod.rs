//! Asking the sources: the branches of the graph, one call a level each.

mod access;
mod actions;
mod alerts;
mod by_id;
mod detections;
mod directory_audits;
mod identities;
mod refusals;
mod risk_history;
mod sign_ins;

pub(crate) use access::{conditional_access_policies, named_locations};
pub(crate) use actions::{Window, actions, actions_by_id, actions_of, audit_records};
pub(crate) use alerts::{Alerted, alerts, each_alert, incidents};
pub(crate) use by_id::{
    alerts_by_id, conditional_access_policies_by_id, detections_by_id, directory_audits_by_id, each_alert_by_id, each_incident,
    each_policy, each_service_principal, each_sign_in, each_user, incidents_by_id, named_locations_by_id, service_principals_by_id,
    sign_ins_by_id, users_by_id,
};
pub(crate) use detections::{Detected, detections};
pub(crate) use directory_audits::{Audited, directory_audits};
pub(crate) use identities::{service_principals, users};
pub(crate) use refusals::{refusals, refusals_by_id};
pub(crate) use risk_history::risk_history;
pub(crate) use sign_ins::{SignedIn, sign_ins};
