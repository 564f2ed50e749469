//! What questions cost, and what becomes of them when something goes wrong.

use riskgate_adapter::{Adapter, DetectionSource, ErrorKind, SignInSource, UserSource};
use riskgate_model::{
    Detection, DetectionFields, DetectionId, Filter, Id, Identity, Operand, Query, ServicePrincipalId, SignIn, SignInField, SignInFields,
    SignInId, TenantId, Test, User, UserField, UserFields, UserId,
};
use riskgate_msgraph_client::Limits;
use riskgate_test_msgraph::{App, Armed, Collection, Fault, Histories, Rows, World};
use serde_json::{Value, json};

use crate::graph::{APP, Asked, SECRET, TENANT, graph, graph_of};

fn tenant() -> TenantId {
    TenantId::new(TENANT)
}

fn user(number: usize) -> UserId {
    UserId::new(tenant(), &format!("u{number}"))
}

/// A time so many seconds after some moment.
fn at(seconds: usize) -> String {
    riskgate_model::Time::from_seconds(1_764_000_000 + i64::try_from(seconds).expect("few")).to_string()
}

/// So many sign-ins, of the users by turns that `whose` says.
fn sign_ins(count: usize, whose: impl Fn(usize) -> usize) -> Rows {
    let row = |number| json!({"id": format!("s{number}"), "createdDateTime": at(number), "userId": format!("u{}", whose(number))});
    (0..count).map(row).collect::<Vec<Value>>().into()
}

/// So many risky users, the newest in the middle of the list.
fn risky_users(count: usize) -> Rows {
    let row = |number: usize| {
        let place = (number * 7) % count;
        json!({"id": format!("u{place}"), "userPrincipalName": format!("u{place}@example.com"), "riskState": "atRisk",
            "riskLevel": "low", "riskLastUpdatedDateTime": at(place)})
    };
    (0..count).map(row).collect::<Vec<Value>>().into()
}

/// So many detections, the newest in the middle of the list.
fn detections(count: usize) -> Rows {
    let row = |number: usize| {
        let place = (number * 7) % count;
        json!({"id": format!("d{place}"), "detectedDateTime": at(place), "userId": format!("u{}", place % 10), "riskState": "atRisk",
            "riskLevel": "low", "riskEventType": "passwordSpray"})
    };
    (0..count).map(row).collect::<Vec<Value>>().into()
}

fn of_sign_ins(adapter: &Adapter) -> &dyn SignInSource {
    adapter.sign_ins.as_deref().expect("it answers")
}

fn of_detections(adapter: &Adapter) -> &dyn DetectionSource {
    adapter.detections.as_deref().expect("it answers")
}

fn of_users(adapter: &Adapter) -> &dyn UserSource {
    adapter.users.as_deref().expect("it answers")
}

fn ids<E: riskgate_model::Entity>(rows: &[E]) -> Vec<&str> {
    rows.iter().map(|row| row.id().object()).collect()
}

#[tokio::test]
async fn a_user_with_many_sign_ins_does_not_hide_those_of_the_others() {
    // The first 40 are of nine people, and all later ones of one.
    let world = World { sign_ins: sign_ins(6_000, |number| if number < 40 { 1 + number % 9 } else { 0 }), ..World::default() };
    let (stand_in, adapter) = graph(world, Asked::default()).await;
    let users: Vec<UserId> = (0..10).map(user).collect();
    let grouped = of_sign_ins(&adapter).sign_ins_by_user(&users, &Query::first(3)).await.expect("groups");
    assert_eq!(grouped.ends, (1..=10).map(|parent| parent * 3).collect::<Vec<u32>>());
    assert_eq!(ids(&grouped.rows)[..3], ["s5999", "s5998", "s5997"]);
    assert!(grouped.next.iter().all(Option::is_some) && grouped.failed.is_empty());
    assert_eq!(stand_in.calls(Collection::SignIns), 2);
}

