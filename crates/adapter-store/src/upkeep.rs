//! What the operator of a store needs: a copy of it, and the time at its server.

use std::path::Path;

use riskgate_model::Time;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::{error::StoreError, store::Store};

impl Store {
    /// Copies the database, as it is at one moment, into a file that is empty or not there. Others may use it meanwhile.
    ///
    /// # Errors
    /// When the database is a server's, or the copy cannot be written.
    pub async fn copy_into(&self, file: &Path) -> Result<(), StoreError> {
        if self.backend() == DbBackend::Postgres {
            return Err(StoreError::NoFile);
        }
        let file = file.to_str().ok_or(StoreError::FileName)?;
        self.writer.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, "vacuum into ?", [file.into()])).await?;
        Ok(())
    }

    /// The time at the database's server; none where it is a file, which has no clock.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn server_time(&self) -> Result<Option<Time>, StoreError> {
        if self.backend() != DbBackend::Postgres {
            return Ok(None);
        }
        let sql = "select (extract(epoch from clock_timestamp()) * 1000000)::bigint";
        let rows = self.rows(Statement::from_string(DbBackend::Postgres, sql)).await?;
        let row = rows.first().ok_or_else(|| StoreError::Content("the clock answered no row".to_owned()))?;
        Ok(Some(Time::from_nanos(row.try_get_by_index::<i64>(0)?.saturating_mul(1_000))))
    }
}
