//! How fast a burst of statuses is taken, in how much memory, beside the database copying the same rows by itself; and that none is lost.
//!
//! `cargo run --release -p riskgate-gateway --example defender` pushes 50,000 statuses of 40,000 alerts about 10,000 users over HTTP, and
//! then tells as many of another tenant by the mutation, into SQLite; with the address of an empty database behind ` -- `, such as
//! `postgres://USER@HOST/speed`, into PostgreSQL. A number behind the address is how many.

mod burst;
#[path = "../copied/mod.rs"]
mod copied;
mod kept;

use std::{
    error::Error,
    fs,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use futures::{StreamExt as _, TryStreamExt as _, stream};
use reqwest::{Client, RequestBuilder, StatusCode};
use riskgate_adapter_store::{Migrations, Store};
use riskgate_gateway::{
    clock::SystemClock,
    config::{Config, SecretText},
    http::{Pushing, router, serve},
    wiring,
};
use riskgate_model::TenantId;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::burst::{Burst, Told};

/// The tables that statuses of alerts are written into.
const TABLES: [&str; 7] = ["alerts", "versions", "alert_names", "alert_identities", "alert_sign_ins", "users", "risk_changes"];

/// How many push at once.
const CONNECTIONS: usize = 4;

const SECRET: &str = "a-secret-that-nobody-guesses";

const MUTATION: &str = "mutation($statuses: [DefenderStatusInput!]!) {
    ingestDefenderStatuses(input: {statuses: $statuses}) { recorded unchanged userErrors { message } }
}";

/// A way in which statuses come.
struct Way {
    name: &'static str,
    tenant: &'static str,
    /// How many come at once.
    page: u32,
    request: fn(&Gateway, &[Told]) -> RequestBuilder,
}

const WAYS: [Way; 2] = [
    Way { name: "pushed", tenant: "5f1c7bde-0000-4000-a000-000000000001", page: 1_000, request: pushed },
    Way { name: "told by the mutation", tenant: "5f1c7bde-0000-4000-a000-000000000002", page: 500, request: told },
];

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().unwrap_or_else(|| format!("sqlite://{}", folder.path().join("burst.db").display()));
    let count: u32 = arguments.next().map_or(Ok(50_000), |count| count.parse())?;
    Migrations::of(&url)?.up().await?;
    let store = Store::open(&url, Arc::new(SystemClock)).await?;
    for way in &WAYS {
        let burst = Burst::of(count);
        let gateway = Gateway::over(&store, way.tenant).await?;
        let (before, asked) = (memory(), store.statements_written());
        let (taken, early) = way.send(&gateway, &burst).await?;
        let (after, asked) = (memory(), store.statements_written() - asked);
        gateway.stop.cancel();
        kept::check(&url, way.tenant, &burst).await?;
        let copied = copied::copy(&url, &folder.path().join(format!("copy-{}.db", way.tenant)), &TABLES, Some(way.tenant)).await?;
        let rate = |taken: Duration| f64::from(count) / taken.as_secs_f64();
        println!("{}: {:.0} statuses a second, and none is lost", way.name, rate(taken));
        println!("copied by the database itself, in one statement a table: {:.0} statuses a second", rate(copied));
        println!("{} / copied: {:.2}", way.name, copied.as_secs_f64() / taken.as_secs_f64());
        println!("statements: {asked}, for {} requests", count.div_ceil(way.page));
        println!("peak memory before, after a tenth, and after all: {before}, {early}, {after}");
    }
    Ok(store.close().await?)
}

impl Way {
    /// Sends all; answers how long that took, and the peak of memory after a tenth.
    async fn send(&self, gateway: &Gateway, burst: &Burst) -> Result<(Duration, String), Box<dyn Error>> {
        let pages = burst.count.div_ceil(self.page);
        let start = Instant::now();
        let send = |page: u32| async move {
            let statuses: Vec<Told> =
                (page * self.page..((page + 1) * self.page).min(burst.count)).map(|place| burst.status(place)).collect();
            acknowledged((self.request)(gateway, &statuses)).await
        };
        let mut early = String::new();
        for part in [0..pages.div_ceil(10), pages.div_ceil(10)..pages] {
            stream::iter(part).map(send).buffer_unordered(CONNECTIONS).try_collect::<()>().await?;
            if early.is_empty() {
                early = memory();
            }
        }
        Ok((start.elapsed(), early))
    }
}

fn pushed(gateway: &Gateway, statuses: &[Told]) -> RequestBuilder {
    let alerts: Vec<Value> = statuses.iter().map(Told::alert).collect();
    gateway.client.post(format!("{}/ingest/defender", gateway.url)).bearer_auth(SECRET).json(&json!({ "value": alerts }))
}

fn told(gateway: &Gateway, statuses: &[Told]) -> RequestBuilder {
    let statuses: Vec<Value> = statuses.iter().map(Told::input).collect();
    let body = json!({"query": MUTATION, "variables": {"statuses": statuses}});
    gateway.client.post(format!("{}/graphql", gateway.url)).json(&body)
}

/// Sends it until it is taken: what the store could not record is sent again, as a sender would.
async fn acknowledged(request: RequestBuilder) -> Result<(), Box<dyn Error>> {
    loop {
        let response = request.try_clone().ok_or("the body is a stream")?.send().await?;
        let status = response.status();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            continue;
        }
        let answer: Value = response.json().await?;
        let errors = &answer["data"]["ingestDefenderStatuses"]["userErrors"];
        let is_whole = status.is_success() && answer["errors"].is_null() && errors.as_array().is_none_or(Vec::is_empty);
        return if is_whole { Ok(()) } else { Err(format!("{status}: {answer}").into()) };
    }
}

/// A gateway over the store, for one tenant.
struct Gateway {
    url: String,
    client: Client,
    stop: CancellationToken,
}

impl Gateway {
    async fn over(store: &Store, tenant: &str) -> Result<Self, Box<dyn Error>> {
        let mut config = Config::default();
        config.store.default_tenant = TenantId::new(tenant).into();
        config.defender.push_secret = SecretText::new(SECRET);
        let graph = wiring::graph(&config, store, vec![store.adapter()], Arc::default())?;
        let front = wiring::front(graph, store, Arc::new(String::new));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let stop = CancellationToken::new();
        let router = router(front, &config.http, Pushing::of(&config.defender), stop.clone());
        let stopped = stop.clone();
        tokio::spawn(async move { serve(listener, router, &config.http, stopped).await });
        Ok(Self { url, client: Client::builder().no_proxy().build()?, stop })
    }
}

/// The peak of this process's memory.
fn memory() -> String {
    let status = fs::read_to_string(Path::new("/proc/self/status")).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.map_or_else(|| "not known here".to_owned(), |peak| peak.trim().to_owned())
}
