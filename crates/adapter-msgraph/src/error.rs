//! Microsoft Graph's errors as the seam tells them, by what the caller can do.

use riskgate_adapter::{AdapterError, ErrorKind};
use riskgate_msgraph_client::{MsgraphError, Party};

use crate::NAME;

/// A checkpoint that this feed has not made.
#[derive(Debug, thiserror::Error)]
#[error("the checkpoint is none of this feed")]
pub(crate) struct ForeignCheckpoint(#[source] pub serde_json::Error);

/// A row of an answer that was asked for by its id, and cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the record that was asked for cannot be read: {0}")]
pub(crate) struct UnreadRow(pub String);

/// Why a page of a list was not read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unread {
    #[error(transparent)]
    Msgraph(#[from] MsgraphError),
    /// It does not begin where the page before ended.
    #[error("records left the list while it was read, which hid others")]
    Shifted,
}

impl Unread {
    /// Whether a narrower stretch, or another try, may be read.
    pub(crate) fn is_of_stretch(&self) -> bool {
        match self {
            Self::Msgraph(error) => is_of_stretch(error),
            Self::Shifted => true,
        }
    }

    /// What it is, in a word.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Msgraph(error) => error.word(),
            Self::Shifted => "shifted",
        }
    }
}

impl From<Unread> for AdapterError {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::Msgraph(error) => told(error),
            Unread::Shifted => Self::new(NAME, ErrorKind::Unavailable).caused_by(unread),
        }
    }
}

/// The error as the seam tells it.
pub(crate) fn told(error: MsgraphError) -> AdapterError {
    let (kind, retry_after) = match &error {
        MsgraphError::CredentialsRefused(problem) => (ErrorKind::Denied(problem.to_string()), None),
        MsgraphError::Denied { permission, .. } => (ErrorKind::Denied(format!("grant the application permission {permission}")), None),
        MsgraphError::NotLicensed { licence } => (ErrorKind::NotLicensed((*licence).to_owned()), None),
        MsgraphError::Throttled { retry_after } => (ErrorKind::Throttled, Some(*retry_after)),
        MsgraphError::Timeout { .. } => (ErrorKind::Timeout, None),
        MsgraphError::Unavailable { retry_after, .. } => (ErrorKind::Unavailable, *retry_after),
        MsgraphError::Malformed(_) | MsgraphError::TooLarge { .. } | MsgraphError::UntrustedLink { .. } => (ErrorKind::Malformed, None),
        MsgraphError::NotFound | MsgraphError::BadRequest { .. } | MsgraphError::Unaskable(_) | MsgraphError::AnswerLost { .. } => {
            (ErrorKind::Internal, None)
        }
    };
    let told = AdapterError::new(NAME, kind).caused_by(error);
    match retry_after {
        Some(delay) => told.retry_after(delay),
        None => told,
    }
}

/// Whether it may be of one object alone, and others may be answered.
pub(crate) fn is_of_one(error: &MsgraphError) -> bool {
    is_of_stretch(error)
        || matches!(
            error,
            MsgraphError::BadRequest { .. }
                | MsgraphError::Unaskable(_)
                | MsgraphError::Denied { .. }
                | MsgraphError::Unavailable { status: Some(_), .. }
        )
}

/// Whether a narrower stretch, or another try, may be answered: one that took too long, was too large, or could not be understood.
fn is_of_stretch(error: &MsgraphError) -> bool {
    matches!(error, MsgraphError::Timeout { party: Party::Graph } | MsgraphError::TooLarge { .. } | MsgraphError::Malformed(_))
}
