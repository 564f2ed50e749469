//! How a stand-in behaves.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use riskgate_model::Clock;

use crate::{actions::Effect, limits::Limits};

/// How a stand-in behaves.
#[derive(Clone)]
pub struct Settings {
    /// What time it is: for tokens, links, and rows that arrive later.
    pub clock: Arc<dyn Clock>,
    /// What the limits are measured by: the time since some moment. It is the machine's own unless a test steers it.
    pub stopwatch: Arc<dyn Fn() -> Duration + Send + Sync>,
    /// How often it may be asked.
    pub limits: Limits,
    /// The most rows of a page, whatever is asked for; the collection's own where there is none.
    pub page_most: Option<usize>,
    /// What becomes of options and filters that are not documented.
    pub undocumented: Undocumented,
    /// When an action takes effect.
    pub effect: Effect,
    /// Seconds that a token holds.
    pub token_lifetime: i64,
    /// Seconds that a link to a next page holds.
    pub link_lifetime: i64,
    /// The longest that an answer is held back; how long it is is drawn.
    pub latency: Option<Duration>,
    /// What everything that looks random is drawn from.
    pub seed: u64,
}

/// What becomes of options and filters that are not documented: each has been seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Undocumented {
    /// They are answered with 400.
    #[default]
    Refused,
    /// They are passed by without a word.
    Ignored,
    /// They are obeyed.
    Honoured,
}

impl Settings {
    /// No limits and no latency, actions that take effect at once, tokens and links of an hour.
    pub fn at(clock: Arc<dyn Clock>) -> Self {
        let began = Instant::now();
        Self {
            clock,
            stopwatch: Arc::new(move || began.elapsed()),
            limits: Limits::off(),
            page_most: None,
            undocumented: Undocumented::default(),
            effect: Effect::default(),
            token_lifetime: 3599,
            link_lifetime: 3600,
            latency: None,
            seed: 0,
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("limits", &self.limits).field("effect", &self.effect).finish_non_exhaustive()
    }
}
