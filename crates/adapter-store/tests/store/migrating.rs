//! Migrations: told before they are run, run altogether or not at all, and by one process at a time.

use std::sync::Arc;

use riskgate_adapter_store::{Migrations, Store, StoreError};
use riskgate_migrations::{MIGRATIONS, Migrator, MigratorTrait};
use sea_orm::ConnectionTrait;

use crate::{
    bench::{Still, connection, texts},
    engine::{MADE, Place},
};

fn of(place: &Place) -> Migrations {
    Migrations::of(&place.url()).expect("an address")
}

/// The names of the migrations that are pending.
async fn pending(place: &Place) -> Vec<&'static str> {
    let status = of(place).status().await.expect("a status");
    status.iter().filter(|migration| migration.applied.is_none()).map(|migration| migration.name).collect()
}

async fn run(place: &Place, sql: &str) {
    let connection = connection(&place.url()).await;
    connection.execute_unprepared(sql).await.expect(sql);
    connection.close().await.expect("it closes");
}

async fn made(place: &Place) -> Vec<String> {
    let connection = connection(&place.url()).await;
    let made = texts(&connection, MADE).await;
    connection.close().await.expect("it closes");
    made
}

#[tokio::test]
async fn what_is_pending_is_told_and_applied_once() {
    let Some(place) = Place::new().await else { return };
    let all = MIGRATIONS.map(|migration| migration.name);
    assert_eq!(pending(&place).await, all);
    assert_eq!(of(&place).up().await.expect("tables"), all);
    assert_eq!(pending(&place).await, [""; 0]);
    assert_eq!(of(&place).up().await.expect("tables"), [""; 0]);
    assert_eq!(of(&place).plan().await.expect("a plan"), "");
    Store::open(&place.url(), Arc::new(Still)).await.expect("a store");
}

#[tokio::test]
async fn the_plan_run_by_hand_makes_what_up_makes() {
    let (Some(by_hand), Some(up)) = (Place::new().await, Place::new().await) else { return };
    run(&by_hand, &of(&by_hand).plan().await.expect("a plan")).await;
    of(&up).up().await.expect("tables");
    let made_up = made(&up).await;
    assert!(made_up.len() > 60, "{made_up:?}");
    assert_eq!(made(&by_hand).await, made_up);
    assert_eq!(pending(&by_hand).await, [""; 0]);
    let ages = texts(&connection(&by_hand.url()).await, "select 'a minute' from seaql_migrations a, seaql_migrations b where a.applied_at > 1700000000 and b.applied_at - a.applied_at between -60 and 60").await;
    assert_eq!(ages.len(), MIGRATIONS.len().pow(2), "moments are seconds since 1970");
}

#[tokio::test]
async fn a_database_that_is_behind_gets_the_rest() {
    let Some(place) = Place::new().await else { return };
    let behind = connection(&place.url()).await;
    Migrator::up(&behind, Some(3)).await.expect("tables");
    behind.close().await.expect("it closes");
    let rest: Vec<&str> = MIGRATIONS[3..].iter().map(|migration| migration.name).collect();
    assert_eq!(pending(&place).await, rest);
    let plan = of(&place).plan().await.expect("a plan");
    assert!(plan.contains("create table detections") && !plan.contains("create table users"), "{plan}");
    assert_eq!(of(&place).up().await.expect("tables"), rest);
    assert_eq!(pending(&place).await, [""; 0]);
}

#[tokio::test]
async fn what_fails_in_the_middle_leaves_nothing() {
    let Some(place) = Place::new().await else { return };
    run(&place, "create table freshness (mine integer)").await;
    let before = made(&place).await;
    let error = of(&place).up().await.expect_err("there is another table of that name");
    assert!(matches!(error, StoreError::Unaccounted), "{error:?}");
    assert!(error.to_string().contains("a plan that broke off"), "{error}");
    assert_eq!(made(&place).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_several_at_once_each_succeeds_and_one_applies() {
    let Some(place) = Place::new().await else { return };
    let up: Vec<_> = (0..4).map(|_| of(&place)).map(|migrations| tokio::spawn(async move { migrations.up().await })).collect();
    let mut applied = Vec::new();
    for up in up {
        applied.push(up.await.expect("a task").expect("tables").len());
    }
    applied.sort_unstable();
    assert_eq!(applied, [0, 0, 0, MIGRATIONS.len()]);
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_and_left_alone() {
    let Some(place) = Place::with_tables().await else { return };
    of(&place).up().await.expect("tables");
    run(&place, "insert into seaql_migrations (version, applied_at) values ('m9999_tomorrow', 0)").await;
    let before = made(&place).await;
    let migrations = of(&place);
    let (status, plan, up) = (migrations.status().await.err(), migrations.plan().await.err(), migrations.up().await.err());
    for error in [status, plan, up] {
        assert!(matches!(&error, Some(StoreError::Newer(name)) if name == "m9999_tomorrow"), "{error:?}");
    }
    assert_eq!(made(&place).await, before);
}

#[tokio::test]
async fn alerts_that_are_there_already_are_listed_by_when_they_began() {
    let Some(place) = Place::new().await else { return };
    let before = MIGRATIONS.iter().position(|migration| migration.name == "m0024_attack_order").expect("it is one of them");
    let behind = connection(&place.url()).await;
    Migrator::up(&behind, Some(u32::try_from(before).expect("few migrations"))).await.expect("tables");
    let moments =
        [r#""2026-03-01T08:00:00.1234567Z""#, r#""2026-03-01T08:00:00Z""#, r#""2026-03-01T08:00:00.9999999Z""#, "null", r#""soon""#];
    for (id, moment) in moments.iter().enumerate() {
        let columns = "tenant, id, created, status_rank, classification_rank, severity_rank, speaks, standings, record";
        let record = format!(r#"{{"title":"\u0000","firstActivityDateTime":{moment}}}"#);
        let row = format!("insert into alerts ({columns}) values ('t', '{id}', 7, -1, -1, -1, 0, '[]', '{record}')");
        behind.execute_unprepared(&row).await.expect("an alert");
    }
    behind.close().await.expect("it closes");
    of(&place).up().await.expect("the rest");
    let began = "select coalesce(cast(first_activity as text), '-') || ' ' || cast(began_key as text) from alerts order by id";
    let expected = [
        "1772352000123456700 1772352000123456700",
        "1772352000000000000 1772352000000000000",
        "1772352000999999900 1772352000999999900",
        "- 7",
        "- 7",
    ];
    assert_eq!(texts(&connection(&place.url()).await, began).await, expected);
}
