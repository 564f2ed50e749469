//! When a record was observed again that had not changed: a feed that reads the same sign-in every few minutes adds no version of it.
//!
//! From here on the digest of a version is that of its record alone.

use crate::migration::Migration;

pub(crate) const MIGRATION: Migration = Migration { name: "m0014_observed_again", statements };

/// The tables of records, and the column of the last moment when the one version that lies in the row was observed; null if there was but
/// one moment.
const COLUMNS: [(&str, &str); 7] = [
    ("users", "directory_again"),
    ("users", "entra_again"),
    ("service_principals", "entra_again"),
    ("sign_ins", "observed_again"),
    ("detections", "observed_again"),
    ("directory_audits", "observed_again"),
    ("versions", "observed_again"),
];

fn statements() -> Vec<String> {
    COLUMNS.iter().map(|(table, column)| format!("alter table {table} add column {column} {{number}}")).collect()
}
