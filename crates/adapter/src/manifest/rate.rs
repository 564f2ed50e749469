//! How often a source may be asked.

use std::{num::NonZeroU32, time::Duration};

use crate::Question;

/// The most calls in a time, counted together over some questions. A call is a question of the host to the adapter, however many requests
/// the adapter makes for it; health does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The questions whose calls are counted.
    pub questions: Vec<Question>,
    /// The most calls; all of them may come at once.
    pub calls: NonZeroU32,
    /// The time they are counted in.
    pub per: Duration,
}
