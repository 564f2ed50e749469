//! The way of one class: its queue, its limit, its breaker, and what was counted.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use riskgate_model::Time;
use tokio::{
    select,
    sync::Notify,
    time::{Instant, sleep_until},
};

use crate::{
    Bounds, Class, MsgraphError, Outlook, Party, Priority, Terms, Usage,
    breaker::{Breaker, End, Turn},
    draw,
    limiter::{Limiter, Stop},
    line::{Line, Place},
    settings::Backoff,
};

/// How long sync holds back when an answer says that the directory's limit is nearly used up.
const SLOWED: Duration = Duration::from_secs(1);

pub(crate) struct Lane {
    class: Class,
    pause: Backoff,
    limiter: Mutex<Limiter>,
    breaker: Mutex<Breaker>,
    people: Line,
    sync: Line,
    /// People who need a token first.
    coming: Line,
    /// Wakes the head of sync when a person has gone.
    gone: Notify,
    tally: Mutex<Tally>,
}

#[derive(Default)]
struct Tally {
    calls: u64,
    throttled: u64,
    retried: u64,
    failed: u64,
    /// How often in a row it was throttled.
    streak: u32,
    last_success: Option<Time>,
    last_error: Option<(Time, String)>,
}

impl Lane {
    pub(crate) fn new(class: Class, bounds: &Bounds) -> Self {
        Self {
            class,
            pause: bounds.pause,
            limiter: Mutex::new(Limiter::new(bounds.limits.of(class))),
            breaker: Mutex::new(Breaker::new(bounds.rest)),
            people: Line::default(),
            sync: Line::default(),
            coming: Line::default(),
            gone: Notify::new(),
            tally: Mutex::default(),
        }
    }

