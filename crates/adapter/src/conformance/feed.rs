//! The laws of feeds.

use std::collections::BTreeMap;

use super::{Law, Report, findings::Findings};
use crate::{Batch, Checkpoint, Feed};

/// How many batches a feed may give before it is taken to have no end.
const MOST: usize = 10_000;

/// Judges a feed: `make` makes it anew, each time over the same source, which holds several batches or more.
pub async fn check_feed(make: impl Fn() -> Box<dyn Feed>) -> Report {
    let (mut resumed, mut ended) = (Findings::default(), Findings::default());
    match read(&mut *make(), None).await {
        Ok(batches) => {
            resume(&mut resumed, &make, &batches).await;
            end(&mut ended, &make, &batches).await;
        }
        Err(error) => {
            resumed.not_judged("the feed could not be read to its end");
            ended.wrong("all batches from the beginning", error, "batches up to one that says that there is no more");
        }
    }
    Report { subject: "feed".to_owned(), results: vec![resumed.judged(Law::FeedsResume), ended.judged(Law::FeedsEnd)] }
}

/// From each checkpoint a fresh feed gives all that comes after it, and nothing that the source does not hold.
async fn resume(found: &mut Findings, make: &impl Fn() -> Box<dyn Feed>, batches: &[Batch]) {
    let whole = contents(batches);
    // What comes after the last checkpoint is the other law's business.
    let before_last = &batches[..batches.len().saturating_sub(1)];
    if before_last.is_empty() {
        found.not_judged("the source gave one batch, so that there was no checkpoint to go on from");
    }
    let starts = [None].into_iter().chain(before_last.iter().map(|batch| Some(&batch.checkpoint)));
    for (place, checkpoint) in starts.enumerate() {
        let asked = match checkpoint {
            Some(Checkpoint(text)) => format!("a fresh feed from the checkpoint {text:?}, after batch {place} of {}", batches.len()),
            None => "a fresh feed from the beginning, once more".to_owned(),
        };
        let rest = contents(&batches[place..]);
        match read(&mut *make(), checkpoint).await {
            Ok(answered) => {
                let answered = contents(&answered);
                let lost = beyond(&rest, &answered);
                let strange: Vec<&str> = answered.keys().filter(|text| !whole.contains_key(*text)).map(String::as_str).collect();
                match (lost.first(), strange.first()) {
                    (None, None) => found.right(),
                    (Some(text), _) => {
                        found.wrong(asked, format!("{} records fewer, among them {text}", lost.len()), "every record after it");
                    }
                    (None, Some(text)) => found.wrong(asked, format!("something new: {text}"), "what the first reading gave"),
                }
            }
            Err(error) => found.wrong(asked, error, "every record after it"),
        }
    }
}

/// After the end there is nothing new. A source that tells no changes is read again from its beginning then, up to its end.
async fn end(found: &mut Findings, make: &impl Fn() -> Box<dyn Feed>, batches: &[Batch]) {
    let whole = contents(batches);
    let Some(last) = batches.last() else { return };
    found.right();
    let (mut feed, mut end) = (make(), last.checkpoint.clone());
    for _ in 0..2 {
        let asked = format!("what comes after the end, from the checkpoint {:?}", end.0);
        match read(&mut *feed, Some(&end)).await {
            Ok(again) => {
                match contents(&again).keys().find(|text| !whole.contains_key(*text)) {
                    None => found.right(),
                    Some(text) => found.wrong(asked, text.as_str(), "nothing that did not come before"),
                }
                again.into_iter().last().into_iter().for_each(|last| end = last.checkpoint);
            }
            Err(error) => found.wrong(asked, error, "batches up to one that says that there is no more"),
        }
    }
}

/// All batches from a checkpoint on.
async fn read(feed: &mut dyn Feed, checkpoint: Option<&Checkpoint>) -> Result<Vec<Batch>, String> {
    let mut batches: Vec<Batch> = Vec::new();
    while batches.len() < MOST {
        let from = batches.last().map(|batch| &batch.checkpoint).or(checkpoint);
        let batch = feed.changes(from).await.map_err(|error| format!("the error {}: {}", error.kind.word(), error.kind))?;
        let more = batch.more;
        batches.push(batch);
        if !more {
            return Ok(batches);
        }
    }
    Err(format!("{MOST} batches, and still there is more"))
}

/// What batches hold, each thing as a text, and how often.
fn contents(batches: &[Batch]) -> BTreeMap<String, usize> {
    let records = batches.iter().flat_map(|batch| &batch.records).map(|record| format!("{record:?}"));
    let refused = batches.iter().flat_map(|batch| &batch.refused).map(|refusal| format!("{refusal:?}"));
    let mut contents = BTreeMap::new();
    for text in records.chain(refused) {
        *contents.entry(text).or_default() += 1;
    }
    contents
}

/// What is in the first more often than in the second.
fn beyond<'a>(first: &'a BTreeMap<String, usize>, second: &BTreeMap<String, usize>) -> Vec<&'a str> {
    first.iter().filter(|(text, count)| second.get(*text).copied().unwrap_or_default() < **count).map(|(text, _)| text.as_str()).collect()
}
