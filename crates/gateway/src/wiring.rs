//! Which parts the gateway is made of.

use std::{iter, sync::Arc};

use bytes::Bytes;
use futures::FutureExt as _;
use riskgate_adapter::{Adapter, Question};
use riskgate_adapter_msgraph::ANSWERS;
use riskgate_adapter_store::{Migrations, NAME, Store, StoreError};
use riskgate_model::TenantId;
use riskgate_schema::{Acting, ActionRules, Graph, Route, Routes, Setup, Unanswered};
use riskgate_wire::RecordDefaults;
use tokio::sync::Notify;

use crate::{
    Error,
    clock::SystemClock,
    config::{self, AdapterKind, Config, Msgraph},
    http::{Front, MetricsFn, Unpushed},
    import::{PushError, push},
    sync::{self, Tenant},
};

/// Refuses adapters with names that are taken, addresses and a tenant that cannot be, and routes to adapters that are not there. Nothing is
/// opened.
///
/// # Errors
/// When there is one.
pub fn check(config: &Config) -> Result<(), Error> {
    check_with(config, &sync::tenants(config)?)
}

/// [`check`], where the tenants are known.
fn check_with(config: &Config, tenants: &[Tenant]) -> Result<(), Error> {
    if config.adapters.contains_key(NAME) {
        return Err(Error::AdapterNamedStore);
    }
    if config.adapters.contains_key(riskgate_adapter_msgraph::NAME) {
        return Err(Error::AdapterNamedMsgraph);
    }
    let has_tenant = tenants.len() == 1;
    Migrations::of(&config.database.url)?;
    for (name, AdapterKind::Store { url }) in &config.adapters {
        Migrations::of(url).map_err(|error| Error::Adapter { name: name.clone(), source: error.into() })?;
    }
    let msgraph = has_tenant.then_some(riskgate_adapter_msgraph::NAME);
    if let Some(question) =
        Question::ALL.into_iter().find(|question| has_tenant && is_live(config, *question) && !ANSWERS.contains(question))
    {
        let adapter = riskgate_adapter_msgraph::NAME.into();
        return Err(Unanswered { adapter, question, answers: ANSWERS.to_vec() }.into());
    }
    check_routes(config, &iter::once(NAME).chain(msgraph).chain(config.adapters.keys().map(String::as_str)).collect::<Vec<_>>())
}

/// Whether a question is asked of Microsoft Graph at once.
fn is_live(config: &Config, question: Question) -> bool {
    config.routes.of(question) == riskgate_adapter_msgraph::NAME
}

/// Refuses routes to adapters of other names than these.
fn check_routes(config: &Config, names: &[&str]) -> Result<(), Error> {
    match Question::ALL.into_iter().find(|question| !names.contains(&config.routes.of(*question))) {
        None => Ok(()),
        Some(question) if is_live(config, question) => match config.msgraph.each().count() {
            0 => Err(Error::RouteWithoutTenant { question }),
            tenants => Err(Error::RouteToTenants { question, tenants }),
        },
        Some(question) => Err(Error::NoAdapter { question, name: config.routes.of(question).to_owned(), known: names.join(", ") }),
    }
}

/// The stores beside the one of `[database]`, to be closed at the end.
pub struct Further(Vec<Store>);

impl Further {
    /// Closes them.
    ///
    /// # Errors
    /// When a database fails while it closes.
    pub async fn close(self) -> Result<(), StoreError> {
        for store in self.0 {
            store.close().await?;
        }
        Ok(())
    }
}

/// Opens the store and the other adapters of the configuration: everything that answers may come from. The tenants are those of
/// [`sync::tenants`], which sync reads through the same clients, so that both together keep to the limits of each.
///
/// # Errors
/// As [`check`], and when one of them cannot be opened.
pub async fn adapters(config: &Config, tenants: &[Tenant], store: &Store) -> Result<(Vec<Adapter>, Further), Error> {
    check_with(config, tenants)?;
    let (mut adapters, mut further) = (vec![store.adapter()], Vec::new());
    if !tenants.is_empty() {
        adapters.push(sync::adapter(tenants.to_vec(), store, config));
    }
    for (name, kind) in &config.adapters {
        let adapter = match kind {
            AdapterKind::Store { url } => {
                let store = further_store(url).await.map_err(|error| match error {
                    StoreError::Pending { count } => Error::AdapterPending { name: name.clone(), count },
                    error => Error::Adapter { name: name.clone(), source: error.into() },
                })?;
                further.push(store.clone());
                store.adapter()
            }
        };
        adapters.push(adapter.named(name));
    }
    Ok((adapters, Further(further)))
}

/// A store beside the one of `[database]`. One that holds nothing is no archive, but a slip of the pen: it is not made.
async fn further_store(url: &str) -> Result<Store, StoreError> {
    Migrations::of(url)?.check_present().await?;
    Store::open(url, Arc::new(SystemClock)).await
}

