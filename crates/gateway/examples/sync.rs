//! What a sync costs: calls to Microsoft Graph, memory, and time beside the database copying the same rows by itself.
//!
//! `cargo run --release -p riskgate-gateway --example sync` reads 10,000 users, 500 of them risky, 20,000 detections and 1,000,000 sign-ins
//! from a stand-in for Microsoft Graph in a process of its own, without its limits, into SQLite; with the address of an empty database
//! behind ` -- `, such as `postgres://USER@HOST/speed`, into PostgreSQL. A number behind the address is how many sign-ins.

mod copied;

use std::{
    error::Error,
    fmt::Write as _,
    fs,
    io::{BufRead, BufReader, Write as _},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use riskgate_adapter::{Histories, Part};
use riskgate_adapter_msgraph::{SyncOptions, feeds};
use riskgate_adapter_store::{Migrations, Store};
use riskgate_engine::{End, Outcome, Sync};
use riskgate_gateway::clock::SystemClock;
use riskgate_model::Clock;
use riskgate_msgraph_client::{Bounds, Client, Cloud, Credential, Limits, Secret, Settings};
use riskgate_test_msgraph::{App, Settings as StandInSettings, Size, StandIn, Tenant, World};
use serde::{Deserialize, Serialize};

const TENANT: &str = "5f1c7bde-0000-4000-a000-000000000001";
const APP: &str = "5f1c7bde-0000-4000-a000-00000000000a";
const SECRET: &str = "swordfish";

/// The word that makes this process the stand-in.
const STAND_IN: &str = "stand-in";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let sign_ins = arguments.get(1).map_or(Ok(1_000_000), |count| count.parse())?;
    if arguments.first().is_some_and(|word| word == STAND_IN) {
        return stand_in(sign_ins).await;
    }
    let url = arguments.first().cloned().unwrap_or_else(|| format!("sqlite://{}", folder.path().join("sync.db").display()));
    Migrations::of(&url)?.up().await?;
    let store = Store::open(&url, Arc::new(SystemClock)).await?;
    let mut graph = Graph::start(sign_ins)?;
    let client = graph.client()?;

    let start = Instant::now();
    let first = sync(&client, &store).await;
    let taken = start.elapsed();
    println!("first sync\n{}", table(&first, &graph.asked()?));
    let second = sync(&client, &store).await;
    println!("second sync, without changes\n{}", table(&second, &graph.asked()?));
    let memory = fs::read_to_string("/proc/self/status").unwrap_or_default();
    store.close().await?;

    let rows: u64 = first.iter().map(Outcome::rows).sum();
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = |rows: u64, taken: Duration| rows as f64 / taken.as_secs_f64();
    let copied = rate(sign_ins as u64, copied::copy(&url, &folder.path().join("copy.db"), &["sign_ins"], None).await?);
    let synced = rate(rows, taken);
    println!("synced: {synced:.0} rows a second, with the stand-in making them");
    println!("sign-ins copied by the database itself, in one statement: {copied:.0} rows a second");
    println!("sync / copy: {:.2}", synced / copied);
    println!("{}", memory.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("peak memory is not known here"));
    Ok(())
}

/// Reads everything, as `riskgate sync --once` does.
async fn sync(client: &Arc<Client>, store: &Store) -> Vec<Outcome> {
    let (clock, histories): (Arc<dyn Clock>, Arc<dyn Histories>) = (Arc::new(SystemClock), Arc::new(store.clone()));
    let feeds = feeds(client, &clock, &histories, &SyncOptions::default());
    Sync::new(Arc::new(store.clone()), feeds, clock).once(|_| {}).await
}

