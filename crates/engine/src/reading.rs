//! One feed, read to its end.

use std::{panic::AssertUnwindSafe, time::Duration};

use futures::{FutureExt as _, join};
use riskgate_adapter::{AdapterError, Answer, Batch, Checkpoint, Checkpoints, ErrorKind, Part, ScheduledFeed};
use riskgate_model::RecordKind;
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

/// Reads a feed from where it goes on to its end. While a batch is recorded, the next one is read.
pub(crate) async fn read(sink: &dyn Checkpoints, feed: &mut ScheduledFeed, watch: Watch<'_>) -> Outcome {
    let mut outcome = Outcome::new(feed, End::Read);
    if let Err(error) = read_on(sink, feed, &mut outcome, watch).await {
        metrics::counter!("riskgate_sync_failures_total", "feed" => feed.name.clone(), "outcome" => error.kind.word()).increment(1);
        if let Err(unkept) = sink.feed_failed(&feed.name, &error).await {
            tracing::error!(feed = feed.name, error = %unkept.kind, "the failure of a feed cannot be kept");
        }
        outcome.end = End::Failed(error);
    }
    outcome
}

async fn read_on(sink: &dyn Checkpoints, feed: &mut ScheduledFeed, outcome: &mut Outcome, watch: Watch<'_>) -> Answer<()> {
    let began = Instant::now();
    let kept = sink.feed(&feed.name).await?.checkpoint;
    let mut next = Some(changes(feed, kept.as_ref()).await);
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
    }
    Ok(())
}

/// What comes after a batch; nothing after the last one.
async fn after(feed: &mut ScheduledFeed, batch: &Batch) -> Option<Answer<Batch>> {
    if batch.more { Some(changes(feed, Some(&batch.checkpoint)).await) } else { None }
}

/// The feed's answer; one that panics has failed.
async fn changes(feed: &mut ScheduledFeed, checkpoint: Option<&Checkpoint>) -> Answer<Batch> {
    let answer = AssertUnwindSafe(feed.feed.changes(checkpoint)).catch_unwind().await;
    answer.unwrap_or_else(|_| Err(AdapterError::from(ErrorKind::Internal)))
}
