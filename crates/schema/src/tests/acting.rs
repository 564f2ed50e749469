//! Asking for something to be done: who may, at whom it may be aimed, and what is answered.

mod alerts;
mod shown;

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicUsize, Ordering},
};

use async_graphql::{Request, Variables};
use riskgate_adapter::{ActionLog, Memory, RefusalSource, Sink};
use riskgate_model::{ActionState, Actor, Clock, Id as _, StepError, StepErrorCode, StepState, TenantId, Time, UserId};
use serde_json::{Value, json};

use super::{log::Log, spy::Spy, world};
use crate::{Acting, ActionRules, Graph, Route, Routes, Setup, Viewer, guard::Limits};

/// A clock that stands, until a test moves it by seconds.
#[derive(Default)]
pub(super) struct Standing(AtomicI64);

impl Clock for Standing {
    fn now(&self) -> Time {
        Time::from_seconds(8_000 + self.0.load(Ordering::SeqCst))
    }
}

/// How acts are asked for in tests that say nothing of it.
pub(super) fn acting(spy: &Arc<Spy>, log: Arc<Log>, rules: ActionRules, asked: Arc<AtomicUsize>) -> Acting {
    let adapter = spy.adapter(riskgate_adapter::Manifest::of_everything("memory", "1"));
    Acting {
        log: Route::<dyn ActionLog> { adapter: "memory".into(), source: log },
        targets: Routes::new(|_| &adapter).expect("it answers everything"),
        rules,
        clock: Arc::<Standing>::default(),
        asked: Arc::new(move || {
            asked.fetch_add(1, Ordering::SeqCst);
        }),
    }
}

/// A graph with a log, and who asks it.
struct Bench {
    graph: Graph,
    log: Arc<Log>,
    spy: Arc<Spy>,
    asked: Arc<AtomicUsize>,
    clock: Arc<Standing>,
    viewer: Option<Viewer>,
}

impl Bench {
    fn new() -> Self {
        Self::with(
            ActionRules { needs_viewer: true, needs_reason: true, break_glass: vec![" CARL@contoso.example ".to_owned()] },
            Log::default(),
        )
    }

    fn with(rules: ActionRules, log: Log) -> Self {
        Self::over(world::small(), rules, log)
    }

    fn over(facts: Memory, rules: ActionRules, log: Log) -> Self {
        let (spy, log, asked) = (Arc::new(Spy::over(facts)), Arc::new(log), Arc::<AtomicUsize>::default());
        let clock = Arc::<Standing>::default();
        let adapter = spy.adapter(riskgate_adapter::Manifest::of_everything("memory", "1"));
        let graph = Graph::new(Setup {
            routes: Routes::new(|_| &adapter).expect("it answers everything"),
            acting: Acting { clock: clock.clone(), ..acting(&spy, log.clone(), rules, asked.clone()) },
            adapters: vec![adapter],
            refusals: Route::<dyn RefusalSource> { adapter: "memory".into(), source: spy.clone() },
            sink: Route::<dyn Sink> { adapter: "memory".into(), source: spy.clone() },
            tenant: TenantId::new("t"),
            limits: Limits::default(),
            introspection: true,
        });
        let viewer = Some(Viewer(Actor { name: "soar".to_owned(), object: Some("u9".to_owned()) }));
        Self { graph, log, spy, asked, clock, viewer }
    }

    async fn ask(&self, query: &str, variables: Value) -> Value {
        let mut request = Request::new(query).variables(Variables::from_json(variables));
        if let Some(viewer) = self.viewer.clone() {
            request = request.data(viewer);
        }
        serde_json::from_slice(&self.graph.answer(request).await.body).expect("JSON")
    }

    async fn act(&self, mutation: &str, input: Value) -> Value {
        let ty = match mutation {
            _ if mutation.contains("SignIn") => "SignInsInput",
            _ if mutation.contains("ServicePrincipal") => "ServicePrincipalsInput",
            _ => "UsersInput",
        };
        let query = format!(
            "mutation($input: {ty}!) {{ {mutation}(input: $input) {{ action {{ id kind state requestedDateTime requestedBy requestedFor reason
                steps {{ targetId act state attempts error {{ code }} user {{ displayName }} }} refused {{ code }} }}
                results {{ target outcome acts supersedes error }} userErrors {{ code field message target }} }} }}"
        );
        let answer = self.ask(&query, json!({ "input": input })).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
        answer["data"][mutation].clone()
    }
}

