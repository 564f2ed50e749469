//! Sync into a real store, of feeds that do as they are told.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use riskgate_adapter::{
    AdapterError, Answer, Batch, Checkpoint, Checkpoints, ErrorKind, Feed, FeedState, Part, Recorded, ScheduledFeed, Sink,
};
use riskgate_adapter_store::Store;
use riskgate_engine::{End, Outcome, Sync};
use riskgate_model::{Clock, Kept, Record, RecordKind, RiskyUser, TenantId, Time};
use serde_json::json;

/// A clock that a test moves.
#[derive(Default)]
struct Steered(AtomicI64);

impl Clock for Steered {
    fn now(&self) -> Time {
        Time::from_seconds(1_764_201_600 + self.0.load(Ordering::SeqCst))
    }
}

/// What feeds were asked, in order.
type Log = Arc<Mutex<Vec<String>>>;

/// A feed of so many pages of one user each.
struct Pages {
    name: &'static str,
    count: usize,
    log: Log,
    /// How often it still fails before it answers.
    failures: usize,
    panics: bool,
    /// How many are left after its last page.
    waiting: u64,
}

#[async_trait]
impl Feed for Pages {
    async fn changes(&mut self, checkpoint: Option<&Checkpoint>) -> Answer<Batch> {
        let page: usize = checkpoint.map_or(0, |at| at.0.parse().expect("a number")) % self.count;
        self.log.lock().expect("the log").push(format!("{} {page}", self.name));
        assert!(!self.panics, "told to");
        if self.failures > 0 {
            self.failures -= 1;
            return Err(AdapterError::from(ErrorKind::Unavailable));
        }
        let id = format!("{}-{page}", self.name);
        let user = json!({"id": id, "riskState": "atRisk", "riskLastUpdatedDateTime": "2025-11-01T00:00:00Z"});
        let properties = user.as_object().expect("an object").clone();
        let user = Kept::<RiskyUser>::read(properties, &TenantId::new("t"), None).expect("a user");
        Ok(Batch {
            records: vec![Record::RiskyUser(user)],
            refused: Vec::new(),
            skipped: std::collections::BTreeMap::new(),
            histories: Vec::new(),
            checkpoint: Checkpoint((page + 1).to_string()),
            more: page + 1 < self.count,
            waiting: if page + 1 < self.count { 0 } else { self.waiting },
        })
    }
}

/// A store, a log and a clock.
struct Bench {
    store: Arc<Store>,
    log: Log,
    clock: Arc<Steered>,
    _folder: tempfile::TempDir,
}

impl Bench {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(Steered::default());
        let url = format!("sqlite://{}", folder.path().join("riskgate.db").display());
        let store = Arc::new(Store::open(&url, clock.clone()).await.expect("a store"));
        Self { store, log: Log::default(), clock, _folder: folder }
    }

    fn pages(&self, name: &'static str, count: usize) -> Pages {
        Pages { name, count, log: self.log.clone(), failures: 0, panics: false, waiting: 0 }
    }

    fn sync(&self, feeds: Vec<ScheduledFeed>) -> Sync {
        Sync::new(self.store.clone(), feeds, self.clock.clone())
    }

    async fn once(&self, feeds: Vec<ScheduledFeed>) -> Vec<Outcome> {
        self.sync(feeds).once(|_| {}).await
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.log.lock().expect("the log"))
    }

    async fn users(&self) -> u64 {
        let recorded = self.store.record(&[], &[]).await.expect("a store");
        assert_eq!(recorded, Recorded::default());
        let adapter = self.store.adapter();
        let users = adapter.users.expect("users").users(&riskgate_model::Query::first(1_000)).await.expect("a page");
        users.rows.len() as u64
    }
}

fn scheduled(part: Part, feed: Pages) -> ScheduledFeed {
    ScheduledFeed {
        name: feed.name.to_owned(),
        kind: RecordKind::RiskyUsers,
        part,
        shares: "a limit".to_owned(),
        every: Duration::from_secs(if part == Part::Head { 60 } else { 86_400 }),
        feed: Box::new(feed),
    }
}

#[tokio::test]
async fn heads_come_before_backfills_these_before_details_and_each_only_when_it_is_due() {
    let bench = Bench::new().await;
    let feeds = || {
        let parts = [(Part::Details, "more", 1), (Part::Backfill, "old", 2), (Part::Head, "new", 2)];
        parts.map(|(part, name, count)| scheduled(part, bench.pages(name, count))).into()
    };
    let outcomes = bench.once(feeds()).await;
    assert_eq!(bench.asked(), ["new 0", "new 1", "old 0", "old 1", "more 0"]);
    assert_eq!(outcomes.iter().map(|outcome| (outcome.pages, outcome.rows())).collect::<Vec<_>>(), [(2, 2), (2, 2), (1, 1)]);
    assert_eq!(bench.users().await, 5);
    let outcomes = bench.once(feeds()).await;
    assert_eq!(bench.asked(), ["new 0", "new 1"]);
    assert!(matches!(outcomes[1].end, End::NotDue), "{outcomes:?}");
    bench.clock.0.store(86_400, Ordering::SeqCst);
    bench.once(feeds()).await;
    assert_eq!(bench.asked(), ["new 0", "new 1", "old 0", "old 1", "more 0"]);
    // What a clock that was ahead has read is read again at once.
    bench.clock.0.store(0, Ordering::SeqCst);
    bench.once(feeds()).await;
    assert_eq!(bench.asked(), ["new 0", "new 1", "old 0", "old 1", "more 0"]);
}

