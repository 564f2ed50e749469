//! Answers that cannot be answers to their questions: found before anything is made of them.

use std::collections::HashMap;

use riskgate_model::{Cursor, Entity, Page, Query};

use crate::{AdapterError, Answer, ErrorKind, Grouped};

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Lie {
    /// More rows than were asked for.
    #[error("it answered more rows than were asked for")]
    TooMany,
    /// Something that was not asked for.
    #[error("it answered with records that were not asked for")]
    NotAsked,
    /// Groups or numbers that do not match the parents.
    #[error("its answer has not one part for each parent")]
    Parents,
    /// Rows in another order than was asked for, or before the cursor.
    #[error("its rows are not in the order that was asked for")]
    Disorder,
    /// A list that goes on where it was.
    #[error("it goes on where it was asked to go on from, or before")]
    Standstill,
}

impl From<Lie> for AdapterError {
    fn from(lie: Lie) -> Self {
        Self::from(ErrorKind::Malformed).caused_by(lie)
    }
}

/// Looks at a page.
pub(super) fn page<E: Entity>(page: &Page<E>, query: &Query<E>) -> Answer<()> {
    Ok(list(&page.rows, page.next.as_ref(), query)?)
}

/// Looks at the pages of these parents. If all parents failed, the call has.
pub(super) fn grouped<E: Entity, K>(
    grouped: &Grouped<E>,
    parents: &[K],
    query: &Query<E>,
    is_child: impl Fn(&E, &K) -> bool,
) -> Answer<()> {
    let whole = grouped.ends.last().copied().unwrap_or_default() as usize == grouped.rows.len();
    let failed = grouped.failed.iter().all(|(parent, _)| (*parent as usize) < parents.len());
    if grouped.ends.len() != parents.len() || grouped.next.len() != parents.len() || !grouped.ends.is_sorted() || !whole || !failed {
        return Err(Lie::Parents.into());
    }
    for ((group, next), parent) in grouped.groups().zip(&grouped.next).zip(parents) {
        list(group, next.as_ref(), query)?;
        if !group.iter().all(|row| is_child(row, parent)) {
            return Err(Lie::NotAsked.into());
        }
    }
    match grouped.failed.first() {
        Some((_, error)) if grouped.failed.len() >= parents.len() && error.kind.is_failure() => Err(error.clone()),
        _ => Ok(()),
    }
}

/// Looks at one list: no more rows than were asked for, in their order, all after the cursor, and going on after the last. A list that does
/// not get on would be asked for ever.
fn list<E: Entity>(rows: &[E], next: Option<&Cursor>, query: &Query<E>) -> Result<(), Lie> {
    if rows.len() > query.first as usize {
        return Err(Lie::TooMany);
    }
    let order = query.order;
    let after = |row: &E, cursor: &Cursor| order.is_after(&order.position(row), cursor);
    let begins = rows.first().zip(query.after.as_ref()).is_none_or(|(first, cursor)| after(first, cursor));
    if !begins || !rows.windows(2).all(|pair| order.precedes(&pair[0], &pair[1])) {
        return Err(Lie::Disorder);
    }
    let Some(next) = next else { return Ok(()) };
    let gets_on = query.after.as_ref().is_none_or(|cursor| order.is_after(next, cursor));
    let is_behind = rows.last().is_none_or(|last| !after(last, next));
    if order.has(next) && gets_on && is_behind { Ok(()) } else { Err(Lie::Standstill) }
}

/// Looks at records by their ids.
pub(super) fn found<E: Entity>(found: &HashMap<E::Id, E>, ids: &[E::Id]) -> Answer<()> {
    if found.len() > ids.len() {
        return Err(Lie::TooMany.into());
    }
    let right = found.iter().all(|(id, record)| record.id() == id);
    let asked = ids.iter().filter(|id| found.contains_key(*id)).collect::<std::collections::HashSet<_>>().len();
    if right && asked == found.len() { Ok(()) } else { Err(Lie::NotAsked.into()) }
}

/// Looks at the counts of this many parents.
pub(super) fn counts(counts: &[Option<u64>], parents: usize) -> Answer<()> {
    if counts.len() == parents { Ok(()) } else { Err(Lie::Parents.into()) }
}
