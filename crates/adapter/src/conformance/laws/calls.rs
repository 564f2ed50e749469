//! Calls that are given up, and calls that meet.

use std::{pin::pin, task::Poll};

use futures::future::{BoxFuture, join_all, poll_fn};
use riskgate_model::{Entity, FieldSet, Filter, Query};

use crate::conformance::{
    findings::Findings,
    held::{Held, asked, asked_by_id, ids, place, told},
    listed::{Listed, Scope},
};

/// How often a call is polled before it is given up.
const POLLS: [usize; 3] = [1, 2, 3];

/// How often every call is made at once.
const AT_ONCE: usize = 4;

/// A call whose answer is told as a text.
enum Call<E: Entity> {
    List(Scope, Query<E>),
    ById(Vec<E::Id>),
}

impl<E: Listed> Call<E> {
    fn asked(&self) -> String {
        match self {
            Self::List(scope, query) => asked(scope, query),
            Self::ById(ids) => asked_by_id::<E>(ids),
        }
    }

    fn made<'a>(&'a self, held: &'a Held<'_>) -> BoxFuture<'a, String> {
        Box::pin(async move {
            match self {
                Self::List(scope, query) => match E::groups(held.adapter, scope, query).await {
                    Ok(grouped) => {
                        let next = grouped.next.iter().map(|next| next.as_ref().map_or_else(|| "nowhere".to_owned(), place));
                        let next = next.collect::<Vec<_>>().join(" ");
                        format!("[{}], groups end at {:?}, and go on after {next}", ids(&grouped.rows).join(", "), grouped.ends)
                    }
                    Err(error) => told(&error),
                },
                Self::ById(wanted) => match held.by_id::<E>(wanted, E::Fields::all()).await {
                    Ok(rows) => {
                        let mut rows: Vec<String> = rows.into_iter().flatten().map(|(id, row)| format!("{id} is {}", row.id())).collect();
                        rows.sort_unstable();
                        rows.join(", ")
                    }
                    Err(error) => told(&error),
                },
            }
        })
    }
}

/// A few calls of every kind, no two the same.
fn calls<E: Listed>(held: &Held<'_>) -> Vec<Call<E>> {
    let mut calls = Vec::new();
    for scope in held.scopes::<E>() {
        let parents = scope.pick(&held.parents::<E>(&scope));
        for order in held.orders::<E>(&scope) {
            for list in [scope.pick(&[0]), parents.clone()] {
                calls.push(Call::List(list, Query { order, ..held.query::<E>(3) }));
            }
        }
        let row = held.rows::<E>(&scope.pick(&[0]), &Filter::All).into_iter().next();
        for (order, row) in held.orders::<E>(&scope).into_iter().take(2).zip(row.iter().cycle()) {
            let query = Query { order, after: Some(order.position(row)), ..held.query::<E>(3) };
            calls.push(Call::List(scope.pick(&[0]), query));
        }
    }
    let known: Vec<E::Id> = E::rows(held.world).iter().map(|row| row.id().clone()).collect();
    calls.extend(known.chunks(held.offer::<E>().keys_a_call().min(3)).map(|ids| Call::ById(ids.to_vec())));
    calls
}

/// A call that is given up half-way leaves the adapter answering as before.
pub(super) async fn cancelled<E: Listed>(held: &Held<'_>, found: &mut Findings) {
    let mut any = false;
    for call in calls::<E>(held) {
        let before = call.made(held).await;
        for polls in POLLS {
            if given_up(call.made(held), polls).await {
                any = true;
                let asked = format!("{}, after the same call was given up at poll {polls}", call.asked());
                found.same(&asked, &call.made(held).await, &before);
            }
        }
    }
    if !any {
        found.not_judged(format!("no call for {} waits for anything, so that none can be given up half-way", E::QUESTION.name()));
    }
}

/// Polls the call so often, each time when it asks for it, and drops it. Tells whether it was on its way then.
async fn given_up<T>(call: impl Future<Output = T>, mut polls: usize) -> bool {
    let mut call = pin!(call);
    poll_fn(|context| {
        polls -= 1;
        match call.as_mut().poll(context) {
            Poll::Pending if polls > 0 => Poll::Pending,
            last => Poll::Ready(last.is_pending()),
        }
    })
    .await
}

/// Many calls at once are answered as one by one.
pub(super) async fn at_once<E: Listed>(held: &Held<'_>, found: &mut Findings) {
    let calls = calls::<E>(held);
    let mut alone = Vec::new();
    for call in &calls {
        alone.push(call.made(held).await);
    }
    let together = join_all((0..AT_ONCE).flat_map(|_| &calls).map(|call| call.made(held))).await;
    for (answer, (call, expected)) in together.iter().zip(calls.iter().zip(&alone).cycle()) {
        found.same(&format!("{}, among {} calls at once", call.asked(), together.len()), answer, expected);
    }
}
