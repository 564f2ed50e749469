//! The stand-in itself: it listens, answers, and stops when it is dropped.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, Request as HttpRequest, Response, header},
};
use futures::{StreamExt as _, stream};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet, yield_now},
    time::sleep,
};

use crate::{
    call::Call,
    collections::Collection,
    faults::{Armed, Fault},
    log::Request,
    reply::{Content, Reply},
    respond::Answered,
    settings::Settings,
    state::State,
    tenant::Tenant,
    world::World,
};

/// A stand-in for Microsoft Graph and its token endpoint, on a port of its own. It stops when it is dropped, and closes what is open.
#[derive(Debug)]
pub struct StandIn {
    url: String,
    state: Arc<Mutex<State>>,
    serving: JoinHandle<()>,
}

impl StandIn {
    /// Listens on 127.0.0.1.
    ///
    /// # Errors
    /// When no port is to be had.
    pub async fn start(tenants: Vec<Tenant>, settings: Settings) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let state = Arc::new(Mutex::new(State::new(url.clone(), tenants, settings)));
        let serving = tokio::spawn(serve(listener, Arc::clone(&state)));
        Ok(Self { url, state, serving })
    }

    /// Its address, without a slash at the end. `/v1.0` and `/beta` are below it, and `/{tenant}/oauth2/v2.0/token`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Arms a fault.
    pub fn arm(&self, armed: Armed) {
        self.state().faults.arm(armed);
    }

    /// How often a fault struck.
    pub fn strikes(&self) -> u64 {
        self.state().faults.struck()
    }

    /// Nothing goes wrong any more.
    pub fn disarm(&self) {
        self.state().faults.disarm();
    }

    /// Revokes all tokens that were issued.
    pub fn revoke_tokens(&self) {
        self.state().tokens.revoke();
    }

    /// Reads or changes the records of a tenant, which is known by its id.
    pub fn world<T>(&self, tenant: &str, look: impl FnOnce(&mut World) -> T) -> T {
        let mut state = self.state();
        let tenant = state.tenants.iter_mut().find(|known| known.id == tenant);
        look(&mut tenant.expect("the tests name a tenant that was given").world)
    }

    /// Changes how it behaves from now on. Limits are set at the start.
    pub fn settle(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.state().settings);
    }

    /// The requests so far, in the order they came. Those in a batch stand before the batch.
    pub fn requests(&self) -> Vec<Request> {
        self.state().log.clone()
    }

    /// Those of the requests so far that were to change something, in the order they came.
    pub fn changes(&self) -> Vec<Request> {
        self.state().log.iter().filter(|request| request.is_change()).cloned().collect()
    }

    /// How often a collection was asked, whatever the answer.
    pub fn calls(&self, collection: Collection) -> usize {
        self.state().log.iter().filter(|request| request.collection == Some(collection)).count()
    }

    /// How often a token was asked for.
    pub fn token_calls(&self) -> usize {
        self.state().log.iter().filter(|request| request.path.ends_with("/oauth2/v2.0/token")).count()
    }

    /// Forgets the requests so far.
    pub fn forget_requests(&self) {
        self.state().log.clear();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// A test that panicked while it looked leaves the records as they are.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Serves until it is dropped, and the connections with it.
async fn serve(listener: TcpListener, state: Arc<Mutex<State>>) {
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        // A connection that is gone before it is taken is the client's affair.
        if let Ok((stream, _)) = listener.accept().await {
            connections.spawn(converse(stream, Arc::clone(&state)));
        }
    }
}

async fn converse(stream: TcpStream, state: Arc<Mutex<State>>) {
    // Without it answers are late, and right all the same.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| answer(request, Arc::clone(&state)));
    // It ends early where that was asked for.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

/// # Errors
/// When the connection is to be closed without an answer.
async fn answer(request: HttpRequest<Incoming>, state: Arc<Mutex<State>>) -> io::Result<Response<Body>> {
    let (parts, body) = request.into_parts();
    let call = Call::read(parts, Body::new(body)).await.ok_or_else(cut)?;
    let (Answered { reply, fault }, held_back) = {
        let mut state = lock(&state);
        let longest = state.settings.latency.unwrap_or_default();
        let share = u32::try_from(state.draw() % 1000).expect("less than a thousand is a u32");
        (state.answer(&call), longest * share / 1000)
    };
    let slow = if let Some(Fault::Slow(time)) = &fault { *time } else { Duration::ZERO };
    let wait = held_back + slow;
    if !wait.is_zero() {
        sleep(wait).await;
    }
    match reply {
        Some(reply) => sent(reply, fault.as_ref()),
        None => std::future::pending().await,
    }
}

fn sent(reply: Reply, fault: Option<&Fault>) -> io::Result<Response<Body>> {
    let (kind, mut bytes) = match reply.content {
        Content::None => ("", Vec::new()),
        Content::Html(text) => ("text/html; charset=utf-8", text.into_bytes()),
        Content::Json(body) => ("application/json;odata.metadata=minimal", body.to_string().into_bytes()),
    };
    let half = bytes.len() / 2;
    let mut response = match fault {
        Some(Fault::Cut) if bytes.is_empty() => return Err(cut()),
        Some(Fault::Cut) => {
            let mut response = Response::new(broken(Bytes::copy_from_slice(&bytes[..half])));
            response.headers_mut().insert(header::CONTENT_LENGTH, bytes.len().into());
            response
        }
        Some(Fault::Truncated) => {
            bytes.truncate(half);
            Response::new(Body::from(bytes))
        }
        _ => Response::new(Body::from(bytes)),
    };
    *response.status_mut() = reply.status;
    if !kind.is_empty() {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    for (name, value) in reply.headers {
        // What a client sent may come back; a line break cannot.
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    Ok(response)
}

/// A body that breaks off after its beginning was sent.
fn broken(beginning: Bytes) -> Body {
    let end = stream::once(async {
        yield_now().await;
        Err(cut())
    });
    Body::from_stream(stream::iter([Ok(beginning)]).chain(end))
}

fn cut() -> io::Error {
    io::ErrorKind::ConnectionReset.into()
}