#[tokio::test]
async fn a_feed_that_waits_for_its_source_has_not_caught_up() {
    let bench = Bench::new().await;
    let feeds = |waiting| vec![scheduled(Part::Details, Pages { waiting, ..bench.pages("more", 2) })];
    let caught_up = async || bench.store.feed("more").await.expect("a state").caught_up_at;
    for _ in 0..2 {
        let outcomes = bench.once(feeds(7)).await;
        assert!(matches!(outcomes[0].end, End::Waits(7)), "{outcomes:?}");
        assert_eq!((bench.asked().len(), caught_up().await), (2, None), "it is due still");
    }
    assert!(matches!(bench.once(feeds(0)).await[0].end, End::Read));
    assert!(caught_up().await.is_some());
}

#[tokio::test]
async fn a_sync_that_is_killed_after_any_batch_goes_on_where_it_was() {
    for killed_after in 0..5_u64 {
        let bench = Bench::new().await;
        // A reading that is dropped at its n-th page is a process that was killed there.
        let (told, reached) = tokio::sync::oneshot::channel();
        let told = Mutex::new(Some(told));
        let sync = bench.sync(vec![scheduled(Part::Head, bench.pages("new", 5))]);
        let reading = sync.once(|progress| {
            if progress.pages > killed_after {
                told.lock().expect("a sender").take().map(|told| told.send(()));
            }
        });
        tokio::select! {
            biased;
            _ = reached => {}
            _ = reading => {}
        }
        bench.asked();
        let kept = bench.store.feed("new").await.expect("a state").checkpoint.expect("a checkpoint");
        let outcomes = bench.once(vec![scheduled(Part::Head, bench.pages("new", 5))]).await;
        assert!(matches!(outcomes[0].end, End::Read));
        let first = kept.0.parse::<usize>().expect("a number") % 5;
        assert_eq!(bench.asked().first(), Some(&format!("new {first}")));
        assert_eq!(bench.users().await, 5, "killed after {killed_after}");
    }
}

#[tokio::test]
async fn one_that_fails_or_panics_stops_no_other_and_its_failure_is_kept_until_it_is_well() {
    let bench = Bench::new().await;
    let broken = || Pages { failures: 1, ..bench.pages("broken", 1) };
    let panicking = Pages { panics: true, ..bench.pages("panicking", 1) };
    let feeds = vec![scheduled(Part::Head, broken()), scheduled(Part::Head, panicking), scheduled(Part::Head, bench.pages("well", 3))];
    let outcomes = bench.once(feeds).await;
    assert!(matches!(&outcomes[0].end, End::Failed(error) if error.kind == ErrorKind::Unavailable), "{outcomes:?}");
    assert!(matches!(&outcomes[1].end, End::Failed(error) if error.kind == ErrorKind::Internal), "{outcomes:?}");
    assert!(matches!(outcomes[2].end, End::Read));
    assert_eq!(bench.users().await, 3);
    let panicked = bench.store.feed("panicking").await.expect("a state").failure.expect("a failure");
    assert_eq!(panicked.reason, "the adapter failed: it panicked: told to");
    let failure = bench.store.feed("broken").await.expect("a state").failure.expect("a failure");
    assert_eq!((failure.reason.as_str(), failure.at), ("the source is not available", bench.clock.now()));
    bench.once(vec![scheduled(Part::Head, bench.pages("broken", 1))]).await;
    assert_eq!(bench.store.feed("broken").await.expect("a state").failure, None);
}

/// A store that cannot record the n-th batch that it is given.
struct Full {
    store: Arc<Store>,
    given: Mutex<usize>,
    refuses: usize,
}

#[async_trait]
impl Sink for Full {
    async fn record(&self, records: &[Record], refused: &[riskgate_model::Refusal]) -> Answer<Recorded> {
        self.store.record(records, refused).await
    }
}

#[async_trait]
impl Checkpoints for Full {
    async fn feed(&self, name: &str) -> Answer<FeedState> {
        self.store.feed(name).await
    }

    async fn feeds(&self) -> Answer<Vec<(String, FeedState)>> {
        self.store.feeds().await
    }

    async fn record_batch(&self, feed: &str, batch: &Batch) -> Answer<Recorded> {
        let given = {
            let mut given = self.given.lock().expect("a count");
            *given += 1;
            *given
        };
        if given == self.refuses {
            return Err(AdapterError::from(ErrorKind::Unavailable));
        }
        self.store.record_batch(feed, batch).await
    }

    async fn feed_failed(&self, feed: &str, error: &AdapterError) -> Answer<()> {
        self.store.feed_failed(feed, error).await
    }
}

