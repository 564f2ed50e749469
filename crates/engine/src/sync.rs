//! All feeds: heads first, each in turns of its own.

use std::{sync::Arc, time::Duration};

use futures::future::{join, join_all};
use riskgate_adapter::{Answer, Checkpoints, ErrorKind, Part, ScheduledFeed};
use riskgate_model::Clock;
use tokio::{sync::watch, time::sleep};

use crate::{
    End, Outcome, Progress,
    pause::Pauses,
    reading::{Destination, Watch, read},
};

/// Feeds, and the sink they are read into.
pub struct Sync {
    sink: Arc<dyn Checkpoints>,
    feeds: Vec<ScheduledFeed>,
    clock: Arc<dyn Clock>,
}

impl Sync {
    /// These feeds into that sink.
    pub fn new(sink: Arc<dyn Checkpoints>, feeds: Vec<ScheduledFeed>, clock: Arc<dyn Clock>) -> Self {
        Self { sink, feeds, clock }
    }

    /// Reads every feed to its end: of those that share a limit first the heads, then the backfills that are due, and then the details.
    pub async fn once(self, watch: impl Fn(&Progress<'_>) + Send + std::marker::Sync) -> Vec<Outcome> {
        let place = Destination { sink: &*self.sink, clock: &*self.clock };
        let outcomes = join_all(shared(self.feeds).into_iter().map(|feeds| once(place, feeds, &watch))).await;
        outcomes.into_iter().flatten().collect()
    }

    /// Reads every feed again and again, as each is due, until `stop`. What was not recorded until then is read the next time.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let place = Destination { sink: &*self.sink, clock: &*self.clock };
        let all = join_all(shared(self.feeds).into_iter().map(|feeds| run(place, feeds)));
        tokio::select! {
            () = stop => {}
            _ = all => {}
        }
    }
}

/// The feeds that share a limit, together, in their order.
fn shared(feeds: Vec<ScheduledFeed>) -> Vec<Vec<ScheduledFeed>> {
    let mut groups: Vec<Vec<ScheduledFeed>> = Vec::new();
    for feed in feeds {
        match groups.iter_mut().find(|group| group[0].shares == feed.shares) {
            Some(group) => group.push(feed),
            None => groups.push(vec![feed]),
        }
    }
    groups
}

async fn once(place: Destination<'_>, feeds: Vec<ScheduledFeed>, watch: Watch<'_>) -> Vec<Outcome> {
    let (mut heads, rest): (Vec<_>, Vec<_>) = feeds.into_iter().partition(|feed| feed.part == Part::Head);
    let (mut details, mut backfills): (Vec<_>, Vec<_>) = rest.into_iter().partition(|feed| feed.part == Part::Details);
    let mut outcomes = join_all(heads.iter_mut().map(|feed| read(place, feed, watch))).await;
    for feeds in [&mut backfills, &mut details] {
        outcomes.extend(join_all(feeds.iter_mut().map(|feed| read_if_due(place, feed, watch))).await);
    }
    outcomes
}

async fn run(place: Destination<'_>, feeds: Vec<ScheduledFeed>) {
    let (mut heads, mut rest): (Vec<_>, Vec<_>) = feeds.into_iter().partition(|feed| feed.part == Part::Head);
    let (count, (read, reading)) = (heads.len(), watch::channel(0));
    let heads = join_all(heads.iter_mut().map(|feed| async {
        let turns = Turns::first(place, feed).await;
        read.send_modify(|read| *read += 1);
        turns.go_on(place, feed).await;
    }));
    let rest = join_all(rest.iter_mut().map(|feed| {
        let mut reading = reading.clone();
        async move {
            // The newest comes first. Who counts the heads lives as long as this does.
            let _ = reading.wait_for(|read| *read == count).await;
            // Where the sink cannot say it, the reading tells what is wrong with it.
            sleep(until_due(place, &feed.name, feed.every).await.unwrap_or_default()).await;
            let turns = Turns::first(place, feed).await;
            turns.go_on(place, feed).await;
        }
    }));
    join(heads, rest).await;
}

async fn read_if_due(place: Destination<'_>, feed: &mut ScheduledFeed, watch: Watch<'_>) -> Outcome {
    match until_due(place, &feed.name, feed.every).await {
        // Where the sink cannot say it, the reading tells what is wrong with it.
        Ok(Duration::ZERO) | Err(_) => read(place, feed, watch).await,
        Ok(_) => Outcome::new(feed, End::NotDue),
    }
}

/// How long it is until a feed is to be read again. One that is in the middle of it is due, as it was when it began.
async fn until_due(Destination { sink, clock }: Destination<'_>, name: &str, every: Duration) -> Answer<Duration> {
    let state = sink.feed(name).await?;
    // One that was read to its end in the future was read by a clock that was wrong.
    let passed = state.caught_up_at.map(|caught_up| u64::try_from(clock.now().nanos().saturating_sub(caught_up.nanos())));
    let Some(Ok(passed)) = passed else { return Ok(Duration::ZERO) };
    Ok(every.saturating_sub(Duration::from_nanos(passed)))
}

/// The turns of a feed: one reading after another, with pauses in between.
struct Turns {
    pauses: Pauses,
    /// How long to wait before the next.
    wait: Duration,
    /// Why the last one failed, as the log was told.
    failing: Option<ErrorKind>,
}

impl Turns {
    /// Reads the feed for the first time.
    async fn first(place: Destination<'_>, feed: &mut ScheduledFeed) -> Self {
        let mut turns = Self { pauses: Pauses::new(), wait: Duration::ZERO, failing: None };
        turns.turn(place, feed).await;
        turns
    }

    /// Reads it again and again.
    async fn go_on(mut self, place: Destination<'_>, feed: &mut ScheduledFeed) {
        loop {
            sleep(self.wait).await;
            self.turn(place, feed).await;
        }
    }

    /// Reads it once, and tells the log where that is news.
    async fn turn(&mut self, place: Destination<'_>, feed: &mut ScheduledFeed) {
        match read(place, feed, &|_| {}).await.end {
            End::Failed(error) => {
                self.wait = self.pauses.after(&error);
                if self.failing.as_ref() != Some(&error.kind) {
                    tracing::warn!(feed = feed.name, error = error.told(), "a feed cannot be read on");
                }
                self.failing = Some(error.kind);
            }
            End::Read | End::Waits(_) | End::NotDue => {
                (self.wait, self.pauses) = (feed.every, Pauses::new());
                if self.failing.take().is_some() {
                    tracing::info!(feed = feed.name, "a feed is read again");
                }
            }
        }
    }
}
