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
use riskgate_model::{Entity, Identity, Query};

use crate::bench::Bench;

/// A store that has recorded the World.
struct Recorded(Bench);

#[async_trait]
impl Subject for Recorded {
    async fn holding(&self, world: &World) -> Adapter {
        self.0.record(&world.records).await;
        self.0.store.adapter()
    }

    async fn denied(&self) -> Result<Adapter, Skip> {
        Err(Skip::because("a file asks for no credentials"))
    }

    async fn throttled(&self, _: Duration) -> Result<Adapter, Skip> {
        Err(Skip::because("a file is never busy"))
    }

    fn calls(&self) -> Option<u64> {
        Some(self.0.store.statements())
    }
}

#[tokio::test]
async fn the_store_keeps_every_law() {
    check(&Recorded(Bench::new().await)).await.assert();
}

#[tokio::test]
async fn what_was_recorded_changes_by_nothing_but_what_it_says() {
    let benches = Mutex::new(Vec::new());
    let report = check_sink(async || {
        let bench = Bench::new().await;
        let store = bench.store.clone();
        benches.lock().expect("no panic").push(bench);
        (Arc::new(store.clone()) as Arc<dyn Sink>, store.adapter())
    })
    .await;
    report.assert();
}

fn same<E: Entity + PartialEq + Debug>(mut answered: Vec<E>, expected: &[E]) {
    answered.sort_by(|a, b| a.id().cmp(b.id()));
    assert_eq!(answered, expected);
}

#[tokio::test]
async fn the_records_of_the_world_come_to_its_rows() {
    let world = World::new();
    let bench = Bench::of(&world.records).await;
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
}
