//! What must be refused.

use riskgate_model::{Cursor, Field, Filter, Order, Query, SortKey};

use super::operands::tests;
use crate::{
    AdapterError, Answer, ErrorKind, Grouped,
    conformance::{
        findings::Findings,
        held::{DIRECTIONS, Held, asked, told},
        listed::{Listed, Scope},
    },
};

/// A cursor of another order is a bad cursor.
pub(super) async fn cursors<E: Listed>(held: &Held<'_>, found: &mut Findings) {
    for scope in held.scopes::<E>() {
        let list = scope.pick(&[0]);
        let Some(row) = held.rows::<E>(&list, &Filter::All).into_iter().next() else { continue };
        for order in held.orders::<E>(&list) {
            let place = order.position(&row);
            let others = [None, Some(SortKey::Number(1)), Some(SortKey::Text("a".to_owned()))];
            for cursor in others.map(|by| Cursor { by, ..place.clone() }).into_iter().filter(|cursor| !order.has(cursor)) {
                let query = Query { order, after: Some(cursor), ..held.query::<E>(5) };
                let is_refusal = |error: &AdapterError| error.kind == ErrorKind::BadCursor;
                let expected = "the error badCursor, since the cursor is a place in another order (Order::has)";
                refused(held, found, &list, &query, is_refusal, expected).await;
            }
        }
    }
}

/// A filter or order that is not declared is refused, never ignored.
pub(super) async fn undeclared<E: Listed>(held: &Held<'_>, found: &mut Findings) {
    let filters = undeclared_filters::<E>(held);
    for scope in held.scopes::<E>() {
        let list = scope.pick(&[0]);
        let offered = held.orders::<E>(&list);
        let all = E::Field::ALL.iter().flat_map(|field| DIRECTIONS.map(|direction| Order { field: *field, direction }));
        let orders = all.filter(|order| !offered.contains(order)).map(|order| Query { order, ..held.query::<E>(5) });
        let filters = filters.iter().cloned().map(|filter| Query { filter, ..held.query::<E>(5) });
        for query in filters.chain(orders) {
            let is_refusal = |error: &AdapterError| matches!(error.kind, ErrorKind::Unsupported(_) | ErrorKind::FilterNotPushable(_));
            refused(held, found, &list, &query, is_refusal, "the error unsupported or filterNotPushable").await;
        }
    }
}

/// Every condition that is not declared, alone; one of them beside one that is; and what combines, where that is not declared.
fn undeclared_filters<E: Listed>(held: &Held<'_>) -> Vec<Filter<E::Field>> {
    let (offer, rows) = (held.offer::<E>(), E::rows(held.world));
    let operators = |field: &E::Field| field.kind().operators().iter().map(|operator| (*field, *operator)).collect::<Vec<_>>();
    let tried = E::Field::ALL.iter().flat_map(operators);
    let filters = tried.filter_map(|(field, operator)| Some(Filter::Is(field, tests(field, operator, rows).into_iter().next()?)));
    let (declared, mut undeclared): (Vec<_>, Vec<_>) = filters.partition(|filter| offer.takes(filter));
    let (one, other) = (declared.first(), undeclared.first().cloned());
    // A condition that is declared does not carry one that is not.
    let beside = one.zip(other).map(|(one, other)| vec![one.clone(), other]);
    if offer.combines {
        undeclared.extend(beside.iter().cloned().map(Filter::Or));
    } else {
        undeclared.extend(one.map(|one| Filter::Not(Box::new(one.clone()))));
        undeclared.extend(one.map(|one| Filter::Or(vec![one.clone(), one.clone()])));
    }
    undeclared.extend(beside.map(Filter::And));
    undeclared
}

async fn refused<E: Listed>(
    held: &Held<'_>,
    found: &mut Findings,
    list: &Scope,
    query: &Query<E>,
    is_refusal: impl Fn(&AdapterError) -> bool,
    expected: &str,
) {
    match error(&E::groups(held.adapter, list, query).await) {
        Some(error) if is_refusal(error) => found.right(),
        Some(error) => found.wrong(asked(list, query), told(error), expected),
        None => found.wrong(asked(list, query), "an answer", expected),
    }
}

/// The error of an answer for one parent, or for all.
pub(super) fn error<T>(answer: &Answer<Grouped<T>>) -> Option<&AdapterError> {
    match answer {
        Err(error) => Some(error),
        Ok(grouped) => grouped.failed.first().map(|(_, error)| error),
    }
}
