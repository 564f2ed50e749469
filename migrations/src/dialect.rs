//! One text of SQL for both engines.

use sea_orm_migration::sea_orm::DbBackend;

/// A statement as an engine reads it: `{text}`, `{number}`, `{bytes}` and `{real}` stand for column types, `{computed}` ends a
/// generated column, and `{hex digest}` is the column `digest` in hexadecimal.
pub(crate) fn render(statement: &str, backend: DbBackend) -> String {
    let words = match backend {
        DbBackend::Postgres => [
            ("{text}", r#"text collate "C""#),
            ("{number}", "bigint"),
            ("{bytes}", "bytea"),
            ("{real}", "double precision"),
            ("{computed}", "stored"),
            ("{hex digest}", "encode(digest, 'hex')"),
        ],
        _ => [
            ("{text}", "text"),
            ("{number}", "integer"),
            ("{bytes}", "blob"),
            ("{real}", "real"),
            ("{computed}", "virtual"),
            ("{hex digest}", "lower(hex(digest))"),
        ],
    };
    words.iter().fold(statement.to_owned(), |sql, (word, meaning)| sql.replace(word, meaning))
}

/// An index `<table>_by_<column>` for each column: the column, then `date`, then the id and the tenant.
pub(crate) fn index_orders(table: &str, columns: &[&str], date: &str) -> impl Iterator<Item = String> {
    columns.iter().map(move |column| format!("create index {table}_by_{column} on {table} ({column}, {date}, id, tenant)"))
}
