//! Microsoft Graph into the store, and asked at once.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use riskgate_adapter::{Adapter, Checkpoints, Health, HealthProbe, Part};
use riskgate_adapter_msgraph::{LiveOptions, NAME, SyncOptions, feeds, live};
use riskgate_adapter_store::Store;
use riskgate_engine::Sync;
use riskgate_model::Clock;
use riskgate_msgraph_client::Client;

use crate::{Error, clock::SystemClock, config::Config};

/// The longest that a live answer may take, however long a request may.
const LONGEST: Duration = Duration::from_secs(30);

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

/// Microsoft Graph among the adapters: asked at once for what is routed to it, and as healthy as the feeds that keep the store fresh.
pub fn adapter(client: &Arc<Client>, store: &Store, config: &Config) -> Adapter {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    live(client, &clock, &LiveOptions { deadline: live_deadline(config) }, Arc::new(Feeds(store.clone())))
}

/// How long a live answer may take: most of what a request has, since ten questions of Microsoft Graph take ten seconds.
fn live_deadline(config: &Config) -> Duration {
    (config.http.deadline * 4 / 5).min(LONGEST)
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
