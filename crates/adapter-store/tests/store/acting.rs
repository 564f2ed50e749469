//! The store as a responder: what each act leaves, whatever is imported before or after, and what stands in the history.

mod alerts;
mod history;

use std::sync::{Arc, atomic::Ordering};

use riskgate_adapter::{
    ActionLog, Asked, DetectionSource, Requested, Responder, RiskHistorySource, ServicePrincipalSource, SignInSource, Sink, UserSource,
};
use riskgate_adapter_store::Store;
use riskgate_model::{
    Act, Action, ActionId, ActionKind, Actor, Claimant, Clock, Detection, DetectionFields, DetectionId, Id as _, Identity, Kept, Look,
    MsgraphRecord, Query, Record, Risk, RiskChange, Sent, ServicePrincipal, ServicePrincipalFields, ServicePrincipalId, SignIn,
    SignInFields, SignInId, Target, TargetKind, Task, TenantId, Time, User, UserFields, UserId, Word,
};
use serde_json::{Value, json};

use crate::{
    actions::Steered,
    bench::{self, Bench},
};

/// When the tests begin, in seconds; what is imported is of the seconds since.
const BEGIN: i64 = 1_700_000_000;

/// A store on a database, and its clock.
struct Acting {
    bench: Bench,
    store: Store,
    clock: Arc<Steered>,
}

impl Acting {
    async fn over(records: &[Record]) -> Option<Self> {
        let (bench, clock) = (Bench::new().await?, Arc::new(Steered::default()));
        let store = Store::open(&bench.url(), clock.clone()).await.expect("a store");
        let acting = Self { bench, store, clock };
        acting.record(records).await;
        Some(acting)
    }

    async fn record(&self, records: &[Record]) {
        self.store.record(records, &[]).await.expect("it is recorded");
    }

    /// Asks for something at this second, and does it, as the loop does.
    async fn act(&self, second: i64, kind: ActionKind, target: &str) {
        self.request(second, kind, target).await;
        while self.turn().await {}
    }

    async fn request(&self, second: i64, kind: ActionKind, target: &str) {
        self.clock.0.store(second, Ordering::SeqCst);
        let (tenant, now) = (TenantId::new("t"), self.clock.now());
        let action = Action {
            id: ActionId::new(tenant.clone(), &format!("{kind} {target} {second}")),
            kind,
            requested: now,
            requested_by: Actor { name: "soar".to_owned(), object: Some("ada".to_owned()) },
            content: None,
            reason: Some("phished".to_owned()),
            steps: Action::steps(kind, &[Target::new(kind.on(), tenant, target)], now),
            refused: Vec::new(),
        };
        assert_eq!(self.store.request(&action, "").await.expect("it is kept"), Requested::New);
    }

    /// Does what is due. Answers whether there was something.
    async fn turn(&self) -> bool {
        let mut steps = self.store.claim(60, 100).await.expect("steps");
        for step in &mut steps {
            let asked = [step.asked()];
            if step.task == Task::Send {
                let sent = self.store.respond(step.act, &asked).await.remove(0);
                step.progress.sent(self.clock.now(), sent);
            } else {
                let seen = self.store.look(step.act, &asked).await.looks.remove(0);
                step.progress.seen(self.clock.now(), seen);
            }
        }
        self.store.conclude(&steps).await.expect("it is kept");
        !steps.is_empty()
    }

    async fn user(&self) -> User {
        let id = UserId::new(TenantId::new("t"), "u");
        self.store.users_by_id(std::slice::from_ref(&id), UserFields::ALL).await.expect("users").remove(&id).expect("the user")
    }

    async fn principal(&self) -> ServicePrincipal {
        let id = ServicePrincipalId::new(TenantId::new("t"), "p");
        self.store
            .service_principals_by_id(std::slice::from_ref(&id), ServicePrincipalFields::ALL)
            .await
            .expect("principals")
            .remove(&id)
            .expect("it")
    }

    async fn sign_in(&self, id: &str) -> SignIn {
        let id = SignInId::new(TenantId::new("t"), id);
        self.store.sign_ins_by_id(std::slice::from_ref(&id), SignInFields::ALL).await.expect("sign-ins").remove(&id).expect("the sign-in")
    }

