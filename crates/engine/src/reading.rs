//! One feed, read to its end.

use std::{any::Any, io, panic::AssertUnwindSafe, time::Duration};

use futures::{FutureExt as _, join};
use riskgate_adapter::{AdapterError, Answer, Batch, Checkpoints, ErrorKind, Part, ScheduledFeed};
use riskgate_model::{Clock, RecordKind, Time};
use tokio::time::Instant;

use crate::{End, Outcome};

/// How far a feed is.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it tells of.
    pub kind: RecordKind,
    /// Which part of it.
    pub part: Part,
    /// How many batches were recorded.
    pub pages: u64,
    /// How many rows were read.
    pub rows: u64,
    /// How much of the way is behind, from 0 to 1, where the feed knows.
    pub share: Option<f64>,
    /// For how long it has been read.
    pub elapsed: Duration,
}

/// Who is told how far feeds are.
pub(crate) type Watch<'a> = &'a (dyn Fn(&Progress<'_>) + Send + Sync);

/// Where feeds are read into, and by which clock.
#[derive(Clone, Copy)]
pub(crate) struct Destination<'a> {
    pub(crate) sink: &'a dyn Checkpoints,
    pub(crate) clock: &'a dyn Clock,
}

/// Reads a feed from where it goes on to its end. While a batch is recorded, the next one is read.
pub(crate) async fn read(place: Destination<'_>, feed: &mut ScheduledFeed, watch: Watch<'_>) -> Outcome {
    let mut outcome = Outcome::new(feed, End::Read);
    let ended = AssertUnwindSafe(read_on(place, feed, &mut outcome, watch)).catch_unwind().await;
    if let Err(error) = ended.unwrap_or_else(|panic| Err(panicked(&*panic))) {
        metrics::counter!("riskgate_sync_failures_total", "feed" => feed.name.clone(), "outcome" => error.kind.word()).increment(1);
        if let Err(unkept) = place.sink.feed_failed(&feed.name, &error).await {
            tracing::error!(feed = feed.name, error = unkept.told(), "the failure of a feed cannot be kept");
        }
        outcome.end = End::Failed(error);
    }
    outcome
}

async fn read_on(
    Destination { sink, clock }: Destination<'_>,
    feed: &mut ScheduledFeed,
    outcome: &mut Outcome,
    watch: Watch<'_>,
) -> Answer<()> {
    let began = Instant::now();
    let state = sink.feed(&feed.name).await?;
    if let Some(at) = state.caught_up_at {
        caught_up(feed, at);
    }
    let mut next = Some(feed.feed.changes(state.checkpoint.as_ref()).await);
    while let Some(read) = next {
        let batch = read?;
        let name = feed.name.clone();
        let (recorded, following) = join!(sink.record_batch(&name, &batch), after(feed, &batch));
        outcome.add(&recorded?, &batch);
        metrics::counter!("riskgate_sync_pages_total", "feed" => name.clone()).increment(1);
        metrics::counter!("riskgate_sync_rows_total", "feed" => name.clone()).increment(batch.records.len() as u64);
        watch(&Progress {
            name: &name,
            kind: feed.kind,
            part: feed.part,
            pages: outcome.pages,
            rows: outcome.rows(),
            share: feed.feed.progress(&batch.checkpoint),
            elapsed: began.elapsed(),
        });
        next = following;
        if batch.waiting > 0 {
            outcome.end = End::Waits(batch.waiting);
        }
    }
    if matches!(outcome.end, End::Read) {
        caught_up(feed, clock.now());
    }
    Ok(())
}

/// Tells the metrics when the feed was last read to its end.
#[expect(clippy::cast_precision_loss, reason = "a moment for a chart")]
fn caught_up(feed: &ScheduledFeed, at: Time) {
    metrics::gauge!("riskgate_sync_caught_up_timestamp_seconds", "feed" => feed.name.clone()).set(at.nanos() as f64 / 1e9);
}

/// What comes after a batch; nothing after the last one.
async fn after(feed: &mut ScheduledFeed, batch: &Batch) -> Option<Answer<Batch>> {
    if batch.more { Some(feed.feed.changes(Some(&batch.checkpoint)).await) } else { None }
}

/// Who panics has failed, and no more.
fn panicked(panic: &(dyn Any + Send)) -> AdapterError {
    let words = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    AdapterError::from(ErrorKind::Internal).caused_by(io::Error::other(format!("it panicked: {}", words.unwrap_or("without a word"))))
}
