//! Accepting connections, and letting them finish when the gateway stops.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::patience::Patient;
use crate::config::Http;

/// How long to wait when no connection can be accepted, as when there are too many open files.
const BREATH: Duration = Duration::from_millis(100);

/// Serves until `stop` is cancelled, then closes the listener and gives the requests under way
/// until the end of `settings.drain`. Connections that are still open then are dropped.
pub async fn serve(listener: TcpListener, router: Router, settings: &Http, stop: CancellationToken) {
    let mut http = http1::Builder::new();
    // Without a timer the timeout for the head does nothing.
    http.timer(TokioTimer::new()).header_read_timeout(settings.head);
    let service = TowerToHyperService::new(router);
    let places = Arc::new(Semaphore::new(settings.connections.get().into()));
    let open = GracefulShutdown::new();
    let mut tasks = JoinSet::new();

    while let Some(accepted) = stop.run_until_cancelled(accept(&listener, &places)).await {
        while tasks.try_join_next().is_some() {}
        let Some((stream, place)) = accepted else {
            continue;
        };
        let connection = http.serve_connection(TokioIo::new(Patient::new(stream, settings.head)), service.clone());
        let connection = open.watch(connection);
        tasks.spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(place);
        });
    }

    drop(listener);
    if timeout(settings.drain, open.shutdown()).await.is_err() {
        tracing::warn!("requests were still under way at the end of the time to stop");
    }
}

/// Waits for a place and then for a connection to take it. Nothing when accepting failed.
async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> Option<(TcpStream, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _)) => {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "a connection keeps its delay");
            }
            Some((stream, place))
        }
        Err(error) => {
            tracing::warn!(%error, "no connection can be accepted");
            sleep(BREATH).await;
            None
        }
    }
}
