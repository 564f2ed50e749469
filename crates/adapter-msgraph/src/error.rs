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

/// Whether a narrower stretch, or another try, may be answered: one that took too long, was too large, or could not be understood.
pub(crate) fn is_of_stretch(error: &MsgraphError) -> bool {
    matches!(error, MsgraphError::Timeout { party: Party::Graph } | MsgraphError::TooLarge { .. } | MsgraphError::Malformed(_))
}
