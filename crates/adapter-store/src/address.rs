//! Addresses of databases.

use std::{net::IpAddr, path::PathBuf};

use sea_orm::sqlx::postgres::{PgConnectOptions, PgSslMode};

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
    /// `?sslmode=` says how TLS is used; without it, a server on another machine must have a certificate for its name. What is not said there is taken from the variables that PostgreSQL's own programs read.
    pub(crate) fn parse(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let parameters = url.split_once('?').map_or("", |(_, parameters)| parameters);
            let mut names = parameters.split('&').filter_map(|parameter| parameter.split('=').next()).filter(|name| !name.is_empty());
            if !names.all(|name| PARAMETERS.contains(&name)) {
                return Err(StoreError::Parameter(PARAMETERS.join(", ")));
            }
            let server: PgConnectOptions = url.parse().map_err(|_| StoreError::Address)?;
            return Ok(Self::Postgres(Box::new(verified(server, parameters))));
        }
        let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
        match path {
            Some(path) if !path.is_empty() && !path.contains(['?', '#']) && path != ":memory:" => Ok(Self::Sqlite(PathBuf::from(path))),
            _ => Err(StoreError::Address),
        }
    }
}

/// A server on another machine must show who it is, unless the address says otherwise: the driver would go without TLS where it is not
/// offered, and tell nobody.
fn verified(server: PgConnectOptions, parameters: &str) -> PgConnectOptions {
    let host = server.get_host();
    let is_here = server.get_socket().is_some()
        || host.starts_with('/')
        || host == "localhost"
        || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback());
    let is_said = parameters.split('&').any(|parameter| parameter.starts_with("sslmode="));
    if is_here || is_said { server } else { server.ssl_mode(PgSslMode::VerifyFull) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_elsewhere_must_show_who_it_is_unless_it_is_said_otherwise() {
        for (url, mode) in [
            ("postgres://ada@db.example/riskgate", "VerifyFull"),
            ("postgres://ada@192.0.2.7:5433/riskgate?application_name=x", "VerifyFull"),
            ("postgres://ada@db.example/riskgate?sslmode=disable", "Disable"),
            ("postgres://ada@db.example/riskgate?sslmode=require", "Require"),
            ("postgres://ada@localhost/riskgate", "Prefer"),
            ("postgres://ada@127.0.0.1/riskgate", "Prefer"),
            ("postgres://ada@[::1]/riskgate", "Prefer"),
            ("postgres://ada@localhost/riskgate?host=/run/postgresql", "Prefer"),
        ] {
            let Ok(Address::Postgres(server)) = Address::parse(url) else { panic!("{url}") };
            assert_eq!(format!("{:?}", server.get_ssl_mode()), mode, "{url}");
        }
    }
}
