//! Sources that hang, panic or lie.

use std::time::Duration;

use async_trait::async_trait;
use riskgate_model::{Cursor, Id, Query, SignIn, SignInFields, SignInId, TenantId, UserId};
use tokio::time::Instant;

use super::{manifest, user};
use crate::{Adapter, AdapterError, Answer, ErrorKind, Grouped, Health, HealthProbe, SignInSource};

/// A source of one behaviour.
struct Bad(Behaviour);

#[derive(Clone, Copy, Debug)]
enum Behaviour {
    Hangs,
    Panics,
    TooManyRows,
    OthersRows,
    TooFewGroups,
    EndsBeyondTheRows,
    UnknownParent,
    OutOfOrder,
    BeforeTheCursor,
    EveryParentFails,
    UnaskedId,
    WrongKey,
    TooFewCounts,
}

#[async_trait]
impl HealthProbe for Bad {
    async fn health(&self) -> Health {
        match self.0 {
            Behaviour::Hangs => std::future::pending().await,
            Behaviour::Panics => panic!("a defect"),
            _ => Health::up(),
        }
    }
}

#[async_trait]
impl SignInSource for Bad {
    async fn sign_ins_by_id(&self, ids: &[SignInId], _: SignInFields) -> Answer<std::collections::HashMap<SignInId, SignIn>> {
        let other = super::sign_in(7);
        Ok(match self.0 {
            Behaviour::UnaskedId => [(other.id.clone(), other)].into(),
            Behaviour::WrongKey => [(ids[0].clone(), other)].into(),
            _ => std::collections::HashMap::new(),
        })
    }

    async fn sign_ins_by_user(&self, users: &[UserId], query: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        let mut grouped = Grouped::none(users.len());
        match self.0 {
            Behaviour::Hangs => std::future::pending().await,
            Behaviour::Panics => panic!("a defect"),
            Behaviour::TooManyRows => {
                grouped = Grouped::default();
                grouped.push((0..=query.first).map(|n| SignIn { user_id: Some(users[0].clone()), ..super::sign_in(n.into()) }), None);
                for _ in &users[1..] {
                    grouped.push([], None);
                }
            }
            Behaviour::OthersRows => {
                grouped = Grouped::default();
                for _ in users {
                    grouped.push([super::sign_in(9)], None);
                }
            }
            Behaviour::TooFewGroups => grouped.ends.truncate(1),
            Behaviour::EndsBeyondTheRows => grouped.ends.fill(3),
            Behaviour::OutOfOrder | Behaviour::BeforeTheCursor => {
                let numbers = if matches!(self.0, Behaviour::OutOfOrder) { [12, 2] } else { [2, 12] };
                let rows = numbers.map(|n| SignIn { user_id: Some(users[0].clone()), ..super::sign_in(n) });
                grouped = Grouped::default();
                grouped.push(rows, None);
                for _ in &users[1..] {
                    grouped.push([], None);
                }
            }
            Behaviour::EveryParentFails => {
                grouped.failed = (0_u32..).zip(users).map(|(at, _)| (at, ErrorKind::Unavailable.into())).collect();
            }
            Behaviour::UnknownParent => grouped.failed.push((99, ErrorKind::Timeout.into())),
            _ => {}
        }
        Ok(grouped)
    }

    async fn sign_ins(&self, query: &Query<SignIn>) -> Answer<riskgate_model::Page<SignIn>> {
        let next = query.after.clone().or(Some(Cursor { by: None, date: 0, object: "x".into(), tenant: "t".into() }));
        Ok(riskgate_model::Page { rows: Vec::new(), next, as_of: None })
    }

    async fn count_sign_ins(
        &self,
        _: crate::SignInScope<'_>,
        _: &riskgate_model::Filter<riskgate_model::SignInField>,
    ) -> Answer<Vec<Option<u64>>> {
        Ok(Vec::new())
    }
}

fn bad(behaviour: Behaviour) -> Adapter {
    let bad = std::sync::Arc::new(Bad(behaviour));
    Adapter { sign_ins: Some(bad.clone()), ..Adapter::new(manifest(), bad) }.supervised()
}

fn told(error: &AdapterError) -> String {
    std::error::Error::source(error).map(ToString::to_string).unwrap_or_default()
}

