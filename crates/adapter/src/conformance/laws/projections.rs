//! Projections.

use std::collections::BTreeMap;

use riskgate_model::{Field, FieldSet, Query};

use crate::conformance::{
    findings::Findings,
    held::{Held, asked, asked_by_id, told},
    listed::{Listed, Scope},
};

/// A projected answer equals the whole one in what was asked for.
pub(super) async fn agree<E: Listed>(held: &Held<'_>, found: &mut Findings) {
    let sets: Vec<(&str, E::Fields)> = E::GROUPS.iter().copied().chain([("no groups", E::Fields::default())]).collect();
    for list in held.scopes::<E>().iter().map(|scope| scope.pick(&[0])) {
        let Some(whole) = rows(held, found, &list, &held.whole::<E>()).await else { continue };
        for (name, fields) in sets.iter().copied() {
            let query = Query { fields, ..held.whole::<E>() };
            let Some(part) = rows(held, found, &list, &query).await else { continue };
            same(found, &asked_in(&asked(&list, &query), name), &part, &whole, fields);
        }
        for order in held.orders::<E>(&list) {
            let query = Query { fields: E::Fields::default(), order, ..held.whole::<E>() };
            let Some(part) = rows(held, found, &list, &query).await else { continue };
            for (id, row) in &part {
                if let Some(full) = whole.get(id) {
                    let asked = format!("{}: the sort value of {id}", asked_in(&asked(&list, &query), "no groups"));
                    found.same_value(&asked, &order.field.sort_key(row), &order.field.sort_key(full));
                }
            }
        }
    }
    let ids: Vec<E::Id> = E::rows(held.world).iter().map(|row| row.id().clone()).collect();
    for ids in ids.chunks(held.offer::<E>().keys_a_call()) {
        let Some(whole) = by_id::<E>(held, found, ids, E::Fields::all()).await else { continue };
        for (name, fields) in sets.iter().copied() {
            let Some(part) = by_id::<E>(held, found, ids, fields).await else { continue };
            same(found, &asked_in(&asked_by_id::<E>(ids), name), &part, &whole, fields);
        }
    }
}

/// Every row of the projected answer holds what the whole one holds in these groups.
fn same<E: Listed>(found: &mut Findings, asked: &str, part: &BTreeMap<E::Id, E>, whole: &BTreeMap<E::Id, E>, fields: E::Fields) {
    for (id, row) in part {
        if let Some(full) = whole.get(id) {
            found.same_value(&format!("{asked}: {id}"), &row.clone().masked(fields), &full.clone().masked(fields));
        }
    }
}

fn asked_in(asked: &str, group: &str) -> String {
    format!("{asked}, {group} alone")
}

async fn rows<E: Listed>(held: &Held<'_>, found: &mut Findings, list: &Scope, query: &Query<E>) -> Option<BTreeMap<E::Id, E>> {
    match held.list(list, query).await {
        Ok(rows) => Some(rows.into_iter().map(|row| (row.id().clone(), row)).collect()),
        Err(error) => {
            found.wrong(format!("{}, {:?}", asked(list, query), query.fields), error, "a list");
            None
        }
    }
}

async fn by_id<E: Listed>(held: &Held<'_>, found: &mut Findings, ids: &[E::Id], fields: E::Fields) -> Option<BTreeMap<E::Id, E>> {
    match held.by_id::<E>(ids, fields).await {
        Ok(rows) => rows.map(|rows| rows.into_iter().collect()),
        Err(error) => {
            found.wrong(format!("{}, {fields:?}", asked_by_id::<E>(ids)), told(&error), "an answer");
            None
        }
    }
}
