//! `riskgate demo`, seen from outside.

#![cfg(unix)]

mod defender;

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

use sea_orm::{ConnectionTrait as _, Database, DbBackend, Statement};
use serde_json::Value;
use tempfile::TempDir;

/// A small tenant, always the same one.
const SMALL: [&str; 6] = ["--sign-ins", "2000", "--users", "80", "--anchor", "2026-03-01"];

/// The binary, whose temporary files go into `folder`.
fn command(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_riskgate"));
    command.arg("demo").args(words).current_dir(folder);
    command.env_clear().env("TMPDIR", folder).env("RISKGATE_HTTP__LISTEN", "127.0.0.1:0").env("RISKGATE_LOG__LEVEL", "warn");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("there is a place for temporary files")
}

/// What lies in a folder, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

/// A running demo, killed when the test is over.
struct Running {
    child: Child,
    output: BufReader<ChildStdout>,
    /// What it said when it was ready.
    told: String,
}

impl Running {
    fn start(folder: &Path, words: &[&str]) -> Self {
        Self::begin(&mut command(folder, words))
    }

    fn begin(command: &mut Command) -> Self {
        let mut child = command.spawn().expect("the binary runs");
        let mut output = BufReader::new(child.stdout.take().expect("standard output is piped"));
        let mut told = String::new();
        while !told.ends_with("stops it.\n") {
            let read = output.read_line(&mut told).expect("the output is read");
            assert!(read > 0, "it ended after {told:?}");
        }
        Self { child, output, told }
    }

    /// The address it named.
    fn url(&self, path: &str) -> String {
        let (_, rest) = self.told.split_once("GraphQL      http://").expect("the address is told");
        let (address, _) = rest.split_once("/graphql\n").expect("the address is told");
        assert!(!address.ends_with(":0"), "{address}");
        format!("http://{address}{path}")
    }

    /// What it said, but for what is new each time: the port and the token.
    fn told_alike(&self) -> String {
        self.told.replace(&self.url(""), "").lines().filter(|line| !line.starts_with("To act ")).collect()
    }

    /// Ends it by SIGTERM: its exit code, and what else it said on standard output.
    fn stop(mut self) -> (Option<i32>, String) {
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(sent.is_ok_and(|status| status.success()), "the signal is sent");
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).expect("the output is read");
        (self.child.wait().expect("the process ends").code(), rest)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself, and then there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The commands of a section of README, as they are printed.
fn commands(section: &str) -> Vec<String> {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md")).expect("README.md is there");
    let section = readme.split(section).nth(1).and_then(|rest| rest.split("\n## ").next()).expect("the section is there");
    let blocks = section.split("```sh\n").skip(1).filter_map(|rest| rest.split("\n```").next());
    blocks.flat_map(str::lines).map(str::to_owned).collect()
}

/// What a newcomer does who follows README: the commands of "Act on a risk", as they are printed.
#[tokio::test]
async fn acting_goes_as_readme_prints_it() {
    const TOKEN: &str = "a-token-of-my-own";
    let commands = commands("## Act on a risk");
    let (first, rest) = commands.split_first().expect("commands");
    assert_eq!(*first, format!("RISKGATE_HTTP__TOKEN={TOKEN} cargo run --release -- demo --data demo-data"));

    let folder = folder();
    let running = Running::begin(command(folder.path(), &["--data", "demo-data"]).env("RISKGATE_HTTP__TOKEN", TOKEN));
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(30)).build().expect("a client");
    let mut answers = Vec::new();
    for line in rest {
        if let Some(words) = line.strip_prefix("cargo run --release -- ") {
            let words = format!("{} {words}", env!("CARGO_BIN_EXE_riskgate"));
            let run = Command::new("sh")
                .args(["-c", &words])
                .current_dir(folder.path())
                .env_clear()
                .env("PATH", "/usr/bin:/bin")
                .output()
                .expect("the shell runs");
            assert!(run.status.success(), "{line}: {run:?}");
            answers.push(String::from_utf8(run.stdout).expect("text").into());
            continue;
        }
        let body = line.split("-d '").nth(1).and_then(|rest| rest.strip_suffix('\'')).expect("a body").to_owned();
        let mut request = client.post(running.url("/graphql")).header("content-type", "application/json").body(body);
        if line.contains(&format!("authorization: Bearer {TOKEN}")) {
            request = request.header("authorization", format!("Bearer {TOKEN}"));
        }
        let ask = || async {
            let answer: Value = request.try_clone().expect("a text").send().await.expect("it answers").json().await.expect("JSON");
            assert_eq!(answer["errors"], Value::Null, "{line}: {answer}");
            answer["data"].clone()
        };
        let (mut answer, begun) = (ask().await, Instant::now());
        // Asked again under its key it says how far it has come.
        while begun.elapsed() < Duration::from_secs(30)
            && ["QUEUED", "SENDING"].map(Value::from).contains(&answer["confirmUsersCompromised"]["action"]["state"])
        {
            answer = ask().await;
        }
        answers.push(answer);
    }
    let [confirmed, user, audit, verified, dismissed] = &answers[..] else { panic!("{answers:?}") };
    assert_eq!(confirmed["confirmUsersCompromised"]["results"][0]["outcome"], "SUCCEEDED", "{confirmed}");
    let (user, line) = (&user["user"], &user["user"]["riskHistory"]["nodes"][0]);
    assert_eq!((&user["riskState"], &user["actions"]["nodes"][0]["state"]), (&"CONFIRMED_COMPROMISED".into(), &"SUCCEEDED".into()));
    assert_eq!((&line["reason"], &line["requestedBy"]), (&"password for sale".into(), &"token".into()));
    let events: Vec<&str> =
        audit["auditRecords"]["nodes"].as_array().expect("records").iter().filter_map(|it| it["event"].as_str()).collect();
    assert_eq!(events, ["succeeded", "sent", "requested"]);
    assert!(verified.as_str().is_some_and(|told| told.contains('3')), "{verified}");
    assert!(dismissed.as_str().is_some_and(|told| told.contains("SUCCEEDED")), "{dismissed}");
}