#[tokio::test(start_paused = true)]
async fn a_source_that_hangs_times_out_and_says_so_of_its_health() {
    let adapter = bad(Behaviour::Hangs);
    let source = adapter.sign_ins.expect("it answers for sign-ins");
    let start = Instant::now();
    let failed = source.sign_ins_by_user(&[user(1)], &Query::first(5)).await.expect_err("it hangs");
    assert_eq!((failed.kind, start.elapsed()), (ErrorKind::Timeout, Duration::from_secs(5)));
    assert_eq!(adapter.health.health().await, Health::down("it did not say within two seconds how it is doing"));
}

#[tokio::test]
async fn a_source_that_panics_has_failed_and_no_more() {
    let adapter = bad(Behaviour::Panics);
    let source = adapter.sign_ins.expect("it answers for sign-ins");
    for _ in 0..2 {
        let failed = source.sign_ins_by_user(&[user(1)], &Query::first(5)).await.expect_err("it panics");
        assert_eq!((told(&failed), failed.kind), ("it panicked".to_owned(), ErrorKind::Internal));
    }
    assert_eq!(adapter.health.health().await, Health::down("it panicked when asked how it is doing"));
}

#[tokio::test]
async fn an_answer_that_cannot_be_one_is_malformed() {
    let ids = [SignInId::new(TenantId::new("t"), "s01")];
    let users = [user(1), user(2)];
    let query = Query::first(5);
    for (behaviour, lie) in [
        (Behaviour::TooManyRows, "it answered more rows than were asked for"),
        (Behaviour::OthersRows, "it answered with records that were not asked for"),
        (Behaviour::TooFewGroups, "its answer has not one part for each parent"),
        (Behaviour::EndsBeyondTheRows, "its answer has not one part for each parent"),
        (Behaviour::UnknownParent, "its answer has not one part for each parent"),
        (Behaviour::OutOfOrder, "its rows are not in the order that was asked for"),
        (Behaviour::BeforeTheCursor, "its rows are not in the order that was asked for"),
        (Behaviour::UnaskedId, "it answered with records that were not asked for"),
        (Behaviour::WrongKey, "it answered with records that were not asked for"),
        (Behaviour::TooFewCounts, "its answer has not one part for each parent"),
    ] {
        let source = bad(behaviour).sign_ins.expect("it answers for sign-ins");
        let answer = match behaviour {
            Behaviour::UnaskedId | Behaviour::WrongKey => source.sign_ins_by_id(&ids, SignInFields::ALL).await.map(|found| found.len()),
            Behaviour::TooFewCounts => {
                let all = riskgate_model::Filter::All;
                source.count_sign_ins(crate::SignInScope::All, &all).await.map(|counts| counts.len())
            }
            Behaviour::BeforeTheCursor => {
                let after = Some(query.order.position(&super::sign_in(5)));
                source.sign_ins_by_user(&users, &Query { after, ..query.clone() }).await.map(|grouped| grouped.rows.len())
            }
            _ => source.sign_ins_by_user(&users, &query).await.map(|grouped| grouped.rows.len()),
        };
        let error = answer.expect_err("it is not believed");
        assert_eq!((&*error.adapter, told(&error).as_str(), &error.kind), ("toy", lie, &ErrorKind::Malformed), "{behaviour:?}");
    }
}

#[tokio::test]
async fn a_list_that_does_not_get_on_is_malformed() {
    let source = bad(Behaviour::UnaskedId).sign_ins.expect("it answers for sign-ins");
    let page = source.sign_ins(&Query::first(5)).await.expect("an empty page that goes on");
    let query = Query { after: page.next, ..Query::first(5) };
    let error = source.sign_ins(&query).await.expect_err("it is not believed");
    assert_eq!(told(&error), "it goes on where it was asked to go on from, or before");
}

#[tokio::test(start_paused = true)]
async fn a_call_in_which_every_parent_failed_has_failed_and_its_errors_bear_the_name() {
    let source = bad(Behaviour::EveryParentFails).sign_ins.expect("it answers for sign-ins");
    for _ in 0..20 {
        let failed = source.sign_ins_by_user(&[user(1), user(2)], &Query::first(5)).await.expect_err("all have failed");
        assert_eq!((&*failed.adapter, failed.kind, failed.retry_after), ("toy", ErrorKind::Unavailable, None));
    }
    let left_alone = source.sign_ins_by_user(&[user(1)], &Query::first(5)).await.expect_err("it is left alone");
    assert_eq!((left_alone.kind, left_alone.retry_after), (ErrorKind::Unavailable, Some(Duration::from_secs(1))));
}
