//! What acts leave in the history, whoever did them.

use riskgate_adapter::ActionLog;
use riskgate_model::{
    ActionId, ActionKind, Claimant, Clock as _, Id as _, Identity, Query, Record, Sent, StepError, StepErrorCode, TenantId, UserId, Word,
};
use serde_json::{Value, json};

use super::{Acting, detection, kept, monday, risky_user, shown, sign_in, time};

#[tokio::test]
async fn every_act_is_a_line_of_the_history_with_who_asked_and_why() {
    let Some(acting) = Acting::over(&monday()).await else { return };
    acting.act(50, ActionKind::ContainUsers, "u").await;
    acting.act(60, ActionKind::DismissSignInsRisk, "s").await;
    let lines = [
        "confirmedCompromised adminDismissedRiskForSignIn 60",
        "confirmedCompromised adminConfirmedUserCompromised 50",
        "remediated adminGeneratedTemporaryPassword 50",
    ];
    assert_eq!(acting.lines().await, lines);
    let (rows, _) = acting.history(&Query::first(10)).await;
    assert_eq!(rows.len(), 4, "Entra's own line is there, and none twice");
    let line = &rows[1];
    assert_eq!(
        (line.initiated_by.as_deref(), line.requested_by.as_deref(), line.reason.as_deref()),
        (Some("ada"), Some("soar"), Some("phished"))
    );
    assert_eq!(line.action, Some(ActionId::new(TenantId::new("t"), "containUsers u 50")));
    assert_eq!((line.activity_detail.as_ref().map(Word::as_str), &line.record), (Some("adminConfirmedUserCompromised"), &None));
    let entra = &rows[3];
    assert_eq!((entra.claimant, &entra.requested_by, &entra.reason, &entra.action), (Claimant::Entra, &None, &None, &None));
    assert!(entra.record.is_some());
}

#[tokio::test]
async fn what_another_system_did_is_a_line_and_says_nothing_of_the_risk_itself() {
    let Some(acting) = Acting::over(&monday()).await else { return };
    for (second, kind, target) in [
        (50, ActionKind::ConfirmUsersSafe, "u"),
        (60, ActionKind::ConfirmSignInsCompromised, "s"),
        (70, ActionKind::DismissSignInsRisk, "s"),
        (80, ActionKind::ConfirmSignInsSafe, "unknown"),
        (90, ActionKind::BlockUsers, "u"),
    ] {
        acting.request(second, kind, target).await;
        let mut steps = acting.store.claim(60, 100).await.expect("steps");
        for step in &mut steps {
            step.progress.sent(acting.clock.now(), Sent::Done);
        }
        acting.store.conclude(&steps).await.expect("it is kept");
    }
    let lines = [
        "atRisk adminDismissedRiskForSignIn 70",
        "confirmedCompromised adminConfirmedSigninCompromised 60",
        "confirmedSafe adminConfirmedAccountSafe 50",
    ];
    assert_eq!(acting.lines().await, lines);
    acting.record(&[risky_user("atRisk", 11), detection("d2", None, 12)]).await;
    let user = acting.user().await;
    assert_eq!((shown(&user.risk).as_str(), user.claims.len()), ("atRisk medium none 11 Some(Entra)", 1), "Entra says what became of it");
}

/// Has another system do what is asked for, and show it with what it says of the user by then.
async fn done_elsewhere(acting: &Acting, second: i64, kind: ActionKind, shown: &[Record]) {
    acting.request(second, kind, "u").await;
    let mut steps = acting.store.claim(60, 100).await.expect("steps");
    acting.record(shown).await;
    for step in &mut steps {
        step.progress.sent(acting.clock.now(), Sent::Done);
    }
    acting.store.conclude(&steps).await.expect("it is kept");
}

fn dismissed(at: i64) -> Value {
    json!({"riskState": "dismissed", "riskLevel": "none", "riskDetail": "adminDismissedAllRiskForUser", "riskLastUpdatedDateTime": time(at)})
}

/// Entra's record of the user.
fn entras(risk: &Value, at: i64) -> Record {
    let mut record = risk.clone();
    record["id"] = "u".into();
    Record::RiskyUser(kept(&record, at))
}

/// The same in Entra's history, by somebody.
fn item(risk: &Value, by: Option<&str>, at: i64) -> Record {
    let mut record = risk.clone();
    record["initiatedBy"] = by.into();
    Record::RiskHistoryItem(Identity::User(UserId::new(TenantId::new("t"), "u")), kept(&record, at))
}

