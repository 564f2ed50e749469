//! Directory audits, and whose they are.

use crate::{dialect::index_orders, migration::Migration};

pub(crate) const MIGRATION: Migration = Migration { name: "m0013_directory_audits", statements };

/// `record` is the whole record, `observed` when its newest version was. Columns repeat what is filtered, sorted or a column of the audit
/// log. `targets` are the ids of what it was done to and what each is, as JSON; `target_ids` the ids as `,one,two,`.
const TABLE: &str = "create table directory_audits (
    tenant {text} not null,
    id {text} not null,
    activity_at {number} not null,
    activity_display_name {text},
    category {text},
    operation_type {text},
    logged_by_service {text},
    correlation_id {text},
    result {text},
    result_rank {number} not null,
    result_reason {text},
    initiator_user_id {text},
    initiator_user_principal_name {text},
    initiator_user_display_name {text},
    initiator_ip_address {text},
    initiator_ip_bytes {bytes},
    initiator_app_id {text},
    initiator_app_display_name {text},
    initiator_service_principal_id {text},
    initiator_service_principal_name {text},
    targets {text} not null,
    target_ids {text},
    record {text} not null,
    observed {number},
    activity_display_name_key {text} generated always as (substr(lower(coalesce(activity_display_name, '')), 1, 256)) {computed},
    category_key {text} generated always as (substr(lower(coalesce(category, '')), 1, 256)) {computed},
    logged_by_service_key {text} generated always as (substr(lower(coalesce(logged_by_service, '')), 1, 256)) {computed},
    correlation_id_key {text} generated always as (substr(lower(correlation_id), 1, 256)) {computed},
    initiator_user_principal_name_key {text}
        generated always as (substr(lower(initiator_user_principal_name), 1, 256)) {computed},
    primary key (id, tenant)
)";

/// Who did it, and the users and service principals that it was done to. `identity_kind` is `user` or `servicePrincipal`; the other columns
/// are those of the audit, so that its lists are walked here.
const IDENTITIES: &str = "create table directory_audit_identities (
    tenant {text} not null,
    id {text} not null,
    activity_at {number} not null,
    identity_kind {text} not null,
    identity_id {text} not null,
    primary key (id, tenant, identity_id, identity_kind)
)";

const INDEXES: &[&str] = &[
    "create index directory_audits_by_activity_at on directory_audits (activity_at, id, tenant)",
    "create index directory_audits_by_correlation_id_key on directory_audits (correlation_id_key, activity_at, id, tenant)
        where correlation_id_key is not null",
    "create index directory_audits_by_initiator_user_principal_name_key
        on directory_audits (initiator_user_principal_name_key, activity_at, id, tenant)
        where initiator_user_principal_name_key is not null",
    "create index directory_audits_by_initiator_user_id on directory_audits (initiator_user_id, activity_at, id, tenant)
        where initiator_user_id is not null",
    "create index directory_audits_by_initiator_service_principal_id
        on directory_audits (initiator_service_principal_id, activity_at, id, tenant)
        where initiator_service_principal_id is not null",
    "create index directory_audit_identities_by_identity_id
        on directory_audit_identities (identity_id, identity_kind, activity_at, id, tenant)",
];

const ORDERS: &[&str] = &["activity_display_name_key", "category_key", "logged_by_service_key", "result_rank"];

fn statements() -> Vec<String> {
    let written = [TABLE, IDENTITIES].into_iter().chain(INDEXES.iter().copied()).map(str::to_owned);
    written.chain(index_orders("directory_audits", ORDERS, "activity_at")).collect()
}
