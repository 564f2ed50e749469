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

/// How long the database takes to copy all sign-ins into an empty table with the same indexes, in one statement.
pub(crate) async fn copy(url: &str, other: &Path) -> Result<Duration, Box<dyn Error>> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let database = Database::connect(options).await?;
    let (target, columns) = if url.starts_with("sqlite") {
        Store::open(&format!("sqlite://{}", other.display()), Arc::new(SystemClock)).await?.close().await?;
        database.execute_unprepared(&format!("attach '{}' as other", other.display())).await?;
        ("other.sign_ins", "select group_concat(name) from pragma_table_info('sign_ins')")
    } else {
        database.execute_unprepared("drop table if exists copied; create table copied (like sign_ins including all)").await?;
        let columns = "select string_agg(column_name, ', ') from information_schema.columns
            where table_schema = current_schema and table_name = 'sign_ins' and is_generated = 'NEVER'";
        ("copied", columns)
    };
    let columns = text(&database, columns).await?;
    let start = Instant::now();
    database.execute_unprepared(&format!("insert into {target} ({columns}) select {columns} from sign_ins")).await?;
    let taken = start.elapsed();
    if target == "copied" {
        database.execute_unprepared("drop table copied").await?;
    }
    Ok(taken)
}

async fn text(database: &DatabaseConnection, sql: &str) -> Result<String, Box<dyn Error>> {
    let row = database.query_one_raw(Statement::from_string(database.get_database_backend(), sql)).await?.ok_or("no answer")?;
    Ok(row.try_get_by_index(0)?)
}
