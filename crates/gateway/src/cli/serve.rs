//! `riskgate serve`.

use std::{net::SocketAddr, sync::Arc};

use clap::Args;
use riskgate_adapter_store::Store;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::block_on;
use super::database::Database;
use super::settings::Settings;
use super::signals::Signals;
use crate::config::Config;
use crate::http::{Pushing, router, serve};
use crate::{Error, acting, sync, telemetry, wiring};

/// Answer questions over HTTP until told to stop
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  riskgate serve
  riskgate serve --config riskgate.toml
  riskgate serve --database postgres://riskgate@db.example/riskgate
  RISKGATE_HTTP__LISTEN=127.0.0.1:9000 riskgate serve

With a tenant in [msgraph], it reads Microsoft Graph into the store meanwhile, as `riskgate sync` does.

SIGTERM or Ctrl-C stops it once the requests under way are answered, and the calls under way that act; a second one stops it at once.")]
pub(super) struct Serve {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    settings: Settings,
}

impl Serve {
    pub(super) fn run(self, environment: Vec<(String, String)>) -> Result<(), Error> {
        let config = self.settings.load(environment)?;
        telemetry::start(&config.log)?;
        block_on(async {
            let signals = Signals::new()?;
            let listener = bind(&config).await?;
            let store = self.database.open_to_record(&config).await?;
            answer(&config, Pushing::of(&config.defender), listener, store, signals).await
        })
    }
}

/// Takes the address to listen on, before anything else is done: it may be taken.
pub(super) async fn bind(config: &Config) -> Result<TcpListener, Error> {
    let listen = config.http.listen;
    TcpListener::bind(listen).await.map_err(|source| Error::Listen { listen, source })
}

/// Answers from the store, keeps it fresh if a tenant is set, takes what is pushed, and does what is asked for, until a signal comes.
pub(super) async fn answer(
    config: &Config,
    pushing: Pushing,
    listener: TcpListener,
    store: Store,
    mut signals: Signals,
) -> Result<(), Error> {
    let address = address(config, &listener)?;
    let stop = CancellationToken::new();
    let tenants = sync::tenants(config)?;
    let (adapters, further) = wiring::adapters(config, &tenants, &store).await?;
    let metrics = telemetry::collect_metrics()?;
    tokio::spawn(telemetry::keep_metrics(metrics.clone()));
    let asked = Arc::new(Notify::new());
    let graph = wiring::graph(config, &store, adapters, asked.clone())?;
    // Looked for before anybody asks: whoever comes while it is looked for takes what is known.
    let tenant = graph.tenant().await;
    tracing::debug!(tenant.id = %tenant, "ids that name no tenant are of this one");
    let front = wiring::front(graph, &store, Arc::new(move || metrics.render()));
    let response = acting::response(&tenants, &store, asked);
    let router = router(front, &config.http, pushing, stop.clone());
    tracing::info!("listening on http://{address}");
    let serving = serve(listener, router, &config.http, stop.clone());
    let syncing = tokio::spawn(sync::sync(&tenants, &store).run(stop.clone().cancelled_owned()));
    let acting = tokio::spawn(response.run(stop.clone().cancelled_owned(), config.http.drain));
    let stopping = async {
        signals.next().await;
        tracing::info!("stopping");
        stop.cancel();
        signals.next().await;
    };
    let ending = async {
        serving.await;
        stop.cancel();
        syncing.await.map_err(|error| Error::System { what: "end its sync", source: error.into() })?;
        acting.await.map_err(|error| Error::System { what: "end what it does", source: error.into() })
    };
    tokio::select! {
        ended = ending => ended?,
        () = stopping => return Err(Error::Interrupted),
    }
    further.close().await?;
    Ok(store.close().await?)
}

/// The address that is listened on; the port may have been chosen by the system.
pub(super) fn address(config: &Config, listener: &TcpListener) -> Result<SocketAddr, Error> {
    listener.local_addr().map_err(|source| Error::Listen { listen: config.http.listen, source })
}
