//! Opening PostgreSQL: what cannot be used is refused by a clear sentence, and its tables are not touched unasked.

use std::{io::Write as _, net::TcpListener, thread};

use riskgate_adapter::{AdapterError, ErrorKind};
use riskgate_adapter_store::{Migrations, StoreError};
use riskgate_migrations::{MIGRATIONS, Migrator, MigratorTrait};
use riskgate_test_postgres::Cluster;
use sea_orm::ConnectionTrait;

use crate::{
    bench::{connection, texts},
    engine::{MADE, Place},
    opening::{refusal, told},
};

async fn run(url: &str, sql: &str) {
    let connection = connection(url).await;
    connection.execute_unprepared(sql).await.expect(sql);
    connection.close().await.expect("it closes");
}

#[tokio::test]
async fn a_database_that_lacks_migrations_is_refused_and_left_alone() {
    let Some(place) = Place::new().await else { return };
    for applied in [0, 3] {
        let past = connection(&place.url()).await;
        Migrator::up(&past, Some(applied)).await.expect("tables");
        let before = texts(&past, MADE).await;
        let lacking = MIGRATIONS.len() - applied as usize;
        let error = refusal(&place.url()).await;
        assert!(matches!(error, StoreError::Pending { count } if count == lacking), "{error:?}");
        assert!(error.to_string().contains("`riskgate migrate up`"), "{error}");
        assert_eq!(texts(&past, MADE).await, before);
        past.close().await.expect("it closes");
    }
}

#[tokio::test]
async fn a_wrong_password_is_denied_and_not_repeated() {
    let Some(mut cluster) = Cluster::new() else { return };
    run(&cluster.url("postgres"), "set password_encryption = 'scram-sha-256'; create role ada login password 'right'").await;
    let rules = cluster.folder().join("data/pg_hba.conf");
    let before = std::fs::read_to_string(&rules).expect("the rules");
    std::fs::write(&rules, format!("local all ada scram-sha-256\n{before}")).expect("they are written");
    cluster.crash();
    cluster.start();
    let with = |user: &str| cluster.url("postgres").replace("//postgres@", &format!("//{user}@"));
    for user in ["ada:wr0ng", "ada", "nobody:wr0ng"] {
        let error = refusal(&with(user)).await;
        assert!(matches!(error, StoreError::Database(_)), "{error:?}");
        assert!(!told(&error).contains("wr0ng"), "{}", told(&error));
        let error = AdapterError::from(error);
        assert!(matches!(error.kind, ErrorKind::Denied(_)), "{user}: {error:?}");
    }
    let error = refusal(&with("ada:right")).await;
    assert!(matches!(error, StoreError::Pending { .. }), "{error:?}");
}

#[tokio::test]
async fn a_role_without_grants_is_denied() {
    let Some(cluster) = Cluster::new() else { return };
    let url = cluster.url("postgres");
    Migrations::of(&url).expect("an address").up().await.expect("tables");
    run(&url, "create role ada login").await;
    let as_ada = url.replace("//postgres@", "//ada@");
    let error = AdapterError::from(refusal(&as_ada).await);
    assert!(matches!(error.kind, ErrorKind::Denied(_)), "{error:?}");
    let error = Migrations::of(&as_ada).expect("an address").up().await.expect_err("nothing is granted");
    assert!(matches!(AdapterError::from(error).kind, ErrorKind::Denied(_)));
}

#[tokio::test]
async fn a_database_or_a_server_that_is_not_there_is_unavailable() {
    let Some(mut cluster) = Cluster::new() else { return };
    let missing = refusal(&cluster.url("missing")).await;
    assert!(told(&missing).contains("does not exist"), "{}", told(&missing));
    assert_eq!(AdapterError::from(missing).kind, ErrorKind::Unavailable);
    cluster.crash();
    let error = refusal(&cluster.url("postgres")).await;
    assert!(!told(&error).contains(&cluster.folder().display().to_string()), "{}", told(&error));
    assert_eq!(AdapterError::from(error).kind, ErrorKind::Unavailable);
}

#[tokio::test]
async fn what_is_no_postgresql_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let address = listener.local_addr().expect("an address");
    // It serves whoever comes until the test ends.
    thread::spawn(move || listener.incoming().flatten().for_each(|mut stream| drop(stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n"))));
    let error = refusal(&format!("postgres://ada:secret@{address}/riskgate")).await;
    assert!(matches!(error, StoreError::Database(_)), "{error:?}");
    assert!(!told(&error).contains("secret"), "{}", told(&error));
    assert_eq!(AdapterError::from(error).kind, ErrorKind::Unavailable);
}

#[tokio::test]
async fn a_database_of_another_encoding_is_refused() {
    let Some(cluster) = Cluster::new() else { return };
    run(&cluster.url("postgres"), "create database latin template template0 encoding 'LATIN1' locale 'C'").await;
    let error = refusal(&cluster.url("latin")).await;
    assert!(matches!(error, StoreError::Server(_)) && error.to_string().contains("LATIN1"), "{error:?}");
    let up = Migrations::of(&cluster.url("latin")).expect("an address").up().await;
    assert!(matches!(up, Err(StoreError::Server(_))), "{up:?}");
}

#[tokio::test]
async fn a_parameter_that_is_not_known_is_refused_and_its_value_not_repeated() {
    for parameter in ["sslpassword=s3cret", "sslmode=require&passwd=s3cret", "%70assword=s3cret"] {
        let error = refusal(&format!("postgres://ada@localhost/riskgate?{parameter}")).await;
        assert!(matches!(error, StoreError::Parameter(_)) && !told(&error).contains("s3cret"), "{error:?}");
    }
}

#[tokio::test]
async fn tables_of_another_program_in_another_schema_are_none_of_ours() {
    let Some(cluster) = Cluster::new() else { return };
    let url = cluster.url("postgres");
    run(
        &url,
        "create table seaql_migrations (version text, applied_at bigint); insert into seaql_migrations values ('m1_shop', 1);
        create schema ours; alter database postgres set search_path = ours, public",
    )
    .await;
    assert!(matches!(refusal(&url).await, StoreError::Pending { .. }));
    Migrations::of(&url).expect("an address").up().await.expect("tables");
    riskgate_adapter_store::Store::open(&url, std::sync::Arc::new(crate::bench::Still)).await.expect("a store");
}
