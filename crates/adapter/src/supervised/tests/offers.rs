//! What a source is asked, and what is tested for it.

use riskgate_model::{
    Direction, Field, Filter, Id, Operand, Operator, Order, Query, SignIn, SignInField, SignInFields, SignInId, TenantId, Test,
};

use super::{Toy, manifest, objects, user};
use crate::{Beyond, ErrorKind, Manifest, Offer, SignInScope};

/// Which sign-ins failed.
fn failed() -> Filter<SignInField> {
    Filter::Is(SignInField::ErrorCode, Test::Gt(Operand::Number(0)))
}

fn of_user(n: i64) -> Filter<SignInField> {
    Filter::eq(SignInField::UserId, Operand::Text(format!("u{n}")))
}

/// An offer of one filter, with these bounds.
fn offering(page: u32, scan: u32) -> Manifest {
    let offer = Offer { page, scan, keys: 4, ..Offer::default() };
    Manifest { sign_ins: offer.filter(SignInField::UserId, &[Operator::In]), ..manifest() }
}

fn asking(filter: Filter<SignInField>, first: u32) -> Query<SignIn> {
    Query { filter, ..Query::first(first) }
}

#[tokio::test]
async fn what_is_offered_is_asked_and_the_rest_is_tested_here() {
    let toy = Toy::honest();
    let source = toy.supervised(offering(50, 100));
    let page = source.sign_ins(&asking(of_user(3).and(failed()), 2)).await.expect("a page");
    assert_eq!(objects(&page.rows), ["s03", "s33"]);
    assert!(page.next.is_some());
    let asked = toy.asked.lock().unwrap().join("\n");
    assert!(asked.contains("UserId") && !asked.contains("ErrorCode"), "{asked}");
    assert!(asked.starts_with("50 "), "the number of rows is not pushed when rows are tested here: {asked}");
}

#[tokio::test]
async fn what_is_wholly_offered_is_asked_as_it_is() {
    let toy = Toy::honest();
    let page = toy.supervised(offering(50, 100)).sign_ins(&asking(of_user(3), 2)).await.expect("a page");
    assert_eq!((objects(&page.rows), toy.calls()), (vec!["s03", "s13"], 1));
    assert!(toy.asked.lock().unwrap()[0].starts_with("2 "));
}

#[tokio::test]
async fn a_scan_ends_at_its_bound_and_the_page_goes_on_from_there() {
    let toy = Toy::honest();
    let source = toy.supervised(offering(10, 30));
    let rare = Filter::eq(SignInField::ErrorCode, Operand::Number(50_099));
    let mut query = asking(rare, 5);
    let mut found = Vec::new();
    for calls in [3, 6, 9, 10] {
        let page = source.sign_ins(&query).await.expect("a page");
        assert_eq!(toy.calls(), calls);
        found.extend(page.rows);
        query.after = page.next;
    }
    assert_eq!((objects(&found), query.after), (vec!["s99"], None));
}

#[tokio::test]
async fn pages_of_what_is_tested_here_join_without_gap_or_repeat() {
    for (page, scan, first) in [(7, 20, 3), (10, 10, 10), (100, 100, 1), (3, 1_000, 34), (1, 5, 2)] {
        let source = Toy::honest().supervised(offering(page, scan));
        let mut query = asking(failed(), first);
        let mut joined = Vec::new();
        loop {
            let page = source.sign_ins(&query).await.expect("a page");
            assert!(page.rows.len() <= first as usize);
            joined.extend(page.rows);
            match page.next {
                Some(next) => query.after = Some(next),
                None => break,
            }
        }
        let expected: Vec<String> = (0..100).step_by(3).map(|n| format!("s{n:02}")).collect();
        assert_eq!(objects(&joined), expected, "pages of {page}, scans of {scan}, {first} wanted");
    }
}

#[tokio::test]
async fn a_page_longer_than_the_sources_takes_several_calls() {
    let toy = Toy::honest();
    let page = toy.supervised(offering(30, 0)).sign_ins(&Query::first(70)).await.expect("a page");
    assert_eq!((page.rows.len(), toy.calls()), (70, 3));
    assert_eq!(page.next.map(|next| next.object), Some("s69".to_owned()));
}

#[tokio::test]
async fn a_filter_beyond_the_offer_is_refused_by_what_there_is_where_nothing_may_be_scanned() {
    let toy = Toy::honest();
    let source = toy.supervised(offering(50, 0));
    for query in [asking(failed(), 5), asking(Filter::Not(Box::new(of_user(1))), 5), asking(Filter::Or(vec![of_user(1), of_user(2)]), 5)] {
        let refused = source.sign_ins(&query).await.expect_err("it is refused");
        let ErrorKind::FilterNotPushable(message) = refused.kind else { panic!("{refused}") };
        assert_eq!(message, "this list can be filtered only by userId (in), all of which must hold");
        assert_eq!(&*refused.adapter, "toy");
    }
    let users = source.sign_ins_by_user(&[user(1)], &asking(failed(), 5)).await.expect_err("it is refused");
    let counts = source.count_sign_ins(SignInScope::All, &failed()).await.expect_err("it is refused");
    assert!(matches!((users.kind, counts.kind), (ErrorKind::FilterNotPushable(_), ErrorKind::FilterNotPushable(_))));
    assert_eq!(toy.calls(), 0);
}