fn users(ids: &[&str], key: &str) -> Value {
    json!({"userIds": ids, "reason": "phished", "idempotencyKey": key})
}

fn codes(payload: &Value) -> Vec<(&str, &str)> {
    let errors = payload["userErrors"].as_array().expect("a list");
    errors.iter().map(|error| (error["code"].as_str().expect("a code"), error["target"].as_str().unwrap_or_default())).collect()
}

#[tokio::test]
async fn what_is_asked_for_is_kept_and_shown_with_its_targets() {
    let bench = Bench::new();
    let payload = bench.act("confirmUsersCompromised", users(&["u1", "u2"], "k1")).await;
    let action = &payload["action"];
    assert_eq!(
        (&action["kind"], &action["state"], &action["requestedBy"], &action["requestedFor"], &action["reason"]),
        (&json!("CONFIRM_USERS_COMPROMISED"), &json!("QUEUED"), &json!("soar"), &json!("u9"), &json!("phished"))
    );
    assert_eq!(action["requestedDateTime"], "1970-01-01T02:13:20Z");
    assert_eq!(
        action["steps"],
        json!([
            {"targetId": "u1", "act": "CONFIRM_USER_COMPROMISED", "state": "QUEUED", "attempts": 0, "error": null, "user": {"displayName": "Ann"}},
            {"targetId": "u2", "act": "CONFIRM_USER_COMPROMISED", "state": "QUEUED", "attempts": 0, "error": null, "user": {"displayName": "Bob"}},
        ])
    );
    assert_eq!(payload["results"][1]["outcome"], "QUEUED");
    assert_eq!(payload["userErrors"], json!([]));
    assert_eq!((bench.log.kept().len(), bench.asked.load(Ordering::SeqCst)), (1, 1), "kept once, and told");
}

#[tokio::test]
async fn each_target_is_told_what_became_of_it_and_not_of_another() {
    let bench = Bench::new();
    for mutation in ["confirmUsersSafe", "blockUsers"] {
        bench.act(mutation, users(&["u2"], mutation)).await;
    }
    let rehearsal = json!({"userIds": ["u1", "u2"], "reason": "x", "idempotencyKey": "k", "dryRun": true});
    let rehearsed = bench.act("containUsers", rehearsal).await;
    let superseded: Vec<_> =
        rehearsed["results"].as_array().expect("a list").iter().map(|it| it["supersedes"].as_array().map(Vec::len)).collect();
    assert_eq!(superseded, [Some(0), Some(2)]);
    bench.act("containUsers", users(&["u1", "u2"], "k")).await;
    for step in &mut bench.log.kept()[2].0.steps[4..] {
        step.progress.state = StepState::Failed;
        step.progress.error = Some(StepError::new(StepErrorCode::Denied, format!("{} is denied", step.act)));
    }
    let told = bench.act("containUsers", users(&["u1", "u2"], "k")).await;
    let results: Vec<_> =
        told["results"].as_array().expect("a list").iter().map(|it| (&it["target"], &it["outcome"], &it["error"])).collect();
    let of = |id: &str| json!(crate::id::global(&UserId::new(TenantId::new("t"), id)));
    let (first, second) = ((of("u1"), json!("QUEUED"), Value::Null), (of("u2"), json!("FAILED"), json!("blockUser is denied")));
    assert_eq!(results, [(&first.0, &first.1, &first.2), (&second.0, &second.1, &second.2)]);
}

#[tokio::test]
async fn the_same_key_is_the_same_action_and_never_another_one() {
    let bench = Bench::new();
    let first = bench.act("blockUsers", users(&["u1"], "k")).await;
    let again = bench.act("blockUsers", users(&["u1"], "k")).await;
    assert_eq!(first["action"]["id"], again["action"]["id"]);
    for (mutation, input) in [
        ("blockUsers", users(&["u2"], "k")),
        ("unblockUsers", users(&["u1"], "k")),
        ("blockUsers", json!({"userIds": ["u1"], "reason": "another", "idempotencyKey": "k"})),
    ] {
        let payload = bench.act(mutation, input).await;
        assert_eq!((codes(&payload), &payload["action"]), (vec![("CONFLICT", "")], &Value::Null));
        assert_eq!(bench.log.refused()[0].codes, ["CONFLICT"]);
    }
    assert_eq!((bench.log.kept().len(), bench.asked.load(Ordering::SeqCst)), (1, 1));
}

