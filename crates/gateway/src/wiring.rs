//! Which parts the gateway is made of.

use std::sync::Arc;

use bytes::Bytes;
use futures::FutureExt as _;
use riskgate_adapter_store::Store;
use riskgate_schema::{Graph, Routes, Setup};

use crate::{Error, config::Config, http::Front};

/// Builds everything that answers requests.
///
/// # Errors
/// When a question is routed to an adapter that does not answer it.
pub fn front(config: &Config, store: &Store) -> Result<Front, Error> {
    let adapter = store.adapter();
    let graph = Graph::new(Setup {
        routes: Routes::to(&adapter)?,
        adapters: vec![adapter],
        tenant: config.store.default_tenant.clone().into(),
        limits: config.graphql.limits.clone(),
        introspection: config.graphql.introspection,
    });
    let store = store.clone();
    Ok(Front {
        answer: Arc::new(move |request| {
            let graph = graph.clone();
            async move { graph.answer(request).await }.boxed()
        }),
        ready: Arc::new(move || {
            let store = store.clone();
            async move { store.check_writable().await.map_err(|error| error.to_string()) }.boxed()
        }),
        schema: Bytes::from(Graph::sdl()),
    })
}
