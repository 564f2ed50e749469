//! One call: attempts until it is answered or refused, or its time is up.

use std::sync::{Arc, Mutex, PoisonError};

use reqwest::{
    RequestBuilder, Url,
    header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap},
};
use riskgate_model::Clock;
use tokio::time::{Instant, sleep_until};

use crate::{
    Class, Method, MsgraphError, Priority, Terms,
    breaker::End,
    draw,
    http::{Broken, Http, Reply},
    judge::{self, Asked, Verdict},
    lane::{Lane, Pass},
    retry::RetryBudget,
    settings::Backoff,
    token::{Token, Tokens},
};

/// How much of a limit may be used up before sync holds back, as the directory tells it.
const NEARLY: f64 = 0.8;

/// The most letters of a request's name that are logged.
const LOGGED: usize = 64;

/// What is asked.
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) page_size: Option<u32>,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) asked: Asked,
    /// What it takes of which class; a batch may take of several.
    pub(crate) shares: Vec<(Class, u32)>,
}

/// What makes calls.
pub(crate) struct Caller {
    pub(crate) http: Arc<Http>,
    pub(crate) tokens: Tokens,
    pub(crate) lanes: [Lane; Class::ALL.len()],
    pub(crate) budget: Mutex<RetryBudget>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) attempts: u32,
    pub(crate) backoff: Backoff,
}

impl Caller {
    /// Makes a call, and reads its answer.
    pub(crate) async fn make<T>(
        &self,
        call: &Call,
        terms: Terms,
        read: impl Fn(&Reply) -> Result<T, MsgraphError>,
    ) -> Result<T, MsgraphError> {
        let answer = self.attempts(call, terms, read).await;
        for lane in self.lanes_of(call) {
            match &answer {
                Ok(_) => lane.succeeded(self.clock.now()),
                Err(error) => lane.refused(error, self.clock.now()),
            }
        }
        answer
    }

    async fn attempts<T>(&self, call: &Call, terms: Terms, read: impl Fn(&Reply) -> Result<T, MsgraphError>) -> Result<T, MsgraphError> {
        self.budget.lock().unwrap_or_else(PoisonError::into_inner).earn();
        let mut is_renewed = false;
        let coming: Vec<_> = call.shares.iter().filter_map(|(class, units)| self.lane(*class).comes(*units, terms)).collect();
        let mut token = self.tokens.get(terms.until).await?;
        drop(coming);
        let mut failure = None;
        for attempt in 1.. {
            // Who failed, and has no time for another attempt, says why it failed.
            let passes = self.enter(call, terms).await.map_err(|error| failure.take().unwrap_or(error))?;
            let name = draw::guid();
            let outcome = self.http.send(self.request(call, &token, &name, terms.priority), terms.until).await;
            log(call, &name, &outcome, attempt);
            if outcome.as_ref().is_ok_and(|reply| is_nearly_used_up(&reply.headers)) {
                self.lanes_of(call).for_each(Lane::slow);
            }
            let is_hasty = matches!(outcome, Err(Broken::Late { is_hasty: true }));
            let mut verdict = call.asked.judge(outcome, self.clock.now());
            if let Verdict::Answered(reply) = &verdict {
                match read(reply) {
                    Ok(answer) => {
                        end(passes, End::Well);
                        return Ok(answer);
                    }
                    Err(error @ MsgraphError::Malformed(_)) => {
                        verdict = Verdict::Failed { error: call.asked.unread(error), said: None, is_repeatable: false };
                    }
                    Err(error) => verdict = Verdict::Refused(error),
                }
            }
            // A pass that is dropped says nothing.
            let passes = if is_hasty { Vec::new() } else { passes };
            end(passes, if matches!(verdict, Verdict::Failed { .. }) { End::Failed } else { End::Well });
            match verdict {
                Verdict::Answered(_) => unreachable!("it was read"),
                Verdict::Refused(error) => return Err(error),
                Verdict::TokenRefused if is_renewed => return Err(self.tokens.rejected()),
                Verdict::TokenRefused => {
                    is_renewed = true;
                    token = self.tokens.renewed(&token, terms.until).await?;
                }
                Verdict::Throttled(said) => {
                    let waits = self.lanes_of(call).map(|lane| lane.throttled(said));
                    let retry_after = waits.max().unwrap_or_default();
                    // The next attempt waits with all others of its class.
                    if attempt >= self.attempts || Instant::now() + retry_after >= terms.until {
                        return Err(MsgraphError::Throttled { retry_after });
                    }
                }
                Verdict::Failed { error, said, is_repeatable } => {
                    let wait = said.unwrap_or_else(|| self.backoff.jittered(attempt, draw::fraction()));
                    let next = Instant::now() + wait;
                    if !is_repeatable || attempt >= self.attempts || next >= terms.until || !self.may_repeat() {
                        return Err(error);
                    }
                    failure = Some(error);
                    sleep_until(next).await;
                }
            }
            self.lanes_of(call).for_each(Lane::retried);
        }
        unreachable!("attempts are numbered without end")
    }

