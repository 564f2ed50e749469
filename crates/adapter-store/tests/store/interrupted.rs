//! A server that crashes while it is recorded into: nothing that was answered is lost, and the same store goes on.

use riskgate_adapter::{ErrorKind, Sink};
use riskgate_adapter_store::{Migrations, Store};
use riskgate_test_postgres::Cluster;
use std::sync::Arc;
use tokio::sync::watch;

use crate::{
    bench::{Bench, Still, dump},
    killed::{batch, sees_whole},
};

/// Records batch after batch, and tells how many are answered for, until one fails; answers why.
async fn record_until_it_fails(store: Store, answered: watch::Sender<usize>) -> ErrorKind {
    for number in 0.. {
        if let Err(error) = store.record(&batch(number), &[]).await {
            return error.kind;
        }
        answered.send_replace(number + 1);
    }
    unreachable!("there is no last batch")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recording_that_a_crash_interrupts_loses_nothing_and_goes_on() {
    let Some(mut cluster) = Cluster::new() else { return };
    let url = cluster.url("postgres");
    Migrations::of(&url).expect("an address").up().await.expect("tables");
    let store = Store::open(&url, Arc::new(Still)).await.expect("a store");
    for at in [2, 5] {
        let (sender, mut answered) = watch::channel(0);
        let recording = tokio::spawn(record_until_it_fails(store.clone(), sender));
        answered.wait_for(|answered| *answered >= at).await.expect("it records");
        cluster.crash();
        let kind = recording.await.expect("a task");
        assert!(matches!(kind, ErrorKind::Unavailable | ErrorKind::Timeout), "{kind:?}");
        cluster.start();
        let answered = *answered.borrow();
        sees_whole(&store, answered).await;

        let Some(undisturbed) = Bench::new().await else { return };
        for number in 0..answered + 2 {
            store.record(&batch(number), &[]).await.expect("it records again");
            undisturbed.record(&batch(number)).await;
        }
        let held = dump(&url).await;
        assert_eq!(held, undisturbed.dump().await);
    }
}
