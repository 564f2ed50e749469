//! Whatever Microsoft Graph does, the store ends up with what it has: each fault, on both engines.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use riskgate_adapter::Histories;
use riskgate_adapter_msgraph::{SyncOptions, feeds};
use riskgate_adapter_store::{Migrations, Store};
use riskgate_engine::{End, Sync};
use riskgate_model::{Clock, RecordKind, Time};
use riskgate_msgraph_client::{Backoff, Bounds, Client, Cloud, Credential, Limits, Secret, Settings};
use riskgate_test_msgraph::{App, Armed, Fault, Settings as StandInSettings, Size, StandIn, Tenant, World};
use riskgate_test_postgres::database;

use crate::place::{Place, ask_at, now};

const TENANT: &str = "5f1c7bde-0000-4000-a000-000000000001";

const APP: &str = "5f1c7bde-0000-4000-a000-00000000000a";

/// How often a sync is run again that could not read everything.
const RUNS: usize = 8;

/// What is read: a list in one walk of two pages, one in stretches, and details.
const KINDS: [RecordKind; 4] =
    [RecordKind::RiskyUsers, RecordKind::RiskDetections, RecordKind::DirectoryAudits, RecordKind::RiskHistoryItems];

/// When the tests begin: seconds since 1970.
const BEGIN: i64 = 1_764_201_600;

/// A clock that a test moves.
#[derive(Default)]
struct Steered(AtomicI64);

impl Clock for Steered {
    fn now(&self) -> Time {
        Time::from_seconds(BEGIN + self.0.load(Ordering::SeqCst))
    }
}

/// Microsoft Graph, with a tenant whose last day has long arrived.
async fn stand_in(clock: &Arc<Steered>) -> StandIn {
    let until = Time::from_seconds(BEGIN - 3 * 86_400);
    let size = Size { sign_ins: 0, detections: 620, service_principals: 1, days: 2, ..Size::small(until) };
    let tenant = Tenant { id: TENANT.to_owned(), apps: vec![App::with_secret(APP, "swordfish")], world: World::sized(size) };
    StandIn::start(vec![tenant], StandInSettings::at(clock.clone())).await.expect("a port")
}

/// A client that loses no time.
fn client(stand_in: &StandIn, clock: &Arc<Steered>) -> Arc<Client> {
    let soon = Backoff { first: Duration::from_millis(1), longest: Duration::from_millis(2) };
    let limits = Limits::unlimited();
    let bounds = Bounds { attempt: Duration::from_millis(700), backoff: soon, pause: soon, rest: soon, limits, ..Bounds::default() };
    let settings = Settings {
        cloud: Cloud::Global,
        base_url: Some(stand_in.url().to_owned()),
        authority: Some(stand_in.url().to_owned()),
        tenant_id: TENANT.to_owned(),
        client_id: APP.to_owned(),
        credential: Credential::Secret(Secret::new("swordfish")),
        bounds,
    };
    Arc::new(Client::new(&settings, clock.clone()).expect("a client"))
}

/// Reads everything into the database, in as many runs as it takes.
async fn read(stand_in: &StandIn, clock: &Arc<Steered>, url: &str, what: &str) {
    let store = Store::open(url, clock.clone()).await.expect("a store");
    for _ in 0..RUNS {
        let histories: Arc<dyn Histories> = Arc::new(store.clone());
        let options = SyncOptions { kinds: KINDS.into(), ..SyncOptions::default() };
        let feeds = feeds(&client(stand_in, clock), &(clock.clone() as Arc<dyn Clock>), &histories, &options);
        let outcomes = Sync::new(Arc::new(store.clone()), feeds, clock.clone()).once(|_| {}).await;
        if !outcomes.iter().any(|outcome| matches!(outcome.end, End::Failed(_))) {
            return store.close().await.expect("it closes");
        }
        // The details are due again.
        clock.0.fetch_add(60, Ordering::SeqCst);
    }
    let failed = ask_at_once(url, "select name || ': ' || failure from feeds where failure is not null").await;
    panic!("{what}: after {RUNS} runs {failed:?}");
}

