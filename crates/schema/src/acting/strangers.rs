//! Who may not act, and asks to: on record, and at most once a minute for all of them together.
//!
//! Whoever reaches the gateway can ask without a token, as often as they like. So the first such request leaves a record at once, and those of
//! the minute after it are counted: their number is in the next record, which the next request to act writes, whoever sends it. However much is
//! asked, the trail grows by a record a minute, and who records waits for no more.

use std::sync::{Arc, Mutex, MutexGuard};

use riskgate_adapter::{ActionLog, RefusedRequest};
use riskgate_model::{Clock, Time};

use crate::{
    error::{Code, report},
    home::Home,
};

/// How long nothing more is written of them, in seconds.
const PAUSE: i64 = 60;

/// Those who asked to act, and were not known.
pub(crate) struct Strangers {
    log: Arc<dyn ActionLog>,
    clock: Arc<dyn Clock>,
    home: Arc<Home>,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    /// How many requests are on no record yet.
    untold: u64,
    /// When one was last written.
    told: Option<Time>,
}

impl Strangers {
    /// Nobody so far. What they ask for is on record as of the tenant that is meant where none is named.
    pub(crate) fn new(log: Arc<dyn ActionLog>, clock: Arc<dyn Clock>, home: Arc<Home>) -> Self {
        Self { log, clock, home, seen: Mutex::default() }
    }

    /// One was turned away.
    pub(crate) async fn turned_away(&self) {
        self.seen().untold += 1;
        self.tell().await;
    }

    /// Writes how many were, if it is time. If it cannot be written it is tried again a minute later: nothing is done for them either way.
    pub(crate) async fn tell(&self) {
        let Some(count) = self.due() else { return };
        let refused =
            RefusedRequest { tenant: self.home.tenant(), codes: vec![Code::Unauthenticated.as_str()], count, ..RefusedRequest::default() };
        match self.log.refuse(&refused).await {
            Ok(()) => self.seen().untold -= count,
            Err(error) => drop(report(&error)),
        }
    }

    /// How many are to be told of now. Whoever asks next, while it is written, is not told the same.
    fn due(&self) -> Option<u64> {
        let (mut seen, now) = (self.seen(), self.clock.now());
        // A clock that was set back holds nothing up.
        let rests = seen.told.is_some_and(|told| (told..told.plus_seconds(PAUSE)).contains(&now));
        if rests || seen.untold == 0 {
            return None;
        }
        seen.told = Some(now);
        Some(seen.untold)
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().expect("nobody panics while holding it")
    }
}
