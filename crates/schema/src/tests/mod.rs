//! The graph as clients see it, over records in memory.

mod acting;
mod alerts;
mod by;
mod calls;
mod errors;
mod filters;
mod ingest;
mod leaves;
mod lists;
mod log;
mod projection;
mod refusals;
mod schema;
mod spy;
mod world;

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use async_graphql::{Request, Variables};
use riskgate_adapter::{Freshness, Limit, Manifest, Offer, Question, Rate, RefusalSource, Sink};
use riskgate_model::{Direction, Operator, RiskChangeField, TenantId};
use serde_json::Value;

use self::spy::Spy;
use crate::{ActionRules, Graph, Route, Routes, Setup, guard::Limits, level::Stage};

/// What a request came to.
pub(super) struct Outcome {
    pub(super) stage: Stage,
    pub(super) json: Value,
    pub(super) calls: Vec<String>,
}

impl Outcome {
    pub(super) fn data(&self) -> &Value {
        assert_eq!(self.json.get("errors"), None, "{}", self.json);
        &self.json["data"]
    }

    /// The code and path of each error.
    pub(super) fn errors(&self) -> Vec<(String, Value)> {
        let errors = self.json["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| (error["extensions"]["code"].as_str().unwrap_or("none").to_owned(), error["path"].clone())).collect()
    }

    /// The first error's message.
    pub(super) fn message(&self) -> &str {
        self.json["errors"][0]["message"].as_str().unwrap_or_default()
    }
}

const FIVE: NonZeroU32 = NonZeroU32::new(5).expect("five is not zero");

pub(super) fn graph(spy: &Arc<Spy>) -> Graph {
    let adapter = spy.adapter(Manifest {
        freshness: Freshness::Recorded,
        limits: vec![Limit { what: "rows a page".to_owned(), maximum: 500 }],
        rates: vec![Rate { questions: vec![Question::SignIns, Question::Detections], calls: FIVE, per: Duration::from_secs(10) }],
        risk_history: Offer {
            retention_days: Some(90),
            needs: vec!["IdentityRiskyUser.Read.All".to_owned()],
            only_direction: Some(Direction::Descending),
            ..Offer::default().filter(RiskChangeField::InitiatedBy, &[Operator::In, Operator::StartsWith])
        },
        ..Manifest::of_everything("memory", "1.2.3")
    });
    let routes = Routes::new(|_| &adapter).expect("it answers everything");
    let limits = Limits { rows: 1_000_000, query_bytes: 1 << 20, tokens: 100_000, selections: 100_000, ..Limits::default() };
    let refusals = Route::<dyn RefusalSource> { adapter: "memory".into(), source: spy.clone() };
    let acting = acting::acting(spy, Arc::default(), ActionRules::default(), Arc::default());
    let sink = Route::<dyn Sink> { adapter: "memory".into(), source: spy.clone() };
    Graph::new(Setup { routes, adapters: vec![adapter], refusals, sink, acting, tenant: TenantId::new("t"), limits, introspection: true })
}

pub(super) async fn ask_of(spy: Spy, query: &str) -> Outcome {
    ask_with(spy, query, Value::Null).await
}

pub(super) async fn ask_with(spy: Spy, query: &str, variables: Value) -> Outcome {
    let spy = Arc::new(spy);
    ask_graph(&graph(&spy), &spy, query, variables).await
}

/// Asks a graph that may have answered before.
pub(super) async fn ask_graph(graph: &Graph, spy: &Spy, query: &str, variables: Value) -> Outcome {
    let answered = graph.answer(Request::new(query).variables(Variables::from_json(variables))).await;
    let json = serde_json::from_slice(&answered.body).unwrap_or_else(|error| panic!("{error}: {:?}", answered.body));
    Outcome { stage: answered.stage, json, calls: spy.calls() }
}

/// Asks the small world.
pub(super) async fn ask(query: &str) -> Outcome {
    ask_of(Spy::over(world::small()), query).await
}
