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
                let query = Query { order, after: Some(cursor), ..Query::<E>::first(held.first::<E>(5)) };
                let is_refusal = |error: &AdapterError| error.kind == ErrorKind::BadCursor;
                refused(held, found, &list, &query, is_refusal, "the error badCursor").await;
            }
        }
    }
}

/// A filter or order that is not declared is refused, never ignored.
pub(super) async fn undeclared<E: Listed>(held: &Held<'_>, found: &mut Findings) {
    let offer = held.offer::<E>();
    let rows = E::rows(held.world);
    let query = || Query::<E>::first(held.first::<E>(5));
    let mut queries: Vec<Query<E>> = Vec::new();
    let mut declared: Vec<Filter<E::Field>> = Vec::new();
    for field in E::Field::ALL.iter().copied() {
        for operator in field.kind().operators() {
            let Some(test) = tests(field, *operator, rows).into_iter().next() else { continue };
            let filter = Filter::Is(field, test);
            if offer.takes(&filter) {
                declared.push(filter);
            } else {
                queries.push(Query { filter, ..query() });
            }
        }
    }
    if !offer.combines {
        let combined = declared.first().map(|one| [Filter::Not(Box::new(one.clone())), Filter::Or(vec![one.clone(), one.clone()])]);
        queries.extend(combined.into_iter().flatten().map(|filter| Query { filter, ..query() }));
        // A condition that is declared does not carry one that is not.
        let beside = queries.iter().find_map(|query| Some(Filter::And(vec![declared.first()?.clone(), query.filter.clone()])));
        queries.extend(beside.map(|filter| Query { filter, ..query() }));
    }
    for scope in held.scopes::<E>() {
        let list = scope.pick(&[0]);
        let offered = held.orders::<E>(&list);
        let others = E::Field::ALL.iter().copied().filter(|field| !offered.iter().any(|order| order.field == *field));
        let orders = others.flat_map(|field| DIRECTIONS.map(|direction| Query { order: Order { field, direction }, ..query() }));
        for query in queries.iter().cloned().chain(orders) {
            let is_refusal = |error: &AdapterError| matches!(error.kind, ErrorKind::Unsupported(_) | ErrorKind::FilterNotPushable(_));
            refused(held, found, &list, &query, is_refusal, "the error unsupported or filterNotPushable").await;
        }
    }
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
