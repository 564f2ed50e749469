//! Alerts and incidents of Microsoft Defender, and whom and what they are about.

use crate::{dialect::index_orders, migration::Migration};

pub(crate) const MIGRATION: Migration = Migration { name: "m0021_alerts", statements };

/// `record` is the whole record, `observed` when its newest version was, `last_update` when it last changed, and `updated` the same, or when
/// it was raised if it never did. Columns repeat what is filtered and sorted. `raised_for` is the id of the detection that it was raised for; `speaks` is 1 where it claims
/// something of risks, and `standings` where it stood in each of its versions, as JSON: `[[moment, status, classification], …]`.
const ALERTS: &str = "create table alerts (
    tenant {text} not null,
    id {text} not null,
    updated {number},
    last_update {number},
    created {number},
    status {text},
    status_rank {number} not null,
    classification {text},
    classification_rank {number} not null,
    determination {text},
    severity {text},
    severity_rank {number} not null,
    service_source {text},
    category {text},
    title {text},
    assigned_to {text},
    incident_id {text},
    provider_alert_id {text},
    raised_for {text},
    speaks {number} not null,
    standings {text} not null,
    record {text} not null,
    observed {number},
    observed_again {number},
    updated_key {number} generated always as (coalesce(updated, -9223372036854775807 - 1)) {computed},
    created_key {number} generated always as (coalesce(created, -9223372036854775807 - 1)) {computed},
    primary key (id, tenant)
)";

/// The same of incidents.
const INCIDENTS: &str = "create table incidents (
    tenant {text} not null,
    id {text} not null,
    updated {number},
    last_update {number},
    created {number},
    status {text},
    status_rank {number} not null,
    classification {text},
    classification_rank {number} not null,
    determination {text},
    severity {text},
    severity_rank {number} not null,
    display_name {text},
    assigned_to {text},
    record {text} not null,
    observed {number},
    observed_again {number},
    updated_key {number} generated always as (coalesce(updated, -9223372036854775807 - 1)) {computed},
    created_key {number} generated always as (coalesce(created, -9223372036854775807 - 1)) {computed},
    primary key (id, tenant)
)";

/// Whom an alert names, in lower case: `kind` is `user` or `servicePrincipal` for an id, `sid`, `upn` or `app` for a name that may come to
/// be somebody's. `is_about` is 1 where the alert claims something of whoever it is.
const NAMES: &str = "create table alert_names (
    tenant {text} not null,
    id {text} not null,
    kind {text} not null,
    name {text} not null,
    is_about {number} not null,
    primary key (id, tenant, kind, name)
)";

/// The users and service principals that an alert names, as far as they are known. `by_name` is 1 where a name that
/// the alert tells is theirs. `updated_key` is the alert's, so that its lists are walked here.
const IDENTITIES: &str = "create table alert_identities (
    tenant {text} not null,
    id {text} not null,
    updated_key {number} not null,
    identity_kind {text} not null,
    identity_id {text} not null,
    is_about {number} not null,
    by_name {number} not null,
    primary key (id, tenant, identity_id, identity_kind)
)";

/// The sign-ins that an alert names, known or not.
const SIGN_INS: &str = "create table alert_sign_ins (
    tenant {text} not null,
    id {text} not null,
    updated_key {number} not null,
    sign_in_id {text} not null,
    primary key (id, tenant, sign_in_id)
)";

/// The detections that an alert covers. `covering` is `raised` where it was raised for it, else `inferred`; `level_rank` the rank of the
/// level that the detection itself states, if it is `low`, `medium` or `high`.
const DETECTIONS: &str = "create table alert_detections (
    tenant {text} not null,
    id {text} not null,
    updated_key {number} not null,
    detection_id {text} not null,
    covering {text} not null,
    level_rank {number},
    primary key (id, tenant, detection_id)
)";

/// Whom the alerts of an incident name; `updated_key` is the incident's.
const INCIDENT_IDENTITIES: &str = "create table incident_identities (
    tenant {text} not null,
    id {text} not null,
    updated_key {number} not null,
    identity_kind {text} not null,
    identity_id {text} not null,
    primary key (id, tenant, identity_id, identity_kind)
)";

const INDEXES: &[&str] = &[
    "create index alerts_by_updated_key on alerts (updated_key, id, tenant)",
    "create index alerts_by_incident_id on alerts (incident_id, updated_key, id, tenant) where incident_id is not null",
    "create index alerts_by_raised_for on alerts (raised_for, tenant) where raised_for is not null",
    "create index alert_names_by_name on alert_names (name, kind, tenant)",
    "create index alert_identities_by_identity_id on alert_identities (identity_id, identity_kind, updated_key, id, tenant)",
    "create index alert_sign_ins_by_sign_in_id on alert_sign_ins (sign_in_id, updated_key, id, tenant)",
    "create index alert_detections_by_detection_id on alert_detections (detection_id, updated_key, id, tenant)",
    "create index incidents_by_updated_key on incidents (updated_key, id, tenant)",
    "create index incident_identities_by_identity_id on incident_identities (identity_id, identity_kind, updated_key, id, tenant)",
];

/// What both are sorted by, beside the date.
const ORDERS: &[&str] = &["created_key", "status_rank", "classification_rank", "severity_rank"];

/// The security identifiers of the directory's users, in lower case, of those that are known already: `column` is the property in the record.
fn identifiers_of(column: &str, property: &str) -> [String; 4] {
    // Microsoft's have no more than 184 letters; what is longer is none.
    let fill = |value: &str| format!("update users set {column} = lower({value}) where length({value}) < 256");
    [
        format!("alter table users add column {column} {{text}}"),
        format!("{{sqlite}} {}", fill(&format!("json_extract(directory, '$.{property}')"))),
        // PostgreSQL reads no U+0000, in whatever property it is.
        format!("{{postgres}} {}", fill(&format!("(replace(directory, '\\u0000', '\\ufffd')::json ->> '{property}')"))),
        format!("create index users_by_{column} on users ({column}, tenant) where {column} is not null"),
    ]
}

/// Of a line of a history that an alert left: which, and where it stood from then on.
const CHANGES: [&str; 3] = [
    "alter table risk_changes add column alert {text}",
    "alter table risk_changes add column alert_status {text}",
    "alter table risk_changes add column alert_classification {text}",
];

fn statements() -> Vec<String> {
    let tables = [ALERTS, INCIDENTS, NAMES, IDENTITIES, SIGN_INS, DETECTIONS, INCIDENT_IDENTITIES];
    let written = tables.into_iter().chain(INDEXES.iter().copied()).chain(CHANGES).map(str::to_owned);
    let orders = ["alerts", "incidents"].into_iter().flat_map(|table| index_orders(table, ORDERS, "updated_key"));
    let sids = [("on_premises_sid", "onPremisesSecurityIdentifier"), ("sid", "securityIdentifier")];
    written.chain(orders).chain(sids.into_iter().flat_map(|(column, property)| identifiers_of(column, property))).collect()
}
