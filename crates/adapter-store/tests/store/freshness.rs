//! When something was last recorded: what `asOf` answers.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use riskgate_adapter::{HealthProbe, Sink};
use riskgate_adapter_store::Store;
use riskgate_model::{Clock, Record, RecordKind, Refusal, Time};

use crate::crowd::sign_in;

/// A clock that is a second later each time it is read.
#[derive(Default)]
struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> Time {
        Time::from_seconds(self.0.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

#[tokio::test]
async fn only_what_is_new_or_changed_makes_the_store_fresher() {
    let directory = tempfile::tempdir().expect("a directory");
    let url = format!("sqlite://{}", directory.path().join("riskgate.db").display());
    let store = Store::open(&url, Arc::new(Ticking::default())).await.expect("a store");
    let refused = Refusal {
        source: "export.json".into(),
        place: "value[3]".into(),
        reason: "it has no createdDateTime".into(),
        text: "{\"id\":1}".into(),
        kind: Some(RecordKind::SignIns),
        ..Refusal::default()
    };
    let as_of = async |records: &[Record], refused: &[Refusal]| {
        store.record(records, refused).await.expect("a batch is recorded");
        store.health().await.as_of.map(Time::nanos)
    };
    let (one, other, later) = (sign_in("u", "s", 1), sign_in("u", "t", 1), sign_in("u", "s", 2));
    assert_eq!(as_of(&[], std::slice::from_ref(&refused)).await, None);
    assert_eq!(as_of(std::slice::from_ref(&one), &[]).await, Some(2_000_000_000));
    assert_eq!(as_of(std::slice::from_ref(&one), &[refused]).await, Some(2_000_000_000), "nothing is new");
    assert_eq!(as_of(&[one.clone(), other], &[]).await, Some(4_000_000_000), "another sign-in is new");
    assert_eq!(as_of(&[one, later], &[]).await, Some(5_000_000_000), "the first one has changed");
}
