//! Sinks: a good one, and two with one fault each.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use riskgate_adapter::{
    Adapter, Answer, Counts, Health, HealthProbe, Manifest, Recorded, Sink, UserSource,
    conformance::{Law, Report, World, check_sink},
    rows,
};
use riskgate_model::{Page, Query, Record, Refusal, User, UserFields, UserId};

/// What becomes of a record that comes after another one of the same user.
#[derive(Clone, Copy, PartialEq)]
enum Kept {
    /// Both are kept.
    Both,
    /// The later one.
    Later,
    /// Both, and whatever comes again is said to be changed.
    BothAsChanged,
}

/// Records, and the users that they come to.
struct Ledger {
    kept: Kept,
    seen: Mutex<Vec<Record>>,
    held: Mutex<Vec<Record>>,
}

#[async_trait]
impl Sink for Ledger {
    async fn record(&self, records: &[Record], _: &[Refusal]) -> Answer<Recorded> {
        let (mut seen, mut held) = (self.seen.lock().expect("no panic"), self.held.lock().expect("no panic"));
        let mut recorded: BTreeMap<_, Counts> = BTreeMap::new();
        for record in records {
            let counts = recorded.entry(record.kind()).or_default();
            match (seen.contains(record), self.kept) {
                (false, _) => counts.new += 1,
                (true, Kept::BothAsChanged) => counts.changed += 1,
                (true, _) => counts.unchanged += 1,
            }
            if let (Kept::Later, Record::RiskyUser(user)) = (self.kept, record) {
                held.retain(|other| !matches!(other, Record::RiskyUser(other) if other.value.id == user.value.id));
            }
            seen.push(record.clone());
            held.push(record.clone());
        }
        Ok(Recorded(recorded))
    }
}

#[async_trait]
impl HealthProbe for Ledger {
    async fn health(&self) -> Health {
        Health::up()
    }
}

impl Ledger {
    fn come_to(&self) -> Vec<User> {
        World::of(self.held.lock().expect("no panic").clone()).users
    }
}

#[async_trait]
impl UserSource for Ledger {
    async fn users_by_id(&self, ids: &[UserId], _: UserFields) -> Answer<HashMap<UserId, User>> {
        Ok(rows::by_id(&self.come_to(), ids))
    }

    async fn users(&self, query: &Query<User>) -> Answer<Page<User>> {
        rows::page(&self.come_to(), query)
    }
}

async fn judged(kept: Kept) -> Report {
    check_sink(async || {
        let ledger = Arc::new(Ledger { kept, seen: Mutex::default(), held: Mutex::default() });
        let adapter = Adapter::new(Manifest::of_everything("ledger", "1"), ledger.clone());
        (ledger.clone() as Arc<dyn Sink>, Adapter { users: Some(ledger), ..adapter })
    })
    .await
}

#[tokio::test]
async fn a_sink_that_keeps_every_version_breaks_no_law() {
    judged(Kept::Both).await.assert();
}

#[tokio::test]
async fn a_sink_that_overwrites() {
    let report = judged(Kept::Later).await;
    assert_eq!(report.failed(), [Law::RecordingHasNoOrder], "{report}");
}

#[tokio::test]
async fn a_sink_that_calls_what_it_knows_changed() {
    let report = judged(Kept::BothAsChanged).await;
    assert_eq!(report.failed(), [Law::RecordingAgainIsNothing], "{report}");
}
