//! What a class has been asked, and what is left of its limit.

use std::time::Duration;

use riskgate_model::Time;

use crate::Class;

/// What a class has been asked since the start, and how it is doing now.
#[derive(Clone, Debug, PartialEq)]
pub struct Usage {
    /// The class.
    pub class: Class,
    /// Requests that were sent, those that were sent again too.
    pub calls: u64,
    /// Those that were throttled.
    pub throttled: u64,
    /// Those that were sent again.
    pub retried: u64,
    /// Those that were not answered, or not so that it could be understood.
    pub failed: u64,
    /// How many units of its limit a person has left now.
    pub left: u32,
    /// How long nobody asks it, because it was throttled.
    pub paused: Option<Duration>,
    /// How long it is left alone, because it failed.
    pub resting: Option<Duration>,
    /// When it was last answered.
    pub last_success: Option<Time>,
    /// When it last refused or failed, and how; it names no user.
    pub last_error: Option<(Time, String)>,
}
