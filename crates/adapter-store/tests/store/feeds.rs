//! Where feeds go on: kept with what they read, or not at all.

use std::{collections::BTreeMap, sync::Arc};

use riskgate_adapter::{AdapterError, Batch, Checkpoint, Checkpoints, ErrorKind, FeedState};
use riskgate_adapter_store::Store;
use riskgate_model::Record;
use sea_orm::ConnectionTrait;

use crate::{
    bench::{Bench, Still, connection, texts},
    crowd::sign_in,
};

fn batch(records: Vec<Record>, checkpoint: &str, more: bool) -> Batch {
    Batch {
        records,
        refused: Vec::new(),
        skipped: BTreeMap::new(),
        histories: Vec::new(),
        checkpoint: Checkpoint(checkpoint.to_owned()),
        more,
        waiting: 0,
    }
}

#[tokio::test]
async fn a_checkpoint_is_there_with_its_rows_or_not_at_all() {
    let Some(bench) = Bench::new().await else { return };
    let database = connection(&bench.url()).await;
    for table in ["feeds", "sign_ins"] {
        database.execute_unprepared(&format!("alter table {table} rename to hidden")).await.expect("it is renamed");
        bench.store.record_batch("a", &batch(vec![sign_in("u", "s", 1)], "1", true)).await.expect_err("it cannot be recorded");
        database.execute_unprepared(&format!("alter table hidden rename to {table}")).await.expect("it is renamed");
        assert_eq!(bench.store.feed("a").await.expect("a state"), FeedState::default(), "{table}");
        assert!(texts(&database, "select id from sign_ins").await.is_empty(), "{table}");
    }
    bench.store.record_batch("a", &batch(vec![sign_in("u", "s", 1)], "1", true)).await.expect("it is recorded");
    assert_eq!(bench.store.feed("a").await.expect("a state").checkpoint, Some(Checkpoint("1".to_owned())));
    assert_eq!(texts(&database, "select id from sign_ins").await, ["s"]);
}

#[tokio::test]
async fn a_feed_is_found_again_where_it_was_left_and_told_from_others() {
    let Some(bench) = Bench::new().await else { return };
    bench.store.record_batch("a", &batch(Vec::new(), "1", true)).await.expect("it is recorded");
    bench.store.record_batch("b", &batch(Vec::new(), "2", false)).await.expect("it is recorded");
    let before = bench.store.feeds().await.expect("states");
    let again = Store::open(&bench.url(), Arc::new(Still)).await.expect("a store");
    assert_eq!(again.feeds().await.expect("states"), before);
    let [(first, a), (second, b)] = before.as_slice() else { panic!("{before:?}") };
    assert_eq!((first.as_str(), second.as_str()), ("a", "b"));
    assert!(a.caught_up_at.is_none() && b.caught_up_at.is_some());
    assert_eq!(again.feed("c").await.expect("a state"), FeedState::default());
}

#[tokio::test]
async fn a_failure_is_kept_until_the_feed_is_read_to_its_end() {
    let Some(bench) = Bench::new().await else { return };
    let error = AdapterError::from(ErrorKind::Denied("grant it\0".to_owned())).caused_by(std::io::Error::other("403"));
    bench.store.feed_failed("a", &error).await.expect("it is kept");
    let failure = async || bench.store.feed("a").await.expect("a state").failure.map(|failure| failure.reason);
    assert_eq!(failure().await.as_deref(), Some("access was denied: grant it\u{fffd}: 403"));
    bench.store.record_batch("a", &batch(Vec::new(), "1", true)).await.expect("it is recorded");
    assert!(failure().await.is_some());
    bench.store.record_batch("a", &batch(Vec::new(), "2", false)).await.expect("it is recorded");
    assert_eq!(failure().await, None);
}

#[tokio::test]
async fn a_feed_that_waits_has_neither_failed_nor_caught_up() {
    let Some(bench) = Bench::new().await else { return };
    bench.store.feed_failed("a", &ErrorKind::Unavailable.into()).await.expect("it is kept");
    let waits = Batch { waiting: 3, ..batch(Vec::new(), "1", false) };
    bench.store.record_batch("a", &waits).await.expect("it is recorded");
    let state = bench.store.feed("a").await.expect("a state");
    assert_eq!((state.caught_up_at, state.failure), (None, None));
    bench.store.record_batch("a", &batch(Vec::new(), "2", false)).await.expect("it is recorded");
    let caught_up = async || bench.store.feed("a").await.expect("a state").caught_up_at;
    let at = caught_up().await;
    assert!(at.is_some());
    bench.store.record_batch("a", &waits).await.expect("it is recorded");
    assert_eq!(caught_up().await, at, "as it was before");
}
