//! A plain client, and a world to ask about.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use reqwest::{Method, RequestBuilder, Response, redirect::Policy};
use riskgate_model::{Clock, Time};
use riskgate_test_msgraph::{App, Settings, Size, StandIn, Tenant, World};
use serde_json::Value;

/// The tenant of the tests.
pub(crate) const TENANT: &str = "5f1c7bde-0000-4000-a000-000000000001";

/// When the tests begin: seconds since 1970.
const BEGIN: i64 = 1_764_201_600;

/// A clock that a test moves.
#[derive(Default)]
pub(crate) struct Steered(AtomicI64);

impl Steered {
    /// Moves it.
    pub(crate) fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for Steered {
    fn now(&self) -> Time {
        Time::from_seconds(BEGIN + self.0.load(Ordering::SeqCst))
    }
}

/// A stand-in, and a client with a token for it.
pub(crate) struct Asked {
    pub(crate) graph: StandIn,
    pub(crate) clock: Arc<Steered>,
    pub(crate) token: String,
    client: reqwest::Client,
}

/// A small world that ended an hour before the tests begin.
pub(crate) fn size() -> Size {
    Size::small(Time::from_seconds(BEGIN - 3600))
}

/// A stand-in of a small world.
pub(crate) async fn small() -> Asked {
    of(World::sized(size()), |_| {}).await
}

/// A stand-in of this world, with other settings.
pub(crate) async fn of(world: World, settle: impl FnOnce(&mut Settings)) -> Asked {
    let apps = vec![
        App::with_secret("app", "a secret"),
        App::with_secret("other", "a secret"),
        App::with_secret("bare", "a secret").with_only(&[]),
        App::with_secret("without policies", "a secret").without("Policy.Read.All"),
        App::with_certificate("certified", "thumbprint"),
    ];
    let clock = Arc::new(Steered::default());
    let mut settings = Settings::at(Arc::clone(&clock) as Arc<dyn Clock>);
    settle(&mut settings);
    let tenant = Tenant { id: TENANT.to_owned(), apps, world };
    let graph = StandIn::start(vec![tenant], settings).await.expect("a port");
    let client = reqwest::Client::builder().redirect(Policy::none()).no_proxy().build().expect("a client");
    let mut asked = Asked { graph, clock, token: String::new(), client };
    asked.token = asked.token_of("app").await;
    asked
}

impl Asked {
    /// Days pass, and there is a new token: until all that is late has arrived.
    pub(crate) async fn days_pass(&mut self) {
        self.clock.pass(3 * 86_400);
        self.token = self.token_of("app").await;
    }

    /// A token of an app that has a secret.
    pub(crate) async fn token_of(&self, app: &str) -> String {
        let form = format!(
            "grant_type=client_credentials&client_id={app}&client_secret=a+secret&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default"
        );
        let (status, body) = self.token_for(TENANT, form).await;
        assert_eq!(status, 200, "{body}");
        body["access_token"].as_str().expect("a token").to_owned()
    }

    /// What a form is answered by the token endpoint.
    pub(crate) async fn token_for(&self, tenant: &str, form: String) -> (u16, Value) {
        let url = format!("{}/{tenant}/oauth2/v2.0/token", self.graph.url());
        let request = self.client.post(url).header("content-type", "application/x-www-form-urlencoded").body(form);
        answered(request.send().await.expect("an answer")).await
    }

    /// A request with the token, to a path below the address or to a whole link.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.graph.url()) };
        self.client.request(method, url).bearer_auth(&self.token)
    }

    /// What is answered, with its headers.
    pub(crate) async fn send(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.expect("an answer")
    }

    /// The status and body of an answer.
    pub(crate) async fn get(&self, path: &str) -> (u16, Value) {
        answered(self.send(path).await).await
    }

    /// The body of an answer that must be good.
    pub(crate) async fn ok(&self, path: &str) -> Value {
        let (status, body) = self.get(path).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    /// What a body is answered.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        answered(self.request(Method::POST, path).json(body).send().await.expect("an answer")).await
    }

    /// The rows of each page, to the last.
    pub(crate) async fn pages(&self, path: &str) -> Vec<Vec<Value>> {
        let mut pages = Vec::new();
        let mut next = Some(path.to_owned());
        while let Some(path) = next {
            let mut body = self.ok(&path).await;
            next = body["@odata.nextLink"].as_str().map(str::to_owned);
            pages.push(body["value"].as_array_mut().map(std::mem::take).expect("rows"));
        }
        pages
    }
}

/// The ids of rows.
pub(crate) fn ids(rows: &[Value]) -> Vec<&str> {
    rows.iter().filter_map(|row| row["id"].as_str()).collect()
}

/// The rows of a body.
pub(crate) fn rows(body: &Value) -> &[Value] {
    body["value"].as_array().expect("rows")
}

/// The code of a refusal.
pub(crate) fn code((status, body): &(u16, Value)) -> (u16, &str) {
    (*status, body["error"]["code"].as_str().unwrap_or_default())
}

async fn answered(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let text = response.text().await.expect("a body");
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}
