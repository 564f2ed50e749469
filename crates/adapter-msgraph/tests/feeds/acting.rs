//! Acts reach Graph, show there, and what goes wrong is told by what can be done about it.

use riskgate_adapter::{Asked, Part, Responder};
use riskgate_adapter_msgraph::GraphResponder;
use riskgate_model::{
    Act, ActionId, Actor, Id as _, Kept, Look, Record, RecordKind, Sent, StepErrorCode, Target, TargetKind, TenantId, Time,
};
use riskgate_test_msgraph::{ACTION_MOST_IDS, Armed, Effect, Fault};
use serde_json::{Value, json};

use crate::graph::{BEGIN, Graph, TENANT, read, world};

/// A stand-in, who acts in it, and the risky users that it has.
async fn graph() -> (Graph, GraphResponder, Vec<Target>) {
    let graph = Graph::of(world()).await;
    let users = read(graph.feed("riskyUsers", Part::Backfill)).await.ids;
    let users = users.iter().filter(|user| graph.stand_in.world(TENANT, |world| world.users.get(user).is_some())).map(|user| user_of(user));
    let (users, responder) = (users.collect(), GraphResponder::new(graph.client.clone(), graph.clock.clone()));
    (graph, responder, users)
}

fn user_of(id: &str) -> Target {
    Target::new(TargetKind::User, TenantId::new(TENANT), id)
}

/// The targets, asked for so long after everything began.
fn at(targets: &[Target], seconds: i64) -> Vec<Asked> {
    let asked = |(number, target): (u32, &Target)| Asked {
        action: ActionId::new(TenantId::new(TENANT), "k"),
        number,
        target: target.clone(),
        requested: Time::from_seconds(BEGIN + seconds),
        by: Actor::default(),
        content: None,
        reason: None,
    };
    (0..).zip(targets).map(asked).collect()
}

/// Whether the user comes from a directory on premises.
fn is_synced(graph: &Graph, user: &Target) -> bool {
    graph.stand_in.world(TENANT, |world| world.users.get(user.object())).expect("a user")["onPremisesSyncEnabled"] == true
}

fn row(graph: &Graph, user: &Target) -> Value {
    graph.stand_in.world(TENANT, |world| world.risky_users.get(user.object())).expect("a risky user")
}

#[tokio::test]
async fn a_decision_about_users_is_one_call_is_accepted_and_then_seen() {
    let (graph, responder, users) = graph().await;
    for (act, state) in [
        (Act::ConfirmUserCompromised, "confirmedCompromised"),
        (Act::ConfirmUserSafe, "confirmedSafe"),
        (Act::DismissUserRisk, "dismissed"),
    ] {
        graph.stand_in.forget_requests();
        assert_eq!(responder.respond(act, &at(&users[..3], 0)).await, vec![Sent::Accepted; 3]);
        assert_eq!(graph.stand_in.requests().len(), 1);
        assert_eq!(row(&graph, &users[0])["riskState"], state);
        let looked = responder.look(act, &at(&users[..3], 0)).await;
        assert_eq!(looked.looks, vec![Look::Effect; 3]);
        assert_eq!(looked, responder.look(act, &at(&users[..3], 0)).await, "what is read twice is one record");
        let shown = |(record, user): (&Record, &Target)| {
            let Record::RiskyUser(Kept { value, .. }) = record else { return false };
            value.id.object() == user.object() && value.risk_state.as_ref().is_some_and(|word| word.as_str() == state)
        };
        assert!(looked.records.len() == 3 && looked.records.iter().zip(&users).all(shown), "{looked:?}");
    }
    assert_eq!(responder.look(Act::ConfirmUserSafe, &at(&users[..1], 0)).await.looks, [Look::NoEffect]);
    assert!(responder.most(Act::DismissUserRisk).is_some_and(|most| most <= ACTION_MOST_IDS));
}

#[tokio::test]
async fn an_act_that_takes_effect_later_is_being_worked_on_until_it_does() {
    let (graph, responder, users) = graph().await;
    let before = responder.look(Act::DismissUserRisk, &at(&users[..1], 0)).await.looks;
    assert_eq!(before, [Look::NoEffect]);
    graph.stand_in.settle(|settings| settings.effect = Effect::After(60));
    assert_eq!(responder.respond(Act::DismissUserRisk, &at(&users[..1], 0)).await, [Sent::Accepted]);
    assert_eq!(responder.look(Act::DismissUserRisk, &at(&users[..1], 0)).await.looks, [Look::Processing]);
    graph.clock.pass(60);
    assert_eq!(responder.look(Act::DismissUserRisk, &at(&users[..1], 0)).await.looks, [Look::Effect]);
}

