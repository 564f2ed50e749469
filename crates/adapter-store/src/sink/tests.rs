//! How long a batch waits for its turn. tokio's time is held while it does, so that nobody waits.

use std::time::Duration;

use riskgate_adapter::{ErrorKind, Sink};
use tokio::time::{Instant, pause, resume, sleep};

use super::patience::TURNS;
use crate::{read::tests::store, store::BUSY};

#[tokio::test]
async fn a_batch_waits_long_for_who_records_and_is_recorded_when_they_are_done() {
    let (store, _directory) = store().await;
    let other = store.begin().await.expect("a transaction");
    pause();
    let began = Instant::now();
    let mut record = Box::pin(store.record(&[], &[]));
    tokio::select! {
        biased;
        answer = &mut record => panic!("it was not its turn: {answer:?}"),
        () = sleep(BUSY * (TURNS - 1)) => {}
    }
    assert!(began.elapsed() >= Duration::from_secs(90));
    resume();
    other.rollback().await.expect("they are done");
    record.await.expect("it is recorded");
}

#[tokio::test]
async fn a_batch_does_not_wait_for_ever() {
    let (store, _directory) = store().await;
    let _other = store.begin().await.expect("a transaction");
    pause();
    let began = Instant::now();
    let error = store.record(&[], &[]).await.expect_err("it is never its turn");
    assert_eq!(error.kind, ErrorKind::Throttled);
    assert!(began.elapsed() >= BUSY * TURNS);
}
