//! Migrations: which a database has, which it lacks, and how it is brought up to date.

use std::path::Path;

use riskgate_migrations::{MIGRATIONS, Migrator, MigratorTrait, seaql_migrations};
use riskgate_model::Time;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, QueryResult, Schema, Statement, TransactionTrait};

use crate::{
    address::Address,
    error::StoreError,
    failure::Fault,
    postgres,
    reach::Reach,
    sqlite,
    store::{Access, IMMEDIATE},
};

/// The migrations of the database at an address. SQLite is brought up to date when a store is opened, PostgreSQL only when it is told to:
/// others may be using it.
pub struct Migrations(Address);

/// A migration of this version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    /// Its name.
    pub name: &'static str,
    /// When the database got it; none while it is pending.
    pub applied: Option<Time>,
}

impl Migrations {
    /// Those of the database at `url`, which is none that is connected to yet.
    ///
    /// # Errors
    /// When the address is not understood.
    pub fn of(url: &str) -> Result<Self, StoreError> {
        Address::parse(url).map(Self)
    }

    /// The file that the database is; none where it is a server's.
    pub fn file(&self) -> Option<&Path> {
        match &self.0 {
            Address::Sqlite(file) => Some(file),
            Address::Postgres(_) => None,
        }
    }

    /// All migrations of this version, in order. Nothing is changed, and no file is made.
    ///
    /// # Errors
    /// When the database cannot be read, or a newer version has written it.
    pub async fn status(&self) -> Result<Vec<Migration>, StoreError> {
        match &self.0 {
            Address::Sqlite(file) if !file.exists() => Ok(with(&[])),
            _ => {
                let connection = self.connect(Access::Read).await?;
                let status = status(&connection).await?;
                connection.close().await?;
                Ok(status)
            }
        }
    }

    /// Refuses an address at which there is no store. Nothing is changed, and no file is made.
    ///
    /// # Errors
    /// [`StoreError::Absent`], and when the database cannot be read.
    pub async fn check_present(&self) -> Result<(), StoreError> {
        let is_there = self.status().await?.iter().any(|migration| migration.applied.is_some());
        if is_there { Ok(()) } else { Err(StoreError::Absent) }
    }

    /// Brings the database up to date, altogether or not at all, and one process after another. Answers what was pending.
    ///
    /// # Errors
    /// When the database cannot be written, or a newer version has written it.
    pub async fn up(&self) -> Result<Vec<&'static str>, StoreError> {
        let connection = self.connect(Access::Write).await?;
        let pending = up(&connection).await?;
        connection.close().await?;
        Ok(pending)
    }

    /// What [`Migrations::up`] would run now, as a text for the engine's own shell. It is empty when nothing is pending.
    ///
    /// # Errors
    /// When the database cannot be read, or a newer version has written it.
    pub async fn plan(&self) -> Result<String, StoreError> {
        let pending = pending(&self.status().await?);
        let backend = match self.0 {
            Address::Sqlite(_) => DbBackend::Sqlite,
            Address::Postgres(_) => DbBackend::Postgres,
        };
        Ok(if pending.is_empty() { String::new() } else { plan(&pending, backend) })
    }

    async fn connect(&self, access: Access) -> Result<DatabaseConnection, StoreError> {
        match &self.0 {
            Address::Sqlite(file) => sqlite::connect(file, access).await,
            Address::Postgres(server) => {
                let server = Reach::of((**server).clone()).await?;
                let connection = postgres::connect(&server, access).await?;
                postgres::check(&connection).await?;
                Ok(connection)
            }
        }
    }
}

/// Brings the database up to date. Answers what was pending.
pub(crate) async fn up(connection: &DatabaseConnection) -> Result<Vec<&'static str>, StoreError> {
    let transaction = begin(connection).await?;
    let pending = pending(&status(&transaction).await?);
    Migrator::up(&transaction, None).await.map_err(|error| match StoreError::from(error) {
        error if error.fault() == Some(Fault::Made) => StoreError::Unaccounted,
        error => error,
    })?;
    transaction.commit().await?;
    Ok(pending)
}

