//! A stand-in, a client that asks it without waiting, and a reader of feeds.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use riskgate_adapter::{
    AdapterError, Answer, Batch, Checkpoint, ErrorKind, Histories, HistoryOf, Part, ReadHistory, ScheduledFeed, async_trait,
};
use riskgate_adapter_msgraph::{SyncOptions, feeds};
use riskgate_model::{Clock, Id, Identity, Record, TenantId, Time, UserId};
use riskgate_msgraph_client::{Backoff, Bounds, Client, Cloud, Credential, Limits, Secret, Settings};
use riskgate_test_msgraph::{App, Settings as StandInSettings, Size, StandIn, Tenant, World};

/// The tenant.
pub(crate) const TENANT: &str = "5f1c7bde-0000-4000-a000-000000000001";

const APP: &str = "5f1c7bde-0000-4000-a000-00000000000a";

/// When the tests begin: seconds since 1970.
pub(crate) const BEGIN: i64 = 1_764_201_600;

/// A clock that a test moves.
#[derive(Default)]
pub(crate) struct Steered(AtomicI64);

impl Steered {
    /// Moves it.
    pub(crate) fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for Steered {
    fn now(&self) -> Time {
        Time::from_seconds(BEGIN + self.0.load(Ordering::SeqCst))
    }
}

/// Whose histories are to be read.
#[derive(Default)]
pub(crate) struct Unread(Mutex<Vec<ReadHistory>>);

impl Unread {
    /// That the risk of this user changed, so many seconds after the tests began.
    pub(crate) fn add(&self, user: &str, seconds: i64) {
        let identity = Identity::User(UserId::new(TenantId::new(TENANT), user));
        let as_of = Time::from_seconds(BEGIN + seconds);
        self.0.lock().expect("the list").push(ReadHistory { identity, as_of });
    }

    /// That these were read.
    pub(crate) fn remove(&self, read: &[ReadHistory]) {
        self.0.lock().expect("the list").retain(|unread| !read.contains(unread));
    }
}

#[async_trait]
impl Histories for Unread {
    async fn unread_histories(&self, _: &TenantId, of: HistoryOf, most: usize) -> Answer<Vec<ReadHistory>> {
        let mut unread = self.0.lock().expect("the list").clone();
        unread.retain(|_| of == HistoryOf::Users);
        unread.sort_by_key(|unread| std::cmp::Reverse(unread.as_of));
        unread.truncate(most);
        Ok(unread)
    }
}

/// A stand-in, and who asks it.
pub(crate) struct Graph {
    pub(crate) stand_in: StandIn,
    pub(crate) clock: Arc<Steered>,
    pub(crate) unread: Arc<Unread>,
    pub(crate) client: Arc<Client>,
}

impl Graph {
    /// A stand-in of this world, asked by an application that may read everything.
    pub(crate) async fn of(world: World) -> Self {
        Self::with(world, App::with_secret(APP, "a secret")).await
    }

    /// A stand-in of this world, asked by this application.
    pub(crate) async fn with(world: World, app: App) -> Self {
        let clock = Arc::new(Steered::default());
        let tenant = Tenant { id: TENANT.to_owned(), apps: vec![app], world };
        let stand_in = StandIn::start(vec![tenant], StandInSettings::at(clock.clone())).await.expect("a port");
        let soon = Backoff { first: Duration::from_millis(1), longest: Duration::from_millis(2) };
        let bounds = Bounds {
            attempt: Duration::from_millis(1_500),
            backoff: soon,
            pause: soon,
            rest: soon,
            limits: Limits::unlimited(),
            ..Bounds::default()
        };
        let settings = Settings {
            cloud: Cloud::Global,
            base_url: Some(stand_in.url().to_owned()),
            authority: Some(stand_in.url().to_owned()),
            tenant_id: TENANT.to_owned(),
            client_id: APP.to_owned(),
            credential: Credential::Secret(Secret::new("a secret")),
            bounds,
        };
        let client = Arc::new(Client::new(&settings, clock.clone()).expect("a client"));
        Self { stand_in, clock, unread: Arc::default(), client }
    }

