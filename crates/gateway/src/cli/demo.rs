//! `riskgate demo`.

use std::{
    fmt::Write as _,
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::Args;
use riskgate_adapter::{SignInScope, SignInSource as _, Sink as _};
use riskgate_adapter_store::Store;
use riskgate_model::{Clock as _, Filter, Record, TenantId, Time, parse_day};
use riskgate_test_msgraph::{Limits, StandIn};
use tempfile::TempDir;

use super::{block_on, database::claim, serve, settings::Settings, signals::Signals, tell};
use crate::{
    Error, chance,
    clock::SystemClock,
    config::{Msgraph, SecretText, Tenant},
    demo::{Demo as DemoTenant, Summary, graph},
    http::Pushing,
    telemetry,
};

/// Serve an invented tenant, to try riskgate without one's own data
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  riskgate demo
  riskgate demo --msgraph
  riskgate demo --seed 7 --sign-ins 1000000 --data demo-data

The tenant is made from the seed and the anchor; the same two make the same tenant. With --data its database is kept in that folder, one
file for each tenant made, and the next start finds it there.

With --msgraph the tenant lies in a stand-in for Microsoft Graph, which answers as Graph does and as rarely, and riskgate reads it from there:
the last day first, then what lies before. The stand-in holds all of it in memory. `{ adapters { name health { feeds { name lagSeconds } budgets { name left calls } } } }` shows how
far it is.")]
pub(super) struct Demo {
    /// Another seed makes another tenant
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// The day before which everything happened, such as 2026-03-01 [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = day)]
    anchor: Option<Time>,
    /// How many users
    #[arg(long, value_name = "N", default_value_t = DemoTenant::USERS)]
    users: u32,
    /// How many sign-ins
    #[arg(long, value_name = "N", default_value_t = DemoTenant::SIGN_INS)]
    sign_ins: u64,
    /// A folder to keep the database in [default: one that is removed at the end]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Read the tenant from a stand-in for Microsoft Graph, at Graph's rates
    #[arg(long)]
    msgraph: bool,
    #[command(flatten)]
    settings: Settings,
}

/// The day, which has a month before it that can be told in nanoseconds.
fn day(text: &str) -> Result<Time, &'static str> {
    let day = parse_day(text).ok().filter(|day| day.nanos() >= 0);
    day.ok_or("expected a day between 1970 and 2262, such as 2026-03-01")
}

/// How many records are recorded at once.
const BATCH: usize = 1_000;

impl Demo {
    pub(super) fn run(self, environment: Vec<(String, String)>) -> Result<(), Error> {
        let mut config = self.settings.load(environment)?;
        telemetry::start(&config.log)?;
        let anchor = self.anchor.unwrap_or_else(|| SystemClock.now().start_of_day());
        let tenant = DemoTenant::new(self.seed, anchor, self.users, self.sign_ins)?;
        let summary = tenant.summary();
        if config.http.token.text().is_empty() {
            config.http.token = SecretText::new(&chance::token());
        }
        // The demo tenant is nobody else's.
        config.msgraph = Msgraph::default();
        config.store.default_tenant = Tenant::from(TenantId::new(&summary.tenant));
        // It is removed when the command ends, however it ends.
        let folder = Folder::new(self.data.as_deref())?;
        let url = format!("sqlite://{}", folder.path().join(self.file(anchor)).display());
        block_on(async {
            let mut signals = Signals::new()?;
            let listener = serve::bind(&config).await?;
            let store = Store::open(&url, Arc::new(SystemClock)).await?;
            claim(&store, &config).await?;
            let graph = if self.msgraph {
                let graph = tokio::select! {
                    graph = stand_in(tenant) => graph?,
                    () = signals.next() => return Ok(store.close().await?),
                };
                config.msgraph = of_stand_in(&graph, &summary);
                Some(graph)
            } else {
                tokio::select! {
                    filled = fill(&store, &tenant, summary.sign_ins) => filled?,
                    () = signals.next() => return Ok(store.close().await?),
                }
                None
            };
            tell(&told(&summary, serve::address(&config, &listener)?, graph.as_ref(), config.http.token.text()))?;
            serve::answer(&config, Pushing::open(&config.defender), listener, store, signals).await
        })
    }

    /// The database's name: another tenant has another one.
    fn file(&self, anchor: Time) -> String {
        let day = &anchor.to_string()[..10];
        let read = if self.msgraph { "-msgraph" } else { "" };
        format!("demo-{}-{day}-{}-{}{read}.db", self.seed, self.users, self.sign_ins)
    }
}

