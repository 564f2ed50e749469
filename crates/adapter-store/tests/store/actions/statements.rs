//! Others wait while an action is kept, so how many statements that takes does not depend on how many targets it has.

use riskgate_adapter::{Asked, Responder, SignInSource, Sink};
use riskgate_model::{Kept, Query, Record};
use serde_json::json;

use super::*;

/// A thousand rows are written in one statement, and two thousand steps leave a record each: this many more chunks there are.
const CHUNKS: u64 = 4;

/// How many statements each turn of an action on so many users takes, from the request to its end.
async fn statements(log: &Log, users: usize) -> Vec<(&'static str, u64)> {
    let users: Vec<String> = (0..users).map(|number| format!("u{number}")).collect();
    let users: Vec<&str> = users.iter().map(String::as_str).collect();
    let mut counted = Vec::new();
    let mut before = log.store.statements_written();
    let mut count = |turn| {
        let now = log.store.statements_written();
        counted.push((turn, now - before));
        before = now;
    };
    log.request("older", ActionKind::DismissUsersRisk, &users).await;
    count("request");
    let action = log.action("k", ActionKind::ContainUsers, &users);
    log.store.rehearse(&action, "digest").await.expect("an answer");
    count("rehearse");
    log.store.request(&action, "digest").await.expect("it is kept");
    count("supersede");
    assert_eq!(log.state("older").await, ActionState::Superseded);
    let mut steps = log.store.claim(LEASE, 9_000).await.expect("steps");
    count("claim");
    assert_eq!(steps.len(), users.len());
    for step in &mut steps {
        step.progress.sent(log.clock.now(), Sent::Done);
    }
    log.store.conclude(&steps).await.expect("it is kept");
    count("conclude");
    log.request("confirm", ActionKind::ConfirmUsersSafe, &users).await;
    log.store.cancel(&action.id, &Actor::default()).await.expect("it is taken back");
    count("cancel");
    let mut decisions = log.store.claim(LEASE, 9_000).await.expect("steps");
    assert_eq!(decisions.len(), users.len());
    for step in &mut decisions {
        step.progress.sent(log.clock.now(), Sent::Done);
    }
    count("claim");
    log.store.conclude(&decisions).await.expect("it is kept");
    count("conclude with lines in the history");
    counted
}

#[tokio::test]
async fn an_action_on_many_takes_no_more_statements_than_one_on_few() {
    let Some(log) = Log::new().await else { return };
    let few = statements(&log, 2).await;
    let Some(log) = Log::new().await else { return };
    let many = statements(&log, 500).await;
    for ((turn, few), (_, many)) in few.into_iter().zip(many) {
        assert!(many <= few + CHUNKS, "{turn}: {few} statements for two users, {many} for five hundred");
    }
    assert!(log.verify().await.expect("it is whole") > 3_000, "each step is on record, one after the other");
}

/// So few, and so many, are acted on.
const FEW: usize = 2;
const MANY: usize = 400;

/// A record that is written anew, with all that it says, is written by itself, as is its version: whatever is asked is asked together.
const ROW: u64 = 2;

/// How many statements the store takes to do an act to so many users, each with a sign-in at risk, or to their sign-ins.
async fn doing(kind: ActionKind, users: usize) -> Option<u64> {
    let log = Log::new().await?;
    let names: Vec<String> = (0..users).map(|number| format!("u{number}")).collect();
    let sign_in = |user: &String| {
        let properties =
            json!({"id": format!("s-{user}"), "createdDateTime": "2023-11-14T00:00:00Z", "userId": user, "riskState": "atRisk"});
        Record::SignIn(Box::new(
            Kept::read(properties.as_object().expect("an object").clone(), &TenantId::new("t"), None).expect("a sign-in"),
        ))
    };
    log.store.record(&names.iter().map(sign_in).collect::<Vec<_>>(), &[]).await.expect("they are recorded");
    let target = |name: &String| match kind.on() {
        TargetKind::SignIn => Target::new(kind.on(), TenantId::new("t"), &format!("s-{name}")),
        kind => Target::new(kind, TenantId::new("t"), name),
    };
    let targets: Vec<Target> = names.iter().map(target).collect();
    let action = Action { steps: Action::steps(kind, &targets, log.clock.now()), ..log.action("k", kind, &[]) };
    log.store.request(&action, "").await.expect("it is kept");
    let steps = log.store.claim(LEASE, 9_000).await.expect("steps");
    let asked: Vec<Asked> = steps.iter().map(Claimed::asked).collect();
    let before = log.store.statements_written();
    assert_eq!(log.store.respond(kind.acts()[0], &asked).await, vec![Sent::Done; users]);
    let statements = log.store.statements_written() - before;
    let open = log.store.sign_ins(&Query::first(500)).await.expect("sign-ins").rows;
    assert_eq!(open.len(), users);
    if kind == ActionKind::DismissUsersRisk || kind == ActionKind::ConfirmSignInsSafe {
        assert!(open.iter().all(|it| it.risk.state.as_ref().is_some_and(|state| state.as_str() != "atRisk")), "{open:?}");
    }
    Some(statements)
}

#[tokio::test]
async fn what_the_store_asks_to_act_on_many_is_asked_for_all_of_them_together() {
    for kind in [
        ActionKind::DismissUsersRisk,
        ActionKind::ConfirmUsersCompromised,
        ActionKind::BlockUsers,
        ActionKind::ResetUserPasswords,
        ActionKind::ConfirmSignInsSafe,
        ActionKind::ConfirmSignInsCompromised,
    ] {
        let Some(few) = doing(kind, FEW).await else { return };
        let Some(many) = doing(kind, MANY).await else { return };
        let written = ROW * (MANY - FEW) as u64;
        assert!(many <= few + CHUNKS + written, "{kind}: {few} statements for {FEW}, {many} for {MANY}");
    }
}
