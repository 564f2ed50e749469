//! What goes wrong in an adapter, by what the caller can do about it.

use std::{error::Error, fmt, sync::Arc, time::Duration};

/// A question that an adapter could not answer.
///
/// The message is for clients; the cause behind it, which may name hosts and statements, is for the log. An adapter may leave its name
/// out: the host writes it in.
#[derive(Clone, Debug)]
pub struct AdapterError {
    /// The adapter's name.
    pub adapter: Arc<str>,
    /// What the caller can do about it.
    pub kind: ErrorKind,
    /// When it is worth another try. The client is told; the host does not try again by itself.
    pub retry_after: Option<Duration>,
    /// Whether the log has it already.
    pub is_logged: bool,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

/// Kinds of errors.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ErrorKind {
    /// The question makes no sense; ask another.
    #[error("{0}")]
    InvalidRequest(String),
    /// This adapter does not answer such questions, as one that cannot be asked by id; the text names what it does answer.
    #[error("{0}")]
    Unsupported(String),
    /// The filter or order cannot be answered here without reading everything; the text names those that can.
    #[error("{0}")]
    FilterNotPushable(String),
    /// Answering would take more calls of the source than fit into the time of an answer; ask for less, as the text says.
    #[error("it would take about {calls} calls of the source, and {} seconds at the rate that it allows: {instead}", whole_seconds(*takes))]
    TooExpensive {
        /// About how many calls it would take.
        calls: u64,
        /// How long these take at the rate that the source allows.
        takes: Duration,
        /// What to ask instead.
        instead: String,
    },
    /// The cursor is not one of this list.
    #[error("the cursor does not belong to this list")]
    BadCursor,
    /// The source refuses; the text names the scope or role that is missing.
    #[error("access was denied: {0}")]
    Denied(String),
    /// The source's tenant has no licence for this.
    #[error("the tenant has no licence for it: {0}")]
    NotLicensed(String),
    /// Too many questions; see `retry_after`.
    #[error("the source asks to slow down")]
    Throttled,
    /// No answer in time. An adapter that tells so itself says that this question was too much, and is not blamed; a source that cannot be
    /// reached is [`Self::Unavailable`].
    #[error("the source did not answer in time")]
    Timeout,
    /// The source is down.
    #[error("the source is not available")]
    Unavailable,
    /// The source's answer could not be understood.
    #[error("the source's answer could not be understood")]
    Malformed,
    /// Something else was changed meanwhile.
    #[error("{0}")]
    Conflict(String),
    /// A defect of the adapter.
    #[error("the adapter failed")]
    Internal,
}

impl ErrorKind {
    /// The kind in a word, for metrics.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::InvalidRequest(_) => "invalidRequest",
            Self::Unsupported(_) => "unsupported",
            Self::FilterNotPushable(_) => "filterNotPushable",
            Self::TooExpensive { .. } => "tooExpensive",
            Self::BadCursor => "badCursor",
            Self::Denied(_) => "denied",
            Self::NotLicensed(_) => "notLicensed",
            Self::Throttled => "throttled",
            Self::Timeout => "timeout",
            Self::Unavailable => "unavailable",
            Self::Malformed => "malformed",
            Self::Conflict(_) => "conflict",
            Self::Internal => "internal",
        }
    }

    /// Whether the adapter failed, rather than refuse for a good reason. Being throttled is no failure, nor is a question that the adapter
    /// gave up as too expensive ([`Self::Timeout`]); only who says nothing until the host's deadline has failed by time.
    pub const fn is_failure(&self) -> bool {
        matches!(self, Self::Unavailable | Self::Malformed | Self::Internal)
    }
}

/// A duration in whole seconds, and never a moment too short.
const fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs().saturating_add(if duration.subsec_nanos() > 0 { 1 } else { 0 })
}

impl From<ErrorKind> for AdapterError {
    fn from(kind: ErrorKind) -> Self {
        Self::new("", kind)
    }
}

impl AdapterError {
    /// An error of the adapter named `adapter`.
    pub fn new(adapter: &str, kind: ErrorKind) -> Self {
        Self { adapter: adapter.into(), kind, retry_after: None, is_logged: false, source: None }
    }

    /// The same error of the adapter named `adapter`.
    #[must_use]
    pub fn named(self, adapter: &Arc<str>) -> Self {
        Self { adapter: adapter.clone(), ..self }
    }

    /// The same error with its cause.
    #[must_use]
    pub fn caused_by(self, source: impl Error + Send + Sync + 'static) -> Self {
        Self { source: Some(Arc::new(source)), ..self }
    }

    /// The same error, of which the log has been told.
    #[must_use]
    pub fn logged(self) -> Self {
        Self { is_logged: true, ..self }
    }

    /// The error with its causes in one line, for operators: it may name hosts and statements.
    pub fn told(&self) -> String {
        let (mut text, mut cause) = (self.kind.to_string(), self.source());
        while let Some(error) = cause {
            text = format!("{text}: {error}");
            cause = error.source();
        }
        text
    }

    /// The same error, worth another try after `delay`.
    #[must_use]
    pub fn retry_after(self, delay: Duration) -> Self {
        Self { retry_after: Some(delay), ..self }
    }
}

impl fmt::Display for AdapterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.adapter, self.kind)
    }
}

impl Error for AdapterError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}
