//! When something was last recorded that was new or changed: what `asOf` answers.

use crate::migration::Migration;

pub(crate) const MIGRATION: Migration = Migration { name: "m0008_freshness", statements };

/// One row.
const TABLE: &str = "create table freshness (
    id {number} not null primary key check (id = 1),
    recorded_at {number} not null
)";

fn statements() -> Vec<String> {
    vec![TABLE.to_owned()]
}