#[tokio::test]
async fn it_tells_what_it_made_and_where_and_is_ready_and_leaves_nothing_behind() {
    let folder = folder();
    let running = Running::start(folder.path(), &SMALL);
    let told = running.told.clone();
    assert!(told.contains("The demo tenant 5eed0000-0de0-4000-8000-000000000001: 80 users (18 risky, "), "{told}");
    assert!(told.contains(" 2000 sign-ins, 230 detections, 4 risky workload identities.\n"), "{told}");
    let stories = told.split_once("What happened:\n").and_then(|(_, rest)| rest.split_once("\n\n")).expect("the stories are told").0;
    assert!(stories.lines().count() >= 10 && stories.lines().all(|story| story.starts_with("  ") && story.contains(": ")), "{stories}");
    for path in ["/graphql\n", "/schema.graphql\n", "/\n"] {
        assert!(told.contains(&running.url(path)), "{path}: {told}");
    }

    let ready = reqwest::get(running.url("/readyz")).await.expect("it answers");
    assert_eq!(ready.status(), 200);
    assert!(files(folder.path()).iter().any(|file| file.to_string_lossy().contains("riskgate-demo-")), "{:?}", files(folder.path()));
    assert_eq!(running.stop(), (Some(0), String::new()));
    assert_eq!(files(folder.path()), Vec::<PathBuf>::new());
}

#[test]
fn the_curl_that_it_prints_can_be_run() {
    let folder = folder();
    let running = Running::start(folder.path(), &SMALL);
    let line = running.told.lines().find(|line| line.trim_start().starts_with("curl ")).expect("a curl is told");
    // Not every machine has it.
    let Ok(output) = Command::new("sh").args(["-c", line.trim()]).output() else { return };
    if output.status.code() == Some(127) {
        return;
    }
    assert!(output.status.success(), "{output:?}");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("it answers JSON");
    assert!(answer["data"]["users"]["nodes"].as_array().is_some_and(|users| !users.is_empty()), "{answer}");
    assert!(answer.get("errors").is_none(), "{answer}");
}

#[test]
fn the_data_are_kept_where_asked_and_come_up_again() {
    let folder = folder();
    let words = [&SMALL[..], &["--data", "kept/here"]].concat();
    let first = Running::start(folder.path(), &words);
    let told = first.told_alike();
    assert_eq!(first.stop().0, Some(0));
    let database = folder.path().join("kept/here/demo-1-2026-03-01-80-2000.db");
    assert_eq!(files(&folder.path().join("kept/here")), std::slice::from_ref(&database));

    let second = Running::start(folder.path(), &words);
    assert_eq!(second.told_alike(), told);
    assert_eq!(second.stop().0, Some(0));
    let other = Running::start(folder.path(), &[&words[..], &["--seed", "2"]].concat());
    assert_ne!(other.told_alike(), told);
    assert_eq!(other.stop().0, Some(0));
    let names = files(&folder.path().join("kept/here"));
    assert_eq!(names, [database, folder.path().join("kept/here/demo-2-2026-03-01-80-2000.db")]);
}

