//! Answers that cannot be answers to their questions: found before anything is made of them.

use std::collections::HashMap;

use riskgate_model::{Cursor, Entity, Page, Query};

use crate::{AdapterError, ErrorKind, Grouped};

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
pub(super) fn page<E: Entity>(page: &Page<E>, query: &Query<E>) -> Result<(), Lie> {
    if page.rows.len() > query.first as usize {
        return Err(Lie::TooMany);
    }
    goes_on(page.next.as_ref(), query)
}

/// Looks at the pages of these parents.
pub(super) fn grouped<E: Entity, K>(
    grouped: &Grouped<E>,
    parents: &[K],
    query: &Query<E>,
    is_child: impl Fn(&E, &K) -> bool,
) -> Result<(), Lie> {
    let whole = grouped.ends.last().copied().unwrap_or_default() as usize == grouped.rows.len();
    let failed = grouped.failed.iter().all(|(parent, _)| (*parent as usize) < parents.len());
    if grouped.ends.len() != parents.len() || grouped.next.len() != parents.len() || !grouped.ends.is_sorted() || !whole || !failed {
        return Err(Lie::Parents);
    }
    for (group, parent) in grouped.groups().zip(parents) {
        if group.len() > query.first as usize {
            return Err(Lie::TooMany);
        }
        if !group.iter().all(|row| is_child(row, parent)) {
            return Err(Lie::NotAsked);
        }
    }
    grouped.next.iter().try_for_each(|next| goes_on(next.as_ref(), query))
}

/// Looks at records by their ids.
pub(super) fn found<E: Entity>(found: &HashMap<E::Id, E>, ids: &[E::Id]) -> Result<(), Lie> {
    if found.len() > ids.len() {
        return Err(Lie::TooMany);
    }
    let right = found.iter().all(|(id, record)| record.id() == id);
    let asked = ids.iter().filter(|id| found.contains_key(*id)).collect::<std::collections::HashSet<_>>().len();
    if right && asked == found.len() { Ok(()) } else { Err(Lie::NotAsked) }
}

/// Looks at the counts of this many parents.
pub(super) fn counts(counts: &[Option<u64>], parents: usize) -> Result<(), Lie> {
    if counts.len() == parents { Ok(()) } else { Err(Lie::Parents) }
}

/// A list that does not get on would be asked for ever.
fn goes_on<E: Entity>(next: Option<&Cursor>, query: &Query<E>) -> Result<(), Lie> {
    match (next, &query.after) {
        (Some(next), Some(after)) if !query.order.is_after(next, after) => Err(Lie::Standstill),
        _ => Ok(()),
    }
}
