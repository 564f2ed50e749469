//! Users: what the directory, Entra ID Protection and sign-ins say of each.

use crate::{dialect::index_orders, migration::Migration};

pub(crate) const MIGRATION: Migration = Migration { name: "m0001_users", statements };

/// `directory` and `entra` are whole records, `*_observed` when their newest version was; `stub_*` are the names in the newest sign-in or
/// detection. The rest of the risk columns is the fold.
const TABLE: &str = "create table users (
    tenant {text} not null,
    id {text} not null,
    directory {text},
    directory_observed {number},
    directory_display_name {text},
    directory_user_principal_name {text},
    user_type {text},
    entra {text},
    entra_observed {number},
    entra_display_name {text},
    entra_user_principal_name {text},
    stub_display_name {text},
    stub_user_principal_name {text},
    stub_at {number},
    entra_is_deleted {number},
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
    display_name {text} generated always as (coalesce(directory_display_name, entra_display_name, stub_display_name)) {computed},
    user_principal_name {text} generated always as
        (coalesce(directory_user_principal_name, entra_user_principal_name, stub_user_principal_name)) {computed},
    display_name_key {text} generated always as
        (lower(coalesce(directory_display_name, entra_display_name, stub_display_name, ''))) {computed},
    user_principal_name_key {text} generated always as
        (lower(coalesce(directory_user_principal_name, entra_user_principal_name, stub_user_principal_name, ''))) {computed},
    user_type_key {text} generated always as (lower(coalesce(user_type, ''))) {computed},
    is_deleted {number} generated always as (coalesce(entra_is_deleted, case when directory is not null then 0 end)) {computed},
    is_deleted_key {number} generated always as (coalesce(entra_is_deleted, case when directory is not null then 0 end, -1)) {computed},
    risk_updated_key {number} generated always as (coalesce(risk_updated, -9223372036854775807 - 1)) {computed},
    primary key (id, tenant)
)";

const ORDERS: &[&str] = &[
    "risk_state_rank",
    "risk_level_rank",
    "risk_detail_rank",
    "is_deleted_key",
    "display_name_key",
    "user_principal_name_key",
    "user_type_key",
];

fn statements() -> Vec<String> {
    [TABLE, "create index users_by_risk_updated_key on users (risk_updated_key, id, tenant)"]
        .map(str::to_owned)
        .into_iter()
        .chain(index_orders("users", ORDERS, "risk_updated_key"))
        .collect()
}
