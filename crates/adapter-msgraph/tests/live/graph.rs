//! A stand-in, and the live adapter that asks it.

use std::{sync::Arc, time::Duration};

use riskgate_adapter::{Adapter, Health};
use riskgate_adapter_msgraph::{LiveOptions, live};
use riskgate_model::{Clock, Time};
use riskgate_msgraph_client::{Backoff, Bounds, Client, Cloud, Credential, Limits, Secret, Settings};
use riskgate_test_msgraph::{App, Settings as StandInSettings, StandIn, Tenant, World};

/// The tenant.
pub(crate) const TENANT: &str = "5f1c7bde-0000-4000-a000-000000000001";

/// The application.
pub(crate) const APP: &str = "5f1c7bde-0000-4000-a000-00000000000a";

/// Its secret.
pub(crate) const SECRET: &str = "a secret";

/// What time it is: seconds since 1970.
pub(crate) const NOW: i64 = 1_764_201_600;

/// A clock that stands.
struct Still;

impl Clock for Still {
    fn now(&self) -> Time {
        Time::from_seconds(NOW)
    }
}

/// How a stand-in is asked.
#[derive(Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) secret: &'static str,
    /// The most rows of a page.
    pub(crate) page_most: Option<usize>,
    pub(crate) limits: fn() -> Limits,
    pub(crate) deadline: Duration,
}

impl Default for Asked {
    fn default() -> Self {
        Self { secret: SECRET, page_most: None, limits: Limits::unlimited, deadline: Duration::from_secs(5) }
    }
}

/// A stand-in of this world, and the adapter that asks it so.
pub(crate) async fn graph(world: World, asked: Asked) -> (StandIn, Adapter) {
    graph_of(App::with_secret(APP, SECRET), world, asked).await
}

/// The same for this application.
pub(crate) async fn graph_of(app: App, world: World, asked: Asked) -> (StandIn, Adapter) {
    let clock: Arc<dyn Clock> = Arc::new(Still);
    let tenant = Tenant { id: TENANT.to_owned(), apps: vec![app], world };
    let settings = StandInSettings { page_most: asked.page_most, ..StandInSettings::at(clock.clone()) };
    let stand_in = StandIn::start(vec![tenant], settings).await.expect("a port");
    let soon = Backoff { first: Duration::from_millis(1), longest: Duration::from_millis(2) };
    let bounds = Bounds { backoff: soon, limits: (asked.limits)(), ..Bounds::default() };
    let settings = Settings {
        cloud: Cloud::Global,
        base_url: Some(stand_in.url().to_owned()),
        authority: Some(stand_in.url().to_owned()),
        tenant_id: TENANT.to_owned(),
        client_id: APP.to_owned(),
        credential: Credential::Secret(Secret::new(asked.secret)),
        bounds,
    };
    let client = Arc::new(Client::new(&settings, clock.clone()).expect("a client"));
    let adapter = live(&client, &clock, &LiveOptions { deadline: asked.deadline }, Arc::new(Health::up()));
    (stand_in, adapter)
}