/// For each list the calls that the stand-in has counted, the rows, and the most calls that these may take: full pages, and two for each
/// window.
fn table(outcomes: &[Outcome], asked: &[Asked]) -> String {
    let mut text = format!("{:<44}{:>8}{:>10}{:>10}{:>10}\n", "", "calls", "rows", "windows", "most");
    for Asked { list, calls, windows } in asked {
        let of_list = outcomes.iter().filter(|outcome| outcome.name.split('/').nth(2) == Some(list));
        let rows: u64 = of_list.clone().map(Outcome::rows).sum();
        let page = match &**list {
            "signIns" | "directoryAudits" => 1_000,
            "users" | "namedLocations" | "policies" => 999,
            _ => 500,
        };
        let is_budgeted = of_list.clone().any(|outcome| outcome.part == Part::Details);
        let most = if is_budgeted { "budget".to_owned() } else { (rows.div_ceil(page) + 2 * windows).to_string() };
        // Writing to a string does not fail.
        let _ = writeln!(text, "{list:<44}{calls:>8}{rows:>10}{windows:>10}{most:>10}");
    }
    for outcome in outcomes {
        if let End::Failed(error) = &outcome.end {
            let _ = writeln!(text, "{} was not read: {}", outcome.name, error.told());
        }
    }
    text
}

/// How often a list was asked for.
#[derive(Serialize, Deserialize)]
struct Asked {
    list: String,
    calls: u64,
    /// How many of the calls no page before has led to.
    windows: u64,
}

/// The stand-in in its process.
struct Graph {
    child: Child,
    asked: ChildStdin,
    told: BufReader<ChildStdout>,
    url: String,
}

impl Graph {
    fn start(sign_ins: usize) -> Result<Self, Box<dyn Error>> {
        let mut command = Command::new(std::env::current_exe()?);
        let mut child = command.args([STAND_IN, &sign_ins.to_string()]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (asked, told) = child.stdin.take().zip(child.stdout.take()).ok_or("it has no pipes")?;
        let mut graph = Self { child, asked, told: BufReader::new(told), url: String::new() };
        graph.url = graph.line()?;
        Ok(graph)
    }

    fn line(&mut self) -> Result<String, Box<dyn Error>> {
        let mut line = String::new();
        self.told.read_line(&mut line)?;
        Ok(line.trim().to_owned())
    }

    /// How often each list was asked for since this was last asked.
    fn asked(&mut self) -> Result<Vec<Asked>, Box<dyn Error>> {
        self.asked.write_all(b"\n")?;
        Ok(serde_json::from_str(&self.line()?)?)
    }

    /// A client that no limit holds up.
    fn client(&self) -> Result<Arc<Client>, Box<dyn Error>> {
        let settings = Settings {
            cloud: Cloud::Global,
            base_url: Some(self.url.clone()),
            authority: Some(self.url.clone()),
            tenant_id: TENANT.to_owned(),
            client_id: APP.to_owned(),
            credential: Credential::Secret(Secret::new(SECRET)),
            bounds: Bounds { limits: Limits::unlimited(), ..Bounds::default() },
        };
        Ok(Arc::new(Client::new(&settings, Arc::new(SystemClock))?))
    }
}

impl Drop for Graph {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Is the stand-in: tells its address, and for each line that it is given what it was asked.
async fn stand_in(sign_ins: usize) -> Result<(), Box<dyn Error>> {
    let until = SystemClock.now().plus_seconds(-600);
    let size = Size { users: 10_000, risky_users: 500, detections: 20_000, sign_ins, unattended: 0, ..Size::small(until) };
    let tenant = Tenant { id: TENANT.to_owned(), apps: vec![App::with_secret(APP, SECRET)], world: World::sized(size) };
    let stand_in = StandIn::start(vec![tenant], StandInSettings::at(Arc::new(SystemClock))).await?;
    println!("{}", stand_in.url());
    for _ in std::io::stdin().lock().lines() {
        let mut asked: Vec<Asked> = Vec::new();
        for request in stand_in.requests().iter().filter(|request| request.collection.is_some()) {
            let mut path = request.path.split('/').filter(|part| !part.is_empty()).skip(1);
            let list = match (path.nth(1), request.path.ends_with("/history")) {
                (Some("riskyUsers"), true) => "riskyUserHistory",
                (_, true) => "riskyServicePrincipalHistory",
                _ => request.path.rsplit('/').next().unwrap_or_default(),
            };
            let window = u64::from(!request.query.contains("skiptoken"));
            match asked.iter_mut().find(|it| it.list == list) {
                Some(it) => (it.calls, it.windows) = (it.calls + 1, it.windows + window),
                None => asked.push(Asked { list: list.to_owned(), calls: 1, windows: window }),
            }
        }
        println!("{}", serde_json::to_string(&asked)?);
        stand_in.forget_requests();
    }
    Ok(())
}
