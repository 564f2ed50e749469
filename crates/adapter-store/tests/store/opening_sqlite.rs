//! Opening SQLite: what is no database of ours is refused by a clear sentence.

use std::sync::Arc;

use riskgate_adapter_store::{Migrations, Store, StoreError};
use sea_orm::{ConnectionTrait, SqliteTransactionMode, TransactionOptions, TransactionTrait};

use crate::{
    bench::{Bench, Still, connection},
    engine::Place,
    opening::{refusal, told},
};

#[tokio::test]
async fn what_is_no_address_of_a_database_is_refused_and_not_repeated() {
    let files = ["", "riskgate.db", "sqlite:", "sqlite://", "sqlite::memory:", "sqlite://a.db?mode=ro"];
    let servers = ["postgres:/ada:secret@host/db", "postgres://ada:secret@host:port/db", "postgresql://ada:secret@host/db?sslmode=perhaps"];
    for url in files.into_iter().chain(servers) {
        let error = refusal(url).await;
        assert!(matches!(error, StoreError::Address), "{url}: {error:?}");
        assert!(error.to_string().contains("expected sqlite://FILE"), "{error}");
        assert!(!told(&error).contains("secret"), "{error}");
    }
}

#[tokio::test]
async fn garbage_and_directories_are_refused_with_their_path_untouched() {
    let directory = tempfile::tempdir().expect("a directory");
    let garbage = directory.path().join("garbage.db");
    let content = "no database at all, but long enough to have had a header ".repeat(40);
    std::fs::write(&garbage, &content).expect("a file");
    for (path, cause) in [
        (garbage.as_path(), "not a database"),
        (directory.path(), "unable to open"),
        (&directory.path().join("no/where.db"), "unable to open"),
    ] {
        let error = refusal(&format!("sqlite://{}", path.display())).await;
        assert!(matches!(error, StoreError::Database(_)), "{error:?}");
        assert!(told(&error).contains(cause), "{}", told(&error));
    }
    assert_eq!(std::fs::read_to_string(&garbage).expect("the file"), content);
}

#[tokio::test]
async fn a_file_that_cannot_be_written_is_refused() {
    let Some(bench) = Bench::new().await else { return };
    let url = bench.url();
    let file = std::path::PathBuf::from(url.strip_prefix("sqlite://").expect("a file"));
    bench.store.clone().close().await.expect("it closes");
    let mut permissions = std::fs::metadata(&file).expect("a file").permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&file, permissions).expect("permissions");
    if std::fs::OpenOptions::new().write(true).open(&file).is_ok() {
        return; // Permissions do not bind the superuser.
    }
    assert!(told(&refusal(&url).await).contains("readonly"));
}

#[tokio::test]
async fn processes_that_open_a_new_database_at_once_all_succeed() {
    let directory = tempfile::tempdir().expect("a directory");
    let url = format!("sqlite://{}", directory.path().join("riskgate.db").display());
    let opening: Vec<_> = (0..4)
        .map(|_| {
            let url = url.clone();
            tokio::spawn(async move { Store::open(&url, Arc::new(Still)).await })
        })
        .collect();
    for store in opening {
        store.await.expect("a task").expect("a store");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_new_file_and_what_lies_beside_it_are_their_owners_alone() {
    let Some(bench) = Bench::of(&[crate::crowd::sign_in("u", "s", 1)]).await else { return };
    let file = std::path::PathBuf::from(bench.url().strip_prefix("sqlite://").expect("a file"));
    for entry in std::fs::read_dir(file.parent().expect("a folder")).expect("a folder") {
        let entry = entry.expect("an entry");
        let mode = std::os::unix::fs::PermissionsExt::mode(&entry.metadata().expect("a file").permissions());
        assert_eq!(mode & 0o777, 0o600, "{:?}", entry.file_name());
    }
}

#[tokio::test]
async fn a_new_file_that_another_is_writing_is_waited_for() {
    let directory = tempfile::tempdir().expect("a directory");
    let url = format!("sqlite://{}", directory.path().join("riskgate.db").display());
    let other = connection(&format!("{url}?mode=rwc")).await;
    let options = TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..TransactionOptions::default() };
    let writing = other.begin_with_options(options).await.expect("a transaction");
    let opening = tokio::spawn(async move { Store::open(&url, Arc::new(Still)).await });
    // Long enough for the store to be refused its log, on any machine that is not busy with something else.
    let count = "with recursive n (n) as (select 1 union all select n + 1 from n where n < 1000000) select max(n) from n";
    writing.execute_unprepared(count).await.expect("rows");
    writing.commit().await.expect("it ends");
    opening.await.expect("a task").expect("a store");
}

#[tokio::test]
async fn who_asks_for_the_migrations_of_a_missing_file_makes_none() {
    let Some(place) = Place::with_tables().await else { return };
    let migrations = Migrations::of(&place.url()).expect("an address");
    let status = migrations.status().await.expect("a status");
    assert!(!status.is_empty() && status.iter().all(|migration| migration.applied.is_none()), "{status:?}");
    assert!(migrations.plan().await.expect("a plan").contains("create table users"));
    assert!(!std::path::Path::new(place.url().strip_prefix("sqlite://").expect("a file")).exists());
}

#[tokio::test]
async fn who_asks_for_the_migrations_of_a_file_leaves_it_as_it_is() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("other.db");
    let url = format!("sqlite://{}", file.display());
    let other = connection(&format!("{url}?mode=rwc")).await;
    other.execute_unprepared("create table mine (number integer)").await.expect("a table");
    other.close().await.expect("it closes");
    let before = std::fs::read(&file).expect("the file");
    let migrations = Migrations::of(&url).expect("an address");
    assert!(migrations.status().await.expect("a status").iter().all(|migration| migration.applied.is_none()));
    migrations.plan().await.expect("a plan");
    assert!(std::fs::read(&file).expect("the file") == before, "the file was changed");
    assert_eq!(std::fs::read_dir(directory.path()).expect("a folder").count(), 1, "nothing lies beside it");
}
