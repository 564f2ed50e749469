//! Lists without an order: read until the newest rows are certain.
//!
//! A first page of several hundred rows seldom is the whole list, but it has as many rows as a page of ours. Whatever is newer than these is
//! in the list from their time on, which is short: so that is read instead, and narrowed again where it is not. Where that is no use, the
//! list is read to its end, or refused when that would take too long.

use std::collections::BTreeMap;

use riskgate_adapter::{Answer, ErrorKind, Grouped, rows};
use riskgate_model::{Entity, Query, Time, date_key};

use super::{
    asking::{Asking, Step},
    clause,
    list::{Licence, List, both},
    ordered::is_asked,
    parents::{Owner, Whose},
    shown::Shown,
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
    // From this moment on everything is read in the end, which every parent has enough rows from; where there is none, from the beginning.
    let mut from: Option<Time> = None;
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
        let rows: Vec<E> = asking.live.shown(&page.value, &list.context());
        found.extend(rows.into_iter().filter(|row| is_asked(query, row)).map(|row| (row.id().clone(), row)));
        let Some(link) = page.next else { continue };
        let narrowed = narrower(&found, parents, query, owner).filter(|time| from.is_none_or(|from| from < *time));
        if let Some(time) = narrowed {
            from = Some(time);
            open.push((it, first(it, from)));
            // Those that have not been begun begin there, too.
            for (it, step) in &mut open {
                *step = first(it, from);
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

fn first((list, filter): &Filtered, from: Option<Time>) -> Step {
    let from = from.map(|from| clause::from(list.date, from)).unwrap_or_default();
    Step::First(list.request(&both(filter, &from), list.most))
}

/// The second from which on every parent has more rows than it is asked for; none where one has fewer.
fn narrower<E: Entity, K: PartialEq>(
    found: &BTreeMap<E::Id, E>,
    parents: &[Whose<K>],
    query: &Query<E>,
    owner: Owner<E, K>,
) -> Option<Time> {
    let last = |parent: &Whose<K>| {
        let mut dates: Vec<i64> = found.values().filter(|row| parent.is(owner(row))).map(|row| date_key(row.date())).collect();
        dates.sort_unstable_by(|a, b| b.cmp(a));
        dates.get(query.first as usize).copied()
    };
    let dates: Option<Vec<i64>> = parents.iter().map(last).collect();
    let oldest = dates?.into_iter().min().filter(|date| *date != i64::MIN)?;
    Some(Time::from_seconds(oldest.div_euclid(1_000_000_000)))
}
