//! A gateway of one's own for each test: a store in a folder that is removed, and HTTP on a free port of this machine.

mod faulty;

pub use faulty::{Fault, faulty};

use std::{future::ready, net::SocketAddr, sync::Arc};

use riskgate_adapter::{Adapter, Sink as _};
use riskgate_adapter_store::Store;
use riskgate_gateway::{
    clock::SystemClock,
    config::{Config, Routes},
    demo::Demo,
    http::{router, serve},
    wiring,
};
use riskgate_model::{Record, TenantId, parse_day};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// A gateway that runs as long as the test does.
pub struct Gateway {
    /// Its store.
    pub store: Store,
    address: SocketAddr,
    client: reqwest::Client,
    stop: CancellationToken,
    _folder: TempDir,
}

impl Gateway {
    /// A gateway over these records.
    pub async fn with(tenant: TenantId, records: impl Iterator<Item = Record>) -> Self {
        Self::routed(tenant, records, |_, _| ready(Vec::new())).await
    }

    /// A gateway over these records, with further adapters, which are made when the store holds the records, and routes to them.
    pub async fn routed<A>(tenant: TenantId, records: impl Iterator<Item = Record>, route: impl FnOnce(Store, &mut Routes) -> A) -> Self
    where
        A: Future<Output = Vec<Adapter>>,
    {
        let folder = TempDir::new().expect("a folder for the database");
        let url = format!("sqlite://{}", folder.path().join("riskgate.db").display());
        let store = Store::open(&url, Arc::new(SystemClock)).await.expect("a new store opens");
        let mut records = records.peekable();
        while records.peek().is_some() {
            let batch: Vec<Record> = records.by_ref().take(1_000).collect();
            store.record(&batch, &[]).await.expect("the records are good");
        }
        let mut config = Config::default();
        config.store.default_tenant = tenant.into();
        let mut adapters = vec![store.adapter()];
        adapters.extend(route(store.clone(), &mut config.routes).await);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
        let address = listener.local_addr().expect("the listener has an address");
        let stop = CancellationToken::new();
        let router = router(
            wiring::front(&config, &store, adapters, Arc::new(String::new)).expect("the store answers everything"),
            &config.http,
            stop.clone(),
        );
        let stopped = stop.clone();
        tokio::spawn(async move { serve(listener, router, &config.http, stopped).await });
        let client = reqwest::Client::builder().no_proxy().build().expect("a client without TLS");
        Self { store, address, client, stop, _folder: folder }
    }

    /// A gateway over the demo tenant.
    pub async fn demo() -> Self {
        let anchor = parse_day("2026-03-01").expect("a day");
        let demo = Demo::new(1, anchor, Demo::USERS, 2_000).expect("there is room for the stories");
        Self::with(TenantId::new(&demo.summary().tenant), demo.records()).await
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