#[tokio::test]
async fn what_is_known_is_answered_without_looking_a_target_up() {
    let bench = Bench::new();
    let query = "mutation($input: UsersInput!) { blockUsers(input: $input) { action { id } userErrors { code } } }";
    let ask = async |input: Value| bench.ask(query, json!({ "input": input })).await["data"]["blockUsers"].take();
    let input = |key: &str, rehearsal: bool| json!({"userIds": ["u1", "u2"], "reason": "x", "idempotencyKey": key, "dryRun": rehearsal});
    let first = ask(input("k", false)).await;
    let looked = bench.spy.calls().len();
    assert_eq!(looked, 1, "all targets at once");
    assert_eq!((ask(input("k", false)).await, ask(input("k", true)).await), (first.clone(), first));
    assert_eq!(ask(users(&["u2"], "k")).await["userErrors"], json!([{"code": "CONFLICT"}]));
    assert_eq!(bench.spy.calls(), [""; 0]);
}

#[tokio::test]
async fn targets_are_refused_one_by_one_and_the_others_go_ahead() {
    let bench = Bench { viewer: Some(Viewer(Actor { name: "soar".into(), object: Some("U2".into()) })), ..Bench::new() };
    let payload = bench.act("dismissUsersRisk", users(&["u1", "u2", "u3", "u4", "u8", "u1", ""], "k")).await;
    let refused = [("ONESELF", "u2"), ("BREAK_GLASS", "u3"), ("DELETED", "u4"), ("UNKNOWN_TARGET", "u8"), ("ID_INVALID", "")];
    assert_eq!(codes(&payload), refused);
    assert_eq!(payload["action"]["steps"].as_array().expect("a list").len(), 1, "named twice, done once");
    let outcomes: Vec<&str> = payload["results"].as_array().expect("a list").iter().filter_map(|it| it["outcome"].as_str()).collect();
    assert_eq!(outcomes, ["QUEUED", "REFUSED", "REFUSED", "REFUSED", "REFUSED", "REFUSED"]);
    assert_eq!(payload["action"]["refused"].as_array().expect("a list").len(), 5, "kept for whoever asks again");
}

#[tokio::test]
async fn a_target_of_a_tenant_that_nobody_knows_is_unknown_and_the_others_are_of_another() {
    let bench = Bench::new();
    let of = |tenant: &str| crate::id::global(&UserId::new(TenantId::new(tenant), "u1"));
    let payload = bench.act("blockUsers", users(&[&of("nowhere"), "u1"], "k")).await;
    assert_eq!(codes(&payload), [("UNKNOWN_TARGET", of("nowhere").as_str()), ("OTHER_TENANT", "u1")]);
    let long = of(&"n".repeat(100_000));
    let payload = bench.act("blockUsers", users(&[&long, "u1"], "l")).await;
    assert_eq!(codes(&payload), [("UNKNOWN_TARGET", &long[..300])]);
    assert_eq!(bench.log.kept()[1].0.id.tenant().as_str(), "t", "no store has room for such a tenant");
}

#[tokio::test]
async fn more_targets_than_an_action_can_have_are_refused_beyond_the_first() {
    let bench = Bench::new();
    let ids: Vec<String> = std::iter::once("u1".to_owned()).chain((0..501).map(|number| format!("x{number}"))).collect();
    let payload = bench.act("blockUsers", json!({"userIds": ids, "reason": "phished", "idempotencyKey": "k"})).await;
    let codes = codes(&payload);
    assert_eq!(codes.iter().filter(|(code, _)| *code == "TOO_MANY_TARGETS").count(), 2);
    assert_eq!(codes.last(), Some(&("TOO_MANY_TARGETS", "x500")));
}

