//! A process that dies at every point where it could: before and after each commit, and before and after each call.

use std::{
    collections::BTreeMap,
    future::pending,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use riskgate_adapter::{
    ActionFilter, ActionLog, Answer, Asked, AuditRecord, Claimed, Looked, Recalled, RefusedRequest, Rehearsed, Requested, Responder,
};
use riskgate_adapter_store::Store;
use riskgate_engine::Response;
use riskgate_model::{Act, Action, ActionId, ActionKind, Actor, Clock, Id as _, Look, Sent, StepState, Target, TargetKind, TenantId, Time};
use tokio::sync::Notify;

/// A clock that a test moves.
#[derive(Default)]
struct Steered(AtomicI64);

impl Clock for Steered {
    fn now(&self) -> Time {
        Time::from_seconds(1_700_000_000 + self.0.load(Ordering::SeqCst))
    }
}

/// Where a process dies: at this point of all that it passes.
struct Fate {
    at: usize,
    passed: AtomicUsize,
    died: Notify,
}

impl Fate {
    fn new(at: usize) -> Arc<Self> {
        Arc::new(Self { at, passed: AtomicUsize::new(0), died: Notify::new() })
    }

    /// Passes a point, or never goes on.
    async fn pass(&self) {
        if self.passed.fetch_add(1, Ordering::SeqCst) == self.at {
            self.died.notify_one();
            pending::<()>().await;
        }
    }
}

/// A log over a store, in a process with this fate.
struct Log(Arc<Store>, Arc<Fate>);

#[async_trait]
impl ActionLog for Log {
    async fn recall(&self, id: &ActionId, arguments: &str) -> Answer<Option<Recalled>> {
        self.0.recall(id, arguments).await
    }

    async fn request(&self, action: &Action, arguments: &str) -> Answer<Requested> {
        self.1.pass().await;
        let requested = self.0.request(action, arguments).await;
        self.1.pass().await;
        requested
    }

    async fn rehearse(&self, action: &Action, arguments: &str) -> Answer<Rehearsed> {
        self.0.rehearse(action, arguments).await
    }

    async fn claim(&self, lease: i64, most: usize) -> Answer<Vec<Claimed>> {
        self.1.pass().await;
        let claimed = self.0.claim(lease, most).await;
        self.1.pass().await;
        claimed
    }

    async fn conclude(&self, steps: &[Claimed]) -> Answer<()> {
        self.1.pass().await;
        let concluded = self.0.conclude(steps).await;
        self.1.pass().await;
        concluded
    }

    async fn cancel(&self, id: &ActionId, by: &Actor) -> Answer<Option<Action>> {
        self.0.cancel(id, by).await
    }

    async fn refuse(&self, refused: &RefusedRequest) -> Answer<()> {
        self.0.refuse(refused).await
    }

    async fn actions_by_id(&self, ids: &[ActionId]) -> Answer<Vec<Action>> {
        self.0.actions_by_id(ids).await
    }

    async fn actions(&self, filter: &ActionFilter, most: u32, after: Option<&ActionId>) -> Answer<Vec<Action>> {
        self.0.actions(filter, most, after).await
    }

    async fn actions_of(&self, targets: &[Target], most: u32, after: Option<&ActionId>) -> Answer<Vec<Vec<Arc<Action>>>> {
        self.0.actions_of(targets, most, after).await
    }

    async fn audit(&self, before: Option<i64>, most: usize) -> Answer<Vec<AuditRecord>> {
        self.0.audit(before, most).await
    }
}

/// What was done in the other system, and how often.
type Done = Arc<Mutex<BTreeMap<(Act, String), u32>>>;

/// A system that does as it is told, asked by a process with this fate.
struct System(Done, Arc<Fate>);

#[async_trait]
impl Responder for System {
    fn most(&self, _: Act) -> Option<usize> {
        Some(1)
    }

    async fn respond(&self, act: Act, asked: &[Asked]) -> Vec<Sent> {
        self.1.pass().await;
        for it in asked {
            *self.0.lock().expect("acts").entry((act, it.target.object().to_owned())).or_default() += 1;
        }
        self.1.pass().await;
        // What a user is signed out of is seen only later.
        let sent = if act == Act::RevokeUserSessions { Sent::Accepted } else { Sent::Done };
        vec![sent; asked.len()]
    }

    async fn look(&self, act: Act, asked: &[Asked]) -> Looked {
        self.1.pass().await;
        let done = self.0.lock().expect("acts").clone();
        let seen = |it: &Asked| done.contains_key(&(act, it.target.object().to_owned()));
        asked.iter().map(|it| if seen(it) { Look::Effect } else { Look::NoEffect }).collect::<Vec<_>>().into()
    }
}

/// Asks, and acts until all has ended; dies at this point, and another process goes on. Answers whether the point was reached.
async fn act_and_die(at: usize) -> bool {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Arc::new(Steered::default());
    let url = format!("sqlite://{}", folder.path().join("riskgate.db").display());
    let (done, fate) = (Done::default(), Fate::new(at));
    let targets = ["a", "b"].map(|id| Target::new(TargetKind::User, TenantId::new("t"), id));
    let action = Action {
        id: ActionId::new(TenantId::new("t"), "k"),
        kind: ActionKind::ContainUsers,
        requested: clock.now(),
        requested_by: Actor::default(),
        content: None,
        reason: None,
        steps: Action::steps(ActionKind::ContainUsers, &targets, clock.now()),
        refused: Vec::new(),
    };
    for fate in [fate.clone(), Fate::new(usize::MAX)] {
        let store = Arc::new(Store::open(&url, clock.clone()).await.expect("a store"));
        let log = Arc::new(Log(store.clone(), fate.clone()));
        let system = Arc::new(System(done.clone(), fate.clone()));
        let response = Response::new(log.clone(), system, store.clone(), clock.clone(), Arc::default());
        let process = async {
            // Whoever got no answer asks again under the key.
            log.request(&action, "").await.expect("it is kept");
            for _ in 0..200 {
                response.turn().await.expect("the log is there");
                clock.0.fetch_add(20, Ordering::SeqCst);
                let kept = store.actions_by_id(std::slice::from_ref(&action.id)).await.expect("actions").remove(0);
                if kept.state().is_end() {
                    return kept;
                }
            }
            panic!("it goes on for ever");
        };
        let kept = tokio::select! {
            kept = process => kept,
            () = fate.died.notified() => continue,
        };
        for step in &kept.steps {
            let times = done.lock().expect("acts").get(&(step.act, step.target.object().to_owned())).copied();
            assert_eq!((step.progress.state, times), (StepState::Succeeded, Some(1)), "dying at {at}: {step:?}");
        }
        assert!(store.verify_audit(None).await.expect("the trail").is_ok());
        let records = store.audit(None, 1_000).await.expect("the trail");
        let sent = |record: &&AuditRecord| record.record.contains(r#""event":"sent""#);
        assert!(records.iter().filter(sent).count() >= kept.steps.len(), "nothing is done without a record");
        let requests = records.iter().filter(|record| record.record.contains(r#""event":"requested""#)).count();
        assert_eq!(requests, 1, "dying at {at}");
        break;
    }
    fate.passed.load(Ordering::SeqCst) > at
}

#[tokio::test]
async fn whoever_dies_anywhere_loses_nothing_and_repeats_nothing() {
    let mut points = 0;
    while act_and_die(points).await {
        points += 1;
    }
    // Eight steps: each is sent, and concluded; two requests to keep, and two to look for.
    assert!(points > 30, "{points}");
}
