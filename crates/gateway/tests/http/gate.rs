//! A gateway on a port of its own, and the schema that answers.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_graphql::{Context, EmptySubscription, Object, Response, Schema};
use bytes::Bytes;
use futures::FutureExt as _;
use reqwest::{RequestBuilder, StatusCode};
use riskgate_gateway::config::{Defender, Http};
use riskgate_gateway::http::{Front, Pushing, Unpushed, router, serve};
use riskgate_schema::{
    Answered,
    guard::{Limits, admit},
    level::Stage,
};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// The longest that anything here may take; a hang is a failure and not a stuck run.
const PATIENCE: Duration = Duration::from_secs(20);

/// Waits for what should happen soon.
pub(crate) async fn soon<T>(work: impl Future<Output = T>) -> T {
    let done = tokio::time::timeout(PATIENCE, work).await;
    done.expect("it happens soon")
}

/// How the `wait` field and its test take turns.
pub(crate) struct Turns {
    /// A permit for each query that has begun to wait.
    pub(crate) waiting: Semaphore,
    /// A permit lets one of them go on.
    pub(crate) go_on: Semaphore,
    /// A permit for each mutation that ran.
    pub(crate) acted: Semaphore,
}

struct Query;

#[Object]
impl Query {
    async fn hello(&self) -> &'static str {
        "world"
    }

    async fn fails(&self) -> Result<i32, async_graphql::Error> {
        std::future::ready(Err("this field fails".into())).await
    }

    async fn wait(&self, context: &Context<'_>) -> bool {
        let turns = context.data_unchecked::<Arc<Turns>>();
        turns.waiting.add_permits(1);
        let turn = turns.go_on.acquire().await;
        turn.expect("the semaphore stays open").forget();
        true
    }

    async fn panics(&self, #[graphql(default = true)] now: bool) -> bool {
        assert!(!now, "a resolver that panics");
        now
    }
}

struct Mutation;

#[Object]
impl Mutation {
    async fn act(&self, context: &Context<'_>) -> bool {
        context.data_unchecked::<Arc<Turns>>().acted.add_permits(1);
        true
    }
}

/// A gateway that listens.
pub(crate) struct Gate {
    pub(crate) address: SocketAddr,
    pub(crate) turns: Arc<Turns>,
    pub(crate) stop: CancellationToken,
    pub(crate) serving: JoinHandle<()>,
    pub(crate) client: reqwest::Client,
    /// What was pushed.
    pub(crate) pushed: Arc<Mutex<Vec<Bytes>>>,
}

impl Gate {
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}, Ok(())).await
    }

    pub(crate) async fn set(settings: impl FnOnce(&mut Http)) -> Self {
        Self::with(settings, Ok(())).await
    }

    pub(crate) async fn with(set: impl FnOnce(&mut Http), ready: Result<(), &'static str>) -> Self {
        let mut settings = Http::default();
        set(&mut settings);
        Self::over(settings, Pushing::of(&Defender::default()), ready).await
    }

    /// A gateway that takes what is pushed.
    pub(crate) async fn taking(pushing: Pushing) -> Self {
        Self::over(Http::default(), pushing, Ok(())).await
    }

    async fn over(settings: Http, pushing: Pushing, ready: Result<(), &'static str>) -> Self {
        let pushed = Arc::<Mutex<Vec<Bytes>>>::default();
        let noted = pushed.clone();
        let turns = Arc::new(Turns { waiting: Semaphore::new(0), go_on: Semaphore::new(0), acted: Semaphore::new(0) });
        let schema = Schema::build(Query, Mutation, EmptySubscription).data(Arc::clone(&turns)).finish();
        let front = Front {
            schema: Bytes::from(schema.sdl()),
            metrics: Arc::new(|| "a_metric 1\n".to_owned()),
            answer: Arc::new(move |mut request| {
                let schema = schema.clone();
                let answer = async move {
                    match admit(&request, &Limits::default()) {
                        Ok(admitted) => {
                            request.set_parsed_query(admitted.document);
                            rendered(&schema.execute(request).await)
                        }
                        Err(refusal) => rendered(&Response::from_errors(vec![refusal.into()])),
                    }
                };
                answer.boxed()
            }),
            push: Arc::new(move |body| {
                let answer = match &body[..] {
                    b"no JSON" => Err(Unpushed::Malformed("line 1: no JSON".to_owned())),
                    b"{\"fails\":1}" => Err(Unpushed::Failed),
                    _ => Ok("{\"records\":{}}".to_owned()),
                };
                noted.lock().expect("no test panics meanwhile").push(body);
                async { answer }.boxed()
            }),
            turned_away: Arc::new(|| async {}.boxed()),
            ready: Arc::new(move || async move { ready.map_err(str::to_owned) }.boxed()),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("there is a free port");
        let address = listener.local_addr().expect("the listener has an address");
        let stop = CancellationToken::new();
        let router = router(front, &settings, pushing, stop.clone());
        let stopped = stop.clone();
        let serving = tokio::spawn(async move {
            serve(listener, router, &settings, stopped).await;
        });
        let client = reqwest::Client::builder().no_proxy().timeout(PATIENCE);
        Self { address, turns, stop, serving, client: client.build().expect("the client is built"), pushed }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// A POST with that body and `application/json`.
    pub(crate) fn post(&self, body: impl Into<reqwest::Body>) -> RequestBuilder {
        let request = self.client.post(self.url("/graphql"));
        request.header("content-type", "application/json").body(body)
    }

    /// A POST of that query.
    pub(crate) fn query(&self, query: &str) -> RequestBuilder {
        self.post(json!({ "query": query }).to_string())
    }

    /// Sends `text` as it is and gives everything that comes back until the connection closes.
    pub(crate) async fn raw(&self, text: &str) -> String {
        let mut stream = self.connect().await;
        let sent = stream.write_all(text.as_bytes()).await;
        sent.expect("the text is sent");
        rest(stream).await
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        let stream = soon(TcpStream::connect(self.address)).await;
        stream.expect("the gateway accepts")
    }

    /// Waits until a query has reached the `wait` field.
    pub(crate) async fn waiting(&self) {
        let begun = soon(self.turns.waiting.acquire()).await;
        begun.expect("the semaphore stays open").forget();
    }
}

/// Everything that comes until the connection closes.
pub(crate) async fn rest(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    // A reset ends the connection as well as a close does.
    let _ = soon(stream.read_to_end(&mut bytes)).await;
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The status, content type and JSON of a response.
pub(crate) async fn sent(request: RequestBuilder) -> (StatusCode, String, Value) {
    let response = request.send().await.expect("there is a response");
    let content_type = response.headers().get("content-type");
    let content_type = content_type.expect("a response has a type").to_str();
    let content_type = content_type.expect("the type is text").to_owned();
    let status = response.status();
    let body = response.json().await.expect("the body is JSON");
    (status, content_type, body)
}

/// The code of the first error.
pub(crate) fn code(body: &Value) -> &str {
    body["errors"][0]["extensions"]["code"].as_str().unwrap_or("none")
}

/// A response of a plain schema; one that was never executed has no data, and errors without a path.
fn rendered(response: &Response) -> Answered {
    let mut errors = response.errors.iter();
    let is_refused =
        response.data == async_graphql::Value::Null && !response.errors.is_empty() && errors.all(|error| error.path.is_empty());
    let (stage, body) =
        if is_refused { (Stage::Refused, json!({ "errors": response.errors })) } else { (Stage::Executed, json!(response)) };
    Answered { stage, body: body.to_string().into() }
}
