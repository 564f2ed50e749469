//! Microsoft Graph into the store.

use std::sync::Arc;

use async_trait::async_trait;
use riskgate_adapter::{Adapter, Checkpoints, Freshness, Health, HealthProbe, Histories, Manifest, Part};
use riskgate_adapter_msgraph::{NAME, SyncOptions, feeds};
use riskgate_adapter_store::Store;
use riskgate_engine::Sync;
use riskgate_model::Clock;
use riskgate_msgraph_client::Client;

use crate::{Error, clock::SystemClock, config::Config};

/// A tenant that is read, and what of it.
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
    for msgraph in config.msgraph.each() {
        let client = Client::new(&msgraph.settings(), Arc::new(SystemClock)).map_err(Error::Msgraph)?;
        if tenants.iter().any(|tenant| tenant.client.tenant() == client.tenant()) {
            return Err(Error::TenantTwice(client.tenant().clone()));
        }
        tenants.push(Tenant { client: Arc::new(client), options: msgraph.options() });
    }
    Ok(tenants)
}

/// All feeds of the tenants into the store.
pub fn sync(tenants: &[Tenant], store: &Store) -> Sync {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let histories: Arc<dyn Histories> = Arc::new(store.clone());
    let feeds = tenants.iter().flat_map(|tenant| feeds(&tenant.client, &clock, &histories, &tenant.options));
    Sync::new(Arc::new(store.clone()), feeds.collect(), clock)
}

/// What operators see of it among the adapters. It answers no questions: the store does, which it keeps fresh.
pub fn adapter(store: &Store) -> Adapter {
    let manifest = Manifest { freshness: Freshness::Recorded, ..Manifest::new(NAME, env!("CARGO_PKG_VERSION")) };
    Adapter::new(manifest, Arc::new(Feeds(store.clone())))
}

/// How the feeds are doing, as the store knows.
struct Feeds(Store);

#[async_trait]
impl HealthProbe for Feeds {
    async fn health(&self) -> Health {
        let feeds = match self.0.feeds().await {
            Ok(feeds) => feeds,
            Err(error) => return Health::down(&error.kind.to_string()),
        };
        let feeds: Vec<_> = feeds.into_iter().filter(|(name, _)| name.starts_with(&format!("{NAME}/"))).collect();
        let failed: Vec<_> = feeds.iter().filter_map(|(name, state)| Some((name, state.failure.as_ref()?))).collect();
        // What is as old as the head that was read longest ago.
        let head = format!("/{}", riskgate_adapter_msgraph::word(Part::Head));
        let heads = feeds.iter().filter(|(name, _)| name.ends_with(&head));
        let as_of = heads.map(|(_, state)| state.caught_up_at).min().flatten();
        let problem = failed.first().map(|(name, failure)| {
            let more = if failed.len() > 1 { format!(", and {} more", failed.len() - 1) } else { String::new() };
            format!("{name}: {} (since {}){more}", failure.reason, failure.at)
        });
        Health { healthy: problem.is_none(), problem, as_of }
    }
}
