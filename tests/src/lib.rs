//! A gateway of one's own for each test: a store on either engine that goes with it, and HTTP on a free port of this machine.

mod engine;

pub use engine::Engine;

use std::{net::SocketAddr, sync::Arc};

use riskgate_adapter::Sink as _;
use riskgate_adapter_store::Store;
use riskgate_gateway::{
    clock::SystemClock,
    config::Config,
    demo::Demo,
    http::{router, serve},
    wiring,
};
use riskgate_model::{Record, TenantId, parse_day};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::engine::Place;

/// A gateway that runs as long as the test does.
pub struct Gateway {
    /// Its store.
    pub store: Store,
    address: SocketAddr,
    client: reqwest::Client,
    stop: CancellationToken,
    _place: Option<Place>,
}

impl Gateway {
    /// A gateway over these records. There is none where the engine is not on this machine: then the test is skipped.
    pub async fn with(engine: Engine, tenant: TenantId, records: impl Iterator<Item = Record>) -> Option<Self> {
        let place = engine.place().await?;
        Some(Self::over(&place.url(), Some(place), tenant, records).await)
    }

    /// A gateway over these records in the database at `url`, which has its tables.
    pub async fn at(url: &str, tenant: TenantId, records: impl Iterator<Item = Record>) -> Self {
        Self::over(url, None, tenant, records).await
    }

    async fn over(url: &str, place: Option<Place>, tenant: TenantId, records: impl Iterator<Item = Record>) -> Self {
        let store = Store::open(url, Arc::new(SystemClock)).await.expect("the store opens");
        let mut records = records.peekable();
        while records.peek().is_some() {
            let batch: Vec<Record> = records.by_ref().take(1_000).collect();
            store.record(&batch, &[]).await.expect("the records are good");
        }
        let mut config = Config::default();
        config.store.default_tenant = tenant.into();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
        let address = listener.local_addr().expect("the listener has an address");
        let stop = CancellationToken::new();
        let router = router(wiring::front(&config, &store).expect("the store answers everything"), &config.http, stop.clone());
        let stopped = stop.clone();
        tokio::spawn(async move { serve(listener, router, &config.http, stopped).await });
        let client = reqwest::Client::builder().no_proxy().build().expect("a client without TLS");
        Self { store, address, client, stop, _place: place }
    }

    /// A gateway over the demo tenant. There is none where the engine is not on this machine: then the test is skipped.
    pub async fn demo(engine: Engine) -> Option<Self> {
        let anchor = parse_day("2026-03-01").expect("a day");
        let demo = Demo::new(1, anchor, Demo::USERS, 2_000).expect("there is room for the stories");
        Self::with(engine, TenantId::new(&demo.summary().tenant), demo.records()).await
    }

    /// The whole response to a query.
    pub async fn response(&self, query: &str) -> Value {
        let request = self.client.post(format!("http://{}/graphql", self.address)).json(&json!({ "query": query }));
        request.send().await.expect("the gateway answers").json().await.expect("it answers JSON")
    }

    /// The data of a query that has no errors.
    pub async fn data(&self, query: &str) -> Value {
        let mut response = self.response(query).await;
        assert_eq!(response["errors"], Value::Null, "{query}");
        response["data"].take()
    }

    /// What a page of the gateway says.
    pub async fn page(&self, path: &str) -> String {
        let response = self.client.get(format!("http://{}{path}", self.address)).send().await.expect("the gateway answers");
        response.text().await.expect("it answers text")
    }

    /// How many statements a query costs.
    pub async fn statements(&self, query: &str) -> u64 {
        let before = self.store.statements();
        self.data(query).await;
        self.store.statements() - before
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
