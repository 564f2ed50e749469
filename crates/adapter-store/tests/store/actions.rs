//! The action log: durable, told once, in order, and on record.

mod statements;
mod trail;

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use riskgate_adapter::{ActionFilter, ActionLog, Claimed, Recalled, RefusedRequest, Rehearsed, Requested};
use riskgate_adapter_store::{AuditFlaw, Store};
use riskgate_model::{
    Act, Action, ActionId, ActionKind, ActionState, Actor, Clock, Id as _, Look, RefusedTarget, Sent, StepError, StepErrorCode, StepState,
    Target, TargetKind, Task, TenantId, Time,
};
use sea_orm::ConnectionTrait as _;

use crate::bench::{Bench, connection};

const LEASE: i64 = 60;

/// A clock that a test moves.
#[derive(Default)]
pub(crate) struct Steered(pub(crate) AtomicI64);

impl Steered {
    fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for Steered {
    fn now(&self) -> Time {
        Time::from_seconds(1_700_000_000 + self.0.load(Ordering::SeqCst))
    }
}

/// A log on a database, and its clock.
struct Log {
    bench: Bench,
    store: Store,
    clock: Arc<Steered>,
}

impl Log {
    async fn new() -> Option<Self> {
        let (bench, clock) = (Bench::new().await?, Arc::new(Steered::default()));
        let store = Store::open(&bench.url(), clock.clone()).await.expect("a store");
        Some(Self { bench, store, clock })
    }

    fn action(&self, key: &str, kind: ActionKind, users: &[&str]) -> Action {
        let tenant = TenantId::new("t");
        let targets: Vec<Target> = users.iter().map(|user| Target::new(TargetKind::User, tenant.clone(), user)).collect();
        Action {
            id: ActionId::new(tenant, key),
            kind,
            requested: self.clock.now(),
            requested_by: Actor { name: "soar".to_owned(), object: Some("ada".to_owned()) },
            content: None,
            reason: Some("phished".to_owned()),
            steps: Action::steps(kind, &targets, self.clock.now()),
            refused: vec![RefusedTarget {
                target: "me".to_owned(),
                code: "ONESELF".to_owned(),
                message: "nobody acts on oneself".to_owned(),
            }],
        }
    }

    async fn request(&self, key: &str, kind: ActionKind, users: &[&str]) -> Requested {
        self.store.request(&self.action(key, kind, users), "digest").await.expect("it is kept")
    }

    async fn claim(&self) -> Vec<Claimed> {
        self.store.claim(LEASE, 100).await.expect("steps")
    }

    /// Takes up what is due, and says this of what is to be sent.
    async fn send(&self, sent: Sent) -> Vec<(Act, String)> {
        let mut steps = self.claim().await;
        for step in steps.iter_mut().filter(|step| step.task == Task::Send) {
            step.progress.sent(self.clock.now(), sent.clone());
        }
        self.store.conclude(&steps).await.expect("it is kept");
        steps.iter().map(|step| (step.act, step.target.object().to_owned())).collect()
    }

    async fn state(&self, key: &str) -> ActionState {
        let id = ActionId::new(TenantId::new("t"), key);
        self.store.actions_by_id(&[id]).await.expect("actions").first().expect("the action").state()
    }

