//! How fast a database copies its own rows: what loading them is compared with.

use std::{
    error::Error,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use riskgate_adapter_store::Store;
use riskgate_gateway::clock::SystemClock;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement};

/// How long the database takes to copy all rows of these tables that are of the tenant, or all where none is named, into empty tables with the
/// same indexes, in one statement a table.
pub(crate) async fn copy(url: &str, other: &Path, tables: &[&str], tenant: Option<&str>) -> Result<Duration, Box<dyn Error>> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let database = Database::connect(options).await?;
    let is_sqlite = url.starts_with("sqlite");
    if is_sqlite {
        Store::open(&format!("sqlite://{}", other.display()), Arc::new(SystemClock)).await?.close().await?;
        database.execute_unprepared(&format!("attach '{}' as other", other.display())).await?;
    }
    let condition = tenant.map_or_else(String::new, |tenant| format!(" where tenant = '{tenant}'"));
    let mut taken = Duration::ZERO;
    for table in tables {
        let (target, columns) = if is_sqlite {
            (format!("other.{table}"), format!("select group_concat(name) from pragma_table_info('{table}')"))
        } else {
            let like = format!("drop table if exists copied_{table}; create table copied_{table} (like {table} including all)");
            database.execute_unprepared(&like).await?;
            let columns = format!(
                "select string_agg(column_name, ', ') from information_schema.columns
                where table_schema = current_schema and table_name = '{table}' and is_generated = 'NEVER'"
            );
            (format!("copied_{table}"), columns)
        };
        let columns = text(&database, &columns).await?;
        let start = Instant::now();
        database.execute_unprepared(&format!("insert into {target} ({columns}) select {columns} from {table}{condition}")).await?;
        taken += start.elapsed();
        if !is_sqlite {
            database.execute_unprepared(&format!("drop table copied_{table}")).await?;
        }
    }
    database.close().await?;
    Ok(taken)
}

async fn text(database: &DatabaseConnection, sql: &str) -> Result<String, Box<dyn Error>> {
    let row = database.query_one_raw(Statement::from_string(database.get_database_backend(), sql)).await?.ok_or("no answer")?;
    Ok(row.try_get_by_index(0)?)
}
