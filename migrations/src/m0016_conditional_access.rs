//! What Conditional Access is made of: named locations, and policies. A tenant has tens to hundreds of each, so that their lists have an
//! index by date and one by name, and the rest is tested row by row.

use crate::{dialect::index_orders, migration::Migration};

pub(crate) const MIGRATION: Migration = Migration { name: "m0016_conditional_access", statements };

/// `record` is the whole record, `observed` when its newest version was, `modified` when it was last modified, or made if it never was.
/// Columns repeat what is filtered and sorted. Several values lie in one column as `,one,two,`.
const LOCATIONS: &str = "create table named_locations (
    tenant {text} not null,
    id {text} not null,
    modified {number},
    display_name {text},
    kind {text},
    is_trusted {number},
    ip_ranges {text},
    countries_and_regions {text},
    record {text} not null,
    observed {number},
    observed_again {number},
    modified_key {number} generated always as (coalesce(modified, -9223372036854775807 - 1)) {computed},
    display_name_key {text} generated always as (substr(lower(coalesce(display_name, '')), 1, 256)) {computed},
    primary key (id, tenant)
)";

/// The same of policies.
const POLICIES: &str = "create table conditional_access_policies (
    tenant {text} not null,
    id {text} not null,
    modified {number},
    display_name {text},
    state {text},
    user_risk_levels {text},
    sign_in_risk_levels {text},
    service_principal_risk_levels {text},
    include_users {text},
    exclude_users {text},
    include_applications {text},
    include_locations {text},
    exclude_locations {text},
    built_in_controls {text},
    record {text} not null,
    observed {number},
    observed_again {number},
    modified_key {number} generated always as (coalesce(modified, -9223372036854775807 - 1)) {computed},
    display_name_key {text} generated always as (substr(lower(coalesce(display_name, '')), 1, 256)) {computed},
    primary key (id, tenant)
)";

fn statements() -> Vec<String> {
    let mut statements = Vec::new();
    for (name, table) in [("named_locations", LOCATIONS), ("conditional_access_policies", POLICIES)] {
        statements.push(table.to_owned());
        statements.push(format!("create index {name}_by_modified_key on {name} (modified_key, id, tenant)"));
        statements.extend(index_orders(name, &["display_name_key"], "modified_key"));
    }
    statements
}
