//! The store's schema: one idea a file, never edited after it landed.
//!
//! Rules that hold in every table: the tenant is part of every key; moments are whole nanoseconds since 1970-01-01T00:00:00Z; flags are 0
//! and 1; words stand as Microsoft spells them, with a rank beside those that lists are sorted by. A column `<name>_key` holds what lists
//! are sorted by: never null, of a text the first 256 characters in lower case of ASCII letters. An index that serves an order ends in the
//! list's date, the id and the tenant, so that it serves the same order backwards, and an equality on its first column in date order. It is
//! called `<table>_by_<first column>`, or `<table>_<flag>_by_<first column>` when it holds only the rows with that flag, or
//! `<table>_by_<parent>_and_<key>` when it serves another order of a parent's rows than by date: the store names it.

mod dialect;
mod m0001_users;
mod m0002_service_principals;
mod m0003_sign_ins;
mod m0004_detections;
mod m0005_risk_changes;
mod m0006_versions;
mod m0007_refusals;
mod m0008_freshness;
mod m0009_long_texts;
mod m0010_refusal_contexts;
mod m0012_detection_names;
mod m0013_directory_audits;
mod m0014_observed_again;
mod m0015_feeds;
mod m0016_conditional_access;
mod m0017_histories;
mod m0018_actions;
mod m0019_acts;
mod m0020_step_codes;
mod m0021_alerts;
mod m0022_claim_sources;
mod m0023_action_contents;
mod m0024_attack_order;
mod m0025_open_steps;
mod migration;

pub use migration::Migration;
use sea_orm_migration::MigrationTrait;
pub use sea_orm_migration::{MigratorTrait, seaql_migrations};

/// All migrations, in order.
pub const MIGRATIONS: [Migration; 24] = [
    m0001_users::MIGRATION,
    m0002_service_principals::MIGRATION,
    m0003_sign_ins::MIGRATION,
    m0004_detections::MIGRATION,
    m0005_risk_changes::MIGRATION,
    m0006_versions::MIGRATION,
    m0007_refusals::MIGRATION,
    m0008_freshness::MIGRATION,
    m0009_long_texts::MIGRATION,
    m0010_refusal_contexts::MIGRATION,
    m0012_detection_names::MIGRATION,
    m0013_directory_audits::MIGRATION,
    m0014_observed_again::MIGRATION,
    m0015_feeds::MIGRATION,
    m0016_conditional_access::MIGRATION,
    m0017_histories::MIGRATION,
    m0018_actions::MIGRATION,
    m0019_acts::MIGRATION,
    m0020_step_codes::MIGRATION,
    m0021_alerts::MIGRATION,
    m0022_claim_sources::MIGRATION,
    m0023_action_contents::MIGRATION,
    m0024_attack_order::MIGRATION,
    m0025_open_steps::MIGRATION,
];

/// Runs the migrations.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        MIGRATIONS.iter().map(|migration| Box::new(*migration) as Box<dyn MigrationTrait>).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use sea_orm_migration::sea_orm::DbBackend;
    use sha2::{Digest as _, Sha256};

    use super::*;

    /// The beginning of the SHA-256 of each migration's statements, for SQLite and for PostgreSQL. A new migration adds a line; a line that
    /// would have to change means that databases differ, depending on when they were made.
    const LANDED: [(&str, &str, &str); 24] = [
        ("m0001_users", "be23926f898d0434", "1c85e97740e4ffe7"),
        ("m0002_service_principals", "746a15ad7a6a2f5b", "049e034beb7f0fbe"),
        ("m0003_sign_ins", "70ac8e80a46c53b2", "69a687c565b61e52"),
        ("m0004_detections", "8846dae002a1abd5", "0f0f8a0f478c129d"),
        ("m0005_risk_changes", "8b1c1a63342780dd", "dd51834c13b402fe"),
        ("m0006_versions", "35bfe9364a3ebe79", "1ae11694f0d101ee"),
        ("m0007_refusals", "a2bb851e0b7d4d42", "dce1311cbb38be86"),
        ("m0008_freshness", "1c665c133d042a20", "38054a59fbb8b052"),
        ("m0009_long_texts", "4580c7c62dde42c7", "cff522f32605c608"),
        ("m0010_refusal_contexts", "9d6c53f5c4fd604f", "4b693ff78fda6b76"),
        ("m0012_detection_names", "0cc1cda7df1c4e59", "c7a5f588ecda02b5"),
        ("m0013_directory_audits", "dc67bd59ccf94a2a", "82a88ec293cf7503"),
        ("m0014_observed_again", "ac9da91611e88c41", "ee4e829e5b105691"),
        ("m0015_feeds", "90d520b95680ee6b", "3c78045d732df56a"),
        ("m0016_conditional_access", "99611f93b5d401b6", "30523253ac48f3ad"),
        ("m0017_histories", "1dea2d1d8dd97a35", "40554ae88cf6329e"),
        ("m0018_actions", "f1f563367e52cf0e", "3b8b8d6b687cadbf"),
        ("m0019_acts", "ba58c963ad7b050e", "2df5fd9789cd0ac9"),
        ("m0020_step_codes", "0fbafc78c0b3f2e8", "e5ce0b51084cc5ac"),
        ("m0021_alerts", "c5a8a4ee1d6a9507", "794230eec9c02b5f"),
        ("m0022_claim_sources", "053233dd9e6245ab", "8e860d1ee4f0f825"),
        ("m0023_action_contents", "f1d52c179605f592", "28244883603d5263"),
        ("m0024_attack_order", "69a12f35ab55424b", "9f25c42dc8832b58"),
        ("m0025_open_steps", "b3ac38d5b5432c41", "b3ac38d5b5432c41"),
    ];

    fn digest(statements: &[String]) -> String {
        let digest = Sha256::digest(statements.join(";\n"));
        digest.iter().take(8).fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("writing to a string does not fail");
            text
        })
    }

    #[test]
    fn no_migration_is_edited_after_it_landed() {
        let of = |migration: &Migration, backend| digest(&migration.statements(backend));
        let now = MIGRATIONS.map(|migration| (migration.name, of(&migration, DbBackend::Sqlite), of(&migration, DbBackend::Postgres)));
        assert_eq!(now, LANDED.map(|(name, sqlite, postgres)| (name, sqlite.to_owned(), postgres.to_owned())));
    }
}