    async fn verify(&self) -> Result<i64, AuditFlaw> {
        self.store.verify_audit(None).await.expect("the trail is read").map(|head| head.seq)
    }
}

#[tokio::test]
async fn the_same_key_is_the_same_action_and_with_other_arguments_a_conflict() {
    let Some(log) = Log::new().await else { return };
    assert_eq!(log.request("k", ActionKind::BlockUsers, &["a", "b"]).await, Requested::New);
    log.clock.pass(5);
    let again = log.action("k", ActionKind::BlockUsers, &["a", "b"]);
    let Requested::Known(known) = log.store.request(&again, "digest").await.expect("an answer") else { panic!("it is known") };
    assert_eq!((known.steps.len(), known.requested_by.name.as_str(), known.reason.as_deref()), (2, "soar", Some("phished")));
    assert_eq!(known.refused, again.refused);
    assert_eq!(known.requested, Time::from_seconds(1_700_000_000), "it is the first one");
    assert_eq!(log.store.request(&again, "other").await.expect("an answer"), Requested::Conflict);
    assert_eq!(log.store.recall(&again.id, "digest").await.expect("an answer"), Some(Recalled::Known(known)));
    assert_eq!(log.store.recall(&again.id, "other").await.expect("an answer"), Some(Recalled::Conflict));
    assert_eq!(log.store.recall(&log.action("l", ActionKind::BlockUsers, &[]).id, "digest").await.expect("an answer"), None);
    let other = Store::open(&log.bench.url(), log.clock.clone()).await.expect("another process");
    assert!(matches!(other.request(&again, "digest").await.expect("an answer"), Requested::Known(_)));
    assert_eq!(log.claim().await.len(), 2, "nothing is there twice");
}

#[tokio::test]
async fn requests_at_once_under_one_key_are_one_action() {
    let Some(log) = Log::new().await else { return };
    let action = log.action("k", ActionKind::BlockUsers, &["a"]);
    let mut requests = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let store = Store::open(&log.bench.url(), log.clock.clone()).await.expect("another process");
        let action = action.clone();
        requests.spawn(async move { store.request(&action, "digest").await.expect("an answer") });
    }
    let new = requests.join_all().await.into_iter().filter(|answer| *answer == Requested::New).count();
    assert_eq!((new, log.claim().await.len(), log.verify().await), (1, 1, Ok(2)));
}

#[tokio::test]
async fn a_step_is_taken_up_by_one_and_by_another_once_that_one_must_be_gone() {
    let Some(log) = Log::new().await else { return };
    log.request("k", ActionKind::BlockUsers, &["a"]).await;
    let mut first = log.claim().await;
    assert_eq!((first.len(), first[0].task), (1, Task::Send));
    assert!(log.claim().await.is_empty());
    log.clock.pass(LEASE);
    let mut second = log.claim().await;
    assert_eq!((second.len(), second[0].task), (1, Task::Look), "it may have been sent");
    // The first one comes back late, and is not believed.
    first[0].progress.sent(log.clock.now(), Sent::Refused(StepError::new(StepErrorCode::Denied, "no")));
    log.store.conclude(&first).await.expect("it is passed by");
    second[0].progress.seen(log.clock.now(), Look::Effect);
    log.store.conclude(&second).await.expect("it is kept");
    assert_eq!(log.state("k").await, ActionState::Succeeded);
}

#[tokio::test]
async fn steps_of_a_target_are_sent_one_after_another_and_those_of_others_beside_them() {
    let Some(log) = Log::new().await else { return };
    log.request("k", ActionKind::ContainUsers, &["a", "b"]).await;
    for act in ActionKind::ContainUsers.acts() {
        assert_eq!(log.send(Sent::Done).await, [(*act, "a".to_owned()), (*act, "b".to_owned())]);
    }
    assert_eq!((log.state("k").await, log.send(Sent::Done).await.len()), (ActionState::Succeeded, 0));
}

#[tokio::test]
async fn after_a_new_password_nothing_is_sent_before_it_is_seen() {
    let Some(log) = Log::new().await else { return };
    log.request("k", ActionKind::ContainUsers, &["a"]).await;
    for act in &ActionKind::ContainUsers.acts()[..3] {
        assert_eq!(log.send(Sent::Accepted).await, [(*act, "a".to_owned())]);
    }
    assert!(log.claim().await.is_empty(), "the confirmation waits");
    log.clock.pass(5);
    let mut steps = log.claim().await;
    assert_eq!(steps.len(), 3);
    for step in &mut steps {
        step.progress.seen(log.clock.now(), Look::Effect);
    }
    log.store.conclude(&steps).await.expect("it is kept");
    assert_eq!(log.send(Sent::Done).await, [(Act::ConfirmUserCompromised, "a".to_owned())]);
}

