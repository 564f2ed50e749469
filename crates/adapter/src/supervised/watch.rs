//! Watches the calls of one adapter.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures::FutureExt;
use tokio::time::{Instant, sleep_until, timeout, timeout_at};
use tracing::Instrument;

use super::{
    breaker::{Breaker, End, Turn},
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

    /// One call: not while the adapter is left alone, not more often than its rates, and not beyond its deadline.
    pub(super) async fn call<T>(
        &self,
        question: Question,
        operation: &'static str,
        answer: impl Future<Output = Answer<T>> + Send,
    ) -> Answer<T> {
        let started = Instant::now();
        let span = tracing::debug_span!("adapter", adapter.name = &*self.name, adapter.operation = operation);
        let answer = self.guarded(question, answer, started).instrument(span).await;
        let outcome = answer.as_ref().map_or_else(|error| error.kind.word(), |_| "answered");
        metrics::counter!("riskgate_adapter_calls_total", "adapter" => self.name.to_string(), "operation" => operation, "outcome" => outcome)
            .increment(1);
        metrics::histogram!("riskgate_adapter_call_seconds", "adapter" => self.name.to_string(), "operation" => operation)
            .record(started.elapsed());
        answer
    }

    async fn guarded<T>(&self, question: Question, answer: impl Future<Output = Answer<T>> + Send, started: Instant) -> Answer<T> {
        let pass = self.breaker.pass(started).map_err(|rest| AdapterError::from(ErrorKind::Unavailable).retry_after(rest).logged())?;
        // Half of the time is left to be answered in.
        let place = self.gates.take(question, started, started + self.deadline / 2);
        let place = place.map_err(|wait| AdapterError::from(ErrorKind::Throttled).retry_after(wait))?;
        if place > started {
            sleep_until(place).await;
        }
        let answer = match timeout_at(started + self.deadline, AssertUnwindSafe(answer).catch_unwind()).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(AdapterError::from(ErrorKind::Internal).caused_by(Panicked)),
            Err(_) => Err(ErrorKind::Timeout.into()),
        };
        let end = match &answer {
            Err(error) if error.kind.is_failure() => End::Failed,
            _ => End::Well,
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
                Health { as_of: health.as_of, ..Health::down(&problem) }
            }
            _ => health,
        }
    }

    /// The answer to a whole question, however many calls it takes, within the deadline.
    pub(super) async fn answer<T>(&self, answer: impl Future<Output = Answer<T>> + Send) -> Answer<T> {
        let answer = timeout(self.deadline, answer).await.unwrap_or_else(|_| Err(ErrorKind::Timeout.into()));
        answer.map_err(|error| self.named(error))
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

/// Why an adapter's defect is one.
#[derive(Debug, thiserror::Error)]
#[error("it panicked")]
struct Panicked;
