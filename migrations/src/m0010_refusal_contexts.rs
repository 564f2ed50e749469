//! Refusals keep what was known around them, so that they can be read again, and have an id in their tenant, so that they can be listed.

use crate::migration::Migration;

pub(crate) const MIGRATION: Migration = Migration { name: "m0010_refusal_contexts", statements };

/// `id` is the beginning of the SHA-256 of source, place and text, in hexadecimal: the same refusal is kept once. `page` is the
/// `@odata.context` of the page around the record. Older refusals have no tenant and no context.
const TABLE: &str = "create table refusals (
    tenant {text} not null,
    id {text} not null,
    source {text} not null,
    place {text} not null,
    reason {text} not null,
    kind {text},
    record {text} not null,
    refused_at {number} not null,
    as_of {number},
    page {text},
    source_key {text} generated always as (substr(lower(source), 1, 256)) {computed},
    kind_key {text} generated always as (lower(coalesce(kind, ''))) {computed},
    primary key (id, tenant)
)";

fn statements() -> Vec<String> {
    [
        "alter table refusals rename to refusals_without_context",
        TABLE,
        "insert into refusals (tenant, id, source, place, reason, kind, record, refused_at)
            select '', substr({hex digest}, 1, 32), source, place, reason, kind, record, refused_at from refusals_without_context",
        "drop table refusals_without_context",
        "create index refusals_by_refused_at on refusals (refused_at, id, tenant)",
        "create index refusals_by_source_key on refusals (source_key, refused_at, id, tenant)",
        "create index refusals_by_kind_key on refusals (kind_key, refused_at, id, tenant)",
    ]
    .map(str::to_owned)
    .to_vec()
}