#[tokio::test]
async fn an_account_is_blocked_and_unblocked_at_once_and_signed_out_everywhere() {
    let (graph, responder, users) = graph().await;
    let user = &users[..1];
    let enabled = || graph.stand_in.world(TENANT, |world| world.users.get(user[0].object())).expect("a user")["accountEnabled"].clone();
    for (act, is_enabled) in [(Act::BlockUser, false), (Act::UnblockUser, true)] {
        assert_eq!(responder.respond(act, &at(user, 0)).await, [Sent::Done]);
        assert_eq!((enabled(), responder.look(act, &at(user, 0)).await.looks), (is_enabled.into(), vec![Look::Effect]));
    }
    assert_eq!(responder.look(Act::BlockUser, &at(user, 0)).await.looks, [Look::NoEffect]);
    graph.clock.pass(10);
    assert_eq!(responder.respond(Act::RevokeUserSessions, &at(user, 0)).await, [Sent::Accepted]);
    let looked = responder.look(Act::RevokeUserSessions, &at(user, 5)).await;
    assert_eq!(looked.looks, [Look::Effect]);
    let [Record::DirectoryUser(record)] = &looked.records[..] else { panic!("{looked:?}") };
    // A feed says about when it has read a user; this was read at that very moment, and so is newer.
    assert_eq!(record.observed, Some(Time::from_seconds(BEGIN + 10)));
    assert!(
        record.value.user_principal_name.is_some() && record.value.sign_in_sessions_valid_from_date_time == record.observed,
        "{record:?}"
    );
    assert_eq!(responder.look(Act::RevokeUserSessions, &at(user, 15)).await.looks, [Look::NoEffect], "it was before that was asked for");
}

#[tokio::test]
async fn a_password_is_set_to_one_that_nobody_knows_and_that_is_seen() {
    let (graph, responder, users) = graph().await;
    let user = &[users.iter().find(|user| !is_synced(&graph, user)).expect("a user of the cloud").clone()][..];
    assert_eq!(responder.look(Act::ResetUserPassword, &at(user, 0)).await.looks, [Look::NoEffect]);
    graph.clock.pass(10);
    assert_eq!(responder.respond(Act::ResetUserPassword, &at(user, 0)).await, [Sent::Accepted]);
    assert_eq!(row(&graph, &user[0])["riskState"], "remediated");
    let almost = Time::from_nanos(Time::from_seconds(BEGIN + 10).nanos() + 700_000_000);
    assert_eq!(
        responder.look(Act::ResetUserPassword, &[Asked { requested: almost, ..at(user, 0).remove(0) }]).await.looks,
        [Look::Effect],
        "Graph tells whole seconds"
    );
    assert_eq!(responder.look(Act::ResetUserPassword, &at(user, 15)).await.looks, [Look::NoEffect], "it was before that was asked for");
}

#[tokio::test]
async fn a_user_from_on_premises_is_told_where_the_password_is_set_and_left_alone() {
    let (graph, responder, users) = graph().await;
    let user = users.iter().find(|user| is_synced(&graph, user)).expect("a user from on premises");
    graph.stand_in.forget_requests();
    let sent = responder.respond(Act::ResetUserPassword, &at(std::slice::from_ref(user), 0)).await;
    assert!(matches!(&sent[..], [Sent::Refused(error)] if error.code == StepErrorCode::OnPremises), "{sent:?}");
    assert!(graph.stand_in.requests().iter().all(|request| request.method == "GET"), "nothing is tried");
    let nobody = user_of("5f1c7bde-0000-4000-a000-00000000dead");
    let sent = responder.respond(Act::ResetUserPassword, &at(&[nobody], 0)).await;
    assert!(matches!(&sent[..], [Sent::Refused(error)] if error.code == StepErrorCode::NotFound), "{sent:?}");
}

#[tokio::test]
async fn without_the_permission_no_password_is_set_and_the_permission_is_named() {
    let app = Graph::app().without("User-PasswordProfile.ReadWrite.All").without("User.ReadWrite.All");
    let graph = Graph::with(world(), app).await;
    let responder = GraphResponder::new(graph.client.clone(), graph.clock.clone());

    let users = read(graph.feed("users", Part::Backfill)).await.ids;
    let user = users.iter().map(|id| user_of(id)).find(|user| !is_synced(&graph, user)).expect("a user of the cloud");
    let sent = responder.respond(Act::ResetUserPassword, &at(&[user], 0)).await;
    let [Sent::Refused(error)] = &sent[..] else { panic!("{sent:?}") };
    assert!(error.code == StepErrorCode::Denied && error.message.contains("User-PasswordProfile.ReadWrite.All"), "{error:?}");
}

#[tokio::test]
async fn a_service_principal_is_disabled_and_that_is_seen() {
    let (graph, responder, _) = graph().await;
    let principals = read(graph.feed("riskyServicePrincipals", Part::Backfill)).await.ids;
    let principal = Target::new(TargetKind::ServicePrincipal, TenantId::new(TENANT), principals.first().expect("a principal"));
    let principal = &[principal][..];
    assert_eq!(responder.look(Act::DisableServicePrincipal, &at(principal, 0)).await.looks, [Look::NoEffect]);
    assert_eq!(responder.respond(Act::DisableServicePrincipal, &at(principal, 0)).await, [Sent::Done]);
    assert_eq!(responder.look(Act::DisableServicePrincipal, &at(principal, 0)).await.looks, [Look::Effect]);
}

