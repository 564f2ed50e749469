//! A gateway of one's own for each test: a store on either engine that goes with it, and HTTP on a free port of this machine.

pub mod client;
mod copied;
mod engine;
mod faulty;

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

pub use engine::Engine;
pub use faulty::{Fault, faulty};

use riskgate_adapter::{Adapter, Sink as _};
use riskgate_adapter_store::Store;
use riskgate_gateway::{
    clock::SystemClock,
    config::Config,
    demo::Demo,
    http::{Pushing, router, serve},
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
    /// Calls of the detections in memory.
    calls: Arc<AtomicU64>,
    address: SocketAddr,
    client: reqwest::Client,
    stop: CancellationToken,
    _place: Option<Place>,
}

impl Gateway {
    /// A gateway over these records. There is none where the engine is not on this machine: then the test is skipped.
    pub async fn with(engine: Engine, tenant: TenantId, records: impl Iterator<Item = Record>) -> Option<Self> {
        let place = engine.place().await?;
        let store = filled(&place.url(), records).await;
        let calls = Arc::new(AtomicU64::new(0));
        let detections = match engine {
            Engine::SqliteAndMemory => Some(copied::detections(&store, calls.clone()).await),
            Engine::Sqlite | Engine::Postgres => None,
        };
        let mut gateway = Self::over(store, Some(place), tenant, detections).await;
        gateway.calls = calls;
        Some(gateway)
    }

    /// A gateway over these records in the database at `url`, which has its tables.
    pub async fn at(url: &str, tenant: TenantId, records: impl Iterator<Item = Record>) -> Self {
        Self::over(filled(url, records).await, None, tenant, None).await
    }

    /// A gateway over these records on SQLite, but for detections, which come from this adapter.
    pub async fn with_detections_of(adapter: Adapter, tenant: TenantId, records: impl Iterator<Item = Record>) -> Self {
        let place = Engine::Sqlite.place().await.expect("there is always SQLite");
        Self::over(filled(&place.url(), records).await, Some(place), tenant, Some(adapter)).await
    }

    async fn over(store: Store, place: Option<Place>, tenant: TenantId, detections: Option<Adapter>) -> Self {
        let mut config = Config::default();
        config.store.default_tenant = tenant.into();
        let mut adapters = vec![store.adapter()];
        if let Some(adapter) = detections {
            config.routes.detections = adapter.manifest.name.to_string();
            adapters.push(adapter);
        }
        let graph = wiring::graph(&config, &store, adapters, Arc::default()).expect("the store answers everything");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
        let address = listener.local_addr().expect("the listener has an address");
        let stop = CancellationToken::new();
        let front = wiring::front(graph, &store, Arc::new(String::new));
        let router = router(front, &config.http, Pushing::open(&config.defender), stop.clone());
        let stopped = stop.clone();
        tokio::spawn(async move { serve(listener, router, &config.http, stopped).await });
        let client = reqwest::Client::builder().no_proxy().build().expect("a client without TLS");
        Self { store, calls: Arc::default(), address, client, stop, _place: place }
    }

    /// A gateway over the demo tenant. There is none where the engine is not on this machine: then the test is skipped.
    pub async fn demo(engine: Engine) -> Option<Self> {
        let anchor = parse_day("2026-03-01").expect("a day");
        let demo = Demo::new(1, anchor, Demo::USERS, 2_000).expect("there is room for the stories");
        Self::with(engine, TenantId::new(&demo.summary().tenant), demo.records()).await
    }

    /// Where a page of the gateway is.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The whole response to a query.
    pub async fn response(&self, query: &str) -> Value {
        let request = self.client.post(self.url("/graphql")).json(&json!({ "query": query }));
        request.send().await.expect("the gateway answers").json().await.expect("it answers JSON")
    }

    /// The data of a query that has no errors.
    pub async fn data(&self, query: &str) -> Value {
        let mut response = self.response(query).await;
        assert_eq!(response["errors"], Value::Null, "{query}");
        response["data"].take()
    }

    /// What becomes of what is pushed; all of it is taken.
    pub async fn push(&self, body: &Value) -> Value {
        let response = self.client.post(self.url("/ingest/defender")).json(body).send().await.expect("the gateway answers");
        assert_eq!(response.status(), 202, "{body}");
        response.json().await.expect("it answers JSON")
    }

    /// What a page of the gateway says.
    pub async fn page(&self, path: &str) -> String {
        let response = self.client.get(self.url(path)).send().await.expect("the gateway answers");
        response.text().await.expect("it answers text")
    }

    /// How many statements a query costs, and calls of the memory.
    pub async fn statements(&self, query: &str) -> u64 {
        let before = self.asked();
        self.data(query).await;
        self.asked() - before
    }

    fn asked(&self) -> u64 {
        self.store.statements() + self.calls.load(Ordering::Relaxed)
    }
}

/// The store at `url` with these records.
async fn filled(url: &str, records: impl Iterator<Item = Record>) -> Store {
    let store = Store::open(url, Arc::new(SystemClock)).await.expect("the store opens");
    let mut records = records.peekable();
    while records.peek().is_some() {
        let batch: Vec<Record> = records.by_ref().take(1_000).collect();
        store.record(&batch, &[]).await.expect("the records are good");
    }
    store
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