    async fn detection(&self, id: &str) -> Detection {
        let id = DetectionId::new(TenantId::new("t"), id);
        self.store
            .detections_by_id(std::slice::from_ref(&id), DetectionFields::ALL)
            .await
            .expect("detections")
            .remove(&id)
            .expect("the detection")
    }

    async fn history(&self, query: &Query<RiskChange>) -> (Vec<RiskChange>, Option<riskgate_model::Cursor>) {
        let identities = [Identity::User(UserId::new(TenantId::new("t"), "u"))];
        let mut grouped = self.store.risk_history(&identities, query).await.expect("a history");
        (grouped.rows, grouped.next.remove(0))
    }

    /// The lines of the user's history that acts left, newest first: `state detail second`.
    async fn lines(&self) -> Vec<String> {
        let (rows, _) = self.history(&Query::first(100)).await;
        let of_acts = rows.iter().filter(|row| row.claimant == Claimant::Administrator);
        of_acts
            .map(|row| {
                let state = row.risk_state.as_ref().map_or("-", Word::as_str);
                let detail = row.risk_detail.as_ref().map_or("-", Word::as_str);
                format!("{state} {detail} {}", second(row.risk_last_updated_date_time))
            })
            .collect()
    }
}

fn second(time: Option<Time>) -> String {
    time.map_or("-".to_owned(), |time| (time.nanos().div_euclid(1_000_000_000) - BEGIN).to_string())
}

fn kept<T: MsgraphRecord>(properties: &Value, at: i64) -> Kept<T> {
    let properties = properties.as_object().expect("an object").clone();
    Kept::read(properties, &TenantId::new("t"), Some(Time::from_seconds(BEGIN + at))).expect("a record")
}

fn time(at: i64) -> String {
    Time::from_seconds(BEGIN + at).to_string()
}

fn risky_user(state: &str, at: i64) -> Record {
    let level = if state == "atRisk" { "medium" } else { "none" };
    let user = json!({"id": "u", "riskState": state, "riskLevel": level, "riskDetail": "none", "riskLastUpdatedDateTime": time(at)});
    Record::RiskyUser(kept(&user, at))
}

fn risky_principal(state: &str, at: i64) -> Record {
    let principal = json!({"id": "p", "isEnabled": true, "riskState": state, "riskLevel": "medium", "riskLastUpdatedDateTime": time(at)});
    Record::RiskyServicePrincipal(kept(&principal, at))
}

fn sign_in(id: &str, at: i64) -> Record {
    let sign_in = json!({"id": id, "createdDateTime": time(at), "userId": "u", "userDisplayName": "Ada", "riskState": "atRisk",
        "riskLevelAggregated": "medium", "riskLevelDuringSignIn": "medium"});
    Record::SignIn(Box::new(kept(&sign_in, at)))
}

fn detection(id: &str, sign_in: Option<&str>, at: i64) -> Record {
    let detection = json!({"id": id, "detectedDateTime": time(at), "userId": "u", "requestId": sign_in, "riskEventType": "passwordSpray",
        "riskState": "atRisk", "riskLevel": "medium"});
    Record::Detection(Box::new(kept(&detection, at)))
}

fn directory(at: i64) -> Record {
    let user = json!({"id": "u", "displayName": "Ada", "accountEnabled": true, "signInSessionsValidFromDateTime": time(0)});
    Record::DirectoryUser(kept(&user, at))
}

/// What Monday's exports say: a user at risk by one sign-in.
fn monday() -> Vec<Record> {
    vec![risky_user("atRisk", 10), sign_in("s", 10), detection("d", Some("s"), 10), risky_principal("atRisk", 10), directory(10)]
}

/// `state level detail second who`.
fn shown(risk: &Risk) -> String {
    let state = risk.state.as_ref().map_or("-", Word::as_str);
    let (level, detail) = (risk.level.as_ref().map_or("-", Word::as_str), risk.detail.as_ref().map_or("-", Word::as_str));
    format!("{state} {level} {detail} {} {:?}", second(risk.updated), risk.decided_by)
}

