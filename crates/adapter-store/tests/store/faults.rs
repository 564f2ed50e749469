//! Faults: other writers, open transactions, and callers who do not wait.

use std::{sync::Arc, time::Duration};

use riskgate_adapter::{SignInSource, Sink};
use riskgate_adapter_store::Store;
use riskgate_model::{Filter, Query, Record, RecordKind, Refusal};
use sea_orm::ConnectionTrait;

use crate::{
    bench::{Bench, Still, connection, texts},
    crowd::sign_in,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_that_write_at_once_lose_nothing() {
    let Some(bench) = Bench::new().await else { return };
    let other = Store::open(&bench.url(), Arc::new(Still)).await.expect("a second store");
    let write = |store: Store, name: &'static str| {
        tokio::spawn(async move {
            for n in 0..40_i64 {
                let records: Vec<Record> = (0..5).map(|m| sign_in("u", &format!("{name}{n}-{m}"), n)).collect();
                store.record(&records, &[]).await.expect("both may write");
            }
        })
    };
    let (one, two) = tokio::join!(write(bench.store.clone(), "a"), write(other.clone(), "b"));
    one.and(two).expect("both end");
    assert_eq!(bench.store.count_sign_ins(riskgate_adapter::SignInScope::All, &Filter::All).await.expect("a count"), [Some(400)]);
}

#[tokio::test]
async fn who_reads_while_another_writes_sees_the_state_before() {
    let Some(bench) = Bench::of(&[sign_in("u", "s1", 1)]).await else { return };
    let writer = connection(&bench.url()).await;
    let seen = async || bench.store.sign_ins(&Query::first(5)).await.expect("a page").rows.len();
    let transaction = sea_orm::TransactionTrait::begin(&writer).await.expect("a transaction");
    transaction.execute_unprepared("delete from sign_ins").await.expect("a change");
    assert_eq!(seen().await, 1);
    transaction.commit().await.expect("it is committed");
    assert_eq!(seen().await, 0);
}

#[tokio::test]
async fn a_caller_who_does_not_wait_leaves_all_or_nothing() {
    let Some(bench) = Bench::new().await else { return };
    let records: Vec<Record> = (0..200).map(|n| sign_in("u", &format!("s{n}"), n)).collect();
    for micros in [0, 100, 1_000, 5_000, 20_000] {
        let _ = tokio::time::timeout(Duration::from_micros(micros), bench.store.record(&records, &[])).await;
        let held = bench.store.count_sign_ins(riskgate_adapter::SignInScope::All, &Filter::All).await.expect("a count");
        assert!(held == [Some(0)] || held == [Some(200)], "{held:?}");
    }
    bench.record(&records).await;
    let Some(undisturbed) = Bench::of(&records).await else { return };
    assert_eq!(bench.dump().await, undisturbed.dump().await);
}

#[tokio::test]
async fn whether_it_can_be_written_is_told_and_changes_nothing() {
    let Some(bench) = Bench::new().await else { return };
    let before = bench.dump().await;
    for _ in 0..3 {
        bench.store.check_writable().await.expect("it can be written");
    }
    assert_eq!(bench.dump().await, before);
    bench.record(&[sign_in("u", "s", 1)]).await;
}

#[tokio::test]
async fn what_is_refused_is_kept_once_with_its_reason_and_counted() {
    let Some(bench) = Bench::new().await else { return };
    let refusal = |kind| Refusal {
        source: "export.json".into(),
        place: "value[3]".into(),
        reason: "it has no createdDateTime".into(),
        text: "{\"id\":1}".into(),
        kind,
        ..Refusal::default()
    };
    let known = [refusal(Some(RecordKind::SignIns))];
    for _ in 0..2 {
        let recorded = bench.store.record(&[], &known).await.expect("it is kept");
        assert_eq!(recorded.0[&RecordKind::SignIns].refused, 1);
    }
    let past = connection(&bench.url()).await;
    let kept = texts(&past, "select concat_ws('|', source, place, reason, kind, record) from refusals").await;
    assert_eq!(kept, ["export.json|value[3]|it has no createdDateTime|signIns|{\"id\":1}"]);
}
