//! Cells of a row as PostgreSQL's driver hands it over.

use riskgate_model::{TenantId, Vocabulary, Word};
use sea_orm::sqlx::{
    Decode, Row, ValueRef,
    postgres::{PgRow, PgValueRef, Postgres},
};

use super::Cells;
use crate::error::StoreError;

/// Cells of one row, read without a copy where no text is kept.
pub(crate) struct PgCells<'a> {
    row: &'a PgRow,
    at: usize,
    last_tenant: &'a mut TenantId,
}

impl<'a> PgCells<'a> {
    /// The cells of `row`. Rows share the id of the tenant they are of.
    pub(crate) fn new(row: &'a PgRow, last_tenant: &'a mut TenantId) -> Self {
        Self { row, at: 0, last_tenant }
    }

    /// Whether the next cell is empty.
    pub(crate) fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.row.try_get_raw(self.at).map_err(|_| fault())?.is_null())
    }

    fn next(&mut self) -> Result<Option<PgValueRef<'a>>, StoreError> {
        let cell = self.row.try_get_raw(self.at).map_err(|_| fault())?;
        self.at += 1;
        Ok((!cell.is_null()).then_some(cell))
    }

    /// The next cell, if it holds something, as the driver reads it.
    fn read<T: Decode<'a, Postgres>>(&mut self) -> Result<Option<T>, StoreError> {
        self.next()?.map(T::decode).transpose().map_err(|_| fault())
    }

    /// Yes or no, as PostgreSQL says it.
    pub(crate) fn truth(&mut self) -> Result<Option<bool>, StoreError> {
        self.read()
    }
}

impl Cells for PgCells<'_> {
    type Error = StoreError;

    fn text(&mut self) -> Result<Option<String>, StoreError> {
        self.read()
    }

    fn number(&mut self) -> Result<Option<i64>, StoreError> {
        self.read()
    }

    fn word<V: Vocabulary>(&mut self) -> Result<Option<Word<V>>, StoreError> {
        Ok(self.read::<&str>()?.map(Word::read))
    }

    fn tenant(&mut self) -> Result<TenantId, StoreError> {
        let tenant = self.read::<&str>()?.ok_or_else(|| Self::fault("a row has no tenant"))?;
        if tenant != self.last_tenant.as_str() {
            *self.last_tenant = TenantId::new(tenant);
        }
        Ok(self.last_tenant.clone())
    }

    fn fault(words: &str) -> StoreError {
        StoreError::Content(words.to_owned())
    }
}

fn fault() -> StoreError {
    StoreError::Content("a cell is not what its column should hold".to_owned())
}
