//! Opening: what cannot be read is refused by a clear sentence, and what was recorded is found again.

use std::{error::Error, sync::Arc};

use riskgate_adapter::HealthProbe;
use riskgate_adapter_store::{Store, StoreError};
use riskgate_model::{Kept, Record, TenantId};
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::{
    bench::{Bench, Still, connection},
    crowd::sign_in,
};

/// Why it is not opened.
pub(crate) async fn refusal(url: &str) -> StoreError {
    match Store::open(url, Arc::new(Still)).await {
        Ok(_) => panic!("{url} was opened"),
        Err(error) => error,
    }
}

/// The error and all its causes, as a log shows them.
pub(crate) fn told(error: &(dyn Error + 'static)) -> String {
    std::iter::successors(Some(error), |error| (*error).source()).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_by_the_migration_it_names() {
    let Some(bench) = Bench::new().await else { return };
    let past = connection(&bench.url()).await;
    past.execute_unprepared("insert into seaql_migrations (version, applied_at) values ('m9999_tomorrow', 0)").await.expect("a migration");
    let error = refusal(&bench.url()).await;
    assert!(matches!(&error, StoreError::Newer(migration) if migration == "m9999_tomorrow"), "{error:?}");
}

#[tokio::test]
async fn a_store_is_found_again_as_it_was_left() {
    let Some(bench) = Bench::of(&[sign_in("u", "s", 5)]).await else { return };
    let before = bench.dump().await;
    bench.store.clone().close().await.expect("it closes");
    let again = Store::open(&bench.url(), Arc::new(Still)).await.expect("a store");
    assert_eq!(bench.dump().await, before);
    let health = again.health().await;
    assert!(health.healthy && health.as_of.is_some(), "{health:?}");
}

#[tokio::test]
async fn a_store_of_one_tenant_knows_it_and_one_of_several_or_none_knows_none() {
    let Some(bench) = Bench::new().await else { return };
    let only = async || bench.store.only_tenant().await.expect("it can be read");
    assert_eq!(only().await, None);
    bench.record(&[sign_in("u", "s", 5), sign_in("v", "r", 6)]).await;
    assert_eq!(only().await, Some(TenantId::new("t")));
    let principal = json!({"id": "p"}).as_object().expect("an object").clone();
    let principal = Kept::read(principal, &TenantId::new("other"), None).expect("a service principal");
    bench.record(&[Record::RiskyServicePrincipal(principal)]).await;
    assert_eq!(only().await, None);
}
