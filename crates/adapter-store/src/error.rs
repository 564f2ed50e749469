//! What goes wrong in the store.

use std::time::Duration;

use riskgate_adapter::{AdapterError, ErrorKind};
use sea_orm::{DbErr, RuntimeErr, sqlx::error::DatabaseError};

/// The name of this adapter, by which routes and errors call it.
pub const NAME: &str = "store";

/// A store that cannot be opened, or cannot answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address is not one of a database this version can open. It may hold a password, and is not repeated.
    #[error("the address is not one of a database that can be opened; expected sqlite://FILE, such as sqlite://riskgate.db")]
    Address,
    /// The database was written by a newer version.
    #[error("the database was written by a newer version of riskgate (its last migration is {0}); use that version")]
    Newer(String),
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] DbErr),
    /// The database holds something else than was written. What stands there is not repeated: it is about people.
    #[error("the database holds something that this version did not write: {0}")]
    Content(String),
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Content(format!("{:?} error at line {}, column {} of an answer", error.classify(), error.line(), error.column()))
    }
}

impl From<StoreError> for AdapterError {
    fn from(error: StoreError) -> Self {
        let kind = match &error {
            StoreError::Address | StoreError::Newer(_) => ErrorKind::Internal,
            StoreError::Content(_) => ErrorKind::Malformed,
            StoreError::Database(DbErr::ConnectionAcquire(_)) => ErrorKind::Timeout,
            StoreError::Database(database) if is_busy(database) => ErrorKind::Timeout,
            StoreError::Database(_) => ErrorKind::Unavailable,
        };
        let wait = matches!(kind, ErrorKind::Timeout).then(|| Duration::from_secs(1));
        let error = AdapterError::new(NAME, kind).caused_by(error);
        match wait {
            Some(wait) => error.retry_after(wait),
            None => error,
        }
    }
}

/// Whether another process held the database for longer than the busy timeout.
fn is_busy(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(inner))
    | DbErr::Query(RuntimeErr::SqlxError(inner))
    | DbErr::Conn(RuntimeErr::SqlxError(inner))) = error
    else {
        return false;
    };
    let code = inner.as_database_error().and_then(DatabaseError::code).and_then(|code| code.parse::<u32>().ok());
    // The low byte of an extended code is SQLITE_BUSY or SQLITE_LOCKED.
    code.is_some_and(|code| matches!(code & 0xff, 5 | 6))
}
