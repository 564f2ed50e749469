//! Which parts the gateway is made of.

use std::sync::Arc;

use async_graphql::{EmptyMutation, EmptySubscription, Object, Request, Response, Schema};
use bytes::Bytes;
use futures::FutureExt as _;
use riskgate_adapter_store::Store;
use riskgate_schema::guard::{Limits, admit};

use crate::Error;
use crate::config::{Config, Graphql};
use crate::http::{Answer, Front};

type Graph = Schema<Query, EmptyMutation, EmptySubscription>;

/// Where every question starts.
struct Query;

#[Object]
impl Query {
    /// The version of riskgate that answers.
    async fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }
}

/// The schema's text.
#[must_use]
pub fn sdl() -> String {
    graph(&Graphql::default()).sdl()
}

/// Builds everything that answers requests.
#[must_use]
pub fn front(config: &Config, store: &Store) -> Result<Front, Error> {
    let store = store.clone();
    let graph = graph(&config.graphql);
    let limits = Arc::new(config.graphql.limits.clone());
    Ok(Front {
        answer: Arc::new(move |request| {
            let graph = graph.clone();
            let limits = Arc::clone(&limits);
            async move { answer(&graph, &limits, request).await }.boxed()
        }),
        ready: Arc::new(move || {
            let store = store.clone();
            async move { store.check_writable().await.map_err(|error| error.to_string()) }.boxed()
        }),
        schema: Bytes::from(sdl()),
    })
}

fn graph(settings: &Graphql) -> Graph {
    let builder = Schema::build(Query, EmptyMutation, EmptySubscription);
    if settings.introspection { builder.finish() } else { builder.disable_introspection().finish() }
}

async fn answer(graph: &Graph, limits: &Limits, mut request: Request) -> Answer {
    let response = match admit(&request, limits) {
        Ok(admitted) => {
            request.set_parsed_query(admitted.document);
            graph.execute(request).await
        }
        Err(refusal) => Response::from_errors(vec![refusal.into()]),
    };
    Answer::from(response)
}
