//! Microsoft Graph into the store, and asked at once.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use async_trait::async_trait;
use riskgate_adapter::{
    Adapter, Budget, Checkpoints, Failure, FeedHealth, FeedState, Freshness, Health, HealthProbe, Histories, Manifest, Part, ScheduledFeed,
};
use riskgate_adapter_msgraph::{LiveOptions, NAME, SyncOptions, feeds, live};
use riskgate_adapter_store::Store;
use riskgate_engine::Sync;
use riskgate_model::{Clock, Time};
use riskgate_msgraph_client::{Client, Usage};

use crate::{Error, clock::SystemClock, config::Config};

/// The longest that a live answer may take, however long a request may.
const LONGEST: Duration = Duration::from_secs(30);

/// A tenant that is read, and what of it.
#[derive(Clone)]
pub struct Tenant {
    /// Who reads it.
    pub client: Arc<Client>,
    /// What is read.
    pub options: SyncOptions,
}

/// The tenants that are read; none where none is set. Nothing is asked yet.
///
/// # Errors
/// When a setting of `[msgraph]` is not what it should be.
pub fn tenants(config: &Config) -> Result<Vec<Tenant>, Error> {
    let mut tenants: Vec<Tenant> = Vec::new();
    for (place, msgraph) in config.msgraph.each() {
        let client = Client::new(&msgraph.settings(), Arc::new(SystemClock));
        let client = client.map_err(|source| Error::Msgraph { place, source })?;
        if tenants.iter().any(|tenant| tenant.client.tenant() == client.tenant()) {
            return Err(Error::TenantTwice(client.tenant().clone()));
        }
        tenants.push(Tenant { client: Arc::new(client), options: msgraph.options() });
    }
    Ok(tenants)
}

/// All feeds of the tenants into the store.
pub fn sync(tenants: &[Tenant], store: &Store) -> Sync {
    Sync::new(Arc::new(store.clone()), all_feeds(tenants, store), Arc::new(SystemClock))
}

fn all_feeds(tenants: &[Tenant], store: &Store) -> Vec<ScheduledFeed> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let histories: Arc<dyn Histories> = Arc::new(store.clone());
    tenants.iter().flat_map(|tenant| feeds(&tenant.client, &clock, &histories, &tenant.options)).collect()
}

/// Microsoft Graph among the adapters: asked at once for what is routed to it, where there is one tenant, and as healthy as the feeds that
/// keep the store fresh.
pub fn adapter(tenants: Vec<Tenant>, store: &Store, config: &Config) -> Adapter {
    let client = if let [tenant] = &*tenants { Some(tenant.client.clone()) } else { None };
    let parts = all_feeds(&tenants, store).into_iter().map(|feed| (feed.name, feed.part)).collect();
    let feeds = Arc::new(Feeds { parts, tenants, store: store.clone() });
    let Some(client) = client else {
        let manifest = Manifest { freshness: Freshness::Recorded, ..Manifest::new(NAME, env!("CARGO_PKG_VERSION")) };
        return Adapter::new(manifest, feeds);
    };
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    live(&client, &clock, &LiveOptions { deadline: live_deadline(config) }, feeds)
}

/// How long a live answer may take: most of what a request has, since ten questions of Microsoft Graph take ten seconds.
fn live_deadline(config: &Config) -> Duration {
    (config.http.deadline * 4 / 5).min(LONGEST)
}

/// How the feeds are doing, as the store knows, and what the tenants allow.
struct Feeds {
    tenants: Vec<Tenant>,
    /// The feeds, by name, and which part of a list each reads.
    parts: Vec<(String, Part)>,
    store: Store,
}

#[async_trait]
impl HealthProbe for Feeds {
    async fn health(&self) -> Health {
        let states: BTreeMap<String, FeedState> = match self.store.feeds().await {
            Ok(states) => states.into_iter().collect(),
            Err(error) => return Health::down(&error.kind.to_string()),
        };
        let now = SystemClock.now();
        let feed = |name: &String| {
            let state = states.get(name).cloned().unwrap_or_default();
            let lag = |at: Time| Duration::from_nanos(u64::try_from(now.nanos().saturating_sub(at.nanos())).unwrap_or_default());
            FeedHealth { name: name.clone(), caught_up_at: state.caught_up_at, lag: state.caught_up_at.map(lag), failure: state.failure }
        };
        let feeds: Vec<FeedHealth> = self.parts.iter().map(|(name, _)| feed(name)).collect();
        // What is as old as the head that was read longest ago.
        let heads = self.parts.iter().zip(&feeds).filter(|((_, part), _)| *part == Part::Head);
        let as_of = heads.map(|(_, feed)| feed.caught_up_at).min().flatten();
        let problem = problem(&feeds);
        let budgets = self.tenants.iter().flat_map(|Tenant { client, .. }| client.usage().map(|usage| budget(client, usage)));
        Health { healthy: problem.is_none(), problem, as_of, budgets: budgets.collect(), feeds }
    }
}

/// Each reason once, with the feeds that it holds up: so that every permission that is missing is named.
fn problem(feeds: &[FeedHealth]) -> Option<String> {
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (feed, failure) in feeds.iter().filter_map(|feed| Some((feed, feed.failure.as_ref()?))) {
        reasons.entry(&failure.reason).or_default().push(&feed.name);
    }
    let told: Vec<String> = reasons.into_iter().map(|(reason, feeds)| format!("{reason} ({})", feeds.join(", "))).collect();
    (!told.is_empty()).then(|| told.join("; "))
}

fn budget(client: &Client, usage: Usage) -> Budget {
    Budget {
        name: format!("{}/{}", client.tenant(), usage.class.word()),
        left: usage.left,
        calls: usage.calls,
        throttled: usage.throttled,
        failed: usage.failed,
        pause: usage.paused.max(usage.resting),
        last_success: usage.last_success,
        last_failure: usage.last_error.map(|(at, reason)| Failure { at, reason }),
    }
}
