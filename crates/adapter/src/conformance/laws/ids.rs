//! Records by their ids.

use std::collections::HashMap;

use riskgate_model::{FieldSet, Id, TenantId};

use crate::{
    Question,
    conformance::{
        findings::Findings,
        held::{Held, asked_by_id, told},
        listed::Listed,
    },
};

/// Every id that is held is answered once, with its own record, and nothing else is.
pub(super) async fn known<E: Listed>(held: &Held<'_>, found: &mut Findings) {
    let known: Vec<E::Id> = E::rows(held.world).iter().map(|row| row.id().clone()).collect();
    let keys = held.offer::<E>().keys_a_call();
    let twice: Vec<E::Id> = known.iter().flat_map(|id| [id.clone(), id.clone()]).take(keys).collect();
    let alone = known.first().cloned();
    for ids in known.chunks(keys).map(<[_]>::to_vec).chain([twice]).chain(alone.map(|id| vec![id])) {
        let Some(answer) = ask::<E>(held, found, &ids).await else { continue };
        let others: Vec<String> = answer.keys().filter(|id| !ids.contains(id)).map(ToString::to_string).collect();
        let missing: Vec<String> = ids.iter().filter(|id| !answer.contains_key(id)).map(ToString::to_string).collect();
        let mut false_ones: Vec<String> =
            answer.iter().filter(|(id, row)| row.id() != *id).map(|(id, row)| format!("{id} is {}", row.id())).collect();
        false_ones.sort_unstable();
        let wrong = [("not asked for: ", others), ("missing: ", missing), ("of another record: ", false_ones)];
        let wrong: Vec<String> =
            wrong.iter().filter(|(_, ids)| !ids.is_empty()).map(|(what, ids)| format!("{what}{}", ids.join(", "))).collect();
        if wrong.is_empty() {
            found.right();
        } else {
            found.wrong(asked_by_id::<E>(&ids), wrong.join("; "), "each of them once, under its id");
        }
    }
}

/// An id that is not held, or is another tenant's, is absent, and no error.
pub(super) async fn unknown<E: Listed>(held: &Held<'_>, found: &mut Findings) {
    let rows = E::rows(held.world);
    let nobody: E::Id = Id::new(TenantId::new("north"), "nobody");
    let elsewhere = rows.iter().take(1).map(|row| Id::new(TenantId::new("nowhere"), row.id().object()));
    let tenants = ["north", "south"].map(TenantId::new);
    let others = rows.iter().flat_map(|row| tenants.iter().map(|tenant| E::Id::new(tenant.clone(), row.id().object())));
    let others = others.filter(|id| held.row::<E>(id).is_none()).take(4);
    let unknown: Vec<E::Id> = [nobody.clone()].into_iter().chain(elsewhere).chain(others).collect();
    let known = rows.iter().take(1).map(|row| row.id().clone());
    let keys = held.offer::<E>().keys_a_call();
    let mixed: Vec<E::Id> = [nobody].into_iter().chain(known).take(keys).collect();
    for ids in unknown.chunks(keys).map(<[_]>::to_vec).chain([mixed]) {
        let Some(answer) = ask::<E>(held, found, &ids).await else { continue };
        let made_up: Vec<String> = unknown.iter().filter(|id| answer.contains_key(id)).map(ToString::to_string).collect();
        if made_up.is_empty() {
            found.right();
        } else {
            found.wrong(asked_by_id::<E>(&ids), format!("a record for {}", made_up.join(", ")), "no record for an id that is not held");
        }
    }
}

/// The answer, if there is one; an error is a finding.
async fn ask<E: Listed>(held: &Held<'_>, found: &mut Findings, ids: &[E::Id]) -> Option<HashMap<E::Id, E>> {
    match held.by_id::<E>(ids, E::Fields::all()).await {
        Ok(None) if E::QUESTION != Question::RiskHistory => {
            found.not_judged(format!("{} says that it is not asked by id", E::QUESTION.name()));
            None
        }
        Ok(answer) => answer,
        Err(error) => {
            found.wrong(asked_by_id::<E>(ids), told(&error), "an answer");
            None
        }
    }
}
