//! Addresses of databases.

use std::{borrow::Cow, net::IpAddr, path::PathBuf};

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
            // The driver would take what is before it for the whole address.
            if url.contains('#') {
                return Err(StoreError::Fragment);
            }
            let parameters = url.split_once('?').map_or("", |(_, parameters)| parameters);
            let mut names = parameters.split('&').filter_map(|parameter| parameter.split('=').next()).filter(|name| !name.is_empty());
            if !names.all(|name| PARAMETERS.contains(&name)) {
                return Err(StoreError::Parameter(PARAMETERS.join(", ")));
            }
            let server: PgConnectOptions = with_host(url, parameters).parse().map_err(|_| StoreError::Address)?;
            return Ok(Self::Postgres(Box::new(verified(server, parameters))));
        }
        let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
        match path {
            Some(path) if !path.is_empty() && !path.contains(['?', '#']) && path != ":memory:" => Ok(Self::Sqlite(PathBuf::from(path))),
            _ => Err(StoreError::Address),
        }
    }
}

/// The address with a host before its path, which the driver insists on behind a user even where a parameter names the host.
fn with_host<'a>(url: &'a str, parameters: &str) -> Cow<'a, str> {
    let is_named = parameters.split('&').any(|parameter| parameter.starts_with("host=") || parameter.starts_with("hostaddr="));
    match url.find("@/").or_else(|| url.find("@?")) {
        Some(place) if is_named && !url[..place].contains('?') => Cow::Owned(format!("{}@localhost{}", &url[..place], &url[place + 1..])),
        _ => Cow::Borrowed(url),
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
    fn a_host_may_be_named_by_a_parameter_alone_as_postgresqls_own_programs_take_it() {
        for url in [
            "postgres://ada:secret@/riskgate?host=/run/postgresql&port=5433",
            "postgres:///riskgate?user=ada&host=/run/postgresql&port=5433",
            "postgres://ada@?dbname=riskgate&port=5433&host=/run/postgresql",
        ] {
            let Ok(Address::Postgres(server)) = Address::parse(url) else { panic!("{url}") };
            assert_eq!(server.get_socket().map(|socket| socket.display().to_string()).as_deref(), Some("/run/postgresql"), "{url}");
            let rest = (server.get_username(), server.get_database(), server.get_port());
            assert_eq!(rest, ("ada", Some("riskgate"), 5433), "{url}");
        }
        assert!(matches!(Address::parse("postgres://ada@/riskgate"), Err(StoreError::Address)));
    }

    #[test]
    fn a_number_sign_is_refused_and_not_cut_off() {
        for url in ["postgres://ada:se#cret@db.example/riskgate", "postgres://ada@localhost/risk#gate", "postgres://h/d?password=a#b"] {
            let Err(error @ StoreError::Fragment) = Address::parse(url) else { panic!("{url}") };
            assert!(error.to_string().contains("%23"), "{error}");
        }
        assert!(Address::parse("postgres://ada:se%23cret@db.example/riskgate").is_ok());
    }

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
            ("postgres://ada@/riskgate?host=/run/postgresql", "Prefer"),
            ("postgres://ada@/riskgate?host=db.example", "VerifyFull"),
        ] {
            let Ok(Address::Postgres(server)) = Address::parse(url) else { panic!("{url}") };
            assert_eq!(format!("{:?}", server.get_ssl_mode()), mode, "{url}");
        }
    }
}
