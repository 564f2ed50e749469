//! Opening: what is no database of ours is refused by a clear sentence.

use std::{error::Error, sync::Arc};

use riskgate_adapter::HealthProbe;
use riskgate_adapter_store::{Store, StoreError};
use sea_orm::ConnectionTrait;

use crate::{
    bench::{Bench, Still, connection},
    crowd::sign_in,
};

async fn refusal(url: &str) -> StoreError {
    match Store::open(url, Arc::new(Still)).await {
        Ok(_) => panic!("{url} was opened"),
        Err(error) => error,
    }
}

/// The error and all its causes, as a log shows them.
fn told(error: &(dyn Error + 'static)) -> String {
    std::iter::successors(Some(error), |error| (*error).source()).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

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
async fn a_database_of_a_newer_version_is_refused_by_the_migration_it_names() {
    let bench = Bench::new().await;
    let past = connection(&bench.url()).await;
    past.execute_unprepared("insert into seaql_migrations (version, applied_at) values ('m9999_tomorrow', 0)").await.expect("a migration");
    let error = refusal(&bench.url()).await;
    assert!(matches!(&error, StoreError::Newer(migration) if migration == "m9999_tomorrow"), "{error:?}");
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
    let bench = Bench::new().await;
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
async fn a_store_is_found_again_as_it_was_left() {
    let bench = Bench::of(&[sign_in("u", "s", 5)]).await;
    let before = bench.dump().await;
    bench.store.clone().close().await.expect("it closes");
    let again = Store::open(&bench.url(), Arc::new(Still)).await.expect("a store");
    assert_eq!(bench.dump().await, before);
    let health = again.health().await;
    assert!(health.healthy && health.as_of.is_some(), "{health:?}");
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