/// The ids of all sign-ins that pass a filter, in pages of so many.
async fn all(adapter: &Adapter, first: u32, filter: &Filter<SignInField>) -> Vec<String> {
    let (mut found, mut query) = (Vec::new(), Query { filter: filter.clone(), ..Query::first(first) });
    loop {
        let page = of_sign_ins(adapter).sign_ins(&query).await.expect("a page");
        found.extend(page.rows.iter().map(|row| row.id.object().to_owned()));
        match page.next {
            Some(next) => query.after = Some(next),
            None => return found,
        }
    }
}

#[tokio::test]
async fn sign_ins_of_one_moment_are_in_the_order_of_their_ids_wherever_a_page_of_graph_ends() {
    let row = |number: usize| json!({"id": format!("s{}", (number * 5) % 12), "createdDateTime": at(number / 4), "userId": "u0"});
    let world = World { sign_ins: (0..12).map(row).collect::<Vec<Value>>().into(), ..World::default() };
    let (_stand_in, adapter) = graph(world, Asked { page_most: Some(3), ..Asked::default() }).await;
    let whole = all(&adapter, 100, &Filter::All).await;
    // Texts are compared letter by letter.
    assert_eq!(whole, ["s9", "s7", "s4", "s2", "s8", "s6", "s11", "s1", "s5", "s3", "s10", "s0"]);
    for first in 1..12 {
        assert_eq!(all(&adapter, first, &Filter::All).await, whole, "{first} a page");
    }
}

#[tokio::test]
async fn what_graph_cannot_test_is_tested_row_by_row_and_its_pages_join() {
    let state = |number: usize| if number.is_multiple_of(4) { "brandNew" } else { "success" };
    let row = |number: usize| json!({"id": format!("s{number}"), "createdDateTime": at(number), "userId": "u0", "conditionalAccessStatus": state(number)});
    let world = World { sign_ins: (0..20).map(row).collect::<Vec<Value>>().into(), ..World::default() };
    let (_stand_in, adapter) = graph(world, Asked { page_most: Some(3), ..Asked::default() }).await;
    let strange = Filter::Is(SignInField::ConditionalAccessStatus, Test::In(vec![Operand::UnknownWord, Operand::Word("failure")]));
    for first in 1..6 {
        assert_eq!(all(&adapter, first, &strange).await, ["s16", "s12", "s8", "s4", "s0"], "{first} a page");
    }
}

#[tokio::test]
async fn a_link_that_is_lost_is_made_up_for_by_the_time() {
    let (stand_in, adapter) =
        graph(World { sign_ins: sign_ins(50, |_| 0), ..World::default() }, Asked { page_most: Some(4), ..Asked::default() }).await;
    stand_in.arm(Armed::new(Fault::LostSkipToken).on("signIns").after(1).times(1));
    let page = of_sign_ins(&adapter).sign_ins(&Query::first(10)).await.expect("a page");
    assert_eq!(ids(&page.rows), (40..50).rev().map(|number| format!("s{number}")).collect::<Vec<_>>());
    stand_in.arm(Armed::new(Fault::LostSkipToken).on("signIns").after(1).always());
    of_sign_ins(&adapter).sign_ins(&Query::first(10)).await.expect_err("it cannot be made up for");
}

#[tokio::test]
async fn a_link_that_is_lost_in_a_list_without_an_order_is_made_up_for_from_its_beginning() {
    let (mut histories, listed) = (Histories::default(), |number| json!({"id": format!("u{number}"), "displayName": "Ada"}));
    for number in 0..8 {
        histories
            .push("u0", json!({"id": format!("h{number}"), "userId": "u0", "riskState": "atRisk", "riskLastUpdatedDateTime": at(number)}));
    }
    let users = (0..8).map(listed).collect::<Vec<Value>>().into();
    let (stand_in, adapter) = graph(
        World { risky_users: risky_users(8), users, histories, ..World::default() },
        Asked { page_most: Some(3), ..Asked::default() },
    )
    .await;
    let named = Filter::eq(UserField::DisplayName, Operand::Text("Ada".to_owned()));
    let (all, named) = (Query { fields: UserFields::RISK, ..Query::first(9) }, Query { filter: named, ..Query::first(9) });
    let identity = [Identity::User(user(0))];
    let of_history = adapter.risk_history.as_deref().expect("it answers");
    let (once, again) = (Armed::new(Fault::LostSkipToken).after(2).times(1), Armed::new(Fault::LostSkipToken).every(2));
    for (fault, is_made_up_for) in [(once, true), (again, false)] {
        let lose = |path| stand_in.arm(fault.clone().on(path));
        lose("/riskyUsers");
        let answer = of_users(&adapter).users(&all).await;
        assert_eq!(answer.map(|page| page.rows.len()).ok(), is_made_up_for.then_some(8));
        stand_in.disarm();
        lose("/v1.0/users");
        let answer = of_users(&adapter).users(&named).await;
        assert_eq!(answer.map(|page| page.rows.len()).ok(), is_made_up_for.then_some(8));
        stand_in.disarm();
        lose("/history");
        let answer = of_history.risk_history(&identity, &Query::first(9)).await;
        assert_eq!(answer.map(|grouped| grouped.rows.len()).ok(), is_made_up_for.then_some(8));
        stand_in.disarm();
    }
}