#[tokio::test]
async fn a_batch_that_cannot_be_recorded_fails_its_feed_which_goes_on_from_before_it() {
    for refuses in 1..=3 {
        let bench = Bench::new().await;
        let sink = Arc::new(Full { store: bench.store.clone(), given: Mutex::new(0), refuses });
        let sync = || Sync::new(sink.clone(), vec![scheduled(Part::Head, bench.pages("new", 3))], bench.clock.clone());
        let outcomes = sync().once(|_| {}).await;
        assert!(matches!(&outcomes[0].end, End::Failed(error) if error.kind == ErrorKind::Unavailable), "{outcomes:?}");
        assert_eq!(bench.users().await, refuses as u64 - 1);
        bench.asked();
        assert!(matches!(sync().once(|_| {}).await[0].end, End::Read));
        assert_eq!(bench.asked().first(), Some(&format!("new {}", refuses - 1)));
        assert_eq!(bench.users().await, 3);
    }
}

/// A sink that forgets everything at once, for tests of time alone.
#[derive(Default)]
struct Nowhere(Mutex<usize>);

#[async_trait]
impl Sink for Nowhere {
    async fn record(&self, _: &[Record], _: &[riskgate_model::Refusal]) -> Answer<Recorded> {
        Ok(Recorded::default())
    }
}

#[async_trait]
impl Checkpoints for Nowhere {
    async fn feed(&self, _: &str) -> Answer<FeedState> {
        Ok(FeedState::default())
    }

    async fn feeds(&self) -> Answer<Vec<(String, FeedState)>> {
        Ok(Vec::new())
    }

    async fn record_batch(&self, _: &str, _: &Batch) -> Answer<Recorded> {
        *self.0.lock().expect("a count") += 1;
        Ok(Recorded::default())
    }

    async fn feed_failed(&self, _: &str, _: &AdapterError) -> Answer<()> {
        Ok(())
    }
}

/// Runs a feed for a while, on a clock that stands still while something happens.
async fn run(feed: Pages, part: Part, seconds: u64) -> (usize, usize) {
    let (sink, log) = (Arc::new(Nowhere::default()), feed.log.clone());
    let sync = Sync::new(sink.clone(), vec![scheduled(part, feed)], Arc::new(Steered::default()));
    sync.run(tokio::time::sleep(Duration::from_secs(seconds))).await;
    let recorded = *sink.0.lock().expect("a count");
    (log.lock().expect("the log").len(), recorded)
}

#[tokio::test(start_paused = true)]
async fn a_feed_is_read_again_when_it_is_due_until_it_is_told_to_stop() {
    let feed = |count| Pages { name: "x", count, log: Log::default(), failures: 0, panics: false, waiting: 0 };
    assert_eq!(run(feed(1), Part::Head, 179).await, (3, 3));
    assert_eq!(run(feed(2), Part::Backfill, 3_600).await, (2, 2));
}

#[tokio::test(start_paused = true)]
async fn a_feed_that_fails_is_tried_again_after_growing_pauses() {
    let feed = |failures| Pages { name: "x", count: 1, log: Log::default(), failures, panics: false, waiting: 0 };
    // After 0, 10 and 30 seconds it fails, after 70 it answers, and after 130 again.
    assert_eq!(run(feed(3), Part::Head, 69).await, (3, 0));
    assert_eq!(run(feed(3), Part::Head, 129).await, (4, 1));
    assert_eq!(run(feed(3), Part::Head, 131).await, (5, 2));
}

#[tokio::test(start_paused = true)]
async fn a_head_that_is_slow_holds_up_the_backfills_that_share_its_limit_and_nothing_else() {
    /// Answers after so many seconds.
    struct Slow(Pages, u64);

    #[async_trait]
    impl Feed for Slow {
        async fn changes(&mut self, checkpoint: Option<&Checkpoint>) -> Answer<Batch> {
            tokio::time::sleep(Duration::from_secs(self.1)).await;
            self.0.changes(checkpoint).await
        }
    }

    let log = Log::default();
    let feed = |name, seconds| Slow(Pages { name, count: 1, log: log.clone(), failures: 0, panics: false, waiting: 0 }, seconds);
    let scheduled = |part, feed: Slow| ScheduledFeed { feed: Box::new(feed), ..scheduled(part, Pages { log: log.clone(), ..empty() }) };
    let beside = ScheduledFeed { shares: "another".to_owned(), ..scheduled(Part::Backfill, feed("beside", 0)) };
    let feeds = vec![
        scheduled(Part::Backfill, feed("old", 0)),
        scheduled(Part::Head, feed("slow", 100)),
        scheduled(Part::Head, feed("quick", 0)),
        beside,
    ];
    Sync::new(Arc::new(Nowhere::default()), feeds, Arc::new(Steered::default())).run(tokio::time::sleep(Duration::from_secs(119))).await;
    assert_eq!(*log.lock().expect("the log"), ["quick 0", "beside 0", "quick 0", "slow 0", "old 0"]);
}

/// A feed that is asked nothing.
fn empty() -> Pages {
    Pages { name: "", count: 1, log: Log::default(), failures: 0, panics: false, waiting: 0 }
}