    /// The application that the client is.
    pub(crate) fn app() -> App {
        App::with_secret(APP, "a secret")
    }

    /// The feeds, with these options.
    pub(crate) fn feeds(&self, options: &SyncOptions) -> Vec<ScheduledFeed> {
        let clock: Arc<dyn Clock> = self.clock.clone();
        let unread: Arc<dyn Histories> = self.unread.clone();
        feeds(&self.client, &clock, &unread, options)
    }

    /// The feed of a part of a list.
    pub(crate) fn feed(&self, name: &str, part: Part) -> ScheduledFeed {
        self.feed_with(name, part, &SyncOptions { defender: true, ..SyncOptions::default() })
    }

    /// The same with these options.
    pub(crate) fn feed_with(&self, name: &str, part: Part, options: &SyncOptions) -> ScheduledFeed {
        let name = format!("msgraph/{TENANT}/{name}/{}", part.word());
        self.feeds(options).into_iter().find(|feed| feed.name == name).expect("a feed")
    }
}

/// A world of 29 days, which ends an hour before the tests begin.
pub(crate) fn world() -> World {
    World::sized(Size {
        sign_ins: 2_500,
        unattended: 0,
        detections: 1_200,
        alerts: 300,
        days: 29,
        ..Size::small(Time::from_seconds(BEGIN - 3_600))
    })
}

/// What was read of a feed.
#[derive(Default)]
pub(crate) struct Read {
    pub(crate) ids: BTreeSet<String>,
    pub(crate) batches: Vec<Batch>,
    pub(crate) checkpoint: Option<Checkpoint>,
}

impl Read {
    /// Adds a batch. Answers whether there is more.
    pub(crate) fn add(&mut self, batch: Batch) -> bool {
        self.ids.extend(batch.records.iter().map(id));
        self.checkpoint = Some(batch.checkpoint.clone());
        let more = batch.more;
        self.batches.push(batch);
        more
    }

    /// Reads the next batch. Answers whether there is more.
    pub(crate) async fn next(&mut self, feed: &mut ScheduledFeed) -> Result<bool, AdapterError> {
        loop {
            match feed.feed.changes(self.checkpoint.as_ref()).await {
                // The client leaves alone for a moment who fails so often.
                Err(error) if error.kind == ErrorKind::Unavailable => {}
                answer => return Ok(self.add(answer?)),
            }
        }
    }

    /// Reads a feed to its end.
    pub(crate) async fn all(&mut self, feed: &mut ScheduledFeed) -> Result<(), AdapterError> {
        while self.next(feed).await? {}
        Ok(())
    }
}

/// Reads a feed from its beginning to its end.
pub(crate) async fn read(mut feed: ScheduledFeed) -> Read {
    let mut read = Read::default();
    read.all(&mut feed).await.expect("it is read to its end");
    read
}

/// The id of a record, as Graph has it.
fn id(record: &Record) -> String {
    match record {
        Record::DirectoryUser(user) => user.value.id.object().to_owned(),
        Record::RiskyUser(user) => user.value.id.object().to_owned(),
        Record::RiskyServicePrincipal(principal) => principal.value.id.object().to_owned(),
        Record::RiskHistoryItem(identity, _) => identity.object().to_owned(),
        Record::SignIn(sign_in) => sign_in.value.id.object().to_owned(),
        Record::Detection(detection) => detection.value.id.object().to_owned(),
        Record::DirectoryAudit(audit) => audit.value.id.object().to_owned(),
        Record::NamedLocation(location) => location.value.id.object().to_owned(),
        Record::ConditionalAccessPolicy(policy) => policy.value.id.object().to_owned(),
        Record::Alert(alert) => alert.value.id.object().to_owned(),
        Record::Incident(incident) => incident.value.id.object().to_owned(),
    }
}
