//! A stand-in for Microsoft Graph, and the binary that acts in it.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::Arc,
    thread::JoinHandle,
    time::{Duration, Instant},
};

use riskgate_gateway::clock::SystemClock;
use riskgate_model::Clock as _;
use riskgate_test_msgraph::{App, Settings, Size, StandIn, Tenant, World};
use serde_json::{Value, json};
use tokio::{runtime::Runtime, time::interval};

use crate::place::{Place, ask_at, run};

pub(crate) const TENANT: &str = "5f1c7bde-0000-4000-a000-000000000001";

const APP: &str = "5f1c7bde-0000-4000-a000-00000000000a";

/// What whoever acts must show.
pub(crate) const TOKEN: &str = "open-sesame-0123456789";

/// Under which name whoever shows it is kept.
pub(crate) const NAME: &str = "soar";

/// How long is waited between two looks at something that takes its time.
const PACE: Duration = Duration::from_millis(200);

/// Microsoft Graph, as far as it goes, and what it runs on.
pub(crate) struct Graph {
    pub(crate) stand_in: StandIn,
    pub(crate) runtime: Runtime,
}

/// The binary that serves. It is killed when it is dropped.
pub(crate) struct Serving {
    child: Child,
    rest: Option<JoinHandle<()>>,
    pub(crate) client: Client,
}

/// Asks the binary that serves.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    url: String,
    token: Option<&'static str>,
}

impl Graph {
    /// Of some dozen users, a third of them at risk.
    pub(crate) fn new() -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let small = Size::small(SystemClock.now().plus_seconds(-3_600));
        let size = Size { users: 36, risky_users: 12, sign_ins: 40, unattended: 0, detections: 12, days: 1, ..small };
        let app = App::with_secret(APP, "swordfish");
        let tenant = Tenant { id: TENANT.to_owned(), apps: vec![app], world: World::sized(size) };
        let settings = Settings::at(Arc::new(SystemClock));
        let stand_in = runtime.block_on(StandIn::start(vec![tenant], settings)).expect("a port");
        Self { stand_in, runtime }
    }

    /// The binary with these words, told where Graph and the database are, and which token is to be shown.
    pub(crate) fn command(&self, place: &Place, database: &str, words: &[&str]) -> Command {
        let mut command = place.riskgate(words);
        let url = self.stand_in.url();
        for (name, value) in
            [("BASE_URL", url), ("AUTHORITY", url), ("TENANT_ID", TENANT), ("CLIENT_ID", APP), ("CLIENT_SECRET", "swordfish")]
        {
            command.env(format!("RISKGATE_MSGRAPH__{name}"), value);
        }
        command.env("RISKGATE_DATABASE__URL", database);
        command.env("RISKGATE_HTTP__TOKEN", TOKEN).env("RISKGATE_HTTP__TOKEN_NAME", NAME);
        command
    }

    /// Makes the database's tables and reads the users into them. Answers their ids.
    pub(crate) fn fill(&self, place: &Place, database: &str) -> Vec<String> {
        for words in [&["migrate", "up"][..], &["sync", "--once", "--kinds", "users,riskyUsers"]] {
            let run = run(&mut self.command(place, database, words));
            assert_eq!(run.code, Some(0), "{run:?}");
        }
        ask_at(database, "select id from users where directory is not null order by id")
    }

    /// Serves from this database, and acts.
    pub(crate) fn serve(&self, place: &Place, database: &str) -> Serving {
        Serving::new(self.command(place, database, &["serve"]))
    }

    /// Waits until something was asked to be changed.
    pub(crate) fn changing(&self) {
        self.runtime.block_on(async {
            let mut pace = interval(PACE);
            while self.stand_in.changes().is_empty() {
                pace.tick().await;
            }
        });
    }

    /// What the stand-in has of a user.
    pub(crate) fn user(&self, id: &str) -> Value {
        self.stand_in.world(TENANT, |world| world.users.get(id)).expect("the user")
    }

    /// The state of a user's risk; null where there is none.
    pub(crate) fn risk(&self, id: &str) -> Value {
        self.stand_in.world(TENANT, |world| world.risky_users.get(id)).map_or(Value::Null, |user| user["riskState"].clone())
    }
}