#[tokio::test]
async fn an_order_beyond_the_offer_is_refused_by_the_orders_there_are() {
    let toy = Toy::honest();
    let order = Order { field: SignInField::RiskState, direction: Direction::Descending };
    let offer = Offer { orders: vec![SignInField::IpAddress], ..Offer::default() };
    let source = toy.supervised(Manifest { sign_ins: offer, ..manifest() });
    let refused = source.sign_ins(&Query { order, ..Query::first(5) }).await.expect_err("it is refused");
    let ErrorKind::FilterNotPushable(message) = refused.kind else { panic!("{refused}") };
    assert_eq!(message, "this list cannot be ordered by riskState; it can be ordered by createdDateTime, ipAddress");
    assert_eq!(toy.calls(), 0);
}

#[tokio::test]
async fn a_direction_beyond_the_offer_is_refused_by_the_one_there_is() {
    let toy = Toy::honest();
    let offer = Offer { only_direction: Some(Direction::Descending), ..Offer::default() };
    let source = toy.supervised(Manifest { sign_ins: offer, ..manifest() });
    let oldest_first = Order { direction: Direction::Ascending, ..Order::default() };
    let query = Query { order: oldest_first, ..Query::first(5) };
    let root = source.sign_ins(&query).await.expect_err("it is refused");
    let of_users = source.sign_ins_by_user(&[user(1)], &query).await.expect_err("it is refused");
    for refused in [root, of_users] {
        let ErrorKind::FilterNotPushable(message) = refused.kind else { panic!("{refused}") };
        assert_eq!(message, "this list can be ordered only from high to low, newest first");
    }
    assert_eq!(toy.calls(), 0);
    source.sign_ins(&Query::first(5)).await.expect("newest first is offered");
}

#[tokio::test]
async fn a_parents_page_does_not_depend_on_the_others() {
    let toy = Toy::honest();
    let source = toy.supervised(offering(50, 200));
    let users: Vec<_> = (0..10).chain([3]).map(user).collect();
    let query = asking(failed(), 2);
    let together = source.sign_ins_by_user(&users, &query).await.expect("pages");
    assert_eq!(toy.calls(), 3, "four users a call");
    for (position, (user, group)) in users.iter().zip(together.groups()).enumerate() {
        let alone = source.sign_ins_by_user(std::slice::from_ref(user), &query).await.expect("a page");
        assert_eq!((objects(group), &together.next[position]), (objects(&alone.rows), &alone.next[0]));
        assert_eq!(group.len(), 2);
    }
}

#[tokio::test]
async fn what_the_filter_needs_is_read_even_if_nobody_shows_it() {
    let toy = Toy::honest();
    let query = Query { fields: SignInFields::NONE, ..asking(failed(), 2) };
    let page = toy.supervised(offering(50, 100)).sign_ins(&query).await.expect("a page");
    assert_eq!(objects(&page.rows), ["s00", "s03"]);
    assert_eq!(failed().groups(), SignInField::ErrorCode.group());
}

#[tokio::test]
async fn more_ids_than_a_call_takes_are_asked_for_in_several() {
    let toy = Toy::honest();
    let ids: Vec<_> = (0..10).map(|n| SignInId::new(TenantId::new("t"), &format!("s{n:02}"))).collect();
    let found = toy.supervised(offering(50, 0)).sign_ins_by_id(&ids, SignInFields::ALL).await.expect("they are found");
    assert_eq!((found.len(), toy.calls()), (10, 3));
}

#[tokio::test]
async fn a_count_that_would_need_a_scan_is_none() {
    let toy = Toy::honest();
    let source = toy.supervised(offering(50, 100));
    let users: Vec<_> = (0..10).map(user).collect();
    let counts = source.count_sign_ins(SignInScope::Users(&users), &failed()).await.expect("counts");
    assert_eq!((counts, toy.calls()), (vec![None; 10], 0));
    let counts = source.count_sign_ins(SignInScope::Users(&users), &of_user(1)).await.expect("counts");
    assert_eq!((counts, toy.calls()), (vec![Some(10); 10], 3));
}

#[tokio::test]
async fn more_parents_than_a_call_takes_are_split_or_handed_over_whole() {
    let parents: Vec<_> = (0..10).map(user).collect();
    for (beyond, calls) in [(Beyond::Split, 3), (Beyond::Refused, 1)] {
        let toy = Toy::honest();
        let mut manifest = offering(50, 0);
        manifest.sign_ins.beyond = beyond;
        toy.supervised(manifest).sign_ins_by_user(&parents, &Query::first(1)).await.expect("groups");
        assert_eq!(toy.calls(), calls, "{beyond:?}");
    }
}