#[tokio::test]
async fn one_target_that_is_gone_keeps_none_of_the_others() {
    let (graph, responder, users) = graph().await;
    // The three together, then the last two, and the second alone.
    graph.stand_in.arm(Armed::new(Fault::NotFound).on("dismiss"));
    graph.stand_in.arm(Armed::new(Fault::NotFound).on("dismiss").after(1).times(2));
    let sent = responder.respond(Act::DismissUserRisk, &at(&users[..3], 0)).await;
    let [Sent::Accepted, Sent::Refused(error), Sent::Accepted] = &sent[..] else { panic!("{sent:?}") };
    assert_eq!(error.code, StepErrorCode::NotFound);
    let states: Vec<Value> = users[..3].iter().map(|user| row(&graph, user)["riskState"].clone()).collect();
    assert!(states[0] == "dismissed" && states[1] != "dismissed" && states[2] == "dismissed", "{states:?}");
}

#[tokio::test]
async fn who_was_deleted_is_not_waited_for() {
    let (graph, responder, users) = graph().await;
    let deleted = json!({"isDeleted": true}).as_object().cloned().expect("an object");
    graph.stand_in.world(TENANT, |world| world.risky_users.change(users[0].object(), deleted));
    assert_eq!(responder.respond(Act::DismissUserRisk, &at(&users[..1], 0)).await, [Sent::Accepted]);
    assert_eq!(responder.look(Act::DismissUserRisk, &at(&users[..1], 0)).await.looks, [Look::Gone]);
}

#[tokio::test]
async fn one_sign_in_that_is_refused_keeps_none_of_the_others() {
    let (graph, responder, _) = graph().await;
    let rows = read(graph.feed("signIns", Part::Backfill)).await;
    let is_risky =
        |id: &String| graph.stand_in.world(TENANT, |world| world.sign_ins.get(id)).is_some_and(|row| row["riskState"] == "atRisk");
    let (risky, other): (Vec<_>, Vec<_>) = rows.ids.iter().partition(|id| is_risky(id));
    let ids = [risky[0], risky[1], other[0], risky[2]];
    let targets = ids.map(|id| Target::new(TargetKind::SignIn, TenantId::new(TENANT), id));
    let sent = responder.respond(Act::ConfirmSignInSafe, &at(&targets, 0)).await;
    assert!(matches!(&sent[..], [Sent::Accepted, Sent::Accepted, Sent::Refused(_), Sent::Accepted]), "{sent:?}");
    let looked = responder.look(Act::ConfirmSignInSafe, &at(&targets[..3], 0)).await;
    assert_eq!(looked.looks, [Look::Effect, Look::Effect, Look::NoEffect]);
    let kinds: Vec<RecordKind> = looked.records.iter().map(Record::kind).collect();
    assert_eq!(kinds, [RecordKind::SignIns; 2], "what shows no effect is left to the feeds");
}

#[tokio::test]
async fn what_goes_wrong_is_told_by_what_can_be_done() {
    let (graph, responder, users) = graph().await;
    let user = &users[..1];
    let throttled = |after: &str| Fault::Throttled { retry_after: Some(after.to_owned()) };
    graph.stand_in.arm(Armed::new(throttled("7")).on("dismiss").always());
    let sent = responder.respond(Act::DismissUserRisk, &at(user, 0)).await;
    assert!(matches!(&sent[..], [Sent::NotYet(_, seconds)] if (1..=8).contains(seconds)), "{sent:?}");
    graph.stand_in.disarm();
    let graph = Graph::of(world()).await;
    let responder = GraphResponder::new(graph.client.clone(), graph.clock.clone());
    graph.stand_in.arm(Armed::new(Fault::Cut).on("dismiss"));
    let sent = responder.respond(Act::DismissUserRisk, &at(user, 0)).await;
    assert!(matches!(&sent[..], [Sent::Lost(_)]), "{sent:?}");
    assert_eq!(responder.look(Act::DismissUserRisk, &at(user, 0)).await.looks, [Look::Effect], "and yet it was done");
    graph.stand_in.arm(Armed::new(Fault::NoPermission).on("confirmSafe"));
    let sent = responder.respond(Act::ConfirmUserSafe, &at(user, 0)).await;
    assert!(
        matches!(&sent[..], [Sent::Refused(error)]
        if error.code == StepErrorCode::Denied && error.message.contains("IdentityRiskyUser.ReadWrite.All")),
        "{sent:?}"
    );
    assert_eq!(responder.look(Act::BlockUser, &at(&[user_of("5f1c7bde-0000-4000-a000-00000000dead")], 0)).await.looks, [Look::Gone]);
    let elsewhere = Target::new(TargetKind::User, TenantId::new("other"), "a");
    assert!(matches!(responder.respond(Act::BlockUser, &at(&[elsewhere], 0)).await[..], [Sent::Refused(_)]));
}
