//! `riskgate sync` and `serve`, from a stand-in for Microsoft Graph.

use std::{
    io::{BufRead as _, BufReader},
    net::TcpListener,
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

/// Another tenant, which the same stand-in has.
const OTHER: &str = "5f1c7bde-0000-4000-a000-000000000002";

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
        let size = size(Size::small(until));
        let tenants = [TENANT, OTHER].map(|id| {
            let world = World::sized(Size { seed: if id == TENANT { size.seed } else { size.seed + 1 }, ..size });
            Tenant { id: id.to_owned(), apps: vec![App::with_secret(APP, "swordfish")], world }
        });
        let stand_in = runtime.block_on(StandIn::start(tenants.into(), Settings::at(Arc::new(SystemClock)))).expect("a port");
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
    let words = ["sync", "--once", "--json", "--since", &since, "--database", database];
    let run = run(graph.set(&mut place.riskgate(&words), "swordfish"));
    assert!(run.code == Some(0) || run.code == Some(1), "{run:?}");
    run.json()
}

/// A tenant of one day, so that little has to be read.
fn day() -> Graph {
    Graph::of(|size| Size { sign_ins: 1_500, detections: 60, unattended: 0, days: 1, ..size }, 1)
}

/// README's first query: users at risk, their risky sign-ins, what was detected in each.
const AT_RISK: &str = "{ users(first: 5, filter: {riskState: {in: [AT_RISK, CONFIRMED_COMPROMISED]}}) { totalCount nodes { \
    userPrincipalName riskLevel riskState riskySignIns(first: 3) { nodes { createdDateTime appDisplayName ipAddress \
    detections { nodes { riskEventType riskLevel } } } } } } }";

/// The database answers at once, and Graph is not asked for it.
fn answers(graph: &Graph, database: &str) {
    let calls = graph.stand_in.requests().len();
    let place = Place::new();
    serves(graph, &mut place.riskgate(&["serve", "--database", database]), AT_RISK, |answer| {
        assert!(answer["errors"].is_null(), "{answer}");
        let nodes = |value: &Value| value["nodes"].as_array().expect("nodes").clone();
        let sign_ins = nodes(&answer["data"]["users"]).into_iter().flat_map(|user| nodes(&user["riskySignIns"]));
        assert!(sign_ins.flat_map(|sign_in| nodes(&sign_in["detections"])).count() > 0, "{answer}");
        true
    });
    assert_eq!(graph.stand_in.requests().len(), calls);
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
    let (graph, place) = (day(), Place::new());
    fills(&graph, &place.url());
    answers(&graph, &place.url());
}

#[test]
fn alerts_and_incidents_are_read_if_it_is_set_and_a_second_sync_finds_nothing_new() {
    let (graph, place) = (day(), Place::new());
    let database = place.url();
    let words = ["sync", "--once", "--json", "--kinds", "alerts,incidents", "--database", &database];
    let refused = run(graph.set(&mut place.riskgate(&words), "swordfish"));
    assert!(refused.code == Some(2) && refused.errors.contains("`defender = true`"), "{refused:?}");
    let read = || run(graph.set(&mut place.riskgate(&words), "swordfish").env("RISKGATE_MSGRAPH__DEFENDER", "true"));
    let counts = |told: &Value, what: &str| {
        let kinds = told.as_array().expect("feeds").iter().flat_map(|it| it["records"].as_object().expect("kinds").values());
        kinds.map(|counts| counts[what].as_u64().expect("a number")).sum::<u64>()
    };
    let first = read();
    assert_eq!(first.code, Some(0), "{first:?}");
    assert_eq!(first.json().as_array().expect("feeds").len(), 4);
    for (table, rows) in [("alerts", "14"), ("incidents", "5")] {
        assert_eq!(ask_at(&database, &format!("select cast(count(*) as text) from {table}")), [rows]);
    }
    assert_eq!((counts(&first.json(), "new"), counts(&read().json(), "new")), (19, 0));
}