#[tokio::test]
async fn a_tenant_is_made_to_its_end_once() {
    let folder = folder();
    let words = [&SMALL[..], &["--data", "."]].concat();
    let url = format!("sqlite://{}", folder.path().join("demo-1-2026-03-01-80-2000.db").display());
    let start_and_stop = || assert_eq!(Running::start(folder.path(), &words).stop().0, Some(0));
    start_and_stop();
    // What is taken away tells whether it is recorded again.
    change(&url, "update users set directory = null").await;
    start_and_stop();
    assert_eq!(count(&url, "users where directory is not null").await, 0);
    // As if it had been killed before the last batches.
    change(&url, "delete from sign_ins where created > (select created from sign_ins order by created limit 1 offset 700)").await;
    start_and_stop();
    assert_eq!(count(&url, "sign_ins").await, 2_000);
    assert!(count(&url, "users where directory is not null").await > 70);
}

async fn change(url: &str, statement: &str) {
    let database = Database::connect(url).await.expect("the database opens");
    database.execute_unprepared(statement).await.expect("the rows are changed");
    database.close().await.expect("the database closes");
}

async fn count(url: &str, rows: &str) -> i64 {
    let database = Database::connect(url).await.expect("the database opens");
    let statement = Statement::from_string(DbBackend::Sqlite, format!("select count(*) from {rows}"));
    let row = database.query_one_raw(statement).await.expect("the rows are counted").expect("a count");
    database.close().await.expect("the database closes");
    row.try_get_by_index(0).expect("a number")
}

#[test]
fn what_it_cannot_make_is_refused_with_2_before_anything_is_made() {
    let folder = folder();
    for (words, told) in [
        (&["--users", "59"][..], "riskgate: the demo tenant needs at least 60 users and "),
        (&["--sign-ins", "10"], "riskgate: the demo tenant needs at least 60 users and "),
        (&["--anchor", "tomorrow"], "invalid value 'tomorrow' for '--anchor <DATE>': expected a day between 1970 and 2262"),
        (&["--anchor", "1677-09-22"], "expected a day between 1970 and 2262, such as 2026-03-01"),
        (&["--anchor", "2026-02-30"], "invalid value '2026-02-30' for '--anchor <DATE>'"),
        (&["--seed", "x"], "invalid value 'x' for '--seed <N>'"),
        (&["--tenant", "x"], "unexpected argument '--tenant'"),
    ] {
        let output = command(folder.path(), words).output().expect("the binary runs");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(errors.contains(told) && output.stdout.is_empty(), "{errors}");
    }
    assert_eq!(files(folder.path()), Vec::<PathBuf>::new());
}

#[test]
fn a_signal_while_it_makes_the_tenant_ends_it_with_0_and_leaves_nothing_behind() {
    let folder = folder();
    let mut child = command(folder.path(), &["--sign-ins", "1000000"]).spawn().expect("the binary runs");
    // Its database is there, so it listens for signals, and it is far from done.
    while !files(folder.path()).first().is_some_and(|made| made.is_dir() && !files(made).is_empty()) {
        assert!(child.try_wait().expect("the process is watched").is_none(), "it ended by itself");
    }
    let sent = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    assert!(sent.is_ok_and(|status| status.success()), "the signal is sent");
    assert_eq!(child.wait().expect("the process ends").code(), Some(0));
    assert_eq!(files(folder.path()), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn the_tenant_is_read_from_a_stand_in_for_microsoft_graph_too() {
    let folder = folder();
    // The tenant of today: Microsoft Graph keeps detections for 90 days.
    let running = Running::start(folder.path(), &["--msgraph", "--sign-ins", "2000", "--users", "80"]);
    assert!(running.told.contains("a stand-in for Microsoft Graph, http://127.0.0.1:"), "{}", running.told);
    let query = "{ users(filter: {riskState: {in: [AT_RISK, CONFIRMED_COMPROMISED]}}) { totalCount } detections { totalCount } }";
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let patience = Instant::now() + Duration::from_mins(1);
    loop {
        let answer = client.post(running.url("/graphql")).json(&serde_json::json!({"query": query})).send().await.expect("an answer");
        let answer: Value = answer.json().await.expect("JSON");
        let count = |list: &str| answer["data"][list]["totalCount"].as_u64().unwrap_or_else(|| panic!("{answer}"));
        if count("detections") == 230 && count("users") > 5 {
            break;
        }
        assert!(Instant::now() < patience, "it is not read: {answer}");
    }
}