#[tokio::test]
async fn each_act_about_a_risk_leaves_the_state_that_microsoft_documents_before_and_after_an_import() {
    use ActionKind as K;
    let dismissed = "dismissed none adminDismissedAllRiskForUser 50 Some(Administrator)";
    let safe = "confirmedSafe none adminConfirmedAccountSafe 50 Some(Administrator)";
    let sign_in_safe = "confirmedSafe none adminConfirmedSigninSafe 50 Some(Administrator)";
    let sign_in_compromised = "confirmedCompromised high adminConfirmedSigninCompromised 50 Some(Administrator)";
    let sign_in_dismissed = "dismissed none adminDismissedRiskForSignIn 50 Some(Administrator)";
    let (entra, entras) = ("atRisk medium none 10 Some(Entra)", "atRisk medium - 10 Some(Entra)");
    for (kind, target, user, sign_in, detection) in [
        (K::ConfirmUsersCompromised, "u", "confirmedCompromised high adminConfirmedUserCompromised 50 Some(Administrator)", entras, entras),
        (K::ConfirmUsersSafe, "u", safe, safe, safe),
        (K::DismissUsersRisk, "u", dismissed, dismissed, dismissed),
        (K::ResetUserPasswords, "u", "remediated none adminGeneratedTemporaryPassword 50 Some(Administrator)", entras, entras),
        (K::ConfirmSignInsCompromised, "s", sign_in_compromised, sign_in_compromised, entras),
        (K::ConfirmSignInsSafe, "s", sign_in_safe, sign_in_safe, sign_in_safe),
        (K::DismissSignInsRisk, "s", entra, sign_in_dismissed, sign_in_dismissed),
        (K::BlockUsers, "u", entra, entras, entras),
        (K::ContainUsers, "u", "confirmedCompromised high adminConfirmedUserCompromised 50 Some(Administrator)", entras, entras),
    ] {
        let Some(acting) = Acting::over(&monday()).await else { return };
        acting.act(50, kind, target).await;
        let all = || async {
            let (sign_in, detection) = (acting.sign_in("s").await, acting.detection("d").await);
            assert_eq!(sign_in.risk_level_during_sign_in.as_ref().map(Word::as_str), Some("medium"), "it never changes");
            (shown(&acting.user().await.risk), shown(&sign_in.risk), shown(&detection.risk))
        };
        assert_eq!(all().await, (user.to_owned(), sign_in.to_owned(), detection.to_owned()), "{kind}");
        acting.record(&monday()).await;
        assert_eq!(all().await, (user.to_owned(), sign_in.to_owned(), detection.to_owned()), "{kind}, and an import");
    }
}

#[tokio::test]
async fn a_service_principal_is_confirmed_dismissed_and_disabled() {
    let Some(acting) = Acting::over(&monday()).await else { return };
    acting.act(50, ActionKind::ConfirmServicePrincipalsCompromised, "p").await;
    let confirmed = "confirmedCompromised high adminConfirmedServicePrincipalCompromised 50 Some(Administrator)";
    assert_eq!(shown(&acting.principal().await.risk), confirmed);
    acting.act(60, ActionKind::DisableServicePrincipals, "p").await;
    let principal = acting.principal().await;
    assert_eq!((principal.is_enabled, shown(&principal.risk).as_str()), (Some(false), confirmed), "it says nothing of the risk");
    acting.act(70, ActionKind::DismissServicePrincipalsRisk, "p").await;
    acting.record(&monday()).await;
    let principal = acting.principal().await;
    assert_eq!(shown(&principal.risk), "dismissed none adminDismissedAllRiskForServicePrincipal 70 Some(Administrator)");
    assert_eq!((principal.is_enabled, principal.claims.len()), (Some(false), 2));
}

#[tokio::test]
async fn an_account_is_blocked_signed_out_and_unblocked_in_what_the_directory_has_of_it() {
    let Some(acting) = Acting::over(&[sign_in("s", 10)]).await else { return };
    let account = || async {
        let directory = acting.user().await.directory.expect("the directory's record");
        (
            directory.account_enabled,
            second(directory.sign_in_sessions_valid_from_date_time),
            second(directory.last_password_change_date_time),
        )
    };
    acting.act(50, ActionKind::BlockUsers, "u").await;
    assert_eq!(account().await, (Some(false), "-".to_owned(), "-".to_owned()));
    acting.record(&[directory(10)]).await;
    assert_eq!(account().await, (Some(false), "0".to_owned(), "-".to_owned()), "Monday's export unblocks nobody");
    acting.act(60, ActionKind::RevokeUserSessions, "u").await;
    acting.act(70, ActionKind::ResetUserPasswords, "u").await;
    acting.act(80, ActionKind::UnblockUsers, "u").await;
    acting.record(&[directory(10)]).await;
    assert_eq!(account().await, (Some(true), "60".to_owned(), "70".to_owned()));
    acting.record(&[directory(90)]).await;
    assert_eq!(account().await, (Some(true), "0".to_owned(), "70".to_owned()), "what the directory says later holds");
    let user = acting.user().await;
    assert_eq!((shown(&user.risk), user.display_name.as_deref()), ("- - - - None".to_owned(), Some("Ada")), "none of it is a claim");
    assert_eq!(acting.lines().await, [""; 0]);
}