#[tokio::test]
async fn a_list_whose_links_go_in_circles_is_no_list() {
    let world = World { sign_ins: sign_ins(12, |_| 0), risky_users: risky_users(8), ..World::default() };
    let (stand_in, adapter) = graph(world, Asked { page_most: Some(3), ..Asked::default() }).await;
    stand_in.arm(Armed::new(Fault::LinksInCircles).on("/v1.0/").always());
    let error = of_users(&adapter).users(&Query { fields: UserFields::RISK, ..Query::first(9) }).await.expect_err("it never ends");
    assert_eq!(error.kind, ErrorKind::Malformed);
    let error = of_sign_ins(&adapter).sign_ins(&Query::first(20)).await.expect_err("it never ends");
    assert_eq!(error.kind, ErrorKind::Malformed);
    assert!(stand_in.requests().len() <= 8, "{}", stand_in.requests().len());
}

#[tokio::test]
async fn the_newest_of_a_list_without_an_order_cost_two_calls() {
    let world = World { risk_detections: detections(5_000), risky_users: risky_users(3_000), ..World::default() };
    let (stand_in, adapter) = graph(world, Asked::default()).await;
    let page = of_detections(&adapter).detections_by_user(&[user(3)], &Query::<Detection>::first(2)).await.expect("groups");
    assert_eq!(ids(&page.rows), ["d4993", "d4983"]);
    let page = of_users(&adapter).users(&Query { fields: UserFields::RISK, ..Query::<User>::first(3) }).await.expect("a page");
    assert_eq!(ids(&page.rows), ["u2999", "u2998", "u2997"]);
    assert_eq!(stand_in.calls(Collection::RiskyUsers), 2);
    let page = of_detections(&adapter).detections(&Query::<Detection>::first(4)).await.expect("a page");
    assert_eq!(ids(&page.rows), ["d4999", "d4998", "d4997", "d4996"]);
}

#[tokio::test]
async fn five_hundred_users_come_with_what_the_directory_says_of_them() {
    let listed = |number| json!({"id": format!("u{number}"), "displayName": "Ada", "userType": "Member"});
    let users: Vec<Value> = (0..500).map(listed).collect();
    let (stand_in, adapter) =
        graph(World { risky_users: risky_users(500), users: users.into(), ..World::default() }, Asked::default()).await;
    let page = of_users(&adapter).users(&Query::first(500)).await.expect("a page");
    assert!(page.rows.len() == 500 && page.rows.iter().all(|user| user.user_type.as_deref() == Some("Member") && user.entra.is_some()));
    let batches = stand_in.requests().iter().filter(|request| request.path.ends_with("/$batch")).count();
    assert_eq!((stand_in.calls(Collection::RiskyUsers), batches), (1, 25));
}

