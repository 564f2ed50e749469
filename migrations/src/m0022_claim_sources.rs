//! By which rule alerts claim something of risks: what is stored was folded by it, or is being folded.

use crate::migration::Migration;

pub(crate) const MIGRATION: Migration = Migration { name: "m0022_claim_sources", statements };

/// One row, once somebody has said whose alerts claim something. `sources` are the products, as a sorted JSON list of Microsoft's words;
/// `table_version` is that of the Defender table. While the alerts are folded anew, `after_id` and `after_tenant` are the last one that was,
/// and `is_of_all` is 1 where that is about all of them and not only about those of products that came or went; null when it is done.
const TABLE: &str = "create table claim_sources (
    id {number} not null primary key,
    sources {text} not null,
    table_version {number} not null,
    is_of_all {number} not null,
    after_id {text},
    after_tenant {text}
)";

fn statements() -> Vec<String> {
    vec![TABLE.to_owned()]
}
