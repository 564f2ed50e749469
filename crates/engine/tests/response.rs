//! Acting through a real log, in a system that does as it is told, and whose answers may be lost.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
};

use async_trait::async_trait;
use proptest::prelude::*;
use riskgate_adapter::{ActionLog, Asked, Looked, Requested, Responder, Sink as _, UserSource as _};
use riskgate_adapter_store::Store;
use riskgate_engine::Response;
use riskgate_model::{
    Act, Action, ActionId, ActionKind, ActionState, Actor, Claimant, Clock, Id as _, Kept, Look, Record, RiskState, RiskyUser, Sent,
    StepError, StepErrorCode, StepState, Target, TargetKind, TenantId, Time, UserFields, UserId, Word,
};
use serde_json::json;
use tokio::sync::Notify;

/// A clock that a test moves.
#[derive(Default)]
struct Steered(AtomicI64);

impl Clock for Steered {
    fn now(&self) -> Time {
        Time::from_seconds(1_700_000_000 + self.0.load(Ordering::SeqCst))
    }
}

/// What a system does with the next call.
#[derive(Clone, Copy, Debug)]
enum Turn {
    /// It does it, and says so.
    Does,
    /// It says that it will, and does.
    Accepts,
    /// It asks to come again.
    Busy,
    /// It does it, and the answer is lost.
    DoesSilently,
    /// The call is lost.
    Loses,
    /// It does it, and the process is killed before it hears of it.
    Kills,
    /// The state of its targets cannot be read.
    Hides,
}

/// A system that blocks users.
#[derive(Default)]
struct System {
    turns: Mutex<VecDeque<Turn>>,
    /// How often each act was done to each target.
    done: Mutex<BTreeMap<(Act, String), u32>>,
    /// How often that was so although nobody could see what came of the call before.
    blind: Mutex<u32>,
}

impl System {
    fn turn(&self) -> Turn {
        self.turns.lock().expect("turns").pop_front().unwrap_or(Turn::Does)
    }
}

#[async_trait]
impl Responder for System {
    fn most(&self, act: Act) -> Option<usize> {
        (act != Act::DisableServicePrincipal).then_some(2)
    }

    async fn respond(&self, act: Act, asked: &[Asked]) -> Vec<Sent> {
        assert!(asked.len() <= 2, "no more than it can take");
        let turn = self.turn();
        if matches!(turn, Turn::Does | Turn::Accepts | Turn::DoesSilently | Turn::Kills) {
            for it in asked {
                *self.done.lock().expect("acts").entry((act, it.target.object().to_owned())).or_default() += 1;
            }
        }
        let sent = match turn {
            Turn::Does => Sent::Done,
            Turn::Accepts => Sent::Accepted,
            Turn::Busy => Sent::NotYet(error("busy"), 30),
            Turn::Kills => std::future::pending().await,
            Turn::DoesSilently | Turn::Loses | Turn::Hides => Sent::Lost(error("cut")),
        };
        vec![sent; asked.len()]
    }

    async fn look(&self, act: Act, asked: &[Asked]) -> Looked {
        if matches!(self.turn(), Turn::Hides) {
            *self.blind.lock().expect("a count") += 1;
            return vec![Look::Unknown(error("not now")); asked.len()].into();
        }
        let done = self.done.lock().expect("acts");
        let seen = |it: &Asked| done.contains_key(&(act, it.target.object().to_owned()));
        asked.iter().map(|it| if seen(it) { Look::Effect } else { Look::NoEffect }).collect::<Vec<_>>().into()
    }
}

fn error(message: &str) -> StepError {
    StepError::new(StepErrorCode::Unavailable, message)
}

/// A log, a system, and a clock.
struct Bench {
    store: Arc<Store>,
    system: Arc<System>,
    clock: Arc<Steered>,
    _folder: tempfile::TempDir,
}

impl Bench {
    async fn new(turns: &[Turn]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(Steered::default());
        let url = format!("sqlite://{}", folder.path().join("riskgate.db").display());
        let store = Arc::new(Store::open(&url, clock.clone()).await.expect("a store"));
        let system = Arc::new(System { turns: Mutex::new(turns.iter().copied().collect()), ..System::default() });
        Self { store, system, clock, _folder: folder }
    }

    async fn request(&self, key: &str, kind: ActionKind, targets: &[&str]) {
        let tenant = TenantId::new("t");
        let targets: Vec<Target> = targets.iter().map(|id| Target::new(kind.on(), tenant.clone(), id)).collect();
        let (id, requested) = (ActionId::new(tenant, key), self.clock.now());
        let steps = Action::steps(kind, &targets, requested);
        let action =
            Action { id, kind, content: None, requested, requested_by: Actor::default(), reason: None, steps, refused: Vec::new() };
        assert_eq!(self.store.request(&action, "").await.expect("it is kept"), Requested::New);
    }

    async fn action(&self, key: &str) -> Action {
        let id = ActionId::new(TenantId::new("t"), key);
        self.store.actions_by_id(&[id]).await.expect("actions").pop().expect("the action")
    }

