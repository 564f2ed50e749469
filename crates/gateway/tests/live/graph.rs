//! A stand-in for Microsoft Graph, and a gateway that is routed to it.

use std::{sync::Arc, time::Duration};

use riskgate_adapter::{Adapter, Health};
use riskgate_adapter_msgraph::{LiveOptions, live};
use riskgate_adapter_store::Store;
use riskgate_gateway::{
    clock::SystemClock,
    config::Config,
    http::{Pushing, router, serve},
    wiring,
};
use riskgate_model::{Clock, TenantId};
use riskgate_msgraph_client::{Bounds, Client, Cloud, Credential, Limits, Secret, Settings};
use riskgate_test_msgraph::{App, Settings as StandInSettings, Size, StandIn, Tenant, World};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// The tenant.
pub(crate) const TENANT: &str = "5f1c7bde-0000-4000-a000-000000000001";

/// The application.
pub(crate) const APP: &str = "5f1c7bde-0000-4000-a000-00000000000a";

/// Its secret.
pub(crate) const SECRET: &str = "swordfish";

/// Microsoft Graph as it allows its tenants to ask, and as no test waits for.
#[derive(Clone, Copy)]
pub(crate) enum Rates {
    /// Microsoft's own.
    Real,
    /// None that anybody meets.
    Off,
}

/// A gateway whose questions go to a stand-in.
pub(crate) struct Gateway {
    pub(crate) stand_in: StandIn,
    address: String,
    client: reqwest::Client,
    stop: CancellationToken,
    _place: TempDir,
}

/// A small tenant in which nothing has happened for three days.
pub(crate) async fn stand_in() -> StandIn {
    let until = SystemClock.now().plus_seconds(-3 * 86_400);
    let world = World::sized(Size { risky_users: 20, sign_ins: 400, unattended: 0, detections: 700, ..Size::small(until) });
    let tenant = Tenant { id: TENANT.to_owned(), apps: vec![App::with_secret(APP, SECRET)], world };
    StandIn::start(vec![tenant], StandInSettings::at(Arc::new(SystemClock))).await.expect("a port")
}

fn adapter(stand_in: &StandIn, rates: Rates) -> Adapter {
    let limits = match rates {
        Rates::Real => Limits::default(),
        Rates::Off => Limits::unlimited(),
    };
    let settings = Settings {
        cloud: Cloud::Global,
        base_url: Some(stand_in.url().to_owned()),
        authority: Some(stand_in.url().to_owned()),
        tenant_id: TENANT.to_owned(),
        client_id: APP.to_owned(),
        credential: Credential::Secret(Secret::new(SECRET)),
        bounds: Bounds { limits, ..Bounds::default() },
    };
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let client = Arc::new(Client::new(&settings, clock.clone()).expect("a client"));
    live(&client, &clock, &LiveOptions { deadline: Duration::from_secs(12) }, Arc::new(Health::up()))
}

impl Gateway {
    /// A gateway all of whose questions that Microsoft Graph answers go there.
    pub(crate) async fn over(rates: Rates) -> Self {
        let (stand_in, place) = (stand_in().await, tempfile::tempdir().expect("there is a place for temporary files"));
        let mut config = Config::default();
        config.store.default_tenant = TenantId::new(TENANT).into();
        let routes = &mut config.routes;
        for route in [&mut routes.users, &mut routes.service_principals, &mut routes.sign_ins, &mut routes.detections] {
            "msgraph".clone_into(route);
        }
        for route in [&mut routes.risk_history, &mut routes.alerts, &mut routes.incidents] {
            "msgraph".clone_into(route);
        }
        let url = format!("sqlite://{}", place.path().join("riskgate.db").display());
        riskgate_adapter_store::Migrations::of(&url).expect("an address").up().await.expect("tables");
        let store = Store::open(&url, Arc::new(SystemClock)).await.expect("the store opens");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
        let address = format!("http://{}", listener.local_addr().expect("the listener has an address"));
        let adapters = vec![store.adapter(), adapter(&stand_in, rates)];
        let graph = wiring::graph(&config, &store, adapters, Arc::default()).expect("every question has its adapter");
        let front = wiring::front(graph, &store, Arc::new(String::new));
        let (stop, client) = (CancellationToken::new(), reqwest::Client::builder().no_proxy().build().expect("a client"));
        let (pages, stopped) = (router(front, &config.http, Pushing::of(&config.defender), stop.clone()), stop.clone());
        tokio::spawn(async move { serve(listener, pages, &config.http, stopped).await });
        Self { stand_in, address, client, stop, _place: place }
    }

    /// The answer to a query.
    pub(crate) async fn answer(&self, query: &str) -> Value {
        let request = self.client.post(format!("{}/graphql", self.address)).json(&json!({ "query": query }));
        request.send().await.expect("the gateway answers").json().await.expect("it answers JSON")
    }

    /// The data of an answer without errors.
    pub(crate) async fn data(&self, query: &str) -> Value {
        let mut answer = self.answer(query).await;
        assert_eq!(answer["errors"], Value::Null, "{query}");
        answer["data"].take()
    }

    /// The first error of an answer, which all others are like.
    pub(crate) async fn refusal(&self, query: &str) -> Value {
        let mut answer = self.answer(query).await;
        let errors = answer["errors"].as_array_mut().expect("errors");
        let first = errors[0].take();
        assert!(errors[1..].iter().all(|error| error["extensions"] == first["extensions"]), "{answer}");
        first
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