#[test]
fn an_empty_store_on_postgresql_is_filled_too() {
    let (graph, Some(database)) = (day(), graph_database()) else { return };
    let run = run(&mut Place::new().riskgate(&["migrate", "up", "--database", &database.url]));
    assert_eq!(run.code, Some(0), "{run:?}");
    fills(&graph, &database.url);
    answers(&graph, &database.url);
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
fn histories_are_read_where_a_risk_has_changed_and_no_second_time() {
    let (graph, place) = (Graph::of(|size| Size { risky_users: 3, ..size }, 1), Place::new());
    let words = ["sync", "--once", "--kinds", "riskyUsers,riskHistoryItems", "--database", &place.url()];
    let calls = || graph.stand_in.calls(Collection::RiskyUserHistory);
    for _ in 0..2 {
        let run = run(graph.set(&mut place.riskgate(&words), "swordfish"));
        assert_eq!((run.code, calls()), (Some(0), 3), "{run:?}");
        let due = ask_at(&place.url(), "update feeds set caught_up_at = 0 where name like '%/details' returning name");
        assert_eq!(due.len(), 2, "{due:?}");
    }
    let items = ask_at(&place.url(), "select id from risk_changes where is_item = 1 and identity_kind = 'user'");
    assert!(items.len() >= 3, "{items:?}");
}

#[test]
fn further_tenants_are_read_and_one_that_refuses_keeps_none_of_the_others() {
    let (graph, place) = (Graph::new(), Place::new());
    let words = ["sync", "--once", "--json", "--kinds", "users", "--database", &place.url()];
    let url = graph.stand_in.url();
    let wrong = "5f1c7bde-0000-4000-a000-000000000003";
    let tenant = |id: &str| {
        format!("{{base_url = {url:?}, authority = {url:?}, tenant_id = {id:?}, client_id = {APP:?}, client_secret = \"swordfish\"}}")
    };
    let with = |command: &mut Command, further: &[&str]| {
        let further: Vec<String> = further.iter().map(|id| tenant(id)).collect();
        run(graph.set(command, "swordfish").env("RISKGATE_MSGRAPH__TENANTS", format!("[{}]", further.join(", "))))
    };
    let run = with(&mut place.riskgate(&words), &[OTHER, wrong]);
    assert_eq!(run.code, Some(1), "{run:?}");
    let ends: Vec<String> = run.json().as_array().expect("feeds").iter().map(|feed| format!("{} {}", feed["feed"], feed["end"])).collect();
    let feed = |tenant: &str, end: &str| format!("\"msgraph/{tenant}/users/backfill\" \"{end}\"");
    assert_eq!(ends, [feed(TENANT, "read"), feed(OTHER, "read"), feed(wrong, "failed")]);
    assert_eq!(ask_at(&place.url(), "select distinct tenant from users where directory is not null order by tenant"), [TENANT, OTHER]);
    let doctor = with(&mut place.riskgate(&["doctor"]), &[wrong]);
    assert!(doctor.output.contains(&format!("{TENANT}: the application is given a token")), "{doctor:?}");
    let twice = with(&mut place.riskgate(&["sync"]), &[TENANT]);
    assert_eq!((twice.code, twice.errors.contains("is set twice")), (Some(2), true), "{twice:?}");
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

/// The authority takes the connection, and never answers.
#[cfg(unix)]
#[test]
fn a_sync_that_waits_for_its_token_stops_when_it_is_told_to() {
    let (silent, place) = (TcpListener::bind("127.0.0.1:0").expect("a port"), Place::new());
    let url = format!("http://{}", silent.local_addr().expect("its address"));
    let mut command = place.riskgate(&["sync", "--once"]);
    for (name, value) in
        [("BASE_URL", &*url), ("AUTHORITY", &url), ("TENANT_ID", TENANT), ("CLIENT_ID", APP), ("CLIENT_SECRET", "swordfish")]
    {
        command.env(format!("RISKGATE_MSGRAPH__{name}"), value);
    }
    let child = command.spawn().expect("the binary runs");
    let asked = silent.accept().expect("it asks");
    let told = Instant::now();
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    let ended = child.wait_with_output().expect("it ends");
    assert!(killed.success() && ended.status.code() == Some(1), "{ended:?}");
    // Of its own accord it waits for half a minute.
    assert!(told.elapsed() < Duration::from_secs(15), "{:?}", told.elapsed());
    drop(asked);
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
    let query = "{ adapters { name health { healthy problem feeds { name caughtUpAt lagSeconds problem } budgets { name left calls } } } users(first: 1) { nodes { id } } }";
    serves(&graph, graph.set(&mut place.riskgate(&["serve"]), "sw0rdfish"), query, |answer| {
        let adapters = answer["data"]["adapters"].as_array().expect("adapters");
        assert!(answer["errors"].is_null() && answer["data"]["users"]["nodes"].is_array(), "{answer}");
        let msgraph = adapters.iter().find(|adapter| adapter["name"] == "msgraph").expect("the adapter");
        let health = &msgraph["health"];
        let problem = health["problem"].as_str().unwrap_or_default();
        let heads = health["feeds"]
            .as_array()
            .expect("feeds")
            .iter()
            .filter(|feed| feed["name"].as_str().is_some_and(|name| name.ends_with("/head")));
        let denied =
            heads.clone().filter(|feed| feed["problem"].as_str().is_some_and(|problem| problem.contains("secret is wrong"))).count();
        denied == heads.count() && problem.contains("access was denied: the client secret is wrong")
    });
}

#[test]
fn serve_shows_how_far_behind_its_feeds_are_and_what_is_left_to_ask() {
    let (graph, place) = (Graph::new(), Place::new());
    let query = "{ adapters { name health { problem asOf feeds { name caughtUpAt lagSeconds problem } budgets { name left calls lastSuccessAt } } } }";
    serves(&graph, graph.set(&mut place.riskgate(&["serve"]), "swordfish"), query, |answer| {
        let adapters = answer["data"]["adapters"].as_array().expect("adapters");
        let health = &adapters.iter().find(|adapter| adapter["name"] == "msgraph").expect("the adapter")["health"];
        let of = |list: &str, name: &str| {
            let name = format!("{TENANT}/{name}");
            let listed = health[list].as_array().expect("a list").iter();
            listed.clone().find(|it| it["name"].as_str().is_some_and(|it| it.ends_with(&name))).expect("it is listed").clone()
        };
        let (feed, budget) = (of("feeds", "riskyUsers/head"), of("budgets", "identityProtection"));
        feed["lagSeconds"].as_f64().is_some_and(|lag| lag < 60.0) && feed["problem"].is_null() && budget["calls"].as_u64() > Some(0)
    });
    let doctor = run(graph.set(&mut place.riskgate(&["doctor"]), "swordfish"));
    let line = doctor.output.lines().find(|line| line.contains("riskyUsers/head")).expect("a line of the feed");
    assert!(line.starts_with("ok") && line.contains("s ago"), "{line}");
}
