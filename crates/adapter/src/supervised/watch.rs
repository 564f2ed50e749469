//! Watches the calls of one adapter.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures::FutureExt;
use tokio::time::{Instant, sleep_until, timeout, timeout_at};
use tracing::Instrument;

use super::{
    breaker::{Breaker, End, Pass, Turn},
    gate::Gates,
};
use crate::{AdapterError, Answer, ErrorKind, Health, Manifest, Question};

/// How long an adapter may take to say how it is doing.
const HEALTH: Duration = Duration::from_secs(2);

/// What all calls of one adapter share.
pub(super) struct Watch {
    name: Arc<str>,
    deadline: Duration,
    breaker: Breaker,
    gates: Gates,
}

impl Watch {
    pub(super) fn new(manifest: &Manifest) -> Self {
        Self {
            name: manifest.name.clone(),
            deadline: manifest.deadline,
            breaker: Breaker::new(manifest.rest, Instant::now()),
            gates: Gates::new(&manifest.rates),
        }
    }

    /// When a question that is asked now has to be answered, however many calls it takes.
    pub(super) fn until(&self) -> Instant {
        Instant::now() + self.deadline
    }

    /// One call for a question that has to be answered by `until`: not while the adapter is left alone, and not more often than its rates.
    pub(super) async fn call<T>(
        &self,
        question: Question,
        operation: &'static str,
        until: Instant,
        answer: impl Future<Output = Answer<T>> + Send,
    ) -> Answer<T> {
        let span = tracing::debug_span!("adapter", adapter.name = &*self.name, adapter.operation = operation);
        let (outcome, answer) = match self.admitted(question, until).instrument(span.clone()).await {
            Ok(pass) => {
                let begun = Instant::now();
                let answer = self.made(pass, until, answer).instrument(span).await;
                metrics::histogram!("riskgate_adapter_call_seconds", "adapter" => self.name.to_string(), "operation" => operation)
                    .record(begun.elapsed());
                (answer.as_ref().map_or_else(|error| error.kind.word(), |_| "answered"), answer)
            }
            Err(refusal) => (refusal.word(), Err(refusal.into())),
        };
        metrics::counter!("riskgate_adapter_calls_total", "adapter" => self.name.to_string(), "operation" => operation, "outcome" => outcome)
            .increment(1);
        answer
    }

    /// Waits until the call may go. Half of the time is left to be answered in.
    async fn admitted(&self, question: Question, until: Instant) -> Result<Pass<'_>, Refusal> {
        let latest = until - self.deadline / 2;
        let left_alone = |rest| Refusal::LeftAlone { rest, is_news: self.breaker.is_news() };
        let pass = self.breaker.admit(latest).await.map_err(left_alone)?;
        let now = Instant::now();
        let place = self.gates.take(question, now, latest).map_err(Refusal::OverRate)?;
        if place.at > now {
            sleep_until(place.at).await;
        }
        place.begin();
        Ok(pass)
    }

    /// Makes the call. What the adapter says itself is an answer, even that one question took too long; whoever says nothing has failed.
    async fn made<T>(&self, pass: Pass<'_>, until: Instant, answer: impl Future<Output = Answer<T>> + Send) -> Answer<T> {
        let (end, answer) = match timeout_at(until, AssertUnwindSafe(answer).catch_unwind()).await {
            Ok(Ok(Err(error))) if error.kind.is_failure() => (End::Failed, Err(error)),
            Ok(Ok(answer)) => (End::Well, answer),
            Ok(Err(_)) => (End::Failed, Err(AdapterError::from(ErrorKind::Internal).caused_by(Panicked))),
            Err(_) => (End::Failed, Err(ErrorKind::Timeout.into())),
        };
        self.turned(pass.end(end, Instant::now()));
        answer
    }

    /// How the adapter is doing.
    pub(super) async fn health(&self, probe: impl Future<Output = Health> + Send) -> Health {
        let health = match timeout(HEALTH, AssertUnwindSafe(probe).catch_unwind()).await {
            Ok(Ok(health)) => health,
            Ok(Err(_)) => Health::down("it panicked when asked how it is doing"),
            Err(_) => Health::down("it did not say within two seconds how it is doing"),
        };
        match self.breaker.rest(Instant::now()) {
            Some(rest) if health.healthy => {
                let problem = format!("it failed too often and is asked again in {} s", rest.as_secs_f64().ceil());
                Health { healthy: false, problem: Some(problem), ..health }
            }
            _ => health,
        }
    }

    /// The error under this adapter's name.
    pub(super) fn named(&self, error: AdapterError) -> AdapterError {
        error.named(&self.name)
    }

    fn turned(&self, turn: Option<Turn>) {
        match turn {
            None => {}
            Some(Turn::Opened(rest)) => {
                tracing::warn!(adapter.name = &*self.name, seconds = rest.as_secs(), "the adapter fails too often and is left alone");
            }
            Some(Turn::Closed) => tracing::info!(adapter.name = &*self.name, "the adapter answers again"),
        }
    }
}

/// Why a call was not made.
enum Refusal {
    /// The adapter is left alone for this long; it is news when the log has no such refusal yet.
    LeftAlone { rest: Duration, is_news: bool },
    /// It would be asked too often; there is a place after this long.
    OverRate(Duration),
}

impl Refusal {
    /// The refusal in a word, for metrics.
    const fn word(&self) -> &'static str {
        match self {
            Self::LeftAlone { .. } => "leftAlone",
            Self::OverRate(_) => "overRate",
        }
    }
}

impl From<Refusal> for AdapterError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::LeftAlone { rest, is_news: true } => Self::from(ErrorKind::Unavailable).retry_after(rest),
            Refusal::LeftAlone { rest, is_news: false } => Self::from(ErrorKind::Unavailable).retry_after(rest).logged(),
            Refusal::OverRate(wait) => Self::from(ErrorKind::Throttled).retry_after(wait),
        }
    }
}

/// Why an adapter's defect is one.
#[derive(Debug, thiserror::Error)]
#[error("it panicked")]
struct Panicked;