/// Refuses a database that lacks a migration.
pub(crate) async fn check(connection: &DatabaseConnection) -> Result<(), StoreError> {
    match pending(&status(connection).await?).len() {
        0 => Ok(()),
        count => Err(StoreError::Pending { count }),
    }
}

/// Begins to migrate, once nobody else does, and nobody records.
async fn begin(connection: &DatabaseConnection) -> Result<DatabaseTransaction, StoreError> {
    if connection.get_database_backend() != DbBackend::Postgres {
        return Ok(connection.begin_with_options(IMMEDIATE).await?);
    }
    let transaction = connection.begin().await?;
    // Others may take long, and so may an index on a large table.
    transaction.execute_unprepared("set local lock_timeout = 0; set local statement_timeout = 0").await?;
    postgres::lock(&transaction).await?;
    Ok(transaction)
}

/// The statements of these migrations, and around them what makes them one transaction and keeps account of them.
fn plan(pending: &[&'static str], backend: DbBackend) -> String {
    let (begin, now) = match backend {
        DbBackend::Postgres => {
            (format!("begin;\nselect pg_advisory_xact_lock({});\n", postgres::LOCK), "extract(epoch from now())::bigint")
        }
        _ => ("begin immediate;\n".to_owned(), "cast(strftime('%s', 'now') as integer)"),
    };
    let mut account = Schema::new(backend).create_table_from_entity(seaql_migrations::Entity);
    let account = backend.build(account.if_not_exists()).sql;
    let steps = MIGRATIONS.iter().filter(|migration| pending.contains(&migration.name)).map(|migration| {
        let statements = migration.statements(backend).join(";\n");
        let name = migration.name;
        format!("-- {name}\n{statements};\ninsert into seaql_migrations (version, applied_at) values ('{name}', {now});\n\n")
    });
    format!("{begin}{account};\n\n{}commit;\n", steps.collect::<String>())
}

fn pending(status: &[Migration]) -> Vec<&'static str> {
    status.iter().filter(|migration| migration.applied.is_none()).map(|migration| migration.name).collect()
}

/// All migrations of this version, in order. Refuses a database with one that it does not know.
async fn status(connection: &impl ConnectionTrait) -> Result<Vec<Migration>, StoreError> {
    let applied = applied(connection).await?;
    let is_known = |name: &str| MIGRATIONS.iter().any(|migration| migration.name == name);
    match applied.iter().rev().find(|(name, _)| !is_known(name)) {
        Some((name, _)) => Err(StoreError::Newer(name.clone())),
        None => Ok(with(&applied)),
    }
}

/// All migrations of this version, of which these are applied.
fn with(applied: &[(String, Time)]) -> Vec<Migration> {
    let since = |name: &str| applied.iter().find(|(applied, _)| applied == name).map(|(_, at)| *at);
    MIGRATIONS.iter().map(|migration| Migration { name: migration.name, applied: since(migration.name) }).collect()
}

/// The migrations that the database has, in order, and since when.
async fn applied(connection: &impl ConnectionTrait) -> Result<Vec<(String, Time)>, StoreError> {
    let backend = connection.get_database_backend();
    let table = match backend {
        DbBackend::Postgres => "select 1 from pg_tables where schemaname = current_schema and tablename = 'seaql_migrations'",
        _ => "select 1 from sqlite_master where type = 'table' and name = 'seaql_migrations'",
    };
    if connection.query_one_raw(Statement::from_string(backend, table)).await?.is_none() {
        return Ok(Vec::new());
    }
    let statement = Statement::from_string(backend, "select version, applied_at from seaql_migrations order by version");
    let rows = connection.query_all_raw(statement).await?;
    let read = |row: &QueryResult| Ok((row.try_get_by_index(0)?, Time::from_seconds(row.try_get_by_index(1)?)));
    rows.iter().map(read).collect()
}
