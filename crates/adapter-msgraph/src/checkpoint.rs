//! Checkpoints: what a feed must know to go on, as JSON.

use riskgate_adapter::{AdapterError, Answer, Checkpoint, ErrorKind};
use serde::{Serialize, de::DeserializeOwned};

use crate::{NAME, error::ForeignCheckpoint};

/// What the checkpoint holds.
pub(crate) fn read<T: DeserializeOwned>(checkpoint: &Checkpoint) -> Answer<T> {
    let foreign = |error| AdapterError::new(NAME, ErrorKind::Internal).caused_by(ForeignCheckpoint(error));
    serde_json::from_str(&checkpoint.0).map_err(foreign)
}

/// A checkpoint that holds it.
pub(crate) fn written<T: Serialize>(held: &T) -> Checkpoint {
    Checkpoint(serde_json::to_string(held).expect("times and numbers are always JSON"))
}
