//! Records that were refused, and why.

use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::dialect::run;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

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

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &[TABLE]).await
    }
}
