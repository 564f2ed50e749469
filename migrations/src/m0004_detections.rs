//! Detections of users and of service principals.

use crate::{dialect::index_orders, migration::Migration};

pub(crate) const MIGRATION: Migration = Migration { name: "m0004_detections", statements };

/// `record` is the whole record, `observed` when its newest version was. The risk columns are the fold.
/// `mitre_techniques` holds several as `,one,two,`.
const TABLE: &str = "create table detections (
    tenant {text} not null,
    id {text} not null,
    detected {number} not null,
    activity_at {number},
    last_updated {number},
    user_id {text},
    user_display_name {text},
    user_principal_name {text},
    service_principal_id {text},
    service_principal_display_name {text},
    app_id {text},
    request_id {text},
    correlation_id {text},
    risk_event_type {text},
    detection_timing_type {text},
    detection_timing_rank {number} not null,
    activity {text},
    mitre_techniques {text},
    token_issuer_type {text},
    source {text},
    is_linked {number} not null,
    ip_address {text},
    ip_bytes {bytes},
    city {text},
    state {text},
    country_or_region {text},
    geo_coordinates {text},
    risk_state {text},
    risk_state_rank {number} not null,
    risk_level {text},
    risk_level_rank {number} not null,
    risk_detail {text},
    risk_detail_rank {number} not null,
    risk_updated {number},
    risk_decided_by {text},
    record {text} not null,
    observed {number},
    activity_at_key {number} generated always as (coalesce(activity_at, -9223372036854775807 - 1)) {computed},
    last_updated_key {number} generated always as (coalesce(last_updated, -9223372036854775807 - 1)) {computed},
    user_display_name_key {text} generated always as (lower(coalesce(user_display_name, ''))) {computed},
    user_principal_name_key {text} generated always as (lower(coalesce(user_principal_name, ''))) {computed},
    service_principal_display_name_key {text} generated always as (lower(coalesce(service_principal_display_name, ''))) {computed},
    request_id_key {text} generated always as (coalesce(request_id, '')) {computed},
    risk_event_type_key {text} generated always as (lower(coalesce(risk_event_type, ''))) {computed},
    source_key {text} generated always as (lower(coalesce(source, ''))) {computed},
    ip_address_key {text} generated always as (lower(coalesce(ip_address, ''))) {computed},
    primary key (id, tenant)
)";

const INDEXES: &[&str] = &[
    "create index detections_by_detected on detections (detected, id, tenant)",
    "create index detections_by_user_id on detections (user_id, detected, id, tenant) where user_id is not null",
    "create index detections_by_service_principal_id on detections (service_principal_id, detected, id, tenant)
        where service_principal_id is not null",
    "create index detections_by_request_id on detections (request_id, detected, id, tenant) where request_id is not null",
    "create index detections_unlinked_by_detected on detections (detected, id, tenant) where is_linked = 0",
    "create index detections_unlinked_by_user_id on detections (user_id, detected, id, tenant) where is_linked = 0 and user_id is not null",
    "create index detections_unlinked_by_service_principal_id on detections (service_principal_id, detected, id, tenant)
        where is_linked = 0 and service_principal_id is not null",
    "create index detections_unlinked_by_request_id on detections (request_id, detected, id, tenant)
        where is_linked = 0 and request_id is not null",
];

const ORDERS: &[&str] = &[
    "activity_at_key",
    "last_updated_key",
    "risk_event_type_key",
    "detection_timing_rank",
    "source_key",
    "user_display_name_key",
    "user_principal_name_key",
    "service_principal_display_name_key",
    "request_id_key",
    "ip_address_key",
    "risk_state_rank",
    "risk_level_rank",
    "risk_detail_rank",
];

fn statements() -> Vec<String> {
    [TABLE].into_iter().chain(INDEXES.iter().copied()).map(str::to_owned).chain(index_orders("detections", ORDERS, "detected")).collect()
}