#[tokio::test]
async fn acts_and_imports_come_to_the_same_in_every_order() {
    type Event = (i64, ActionKind, &'static str);
    let acts: [Event; 3] = [
        (20, ActionKind::ConfirmUsersCompromised, "u"),
        (40, ActionKind::DismissUsersRisk, "u"),
        (60, ActionKind::DismissSignInsRisk, "s"),
    ];
    // The target must be there; the rest of what is imported comes before, between and after.
    let first = [sign_in("s", 10)];
    let imports =
        [monday(), vec![sign_in("s2", 30), detection("d2", None, 55)], vec![risky_user("atRisk", 45), risky_user("remediated", 44)]];
    let mut dumps = Vec::new();
    for places in [[0, 0, 0], [3, 3, 3], [1, 2, 3], [3, 0, 1], [2, 2, 0]] {
        let Some(acting) = Acting::over(&first).await else { return };
        for time in 0..=acts.len() {
            for (import, _) in imports.iter().zip(places).filter(|(_, place)| *place == time) {
                acting.record(import).await;
            }
            if let Some((second, kind, target)) = acts.get(time) {
                acting.act(*second, *kind, target).await;
            }
        }
        let mut dump = bench::dump(&acting.bench.url()).await;
        // A line about a sign-in tells the user's risk as it was known then, which depends on what was imported by then.
        dump.retain(|row| !row.contains("act:dismisssigninsrisk"));
        dumps.push(dump);
    }
    for dump in &dumps {
        assert_eq!(dump, &dumps[0]);
    }
}

#[tokio::test]
async fn a_risk_that_begins_after_a_dismissal_is_open_again() {
    let Some(acting) = Acting::over(&monday()).await else { return };
    acting.act(50, ActionKind::DismissUsersRisk, "u").await;
    acting.record(&[sign_in("s2", 60), detection("d2", Some("s2"), 60), risky_user("none", 55), risky_user("atRisk", 60)]).await;
    assert_eq!(shown(&acting.user().await.risk), "atRisk medium none 60 Some(Entra)");
    assert_eq!(shown(&acting.sign_in("s2").await.risk), "atRisk medium - 60 Some(Entra)");
    assert!(shown(&acting.sign_in("s").await.risk).starts_with("dismissed"));
}

#[tokio::test]
async fn a_safe_sign_in_leaves_its_user_alone_while_anything_else_of_the_user_is_open() {
    let user_confirmed = [ActionKind::ConfirmUsersCompromised];
    for (others, before) in [
        (vec![sign_in("s2", 20)], &[][..]),
        (vec![detection("d2", None, 20)], &[]),
        (Vec::new(), &user_confirmed[..]),
        (vec![risky_user("none", 30)], &[]),
    ] {
        let Some(acting) = Acting::over(&[monday(), others].concat()).await else { return };
        for kind in before {
            acting.act(40, *kind, "u").await;
        }
        let user = shown(&acting.user().await.risk);
        acting.act(50, ActionKind::ConfirmSignInsSafe, "s").await;
        assert_eq!(shown(&acting.user().await.risk), user);
        assert!(shown(&acting.sign_in("s").await.risk).starts_with("confirmedSafe none"));
    }
    // What was confirmed of the sign-in alone is taken back with it.
    let Some(acting) = Acting::over(&monday()).await else { return };
    acting.act(40, ActionKind::ConfirmSignInsCompromised, "s").await;
    acting.act(50, ActionKind::ConfirmSignInsSafe, "s").await;
    assert_eq!(shown(&acting.user().await.risk), "confirmedSafe none adminConfirmedSigninSafe 50 Some(Administrator)");
    acting.record(&[sign_in("s2", 30)]).await;
    assert_eq!(shown(&acting.sign_in("s2").await.risk), "atRisk medium - 30 Some(Entra)", "it says nothing of the user's others");
}

#[tokio::test]
async fn whom_nobody_knows_is_refused_and_others_go_ahead() {
    let Some(acting) = Acting::over(&monday()).await else { return };
    for (act, target) in [
        (Act::ConfirmUserCompromised, Target::new(TargetKind::User, TenantId::new("t"), "nobody")),
        (Act::ConfirmUserCompromised, Target::new(TargetKind::User, TenantId::new("elsewhere"), "u")),
        (Act::DismissSignInRisk, Target::new(TargetKind::SignIn, TenantId::new("t"), "none")),
        (Act::DisableServicePrincipal, Target::new(TargetKind::ServicePrincipal, TenantId::new("t"), "u")),
    ] {
        let asked = Asked {
            action: ActionId::new(TenantId::new("t"), "k"),
            number: 0,
            target,
            requested: acting.clock.now(),
            by: Actor::default(),
            content: None,
            reason: None,
        };
        let well = Asked { number: 1, target: Target::new(TargetKind::User, TenantId::new("t"), "u"), ..asked.clone() };
        let asked = [asked, well];
        let several = &asked[..if act.on() == TargetKind::User { 2 } else { 1 }];
        let sent = acting.store.respond(act, several).await;
        assert!(matches!(&sent[0], Sent::Refused(_)), "{sent:?}");
        assert!(sent[1..].iter().all(|sent| *sent == Sent::Done), "{sent:?}");
        assert_eq!(acting.store.look(act, &asked[..1]).await.looks, [Look::NoEffect]);
    }
}

#[tokio::test]
async fn who_is_killed_between_doing_and_keeping_that_it_is_done_has_done_it_once() {
    let Some(acting) = Acting::over(&monday()).await else { return };
    acting.request(50, ActionKind::DismissUsersRisk, "u").await;
    let steps = acting.store.claim(60, 100).await.expect("steps");
    let asked: Vec<Asked> = steps.iter().map(riskgate_adapter::Claimed::asked).collect();
    assert_eq!(acting.store.look(Act::DismissUserRisk, &asked).await.looks, [Look::NoEffect]);
    assert_eq!(acting.store.respond(Act::DismissUserRisk, &asked).await, [Sent::Done]);
    // Killed here. Somebody else decides otherwise in between.
    acting.clock.0.store(55, Ordering::SeqCst);
    assert_eq!(acting.store.respond(Act::DismissUserRisk, &asked).await, [Sent::Done], "it is asked for again, and not done again");
    acting.request(60, ActionKind::ConfirmUsersCompromised, "u").await;
    assert_eq!(acting.lines().await, [""; 0]);
    acting.clock.0.store(200, Ordering::SeqCst);
    while acting.turn().await {}
    assert_eq!(shown(&acting.user().await.risk), "confirmedCompromised high adminConfirmedUserCompromised 200 Some(Administrator)");
    let lines = ["confirmedCompromised adminConfirmedUserCompromised 200", "dismissed adminDismissedAllRiskForUser 50"];
    assert_eq!(acting.lines().await, lines);
    let claims = acting.user().await.claims;
    assert_eq!(claims.iter().map(|claim| second(claim.closed)).collect::<Vec<_>>(), ["50", "-"], "the dismissal came first");
}

#[tokio::test]
async fn an_act_is_later_than_the_one_before_it_whatever_the_clock_says() {
    let Some(acting) = Acting::over(&monday()).await else { return };
    acting.act(50, ActionKind::DismissUsersRisk, "u").await;
    acting.act(40, ActionKind::ConfirmSignInsCompromised, "s").await;
    assert!(shown(&acting.user().await.risk).starts_with("confirmedCompromised high adminConfirmedSigninCompromised 50"));
    acting.act(30, ActionKind::ConfirmUsersSafe, "u").await;
    assert!(shown(&acting.user().await.risk).starts_with("confirmedSafe none adminConfirmedAccountSafe 50"));
    assert!(shown(&acting.sign_in("s").await.risk).starts_with("confirmedSafe none adminConfirmedAccountSafe 50"));
}
