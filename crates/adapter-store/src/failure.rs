//! How a database fails: what can be done about it, and the code by which the engine's documentation knows it.
//!
//! PostgreSQL's own words name roles, databases and values, and the driver's say things twice. They are not repeated.

use sea_orm::{
    ConnAcquireErr, DbErr, RuntimeErr,
    sqlx::{self, error::DatabaseError, postgres::PgDatabaseError},
};

/// A failure of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    fault: Fault,
    cause: Option<String>,
}

/// What can be done when the database fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    /// Others held it for longer than is waited. Later it may go.
    #[error("the database was locked for longer than is waited")]
    Locked,
    /// It took longer than is waited for. Later it may go.
    #[error("the database took longer to answer than it may")]
    Slow,
    /// There was no connection to ask on. With fewer questions at once there may be.
    #[error("no connection to the database was free")]
    Taken,
    /// A transaction met another, and was undone. The same again may go.
    #[error("the database was changed by others at the same time")]
    Crossed,
    /// The connection was lost. A new one may be had.
    #[error("the connection to the database was lost")]
    Lost,
    /// No connection can be had: the server is down, stops, or has not started yet.
    #[error("the database is not reachable")]
    Away,
    /// The server has no such database.
    #[error("the database does not exist on its server")]
    Missing,
    /// Role, password or grants are wrong.
    #[error("the database does not let in this role with this password, or lacks a grant")]
    Denied,
    /// The statement makes what is there already.
    #[error("the database has that already")]
    Made,
    /// The statement makes no sense to the database.
    #[error("the database does not take the statement")]
    Defect,
    /// Anything else.
    #[error("the database failed")]
    Other,
}

impl Failure {
    /// What the pool or a statement met.
    pub(crate) fn of(error: &DbErr) -> Self {
        match error {
            DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => Fault::Taken.into(),
            DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed) => Fault::Away.into(),
            DbErr::Conn(RuntimeErr::SqlxError(error)) => Self::of_connecting(error),
            DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)) => Self::of_driver(error),
            _ => Fault::Other.into(),
        }
    }

    /// What was met before there was a connection.
    pub(crate) fn of_connecting(error: &sqlx::Error) -> Self {
        match Self::of_driver(error) {
            Self { fault: Fault::Lost, cause } => Self { fault: Fault::Away, cause },
            failure => failure,
        }
    }

    /// What a statement met.
    pub(crate) fn of_driver(error: &sqlx::Error) -> Self {
        let (fault, cause) = match error {
            sqlx::Error::Database(error) => return Self::of_database(&**error),
            sqlx::Error::PoolTimedOut => (Fault::Taken, None),
            sqlx::Error::Io(error) => (Fault::Lost, Some(error.to_string())),
            sqlx::Error::Tls(error) => (Fault::Lost, Some(format!("TLS: {error}"))),
            sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => (Fault::Lost, None),
            sqlx::Error::Protocol(_) => (Fault::Other, Some("what answers is no PostgreSQL".to_owned())),
            _ => (Fault::Other, None),
        };
        Self { fault, cause }
    }

    fn of_database(error: &dyn DatabaseError) -> Self {
        if let Some(error) = error.try_downcast_ref::<PgDatabaseError>() {
            return Self { fault: Fault::of_postgres(error.code()), cause: Some(format!("SQLSTATE {}", error.code())) };
        }
        let code = error.code().unwrap_or_default();
        // SQLite has no code for it.
        let is_made = error.message().ends_with("already exists") || error.message().starts_with("duplicate column name");
        let fault = if is_made { Fault::Made } else { Fault::of_sqlite(&code) };
        // SQLite names files, tables and columns, but neither people nor secrets.
        Self { fault, cause: Some(format!("SQLite {code}: {}", error.message())) }
    }

    /// What can be done about it.
    pub(crate) fn fault(&self) -> Fault {
        self.fault
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self { fault, cause: None }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.cause {
            None => write!(f, "{}", self.fault),
            Some(cause) => write!(f, "{} ({cause})", self.fault),
        }
    }
}

impl std::error::Error for Failure {}

impl Fault {
    /// By the code of appendix A of PostgreSQL's documentation.
    fn of_postgres(code: &str) -> Self {
        match code {
            "55P03" => Self::Locked,
            "57014" => Self::Slow,
            "53300" => Self::Taken,
            // It cannot be serialized, or is deadlocked.
            "40001" | "40P01" => Self::Crossed,
            // The server shuts down, has crashed, starts; the session was idle for too long.
            "57P01" | "57P02" | "57P03" | "57P05" | "25P03" => Self::Lost,
            "3D000" => Self::Missing,
            "42501" => Self::Denied,
            // A table, a column, another thing.
            "42P07" | "42701" | "42710" => Self::Made,
            code if code.starts_with("08") => Self::Lost,
            code if code.starts_with("28") => Self::Denied,
            // Data, constraints, syntax and names.
            code if ["22", "23", "42"].iter().any(|class| code.starts_with(class)) => Self::Defect,
            _ => Self::Other,
        }
    }

    fn of_sqlite(code: &str) -> Self {
        // The low byte of an extended code is SQLITE_BUSY or SQLITE_LOCKED.
        if code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6)) { Self::Locked } else { Self::Other }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_postgresql_says_is_told_apart_by_what_can_be_done() {
        for (fault, codes) in [
            (Fault::Locked, &["55P03"][..]),
            (Fault::Slow, &["57014"]),
            (Fault::Taken, &["53300"]),
            (Fault::Crossed, &["40001", "40P01"]),
            (Fault::Lost, &["57P01", "57P02", "57P03", "08006", "25P03"]),
            (Fault::Missing, &["3D000"]),
            (Fault::Denied, &["28P01", "28000", "42501"]),
            (Fault::Made, &["42P07", "42701"]),
            (Fault::Defect, &["22021", "23505", "42601", "42P01"]),
            (Fault::Other, &["53100"]),
        ] {
            for code in codes {
                assert_eq!(Fault::of_postgres(code), fault, "{code}");
            }
        }
    }

    #[test]
    fn a_connection_that_is_refused_is_no_connection_that_was_lost() {
        let refused = || sqlx::Error::Io(std::io::ErrorKind::ConnectionRefused.into());
        assert_eq!(Failure::of(&DbErr::Conn(RuntimeErr::SqlxError(refused().into()))).fault(), Fault::Away);
        assert_eq!(Failure::of(&DbErr::Query(RuntimeErr::SqlxError(refused().into()))).fault(), Fault::Lost);
    }
}