async fn ask_at_once(url: &str, question: &'static str) -> Vec<String> {
    let url = url.to_owned();
    tokio::task::spawn_blocking(move || ask_at(&url, question)).await.expect("it is asked")
}

/// The ids that the database holds, by table.
fn held(url: &str) -> BTreeMap<&'static str, Vec<String>> {
    let tables = ["users", "service_principals", "detections", "risk_changes", "directory_audits", "histories"];
    tables.map(|table| (table, ask_at(url, &format!("select id from {table} order by id")))).into()
}

/// Every fault, the requests it strikes, and how often.
fn faults() -> Vec<(Fault, &'static str, u64)> {
    let after = |text: &str| Some(text.to_owned());
    vec![
        (Fault::Throttled { retry_after: None }, "identityProtection", 3),
        (Fault::Throttled { retry_after: after("0") }, "auditLogs", 2),
        (Fault::Throttled { retry_after: after("0.02") }, "auditLogs", 2),
        (Fault::Unavailable { retry_after: None }, "riskDetections", 9),
        (Fault::GatewayTimeout, "directoryAudits", 9),
        (Fault::Slow(Duration::from_millis(20)), "riskDetections", 2),
        (Fault::Hung, "directoryAudits", 2),
        (Fault::Cut, "riskDetections", 5),
        (Fault::Truncated, "directoryAudits", 2),
        (Fault::Truncated, "history", 2),
        (Fault::Html, "riskDetections", 3),
        (Fault::MalformedPage, "riskyUsers", 2),
        (Fault::MalformedRows, "riskDetections", 1),
        (Fault::Redirected("http://127.0.0.1:9".to_owned()), "riskyUsers", 1),
        (Fault::Oversized(80 << 20), "directoryAudits", 1),
        (Fault::LateRows, "riskDetections", 1),
        (Fault::DuplicatesAcrossPages, "riskDetections", 4),
        (Fault::ExactlyFullLastPage, "riskDetections", 4),
        (Fault::ForeignNextLink("http://127.0.0.1:9".to_owned()), "riskDetections", 2),
        (Fault::LostSkipToken, "riskDetections", 1),
        (Fault::NotLicensed, "riskyUsers", 1),
        (Fault::NoPermission, "directoryAudits", 1),
        (Fault::NotProvisioned, "riskyUsers", 1),
        (Fault::TokenRefused, "riskDetections", 1),
        (Fault::Unavailable { retry_after: None }, "/token", 3),
        (Fault::Truncated, "/token", 1),
    ]
}

fn every_fault(fresh: impl Fn() -> (String, Box<dyn std::any::Any>)) {
    let whole = {
        let (url, _kept) = fresh();
        now(async {
            let clock = Arc::default();
            read(&stand_in(&clock).await, &clock, &url, "without a fault").await;
        });
        held(&url)
    };
    assert!(whole.values().all(|ids| !ids.is_empty()), "{whole:?}");
    for (fault, path, times) in faults() {
        let (url, _kept) = fresh();
        let what = format!("{fault:?} on {path}");
        now(async {
            let clock = Arc::default();
            let stand_in = stand_in(&clock).await;
            stand_in.arm(Armed::new(fault).on(path).times(times));
            read(&stand_in, &clock, &url, &what).await;
            assert_eq!(stand_in.strikes(), times, "{what}");
        });
        assert_eq!(held(&url), whole, "{what}");
    }
}

#[test]
fn after_every_fault_a_file_has_everything() {
    every_fault(|| {
        let place = Place::new();
        (place.url(), Box::new(place))
    });
}

#[test]
fn after_every_fault_postgresql_has_everything() {
    if now(database()).is_none() {
        return;
    }
    every_fault(|| {
        let database = now(async {
            let database = database().await.expect("another one");
            Migrations::of(&database.url).expect("an address").up().await.expect("it has its tables");
            database
        });
        (database.url.clone(), Box::new(database))
    });
}
