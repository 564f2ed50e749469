//! One text of SQL for both engines.

use sea_orm_migration::{
    SchemaManager,
    sea_orm::{ConnectionTrait, DbBackend, DbErr},
};

/// Runs statements in which `{text}`, `{number}`, `{bytes}` and `{real}` stand for column types, and `{computed}` ends a generated column.
pub(crate) async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let words = match manager.get_database_backend() {
        DbBackend::Postgres => [
            ("{text}", r#"text collate "C""#),
            ("{number}", "bigint"),
            ("{bytes}", "bytea"),
            ("{real}", "double precision"),
            ("{computed}", "stored"),
        ],
        _ => [("{text}", "text"), ("{number}", "integer"), ("{bytes}", "blob"), ("{real}", "real"), ("{computed}", "virtual")],
    };
    for statement in statements {
        let sql = words.iter().fold((*statement).to_owned(), |sql, (word, meaning)| sql.replace(word, meaning));
        connection.execute_unprepared(&sql).await?;
    }
    Ok(())
}

/// Makes an index `<table>_by_<column>` for each column: the column, then `date`, then the id and the tenant.
pub(crate) async fn index_orders(manager: &SchemaManager<'_>, table: &str, columns: &[&str], date: &str) -> Result<(), DbErr> {
    for column in columns {
        run(manager, &[&format!("create index {table}_by_{column} on {table} ({column}, {date}, id, tenant)")]).await?;
    }
    Ok(())
}
