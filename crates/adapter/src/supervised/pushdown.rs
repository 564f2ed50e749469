//! What a source is asked, and what is left to be tested here.
//!
//! A filter is split at its conjunctions: the parts that the source takes are pushed to it; what remains, the residual, is tested here on
//! its rows. The number of rows is pushed only when nothing remains; else the source is asked for more rows than the page will have, up to the `scan`
//! of its offer, and a page that is not full by then is short and goes on. What needs more than that is refused: there is no silent crawl.

use std::{collections::HashMap, ops::Range};

use riskgate_model::{Entity, Field, FieldSet, Filter, Page, Query};

use crate::{Answer, ErrorKind, Grouped, Offer};

/// Rows of each parent that are read at least when some are tested here.
const EACH: u32 = 100;

/// How many times the rows that are wanted are read then.
const TIMES: u32 = 4;

/// A filter in two parts.
struct Split<F> {
    pushed: Filter<F>,
    residual: Filter<F>,
}

impl<F: Field> Split<F> {
    /// The split under this offer.
    fn of(offer: &Offer<F>, filter: &Filter<F>) -> Result<Self, ErrorKind> {
        if offer.takes(filter) {
            return Ok(Self { pushed: filter.clone(), residual: Filter::All });
        }
        if offer.scan == 0 {
            return Err(offer.filter_refused());
        }
        let parts = match filter {
            Filter::And(parts) => parts.as_slice(),
            other => std::slice::from_ref(other),
        };
        let (mut pushed, mut residual) = (Filter::All, Filter::All);
        for part in parts {
            let side = if offer.takes(part) { &mut pushed } else { &mut residual };
            *side = std::mem::replace(side, Filter::All).and(part.clone());
        }
        Ok(Self { pushed, residual })
    }

    fn is_pushed(&self) -> bool {
        self.residual == Filter::All
    }
}

/// One page of a root list.
pub(super) async fn page<E, A>(offer: &Offer<E::Field>, query: &Query<E>, ask: impl Fn(Query<E>) -> A) -> Answer<Page<E>>
where
    E: Entity,
    A: Future<Output = Answer<Page<E>>>,
{
    offer.check_order(query.order)?;
    let split = Split::of(offer, &query.filter)?;
    let whole = split.is_pushed();
    let wanted = query.first as usize;
    let fields = query.fields.with(split.residual.groups());
    let mut asked = Query { fields, filter: split.pushed, ..query.clone() };
    let mut budget = if whole { query.first } else { offer.scan };
    let mut found = Page { rows: Vec::new(), next: None, as_of: None };
    for call in 0.. {
        asked.first = budget.min(offer.rows_a_page());
        budget -= asked.first;
        let page = ask(asked.clone()).await?;
        let was_full = page.rows.len() == asked.first as usize;
        // The oldest of several states is that of the whole.
        found.as_of = if call == 0 { page.as_of } else { found.as_of.min(page.as_of) };
        found.next = page.next;
        for row in page.rows.into_iter().filter(|row| split.residual.matches(row)) {
            if found.rows.len() == wanted {
                found.next = found.rows.last().map(|last| query.order.position(last));
                return Ok(found);
            }
            found.rows.push(row);
        }
        // A short page of a source that tests everything itself is its own to make.
        let goes_on = budget > 0 && found.rows.len() < wanted && (was_full || !whole);
        match &found.next {
            Some(next) if goes_on => asked.after = Some(next.clone()),
            _ => break,
        }
    }
    Ok(found)
}

/// A page for each parent: a parent's page does not depend on the others.
pub(super) async fn grouped<'k, E, K, A>(
    offer: &Offer<E::Field>,
    parents: &'k [K],
    query: &Query<E>,
    ask: impl Fn(&'k [K], Query<E>) -> A,
) -> Answer<Grouped<E>>
where
    E: Entity,
    A: Future<Output = Answer<Grouped<E>>>,
{
    let split = Split::of(offer, &query.filter)?;
    let whole = split.is_pushed();
    let rows = if whole { query.first } else { query.first.saturating_mul(TIMES).max(EACH).min(offer.scan) };
    let fields = query.fields.with(split.residual.groups());
    let asked = Query { fields, filter: split.pushed, first: rows.min(offer.rows_a_page()), ..query.clone() };
    let mut all = Grouped::default();
    for keys in parents.chunks(offer.keys_at_once(parents.len())) {
        all.append(ask(keys, asked.clone()).await?);
    }
    Ok(if whole { all } else { tested(all, query, &split.residual) })
}

/// The rows that pass, as many as are wanted.
fn tested<E: Entity>(all: Grouped<E>, query: &Query<E>, residual: &Filter<E::Field>) -> Grouped<E> {
    let mut tested = Grouped { failed: all.failed, as_of: all.as_of, ..Grouped::default() };
    let mut rows = all.rows.into_iter();
    let mut start = 0;
    for (end, next) in all.ends.into_iter().zip(all.next) {
        let mut group: Vec<E> = rows.by_ref().take((end - start) as usize).filter(|row| residual.matches(row)).collect();
        start = end;
        let more = group.len() > query.first as usize;
        group.truncate(query.first as usize);
        let next = if more { group.last().map(|last| query.order.position(last)) } else { next };
        tested.push(group, next);
    }
    tested
}

/// Records by their ids.
pub(super) async fn by_id<'k, E, A>(offer: &Offer<E::Field>, ids: &'k [E::Id], ask: impl Fn(&'k [E::Id]) -> A) -> Answer<HashMap<E::Id, E>>
where
    E: Entity,
    A: Future<Output = Answer<HashMap<E::Id, E>>>,
{
    let mut all = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(offer.keys_at_once(ids.len())) {
        all.extend(ask(ids).await?);
    }
    Ok(all)
}

/// Counts of the lists of `parents` parents; none of each where rows would have to be tested here.
pub(super) async fn counts<F, A>(
    offer: &Offer<F>,
    parents: usize,
    filter: &Filter<F>,
    ask: impl Fn(Range<usize>) -> A,
) -> Answer<Vec<Option<u64>>>
where
    F: Field,
    A: Future<Output = Answer<Vec<Option<u64>>>>,
{
    if !Split::of(offer, filter)?.is_pushed() {
        return Ok(vec![None; parents]);
    }
    let keys = offer.keys_at_once(parents);
    let mut all = Vec::with_capacity(parents);
    for start in (0..parents).step_by(keys) {
        all.extend(ask(start..parents.min(start + keys)).await?);
    }
    Ok(all)
}
