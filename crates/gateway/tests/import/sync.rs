//! `riskgate sync` and `serve`, from a stand-in for Microsoft Graph.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use riskgate_gateway::clock::SystemClock;
use riskgate_model::{Clock as _, Time};
use riskgate_test_msgraph::{App, Collection, Settings, Size, StandIn, Tenant, World};
use riskgate_test_postgres::database;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::place::{Place, ask_at, run};

const TENANT: &str = "5f1c7bde-0000-4000-a000-000000000001";

const APP: &str = "5f1c7bde-0000-4000-a000-00000000000a";

/// Microsoft Graph, as far as it goes, and what it runs on.
struct Graph {
    stand_in: StandIn,
    runtime: Runtime,
}

impl Graph {
    fn new() -> Self {
        Self::of(|size| Size { sign_ins: 3_000, unattended: 0, ..size }, 1)
    }

    /// Of a tenant of this size, in which nothing has happened for so many hours.
    fn of(size: impl FnOnce(Size) -> Size, hours: i64) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let until = SystemClock.now().plus_seconds(-hours * 3_600);
        let world = World::sized(size(Size::small(until)));
        let tenant = Tenant { id: TENANT.to_owned(), apps: vec![App::with_secret(APP, "swordfish")], world };
        let stand_in = runtime.block_on(StandIn::start(vec![tenant], Settings::at(Arc::new(SystemClock)))).expect("a port");
        Self { stand_in, runtime }
    }

    /// The command, told where Graph is.
    fn set<'a>(&self, command: &'a mut Command, secret: &str) -> &'a mut Command {
        let (url, named) = (self.stand_in.url(), |name: &str| format!("RISKGATE_MSGRAPH__{name}"));
        let settings = [("BASE_URL", url), ("AUTHORITY", url), ("TENANT_ID", TENANT), ("CLIENT_ID", APP), ("CLIENT_SECRET", secret)];
        command.envs(settings.map(|(name, value)| (named(name), value)))
    }
}

/// Yesterday: so that the test reads few pages, at the rate that the tenant allows.
fn since() -> String {
    Time::from_nanos(SystemClock.now().nanos() - 86_400_000_000_000).to_string()
}

fn once(graph: &Graph, place: &Place, database: &str) -> Value {
    let since = since();
    let words = [
        "sync",
        "--once",
        "--json",
        "--kinds",
        "riskyUsers,signIns,users,namedLocations,conditionalAccessPolicies",
        "--since",
        &since,
        "--database",
        database,
    ];
    let run = run(graph.set(&mut place.riskgate(&words), "swordfish"));
    assert!(run.code == Some(0) || run.code == Some(1), "{run:?}");
    run.json()
}

/// Fills the database, and again: the second time nothing is new.
fn fills(graph: &Graph, database: &str) {
    let place = Place::new();
    let told = once(graph, &place, database);
    let of = |told: &Value, feed: &str| {
        let feeds = told.as_array().expect("feeds").iter();
        feeds.clone().find(|it| it["feed"] == format!("msgraph/{TENANT}/{feed}")).expect("a feed").clone()
    };
    assert_eq!(of(&told, "users/backfill")["end"], "read");
    let counted = |question: &str| ask_at(database, question)[0].parse::<u64>().expect("a number");
    assert_eq!(of(&told, "users/backfill")["rows"], json!(40));
    assert!(counted("select cast(count(*) as text) from users where directory is not null") >= 39);
    assert_eq!(counted("select cast(count(*) as text) from sign_ins"), of(&told, "signIns/head")["rows"].as_u64().expect("a number"));
    assert!(counted("select cast(count(*) as text) from users where risk_state is not null") > 0);
    let access = ["namedLocations", "policies"].map(|feed| of(&told, &format!("{feed}/backfill"))["rows"].clone());
    assert_eq!(access, [json!(2), json!(2)]);
    assert_eq!(ask_at(database, "select kind from named_locations order by kind"), ["countryNamedLocation", "ipNamedLocation"]);
    assert_eq!(counted("select cast(count(*) as text) from conditional_access_policies where sign_in_risk_levels = ',high,'"), 2);
    let again = once(graph, &place, database);
    assert_eq!(of(&again, "users/backfill")["end"], "notDue");
    let new = |counts: &Value| counts["new"].as_u64().expect("a number");
    assert!(
        again.as_array().expect("feeds").iter().all(|it| it["records"].as_object().expect("kinds").values().map(new).sum::<u64>() == 0)
    );
}

#[test]
fn an_empty_store_is_filled_and_a_second_sync_finds_nothing_new() {
    let (graph, place) = (Graph::new(), Place::new());
    fills(&graph, &place.url());
}

#[test]
fn an_empty_store_on_postgresql_is_filled_too() {
    let (graph, Some(database)) = (Graph::new(), graph_database()) else { return };
    let run = run(&mut Place::new().riskgate(&["migrate", "up", "--database", &database.url]));
    assert_eq!(run.code, Some(0), "{run:?}");
    fills(&graph, &database.url);
}

