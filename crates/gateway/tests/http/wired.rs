//! The graph over a store of its own, behind the HTTP side: who is turned away is on record, and the tenant is found when it comes.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use reqwest::{Client, RequestBuilder, StatusCode};
use riskgate_adapter::{ActionLog, RefusalSource, Sink};
use riskgate_adapter_store::Store;
use riskgate_gateway::{
    config::{Config, Defender, Http},
    http::{Pushing, router, serve},
    wiring,
};
use riskgate_model::{Clock, Kept, Record, TenantId, Time};
use riskgate_schema::{Acting, ActionRules, Graph, Route, Routes, Setup, guard::Limits};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

const TOKEN: &str = "open-sesame-0123456789";

/// A clock that a test moves.
#[derive(Default)]
struct Steered(AtomicI64);

impl Clock for Steered {
    fn now(&self) -> Time {
        Time::from_seconds(1_764_201_600 + self.0.load(Ordering::SeqCst))
    }
}

/// A gateway over a store.
struct Wired {
    store: Store,
    clock: Arc<Steered>,
    url: String,
    client: Client,
    stop: CancellationToken,
    _folder: TempDir,
}

impl Wired {
    async fn new(graph: impl FnOnce(&Store, Arc<Steered>) -> Graph) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(Steered::default());
        let url = format!("sqlite://{}", folder.path().join("riskgate.db").display());
        let store = Store::open(&url, clock.clone()).await.expect("a store");
        let settings = Http { token: serde_json::from_value(json!(TOKEN)).expect("a token"), ..Http::default() };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/graphql", listener.local_addr().expect("an address"));
        let (front, stop) = (wiring::front(graph(&store, clock.clone()), &store, Arc::new(String::new)), CancellationToken::new());
        let (router, stopped) = (router(front, &settings, Pushing::of(&Defender::default()), stop.clone()), stop.clone());
        tokio::spawn(async move { serve(listener, router, &settings, stopped).await });
        let client = Client::builder().no_proxy().build().expect("a client");
        Self { store, clock, url, client, stop, _folder: folder }
    }

    async fn ask(&self, query: &str, token: Option<&str>) -> (StatusCode, Value) {
        let request = self.client.post(&self.url).json(&json!({ "query": query }));
        let request = token.into_iter().fold(request, RequestBuilder::bearer_auth);
        let response = request.send().await.expect("an answer");
        (response.status(), response.json().await.expect("JSON"))
    }

    /// How many were turned away, as each record of them says it, the first coming first.
    async fn turned_away(&self) -> Vec<u64> {
        let query = "{ auditRecords(first: 50) { nodes { event requestedBy record } } }";
        let (_, answer) = self.ask(query, Some(TOKEN)).await;
        let records = answer["data"]["auditRecords"]["nodes"].as_array().expect("records").iter().rev();
        let told = |record: &Value| -> Value { serde_json::from_str(record["record"].as_str().expect("a text")).expect("JSON") };
        let counted = records.map(|record| {
            assert_eq!((&record["event"], &record["requestedBy"]), (&json!("refused"), &Value::Null), "{record}");
            let told = told(record);
            assert_eq!(told["codes"], json!(["UNAUTHENTICATED"]), "{told}");
            told["count"].as_u64().expect("a number")
        });
        counted.collect()
    }
}

impl Drop for Wired {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// The graph over the store, all of whose times are of this clock.
fn steered(store: &Store, clock: Arc<Steered>) -> Graph {
    let (own, kept) = (store.adapter(), Arc::new(store.clone()));
    let routes = || Routes::new(|_| &own).expect("it answers everything");
    Graph::new(Setup {
        routes: routes(),
        refusals: Route::<dyn RefusalSource> { adapter: "store".into(), source: kept.clone() },
        sink: Route::<dyn Sink> { adapter: "store".into(), source: kept.clone() },
        acting: Acting {
            log: Route::<dyn ActionLog> { adapter: "store".into(), source: kept },
            targets: routes(),
            rules: ActionRules { needs_viewer: true, ..ActionRules::default() },
            clock,
            asked: Arc::new(|| {}),
        },
        adapters: vec![own.clone()],
        tenant: TenantId::new("t"),
        limits: Limits::default(),
        introspection: false,
    })
}

#[tokio::test]
async fn wrong_tokens_are_on_record_once_a_minute_with_their_number() {
    let wired = Wired::new(steered).await;
    let (hello, act) = ("{ __typename }", "mutation { blockUsers(input: {userIds: [\"u\"], idempotencyKey: \"k\"}) { action { id } } }");
    for wrong in ["guessed", "open-sesame-0123456780", ""] {
        let (status, answer) = wired.ask(hello, Some(wrong)).await;
        assert_eq!((status, &answer["data"]), (StatusCode::UNAUTHORIZED, &Value::Null), "{answer}");
    }
    assert_eq!(wired.turned_away().await, [1], "the first is told at once, and the others are counted");
    // Who shows none, and acts, is one of them; who asks without one is not.
    let (status, answer) = wired.ask(act, None).await;
    assert_eq!((status, &answer["errors"][0]["extensions"]["code"]), (StatusCode::OK, &json!("UNAUTHENTICATED")), "{answer}");
    assert_eq!(wired.ask(hello, None).await.0, StatusCode::OK);
    wired.clock.0.store(59, Ordering::SeqCst);
    wired.ask(hello, Some("guessed")).await;
    assert_eq!(wired.turned_away().await, [1]);
    wired.clock.0.store(60, Ordering::SeqCst);
    wired.ask(hello, Some("guessed")).await;
    assert_eq!(wired.turned_away().await, [1, 5]);
    assert!(wired.store.verify_audit(None).await.expect("the trail").is_ok());
}

/// A user of this tenant.
fn user(tenant: &str) -> Record {
    let properties = json!({"id": "u1", "displayName": tenant});
    let properties = properties.as_object().expect("an object").clone();
    Record::DirectoryUser(Kept::read(properties, &TenantId::new(tenant), None).expect("a user"))
}

#[tokio::test]
async fn the_tenant_whose_records_come_after_the_start_is_the_one_that_is_meant() {
    let config = Config::default();
    let wired = Wired::new(|store, _| wiring::graph(&config, store, vec![store.adapter()], Arc::default()).expect("a graph")).await;
    wired.store.record(&[user("contoso")], &[]).await.expect("it is recorded");
    let (_, answer) = wired.ask("{ user(by: {objectId: \"u1\"}) { displayName } }", None).await;
    assert_eq!(answer["data"]["user"], json!({"displayName": "contoso"}), "{answer}");
}
