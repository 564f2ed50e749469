//! The application's token: asked for once however many wait, kept as long as it is said to be good, and renewed ahead of its end.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use reqwest::{Url, header::HeaderValue};
use riskgate_model::Clock;
use tokio::{
    sync::Mutex as Queue,
    time::{Instant, sleep_until, timeout_at},
};

use crate::{
    CredentialsProblem, MsgraphError, Party, Secret,
    assertion::Certificate,
    draw,
    grant::{self, Granted},
    http::Http,
    retry::retry_after,
    settings::Backoff,
};

/// A token is renewed this long before its end, or after nine tenths of a shorter life.
const AHEAD: Duration = Duration::from_mins(5);

/// How long a failure to renew a token that is still good, or a refusal, is not tried again.
const REST: Duration = Duration::from_secs(30);

/// Where tokens come from.
pub(crate) struct Tokens {
    pub(crate) http: Arc<Http>,
    pub(crate) endpoint: Url,
    pub(crate) scope: String,
    pub(crate) client_id: String,
    pub(crate) proof: Proof,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) attempts: u32,
    pub(crate) backoff: Backoff,
    pub(crate) held: Mutex<Held>,
    /// Whoever holds it asks the authority; the others wait, and take what it was told.
    pub(crate) flight: Queue<()>,
}

/// How the application proves what it is.
#[derive(Debug)]
pub(crate) enum Proof {
    Secret(Secret),
    Certificate(Certificate),
}

/// What is known of tokens.
#[derive(Default)]
pub(crate) struct Held {
    token: Option<Token>,
    /// What the authority said last, if it was no, and how often it was asked until then.
    refusal: Option<MsgraphError>,
    asked: u64,
    /// The authority is not asked before this.
    rest: Option<Instant>,
}

/// A token, as a header that is not shown.
#[derive(Clone)]
pub(crate) struct Token {
    pub(crate) header: HeaderValue,
    number: u64,
    renew: Instant,
    end: Instant,
}

impl Tokens {
    /// A token that is good now.
    ///
    /// # Errors
    /// When the authority gives none.
    pub(crate) async fn get(&self, until: Instant) -> Result<Token, MsgraphError> {
        let now = Instant::now();
        let (token, asked, is_resting) = {
            let held = self.held();
            (held.token.clone().filter(|token| now < token.end), held.asked, held.rest.is_some_and(|rest| now < rest))
        };
        match token {
            Some(token) if now < token.renew || is_resting => Ok(token),
            // One renews it, while the others use it to its end. Half of the time is left to use the old one in.
            Some(token) => match self.flight.try_lock() {
                Ok(_flight) if self.held().asked == asked => {
                    Ok(self.ask(now + until.saturating_duration_since(now) / 2).await.unwrap_or(token))
                }
                _ => Ok(token),
            },
            None => self.join(asked, until).await,
        }
    }

    /// Another token than this, which Microsoft Graph has refused.
    pub(crate) async fn renewed(&self, refused: &Token, until: Instant) -> Result<Token, MsgraphError> {
        let asked = {
            let mut held = self.held();
            if let Some(token) = held.token.as_ref().filter(|token| token.number != refused.number) {
                return Ok(token.clone());
            }
            // If it is gone already, another call has seen to it.
            if held.token.is_some() {
                (held.token, held.rest) = (None, None);
            }
            held.asked
        };
        self.join(asked, until).await
    }

    /// A token that was just given is refused too: a while is let go before another one is asked for.
    pub(crate) fn rejected(&self) -> MsgraphError {
        let error = MsgraphError::CredentialsRefused(CredentialsProblem::TokenRejected);
        let mut held = self.held();
        (held.token, held.refusal, held.rest) = (None, Some(error.clone()), Some(Instant::now() + REST));
        error
    }

    /// Asks the authority, or takes what another asked it since it had been asked `asked` times.
    async fn join(&self, asked: u64, until: Instant) -> Result<Token, MsgraphError> {
        let _flight = timeout_at(until, self.flight.lock()).await.map_err(|_| MsgraphError::Timeout { party: Party::Authority })?;
        {
            let (held, now) = (self.held(), Instant::now());
            if let Some(token) = held.token.as_ref().filter(|token| now < token.end) {
                return Ok(token.clone());
            }
            // A wrong secret stays wrong: who asks again and again is locked out.
            if let Some(refusal) = held.refusal.as_ref().filter(|_| held.asked != asked || held.rest.is_some_and(|rest| now < rest)) {
                return Err(refusal.clone());
            }
        }
        self.ask(until).await
    }

    /// Asks the authority, and keeps what it says.
    async fn ask(&self, until: Instant) -> Result<Token, MsgraphError> {
        let answer = self.attempts(until).await;
        let (mut held, now) = (self.held(), Instant::now());
        held.asked += 1;
        match answer {
            Ok(Granted { header, life }) => {
                let (ahead, number) = (AHEAD.min(life / 10), held.asked);
                let token = Token { header, number, renew: now + life.saturating_sub(ahead), end: now + life };
                held.refusal = None;
                held.rest = None;
                held.token = Some(token.clone());
                tracing::debug!(seconds = life.as_secs(), "a token was given");
                Ok(token)
            }
            Err(error) => {
                let is_final = matches!(error, MsgraphError::CredentialsRefused(_));
                held.rest = (is_final || held.token.is_some()).then(|| now + REST);
                // Time that was up for one may not be up for those who wait with it.
                held.refusal = Some(error.clone()).filter(|error| !matches!(error, MsgraphError::Timeout { .. }));
                tracing::info!(error.code = error.word(), "no token was given");
                Err(error)
            }
        }
    }

    async fn attempts(&self, until: Instant) -> Result<Granted, MsgraphError> {
        let mut failures = 0;
        loop {
            let (error, said) = match self.http.send(self.request(), until).await {
                Ok(reply) => match grant::read(&reply) {
                    Ok(granted) => return Ok(granted),
                    Err(error) => (error, retry_after(&reply.headers, self.clock.now())),
                },
                Err(broken) => (broken.of(Party::Authority), None),
            };
            failures += 1;
            let is_worth_it =
                matches!(error, MsgraphError::Unavailable { .. } | MsgraphError::Throttled { .. } | MsgraphError::Timeout { .. });
            let next = Instant::now() + said.unwrap_or_else(|| self.backoff.jittered(failures, draw::fraction()));
            if !is_worth_it || failures >= self.attempts || next >= until {
                return Err(match (error, said) {
                    (MsgraphError::Throttled { .. }, Some(retry_after)) => MsgraphError::Throttled { retry_after },
                    (error, _) => error,
                });
            }
            sleep_until(next).await;
        }
    }

    fn request(&self) -> reqwest::RequestBuilder {
        let mut form = vec![("client_id", &*self.client_id), ("scope", &self.scope), ("grant_type", "client_credentials")];
        let assertion;
        match &self.proof {
            Proof::Secret(secret) => form.push(("client_secret", secret.exposed())),
            Proof::Certificate(certificate) => {
                assertion = certificate.assertion(&self.client_id, self.endpoint.as_str(), self.clock.now());
                form.push(("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
                form.push(("client_assertion", &assertion));
            }
        }
        self.http.post(self.endpoint.clone()).header("client-request-id", draw::guid()).form(&form)
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
