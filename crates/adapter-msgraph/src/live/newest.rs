//! Lists without an order: read until the newest rows are certain, or the oldest where these are asked for.
//!
//! A first page of several hundred rows seldom is the whole list, but it has as many rows as a page of ours. Whatever is newer than these is
//! in the list from their time on, which is short: so that is read instead, and narrowed again where it is not. Where that is no use, the
//! list is read to its end, or refused when that would take too long. With the oldest it is the same, up to their time.

use std::collections::BTreeMap;

use riskgate_adapter::{Answer, ErrorKind, Grouped, rows};
use riskgate_model::{Direction, Entity, Page, Query, Time, date_key};

use super::{
    LiveSource,
    asking::{Asking, Step},
    clause::{self, Known, clauses},
    list::{Licence, List, both},
    ordered::is_asked,
    parents::{Owner, Whose},
    shown::Shown,
    single,
};

/// A list, and the filter that it is read by.
pub(super) type Filtered = (List, String);

/// The page of each of these parents, which are different ones, of these lists together.
pub(super) async fn newest<E: Shown, K: PartialEq + Sync>(
    asking: &mut Asking<'_>,
    lists: &[Filtered],
    parents: &[Whose<K>],
    query: &Query<E>,
    owner: Owner<E, K>,
) -> Answer<Grouped<E>> {
    let mut found: BTreeMap<E::Id, E> = BTreeMap::new();
    let direction = query.order.direction;
    // On this side of the moment everything is read in the end, and every parent has enough rows there; where there is none, everything.
    let mut bound: Option<Time> = None;
    let mut open: Vec<(&Filtered, Step)> = lists.iter().map(|it| (it, first(it, None))).collect();
    if let [(list, filter), ..] = lists {
        // Each costs a call at least.
        asking.affords(&list.request(filter, 1), lists.len())?;
    }
    while let Some((it, step)) = open.pop() {
        let (list, _) = it;
        let (page, asked) = match asking.page(step).await {
            Err(error) if list.licence == Licence::Extra && matches!(error.kind, ErrorKind::NotLicensed(_)) => continue,
            answer => answer?,
        };
        let listed = page.value.len();
        let rows: Vec<E> = asking.live.shown(&page.value, &list.of.context());
        found.extend(rows.into_iter().filter(|row| is_asked(query, row)).map(|row| (row.id().clone(), row)));
        let Some(link) = page.next else { continue };
        let narrowed = narrower(&found, parents, query, owner)
            .filter(|time| bound.is_none_or(|bound| if direction == Direction::Descending { bound < *time } else { *time < bound }));
        if let Some(time) = narrowed {
            bound = Some(time);
            open.push((it, first(it, Some((direction, time)))));
            // Those that have not been begun begin there, too.
            for (it, step) in &mut open {
                *step = first(it, Some((direction, time)));
            }
            continue;
        }
        let pages =
            page.count.map_or(1, |count| usize::try_from(count).unwrap_or(usize::MAX).saturating_sub(listed).div_ceil(listed.max(1)));
        asking.affords(&asked, pages.max(1))?;
        open.push((it, Step::Next(link, asked)));
    }
    let mut grouped = Grouped { as_of: Some(asking.live.clock.now()), ..Grouped::default() };
    for parent in parents {
        let page = rows::page(found.values().filter(|row| parent.is(owner(row))), query)?;
        grouped.push(page.rows, page.next);
    }
    Ok(grouped)
}

impl LiveSource {
    /// The page of all rows of a list, which Graph filters by these properties.
    pub(super) async fn newest_of_all<E: Shown>(&self, list: &List, known: &[Known<E::Field>], query: &Query<E>) -> Answer<Page<E>> {
        let filters = clauses(&query.filter, known).lists(list.either);
        let lists: Vec<Filtered> = filters.into_iter().map(|filter| (*list, filter)).collect();
        newest(&mut self.asking(), &lists, &[Whose::<E::Id>::Anyone], query, |row| Some(row.id())).await.map(single)
    }
}

fn first((list, filter): &Filtered, bound: Option<(Direction, Time)>) -> Step {
    let bound = match bound {
        Some((Direction::Descending, from)) => clause::from(list.date, from),
        Some((Direction::Ascending, to)) => clause::to(list.date, to),
        None => String::new(),
    };
    Step::First(list.request(&both(filter, &bound), list.of.most))
}

/// The second from which on, or up to which where the oldest rows are asked for, every parent has more rows than it is asked for; none where
/// one has fewer.
fn narrower<E: Entity, K: PartialEq>(
    found: &BTreeMap<E::Id, E>,
    parents: &[Whose<K>],
    query: &Query<E>,
    owner: Owner<E, K>,
) -> Option<Time> {
    let is_descending = query.order.direction == Direction::Descending;
    let last = |parent: &Whose<K>| {
        let mut dates: Vec<i64> = found.values().filter(|row| parent.is(owner(row))).map(|row| date_key(row.date())).collect();
        dates.sort_unstable_by(|a, b| if is_descending { b.cmp(a) } else { a.cmp(b) });
        dates.get(query.first as usize).copied()
    };
    let dates = parents.iter().map(last).collect::<Option<Vec<i64>>>()?.into_iter();
    let farthest = if is_descending { dates.min() } else { dates.max() }.filter(|date| *date != i64::MIN)?;
    Some(Time::from_seconds(farthest.div_euclid(1_000_000_000)))
}
