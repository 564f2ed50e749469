//! Microsoft Graph into the store.

use std::sync::Arc;

use async_trait::async_trait;
use riskgate_adapter::{Adapter, Checkpoints, Freshness, Health, HealthProbe, Manifest, Part};
use riskgate_adapter_msgraph::{NAME, SyncOptions, feeds};
use riskgate_adapter_store::Store;
use riskgate_engine::Sync;
use riskgate_model::Clock;
use riskgate_msgraph_client::Client;

use crate::{Error, clock::SystemClock, config::Config};

/// The client of the tenant that is read; none where none is set. Nothing is asked yet.
///
/// # Errors
/// When a setting of `[msgraph]` is not what it should be.
pub fn client(config: &Config) -> Result<Option<Arc<Client>>, Error> {
    let Some(settings) = config.msgraph.settings() else { return Ok(None) };
    Ok(Some(Arc::new(Client::new(&settings, Arc::new(SystemClock)).map_err(Error::Msgraph)?)))
}

/// All feeds of the client's tenant into the store.
pub fn sync(client: &Arc<Client>, store: &Store, options: &SyncOptions) -> Sync {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let feeds = feeds(client, &clock, options);
    Sync::new(Arc::new(store.clone()), feeds, clock)
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
