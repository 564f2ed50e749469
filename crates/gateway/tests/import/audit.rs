//! `riskgate audit`: what is found in a trail that somebody has changed, and what a role that may only add to it can do.

use std::sync::Arc;

use riskgate_adapter::ActionLog as _;
use riskgate_adapter_store::{Migrations, Store};
use riskgate_gateway::clock::SystemClock;
use riskgate_model::{Action, ActionId, ActionKind, Actor, Clock as _, Id as _, Sent, Target, TargetKind, TenantId};
use riskgate_test_postgres::{Database, database};
use sea_orm::ConnectionTrait as _;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::place::{Place, Run, fixture, now, run};

/// How many records the trail has.
const RECORDS: usize = 6;

fn audit(place: &Place, words: &[&str], url: &str) -> Run {
    run(place.riskgate(&[&["audit"], words].concat()).env("RISKGATE_DATABASE__URL", url))
}

/// A folder, and a database with nothing in it. There is none where there is no PostgreSQL: then the test is skipped.
fn postgres() -> Option<(Place, Database)> {
    Some((Place::new(), now(database())?))
}

/// Requests something, takes it up and says that it is done: three records for one target.
async fn act(store: &Store, key: &str, user: &str) {
    let (tenant, requested) = (TenantId::new("t"), SystemClock.now());
    let targets = [Target::new(TargetKind::User, tenant.clone(), user)];
    let kind = ActionKind::BlockUsers;
    let action = Action {
        id: ActionId::new(tenant, key),
        kind,
        requested,
        requested_by: Actor { name: "soar".to_owned(), object: None },
        content: None,
        reason: Some("phished".to_owned()),
        steps: Action::steps(kind, &targets, requested),
        refused: Vec::new(),
    };
    store.request(&action, "digest").await.expect("it is kept");
    let mut steps = store.claim(60, 10).await.expect("steps");
    for step in &mut steps {
        step.progress.sent(SystemClock.now(), Sent::Done);
    }
    store.conclude(&steps).await.expect("it is kept");
}

/// A store with a trail of two acts.
fn filled(url: &str) {
    now(async {
        Migrations::of(url).expect("an address").up().await.expect("tables");
        let store = Store::open(url, Arc::new(SystemClock)).await.expect("the store opens");
        act(&store, "k", "ada").await;
        act(&store, "l", "zoe").await;
        store.close().await.expect("the store closes");
    });
}

/// Runs these statements past the store.
fn change(url: &str, statements: &str) {
    now(async {
        let database = sea_orm::Database::connect(url).await.expect("the database opens");
        database.execute_unprepared(statements).await.expect(statements);
        database.close().await.expect("the database closes");
    });
}

fn finds_what_was_changed(place: &Place, url: &str) {
    filled(url);
    let exported = audit(place, &["export"], url);
    assert_eq!(exported.code, Some(0), "{exported:?}");
    let head = exported.errors.trim().rsplit(' ').next().expect("a hash").to_owned();
    assert!(exported.errors.contains(&format!("{RECORDS} records")) && head.len() == 64, "{exported:?}");
    let whole = audit(place, &["verify", "--head", &head], url);
    assert!(whole.code == Some(0) && whole.output.contains(&head), "{whole:?}");

    let guards = if url.starts_with("sqlite") {
        "drop trigger audit_is_not_changed; drop trigger audit_is_not_cut"
    } else {
        "drop trigger audit_is_not_changed on audit"
    };
    change(url, &format!("{guards}; create table kept as select * from audit"));
    for (statement, found) in [
        ("update audit set record = replace(record, 'ada', 'bob') where seq = 1", "record 1 was changed"),
        ("update audit set hash = 'none' where seq = 6", "record 6 was changed"),
        ("delete from audit where seq = 1", "record 1 was deleted"),
        ("delete from audit where seq = 4", "record 4 was deleted"),
        (
            "update audit set seq = case seq when 2 then -3 else -2 end where seq in (2, 3); update audit set seq = -seq where seq < 0",
            "record 2 does not follow",
        ),
        ("insert into audit select 7, record, previous, hash from audit where seq = 3", "record 7 does not follow"),
        ("insert into audit select 0, record, previous, hash from audit where seq = 1", "record 0 does not follow"),
    ] {
        change(url, statement);
        for words in [&["verify"][..], &["verify", "--head", &head], &["export"]] {
            let verified = audit(place, words, url);
            assert!(verified.code == Some(1) && verified.errors.contains(found), "{statement}: {verified:?}");
        }
        change(url, "delete from audit; insert into audit select * from kept");
    }
    for cut in ["delete from audit where seq > 4", "delete from audit"] {
        change(url, cut);
        assert_eq!(audit(place, &["verify"], url).code, Some(0), "alone it looks whole");
        let verified = audit(place, &["verify", "--head", &head], url);
        assert!(verified.code == Some(1) && verified.errors.contains("the trail was cut, or it is another one"), "{verified:?}");
    }
}

