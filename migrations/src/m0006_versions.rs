//! Versions of records that were observed more than once: all of them. A record without versions here was observed once.

use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::dialect::run;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// `digest` is the SHA-256 of moment and record: the same observation is kept once.
const TABLE: &str = "create table versions (
    kind {text} not null,
    tenant {text} not null,
    id {text} not null,
    digest {bytes} not null,
    observed {number},
    record {text} not null,
    primary key (kind, tenant, id, digest)
)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &[TABLE]).await
    }
}
