//! Projections.

use std::collections::HashMap;

use riskgate_model::{Field, FieldSet, Query};

use crate::conformance::{
    findings::Findings,
    held::{Held, asked, asked_by_id, told},
    listed::Listed,
};

/// A projected answer equals the whole one in what was asked for.
pub(super) async fn agree<E: Listed>(held: &Held<'_>, found: &mut Findings) {
    let sets: Vec<E::Fields> = E::GROUPS.iter().copied().chain([E::Fields::default()]).collect();
    for list in held.scopes::<E>().iter().map(|scope| scope.pick(&[0])) {
        let Some(whole) = rows(held, found, &list, &Query::<E>::first(held.all::<E>())).await else { continue };
        for fields in sets.iter().copied() {
            let query = Query { fields, ..Query::<E>::first(held.all::<E>()) };
            let Some(part) = rows(held, found, &list, &query).await else { continue };
            same(found, &asked_in(&asked(&list, &query), fields), &part, &whole, fields);
        }
        for order in held.orders::<E>(&list) {
            let query = Query { fields: E::Fields::default(), order, ..Query::<E>::first(held.all::<E>()) };
            let Some(part) = rows(held, found, &list, &query).await else { continue };
            for (id, row) in &part {
                if let Some(full) = whole.get(id) {
                    let asked = format!("{}: the sort value of {id}", asked_in(&asked(&list, &query), query.fields));
                    found.same_value(&asked, &order.field.sort_key(row), &order.field.sort_key(full));
                }
            }
        }
    }
    let ids: Vec<E::Id> = E::rows(held.world).iter().map(|row| row.id().clone()).collect();
    for ids in ids.chunks(held.offer::<E>().keys.max(1) as usize) {
        let Some(whole) = by_id::<E>(held, found, ids, E::Fields::all()).await else { continue };
        for fields in sets.iter().copied() {
            let Some(part) = by_id::<E>(held, found, ids, fields).await else { continue };
            same(found, &asked_in(&asked_by_id::<E>(ids), fields), &part, &whole, fields);
        }
    }
}

/// Every row of the projected answer holds what the whole one holds in these groups.
fn same<E: Listed>(found: &mut Findings, asked: &str, part: &HashMap<E::Id, E>, whole: &HashMap<E::Id, E>, fields: E::Fields) {
    for (id, row) in part {
        if let Some(full) = whole.get(id) {
            found.same_value(&format!("{asked}: {id}"), &row.clone().masked(fields), &full.clone().masked(fields));
        }
    }
}

fn asked_in(asked: &str, fields: impl std::fmt::Debug) -> String {
    format!("{asked}, {fields:?} alone")
}

async fn rows<E: Listed>(
    held: &Held<'_>,
    found: &mut Findings,
    list: &crate::conformance::listed::Scope,
    query: &Query<E>,
) -> Option<HashMap<E::Id, E>> {
    match held.list(list, query).await {
        Ok(rows) => Some(rows.into_iter().map(|row| (row.id().clone(), row)).collect()),
        Err(error) => {
            found.wrong(asked_in(&asked(list, query), query.fields), error, "a list");
            None
        }
    }
}

async fn by_id<E: Listed>(held: &Held<'_>, found: &mut Findings, ids: &[E::Id], fields: E::Fields) -> Option<HashMap<E::Id, E>> {
    match E::by_id(held.adapter, ids, fields).await {
        Ok(rows) => rows,
        Err(error) => {
            found.wrong(asked_in(&asked_by_id::<E>(ids), fields), told(&error), "an answer");
            None
        }
    }
}