#[tokio::test]
async fn a_list_that_must_be_read_whole_says_by_its_count_what_that_would_cost() {
    let (stand_in, adapter) = graph(
        World { risky_users: risky_users(3_000), ..World::default() },
        Asked { page_most: Some(60), limits: Limits::default, ..Asked::default() },
    )
    .await;
    let error = of_users(&adapter).users(&Query { fields: UserFields::RISK, ..Query::first(100) }).await.expect_err("it is refused");
    assert!(matches!(error.kind, ErrorKind::TooExpensive { calls: 50, takes, .. } if (53..=54).contains(&takes.as_secs())), "{error:?}");
    assert_eq!(stand_in.calls(Collection::RiskyUsers), 1);
}

#[tokio::test]
async fn only_as_many_ids_as_fit_into_the_time_are_asked_for_and_any_ten_parents_together() {
    let world = World { sign_ins: sign_ins(12, |number| number), ..World::default() };
    let (stand_in, adapter) = graph(world, Asked { limits: Limits::default, ..Asked::default() }).await;
    let ids: Vec<SignInId> = (0..6).map(|number| SignInId::new(tenant(), &format!("s{number}"))).collect();
    let error = of_sign_ins(&adapter).sign_ins_by_id(&ids, SignInFields::NONE).await.expect_err("it is refused");
    let ErrorKind::TooExpensive { calls: 6, takes, instead } = error.kind else { panic!("{error:?}") };
    assert!(takes.as_secs() == 10 && instead.contains("at most 5"), "{takes:?}, {instead}");
    assert_eq!(stand_in.calls(Collection::SignIns), 0);
    let users: Vec<UserId> = (0..11).map(user).collect();
    let grouped = of_sign_ins(&adapter).sign_ins_by_user(&users[..10], &Query::first(1)).await.expect("groups");
    assert_eq!((grouped.rows.len(), stand_in.calls(Collection::SignIns)), (10, 1));
    let error = of_sign_ins(&adapter).sign_ins_by_user(&users, &Query::first(1)).await.expect_err("it is refused");
    assert!(matches!(error.kind, ErrorKind::TooExpensive { calls: 11, .. }), "{error:?}");
}

#[tokio::test]
async fn who_is_asked_for_by_name_is_found_whatever_is_known_of_them() {
    let named = |id: &str, name: &str| json!({"id": id, "userPrincipalName": name, "displayName": "Ada"});
    let users = vec![named("u1", "renamed@example.com"), named("u9", "ada@example.com")];
    let (_stand_in, adapter) =
        graph(World { users: users.into(), risky_users: risky_users(3), ..World::default() }, Asked::default()).await;
    let find = async |name: &str| {
        let filter = Filter::eq(UserField::UserPrincipalName, Operand::Text(name.to_owned()));
        let page = of_users(&adapter).users(&Query { filter, ..Query::first(5) }).await.expect("a page");
        page.rows.iter().map(|user| (user.id.object().to_owned(), user.risk.decided_by.is_some())).collect::<Vec<_>>()
    };
    assert_eq!(find("RENAMED@example.com").await, [("u1".to_owned(), true)], "by the directory's name");
    assert_eq!(find("u1@example.com").await, [], "it has another name now");
    assert_eq!(find("ada@example.com").await, [("u9".to_owned(), false)], "nobody ever spoke of a risk");
    assert_eq!(find("u2@example.com").await, [("u2".to_owned(), true)], "the directory has forgotten it");
}

#[tokio::test]
async fn without_a_licence_for_workloads_there_are_none_of_their_detections() {
    let (stand_in, adapter) = graph(World { risk_detections: detections(5), ..World::default() }, Asked::default()).await;
    stand_in.arm(Armed::new(Fault::NotLicensed).on("servicePrincipalRiskDetections").always());
    let source = of_detections(&adapter);
    assert_eq!(source.detections(&Query::first(9)).await.expect("a page").rows.len(), 5);
    let nobody = [DetectionId::new(tenant(), "nobody")];
    assert!(source.detections_by_id(&nobody, DetectionFields::NONE).await.expect("an answer").is_empty());
    let principals = [ServicePrincipalId::new(tenant(), "p1")];
    let error = source.detections_by_service_principal(&principals, &Query::first(9)).await.expect_err("they were asked for");
    assert!(matches!(error.kind, ErrorKind::NotLicensed(_)), "{error:?}");
    stand_in.arm(Armed::new(Fault::NotLicensed).on("riskDetections").always());
    let error = source.detections(&Query::first(9)).await.expect_err("it is refused");
    assert!(matches!(error.kind, ErrorKind::NotLicensed(_)), "{error:?}");
}