    /// A call will wait here in a moment, and is in the outlook from now on if it is a person's.
    pub(crate) fn comes(&self, units: u32, terms: Terms) -> Option<Place<'_>> {
        (terms.priority == Priority::Person).then(|| self.coming.join(terms.since, units))
    }

    /// Waits until a call may go.
    ///
    /// # Errors
    /// At once when the class is left alone, or has no room before the deadline.
    pub(crate) async fn enter(&self, units: u32, terms: Terms) -> Result<Pass<'_>, MsgraphError> {
        let left_alone = |rest| MsgraphError::Unavailable { party: Party::Graph, status: None, retry_after: Some(rest), source: None };
        if let Some(rest) = lock(&self.breaker).rest_left(Instant::now()) {
            return Err(left_alone(rest));
        }
        self.turn(units, terms).await?;
        let number = lock(&self.breaker).pass(Instant::now()).map_err(left_alone)?;
        lock(&self.tally).calls += 1;
        Ok(Pass { lane: self, number, is_ended: false })
    }

    async fn turn(&self, units: u32, terms: Terms) -> Result<(), MsgraphError> {
        let _waiting = (terms.priority == Priority::Person).then(|| Waiting::new(self));
        let line = match terms.priority {
            Priority::Person => &self.people,
            Priority::Sync => &self.sync,
        };
        let place = line.join(terms.since, units);
        let too_long = |now| {
            let at = lock(&self.limiter).next(terms.priority, units, now);
            Err(MsgraphError::Throttled { retry_after: at.saturating_duration_since(now) })
        };
        loop {
            // Made before anything is looked at, so that nobody's going is missed.
            let (gone, moved) = (self.gone.notified(), line.moved());
            if !place.is_first() {
                select! {
                    () = moved => continue,
                    () = sleep_until(terms.until) => return too_long(Instant::now()),
                }
            }
            let now = Instant::now();
            if now >= terms.until {
                return Err(MsgraphError::Timeout { party: Party::Graph });
            }
            let stop = match lock(&self.limiter).take(terms.priority, units, now) {
                Ok(()) => return Ok(()),
                Err(stop) => stop,
            };
            match stop {
                Stop::Until(at) if at >= terms.until => return too_long(now),
                Stop::Until(at) => sleep_until(at).await,
                Stop::People => select! {
                    () = gone => {}
                    () = sleep_until(terms.until) => return too_long(Instant::now()),
                },
            }
        }
    }

    /// It was throttled: nobody asks it for as long as it says. Where it says nothing, that is longer each time in a row, and drawn from
    /// the half to the whole of it, so that the gateways of a tenant do not come back together.
    pub(crate) fn throttled(&self, said: Option<Duration>) -> Duration {
        let (mut limiter, mut tally, now) = (lock(&self.limiter), lock(&self.tally), Instant::now());
        tally.throttled += 1;
        let wait = match (said, limiter.pause_left(now)) {
            (Some(said), _) => said,
            // It went before the pause began, together with what that is for.
            (None, Some(left)) => return left,
            (None, None) => {
                tally.streak = tally.streak.saturating_add(1);
                self.pause.doubled(tally.streak).mul_f64(0.5 + draw::fraction() / 2.0)
            }
        };
        limiter.pause(now + wait);
        tracing::info!(
            msgraph.class = self.class.word(),
            milliseconds = wait.as_millis(),
            is_told = said.is_some(),
            "throttled, and paused"
        );
        wait
    }

    /// Its limit is nearly used up: sync holds back.
    pub(crate) fn slow(&self) {
        lock(&self.limiter).slow(Instant::now() + SLOWED);
    }

    /// A request is sent again.
    pub(crate) fn retried(&self) {
        lock(&self.tally).retried += 1;
    }

    /// It was answered.
    pub(crate) fn succeeded(&self, now: Time) {
        // What went before a pause began does not end it.
        let is_paused = lock(&self.limiter).pause_left(Instant::now()).is_some();
        let mut tally = lock(&self.tally);
        if !is_paused {
            tally.streak = 0;
        }
        tally.last_success = Some(now);
    }

    /// It refused or failed.
    pub(crate) fn refused(&self, error: &MsgraphError, now: Time) {
        lock(&self.tally).last_error = Some((now, error.to_string()));
    }

    /// When it would let go what people may yet ask.
    pub(crate) fn outlook(&self) -> Outlook {
        // In this order: who has gone meanwhile is counted twice, and never not at all.
        let people = [self.coming.all(), self.people.all()].concat();
        let limiter = lock(&self.limiter).clone();
        Outlook { limiter, people, now: Instant::now() }
    }

    pub(crate) fn usage(&self) -> Usage {
        let now = Instant::now();
        let resting = lock(&self.breaker).rest_left(now);
        let (left, paused) = {
            let mut limiter = lock(&self.limiter);
            (limiter.left(now), limiter.pause_left(now))
        };
        let Tally { calls, throttled, retried, failed, last_success, ref last_error, .. } = *lock(&self.tally);
        let (class, last_error) = (self.class, last_error.clone());
        Usage { class, calls, throttled, retried, failed, left, paused, resting, last_success, last_error }
    }
}

/// A call that goes. Its end must be told; one that was given up tells nothing.
pub(crate) struct Pass<'a> {
    lane: &'a Lane,
    number: u64,
    is_ended: bool,
}

impl Pass<'_> {
    pub(crate) fn end(mut self, end: End) {
        self.is_ended = true;
        let Lane { class, breaker, tally, .. } = self.lane;
        if end == End::Failed {
            lock(tally).failed += 1;
        }
        let turn = lock(breaker).end(self.number, end, Instant::now());
        match turn {
            None => {}
            Some(Turn::Opened(rest)) => {
                tracing::warn!(msgraph.class = class.word(), seconds = rest.as_secs(), "Microsoft Graph fails too often and is left alone");
            }
            Some(Turn::Closed) => tracing::info!(msgraph.class = class.word(), "Microsoft Graph answers again"),
        }
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        if !self.is_ended {
            lock(&self.lane.breaker).give_up(self.number, Instant::now());
        }
    }
}

/// A person who waits.
struct Waiting<'a>(&'a Lane);

impl<'a> Waiting<'a> {
    fn new(lane: &'a Lane) -> Self {
        lock(&lane.limiter).person_comes();
        Self(lane)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        lock(&self.0.limiter).person_goes();
        self.0.gone.notify_waiters();
    }
}

/// None of these is held while anything is waited for, and each is whole whenever it is let go.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