#[tokio::test]
async fn what_cannot_be_asked_for_at_all_keeps_nothing() {
    let bench = Bench::new();
    for (input, code) in [
        (json!({"userIds": ["u1"], "idempotencyKey": "k"}), "REASON_REQUIRED"),
        (json!({"userIds": ["u1"], "reason": "  ", "idempotencyKey": "k"}), "REASON_REQUIRED"),
        (json!({"userIds": ["u1"], "reason": "x".repeat(1_001), "idempotencyKey": "k"}), "REASON_TOO_LONG"),
        (json!({"userIds": ["u1"], "reason": "x", "idempotencyKey": " "}), "KEY_INVALID"),
        (json!({"userIds": ["u1"], "reason": "x", "idempotencyKey": "x".repeat(256)}), "KEY_INVALID"),
        (json!({"userIds": [], "reason": "x", "idempotencyKey": "k"}), "NO_TARGETS"),
    ] {
        let payload = bench.act("blockUsers", input).await;
        assert_eq!((codes(&payload), &payload["action"]), (vec![(code, "")], &Value::Null));
        let [refused] = &bench.log.refused()[..] else { panic!("it is on record once") };
        assert_eq!((&refused.codes[..], refused.kind, refused.count), (&[code][..], Some("blockUsers"), 1));
        assert_eq!(refused.by.as_ref().map(|by| by.name.as_str()), Some("soar"));
        assert_eq!(refused.key.as_deref(), (code != "KEY_INVALID").then_some("k"), "a key that is none is not kept");
    }
    assert_eq!(bench.log.kept().len(), 0);
    let payload = bench.act("blockUsers", users(&["u8"], "k")).await;
    assert_eq!(payload["action"]["state"], "FAILED", "an action of which every target is refused is on record");
}

#[tokio::test]
async fn a_reason_has_no_character_that_a_store_cannot_keep() {
    let bench = Bench::new();
    let input = json!({"userIds": ["u1"], "reason": "on a\0trip", "idempotencyKey": "k"});
    assert_eq!(bench.act("dismissUsersRisk", input).await["action"]["reason"], "on a\u{fffd}trip");
}

#[tokio::test]
async fn who_acts_must_be_known_where_the_rules_say_so() {
    let bench = Bench { viewer: None, ..Bench::new() };
    let query = r#"mutation { blockUsers(input: {userIds: ["u1"], reason: "x", idempotencyKey: "k"}) { action { id } } }"#;
    let answer = bench.ask(query, json!({})).await;
    assert_eq!((&answer["errors"][0]["extensions"]["code"], &answer["data"]), (&json!("UNAUTHENTICATED"), &json!({"blockUsers": null})));
    assert_eq!(bench.log.kept().len(), 0);
    assert_eq!(bench.log.refused().len(), 1);
    let open = Bench { viewer: None, ..Bench::with(ActionRules::default(), Log::default()) };
    let payload = open.act("blockUsers", json!({"userIds": ["u1"], "idempotencyKey": "k"})).await;
    assert_eq!((&payload["action"]["requestedBy"], &payload["action"]["reason"]), (&json!("anonymous"), &Value::Null));
}

