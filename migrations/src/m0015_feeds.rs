//! Where feeds go on, and how they fare: one row for each feed that was ever read.

use crate::migration::Migration;

pub(crate) const MIGRATION: Migration = Migration { name: "m0015_feeds", statements };

/// The failure is null once the feed was read to its end after it.
const TABLE: &str = "create table feeds (
    name {text} not null primary key,
    checkpoint {text},
    caught_up_at {number},
    failed_at {number},
    failure {text}
)";

fn statements() -> Vec<String> {
    vec![TABLE.to_owned()]
}
