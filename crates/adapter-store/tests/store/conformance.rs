//! The store before the conformance kit.

use std::{
    fmt::Debug,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use riskgate_adapter::{
    Adapter, Sink,
    conformance::{Skip, Subject, World, check, check_sink},
};
use riskgate_adapter_store::Store;
use riskgate_model::{Entity, Identity, Query};

use crate::{
    bench::{Bench, Still},
    engine::{self, Server},
};

/// A store that has recorded the World, and one whose database lets it read nothing.
struct Recorded {
    bench: Bench,
    refused: Result<(Server, Store), Skip>,
}

impl Recorded {
    async fn new() -> Option<Self> {
        let bench = Bench::new().await?;
        let refused = match engine::without_grants().await {
            Ok((server, url)) => Ok((server, Store::open(&url, Arc::new(Still)).await.expect("it opens"))),
            Err(skip) => Err(skip),
        };
        Some(Self { bench, refused })
    }
}

#[async_trait]
impl Subject for Recorded {
    async fn holding(&self, world: &World) -> Adapter {
        self.bench.record(&world.records).await;
        self.bench.store.adapter()
    }

    async fn denied(&self) -> Result<Adapter, Skip> {
        self.refused.as_ref().map(|(_, store)| store.adapter()).map_err(Clone::clone)
    }

    async fn throttled(&self, _: Duration) -> Result<Adapter, Skip> {
        Err(Skip::because("a database answers late rather than ask to slow down"))
    }

    fn calls(&self) -> Option<u64> {
        Some(self.bench.store.statements())
    }
}

#[tokio::test]
async fn the_store_keeps_every_law() {
    let Some(recorded) = Recorded::new().await else { return };
    let report = check(&recorded).await;
    println!("{report}");
    report.assert();
}

#[tokio::test]
async fn what_was_recorded_changes_by_nothing_but_what_it_says() {
    if Bench::new().await.is_none() {
        return;
    }
    let benches = Mutex::new(Vec::new());
    let report = check_sink(async || {
        let bench = Bench::new().await.expect("the engine is there");
        let store = bench.store.clone();
        benches.lock().expect("no panic").push(bench);
        (Arc::new(store.clone()) as Arc<dyn Sink>, store.adapter())
    })
    .await;
    report.assert();
}

fn same<E: Entity + PartialEq + Debug>(mut answered: Vec<E>, expected: &[E]) {
    let mut expected = expected.to_vec();
    for rows in [&mut answered, &mut expected] {
        rows.sort_by(|a, b| a.id().cmp(b.id()));
    }
    assert_eq!(answered, expected);
}

#[tokio::test]
async fn the_records_of_the_world_come_to_its_rows() {
    let world = World::new();
    let Some(bench) = Bench::of(&world.records).await else { return };
    let store = bench.store.adapter();
    same(store.users.expect("users").users(&Query::first(100)).await.expect("a page").rows, &world.users);
    let principals = store.service_principals.expect("principals").service_principals(&Query::first(100)).await.expect("a page");
    same(principals.rows, &world.service_principals);
    same(store.sign_ins.expect("sign-ins").sign_ins(&Query::first(100)).await.expect("a page").rows, &world.sign_ins);
    same(store.detections.expect("detections").detections(&Query::first(100)).await.expect("a page").rows, &world.detections);
    let users = world.users.iter().map(|user| Identity::User(user.id.clone()));
    let principals = world.service_principals.iter().map(|principal| Identity::ServicePrincipal(principal.id.clone()));
    let identities: Vec<Identity> = users.chain(principals).collect();
    let histories = store.risk_history.expect("histories").risk_history(&identities, &Query::first(100)).await.expect("histories");
    same(histories.rows, &world.risk_changes);
    let audits = store.directory_audits.expect("audits").directory_audits(&Query::first(100)).await.expect("a page");
    same(audits.rows, &world.directory_audits);
    let locations = store.named_locations.expect("locations").named_locations(&Query::first(100)).await.expect("a page");
    same(locations.rows, &world.named_locations);
    let policies = store.conditional_access_policies.expect("policies").conditional_access_policies(&Query::first(100)).await;
    same(policies.expect("a page").rows, &world.conditional_access_policies);
    same(store.alerts.expect("alerts").alerts(&Query::first(100)).await.expect("a page").rows, &world.alerts);
    same(store.incidents.expect("incidents").incidents(&Query::first(100)).await.expect("a page").rows, &world.incidents);
}