impl Serving {
    /// Runs the command on a free port, until it listens.
    pub(crate) fn new(mut command: Command) -> Self {
        let command = command.env("RISKGATE_HTTP__LISTEN", "127.0.0.1:0").env("RISKGATE_LOG__FORMAT", "text").stdout(Stdio::null());
        let mut child = command.spawn().expect("the binary runs");
        let mut lines = BufReader::new(child.stderr.take().expect("standard error is piped")).lines().map_while(Result::ok);
        let url = lines.find_map(|line| line.split("listening on ").nth(1).map(|url| format!("{}/graphql", url.trim())));
        // Its log is read on, so that it never waits for us.
        let rest = Some(std::thread::spawn(move || lines.for_each(drop)));
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self { child, rest, client: Client { http, url: url.expect("it listens"), token: Some(TOKEN) } }
    }

    /// Where a page of it is.
    pub(crate) fn url(&self, path: &str) -> String {
        self.client.url.replace("/graphql", path)
    }

    /// Kills it, without a warning.
    pub(crate) fn kill(mut self) {
        self.end();
    }

    /// Tells it to stop, and waits until it has. Answers its exit code.
    #[cfg(unix)]
    pub(crate) fn stop(mut self) -> Option<i32> {
        signal(&self.child, "TERM");
        let status = self.child.wait().expect("it ends");
        let rest = self.rest.take().expect("it was not ended before");
        rest.join().expect("its log ends");
        status.code()
    }

    fn end(&mut self) {
        if let Some(rest) = self.rest.take() {
            self.child.kill().expect("it is killed");
            self.child.wait().expect("it ends");
            rest.join().expect("its log ends");
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.end();
    }
}

impl Client {
    /// The same, showing another token, or none.
    pub(crate) fn showing(&self, token: Option<&'static str>) -> Self {
        Self { token, ..self.clone() }
    }

    /// The answer, and its status.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) async fn post(&self, document: &str, variables: &Value) -> Result<(u16, Value), reqwest::Error> {
        let request = self.http.post(&self.url).json(&json!({"query": document, "variables": variables}));
        let request = if let Some(token) = self.token { request.bearer_auth(token) } else { request };
        let answer = request.send().await?;
        Ok((answer.status().as_u16(), answer.json().await?))
    }

    /// What is answered where nothing goes wrong.
    pub(crate) async fn ask(&self, document: &str, variables: Value) -> Value {
        let (_, mut answer) = self.post(document, &variables).await.expect("an answer");
        assert!(answer["errors"].is_null(), "{document} {variables}: {answer}");
        answer["data"].take()
    }

    /// Asks for something to be done to users: the payload.
    pub(crate) async fn act(&self, mutation: &str, input: Value) -> Value {
        self.ask(&document(mutation), json!({"input": input})).await[mutation].take()
    }

    /// Waits until an action has ended. Answers its state.
    pub(crate) async fn ended(&self, action: &Value) -> String {
        let document = "query($id: ID!) { action(id: $id) { state } }";
        self.until(Duration::from_mins(1), || async {
            let found = self.ask(document, json!({"id": action})).await;
            let state = found["action"]["state"].as_str().expect("a state").to_owned();
            (!["QUEUED", "SENDING"].contains(&&*state)).then_some(state)
        })
        .await
    }

    /// Waits until every action has ended.
    pub(crate) async fn settled(&self, patience: Duration) {
        let document =
            "{ actions(first: 5, filter: {state: [QUEUED, SENDING]}) { nodes { id state steps { act targetId state attempts } } } }";
        self.until(patience, || async {
            let open = self.ask(document, json!({})).await["actions"]["nodes"].take();
            open.as_array().expect("actions").is_empty().then_some(())
        })
        .await;
    }

    /// Looks again and again, until something is seen.
    async fn until<T, F: Future<Output = Option<T>>>(&self, patience: Duration, look: impl Fn() -> F) -> T {
        let (until, mut pace) = (Instant::now() + patience, interval(PACE));
        while Instant::now() < until {
            pace.tick().await;
            if let Some(seen) = look().await {
                return seen;
            }
        }
        let open = "{ actions(first: 5, filter: {state: [QUEUED, SENDING]}) { nodes { id kind state steps { act targetId state attempts since error { message } } } } }";
        panic!("it takes longer than {patience:?}: {}", self.ask(open, json!({})).await);
    }
}

/// Sends a signal of this name to a process.
#[cfg(unix)]
pub(crate) fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status();
    assert!(sent.is_ok_and(|status| status.success()), "the signal is sent");
}

/// The mutation that asks for something to be done to users.
pub(crate) fn document(mutation: &str) -> String {
    format!(
        "mutation($input: UsersInput!) {{ {mutation}(input: $input) {{ action {{ id state requestedBy reason }} \
         results {{ target outcome acts error }} userErrors {{ code message target }} }} }}"
    )
}