/// The folder of the database.
enum Folder {
    Kept(PathBuf),
    Removed(TempDir),
}

impl Folder {
    fn new(kept: Option<&Path>) -> Result<Self, Error> {
        let folder = match kept {
            Some(path) => fs::create_dir_all(path).map(|()| Self::Kept(path.to_owned())),
            None => tempfile::Builder::new().prefix("riskgate-demo-").tempdir().map(Self::Removed),
        };
        folder.map_err(|source| Error::System { what: "make a folder for its database", source })
    }

    fn path(&self) -> &Path {
        match self {
            Self::Kept(path) => path,
            Self::Removed(folder) => folder.path(),
        }
    }
}

/// Records the tenant, unless all of it is there: the sign-ins come last. What is there already stays as it is.
async fn fill(store: &Store, tenant: &DemoTenant, sign_ins: u64) -> Result<(), Error> {
    let held = store.count_sign_ins(SignInScope::All, &Filter::All).await.map_err(Error::Read)?;
    if held == [Some(sign_ins)] {
        return Ok(());
    }
    let mut records = tenant.records().peekable();
    while records.peek().is_some() {
        let batch: Vec<Record> = records.by_ref().take(BATCH).collect();
        store.record(&batch, &[]).await.map_err(Error::Record)?;
    }
    Ok(())
}

/// Microsoft Graph with the tenant in it, at Graph's rates.
async fn stand_in(tenant: DemoTenant) -> Result<StandIn, Error> {
    let failed = |source| Error::System { what: "start its stand-in for Microsoft Graph", source };
    let made = tokio::task::spawn_blocking(move || graph::tenant(&tenant)).await.map_err(|error| failed(io::Error::other(error)))?;
    let tenant = made.map_err(|error| failed(io::Error::other(error)))?;
    let settings = riskgate_test_msgraph::Settings { limits: Limits::real(), ..riskgate_test_msgraph::Settings::at(Arc::new(SystemClock)) };
    StandIn::start(vec![tenant], settings).await.map_err(failed)
}

/// How riskgate reads it.
fn of_stand_in(graph: &StandIn, summary: &Summary) -> Msgraph {
    Msgraph {
        base_url: graph.url().to_owned(),
        authority: graph.url().to_owned(),
        tenant_id: summary.tenant.clone(),
        client_id: graph::APP.to_owned(),
        client_secret: SecretText::new(graph::SECRET),
        // What signs in without a person is in beta alone.
        beta_sign_ins: true,
        defender: true,
        ..Msgraph::default()
    }
}

/// The query that a newcomer runs first.
const QUERY: &str = "{ users(first: 5, filter: {riskState: {in: [AT_RISK, CONFIRMED_COMPROMISED]}}) { nodes { userPrincipalName riskLevel \
riskySignIns(first: 3) { nodes { createdDateTime appDisplayName ipAddress detections { nodes { riskEventType } } } } } } }";

/// What there is, and how to ask for it.
fn told(summary: &Summary, address: SocketAddr, graph: Option<&StandIn>, token: &str) -> String {
    let Summary { users, sign_ins, detections, risky_users, users_at_risk, risky_service_principals, .. } = summary;
    let mut text = format!(
        "\nThe demo tenant {}: {users} users ({risky_users} risky, {users_at_risk} of them at risk), {sign_ins} sign-ins, {detections} detections, \
         {risky_service_principals} risky workload identities.\n\nWhat happened:\n",
        summary.tenant
    );
    for story in &summary.stories {
        // Writing to a string does not fail.
        let _ = writeln!(text, "  {}: {} ({})", story.title, story.identity, story.clue);
    }
    if let Some(graph) = graph {
        let _ = writeln!(
            text,
            "\nAll of it is being read from a stand-in for Microsoft Graph, {}, at the rate that Graph allows.",
            graph.url()
        );
    }
    let body = serde_json::json!({ "query": QUERY });
    // Nor does it here.
    let _ = write!(
        text,
        "\nExplorer     http://{address}/graphiql\nGraphQL      http://{address}/graphql\nSchema       http://{address}/schema.graphql\nFirst steps  http://{address}/\nTo act       authorization: Bearer {token}\n\nTry:\n  \
         curl -s http://{address}/graphql -H 'content-type: application/json' -d '{body}'\n\nCtrl-C stops it.\n"
    );
    text
}