#[tokio::test]
async fn what_changes_a_risk_waits_until_an_older_change_of_it_is_seen_and_a_block_does_not() {
    let Some(log) = Log::new().await else { return };
    log.request("confirm", ActionKind::ConfirmUsersCompromised, &["a"]).await;
    assert_eq!(log.send(Sent::Accepted).await, [(Act::ConfirmUserCompromised, "a".to_owned())]);
    log.request("dismiss", ActionKind::DismissUsersRisk, &["a", "b"]).await;
    log.request("block", ActionKind::BlockUsers, &["c"]).await;
    assert_eq!(log.send(Sent::Accepted).await, [(Act::DismissUserRisk, "b".to_owned()), (Act::BlockUser, "c".to_owned())]);
    log.request("unblock", ActionKind::UnblockUsers, &["b"]).await;
    assert_eq!(log.send(Sent::Done).await, [(Act::UnblockUser, "b".to_owned())], "it has nothing to do with the risk");
    log.request("reset", ActionKind::ResetUserPasswords, &["b"]).await;
    assert!(log.claim().await.is_empty(), "a new password would end the risk that is dismissed");
    log.clock.pass(5);
    let mut seen = log.claim().await;
    assert!(seen.iter().all(|step| step.task == Task::Look), "{seen:?}");
    for step in &mut seen {
        step.progress.seen(log.clock.now(), Look::Effect);
    }
    log.store.conclude(&seen).await.expect("it is kept");
    assert_eq!(log.send(Sent::Accepted).await, [(Act::DismissUserRisk, "a".to_owned()), (Act::ResetUserPassword, "b".to_owned())]);
}

#[tokio::test]
async fn a_newer_decision_supersedes_an_older_one_that_waits_and_no_other() {
    let Some(log) = Log::new().await else { return };
    log.request("confirm", ActionKind::ConfirmUsersCompromised, &["a", "b"]).await;
    log.request("block", ActionKind::BlockUsers, &["a"]).await;
    log.request("dismiss", ActionKind::DismissUsersRisk, &["a"]).await;
    assert_eq!(log.state("confirm").await, ActionState::Sending, "that of b still waits");
    let steps = log.store.actions_by_id(&[ActionId::new(TenantId::new("t"), "confirm")]).await.expect("actions")[0].steps.clone();
    assert_eq!(steps.iter().map(|step| step.progress.state).collect::<Vec<_>>(), [StepState::Superseded, StepState::Queued]);
    log.send(Sent::Done).await;
    log.send(Sent::Done).await;
    let states = [log.state("block").await, log.state("dismiss").await, log.state("confirm").await];
    assert_eq!(states, [ActionState::Succeeded, ActionState::Succeeded, ActionState::Partial]);
}