#[test]
fn whatever_is_changed_in_the_trail_of_sqlite_is_found_and_named() {
    let place = Place::new();
    finds_what_was_changed(&place, &place.url());
}

#[test]
fn whatever_is_changed_in_the_trail_of_postgresql_is_found_and_named() {
    let Some((place, database)) = postgres() else { return };
    finds_what_was_changed(&place, &database.url);
}

#[test]
fn a_trail_that_is_exported_can_be_checked_by_anybody_and_is_not_written_over_another() {
    let place = Place::new();
    filled(&place.url());
    let exported = audit(&place, &["export", "--output", "trail.jsonl"], &place.url());
    assert_eq!((exported.code, exported.output.as_str()), (Some(0), ""), "{exported:?}");
    let mut previous = String::new();
    let text = std::fs::read_to_string(place.path("trail.jsonl")).expect("the trail");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    for (seq, line) in (1..).zip(&lines) {
        let record = line["record"].as_str().expect("a record");
        let bytes: [u8; 32] = Sha256::digest(format!("{previous}\n{record}")).into();
        let hash = bytes.map(|byte| format!("{byte:02x}")).concat();
        assert_eq!((&line["seq"], &line["previous"], &line["hash"]), (&Value::from(seq), &previous.into(), &hash.clone().into()));
        previous = hash;
    }
    assert_eq!(lines.len(), RECORDS);
    assert!(exported.errors.contains(&previous), "{exported:?}");
    let again = audit(&place, &["export", "--output", "trail.jsonl"], &place.url());
    assert!(again.code == Some(1) && again.errors.contains("trail.jsonl is there already, and nothing was overwritten"), "{again:?}");
}

#[test]
fn a_trail_without_records_and_a_store_that_is_not_there_are_told() {
    let place = Place::new();
    let absent = audit(&place, &["verify"], &place.url());
    assert_eq!((absent.code, place.path("riskgate.db").exists()), (Some(2), false), "{absent:?}");
    place.make_database();
    let empty = audit(&place, &["verify"], &place.url());
    assert!(empty.code == Some(0) && empty.output.contains("there are no records yet"), "{empty:?}");
}

/// The address with another user.
fn as_role(url: &str, role: &str) -> String {
    let (scheme, rest) = url.split_once("://").expect("an address has a scheme");
    let (server, path) = rest.split_once('/').expect("an address has a database");
    let host = server.rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{role}:hidden@{host}/{path}")
}

#[test]
fn a_role_with_these_grants_acts_and_imports_and_takes_nothing_back_from_the_trail() {
    let Some((place, database)) = postgres() else { return };
    filled(&database.url);
    let name = database.url.split('?').next().and_then(|address| address.rsplit('/').next()).expect("a name");
    let role = format!("serve_{name}");
    let grants = run(&mut place.riskgate(&["audit", "grants", "--role", &role]));
    assert_eq!(grants.code, Some(0), "{grants:?}");
    change(&database.url, &format!("create role {role} login password 'hidden'"));
    let url = as_role(&database.url, &role);
    assert_ne!(audit(&place, &["verify"], &url).code, Some(0), "without them it may do nothing");
    change(&database.url, &grants.output);

    now(async {
        let store = Store::open(&url, Arc::new(SystemClock)).await.expect("the store opens");
        act(&store, "m", "kim").await;
        // Nothing of it waits, so that nothing is recorded.
        store.cancel(&ActionId::new(TenantId::new("t"), "m"), &Actor::default()).await.expect("an answer");
        store.close().await.expect("the store closes");
        let database = sea_orm::Database::connect(&url).await.expect("the database opens");
        for statement in [
            "update audit set record = '{}'",
            "delete from audit",
            "truncate audit",
            "drop trigger audit_is_not_changed on audit",
            "alter table audit disable trigger all",
            "delete from seaql_migrations",
        ] {
            let refused = database.execute_unprepared(statement).await.expect_err(statement).to_string();
            assert!(refused.contains("permission denied") || refused.contains("must be owner"), "{statement}: {refused}");
        }
        database.close().await.expect("the database closes");
    });
    place.write("users.json", fixture("users.json"));
    let imported = run(place.command(&["users.json"]).env("RISKGATE_DATABASE__URL", &url));
    assert_eq!(imported.code, Some(0), "{imported:?}");
    let whole = audit(&place, &["verify"], &url);
    assert!(whole.code == Some(0) && whole.output.contains(&format!("{} records", RECORDS + 3)), "{whole:?}");
    change(&database.url, &format!("drop owned by {role}; drop role {role}"));
}

#[test]
fn names_in_grants_are_quoted() {
    let grants = run(&mut Place::new().riskgate(&["audit", "grants", "--role", "a\"; drop table audit; --", "--schema", "Risk"]));
    assert!(grants.output.contains(r#"on "Risk".audit from "a""; drop table audit; --";"#), "{grants:?}");
}
