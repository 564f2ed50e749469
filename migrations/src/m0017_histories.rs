//! Whose risk history was read, and as of which change of their risk.

use crate::migration::Migration;

pub(crate) const MIGRATION: Migration = Migration { name: "m0017_histories", statements };

const TABLE: &str = "create table histories (
    identity_kind {text} not null,
    tenant {text} not null,
    id {text} not null,
    as_of {number} not null,
    primary key (id, tenant, identity_kind)
)";

fn statements() -> Vec<String> {
    vec![TABLE.to_owned()]
}
