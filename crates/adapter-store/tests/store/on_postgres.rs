//! PostgreSQL: databases of one server, made like one that has the tables.

use riskgate_adapter::conformance::Skip;
use riskgate_adapter_store::Migrations;
use riskgate_test_postgres::{Cluster, Database, database};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use tokio::sync::OnceCell;

use crate::bench::{connection, texts};

/// How often a law that needs a database is tried: each time takes half a second.
pub(crate) const CASES: u32 = 12;

/// Where a database is, as long as the value.
pub(crate) struct Place(Database);

/// The database that others are made like.
static TEMPLATE: OnceCell<Option<Database>> = OnceCell::const_new();

impl Place {
    /// A place with a database that is empty. There is none where the test is to be skipped.
    pub(crate) async fn new() -> Option<Self> {
        database().await.map(Self)
    }

    /// A place with a database that has its tables.
    pub(crate) async fn with_tables() -> Option<Self> {
        let template = TEMPLATE.get_or_init(async || {
            let database = database().await?;
            Migrations::of(&database.url).expect("an address").up().await.expect("tables");
            Some(database)
        });
        Some(Self(template.await.as_ref()?.like().await))
    }

    /// The address.
    pub(crate) fn url(&self) -> String {
        self.0.url.clone()
    }
}

/// What a database without grants lies on: roles are a whole server's, so it has one of its own.
pub(crate) type Server = Cluster;

/// The address of a database with all tables, for a role that may open it and no more.
pub(crate) async fn without_grants() -> Result<(Server, String), Skip> {
    let cluster = Cluster::new().ok_or_else(|| Skip::because("there is no PostgreSQL on this machine"))?;
    let url = cluster.url("postgres");
    Migrations::of(&url).expect("an address").up().await.expect("tables");
    let connection = connection(&url).await;
    connection.execute_unprepared("create role ada login; grant select on seaql_migrations to ada").await.expect("a role");
    connection.close().await.expect("it closes");
    Ok((cluster, url.replace("//postgres@", "//ada@")))
}

/// The rows of a table, one text each, without the moment of a refusal.
pub(crate) async fn rows(connection: &DatabaseConnection, table: &str) -> Vec<String> {
    texts(connection, &format!("select '{table}: ' || (to_jsonb(t) - 'refused_at')::text from {table} t order by 1")).await
}

/// A question for everything that has been made, and how.
pub(crate) const MADE: &str = "select concat_ws(': ', table_name, column_name, data_type, collation_name, is_nullable, column_default,
        generation_expression) from information_schema.columns where table_schema = 'public'
    union all select concat_ws(': ', indexname, indexdef) from pg_indexes where schemaname = 'public' order by 1";
