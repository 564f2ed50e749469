//! Versions of records that were observed more than once: all of them. A record without versions here was observed once.

use crate::migration::Migration;

pub(crate) const MIGRATION: Migration = Migration { name: "m0006_versions", statements };

/// `digest` is the SHA-256 of moment and record: the same observation is kept once.
const TABLE: &str = "create table versions (
    kind {text} not null,
    tenant {text} not null,
    id {text} not null,
    digest {bytes} not null,
    observed {number},
    record {text} not null,
    primary key (kind, tenant, id, digest)
)";

fn statements() -> Vec<String> {
    vec![TABLE.to_owned()]
}
