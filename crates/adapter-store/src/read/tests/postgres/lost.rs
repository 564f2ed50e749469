//! Connections that are lost, and servers that come back.

use std::sync::Arc;

use riskgate_adapter::{AdapterError, ErrorKind, SignInScope, SignInSource, Sink};
use riskgate_migrations::{Migrator, MigratorTrait};
use riskgate_model::Filter;
use riskgate_test_postgres::Cluster;
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};

use crate::{
    Store,
    read::tests::{Still, postgres_store, sign_ins},
};

fn statement(sql: &str) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, [])
}

#[tokio::test]
async fn a_question_whose_connection_is_lost_is_asked_once_more() {
    let Some((store, _database)) = postgres_store().await else { return };
    // Only sessions that began before now are ended: the next one answers.
    let now = store.writer.query_one_raw(statement("select clock_timestamp()::text")).await.expect("a moment").expect("a row");
    let now: String = now.try_get_by_index(0).expect("a text");
    let sql = format!(
        "select pid::bigint, case when backend_start < '{now}' then pg_terminate_backend(pid) end
        from pg_stat_activity where pid = pg_backend_pid()"
    );
    let before = store.statements();
    assert_eq!(store.rows(statement(&sql)).await.expect("an answer").len(), 1);
    assert_eq!(store.statements() - before, 1, "it is one question");
}

#[tokio::test]
async fn a_question_that_is_lost_again_is_not_available() {
    let Some((store, _database)) = postgres_store().await else { return };
    let error = store.rows(statement("select pg_terminate_backend(pg_backend_pid())")).await.map(drop).expect_err("it is lost");
    let error = AdapterError::from(error);
    assert!(error.kind == ErrorKind::Unavailable && error.retry_after.is_some(), "{error:?}");
    store.rows(statement("select 1")).await.expect("the next question is answered");
}

#[tokio::test]
async fn a_store_outlives_its_server_and_what_was_answered_is_held() {
    let Some(mut cluster) = Cluster::new() else { return };
    let database = cluster.database().await;
    let connection = Database::connect(&database.url).await.expect("a connection");
    Migrator::up(&connection, None).await.expect("tables");
    connection.close().await.expect("it closes");
    let store = Store::open(&database.url, Arc::new(Still)).await.expect("a store");
    store.record(&sign_ins(20), &[]).await.expect("they are recorded");
    cluster.crash();
    let error = store.count_sign_ins(SignInScope::All, &Filter::All).await.expect_err("the server is gone");
    assert!(error.kind == ErrorKind::Unavailable && error.retry_after.is_some(), "{error:?}");
    let error = store.record(&sign_ins(30), &[]).await.expect_err("the server is gone");
    assert!(error.kind == ErrorKind::Unavailable && error.retry_after.is_some(), "{error:?}");
    cluster.start();
    assert_eq!(store.count_sign_ins(SignInScope::All, &Filter::All).await.expect("a count"), [Some(20)]);
    store.record(&sign_ins(30), &[]).await.expect("they are recorded");
    assert_eq!(store.count_sign_ins(SignInScope::All, &Filter::All).await.expect("a count"), [Some(30)]);
}
