//! What goes wrong in the store.

use std::time::Duration;

use riskgate_adapter::{AdapterError, ErrorKind};
use sea_orm::{DbErr, sqlx};

use crate::failure::{Failure, Fault};

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
    /// The address has a `#`. It may hold a password, and is not repeated.
    #[error("the address has a `#`, which ends an address; in a password it is written %23")]
    Fragment,
    /// The server is not one that can hold a store.
    #[error("the server cannot hold a store: {0}")]
    Server(String),
    /// There is no store at the address.
    #[error("there is no store at its address; one is made by `riskgate migrate up --database ADDRESS`")]
    Absent,
    /// A copy of a database that is no file.
    #[error("a database of PostgreSQL is copied by PostgreSQL's own pg_dump")]
    NoFile,
    /// A file whose name SQLite cannot be given.
    #[error("the file's name is not UTF-8 text")]
    FileName,
    /// The database lacks what this version's migrations make.
    #[error("the database lacks {count} of this version's migrations; run `riskgate migrate up`")]
    Pending {
        /// How many.
        count: usize,
    },
    /// The database has tables that its account of migrations does not know.
    #[error(
        "the database has tables that none of its migrations has made, such as those of a plan that broke off; use a database without \
        them, or one from before"
    )]
    Unaccounted,
    /// The database was written by a newer version.
    #[error("the database was written by a newer version of riskgate (its last migration is {0}); use that version")]
    Newer(String),
    /// The database can be read, but not written.
    #[error("the database cannot be written: the server is a standby, or allows only reading")]
    ReadOnly,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] Failure),
    /// The database holds something else than was written. What stands there is not repeated: it is about people.
    #[error("the database holds something that this version did not write: {0}")]
    Content(String),
}

impl StoreError {
    /// Whether it is the address that has to be changed.
    #[must_use]
    pub fn is_of_address(&self) -> bool {
        matches!(self, Self::Address | Self::Parameter(_) | Self::Fragment | Self::Absent)
    }

    /// What can be done about it, where the database failed.
    pub(crate) fn fault(&self) -> Option<Fault> {
        if let Self::Database(failure) = self { Some(failure.fault()) } else { None }
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        Failure::of(&error).into()
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Failure::of_driver(&error).into()
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
            | StoreError::Fragment
            | StoreError::Unaccounted
            | StoreError::Absent
            | StoreError::NoFile
            | StoreError::FileName
            | StoreError::Parameter(_)
            | StoreError::Server(_)
            | StoreError::Pending { .. }
            | StoreError::Newer(_) => (ErrorKind::Internal, false),
            StoreError::ReadOnly => (ErrorKind::Unavailable, false),
            StoreError::Content(_) => (ErrorKind::Malformed, false),
            StoreError::Database(failure) => match failure.fault() {
                Fault::Locked | Fault::Slow => (ErrorKind::Timeout, true),
                Fault::Taken => (ErrorKind::Throttled, true),
                Fault::Crossed => (ErrorKind::Conflict("something else was recorded at the same time; try again".to_owned()), true),
                Fault::Lost | Fault::Away => (ErrorKind::Unavailable, true),
                Fault::Denied => (ErrorKind::Denied(Fault::Denied.to_string()), false),
                Fault::Defect | Fault::Made => (ErrorKind::Internal, false),
                Fault::Missing | Fault::Other => (ErrorKind::Unavailable, false),
            },
        };
        let error = AdapterError::new(NAME, kind).caused_by(error);
        if wait { error.retry_after(Duration::from_secs(1)) } else { error }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_caller_should_try_again_says_when() {
        for (fault, kind) in [
            (Fault::Locked, ErrorKind::Timeout),
            (Fault::Slow, ErrorKind::Timeout),
            (Fault::Taken, ErrorKind::Throttled),
            (Fault::Lost, ErrorKind::Unavailable),
            (Fault::Away, ErrorKind::Unavailable),
        ] {
            let error = AdapterError::from(StoreError::from(Failure::from(fault)));
            assert_eq!((&error.kind, error.retry_after), (&kind, Some(Duration::from_secs(1))));
        }
        let error = AdapterError::from(StoreError::Address);
        assert_eq!((error.kind, error.retry_after), (ErrorKind::Internal, None));
    }
}