#[tokio::test]
async fn an_act_that_entra_has_a_line_of_is_that_line_with_who_asked_and_why() {
    let Some(acting) = Acting::over(&monday()).await else { return };
    done_elsewhere(&acting, 50, ActionKind::DismissUsersRisk, &[entras(&dismissed(50), 51)]).await;
    assert_eq!(acting.lines().await, [""; 0], "it has no line of its own");
    // What Entra's history says later says more, and takes nothing away.
    for _ in 0..2 {
        let (rows, _) = acting.history(&Query::first(10)).await;
        let line = &rows[0];
        assert_eq!((line.claimant, line.requested_by.as_deref(), line.reason.as_deref()), (Claimant::Entra, Some("soar"), Some("phished")));
        assert_eq!(line.action, Some(ActionId::new(TenantId::new("t"), "dismissUsersRisk u 50")));
        assert!(line.record.is_some(), "it is Entra's record");
        assert_eq!(rows.iter().filter(|row| row.risk_state.as_ref().is_some_and(|word| word.as_str() == "dismissed")).count(), 1);
        acting.record(&[item(&dismissed(50), Some("app"), 50)]).await;
    }
    assert_eq!(shown(&acting.user().await.risk), "dismissed none adminDismissedAllRiskForUser 50 Some(Entra)");
}

#[tokio::test]
async fn a_line_of_entras_that_may_be_another_act_stays_beside_ours() {
    let other = json!({"riskState": "dismissed", "riskDetail": "adminDismissedRiskForSignIn", "riskLastUpdatedDateTime": time(50)});
    for (told, shown) in [
        ("before it was asked for", vec![entras(&dismissed(49), 51)]),
        ("long after it was seen", vec![item(&dismissed(200), None, 200)]),
        ("something else", vec![entras(&other, 51)]),
        ("by somebody", vec![item(&dismissed(50), Some("u"), 50)]),
        ("one of two", vec![item(&dismissed(50), None, 50), item(&dismissed(52), None, 52)]),
    ] {
        let Some(acting) = Acting::over(&monday()).await else { return };
        done_elsewhere(&acting, 50, ActionKind::DismissUsersRisk, &shown).await;
        assert_eq!(acting.lines().await, ["dismissed adminDismissedAllRiskForUser 50"], "{told}");
    }
    // Of two acts that are alike each has a line.
    let Some(acting) = Acting::over(&monday()).await else { return };
    done_elsewhere(&acting, 50, ActionKind::DismissUsersRisk, &[entras(&dismissed(50), 51)]).await;
    done_elsewhere(&acting, 51, ActionKind::DismissUsersRisk, &[]).await;
    assert_eq!(acting.lines().await, ["dismissed adminDismissedAllRiskForUser 51"]);
}

#[tokio::test]
async fn what_failed_is_no_line() {
    let Some(acting) = Acting::over(&monday()).await else { return };
    acting.request(50, ActionKind::DismissUsersRisk, "u").await;
    let mut steps = acting.store.claim(60, 100).await.expect("steps");
    steps[0].progress.sent(acting.clock.now(), Sent::Refused(StepError::new(StepErrorCode::Denied, "no")));
    acting.store.conclude(&steps).await.expect("it is kept");
    assert_eq!(acting.lines().await, [""; 0]);
}

#[tokio::test]
async fn pages_of_a_history_with_acts_join_without_gap_or_repeat() {
    let item = |state: &str, at: i64| {
        let item = json!({"riskState": state, "riskDetail": "none", "riskLastUpdatedDateTime": time(at)});
        Record::RiskHistoryItem(Identity::User(UserId::new(TenantId::new("t"), "u")), kept(&item, at))
    };
    let records: Vec<Record> = (0..6).map(|at| item("atRisk", at * 10)).chain([item("remediated", 30), sign_in("s", 5)]).collect();
    let Some(acting) = Acting::over(&records).await else { return };
    for second in [10, 20, 30, 70] {
        acting.act(second, ActionKind::ContainUsers, "u").await;
    }
    let (all, _) = acting.history(&Query::first(100)).await;
    assert!(all.len() > 10, "{}", all.len());
    let times: Vec<_> = all.iter().map(|row| row.risk_last_updated_date_time).collect();
    assert!(times.is_sorted_by(|one, other| one >= other), "{times:?}");
    for size in [1, 2, 3] {
        let (mut paged, mut after) = (Vec::new(), None);
        loop {
            let (rows, next) = acting.history(&Query { after, ..Query::first(size) }).await;
            paged.extend(rows);
            let Some(next) = next else { break };
            after = Some(next);
        }
        assert_eq!(paged, all);
    }
}
