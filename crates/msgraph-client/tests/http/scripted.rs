//! An authority and a Microsoft Graph that answer what they were told to, and keep what they were asked.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{ConnectInfo, Request as Asked, State},
    http::{Response, StatusCode},
};
use futures::stream;
use riskgate_model::{Clock, Time};
use riskgate_msgraph_client::{Backoff, Bounds, Client, Cloud, Credential, Limits, Priority, Secret, Settings, Terms};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

pub(crate) const TENANT: &str = "4a1c7f4e-0000-4000-8000-0123456789ab";
pub(crate) const CLIENT: &str = "11111111-2222-4333-8444-555555555555";

/// What the server answers.
pub(crate) enum Answer {
    /// A whole answer.
    Whole(Response<Body>),
    /// The beginning of an answer, whose connection then breaks.
    Cut(&'static str),
    /// Nothing, ever.
    Hung,
    /// The beginning of an answer, and nothing more, ever.
    Stuck(&'static str),
}

/// What the server was asked.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    pub(crate) peer: SocketAddr,
}

#[derive(Default)]
struct Script {
    graph: VecDeque<Answer>,
    authority: VecDeque<Answer>,
    seen: Vec<Seen>,
    tokens: Vec<Seen>,
}

/// The server. It ends with the test.
pub(crate) struct Scripted {
    pub(crate) address: SocketAddr,
    script: Arc<Mutex<Script>>,
    serving: JoinHandle<()>,
}

impl Scripted {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let script: Arc<Mutex<Script>> = Arc::default();
        let app = Router::new().fallback(answer).with_state(script.clone()).into_make_service_with_connect_info::<SocketAddr>();
        let serving = tokio::spawn(async move { axum::serve(listener, app).await.expect("it serves") });
        Self { address, script, serving }
    }

    /// A server that is asked for data, and how it answers, one answer a request.
    pub(crate) async fn answering(answers: impl IntoIterator<Item = Answer>) -> Self {
        let server = Self::start().await;
        server.script().graph.extend(answers);
        server
    }

    /// How the authority answers; once that is used up it gives tokens.
    pub(crate) fn authority(&self, answers: impl IntoIterator<Item = Answer>) {
        self.script().authority.extend(answers);
    }

    pub(crate) fn then(&self, answer: Answer) {
        self.script().graph.push_back(answer);
    }

    /// What Microsoft Graph was asked.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.script().seen.clone()
    }

    /// What the authority was asked.
    pub(crate) fn tokens(&self) -> Vec<Seen> {
        self.script().tokens.clone()
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn settings(&self) -> Settings {
        Settings {
            cloud: Cloud::Global,
            base_url: Some(self.url()),
            authority: Some(format!("{}/login", self.url())),
            tenant_id: TENANT.to_owned(),
            client_id: CLIENT.to_owned(),
            credential: Credential::Secret(Secret::new("sword fish&")),
            bounds: quick(),
        }
    }

    pub(crate) fn client(&self) -> Client {
        client(&self.settings())
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().expect("no panic")
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value)
    }
}

async fn answer(State(script): State<Arc<Mutex<Script>>>, ConnectInfo(peer): ConnectInfo<SocketAddr>, asked: Asked) -> Response<Body> {
    let (parts, body) = asked.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
    let headers = parts.headers.iter().map(|(name, value)| (name.to_string(), value.to_str().expect("text").to_owned())).collect();
    let target = parts.uri.to_string();
    let seen = Seen { method: parts.method.to_string(), target, headers, body: String::from_utf8_lossy(&body).into_owned(), peer };
    let answer = {
        let mut script = script.lock().expect("no panic");
        if seen.target.starts_with("/login/") {
            script.tokens.push(seen);
            let number = script.tokens.len();
            script.authority.pop_front().unwrap_or_else(|| token(&format!("token-{number}"), 3_599))
        } else {
            script.seen.push(seen);
            // A status that no test expects.
            script.graph.pop_front().unwrap_or_else(|| status(418))
        }
    };
    match answer {
        Answer::Whole(response) => response,
        Answer::Hung => std::future::pending().await,
        Answer::Cut(beginning) => streamed(beginning, |sent| async move {
            // Only once the beginning is on its way.
            tokio::task::yield_now().await;
            sent.then_some(Err(std::io::Error::other("cut")))
        }),
        Answer::Stuck(beginning) => streamed(beginning, |_| std::future::pending()),
    }
}

/// An answer that begins, and goes on as `rest` says.
fn streamed<F>(beginning: &'static str, rest: impl Fn(bool) -> F + Send + 'static) -> Response<Body>
where
    F: Future<Output = Option<std::io::Result<Bytes>>> + Send + 'static,
{
    let chunks = stream::unfold(false, move |sent| {
        let rest = sent.then(|| rest(sent));
        async move {
            let chunk = match rest {
                None => Ok(Bytes::from_static(beginning.as_bytes())),
                Some(rest) => rest.await?,
            };
            Some((chunk, true))
        }
    });
    Response::new(Body::from_stream(chunks))
}

pub(crate) fn ok(body: &Value) -> Answer {
    text("application/json", body.to_string())
}

pub(crate) fn text(kind: &str, body: impl Into<Body>) -> Answer {
    Answer::Whole(Response::builder().header("content-type", kind).body(body.into()).expect("an answer"))
}

pub(crate) fn status(status: u16) -> Answer {
    error(status, "SomeCode", &[])
}

pub(crate) fn error(status: u16, code: &str, headers: &[(&str, &str)]) -> Answer {
    let body = json!({ "error": { "code": code, "message": "in Microsoft's words" } }).to_string();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).expect("a status");
    for (name, value) in headers {
        response.headers_mut().append(axum::http::HeaderName::try_from(*name).expect("a name"), value.parse().expect("a value"));
    }
    Answer::Whole(response)
}

pub(crate) fn token(token: &str, seconds: u64) -> Answer {
    ok(&json!({ "token_type": "Bearer", "expires_in": seconds, "access_token": token }))
}

/// The authority's refusal.
pub(crate) fn no_token(code: u64) -> Answer {
    let description = format!("AADSTS{code}: for app '{CLIENT}'. Trace ID: 99");
    let body = json!({ "error": "invalid_client", "error_codes": [code], "error_description": description });
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = StatusCode::UNAUTHORIZED;
    Answer::Whole(response)
}

/// Bounds with which a test need not wait: limits that none reaches, and waits of next to nothing.
pub(crate) fn quick() -> Bounds {
    let next_to_nothing = Backoff { first: Duration::from_millis(2), longest: Duration::from_millis(4) };
    Bounds {
        connect: Duration::from_secs(5),
        attempt: Duration::from_secs(5),
        most_bytes: 64 * 1024,
        attempts: 3,
        backoff: next_to_nothing,
        pause: next_to_nothing,
        rest: Backoff { first: Duration::from_mins(1), longest: Duration::from_mins(1) },
        limits: Limits::unlimited(),
    }
}

pub(crate) fn client(settings: &Settings) -> Client {
    Client::new(settings, Arc::new(Fixed)).expect("a client")
}

/// Long enough for a busy machine.
pub(crate) fn patient() -> Terms {
    Terms::person(Duration::from_mins(1))
}

/// Sync, as patient.
pub(crate) fn sync() -> Terms {
    Terms { priority: Priority::Sync, ..patient() }
}

/// A clock that stands still.
struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> Time {
        Time::from_seconds(1_772_366_400)
    }
}
