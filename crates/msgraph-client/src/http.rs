//! The one HTTP client, and one attempt with it: sent, and read to its end within bounds.

use std::{fmt, sync::Arc, time::Duration};

use reqwest::{Client, RequestBuilder, StatusCode, Url, header::HeaderMap, redirect};
use tokio::time::{Instant, timeout_at};

use crate::{Bounds, MsgraphError, Party, SettingsError};

/// How long a connection is kept that nobody uses.
const IDLE: Duration = Duration::from_mins(1);

/// Whoever has less than this, and gets no answer, cannot blame the server.
const FAIR: Duration = Duration::from_secs(1);

/// The HTTP client of one tenant.
pub(crate) struct Http {
    client: Client,
    attempt: Duration,
    most_bytes: usize,
}

/// An answer, whatever it says.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Broken {
    /// Nothing was sent, since the connection could not be made.
    Unconnected(Arc<reqwest::Error>),
    /// The connection broke.
    Cut(Arc<reqwest::Error>),
    /// It did not end in time.
    Late {
        /// Whether it had so little time that this says nothing about the server.
        is_hasty: bool,
    },
    /// It is too long.
    TooLarge {
        /// The most bytes that are read.
        most: usize,
    },
}

impl Http {
    pub(crate) fn new(bounds: &Bounds) -> Result<Self, SettingsError> {
        let client = Client::builder()
            .user_agent(concat!("riskgate/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(bounds.connect)
            .pool_idle_timeout(IDLE)
            .redirect(redirect::Policy::none())
            // Settings come from the configuration, not from the environment.
            .no_proxy()
            .build()
            .map_err(SettingsError::Http)?;
        Ok(Self { client, attempt: bounds.attempt, most_bytes: bounds.most_bytes })
    }

    pub(crate) fn get(&self, url: Url) -> RequestBuilder {
        self.client.get(url)
    }

    pub(crate) fn post(&self, url: Url) -> RequestBuilder {
        self.client.post(url)
    }

    pub(crate) fn patch(&self, url: Url) -> RequestBuilder {
        self.client.patch(url)
    }

    /// Makes one attempt, until `until` at the latest.
    pub(crate) async fn send(&self, request: RequestBuilder, until: Instant) -> Result<Reply, Broken> {
        let begun = Instant::now();
        let latest = until.min(begun + self.attempt);
        let is_hasty = latest < begun + FAIR.min(self.attempt);
        timeout_at(latest, self.read(request)).await.unwrap_or(Err(Broken::Late { is_hasty }))
    }

    async fn read(&self, request: RequestBuilder) -> Result<Reply, Broken> {
        let mut response = request.send().await.map_err(Broken::from)?;
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        let most = self.most_bytes;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(Broken::from)? {
            // What is counted here is unpacked, piece by piece.
            if body.len() + chunk.len() > most {
                return Err(Broken::TooLarge { most });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Reply { status, headers, body })
    }
}

/// What it says is not shown.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply").field("status", &self.status).finish_non_exhaustive()
    }
}

impl From<reqwest::Error> for Broken {
    fn from(error: reqwest::Error) -> Self {
        let is_unconnected = error.is_connect();
        // An address may hold names and addresses of users, in a filter.
        let error = Arc::new(error.without_url());
        if is_unconnected { Self::Unconnected(error) } else { Self::Cut(error) }
    }
}

impl Broken {
    /// The error of a read, or of what was not sent.
    pub(crate) fn of(self, party: Party) -> MsgraphError {
        match self {
            Self::Unconnected(error) | Self::Cut(error) => {
                MsgraphError::Unavailable { party, status: None, retry_after: None, source: Some(error) }
            }
            Self::Late { .. } => MsgraphError::Timeout { party },
            Self::TooLarge { most } => MsgraphError::TooLarge { most },
        }
    }
}