#[tokio::test]
async fn a_missing_permission_is_named() {
    let app = App::with_secret(APP, SECRET).without("AuditLog.Read.All");
    let (_stand_in, adapter) = graph_of(app, World::default(), Asked::default()).await;
    let error = of_sign_ins(&adapter).sign_ins(&Query::first(1)).await.expect_err("it is refused");
    assert_eq!(error.kind, ErrorKind::Denied("grant the application permission AuditLog.Read.All".to_owned()));
}

#[tokio::test]
async fn rows_that_cannot_be_read_are_left_out_and_an_object_is_an_error() {
    let (stand_in, adapter) = graph(World { sign_ins: sign_ins(3, |_| 0), ..World::default() }, Asked::default()).await;
    stand_in.arm(Armed::new(Fault::MalformedRows).on("signIns").times(1));
    assert_eq!(of_sign_ins(&adapter).sign_ins(&Query::first(9)).await.expect("a page").rows.len(), 3);
    stand_in.arm(Armed::new(Fault::Html).on("signIns").always());
    let ids = [SignInId::new(tenant(), "s1")];
    let error = of_sign_ins(&adapter).sign_ins_by_id(&ids, SignInFields::NONE).await.expect_err("it is no object");
    assert_eq!(error.kind, ErrorKind::Malformed);
}

#[tokio::test]
async fn pages_that_overlap_or_end_empty_change_nothing() {
    for fault in [Fault::DuplicatesAcrossPages, Fault::ExactlyFullLastPage] {
        let world = World { sign_ins: sign_ins(12, |_| 0), risk_detections: detections(12), ..World::default() };
        let (stand_in, adapter) = graph(world, Asked { page_most: Some(3), ..Asked::default() }).await;
        stand_in.arm(Armed::new(fault).always());
        let page = of_sign_ins(&adapter).sign_ins(&Query::<SignIn>::first(20)).await.expect("a page");
        assert_eq!((page.rows.len(), page.next), (12, None));
        let page = of_detections(&adapter).detections(&Query::first(20)).await.expect("a page");
        assert_eq!((page.rows.len(), page.next), (12, None));
    }
}

#[tokio::test]
async fn what_cannot_be_an_id_is_not_asked_for() {
    let (stand_in, adapter) = graph(World::default(), Asked::default()).await;
    let ids = ["", "..", "a/b", "a'b", "a b", "é"].map(|id| SignInId::new(tenant(), id));
    assert!(of_sign_ins(&adapter).sign_ins_by_id(&ids, SignInFields::NONE).await.expect("an answer").is_empty());
    let filter = Filter::eq(SignInField::AppDisplayName, Operand::Text("it's 100% &more=+".to_owned()));
    assert!(of_sign_ins(&adapter).sign_ins(&Query { filter, ..Query::first(1) }).await.expect("a page").rows.is_empty());
    assert_eq!(stand_in.calls(Collection::SignIns), 1);
}

#[tokio::test]
async fn more_names_than_can_be_asked_for_are_refused_before_a_call_is_made() {
    let (stand_in, adapter) = graph(World { risky_users: risky_users(40), ..World::default() }, Asked::default()).await;
    let named = |count: usize| {
        let names = (0..count).map(|number| Operand::Text(format!("u{number}@example.com"))).collect();
        Query { filter: Filter::Is(UserField::UserPrincipalName, Test::In(names)), ..Query::<User>::first(50) }
    };
    for count in [11, 21, 301] {
        let error = of_users(&adapter).users(&named(count)).await.expect_err("too many");
        assert!(matches!(error.kind, ErrorKind::TooExpensive { calls, .. } if calls == count as u64), "{error:?}");
    }
    assert_eq!(stand_in.calls(Collection::RiskyUsers), 0);
    assert_eq!(of_users(&adapter).users(&named(10)).await.expect("a page").rows.len(), 10);
}
