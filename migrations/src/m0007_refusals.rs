//! Records that were refused, and why.

use crate::migration::Migration;

pub(crate) const MIGRATION: Migration = Migration { name: "m0007_refusals", statements };

/// `digest` is the SHA-256 of source, place and text: the same refusal is kept once.
const TABLE: &str = "create table refusals (
    digest {bytes} not null primary key,
    source {text} not null,
    place {text} not null,
    reason {text} not null,
    kind {text},
    record {text} not null,
    refused_at {number} not null
)";

fn statements() -> Vec<String> {
    vec![TABLE.to_owned()]
}