#[tokio::test]
async fn however_often_strangers_ask_there_is_one_record_a_minute() {
    let bench = Bench { viewer: None, ..Bench::new() };
    let many = "mutation { a: blockUsers(input: {userIds: [], idempotencyKey: \"k\"}) { action { id } }
        b: cancelAction(input: {id: \"x\"}) { action { id } } }";
    for _ in 0..3 {
        bench.ask(many, json!({})).await;
    }
    bench.graph.turned_away().await;
    let counts = || bench.log.refused().iter().map(|it| (it.codes.join(" "), it.count, it.by.clone())).collect::<Vec<_>>();
    let strangers = |count| ("UNAUTHENTICATED".to_owned(), count, None);
    assert_eq!(counts(), [strangers(1)], "the first is told at once");
    bench.clock.0.store(59, Ordering::SeqCst);
    bench.ask(many, json!({})).await;
    assert_eq!(counts(), []);
    // Whoever comes next, the others are told of.
    bench.clock.0.store(60, Ordering::SeqCst);
    let known = Bench { viewer: Bench::new().viewer, ..bench };
    known.act("blockUsers", users(&["u1"], "k")).await;
    let told: Vec<_> = known.log.refused().iter().map(|it| it.count).collect();
    assert_eq!(told, [8]);
    known.clock.0.store(500, Ordering::SeqCst);
    known.act("blockUsers", users(&["u1"], "k")).await;
    assert_eq!(known.log.refused(), [], "nothing waits");
}

#[tokio::test]
async fn a_rehearsal_says_what_would_happen_and_keeps_nothing() {
    let bench = Bench::new();
    let older = bench.act("confirmUsersSafe", users(&["u1"], "older")).await;
    let mut input = users(&["u1", "u8"], "k");
    input["dryRun"] = true.into();
    let payload = bench.act("containUsers", input).await;
    let acts = json!(["BLOCK_USER", "REVOKE_USER_SESSIONS", "RESET_USER_PASSWORD", "CONFIRM_USER_COMPROMISED"]);
    assert_eq!((&payload["action"], &payload["results"][0]["outcome"]), (&Value::Null, &json!("WOULD_BE_QUEUED")));
    assert_eq!((&payload["results"][0]["acts"], &payload["results"][0]["supersedes"]), (&acts, &json!([older["action"]["id"]])));
    assert_eq!(codes(&payload), [("UNKNOWN_TARGET", "u8")]);
    assert_eq!((bench.log.kept().len(), bench.asked.load(Ordering::SeqCst)), (1, 1));
}

#[tokio::test]
async fn sign_ins_are_named_by_themselves_or_by_their_detections() {
    let bench = Bench::new();
    let input = json!({"signInIds": ["r2", "d1", "d2", "r9"], "reason": "x", "idempotencyKey": "k"});
    let payload = bench.act("confirmSignInsCompromised", input).await;
    let targets: Vec<&Value> = payload["action"]["steps"].as_array().expect("a list").iter().map(|step| &step["targetId"]).collect();
    assert_eq!(targets, ["r2", "r1"], "the detection d1 was made in r1");
    assert_eq!(codes(&payload), [("NO_SIGN_IN", "d2"), ("UNKNOWN_TARGET", "r9")]);
    let guarded = Bench { viewer: Some(Viewer(Actor { name: "soar".into(), object: Some("u2".into()) })), ..Bench::new() };
    let payload = guarded.act("dismissSignInsRisk", json!({"signInIds": ["r2"], "reason": "x", "idempotencyKey": "k"})).await;
    assert_eq!(codes(&payload), [("ONESELF", "r2")], "whose sign-in it is counts");
    let payload =
        bench.act("disableServicePrincipals", json!({"servicePrincipalIds": ["sp1", "sp2"], "reason": "x", "idempotencyKey": "s"})).await;
    assert_eq!(codes(&payload), [("UNKNOWN_TARGET", "sp2")]);
}

#[tokio::test]
async fn what_waits_can_be_taken_back_and_nothing_else() {
    let bench = Bench::new();
    let id = bench.act("blockUsers", users(&["u1"], "k")).await["action"]["id"].clone();
    let query = "mutation($id: ID!) { cancelAction(input: {id: $id}) { action { state } results { outcome } userErrors { code field } } }";
    let answer = bench.ask(query, json!({ "id": id })).await;
    assert_eq!(
        answer["data"]["cancelAction"],
        json!({"action": {"state": "CANCELLED"}, "results": [{"outcome": "CANCELLED"}], "userErrors": []})
    );
    assert_eq!(bench.log.kept()[0].0.state(), ActionState::Cancelled);
    bench.log.kept()[0].0.steps[0].progress.state = StepState::Sending;
    assert_eq!(bench.log.refused(), []);
    for (id, code) in [(id, "NOT_QUEUED"), (json!("nobody"), "UNKNOWN_ACTION")] {
        let answer = bench.ask(query, json!({ "id": id })).await;
        assert_eq!(answer["data"]["cancelAction"]["userErrors"], json!([{"code": code, "field": ["input", "id"]}]));
        let refused = bench.log.refused();
        assert_eq!((&refused[0].codes[..], refused[0].kind, refused[0].action.is_some()), (&[code][..], Some("cancelAction"), true));
    }
}

#[tokio::test]
async fn a_log_that_is_down_is_one_coded_error() {
    let bench = Bench::with(ActionRules::default(), Log::down());
    for query in [
        r#"mutation { blockUsers(input: {userIds: ["u1"], idempotencyKey: "k"}) { action { id } } }"#,
        "{ actions { nodes { id } } }",
        "{ auditRecords { nodes { seq } } }",
        "{ users { nodes { actions { nodes { id } } } } }",
    ] {
        let answer = bench.ask(query, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "SOURCE_UNAVAILABLE", "{answer}");
    }
    assert_eq!(bench.asked.load(Ordering::SeqCst), 0, "what is not on record is not done");
}