/// Builds the graph over the adapters, each under supervision. `asked` is told when something is asked to be done.
///
/// # Errors
/// When a question is routed to no adapter, or to one that does not answer it.
pub fn graph(config: &Config, store: &Store, adapters: Vec<Adapter>, asked: Arc<Notify>) -> Result<Graph, Error> {
    let adapters: Vec<Adapter> = adapters.into_iter().map(|adapter| patient(adapter, config).supervised()).collect();
    let own = store.adapter();
    let acting = Acting {
        log: Route { adapter: NAME.into(), source: Arc::new(store.clone()) },
        targets: Routes::new(|_| &own)?,
        rules: ActionRules {
            needs_viewer: config.msgraph.each().next().is_some() || !config.http.token.text().is_empty(),
            needs_reason: config.actions.reason_required,
            break_glass: config.actions.break_glass.clone(),
        },
        clock: Arc::new(SystemClock),
        asked: Arc::new(move || asked.notify_one()),
    };
    let graph = Graph::new(Setup {
        routes: routes(config, &adapters)?,
        adapters,
        refusals: Route { adapter: NAME.into(), source: Arc::new(store.clone()) },
        sink: Route { adapter: NAME.into(), source: Arc::new(store.clone()) },
        acting,
        tenant: set_tenant(config).unwrap_or_else(|| config.store.default_tenant.clone().into()),
        limits: config.graphql.limits.clone(),
        introspection: config.graphql.introspection,
    });
    if set_tenant(config).is_some() {
        return Ok(graph);
    }
    // Else it is the only one that the store has, if it has one alone. What it has changes.
    let store = store.clone();
    Ok(graph.finding_tenant(Arc::new(move || {
        let store = store.clone();
        async move { Ok(store.only_tenant().await?) }.boxed()
    })))
}

/// The tenant of ids that name none, where the configuration says it: the one that is set, else the only one that is read. Where several are
/// read it is the default one, which is none of them.
fn set_tenant(config: &Config) -> Option<TenantId> {
    let set = &config.store.default_tenant;
    let read: Vec<&Msgraph> = config.msgraph.each().map(|(_, tenant)| tenant).collect();
    match &read[..] {
        [] if *set == config::Tenant::default() => None,
        [only] if *set == config::Tenant::default() => Some(TenantId::new(&only.tenant_id)),
        _ => Some(set.clone().into()),
    }
}

/// Everything that answers requests.
pub fn front(graph: Graph, store: &Store, metrics: MetricsFn) -> Front {
    let (store, sink, door, home) = (store.clone(), store.clone(), graph.clone(), graph.clone());
    Front {
        turned_away: Arc::new(move || {
            let graph = door.clone();
            async move { graph.turned_away().await }.boxed()
        }),
        answer: Arc::new(move |request| {
            let graph = graph.clone();
            async move { graph.answer(request).await }.boxed()
        }),
        push: Arc::new(move |body| {
            let (sink, home) = (sink.clone(), home.clone());
            async move {
                let defaults = RecordDefaults { tenant: home.tenant().await, as_of: None };
                let pushed = push(&sink, &body, &defaults).await.map_err(|error| match error {
                    PushError::Malformed(reason) => Unpushed::Malformed(reason),
                    PushError::Record(error) => {
                        tracing::error!(error = error.told(), "what was pushed could not be recorded");
                        Unpushed::Failed
                    }
                })?;
                Ok(serde_json::to_string(&pushed).expect("counts and texts are always JSON"))
            }
            .boxed()
        }),
        ready: Arc::new(move || {
            let store = store.clone();
            async move { store.check_writable().await.map_err(|error| error.to_string()) }.boxed()
        }),
        schema: Bytes::from(Graph::sdl()),
        metrics,
    }
}

/// The adapter with no more time for an answer than a third of what a request has: lists three levels deep may all wait for it, and the
/// request still tell what else there is. Microsoft Graph, whose limits count in seconds, says itself how much it needs of it.
fn patient(mut adapter: Adapter, config: &Config) -> Adapter {
    if *adapter.manifest.name != *riskgate_adapter_msgraph::NAME {
        adapter.manifest.deadline = adapter.manifest.deadline.min(config.http.deadline / 3);
    }
    adapter
}

/// The routes of the configuration.
///
/// # Errors
/// When a question is routed to no adapter, or to one that does not answer it.
pub fn routes(config: &Config, adapters: &[Adapter]) -> Result<Routes, Error> {
    check_routes(config, &adapters.iter().map(|adapter| &*adapter.manifest.name).collect::<Vec<_>>())?;
    let named = |question| adapters.iter().find(|adapter| *adapter.manifest.name == *config.routes.of(question));
    Ok(Routes::new(|question| named(question).expect("every name was found to be an adapter's"))?)
}
