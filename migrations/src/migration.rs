//! A migration: a name, and statements that can be read before they are run.

use sea_orm_migration::{
    MigrationName, MigrationTrait, SchemaManager, async_trait,
    sea_orm::{ConnectionTrait, DbBackend, DbErr},
};

use crate::dialect::render;

/// One idea of the schema.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its name: that of its file.
    pub name: &'static str,
    /// Its statements, in the words of `dialect`.
    pub(crate) statements: fn() -> Vec<String>,
}

impl Migration {
    /// Its statements, as this engine reads them: those that begin with the name of the other are left out.
    pub fn statements(&self, backend: DbBackend) -> Vec<String> {
        let (own, other) = match backend {
            DbBackend::Postgres => ("{postgres} ", "{sqlite} "),
            _ => ("{sqlite} ", "{postgres} "),
        };
        let statements = (self.statements)();
        let own = statements.iter().filter(|statement| !statement.starts_with(other)).map(|it| it.strip_prefix(own).unwrap_or(it));
        own.map(|statement| render(statement, backend)).collect()
    }
}

impl MigrationName for Migration {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in self.statements(manager.get_database_backend()) {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}
