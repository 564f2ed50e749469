//! Sign-ins.

use crate::{dialect::index_orders, migration::Migration};

pub(crate) const MIGRATION: Migration = Migration { name: "m0003_sign_ins", statements };

/// `record` is the whole record, `observed` when its newest version was. Columns repeat what is filtered, sorted, joined or a column of a
/// report. The risk columns are the fold, but for the level during the sign-in. Columns of several words hold them as `,one,two,`.
const TABLE: &str = "create table sign_ins (
    tenant {text} not null,
    id {text} not null,
    created {number} not null,
    user_id {text},
    service_principal_id {text},
    user_display_name {text},
    user_principal_name {text},
    user_type {text},
    service_principal_name {text},
    app_id {text},
    app_display_name {text},
    resource_id {text},
    resource_display_name {text},
    client_app_used {text},
    ip_address {text},
    ip_bytes {bytes},
    autonomous_system_number {number},
    city {text},
    state {text},
    country_or_region {text},
    geo_coordinates {text},
    device {text},
    device_id {text},
    browser {text},
    operating_system {text},
    is_compliant {number},
    is_managed {number},
    user_agent {text},
    error_code {number},
    failure_reason {text},
    additional_details {text},
    conditional_access_status {text},
    conditional_access_rank {number} not null,
    is_interactive {number},
    sign_in_event_types {text},
    sign_in_event_words {text},
    authentication_requirement {text},
    authentication_rank {number} not null,
    correlation_id {text},
    risk_state {text},
    risk_state_rank {number} not null,
    risk_level {text},
    risk_level_rank {number} not null,
    risk_level_during {text},
    risk_level_during_rank {number} not null,
    risk_detail {text},
    risk_updated {number},
    risk_decided_by {text},
    risk_event_words {text},
    is_risky {number} not null,
    record {text} not null,
    observed {number},
    user_display_name_key {text} generated always as (lower(coalesce(user_display_name, ''))) {computed},
    app_display_name_key {text} generated always as (lower(coalesce(app_display_name, ''))) {computed},
    ip_address_key {text} generated always as (lower(coalesce(ip_address, ''))) {computed},
    correlation_id_key {text} generated always as (lower(correlation_id)) {computed},
    error_code_key {number} generated always as (coalesce(error_code, -9223372036854775807 - 1)) {computed},
    primary key (id, tenant)
)";

const INDEXES: &[&str] = &[
    "create index sign_ins_by_created on sign_ins (created, id, tenant)",
    "create index sign_ins_by_user_id on sign_ins (user_id, created, id, tenant) where user_id is not null",
    "create index sign_ins_by_service_principal_id on sign_ins (service_principal_id, created, id, tenant)
        where service_principal_id is not null",
    "create index sign_ins_by_autonomous_system_number on sign_ins (autonomous_system_number, created, id, tenant)
        where autonomous_system_number is not null",
    "create index sign_ins_by_correlation_id_key on sign_ins (correlation_id_key, created, id, tenant)
        where correlation_id_key is not null",
    "create index sign_ins_risky_by_created on sign_ins (created, id, tenant) where is_risky = 1",
    "create index sign_ins_risky_by_user_id on sign_ins (user_id, created, id, tenant) where is_risky = 1 and user_id is not null",
    "create index sign_ins_risky_by_service_principal_id on sign_ins (service_principal_id, created, id, tenant)
        where is_risky = 1 and service_principal_id is not null",
];

const ORDERS: &[&str] = &[
    "user_display_name_key",
    "app_display_name_key",
    "ip_address_key",
    "error_code_key",
    "conditional_access_rank",
    "authentication_rank",
    "risk_state_rank",
    "risk_level_rank",
    "risk_level_during_rank",
];

fn statements() -> Vec<String> {
    [TABLE].into_iter().chain(INDEXES.iter().copied()).map(str::to_owned).chain(index_orders("sign_ins", ORDERS, "created")).collect()
}