    /// Acts until all of these have ended, killed wherever a call is never answered.
    async fn act(&self, keys: &[&str]) {
        for _ in 0..500 {
            let response =
                Response::new(self.store.clone(), self.system.clone(), self.store.clone(), self.clock.clone(), Arc::new(Notify::new()));
            tokio::select! {
                biased;
                turn = response.turn() => { turn.expect("the log is there"); }
                // Everything else is ready at once, or a file's; nobody waits for a call that is never answered.
                () = killed(&self.system) => {}
            }
            self.clock.0.fetch_add(20, Ordering::SeqCst);
            let mut open = 0;
            for key in keys {
                open += self.action(key).await.steps.iter().filter(|step| !step.progress.state.is_end()).count();
            }
            if open == 0 {
                return;
            }
        }
        panic!("it goes on for ever");
    }
}

/// Once a call hangs that is never answered: every turn of the system but that one ends at once.
async fn killed(system: &System) {
    let before = system.turns.lock().expect("turns").len();
    let kills = system.turns.lock().expect("turns").iter().filter(|turn| matches!(turn, Turn::Kills)).count();
    loop {
        tokio::task::yield_now().await;
        let turns = system.turns.lock().expect("turns");
        let left = turns.iter().filter(|turn| matches!(turn, Turn::Kills)).count();
        if turns.len() < before && left < kills {
            return;
        }
    }
}

fn turn() -> impl Strategy<Value = Turn> {
    prop_oneof![
        Just(Turn::Does),
        Just(Turn::Accepts),
        Just(Turn::Busy),
        Just(Turn::DoesSilently),
        Just(Turn::Loses),
        Just(Turn::Kills),
        Just(Turn::Hides),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Nothing that was asked for is lost, nothing is done that is not on record, and nothing is done twice but where nobody could see
    /// whether it was done before.
    #[test]
    fn what_is_asked_for_is_done_once(turns in prop::collection::vec(turn(), 0..14)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let bench = Bench::new(&turns).await;
            bench.request("contain", ActionKind::ContainUsers, &["a", "b", "c"]).await;
            bench.request("unblock", ActionKind::UnblockUsers, &["d"]).await;
            bench.act(&["contain", "unblock"]).await;
            let done = bench.system.done.lock().expect("acts").clone();
            let steps = [bench.action("contain").await.steps, bench.action("unblock").await.steps].concat();
            for step in &steps {
                let times = done.get(&(step.act, step.target.object().to_owned())).copied().unwrap_or_default();
                assert_eq!(step.progress.state, StepState::Succeeded, "{step:?}");
                assert!((1..=step.progress.sends).contains(&times), "{step:?} was done {times} times");
                assert!(times == 1 || *bench.system.blind.lock().expect("a count") >= 3, "{step:?} was done {times} times");
            }
            assert!(bench.store.verify_audit(None).await.expect("the trail").is_ok());
        });
    }
}

#[tokio::test]
async fn where_there_is_no_other_system_the_store_does_what_it_was_asked_for() {
    let bench = Bench::new(&[]).await;
    let tenant = TenantId::new("t");
    let user = json!({"id": "a", "riskState": "atRisk", "riskLevel": "high", "riskLastUpdatedDateTime": "2023-11-01T00:00:00Z"});
    let user = Kept::<RiskyUser>::read(user.as_object().expect("an object").clone(), &tenant, None).expect("a user");
    bench.store.record(&[Record::RiskyUser(user)], &[]).await.expect("it is recorded");
    bench.request("contain", ActionKind::ContainUsers, &["a"]).await;
    bench.request("dismiss", ActionKind::DismissUsersRisk, &["nobody"]).await;
    let store = bench.store.clone();
    let response = Response::new(store.clone(), store.clone(), store.clone(), bench.clock.clone(), Arc::new(Notify::new()));
    while response.turn().await.expect("the log is there") > 0 {}
    let (contained, dismissed) = (bench.action("contain").await, bench.action("dismiss").await);
    assert_eq!((contained.state(), dismissed.state()), (ActionState::Succeeded, ActionState::Failed));
    assert_eq!(dismissed.steps[0].progress.error.as_ref().map(|error| error.code), Some(StepErrorCode::NotFound));
    let id = UserId::new(tenant, "a");
    let users = store.users_by_id(std::slice::from_ref(&id), UserFields::ALL).await.expect("users");
    let risk = &users[&id].risk;
    assert_eq!(risk.state.as_ref().and_then(Word::known), Some(RiskState::ConfirmedCompromised));
    assert_eq!(risk.decided_by, Some(Claimant::Administrator));
    assert!(store.verify_audit(None).await.expect("the trail").is_ok());
}

#[tokio::test]
async fn what_nothing_can_do_fails_by_name() {
    let bench = Bench::new(&[]).await;
    bench.request("k", ActionKind::DisableServicePrincipals, &["app"]).await;
    bench.act(&["k"]).await;
    let action = bench.action("k").await;
    assert_eq!((action.state(), action.kind.on()), (ActionState::Failed, TargetKind::ServicePrincipal));
    let error = StepError::new(StepErrorCode::NotSupported, "nothing that is configured can do it");
    assert_eq!(action.steps[0].progress.error, Some(error));
}
