//! Answers from rows at hand: for sources that hold all their rows, or get them from somewhere that neither filters nor sorts.

use std::collections::HashMap;

use riskgate_model::{Cursor, Direction, Entity, Field, Page, Query, date_key};

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

/// The page that a query asks for, of a source that lists newest first in pages of its own, whatever the order of rows of one moment.
///
/// `read` reads a page of the source, the first one or that of a token, and says the token of the next if there is one. Pages are read until
/// the answer is certain: until enough rows that the query asks for are newer than the oldest row that was read, since rows of that moment
/// may go on in the next page. So that no list is read from its beginning for each of its pages, the first page should begin at the date of
/// `query.after`, itself included: nothing that comes after a cursor is newer than it.
///
/// # Errors
/// When the source cannot be read, the order is another than newest first, or the cursor is one of another order.
///
/// # Example
#[cfg_attr(not(feature = "conformance"), doc = "```ignore")]
#[cfg_attr(feature = "conformance", doc = "```")]
#[doc = include_str!("../examples/portal.rs")]
/// ```
pub async fn paged<E, T, A>(query: &Query<E>, mut read: impl FnMut(Option<T>) -> A) -> Answer<Page<E>>
where
    E: Entity,
    A: Future<Output = Answer<(Vec<E>, Option<T>)>>,
{
    Offer { only_direction: Some(Direction::Descending), ..Offer::default() }.check_order(query.order)?;
    check_cursor(query)?;
    let date = |row: &E| date_key(row.date());
    let is_asked = |row: &E| {
        let is_after = |cursor: &Cursor| query.order.is_after(&query.order.position(row), cursor);
        query.filter.matches(row) && query.after.as_ref().is_none_or(is_after)
    };
    let (mut rows, mut token, mut oldest) = (Vec::new(), None, i64::MAX);
    loop {
        let (more, next) = read(token).await?;
        oldest = more.iter().map(date).fold(oldest, i64::min);
        rows.extend(more.into_iter().filter(is_asked));
        if next.is_none() {
            return page(&rows, query);
        }
        // One more than the page has says whether the list goes on.
        if rows.iter().filter(|row| date(row) > oldest).count() > query.first as usize {
            rows.retain(|row| date(row) > oldest);
            return page(&rows, query);
        }
        token = next;
    }
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
    grouped_also(rows, parents, query, &[], is_child)
}

/// [`grouped`], where the parents' lists can be ordered by these properties, too.
///
/// # Errors
/// When the order is another than by date or one of these, or the cursor is one of another order.
pub fn grouped_also<'a, E: Entity, K>(
    rows: impl IntoIterator<Item = &'a E, IntoIter: Clone>,
    parents: &[K],
    query: &Query<E>,
    also: &[E::Field],
    is_child: impl Fn(&E, &K) -> bool,
) -> Answer<Grouped<E>> {
    manifest::check_order_under_parents(query.order.field, also)?;
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

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use futures::{FutureExt, future::ready};
    use proptest::prelude::*;
    use riskgate_model::{Id, Order, SignIn, SignInId, TenantId, Time};

    use super::*;

    fn sign_in((number, moment): (usize, i64)) -> SignIn {
        let id = SignInId::new(TenantId::new("t"), &format!("s{number}"));
        SignIn { id, created_date_time: Time::from_seconds(moment), ..SignIn::default() }
    }

    /// The page of a source of these rows, which lists so many a page, and how many pages were read for it.
    fn answered(rows: &[SignIn], size: usize, query: &Query<SignIn>) -> (Page<SignIn>, usize) {
        let reads = Cell::new(0);
        let read = |page: Option<usize>| {
            reads.set(reads.get() + 1);
            let page = page.unwrap_or(0);
            let listed = rows.iter().skip(page * size).take(size).cloned().collect();
            ready(Ok((listed, (rows.len() > size * (page + 1)).then_some(page + 1))))
        };
        let page = paged(query, read).now_or_never().expect("the source is ready").expect("a page");
        (page, reads.get())
    }

    proptest! {
        #[test]
        fn a_page_of_a_source_with_pages_of_its_own_is_that_of_all_its_rows(
            moments in prop::collection::vec(0_i64..6, 0..30),
            size in 1_usize..6,
            first in 1_u32..8,
            after in prop::option::of(any::<prop::sample::Index>()),
        ) {
            let mut rows: Vec<SignIn> = moments.into_iter().enumerate().map(sign_in).collect();
            // By moment alone: rows of one moment stay in the order of their numbers, which is not that of lists.
            rows.sort_by_key(|row| std::cmp::Reverse(row.created_date_time));
            let after = after.filter(|_| !rows.is_empty()).map(|index| Query::<SignIn>::first(1).order.position(index.get(&rows)));
            let query = Query { after, ..Query::first(first) };
            let expected = page(&rows, &query).expect("a page");
            let (answer, _) = answered(&rows, size, &query);
            prop_assert_eq!((answer.rows, answer.next), (expected.rows, expected.next));
        }
    }

    #[test]
    fn no_more_pages_are_read_than_make_the_answer_certain() {
        let rows: Vec<SignIn> = (0..100).map(|number| sign_in((number, 1_000 - i64::try_from(number).expect("small")))).collect();
        let reads = |first| answered(&rows, 10, &Query::first(first)).1;
        assert_eq!([1, 8, 9, 10, 98, 100].map(reads), [1, 1, 2, 2, 10, 10]);
    }

    #[test]
    fn another_order_than_newest_first_is_refused_unread() {
        let order = Order { direction: Direction::Ascending, ..Order::default() };
        let read = |_: Option<()>| -> std::future::Ready<Answer<(Vec<SignIn>, Option<()>)>> { panic!("it is not asked") };
        let refused = paged(&Query { order, ..Query::first(5) }, read).now_or_never().expect("nothing waits").expect_err("it is refused");
        assert!(matches!(refused.kind, ErrorKind::FilterNotPushable(_)));
    }
}
