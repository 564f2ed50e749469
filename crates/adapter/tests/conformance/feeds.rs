//! Feeds: a good one, and some with one fault each.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use riskgate_adapter::{
    Answer, Batch, Checkpoint, Feed,
    conformance::{Law, Report, World, check_feed},
};
use riskgate_model::Record;

/// How many records a batch has.
const SIZE: usize = 4;

/// The World's records, by the number of records read.
struct Numbered {
    records: Arc<[Record]>,
    /// Where a feed goes on that is asked for what comes after so many records, of so many.
    start: fn(usize, usize) -> usize,
    /// How many records it loses when it goes on without having read what comes before.
    lost: usize,
    is_fresh: bool,
    /// Whether there is more when so many of so many were read.
    more: fn(usize, usize) -> bool,
}

#[async_trait]
impl Feed for Numbered {
    async fn changes(&mut self, checkpoint: Option<&Checkpoint>) -> Answer<Batch> {
        let records = &self.records;
        let read = checkpoint.map_or(0, |Checkpoint(read)| read.parse().expect("a number"));
        let lost = if self.is_fresh && read > 0 { self.lost } else { 0 };
        let start = ((self.start)(read, records.len()) + lost).min(records.len());
        self.is_fresh = false;
        let end = (start + SIZE).min(records.len());
        let (checkpoint, more) = (Checkpoint(end.to_string()), (self.more)(end, records.len()));
        Ok(Batch {
            records: records[start..end].to_vec(),
            refused: Vec::new(),
            skipped: BTreeMap::new(),
            histories: Vec::new(),
            checkpoint,
            more,
            waiting: 0,
        })
    }
}

async fn judged(start: fn(usize, usize) -> usize, more: fn(usize, usize) -> bool) -> Report {
    losing(0, start, more).await
}

async fn losing(lost: usize, start: fn(usize, usize) -> usize, more: fn(usize, usize) -> bool) -> Report {
    let records: Arc<[Record]> = World::new().records.into();
    check_feed(move || Box::new(Numbered { records: records.clone(), start, lost, is_fresh: true, more })).await
}

#[tokio::test]
async fn a_feed_that_goes_on_where_it_was_breaks_no_law() {
    judged(|read, _| read, |read, all| read < all).await.assert();
}

#[tokio::test]
async fn a_feed_that_gives_some_records_twice_breaks_no_law() {
    judged(|read, all| if read == all { read } else { read.saturating_sub(1) }, |read, all| read < all).await.assert();
}

#[tokio::test]
async fn a_feed_that_begins_anew_after_its_end_breaks_no_law() {
    judged(|read, all| if read == all { 0 } else { read }, |read, all| read < all).await.assert();
}

#[tokio::test]
async fn a_feed_that_gives_something_new_after_its_end() {
    let report = judged(|read, _| read, |read, all| read + SIZE < all).await;
    assert_eq!(report.failed(), [Law::FeedsEnd], "{report}");
}

#[tokio::test]
async fn a_feed_that_loses_a_record_when_it_goes_on() {
    let report = losing(1, |read, _| read, |read, all| read < all).await;
    assert_eq!(report.failed(), [Law::FeedsResume], "{report}");
}

#[tokio::test]
async fn a_feed_that_has_more_for_ever() {
    let report = judged(|read, _| read, |_, _| true).await;
    assert_eq!(report.failed(), [Law::FeedsEnd], "{report}");
}
