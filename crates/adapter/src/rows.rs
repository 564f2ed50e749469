//! Answers from rows at hand: for sources that hold all their rows, or get them from somewhere that neither filters nor sorts.

use std::collections::HashMap;

use riskgate_model::{Cursor, Entity, Field, Page, Query};

use crate::{Answer, ErrorKind, Grouped, Offer, manifest};

/// The page of these rows that a query asks for.
///
/// # Errors
/// When lists cannot be sorted so, or the cursor is one of another order.
pub fn page<'a, E: Entity>(rows: impl IntoIterator<Item = &'a E>, query: &Query<E>) -> Answer<Page<E>> {
    if !query.order.field.is_sortable() {
        Offer::everything().check_order(query.order)?;
    }
    check_cursor(query)?;
    let (rows, next) = select(rows.into_iter(), query);
    Ok(Page { rows, next, as_of: None })
}

/// For each parent the page of its rows that a query asks for.
///
/// # Errors
/// When the order is another than by date, or the cursor is one of another order.
pub fn grouped<'a, E: Entity, K>(
    rows: impl IntoIterator<Item = &'a E, IntoIter: Clone>,
    parents: &[K],
    query: &Query<E>,
    is_child: impl Fn(&E, &K) -> bool,
) -> Answer<Grouped<E>> {
    manifest::check_order_under_parents(query.order.field)?;
    check_cursor(query)?;
    let rows = rows.into_iter();
    let mut grouped = Grouped::default();
    for parent in parents {
        let (rows, next) = select(rows.clone().filter(|row| is_child(row, parent)), query);
        grouped.push(rows, next);
    }
    Ok(grouped)
}

/// The rows of these ids; unknown ones are absent.
pub fn by_id<'a, E: Entity>(rows: impl IntoIterator<Item = &'a E>, ids: &[E::Id]) -> HashMap<E::Id, E> {
    rows.into_iter().filter(|row| ids.contains(row.id())).map(|row| (row.id().clone(), row.clone())).collect()
}

fn check_cursor<E: Entity>(query: &Query<E>) -> Result<(), ErrorKind> {
    match &query.after {
        Some(cursor) if !query.order.has(cursor) => Err(ErrorKind::BadCursor),
        _ => Ok(()),
    }
}

/// One page, and where it goes on.
fn select<'a, E: Entity>(rows: impl Iterator<Item = &'a E>, query: &Query<E>) -> (Vec<E>, Option<Cursor>) {
    let mut rows: Vec<E> = rows.filter(|row| query.filter.matches(row)).cloned().collect();
    query.order.sort(&mut rows);
    if let Some(after) = &query.after {
        rows.retain(|row| query.order.is_after(&query.order.position(row), after));
    }
    let more = rows.len() > query.first as usize;
    rows.truncate(query.first as usize);
    let next = rows.last().filter(|_| more).map(|last| query.order.position(last));
    (rows, next)
}
