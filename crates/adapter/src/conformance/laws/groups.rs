//! Pages of many parents, and of none.

use riskgate_model::{FieldSet, Filter, Query};

use crate::{
    Grouped,
    conformance::{
        findings::Findings,
        held::{Held, asked, groups as groups_of, ids, told},
        listed::{Listed, Scope},
    },
};

/// Each parent has the page that it has alone, in the order of the parents.
pub(super) async fn pages<E: Listed>(held: &Held<'_>, found: &mut Findings) {
    for scope in held.scopes::<E>().into_iter().filter(|scope| !scope.is_all()) {
        let places = held.parents::<E>(&scope);
        let backwards: Vec<usize> = places.iter().copied().rev().collect();
        let last = scope.parents() - 1;
        let twice: Vec<usize> = [0, last, 0, 1.min(last), 0].into_iter().take(held.offer::<E>().keys_a_call()).collect();
        for order in held.orders::<E>(&scope) {
            for query in [held.query::<E>(2), held.whole::<E>()] {
                let query = Query { order, ..query };
                let mut alone = Vec::new();
                for place in 0..scope.parents() {
                    let parent = scope.pick(&[place]);
                    let page = answer(held, found, &parent, &query).await.and_then(|mut page| page.pop());
                    if let Some(page) = &page {
                        children(held, found, &parent, &query, page);
                    }
                    alone.push(page);
                }
                for places in [&places, &backwards, &twice] {
                    let parents = scope.pick(places);
                    let Some(answered) = answer(held, found, &parents, &query).await else { continue };
                    let expected: Option<Vec<_>> = places.iter().map(|place| alone[*place].clone()).collect();
                    let Some(expected) = expected else { continue };
                    found.same(&asked(&parents, &query), &shown(&answered), &shown(&expected));
                }
            }
        }
    }
}

/// The rows of a group, and whether it goes on.
type Group = (Vec<String>, bool);

/// The groups of an answer, if it has one for each parent.
async fn answer<E: Listed>(held: &Held<'_>, found: &mut Findings, parents: &Scope, query: &Query<E>) -> Option<Vec<Group>> {
    let grouped: Grouped<E> = match E::groups(held.adapter, parents, query).await {
        Ok(grouped) => grouped,
        Err(error) => {
            found.wrong(asked(parents, query), told(&error), "a group for each parent");
            return None;
        }
    };
    let (ends, wanted) = (&grouped.ends, parents.parents());
    let whole = ends.is_sorted() && ends.last().copied().unwrap_or_default() as usize == grouped.rows.len();
    if ends.len() != wanted || grouped.next.len() != wanted || !whole || !grouped.failed.is_empty() {
        let (next, failed) = (grouped.next.len(), grouped.failed.len());
        let answered = format!("{} rows, ends {ends:?}, {next} cursors, {failed} failed", grouped.rows.len());
        found.wrong(
            asked(parents, query),
            answered,
            format!("{wanted} ends, in rising order up to the number of rows, and {wanted} cursors"),
        );
        return None;
    }
    Some(groups_of(&grouped).into_iter().zip(grouped.next.iter().map(Option::is_some)).collect())
}

/// All rows are children of the parent; and where the list does not go on, they are all its children.
fn children<E: Listed>(held: &Held<'_>, found: &mut Findings, parent: &Scope, query: &Query<E>, (rows, goes_on): &Group) {
    let expected = ids(&held.rows::<E>(parent, &Filter::All));
    if !goes_on {
        return found.same_rows(&asked(parent, query), rows, &expected);
    }
    let strangers: Vec<&str> = rows.iter().filter(|row| !expected.contains(row)).map(String::as_str).collect();
    if strangers.is_empty() {
        found.right();
    } else {
        found.wrong(asked(parent, query), format!("children of others: {}", strangers.join(", ")), "children of this parent alone");
    }
}

fn shown(groups: &[Group]) -> String {
    let shown = |(rows, goes_on): &Group| format!("[{}{}]", rows.join(", "), if *goes_on { " …" } else { "" });
    groups.iter().map(shown).collect::<Vec<_>>().join(" ")
}

/// For no ids and no parents there is an empty answer, without a call.
pub(super) async fn empty<E: Listed>(held: &Held<'_>, found: &mut Findings) {
    let before = (held.calls)();
    let name = E::QUESTION.name();
    match held.by_id::<E>(&[], E::Fields::all()).await {
        Ok(None) => {}
        Ok(Some(rows)) => found.same(&format!("{name}_by_id([])"), &format!("{} rows", rows.len()), "0 rows"),
        Err(error) => found.wrong(format!("{name}_by_id([])"), told(&error), "0 rows"),
    }
    for scope in held.scopes::<E>().into_iter().filter(|scope| !scope.is_all()) {
        let nobody = scope.pick(&[]);
        let query = held.query::<E>(5);
        match E::groups(held.adapter, &nobody, &query).await {
            Ok(grouped) => {
                let sizes = [grouped.rows.len(), grouped.ends.len(), grouped.next.len(), grouped.failed.len()];
                found.same(
                    &asked(&nobody, &query),
                    &format!("{sizes:?} rows, ends, cursors, failed"),
                    "[0, 0, 0, 0] rows, ends, cursors, failed",
                );
            }
            Err(error) => found.wrong(asked(&nobody, &query), told(&error), "no groups"),
        }
        let asked = format!("count of {name}{nobody}");
        match E::counts(held.adapter, &nobody, &Filter::All).await {
            Ok(counts) => found.same(&asked, &format!("{counts:?}"), "[]"),
            Err(error) => found.wrong(asked, told(&error), "[]"),
        }
    }
    match before.zip((held.calls)()) {
        None => found.not_judged("its source does not count calls, so that only the answers were judged"),
        Some((before, after)) => {
            found.same(&format!("{name} of no ids and no parents"), &format!("{} calls", after - before), "0 calls");
        }
    }
}
