//! Addresses of databases.

use std::path::PathBuf;

use sea_orm::sqlx::postgres::PgConnectOptions;

use crate::error::StoreError;

/// Where a database is, and how it is reached.
pub(crate) enum Address {
    /// A file of SQLite.
    Sqlite(PathBuf),
    /// A server of PostgreSQL.
    Postgres(Box<PgConnectOptions>),
}

/// What may stand behind the `?` of PostgreSQL's addresses. The driver writes any other word into the log with its value, which may be a
/// password under a misspelled name.
const PARAMETERS: [&str; 13] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "statement-cache-capacity",
    "user",
];

impl Address {
    /// Reads `sqlite://FILE` or `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, in which `?host=/FOLDER` names a socket's folder, and
    /// `?sslmode=verify-full` asks for TLS. What is not said there is taken from the variables that PostgreSQL's own programs read.
    pub(crate) fn parse(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let parameters = url.split_once('?').map_or("", |(_, parameters)| parameters);
            let mut names = parameters.split('&').filter_map(|parameter| parameter.split('=').next()).filter(|name| !name.is_empty());
            if !names.all(|name| PARAMETERS.contains(&name)) {
                return Err(StoreError::Parameter(PARAMETERS.join(", ")));
            }
            return url.parse().map(|options| Self::Postgres(Box::new(options))).map_err(|_| StoreError::Address);
        }
        let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
        match path {
            Some(path) if !path.is_empty() && !path.contains(['?', '#']) && path != ":memory:" => Ok(Self::Sqlite(PathBuf::from(path))),
            _ => Err(StoreError::Address),
        }
    }
}
