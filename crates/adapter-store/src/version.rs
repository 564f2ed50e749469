//! Which migrations a database has, and which it lacks.

use riskgate_migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement, TransactionTrait};

use crate::{error::StoreError, store::IMMEDIATE};

/// Brings SQLite's tables up to date: altogether or not at all, and one process after another.
pub(crate) async fn migrate(writer: &DatabaseConnection) -> Result<(), StoreError> {
    let transaction = writer.begin_with_options(IMMEDIATE).await?;
    pending(&transaction).await?;
    Migrator::up(&transaction, None).await?;
    Ok(transaction.commit().await?)
}

/// Refuses a database that lacks a migration.
pub(crate) async fn check(connection: &impl ConnectionTrait) -> Result<(), StoreError> {
    match pending(connection).await? {
        0 => Ok(()),
        count => Err(StoreError::Pending { count }),
    }
}

/// How many migrations the database lacks. Refuses one with a migration that this version does not know.
pub(crate) async fn pending(connection: &impl ConnectionTrait) -> Result<usize, StoreError> {
    let known: Vec<String> = Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
    let applied = applied(connection).await?;
    match applied.iter().find(|version| !known.contains(version)) {
        Some(version) => Err(StoreError::Newer(version.clone())),
        None => Ok(known.iter().filter(|version| !applied.contains(version)).count()),
    }
}

/// The migrations that the database has, in order.
async fn applied(connection: &impl ConnectionTrait) -> Result<Vec<String>, StoreError> {
    let backend = connection.get_database_backend();
    let table = match backend {
        DbBackend::Postgres => "select 1 where to_regclass('seaql_migrations') is not null",
        _ => "select 1 from sqlite_master where type = 'table' and name = 'seaql_migrations'",
    };
    if connection.query_one_raw(Statement::from_string(backend, table)).await?.is_none() {
        return Ok(Vec::new());
    }
    let statement = Statement::from_string(backend, "select version from seaql_migrations order by version");
    let rows = connection.query_all_raw(statement).await?;
    Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?)
}
