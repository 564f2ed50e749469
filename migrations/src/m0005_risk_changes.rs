//! The history of risks: every observation of the risk of a user or service principal.

use crate::migration::Migration;

pub(crate) const MIGRATION: Migration = Migration { name: "m0005_risk_changes", statements };

/// `identity_kind` is `user` or `servicePrincipal`; `is_item` is 1 for a history item, which says more than the risk record of the same
/// moment.
const TABLE: &str = "create table risk_changes (
    tenant {text} not null,
    id {text} not null,
    identity_kind {text} not null,
    identity_id {text} not null,
    changed {number},
    risk_state {text},
    risk_level {text},
    risk_detail {text},
    risk_event_types {text} not null,
    initiated_by {text},
    claimant {text} not null,
    is_item {number} not null,
    record {text} not null,
    changed_key {number} generated always as (coalesce(changed, -9223372036854775807 - 1)) {computed},
    primary key (id, tenant)
)";

fn statements() -> Vec<String> {
    [TABLE, "create index risk_changes_by_identity_id on risk_changes (identity_id, identity_kind, changed_key, id, tenant)"]
        .map(str::to_owned)
        .to_vec()
}
