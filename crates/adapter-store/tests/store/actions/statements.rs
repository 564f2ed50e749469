//! Others wait while an action is kept, so how many statements that takes does not depend on how many targets it has.

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