#[tokio::test]
async fn why_a_step_fails_is_kept_with_its_code_and_is_on_record() {
    let Some(log) = Log::new().await else { return };
    log.request("k", ActionKind::BlockUsers, &["a"]).await;
    let error = StepError::new(StepErrorCode::OnPremises, "do it there");
    log.send(Sent::Refused(error.clone())).await;
    let id = ActionId::new(TenantId::new("t"), "k");
    let actions = log.store.actions_by_id(&[id]).await.expect("actions");
    assert_eq!(actions[0].steps[0].progress.error, Some(error));
    let record = &log.store.audit(None, 1).await.expect("the trail")[0].record;
    assert!(record.contains(r#""code":"ON_PREMISES""#) && record.contains(r#""error":"do it there""#), "{record}");
    // Another version may know other codes.
    let database = connection(&log.bench.url()).await;
    database.execute_unprepared("update action_steps set code = 'OF_TOMORROW'").await.expect("it is changed");
    let actions = log.store.actions_by_id(&[ActionId::new(TenantId::new("t"), "k")]).await.expect("actions");
    assert_eq!(actions[0].steps[0].progress.error, Some(StepError::new(StepErrorCode::Refused, "do it there")));
}

#[tokio::test]
async fn what_waits_can_be_taken_back_and_what_was_sent_cannot() {
    let Some(log) = Log::new().await else { return };
    log.request("k", ActionKind::BlockUsers, &["a"]).await;
    log.request("l", ActionKind::BlockUsers, &["b"]).await;
    let by = Actor { name: "soar".to_owned(), object: None };
    let id = |key: &str| ActionId::new(TenantId::new("t"), key);
    let cancelled = log.store.cancel(&id("k"), &by).await.expect("an answer").expect("the action");
    assert_eq!((cancelled.state(), log.state("k").await), (ActionState::Cancelled, ActionState::Cancelled));
    assert_eq!(log.send(Sent::Accepted).await, [(Act::BlockUser, "b".to_owned())]);
    assert_eq!(log.store.cancel(&id("l"), &by).await.expect("an answer").expect("the action").state(), ActionState::Sending);
    assert_eq!(log.store.cancel(&id("m"), &by).await.expect("an answer"), None);
}

#[tokio::test]
async fn actions_are_listed_by_what_they_are_and_of_their_targets_page_by_page() {
    let Some(log) = Log::new().await else { return };
    for (key, kind, users) in [
        ("k1", ActionKind::RevokeUserSessions, &["a", "b"][..]),
        ("k2", ActionKind::ContainUsers, &["b"]),
        ("k3", ActionKind::DismissUsersRisk, &["a"]),
    ] {
        log.request(key, kind, users).await;
        log.clock.pass(1);
    }
    let (id, target) =
        (|key: &str| ActionId::new(TenantId::new("t"), key), |user: &str| Target::new(TargetKind::User, TenantId::new("t"), user));
    let keys = |actions: Vec<Action>| actions.iter().map(|action| action.id.object().to_owned()).collect::<Vec<_>>();
    let list = async |filter: ActionFilter, most, after: Option<ActionId>| {
        keys(log.store.actions(&filter, most, after.as_ref()).await.expect("actions"))
    };
    assert_eq!(list(ActionFilter::default(), 9, None).await, ["k3", "k2", "k1"]);
    assert_eq!(list(ActionFilter::default(), 1, Some(id("k3"))).await, ["k2"]);
    assert_eq!(list(ActionFilter::default(), 9, Some(id("nobody's"))).await, [""; 0]);
    let kinds = Some(vec![ActionKind::RevokeUserSessions, ActionKind::DismissUsersRisk]);
    assert_eq!(list(ActionFilter { kinds, ..ActionFilter::default() }, 9, None).await, ["k3", "k1"]);
    let by = |name: &str| ActionFilter { requested_by: Some(name.to_owned()), ..ActionFilter::default() };
    assert_eq!((list(by("soar"), 9, None).await.len(), list(by("nobody"), 9, None).await.len()), (3, 0));

    log.send(Sent::Done).await;
    log.store.cancel(&id("k2"), &Actor::default()).await.expect("an answer");
    for (state, expected) in [
        (ActionState::Succeeded, &["k1"][..]),
        (ActionState::Queued, &["k3"]),
        (ActionState::Cancelled, &["k2"]),
        (ActionState::Sending, &[]),
        (ActionState::Partial, &[]),
        (ActionState::Failed, &[]),
    ] {
        let filter = ActionFilter { states: Some(vec![state]), ..ActionFilter::default() };
        let shown = log.store.actions(&filter, 9, None).await.expect("actions");
        assert!(shown.iter().all(|action| action.state() == state), "{shown:?}");
        assert_eq!(keys(shown), expected, "{state:?}");
    }
    assert_eq!(list(ActionFilter { states: Some(Vec::new()), ..ActionFilter::default() }, 9, None).await, [""; 0]);

    let of = async |users: &[&str], most, after: Option<ActionId>| {
        let targets: Vec<Target> = users.iter().map(|user| target(user)).collect();
        let lists = log.store.actions_of(&targets, most, after.as_ref()).await.expect("actions");
        let keys = |list: Vec<Arc<Action>>| list.iter().map(|action| action.id.object().to_owned()).collect::<Vec<_>>();
        lists.into_iter().map(keys).collect::<Vec<_>>()
    };
    assert_eq!(of(&["b", "c", "a"], 9, None).await, [vec!["k2", "k1"], vec![], vec!["k3", "k1"]]);
    assert_eq!(of(&["b", "a"], 1, None).await, [["k2"], ["k3"]]);
    assert_eq!(of(&["b", "a"], 9, Some(id("k2"))).await, [["k1"], ["k1"]]);
    let whole = log.store.actions_of(&[target("a")], 9, None).await.expect("actions");
    assert_eq!(whole[0][1].steps.len(), 2, "an action comes with all its steps");
}

#[tokio::test]
async fn a_rehearsal_leaves_its_record_and_nothing_else() {
    let Some(log) = Log::new().await else { return };
    log.request("older", ActionKind::DismissUsersRisk, &["a", "b"]).await;
    let action = log.action("k", ActionKind::ContainUsers, &["a"]);
    let older = (Target::new(TargetKind::User, TenantId::new("t"), "a"), ActionId::new(TenantId::new("t"), "older"));
    assert_eq!(log.store.rehearse(&action, "digest").await.expect("an answer"), Rehearsed::New(vec![older]));
    assert_eq!((log.store.actions_by_id(std::slice::from_ref(&action.id)).await.expect("actions"), log.verify().await), (vec![], Ok(2)));
    assert_eq!(log.state("older").await, ActionState::Queued, "it is not superseded");
    log.store.request(&action, "digest").await.expect("it is kept");
    assert!(matches!(log.store.rehearse(&action, "digest").await.expect("an answer"), Rehearsed::Known(_)));
    assert_eq!(log.store.rehearse(&action, "other").await.expect("an answer"), Rehearsed::Conflict);
}

#[tokio::test]
async fn a_refused_request_leaves_its_record_in_the_chain_and_nothing_else() {
    let Some(log) = Log::new().await else { return };
    let refused = RefusedRequest { codes: vec!["UNAUTHENTICATED"], count: 37, ..RefusedRequest::default() };
    log.store.refuse(&refused).await.expect("it is kept");
    let by = Some(Actor { name: "soar".to_owned(), object: None });
    let codes = vec!["KEY_INVALID", "REASON_REQUIRED"];
    log.store.refuse(&RefusedRequest { codes, kind: Some("blockUsers"), by, targets: 3, ..refused }).await.expect("it is kept");
    let records = log.store.audit(None, 9).await.expect("the trail");
    for said in [r#""event":"refused""#, r#""codes":["KEY_INVALID","REASON_REQUIRED"]"#, r#""by":"soar""#, r#""targets":3"#] {
        assert!(records[0].record.contains(said), "{records:?}");
    }
    assert!(records[1].record.contains(r#""count":37"#) && records[1].record.contains(r#""by":null"#), "{records:?}");
    assert_eq!((log.verify().await, log.claim().await.len()), (Ok(2), 0));
}

#[tokio::test]
async fn targets_of_one_action_share_it() {
    let Some(log) = Log::new().await else { return };
    log.request("all", ActionKind::ContainUsers, &["u1", "u2"]).await;
    let targets = ["u1", "u2", "u3"].map(|user| Target::new(TargetKind::User, TenantId::new("t"), user));
    let lists = log.store.actions_of(&targets, 10, None).await.expect("actions");
    assert_eq!(lists.iter().map(Vec::len).collect::<Vec<_>>(), [1, 1, 0]);
    assert!(Arc::ptr_eq(&lists[0][0], &lists[1][0]), "it may have thousands of steps");
}
