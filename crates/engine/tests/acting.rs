//! Acting through a real log in a stand-in for Microsoft Graph, whatever goes wrong between them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use riskgate_adapter::{ActionLog, Requested, UserSource as _};
use riskgate_adapter_msgraph::GraphResponder;
use riskgate_adapter_store::Store;
use riskgate_engine::Response;
use riskgate_model::{
    Action, ActionId, ActionKind, ActionState, Actor, Claimant, Clock, Id as _, Progress, RiskState, StepErrorCode, StepState, Target,
    TenantId, Time, UserFields, UserId, Word,
};
use riskgate_msgraph_client::{Backoff, Bounds, Client, Cloud, Credential, Limit, Limits, Secret, Settings};
use riskgate_test_msgraph::{App, Armed, Fault, Settings as StandInSettings, StandIn, Tenant, World};
use serde_json::{Value, json};
use tokio::sync::Notify;

const TENANT: &str = "5f1c7bde-0000-4000-a000-000000000001";
const APP: &str = "5f1c7bde-0000-4000-a000-00000000000a";
const USER: &str = "5f1c7bde-0000-4000-a000-0000000000aa";
const KEY: &str = "k";

/// A clock that a test moves.
#[derive(Default)]
struct Steered(AtomicI64);

impl Steered {
    fn seconds(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

impl Clock for Steered {
    fn now(&self) -> Time {
        Time::from_seconds(1_764_201_600 + self.seconds())
    }
}

/// A log, Graph, and a clock.
struct Bench {
    store: Arc<Store>,
    graph: StandIn,
    response: Response,
    clock: Arc<Steered>,
    _folder: tempfile::TempDir,
}

impl Bench {
    /// A user at risk, in whose tenant this application acts.
    async fn of(app: App) -> Self {
        let clock = Arc::new(Steered::default());
        let risk = json!({"id": USER, "riskState": "atRisk", "riskLevel": "high", "riskDetail": "none", "isProcessing": false});
        let world = World {
            users: vec![json!({"id": USER, "accountEnabled": true, "lastPasswordChangeDateTime": "2020-01-01T00:00:00Z"})].into(),
            risky_users: vec![risk].into(),
            ..World::default()
        };
        let tenant = Tenant { id: TENANT.to_owned(), apps: vec![app], world };
        let graph = StandIn::start(vec![tenant], StandInSettings::at(clock.clone())).await.expect("a port");
        let often = Limit { units: 1_000_000, per: Duration::from_secs(1), kept: 0 };
        let soon = Backoff { first: Duration::from_millis(1), longest: Duration::from_millis(2) };
        let bounds = Bounds {
            attempt: Duration::from_millis(500),
            backoff: soon,
            pause: soon,
            rest: soon,
            limits: Limits { identity_protection: often, audit_logs: often, security: often, directory: often },
            ..Bounds::default()
        };
        let settings = Settings {
            cloud: Cloud::Global,
            base_url: Some(graph.url().to_owned()),
            authority: Some(graph.url().to_owned()),
            tenant_id: TENANT.to_owned(),
            client_id: APP.to_owned(),
            credential: Credential::Secret(Secret::new("a secret")),
            bounds,
        };
        let client = Arc::new(Client::new(&settings, clock.clone()).expect("a client"));
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("riskgate.db").display());
        let store = Arc::new(Store::open(&url, clock.clone()).await.expect("a store"));
        let responder = Arc::new(GraphResponder::new(client, clock.clone()));
        let response = Response::new(store.clone(), responder, store.clone(), clock.clone(), Arc::new(Notify::new()));
        Self { store, graph, response, clock, _folder: folder }
    }

    async fn new() -> Self {
        Self::of(app()).await
    }

    /// Asks for this, and acts until it has ended. Answers what has become of it.
    async fn act(&self, kind: ActionKind) -> Action {
        let tenant = TenantId::new(TENANT);
        let (targets, requested) = ([Target::new(kind.on(), tenant.clone(), USER)], self.clock.now());
        let id = ActionId::new(tenant, KEY);
        let steps = Action::steps(kind, &targets, requested);
        let action = Action {
            id: id.clone(),
            kind,
            content: None,
            requested,
            requested_by: Actor::default(),
            reason: None,
            steps,
            refused: Vec::new(),
        };
        assert_eq!(self.store.request(&action, "").await.expect("it is kept"), Requested::New);
        for _ in 0..2_000 {
            self.response.turn().await.expect("the log is there");
            let action = self.store.actions_by_id(std::slice::from_ref(&id)).await.expect("actions").pop().expect("the action");
            if action.steps.iter().all(|step| step.progress.state.is_end()) {
                assert!(self.store.verify_audit(None).await.expect("the trail").is_ok());
                return action;
            }
            self.clock.0.fetch_add(1, Ordering::SeqCst);
        }
        panic!("it goes on for ever");
    }

    /// The same of an act that is one step.
    async fn step(&self, kind: ActionKind) -> Progress {
        self.act(kind).await.steps.remove(0).progress
    }

    fn user(&self) -> Value {
        self.graph.world(TENANT, |world| world.users.get(USER)).expect("the user")
    }

    fn risk(&self) -> Value {
        self.graph.world(TENANT, |world| world.risky_users.get(USER)).expect("the risky user")["riskState"].clone()
    }

    /// How often something was changed, or asked to be.
    fn writes(&self) -> usize {
        let is_write = |it: &riskgate_test_msgraph::Request| it.method != "GET" && !it.path.ends_with("/token");
        self.graph.requests().iter().filter(|request| is_write(request)).count()
    }
}

fn app() -> App {
    App::with_secret(APP, "a secret")
}

fn code(progress: &Progress) -> Option<StepErrorCode> {
    progress.error.as_ref().map(|error| error.code)
}

#[tokio::test]
async fn whom_it_contains_is_blocked_signed_out_reset_and_then_compromised() {
    let bench = Bench::new().await;
    let action = bench.act(ActionKind::ContainUsers).await;
    assert_eq!(action.state(), ActionState::Succeeded, "{action:?}");
    let user = bench.user();
    assert_eq!(user["accountEnabled"], false);
    for since in ["signInSessionsValidFromDateTime", "lastPasswordChangeDateTime"] {
        assert!(user[since].as_str().is_some_and(|at| at.starts_with("2025-11-27T00:00:0")), "{user}");
    }
    assert_eq!((bench.risk(), bench.writes()), (json!("confirmedCompromised"), 4));
}

#[tokio::test]
async fn what_shows_an_effect_is_in_the_store_by_the_time_that_it_is_told() {
    let bench = Bench::new().await;
    assert_eq!(bench.act(ActionKind::ContainUsers).await.state(), ActionState::Succeeded);
    let id = UserId::new(TenantId::new(TENANT), USER);
    let users = bench.store.users_by_id(std::slice::from_ref(&id), UserFields::ALL).await.expect("users");
    let user = &users[&id];
    assert_eq!(user.risk.state.as_ref().and_then(Word::known), Some(RiskState::ConfirmedCompromised));
    assert_eq!(user.risk.decided_by, Some(Claimant::Entra));
    assert_eq!(user.directory.as_ref().and_then(|directory| directory.account_enabled), Some(false));
}

#[tokio::test]
async fn a_new_password_that_takes_its_time_does_not_undo_the_confirmation() {
    let bench = Bench::new().await;
    bench.graph.arm(Armed::new(Fault::LateEffect(5)).on("/v1.0/users/").always());
    let action = bench.act(ActionKind::ContainUsers).await;
    assert_eq!(action.state(), ActionState::Succeeded, "{action:?}");
    bench.graph.disarm();
    // Whatever was still to take effect does so with the next requests.
    for _ in 0..2 {
        bench.response.turn().await.expect("the log is there");
    }
    assert_eq!(bench.risk(), "confirmedCompromised");
}

#[tokio::test]
async fn what_was_done_before_its_answer_was_lost_is_seen_and_not_done_again() {
    for (kind, path) in [
        (ActionKind::BlockUsers, "/v1.0/users/"),
        (ActionKind::ResetUserPasswords, "/v1.0/users/"),
        (ActionKind::DismissUsersRisk, "dismiss"),
    ] {
        let bench = Bench::new().await;
        // A reset reads the user first.
        let skipped = u64::from(kind == ActionKind::ResetUserPasswords);
        bench.graph.arm(Armed::new(Fault::Cut).on(path).after(skipped));
        let step = bench.step(kind).await;
        assert_eq!((step.state, step.sends, bench.writes()), (StepState::Succeeded, 1, 1), "{kind}: {step:?}");
    }
}

#[tokio::test]
async fn what_was_never_taken_in_is_done_after_nothing_was_seen_of_it() {
    let bench = Bench::new().await;
    bench.graph.arm(Armed::new(Fault::Hung).on("/v1.0/users/"));
    let step = bench.step(ActionKind::BlockUsers).await;
    assert_eq!((step.state, step.sends, bench.user()["accountEnabled"].clone()), (StepState::Succeeded, 2, json!(false)), "{step:?}");
}

#[tokio::test]
async fn what_is_accepted_and_never_takes_effect_is_unconfirmed_after_a_quarter_of_an_hour() {
    for (kind, path) in [(ActionKind::DismissUsersRisk, "dismiss"), (ActionKind::RevokeUserSessions, "revokeSignInSessions")] {
        let bench = Bench::new().await;
        bench.graph.arm(Armed::new(Fault::NoEffect).on(path).always());
        let step = bench.step(kind).await;
        assert_eq!((step.state, code(&step), bench.writes()), (StepState::Unconfirmed, Some(StepErrorCode::Unconfirmed), 1), "{step:?}");
        assert!((900..=960).contains(&bench.clock.seconds()), "after {} seconds", bench.clock.seconds());
    }
}

#[tokio::test]
async fn what_is_throttled_is_done_later_and_not_before_that_is_allowed() {
    let bench = Bench::new().await;
    let retry_after = Some("1".to_owned());
    bench.graph.arm(Armed::new(Fault::Throttled { retry_after }).on("dismiss").times(2));
    let step = bench.step(ActionKind::DismissUsersRisk).await;
    assert_eq!((step.state, bench.risk(), bench.writes()), (StepState::Succeeded, json!("dismissed"), 3), "{step:?}");
}

#[tokio::test]
async fn what_is_refused_for_a_while_is_done_when_graph_is_back() {
    let bench = Bench::new().await;
    bench.graph.arm(Armed::new(Fault::Unavailable { retry_after: None }).on("/v1.0/users/").times(5));
    let step = bench.step(ActionKind::BlockUsers).await;
    assert_eq!((step.state, bench.user()["accountEnabled"].clone()), (StepState::Succeeded, json!(false)), "{step:?}");
}

#[tokio::test]
async fn what_graph_never_answers_fails_by_name_and_not_for_ever() {
    let bench = Bench::new().await;
    bench.graph.arm(Armed::new(Fault::Unavailable { retry_after: None }).on("dismiss").always());
    let step = bench.step(ActionKind::DismissUsersRisk).await;
    // A server that fails may have done it; somebody looked each time.
    assert_eq!((step.state, code(&step), step.sends), (StepState::Failed, Some(StepErrorCode::NoEffect), 10), "{step:?}");
    assert_eq!(bench.risk(), "atRisk");
}

#[tokio::test]
async fn what_the_application_may_not_do_is_refused_at_once_with_the_permission_it_lacks() {
    for (kind, lacks) in [
        (ActionKind::DismissUsersRisk, "IdentityRiskyUser.ReadWrite.All"),
        (ActionKind::RevokeUserSessions, "User.RevokeSessions.All"),
        (ActionKind::ResetUserPasswords, "User-PasswordProfile.ReadWrite.All"),
    ] {
        let bench = Bench::of(app().without(lacks).without("User.ReadWrite.All")).await;
        let step = bench.step(kind).await;
        assert_eq!((step.state, code(&step), bench.writes()), (StepState::Failed, Some(StepErrorCode::Denied), 1), "{kind}: {step:?}");
        assert!(step.error.is_some_and(|error| error.message.contains(lacks)), "{kind}");
        let record = &bench.store.audit(None, 1).await.expect("the trail")[0].record;
        assert!(record.contains(r#""code":"DENIED""#) && record.contains(lacks), "{record}");
    }
}

#[tokio::test]
async fn who_is_gone_is_not_found_and_a_tenant_without_a_licence_is_told_so() {
    for (fault, expected) in [(Fault::NotFound, StepErrorCode::NotFound), (Fault::NotLicensed, StepErrorCode::NotLicensed)] {
        let bench = Bench::new().await;
        bench.graph.arm(Armed::new(fault).on("dismiss").always());
        let step = bench.step(ActionKind::DismissUsersRisk).await;
        assert_eq!((step.state, code(&step), bench.writes()), (StepState::Failed, Some(expected), 1), "{step:?}");
    }
}

#[tokio::test]
async fn no_password_is_in_the_log_the_trail_or_the_world() {
    let bench = Bench::new().await;
    let action = bench.act(ActionKind::ResetUserPasswords).await;
    let trail = bench.store.audit(None, 100).await.expect("the trail");
    assert_eq!(action.state(), ActionState::Succeeded);
    for text in [format!("{action:?}"), format!("{trail:?}"), bench.user().to_string()] {
        assert!(!text.contains("passwordProfile") && !text.contains("forceChange"), "{text}");
        let is_long = |word: &&str| word.len() == 48 && word.chars().any(|it| it.is_ascii_uppercase());
        assert!(!text.split(['"', ' ']).any(|word| is_long(&word)), "{text}");
    }
}
