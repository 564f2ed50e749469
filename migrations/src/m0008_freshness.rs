//! When something was last recorded that was new or changed: what `asOf` answers.

use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::dialect::run;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// One row.
const TABLE: &str = "create table freshness (
    id {number} not null primary key check (id = 1),
    recorded_at {number} not null
)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &[TABLE]).await
    }
}
