//! Whoever is told to stop ends the call that is under way, and leaves what was not begun to others at once.

use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use riskgate_adapter::{ActionLog, Asked, Looked, Requested, Responder};
use riskgate_adapter_store::Store;
use riskgate_engine::Response;
use riskgate_model::{Act, Action, ActionId, ActionKind, Actor, Clock, Id as _, Progress, Sent, StepState, Target, TenantId, Time};
use tokio::{join, sync::Notify, task::yield_now};

/// Longer than any test takes.
const LONG: Duration = Duration::from_mins(10);

/// A clock that a test moves.
#[derive(Default)]
struct Steered(AtomicI64);

impl Clock for Steered {
    fn now(&self) -> Time {
        Time::from_seconds(1_700_000_000 + self.0.load(Ordering::SeqCst))
    }
}

/// A system that does one thing at a time once it may, and shows nothing.
#[derive(Default)]
struct System {
    begun: Notify,
    go_on: Notify,
}

#[async_trait]
impl Responder for System {
    fn most(&self, _: Act) -> Option<usize> {
        Some(1)
    }

    async fn respond(&self, act: Act, _: &[Asked]) -> Vec<Sent> {
        if act == Act::RevokeUserSessions {
            return vec![Sent::Accepted];
        }
        self.begun.notify_one();
        self.go_on.notified().await;
        vec![Sent::Done]
    }

    async fn look(&self, _: Act, _: &[Asked]) -> Looked {
        self.begun.notify_one();
        pending().await
    }
}

/// A log, a system, a clock, and who is told to stop.
struct Bench {
    store: Arc<Store>,
    system: Arc<System>,
    clock: Arc<Steered>,
    stop: Notify,
    _folder: tempfile::TempDir,
}

impl Bench {
    /// Of an action that was asked for.
    async fn of(kind: ActionKind, targets: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(Steered::default());
        let url = format!("sqlite://{}", folder.path().join("riskgate.db").display());
        let store = Arc::new(Store::open(&url, clock.clone()).await.expect("a store"));
        let targets: Vec<Target> = targets.iter().map(|id| Target::new(kind.on(), TenantId::new("t"), id)).collect();
        let (requested, steps) = (clock.now(), Action::steps(kind, &targets, clock.now()));
        let action =
            Action { id: id(), kind, content: None, requested, requested_by: Actor::default(), reason: None, steps, refused: Vec::new() };
        assert_eq!(store.request(&action, "").await.expect("it is kept"), Requested::New);
        Self { store, system: Arc::default(), clock, stop: Notify::new(), _folder: folder }
    }

    fn response(&self) -> Response {
        Response::new(self.store.clone(), self.system.clone(), self.store.clone(), self.clock.clone(), Arc::default())
    }

    /// Acts until it is told to stop.
    async fn run(&self, drain: Duration) {
        self.response().run(self.stop.notified(), drain).await;
    }

    async fn steps(&self) -> Vec<Progress> {
        let action = self.store.actions_by_id(&[id()]).await.expect("actions").remove(0);
        action.steps.into_iter().map(|step| step.progress).collect()
    }

    async fn states(&self) -> Vec<StepState> {
        self.steps().await.into_iter().map(|step| step.state).collect()
    }

    /// Waits until a call is under way, and tells it to stop then.
    async fn stop_a_call(&self) {
        self.system.begun.notified().await;
        self.stop.notify_one();
    }
}

fn id() -> ActionId {
    ActionId::new(TenantId::new("t"), "k")
}

#[tokio::test]
async fn a_call_under_way_ends_and_what_was_not_begun_is_done_by_the_next_one_at_once() {
    let bench = Bench::of(ActionKind::BlockUsers, &["a", "b", "c"]).await;
    let told = async {
        bench.stop_a_call().await;
        // The others are given back while the call goes on.
        while bench.states().await != [StepState::Sending, StepState::Queued, StepState::Queued] {
            yield_now().await;
        }
        bench.system.go_on.notify_one();
    };
    join!(bench.run(LONG), told);
    assert_eq!(bench.states().await, [StepState::Succeeded, StepState::Queued, StepState::Queued]);
    // Nothing is waited for: it is the same second.
    let next = bench.response();
    join!(async { next.turn().await.expect("the log is there") }, async {
        for _ in 0..2 {
            bench.system.begun.notified().await;
            bench.system.go_on.notify_one();
        }
    });
    assert!(bench.steps().await.iter().all(|step| (step.state, step.sends) == (StepState::Succeeded, 1)));
    assert!(bench.store.verify_audit(None).await.expect("the trail").is_ok());
}

#[tokio::test]
async fn a_call_that_does_not_end_is_waited_for_so_long_and_no_longer() {
    let bench = Bench::of(ActionKind::BlockUsers, &["a", "b"]).await;
    join!(bench.run(Duration::from_millis(50)), async {
        bench.stop_a_call().await;
        while bench.states().await != [StepState::Sending, StepState::Queued] {
            yield_now().await;
        }
    });
    assert_eq!(bench.states().await, [StepState::Sending, StepState::Queued]);
}

#[tokio::test]
async fn whoever_only_looks_is_not_waited_for() {
    let bench = Bench::of(ActionKind::RevokeUserSessions, &["a"]).await;
    bench.response().turn().await.expect("the log is there");
    bench.clock.0.fetch_add(60, Ordering::SeqCst);
    join!(bench.run(LONG), bench.stop_a_call());
    let step = &bench.steps().await[0];
    assert_eq!((step.state, step.due), (StepState::Accepted, bench.clock.now()));
}

#[tokio::test]
async fn whoever_is_stopped_takes_up_nothing() {
    let bench = Bench::of(ActionKind::BlockUsers, &["a"]).await;
    let response = bench.response();
    response.stop();
    assert_eq!((response.turn().await.expect("nothing is asked of the log"), bench.steps().await[0].claims), (0, 0));
}
