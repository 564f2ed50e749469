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

/// Lists, and the filters that they are read by: each filter is a list of its own.
pub(super) type Lists = Vec<(List, String)>;

/// The page of each of these parents, which are different ones, of these lists together.
pub(super) async fn newest<E: Shown, K: PartialEq + Sync>(
    asking: &mut Asking<'_>,
    lists: &Lists,
    parents: &[Whose<K>],
    query: &Query<E>,
    owner: Owner<E, K>,
) -> Answer<Grouped<E>> {
    let mut found: BTreeMap<E::Id, E> = BTreeMap::new();
    // From this moment on everything is read in the end, which every parent has enough rows from; where there is none, from the beginning.
    let mut from: Option<Time> = None;
    let mut open: Vec<(List, Step)> = lists.iter().map(|(list, filter)| (*list, first(list, filter, None))).collect();
    let mut filters: Vec<&String> = lists.iter().map(|(_, filter)| filter).collect();
    while let Some((list, step)) = open.pop() {
        let filter = filters.pop().expect("each list has its filter");
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
            open.push((list, first(&list, filter, from)));
            filters.push(filter);
            // Those that have not been begun begin there, too.
            for ((list, step), filter) in open.iter_mut().zip(&filters) {
                *step = first(list, filter, from);
            }
            continue;
        }
        let pages =
            page.count.map_or(1, |count| usize::try_from(count).unwrap_or(usize::MAX).saturating_sub(listed).div_ceil(listed.max(1)));
        asking.affords(&asked, pages.max(1))?;
        open.push((list, Step::Next(asked, link)));
        filters.push(filter);
    }
    let mut grouped = Grouped { as_of: Some(asking.live.clock.now()), ..Grouped::default() };
    for parent in parents {
        let page = rows::page(found.values().filter(|row| parent.is(owner(row))), query)?;
        grouped.push(page.rows, page.next);
    }
    Ok(grouped)
}

fn first(list: &List, filter: &str, from: Option<Time>) -> Step {
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
