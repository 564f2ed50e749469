//! Service principals: what Entra ID Protection and sign-ins say of each.

use crate::{dialect::index_orders, migration::Migration};

pub(crate) const MIGRATION: Migration = Migration { name: "m0002_service_principals", statements };

/// `entra` is the whole record, `stub_*` are the names in the newest sign-in or detection. The rest of the risk columns is the fold.
const TABLE: &str = "create table service_principals (
    tenant {text} not null,
    id {text} not null,
    entra {text},
    entra_observed {number},
    entra_display_name {text},
    entra_app_id {text},
    service_principal_type {text},
    is_enabled {number},
    stub_display_name {text},
    stub_app_id {text},
    stub_at {number},
    is_processing {number},
    risk_state {text},
    risk_state_rank {number} not null default -1,
    risk_level {text},
    risk_level_rank {number} not null default -1,
    risk_detail {text},
    risk_detail_rank {number} not null default -1,
    risk_updated {number},
    risk_decided_by {text},
    claims {text},
    display_name {text} generated always as (coalesce(entra_display_name, stub_display_name)) {computed},
    app_id {text} generated always as (coalesce(entra_app_id, stub_app_id)) {computed},
    display_name_key {text} generated always as (lower(coalesce(entra_display_name, stub_display_name, ''))) {computed},
    app_id_key {text} generated always as (lower(coalesce(entra_app_id, stub_app_id, ''))) {computed},
    service_principal_type_key {text} generated always as (lower(coalesce(service_principal_type, ''))) {computed},
    is_enabled_key {number} generated always as (coalesce(is_enabled, -1)) {computed},
    risk_updated_key {number} generated always as (coalesce(risk_updated, -9223372036854775807 - 1)) {computed},
    primary key (id, tenant)
)";

const ORDERS: &[&str] = &[
    "risk_state_rank",
    "risk_level_rank",
    "risk_detail_rank",
    "is_enabled_key",
    "display_name_key",
    "app_id_key",
    "service_principal_type_key",
];

fn statements() -> Vec<String> {
    [TABLE, "create index service_principals_by_risk_updated_key on service_principals (risk_updated_key, id, tenant)"]
        .map(str::to_owned)
        .into_iter()
        .chain(index_orders("service_principals", ORDERS, "risk_updated_key"))
        .collect()
}
