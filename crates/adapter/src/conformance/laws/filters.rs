//! Filters and counts.

use riskgate_model::{Filter, Query};

use super::operands::tests;
use crate::conformance::{
    findings::Findings,
    held::{Held, asked, condition, ids, told},
    listed::{Listed, Scope},
};

/// How many filters of several conditions are tried of each kind.
const SEVERAL: usize = 40;

/// Every so many filters one is tried in the lists of a parent, too.
const FEWER: usize = 5;

/// Every filter that is declared finds what the reference finds.
pub(super) async fn agree<E: Listed>(held: &Held<'_>, found: &mut Findings) {
    let single = declared::<E>(held);
    if single.is_empty() {
        return found.not_judged(format!("{} declares no filters", E::QUESTION.name()));
    }
    let several = several(&single, held.offer::<E>().combines);
    for (place, scope) in held.scopes::<E>().into_iter().enumerate() {
        let list = scope.pick(&[0]);
        let step = if place == 0 { 1 } else { FEWER };
        for filter in single.iter().chain(&several).step_by(step) {
            agrees::<E>(held, found, &list, filter).await;
        }
    }
}

async fn agrees<E: Listed>(held: &Held<'_>, found: &mut Findings, list: &Scope, filter: &Filter<E::Field>) {
    let query = Query { filter: filter.clone(), ..held.whole::<E>() };
    let expected = held.rows::<E>(list, filter);
    match held.list(list, &query).await {
        Ok(rows) => found.same_rows(&asked(list, &query), &ids(&rows), &ids(&expected)),
        Err(error) => found.wrong(asked(list, &query), error, format!("{} rows", expected.len())),
    }
}

/// A count is the length of its list, or none.
pub(super) async fn counts<E: Listed>(held: &Held<'_>, found: &mut Findings) {
    let mut numbers = 0_usize;
    let single = declared::<E>(held);
    let step = (single.len() / SEVERAL).max(1);
    let filters: Vec<Filter<E::Field>> = [Filter::All].into_iter().chain(single.into_iter().step_by(step)).collect();
    for scope in held.scopes::<E>() {
        let places = held.parents::<E>(&scope);
        let parents = scope.pick(&places);
        for filter in &filters {
            let asked = format!("count of {}{parents} where {}", E::QUESTION.name(), condition(filter));
            let expected: Vec<u64> = places.iter().map(|place| held.rows::<E>(&scope.pick(&[*place]), filter).len() as u64).collect();
            match E::counts(held.adapter, &parents, filter).await {
                Ok(counts) => {
                    let told = counts.iter().flatten().count();
                    numbers += told;
                    let right = counts.len() == expected.len()
                        && counts.iter().zip(&expected).all(|(count, expected)| count.is_none_or(|count| count == *expected));
                    match right {
                        true if told > 0 => found.right(),
                        // Where nothing was counted, nothing is judged.
                        true => {}
                        false => found.wrong(asked, format!("{counts:?}"), format!("{expected:?}, or none")),
                    }
                }
                Err(error) => found.wrong(asked, told(&error), format!("{expected:?}, or none")),
            }
        }
    }
    if numbers == 0 {
        found.not_judged(format!("{} counts nothing", E::QUESTION.name()));
    }
}

/// The declared filter of one condition that parts this list best: it finds most, but not all.
pub(super) fn selective<E: Listed>(held: &Held<'_>, list: &Scope) -> Option<Filter<E::Field>> {
    let all = held.rows::<E>(list, &Filter::All);
    let finds = |filter: &Filter<E::Field>| all.iter().filter(|row| filter.matches(row)).count();
    declared::<E>(held).into_iter().filter(|filter| (1..all.len()).contains(&finds(filter))).max_by_key(finds)
}

/// Every filter of one condition that is declared.
fn declared<E: Listed>(held: &Held<'_>) -> Vec<Filter<E::Field>> {
    let rows = E::rows(held.world);
    let filters = held.offer::<E>().filters.iter();
    let pairs = filters.flat_map(|it| it.operators.iter().map(|operator| (it.field, *operator)));
    pairs.flat_map(|(field, operator)| tests(field, operator, rows).into_iter().map(move |test| Filter::Is(field, test))).collect()
}

/// Filters of several conditions: two at once, and where the source combines, one of two, none of them, and all of it nested.
fn several<F: riskgate_model::Field>(single: &[Filter<F>], combines: bool) -> Vec<Filter<F>> {
    let half = single.len() / 2;
    let step = (single.len() / SEVERAL).max(1);
    let pairs = single.iter().zip(single[half..].iter().chain(&single[..half])).step_by(step);
    let mut several = Vec::new();
    for (one, other) in pairs {
        let (one, other) = (one.clone(), other.clone());
        several.push(Filter::And(vec![one.clone(), other.clone()]));
        if combines {
            let either = Filter::Or(vec![one.clone(), other.clone()]);
            several.push(either.clone());
            several.push(Filter::Not(Box::new(one.clone())));
            several.push(Filter::And(vec![either, Filter::Not(Box::new(Filter::And(vec![one, other])))]));
        }
    }
    several
}
