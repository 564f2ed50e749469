//! Temporary clusters: what they are, and that they never outlive who asked for them.

#![cfg(unix)]

use std::{
    env,
    io::{BufRead as _, BufReader, Read as _},
    os::unix::net::UnixStream,
    path::PathBuf,
    process::{Command, Stdio},
};

use riskgate_test_postgres::{Cluster, Database, database};
use sea_orm::sqlx::{Connection as _, Error, Executor as _, PgConnection, Row as _};

async fn text(url: &str, statement: &'static str) -> Result<String, Error> {
    let mut connection = PgConnection::connect(url).await?;
    let text = connection.fetch_one(statement).await?.try_get(0)?;
    connection.close().await?;
    Ok(text)
}

async fn run(database: &Database, statement: &'static str) {
    let mut connection = PgConnection::connect(&database.url).await.expect("a connection");
    connection.execute(statement).await.expect(statement);
    connection.close().await.expect("it closes");
}

#[tokio::test]
async fn a_database_is_empty_and_in_the_order_of_bytes() {
    let Some(database) = database().await else { return };
    let told =
        "select pg_encoding_to_char(encoding) || ' ' || datcollate || ' ' || datctype from pg_database where datname = current_database()";
    assert_eq!(text(&database.url, told).await.expect("a row"), "UTF8 C C");
    let tables = "select count(*)::text from pg_class where relnamespace = 'public'::regnamespace";
    assert_eq!(text(&database.url, tables).await.expect("a row"), "0");
}

#[tokio::test]
async fn a_database_like_another_holds_the_same_and_is_its_own() {
    let Some(template) = database().await else { return };
    run(&template, "create table t as select 'a' as word").await;
    let (one, other) = (template.like().await, template.like().await);
    run(&one, "update t set word = 'b'").await;
    for (database, word) in [(&template, "a"), (&one, "b"), (&other, "a")] {
        assert_eq!(text(&database.url, "select word from t").await.expect("a row"), word);
    }
}

#[tokio::test]
async fn a_database_is_dropped_with_its_value() {
    let Some(database) = database().await else { return };
    let url = database.url.clone();
    text(&url, "select ''").await.expect("it is there");
    drop(database);
    let error = text(&url, "select ''").await.expect_err("it is dropped");
    assert!(error.to_string().contains("does not exist"), "{error}");
}

#[tokio::test]
async fn a_crashed_server_is_gone_until_it_is_started_and_keeps_what_it_answered() {
    let Some(mut cluster) = Cluster::new() else { return };
    let database = cluster.database().await;
    run(&database, "create table t as select 'kept' as word").await;
    cluster.crash();
    text(&database.url, "select word from t").await.expect_err("nobody answers");
    cluster.start();
    assert_eq!(text(&database.url, "select word from t").await.expect("a row"), "kept");
    let folder = cluster.folder().to_owned();
    drop(database);
    drop(cluster);
    assert!(!folder.exists(), "{}", folder.display());
}

/// The child: it says where its cluster lies and who serves it, and waits to be killed.
#[tokio::test]
#[ignore = "it is run, and killed, by the test below"]
async fn uses_a_cluster_until_it_is_killed() {
    let Some(cluster) = Cluster::new() else { return };
    let _database = cluster.database().await;
    println!("\ncluster {}", cluster.folder().display());
    std::future::pending::<()>().await;
}

/// The guardian writes its errors where the child does: their end is the end of both. A connection ends with the server.
#[test]
fn a_killed_process_leaves_no_server_and_no_folder() {
    let program = env::current_exe().expect("this program");
    let arguments = ["--ignored", "--exact", "uses_a_cluster_until_it_is_killed", "--nocapture"];
    let mut child =
        Command::new(program).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the child is started");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines().map(|line| line.expect("a line"));
    let Some(folder) = lines.find_map(|line| line.strip_prefix("cluster ").map(PathBuf::from)) else {
        assert!(child.wait().expect("it ends").success(), "it was neither skipped nor did it start a cluster");
        return;
    };
    let mut connection = UnixStream::connect(folder.join(".s.PGSQL.5432")).expect("the server listens");

    child.kill().expect("it is killed");
    let mut errors = String::new();
    child.stderr.take().expect("its errors").read_to_string(&mut errors).expect("the guardian ends");
    assert!(!folder.exists(), "{} is there: {errors}", folder.display());
    let read = connection.read(&mut [0]);
    assert!(read.as_ref().map_or(true, |bytes| *bytes == 0), "{read:?}");
    child.wait().expect("it has ended");
}

/// The child of the test below.
#[tokio::test]
#[ignore = "it is run by the test below, where there is no PostgreSQL"]
async fn asks_twice_for_a_database() {
    assert!(database().await.is_none() && database().await.is_none());
}

#[test]
fn without_postgresql_a_test_is_skipped_with_the_reason_or_fails_where_it_is_required() {
    let program = env::current_exe().expect("this program");
    let mut child = Command::new(program);
    child.args(["--ignored", "--exact", "asks_twice_for_a_database"]).env_remove("RISKGATE_REQUIRE_POSTGRES");
    // A server that is given and does not answer stands for none at all.
    child.env("RISKGATE_TEST_POSTGRES_URL", "postgres://nobody@localhost/none?host=/nowhere");
    let skipped = child.output().expect("the child runs");
    let told = String::from_utf8_lossy(&skipped.stderr);
    assert!(skipped.status.success(), "{told}");
    assert_eq!(told.matches("tests on PostgreSQL are skipped: RISKGATE_TEST_POSTGRES_URL cannot be used: ").count(), 1, "{told}");

    let required = child.env("RISKGATE_REQUIRE_POSTGRES", "1").output().expect("the child runs");
    assert!(!required.status.success());
    let told = String::from_utf8_lossy(&required.stdout);
    assert!(told.contains("tests need PostgreSQL: RISKGATE_TEST_POSTGRES_URL cannot be used: "), "{told}");
}
