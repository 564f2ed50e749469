//! A list that comes newest first: read until the pages that are asked for are certain.

use std::collections::BTreeMap;

use riskgate_adapter::{Answer, Grouped, rows};
use riskgate_model::{Entity, Query, Time, date_key};

use super::{
    asking::{Asking, Step},
    clause,
    list::{List, both},
    parents::{Owner, Whose},
    shown::Shown,
};

/// Rows of a page at least: few cost as much as one.
const LEAST: usize = 100;

/// The page of each of these parents, which are different ones. `filter` finds the children of some of them.
///
/// What is newer than the oldest row that was read is certain. A parent with enough certain rows is asked for no more, so that one with many
/// rows does not hide the others for long.
pub(super) async fn ordered<E: Shown, K: PartialEq + Sync>(
    asking: &mut Asking<'_>,
    list: &List,
    parents: &[Whose<K>],
    query: &Query<E>,
    owner: Owner<E, K>,
    filter: impl Fn(&[&Whose<K>]) -> String + Send + Sync,
) -> Answer<Grouped<E>> {
    let first = query.first as usize;
    let rows = (first + 1).saturating_mul(parents.len()).clamp(LEAST, list.of.most);
    let request = |open: &[usize], until: Option<i64>| {
        let parents: Vec<&Whose<K>> = open.iter().map(|place| &parents[*place]).collect();
        let until = until.map(|until| clause::to(list.date, Time::from_nanos(until))).unwrap_or_default();
        list.request(&both(&filter(&parents), &until), rows)
    };
    let date = |row: &E| date_key(row.date());
    let context = list.of.context();
    let mut groups: Vec<BTreeMap<E::Id, E>> = parents.iter().map(|_| BTreeMap::new()).collect();
    let mut open: Vec<usize> = (0..parents.len()).collect();
    let mut oldest = i64::MAX;
    // What comes after the cursor is not newer than it.
    let mut step = Step::First(request(&open, query.after.as_ref().map(|after| after.date)));
    while !open.is_empty() {
        let (page, _) = asking.page(step).await?;
        let listed: Vec<E> = asking.live.shown(&page.value, &context);
        oldest = listed.iter().map(date).fold(oldest, i64::min);
        for row in listed.into_iter().filter(|row| is_asked(query, row)) {
            if let Some(place) = open.iter().find(|place| parents[**place].is(owner(&row))) {
                groups[*place].insert(row.id().clone(), row);
            }
        }
        let Some(link) = page.next else { break };
        let before = open.len();
        open.retain(|place| {
            let is_done = groups[*place].values().filter(|row| date(row) > oldest).count() > first;
            if is_done {
                groups[*place].retain(|_, row| date(row) > oldest);
            }
            !is_done
        });
        // What was not read yet is not newer than the oldest that was.
        let rest = request(&open, Some(oldest));
        step = if open.len() < before { Step::First(rest) } else { Step::Next(link, rest) };
    }
    let mut grouped = Grouped { as_of: Some(asking.live.clock.now()), ..Grouped::default() };
    for group in &groups {
        let page = rows::page(group.values(), query)?;
        grouped.push(page.rows, page.next);
    }
    Ok(grouped)
}

/// Whether a row meets the condition, and comes after the cursor.
pub(super) fn is_asked<E: Entity>(query: &Query<E>, row: &E) -> bool {
    let is_after = |cursor| query.order.is_after(&query.order.position(row), cursor);
    query.filter.matches(row) && query.after.as_ref().is_none_or(is_after)
}
