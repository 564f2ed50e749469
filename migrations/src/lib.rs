//! The store's schema: one idea a file, never edited after it landed.
//!
//! Rules that hold in every table: the tenant is part of every key; moments are whole nanoseconds since 1970-01-01T00:00:00Z; flags are 0
//! and 1; words stand as Microsoft spells them, with a rank beside those that lists are sorted by. A column `<name>_key` holds what lists
//! are sorted by: never null, texts in lower case of ASCII letters. An index that serves an order ends in the list's date, the id and the
//! tenant, so that it serves the same order backwards, and an equality on its first column in date order. It is called
//! `<table>_by_<first column>`, or `<table>_<flag>_by_<first column>` when it holds only the rows with that flag: the store names it.

mod dialect;
mod m0001_users;
mod m0002_service_principals;
mod m0003_sign_ins;
mod m0004_detections;
mod m0005_risk_changes;
mod m0006_versions;
mod m0007_refusals;
mod m0008_freshness;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::{MigrationTrait, async_trait};

/// All migrations, in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_users::Migration),
            Box::new(m0002_service_principals::Migration),
            Box::new(m0003_sign_ins::Migration),
            Box::new(m0004_detections::Migration),
            Box::new(m0005_risk_changes::Migration),
            Box::new(m0006_versions::Migration),
            Box::new(m0007_refusals::Migration),
            Box::new(m0008_freshness::Migration),
        ]
    }
}
