//! What PostgreSQL answered, read.

use riskgate_model::{Cursor, Field, Id, Query, SortKey, TenantId};
use sea_orm::{QueryResult, sqlx::postgres::PgRow};

use super::Read;
use crate::{
    cells::{Cells, PgCells},
    error::StoreError,
    plan::Plan,
    table::Stored,
};

/// Reads the rows that [`super::postgres::groups`] answered.
pub(crate) fn groups<E: Stored>(rows: &[QueryResult], plan: &Plan<'_, E>, query: &Query<E>) -> Result<Read<E>, StoreError> {
    let mut tenant = TenantId::default();
    let mut read = Read { as_of: None, rows: Vec::with_capacity(rows.len()), groups: Vec::new() };
    for (parent, row) in numbered(rows)? {
        let mut cells = PgCells::new(row, &mut tenant);
        cells.number()?;
        read.as_of = cells.time()?;
        while read.groups.len() < parent {
            read.groups.push((read.rows.len(), None));
        }
        if cells.is_empty()? {
            continue;
        }
        let step = if plan.has_rest() { Step::read(&mut cells, query)? } else { Step { passes: true, place: None } };
        let row = E::read(&mut cells, query.needed())?;
        let group = read.groups.last_mut().ok_or_else(|| StoreError::Content("a parent has no number".to_owned()))?;
        group.1 =
            step.place.map(|(by, date)| Cursor { by, date, object: row.id().object().to_owned(), tenant: row.id().tenant().to_string() });
        if step.passes {
            read.rows.push(row);
            group.0 = read.rows.len();
        }
    }
    Ok(read)
}

/// A row that a walk came to.
struct Step {
    /// Whether it passed the tests.
    passes: bool,
    /// Where it stands, if the walk ended there.
    place: Option<(Option<SortKey>, i64)>,
}

impl Step {
    fn read<E: Stored>(cells: &mut PgCells<'_>, query: &Query<E>) -> Result<Self, StoreError> {
        let (passes, is_last) = (cells.truth()?, cells.truth()?);
        let by = match (Plan::<E>::by(query.order), query.order.field.kind().least()) {
            (None, _) => None,
            (Some(_), SortKey::Number(_)) => Some(SortKey::Number(cells.required_number()?)),
            (Some(_), SortKey::Text(_)) => Some(SortKey::Text(cells.required_text()?)),
        };
        let date = cells.required_number()?;
        Ok(Self { passes: passes.unwrap_or_default(), place: is_last.unwrap_or_default().then_some((by, date)) })
    }
}

/// Reads rows that are cells of records alone.
pub(crate) fn plain<E: Stored>(rows: &[QueryResult], fields: E::Fields) -> Result<Vec<E>, StoreError> {
    let mut tenant = TenantId::default();
    rows.iter().map(|row| E::read(&mut PgCells::new(driver(row)?, &mut tenant), fields)).collect()
}

/// Reads the numbers that [`super::postgres::count`] answered.
pub(crate) fn counts(rows: &[QueryResult]) -> Result<Vec<Option<u64>>, StoreError> {
    let mut tenant = TenantId::default();
    let mut counts = Vec::with_capacity(rows.len());
    for (_, row) in numbered(rows)? {
        let mut cells = PgCells::new(row, &mut tenant);
        cells.number()?;
        let count = cells.number()?.map(u64::try_from).transpose();
        counts.push(count.map_err(|_| StoreError::Content("a count is below nothing".to_owned()))?);
    }
    Ok(counts)
}

/// The rows, each beside the number of its parent, in the order of the parents. They come in it; nothing but habit promises that.
fn numbered(rows: &[QueryResult]) -> Result<Vec<(usize, &PgRow)>, StoreError> {
    let mut numbered = Vec::with_capacity(rows.len());
    for row in rows {
        let (row, mut tenant) = (driver(row)?, TenantId::default());
        let parent = usize::try_from(PgCells::new(row, &mut tenant).required_number()?);
        numbered.push((parent.map_err(|_| StoreError::Content("a parent has no number".to_owned()))?, row));
    }
    if !numbered.is_sorted_by_key(|(parent, _)| *parent) {
        numbered.sort_by_key(|(parent, _)| *parent);
    }
    Ok(numbered)
}

fn driver(row: &QueryResult) -> Result<&PgRow, StoreError> {
    row.try_as_pg_row().ok_or_else(|| StoreError::Content("an answer has no rows of PostgreSQL".to_owned()))
}