    /// Waits for the turn of a call in all its classes.
    async fn enter(&self, call: &Call, terms: Terms) -> Result<Vec<Pass<'_>>, MsgraphError> {
        let mut passes = Vec::with_capacity(call.shares.len());
        for (class, units) in &call.shares {
            passes.push(self.lane(*class).enter(*units, terms).await?);
        }
        Ok(passes)
    }

    fn request(&self, call: &Call, token: &Token, name: &str, priority: Priority) -> RequestBuilder {
        let request = match call.method {
            Method::Get => self.http.get(call.url.clone()),
            Method::Post => self.http.post(call.url.clone()),
            Method::Patch => self.http.patch(call.url.clone()),
        };
        let request = request
            .header(AUTHORIZATION, token.header.clone())
            .header("client-request-id", name)
            .header("Prefer", preference(call.page_size))
            .header("x-ms-throttle-priority", if priority == Priority::Person { "high" } else { "low" });
        match (&call.body, call.method) {
            (Some(body), _) => request.header(CONTENT_TYPE, "application/json").body(body.clone()),
            (None, Method::Get) => request,
            (None, _) => request.header(CONTENT_LENGTH, 0),
        }
    }

    fn may_repeat(&self) -> bool {
        self.budget.lock().unwrap_or_else(PoisonError::into_inner).spend(Instant::now())
    }

    pub(crate) fn lane(&self, class: Class) -> &Lane {
        &self.lanes[class as usize]
    }

    fn lanes_of(&self, call: &Call) -> impl Iterator<Item = &Lane> {
        call.shares.iter().map(|(class, _)| self.lane(*class))
    }
}

/// Logs an attempt that was no success, with the names by which Microsoft finds it.
fn log(call: &Call, name: &str, outcome: &Result<Reply, Broken>, attempt: u32) {
    let class = call.asked.class.word();
    match outcome {
        Ok(reply) if reply.status.is_success() => {}
        Ok(reply) => {
            let id = reply.headers.get("request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
            tracing::info!(
                msgraph.class = class,
                msgraph.status = reply.status.as_u16(),
                msgraph.code = &*judge::code(&reply.body),
                msgraph.request_id = id.get(..LOGGED).unwrap_or(id),
                msgraph.client_request_id = name,
                attempt,
                "Microsoft Graph said no"
            );
        }
        Err(cause) => {
            tracing::info!(msgraph.class = class, msgraph.client_request_id = name, attempt, ?cause, "Microsoft Graph said nothing");
        }
    }
}

/// What every answer should be like: with words that are newer than the list that Microsoft published first, and of this size.
pub(crate) fn preference(page_size: Option<u32>) -> String {
    let size = page_size.map(|rows| format!(", odata.maxpagesize={rows}")).unwrap_or_default();
    format!("include-unknown-enum-members{size}")
}

fn is_nearly_used_up(headers: &HeaderMap) -> bool {
    let used = headers.get("x-ms-throttle-limit-percentage").and_then(|used| used.to_str().ok()?.trim().parse::<f64>().ok());
    used.is_some_and(|used| used >= NEARLY)
}

fn end(passes: Vec<Pass<'_>>, how: End) {
    for pass in passes {
        pass.end(how);
    }
}
