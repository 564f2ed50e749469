//! Which parts the gateway is made of.

use std::sync::Arc;

use bytes::Bytes;
use futures::FutureExt as _;
use riskgate_adapter::{Adapter, Question};
use riskgate_adapter_store::{Migrations, NAME, Store, StoreError};
use riskgate_schema::{Graph, Route, Routes, Setup};

use crate::{
    Error,
    clock::SystemClock,
    config::{AdapterKind, Config},
    http::{Front, MetricsFn},
};

/// Opens the store and the other adapters of the configuration: everything that answers may come from.
///
/// # Errors
/// When one of them cannot be opened, or has a name that cannot be.
pub async fn adapters(config: &Config, store: &Store) -> Result<Vec<Adapter>, Error> {
    let mut adapters = vec![store.adapter()];
    for (name, kind) in &config.adapters {
        if name == NAME {
            return Err(Error::AdapterNamedStore);
        }
        if !is_name(name) {
            return Err(Error::AdapterName(name.clone()));
        }
        let opened = match kind {
            AdapterKind::Store { url } => further_store(url).await.map_err(Into::into),
        };
        let adapter = opened.map_err(|source: Box<dyn std::error::Error + Send + Sync>| Error::Adapter { name: name.clone(), source })?;
        adapters.push(adapter.named(name));
    }
    Ok(adapters)
}

/// A store beside the one of `[database]`. One that holds nothing is no archive, but a slip of the pen: it is not made.
async fn further_store(url: &str) -> Result<Adapter, StoreError> {
    if Migrations::of(url)?.status().await?.iter().all(|migration| migration.applied.is_none()) {
        return Err(StoreError::Absent);
    }
    Ok(Store::open(url, Arc::new(SystemClock)).await?.adapter())
}

/// Whether a variable such as `RISKGATE_ADAPTERS__NAME__URL` can spell it.
fn is_name(name: &str) -> bool {
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    name.len() <= 64 && name.split('_').all(is_word)
}

/// Builds everything that answers requests, each adapter under supervision.
///
/// # Errors
/// When a question is routed to no adapter, or to one that does not answer it.
pub fn front(config: &Config, store: &Store, adapters: Vec<Adapter>, metrics: MetricsFn) -> Result<Front, Error> {
    let adapters: Vec<Adapter> = adapters.into_iter().map(|adapter| patient(adapter, config).supervised()).collect();
    let graph = Graph::new(Setup {
        routes: routes(config, &adapters)?,
        adapters,
        refusals: Route { adapter: NAME.into(), source: Arc::new(store.clone()) },
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
        metrics,
    })
}

/// The adapter with no more time for an answer than a third of what a request has: lists three levels deep may all wait for it, and the
/// request still tell what else there is.
fn patient(mut adapter: Adapter, config: &Config) -> Adapter {
    adapter.manifest.deadline = adapter.manifest.deadline.min(config.http.deadline / 3);
    adapter
}

/// The routes of the configuration, once every name in them is one of an adapter.
fn routes(config: &Config, adapters: &[Adapter]) -> Result<Routes, Error> {
    let named = |question| adapters.iter().find(|adapter| *adapter.manifest.name == *config.routes.of(question));
    if let Some(question) = Question::ALL.into_iter().find(|question| named(*question).is_none()) {
        let known = adapters.iter().map(|adapter| &*adapter.manifest.name).collect::<Vec<_>>().join(", ");
        return Err(Error::NoAdapter { question, name: config.routes.of(question).to_owned(), known });
    }
    Ok(Routes::new(|question| named(question).expect("every name was found above"))?)
}
