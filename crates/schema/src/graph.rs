//! The graph: from a request to bytes.

use std::sync::Arc;

use async_graphql::{EmptySubscription, Request, Response, SDLExportOptions, Schema};
use bytes::Bytes;
use riskgate_adapter::{Adapter, RefusalSource, Sink};
use riskgate_model::TenantId;

use crate::{
    acting::{Acting, Strangers},
    error::complete,
    guard::{Limits, admit},
    home::{FindTenant, Home},
    level::{Reply, Rooted, Stage, execute},
    mutation::Mutation,
    query::Query,
    routes::{Route, Routes, World},
};

type Executable = Schema<Rooted<Query>, Rooted<Mutation>, EmptySubscription>;

/// Bytes of the first buffer of an answer: a page of nested objects fits.
const BUFFER: usize = 64 * 1024;

/// What a graph is made of.
pub struct Setup {
    /// Which adapter answers which question.
    pub routes: Routes,
    /// Every adapter, to be shown.
    pub adapters: Vec<Adapter>,
    /// What was refused on its way into the store.
    pub refusals: Route<dyn RefusalSource>,
    /// Records what clients tell of alerts.
    pub sink: Route<dyn Sink>,
    /// How acts are asked for.
    pub acting: Acting,
    /// The tenant of ids that name none.
    pub tenant: TenantId,
    /// How large, deep and costly a document may be.
    pub limits: Limits,
    /// Whether clients may ask for the schema, and are helped with misspelled names.
    pub introspection: bool,
}

/// The GraphQL side of the gateway: answers requests from its adapters.
#[derive(Clone)]
pub struct Graph {
    schema: Executable,
    limits: Arc<Limits>,
    strangers: Arc<Strangers>,
    home: Arc<Home>,
}

/// The answer to a request.
#[derive(Clone, Debug)]
pub struct Answered {
    /// How far the request came.
    pub stage: Stage,
    /// The response as JSON.
    pub body: Bytes,
}

impl Graph {
    /// A graph over these adapters.
    pub fn new(setup: Setup) -> Self {
        let Setup { routes, adapters, refusals, sink, acting, tenant, .. } = setup;
        let home = Arc::new(Home::new(tenant, acting.clock.clone()));
        let strangers = Arc::new(Strangers::new(acting.log.source.clone(), acting.clock.clone(), home.clone()));
        let world = World { routes, adapters, refusals, sink, acting, strangers: strangers.clone(), home: home.clone() };
        let mut builder = Schema::build(Rooted(Query), Rooted(Mutation), EmptySubscription).data(world);
        if !setup.introspection {
            builder = builder.disable_introspection().disable_suggestions();
        }
        Self { schema: builder.finish(), limits: Arc::new(setup.limits), strangers, home }
    }

    /// The tenant of ids that name none is from now on the one that is found so, if one is; it is looked for when somebody asks, at most once a
    /// second.
    #[must_use]
    pub fn finding_tenant(self, find: FindTenant) -> Self {
        self.home.find_by(find);
        self
    }

    /// The tenant of ids that name none.
    pub async fn tenant(&self) -> TenantId {
        self.home.look().await;
        self.home.tenant()
    }

    /// Holds a request to the limits, executes it and writes the response.
    pub async fn answer(&self, mut request: Request) -> Answered {
        let cost = match admit(&request, &self.limits) {
            Ok(admitted) => {
                request.set_parsed_query(admitted.document);
                admitted.cost
            }
            Err(refusal) => {
                let response = Response::from_errors(vec![refusal.into()]);
                return write(&Reply { response, stage: Stage::Refused });
            }
        };
        self.home.look().await;
        let mut reply = execute(&self.schema, request).await;
        let executed = reply.stage == Stage::Executed;
        reply.response.errors.iter_mut().for_each(|error| complete(error, executed));
        if executed {
            let cost = async_graphql::value!({ "requested": cost.requested, "maximum": cost.maximum });
            reply.response.extensions.insert("cost".to_owned(), cost);
        }
        write(&reply)
    }

    /// Keeps on record that somebody showed a token which is none, before their request was read; at most once a minute.
    pub async fn turned_away(&self) {
        self.strangers.turned_away().await;
    }

    /// The schema's text.
    pub fn sdl() -> String {
        let options = SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items().include_specified_by();
        let options = options.use_space_ident().indent_width(2);
        Schema::build(Rooted(Query), Rooted(Mutation), EmptySubscription).finish().sdl_with_options(options)
    }
}

fn write(reply: &Reply) -> Answered {
    let mut body = Vec::with_capacity(BUFFER);
    reply.write(&mut body);
    Answered { stage: reply.stage, body: body.into() }
}
