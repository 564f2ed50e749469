//! What goes wrong in the store.

use std::time::Duration;

use riskgate_adapter::{AdapterError, ErrorKind};
use sea_orm::{
    ConnAcquireErr, DbErr, RuntimeErr,
    sqlx::{self, postgres::PgDatabaseError},
};

/// The name of this adapter, by which routes and errors call it.
pub const NAME: &str = "store";

/// A store that cannot be opened, or cannot answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address is not one of a database this version can open. It may hold a password, and is not repeated.
    #[error(
        "the address is not one of a database that can be opened; expected sqlite://FILE, such as sqlite://riskgate.db, or \
        postgres://USER@HOST/DATABASE"
    )]
    Address,
    /// The address has a parameter that is none of PostgreSQL's. It may hold a password, and is not repeated.
    #[error("the address has a parameter that is not known; there are {0}")]
    Parameter(String),
    /// The server is not one that can hold a store.
    #[error("the server cannot hold a store: {0}")]
    Server(String),
    /// There is no store at the address.
    #[error("there is no store at its address; one is made by `riskgate import` or `riskgate migrate up`")]
    Absent,
    /// A copy of a database that is no file.
    #[error("a database of PostgreSQL is copied by PostgreSQL's own pg_dump")]
    NoFile,
    /// A file whose name SQLite cannot be given.
    #[error("the file's name is not UTF-8 text")]
    FileName,
    /// The database lacks what this version's migrations make.
    #[error("the database lacks {count} migrations of this version; run `riskgate migrate up`")]
    Pending {
        /// How many.
        count: usize,
    },
    /// The database was written by a newer version.
    #[error("the database was written by a newer version of riskgate (its last migration is {0}); use that version")]
    Newer(String),
    /// The database can be read, but not written.
    #[error("the database cannot be written: the server is a standby, or allows only reading")]
    ReadOnly,
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] DbErr),
    /// The database holds something else than was written. What stands there is not repeated: it is about people.
    #[error("the database holds something that this version did not write: {0}")]
    Content(String),
}

impl StoreError {
    /// What can be done about it, where the database failed.
    pub(crate) fn fault(&self) -> Option<Fault> {
        if let Self::Database(error) = self { Some(Fault::of(error)) } else { None }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Content(format!("{:?} error at line {}, column {} of an answer", error.classify(), error.line(), error.column()))
    }
}

impl From<StoreError> for AdapterError {
    fn from(error: StoreError) -> Self {
        let (kind, wait) = match &error {
            StoreError::Address
            | StoreError::Absent
            | StoreError::NoFile
            | StoreError::FileName
            | StoreError::Parameter(_)
            | StoreError::Server(_)
            | StoreError::Pending { .. }
            | StoreError::Newer(_) => (ErrorKind::Internal, false),
            StoreError::ReadOnly => (ErrorKind::Unavailable, false),
            StoreError::Content(_) => (ErrorKind::Malformed, false),
            StoreError::Database(database) => match Fault::of(database) {
                Fault::Busy => (ErrorKind::Timeout, true),
                Fault::Crossed => (ErrorKind::Conflict("something else was recorded at the same time; try again".to_owned()), true),
                Fault::Gone => (ErrorKind::Unavailable, true),
                Fault::Denied => {
                    (ErrorKind::Denied("the database does not let in this role with this password, or lacks a grant".to_owned()), false)
                }
                Fault::Defect => (ErrorKind::Internal, false),
                Fault::Other => (ErrorKind::Unavailable, false),
            },
        };
        let error = AdapterError::new(NAME, kind).caused_by(error);
        if wait { error.retry_after(Duration::from_secs(1)) } else { error }
    }
}

/// What can be done when the database fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Others held it for longer than is waited, or it took longer than is waited for. Later it may go.
    Busy,
    /// A transaction met another, and was undone. The same again may go.
    Crossed,
    /// The connection or the server is gone, or takes no more connections. A new connection may be had.
    Gone,
    /// Role, password or grants are wrong.
    Denied,
    /// The statement makes no sense to the database.
    Defect,
    /// Anything else.
    Other,
}

impl Fault {
    fn of(error: &DbErr) -> Self {
        match error {
            DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => Self::Busy,
            DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed) => Self::Gone,
            DbErr::Exec(RuntimeErr::SqlxError(error))
            | DbErr::Query(RuntimeErr::SqlxError(error))
            | DbErr::Conn(RuntimeErr::SqlxError(error)) => Self::of_driver(error),
            _ => Self::Other,
        }
    }

    fn of_driver(error: &sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error) => match error.try_downcast_ref::<PgDatabaseError>() {
                Some(error) => Self::of_postgres(error.code()),
                None => Self::of_sqlite(error.code().as_deref().unwrap_or_default()),
            },
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => Self::Gone,
            _ => Self::Other,
        }
    }

    /// By the code of appendix A of PostgreSQL's documentation.
    fn of_postgres(code: &str) -> Self {
        match code {
            // The time for a statement or for a lock is over.
            "57014" | "55P03" => Self::Busy,
            // It cannot be serialized, or is deadlocked.
            "40001" | "40P01" => Self::Crossed,
            // The server shuts down, has crashed, starts, has no connection left; the session was idle for too long.
            "57P01" | "57P02" | "57P03" | "57P05" | "53300" | "25P03" => Self::Gone,
            "42501" => Self::Denied,
            code if code.starts_with("08") => Self::Gone,
            code if code.starts_with("28") => Self::Denied,
            // Data, constraints, syntax and names.
            code if ["22", "23", "42"].iter().any(|class| code.starts_with(class)) => Self::Defect,
            _ => Self::Other,
        }
    }

    fn of_sqlite(code: &str) -> Self {
        // The low byte of an extended code is SQLITE_BUSY or SQLITE_LOCKED.
        if code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6)) { Self::Busy } else { Self::Other }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_postgresql_says_is_told_apart_by_what_can_be_done() {
        for (fault, codes) in [
            (Fault::Busy, &["57014", "55P03"][..]),
            (Fault::Crossed, &["40001", "40P01"]),
            (Fault::Gone, &["57P01", "57P02", "57P03", "53300", "08006", "25P03"]),
            (Fault::Denied, &["28P01", "28000", "42501"]),
            (Fault::Defect, &["22021", "23505", "42601", "42P01"]),
            (Fault::Other, &["53100", "3D000"]),
        ] {
            for code in codes {
                assert_eq!(Fault::of_postgres(code), fault, "{code}");
            }
        }
    }

    #[test]
    fn what_a_caller_should_try_again_says_when() {
        for (error, kind) in [
            (DbErr::ConnectionAcquire(ConnAcquireErr::Timeout), ErrorKind::Timeout),
            (DbErr::Conn(RuntimeErr::SqlxError(sqlx::Error::WorkerCrashed.into())), ErrorKind::Unavailable),
        ] {
            let error = AdapterError::from(StoreError::from(error));
            assert_eq!((&error.kind, error.retry_after), (&kind, Some(Duration::from_secs(1))));
        }
        let error = AdapterError::from(StoreError::Address);
        assert_eq!((error.kind, error.retry_after), (ErrorKind::Internal, None));
    }
}