/// Kills a sync in the middle of a list, and lets another go on.
fn survives(database: &str) {
    // Three days ago: so that even the latest detections have arrived.
    let (graph, place) = (Graph::of(|size| Size { detections: 2_200, ..size }, 72), Place::new());
    let words = ["sync", "--once", "--kinds", "riskDetections", "--database", database];
    let mut child = graph.set(&mut place.riskgate(&words), "swordfish").spawn().expect("the binary runs");
    while graph.stand_in.calls(Collection::RiskDetections) < 4 {
        assert!(child.try_wait().expect("it can be asked").is_none(), "it ended by itself");
        std::thread::yield_now();
    }
    child.kill().expect("it is killed");
    child.wait().expect("it ends");
    let run = run(graph.set(&mut place.riskgate(&words), "swordfish"));
    assert_eq!(run.code, Some(0), "{run:?}");
    let world = graph.stand_in.world(TENANT, |world| world.risk_detections.len() + world.service_principal_risk_detections.len());
    let held = ask_at(database, "select cast(count(*) as text) || ' ' || cast(count(distinct id) as text) from detections");
    assert_eq!(held, [format!("{world} {world}")]);
}

#[test]
fn a_sync_that_is_killed_in_the_middle_goes_on_without_a_gap() {
    let place = Place::new();
    survives(&place.url());
}

#[test]
fn a_sync_into_postgresql_that_is_killed_in_the_middle_goes_on_without_a_gap() {
    let Some(database) = graph_database() else { return };
    let run = run(&mut Place::new().riskgate(&["migrate", "up", "--database", &database.url]));
    assert_eq!(run.code, Some(0), "{run:?}");
    survives(&database.url);
}

fn graph_database() -> Option<riskgate_test_postgres::Database> {
    crate::place::now(database())
}

#[test]
fn a_wrong_secret_is_one_sentence_and_is_not_repeated() {
    let (graph, place) = (Graph::new(), Place::new());
    place.make_database();
    for words in [&["sync", "--once"][..], &["doctor"]] {
        let run = run(graph.set(&mut place.riskgate(words), "sw0rdfish"));
        assert_eq!(run.code, Some(1), "{run:?}");
        let told = [run.output, run.errors].concat();
        assert!(told.contains("the client secret is wrong: give the secret's value, not its id"), "{told}");
        assert!(!told.contains("sw0rdfish"), "{told}");
    }
}

#[test]
fn what_is_not_set_is_told() {
    let place = Place::new();
    let refused = run(&mut place.riskgate(&["sync", "--once"]));
    assert_eq!((refused.code, refused.errors.contains("set `tenant_id`, `client_id`")), (Some(2), true), "{refused:?}");
    let refused = run(place.riskgate(&["sync", "--once"]).env("RISKGATE_MSGRAPH__TENANT_ID", "common"));
    assert_eq!((refused.code, refused.errors.contains("tenant_id")), (Some(2), true), "{refused:?}");
    let checked = run(place.riskgate(&["config", "check"]).env("RISKGATE_MSGRAPH__TENANT_ID", "common"));
    assert_eq!(checked.code, Some(2), "{checked:?}");
}

/// Asks the gateway that this command runs, once it listens, until the answer is as it should be.
fn serves(graph: &Graph, command: &mut Command, query: &str, is_right: impl Fn(&Value) -> bool) {
    let command = command.env("RISKGATE_HTTP__LISTEN", "127.0.0.1:0").env("RISKGATE_LOG__FORMAT", "text").stdout(Stdio::null());
    let mut child = command.spawn().expect("the binary runs");
    let log = BufReader::new(child.stderr.take().expect("standard error is piped"));
    let mut lines = log.lines().map_while(Result::ok);
    let url = lines.find_map(|line| line.split("listening on ").nth(1).map(|url| format!("{}/graphql", url.trim()))).expect("it listens");
    // Its log is read on, so that it never waits for us.
    let rest = std::thread::spawn(move || lines.for_each(drop));
    let right = graph.runtime.block_on(async {
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let patience = Instant::now() + Duration::from_mins(1);
        while Instant::now() < patience {
            let answer = client.post(&url).json(&json!({"query": query})).send().await.expect("an answer");
            let answer: Value = answer.json().await.expect("JSON");
            if is_right(&answer) {
                return true;
            }
        }
        false
    });
    child.kill().expect("it is ended");
    child.wait().expect("it ends");
    rest.join().expect("its log ends");
    assert!(right, "it never came");
}

#[test]
fn serve_answers_from_the_store_and_shows_who_refuses() {
    let (graph, place) = (Graph::new(), Place::new());
    let query = "{ adapters { name health { healthy problem } } users(first: 1) { nodes { id } } }";
    serves(&graph, graph.set(&mut place.riskgate(&["serve"]), "sw0rdfish"), query, |answer| {
        let adapters = answer["data"]["adapters"].as_array().expect("adapters");
        assert!(answer["errors"].is_null() && answer["data"]["users"]["nodes"].is_array(), "{answer}");
        let msgraph = adapters.iter().find(|adapter| adapter["name"] == "msgraph").expect("the adapter");
        msgraph["health"]["problem"].as_str().is_some_and(|problem| problem.contains("access was denied: the client secret is wrong"))
    });
}
