//! Alerts that are acted on: what they say of a risk from then on, and that nothing is said twice.

use riskgate_adapter::{AlertSource, Claimed};
use riskgate_model::{ActionContent, Alert, AlertChange, AlertFields, AlertId, Id as _, Sent, StepErrorCode};

use super::{
    Act, Acting, Action, ActionId, ActionKind, ActionLog, Claimant, Clock, Look, Ordering, Query, Record, Requested, Responder, Target,
    TargetKind, TenantId, Value, Word, detection, json, kept, risky_user, second, shown, time,
};

/// What is known of an alert that was raised for the detection, at a second.
fn alert(at: i64, status: &str, classification: &str) -> Record {
    let user = json!({"@odata.type": "#microsoft.graph.security.userEvidence", "userAccount": {"azureAdUserId": "u"}});
    let alert = json!({
        "id": "A", "providerAlertId": "d", "serviceSource": "azureAdIdentityProtection", "severity": "low", "status": status,
        "classification": classification, "createdDateTime": time(12), "lastUpdateDateTime": time(at), "evidence": [user],
        "comments": [{"comment": "Seen.", "createdByDisplayName": "Kim", "createdDateTime": time(12), "brandNew": 1}],
    });
    Record::Alert(Box::new(kept(&alert, at)))
}

/// A user at risk by one detection, which an alert covers that is being looked into.
fn at_risk() -> Vec<Record> {
    vec![risky_user("atRisk", 10), detection("d", None, 10), alert(20, "inProgress", "unknown")]
}

fn change(change: &Value) -> ActionContent {
    ActionContent::Change(serde_json::from_value(change.clone()).expect("a change"))
}

impl Acting {
    async fn ask_of_alert(&self, second: i64, kind: ActionKind, target: &str, content: ActionContent) -> ActionId {
        self.clock.0.store(second, Ordering::SeqCst);
        let (tenant, now) = (TenantId::new("t"), self.clock.now());
        let action = Action {
            id: ActionId::new(tenant.clone(), &format!("{kind} {second}")),
            kind,
            content: Some(content),
            requested: now,
            requested_by: riskgate_model::Actor { name: "soar".to_owned(), object: None },
            reason: Some("looked into".to_owned()),
            steps: Action::steps(kind, &[Target::new(TargetKind::Alert, tenant, target)], now),
            refused: Vec::new(),
        };
        assert_eq!(self.store.request(&action, "").await.expect("it is kept"), Requested::New);
        action.id
    }

    async fn update(&self, second: i64, to: &Value) {
        self.ask_of_alert(second, ActionKind::UpdateAlerts, "a", change(to)).await;
        while self.turn().await {}
    }

    async fn alert(&self) -> Alert {
        let id = AlertId::new(TenantId::new("t"), "a");
        self.store.alerts_by_id(std::slice::from_ref(&id), AlertFields::ALL).await.expect("alerts").remove(&id).expect("the alert")
    }

    async fn comments(&self) -> Vec<String> {
        let text = |comment: riskgate_model::AlertComment| {
            let (text, by) = (comment.comment.unwrap_or_default(), comment.created_by_display_name.unwrap_or_default());
            format!("{text} {by} {}", second(comment.created_date_time))
        };
        self.alert().await.comments.into_iter().map(text).collect()
    }

    /// What alerts said in the user's history, the newest first: `alert status classification: state second`.
    async fn verdicts(&self) -> Vec<String> {
        let (rows, _) = self.history(&Query::first(100)).await;
        let of_alerts = rows.iter().filter(|row| row.claimant == Claimant::Defender);
        let line = |row: &riskgate_model::RiskChange| {
            let alert = row.alert.as_ref().expect("it is an alert's");
            let state = row.risk_state.as_ref().map_or("-", Word::as_str);
            let at = second(row.risk_last_updated_date_time);
            format!("{} {} {}: {state} {at}", alert.id, alert.status.as_str(), alert.classification.as_str())
        };
        of_alerts.map(line).collect()
    }
}

#[tokio::test]
async fn an_alert_that_is_closed_here_changes_the_risk_by_the_table_before_and_after_an_import() {
    let Some(acting) = Acting::over(&at_risk()).await else { return };
    acting.update(50, &json!({"status": "resolved", "classification": "truePositive", "determination": "compromisedAccount"})).await;
    let remediated = "remediated none m365DAdminDismissedDetection 50 Some(Defender)";
    for _ in 0..2 {
        assert_eq!(shown(&acting.user().await.risk), remediated);
        assert_eq!(shown(&acting.detection("d").await.risk), remediated);
        let lines = ["t/a resolved truePositive: remediated 50", "t/a inProgress unknown: atRisk 20"];
        assert_eq!((acting.verdicts().await, acting.lines().await.len()), (lines.map(str::to_owned).into(), 0));
        let alert = acting.alert().await;
        assert_eq!(alert.determination.as_ref().map(Word::as_str), Some("compromisedAccount"));
        assert_eq!((second(alert.resolved_date_time), second(alert.last_update_date_time)), ("50".to_owned(), "50".to_owned()));
        assert_eq!((alert.evidence.len(), alert.comments.len()), (1, 1), "what was not told stays");
        // Monday's export opens nothing again.
        acting.record(&at_risk()).await;
    }
    acting.update(60, &json!({"status": "inProgress"})).await;
    assert_eq!(shown(&acting.user().await.risk), "confirmedCompromised high m365DAdminDismissedDetection 60 Some(Defender)");
    acting.update(70, &json!({"classification": "unknown"})).await;
    assert_eq!(acting.verdicts().await[0], "t/a inProgress unknown: atRisk 70");
    acting.record(&[alert(80, "resolved", "falsePositive")]).await;
    assert_eq!(acting.verdicts().await[0], "t/a resolved falsePositive: confirmedSafe 80", "what is said elsewhere later holds");
}

#[tokio::test]
async fn who_investigates_and_what_is_said_changes_no_risk() {
    let Some(acting) = Acting::over(&at_risk()).await else { return };
    let before = (shown(&acting.user().await.risk), acting.verdicts().await);
    acting.update(50, &json!({"assignedTo": "kim@contoso.example"})).await;
    acting.ask_of_alert(60, ActionKind::CommentOnAlert, "a", ActionContent::Comment("Asked her.".to_owned())).await;
    while acting.turn().await {}
    let alert = acting.alert().await;
    assert_eq!((alert.assigned_to.as_deref(), second(alert.last_update_date_time)), (Some("kim@contoso.example"), "60".to_owned()));
    assert_eq!((shown(&acting.user().await.risk), acting.verdicts().await), before);
    assert_eq!(acting.comments().await, ["Seen. Kim 12", "Asked her. soar 60"]);
    let body = alert.record.expect("the record");
    assert!(body.as_str().contains("brandNew"), "what is not known of a comment is kept: {body:?}");
}

#[tokio::test]
async fn whoever_is_killed_before_it_is_kept_has_written_one_comment() {
    let Some(acting) = Acting::over(&at_risk()).await else { return };
    acting.ask_of_alert(50, ActionKind::CommentOnAlert, "a", ActionContent::Comment("Asked her.".to_owned())).await;
    let asked: Vec<_> = acting.store.claim(60, 100).await.expect("steps").iter().map(Claimed::asked).collect();
    assert_eq!(acting.store.look(Act::CommentOnAlert, &asked).await.looks, [Look::NoEffect]);
    for _ in 0..2 {
        assert_eq!(acting.store.respond(Act::CommentOnAlert, &asked).await, [Sent::Done]);
    }
    acting.clock.0.store(200, Ordering::SeqCst);
    while acting.turn().await {}
    assert_eq!(acting.comments().await, ["Seen. Kim 12", "Asked her. soar 50"]);
}

#[tokio::test]
async fn what_is_asked_for_of_alerts_is_kept_with_the_action_and_on_record() {
    let Some(acting) = Acting::over(&at_risk()).await else { return };
    let to = json!({"status": "resolved", "classification": "falsePositive", "determination": "notMalicious", "assignedTo": "kim"});
    let id = acting.ask_of_alert(50, ActionKind::UpdateAlerts, "a", change(&to)).await;
    let kept = acting.store.actions_by_id(&[id]).await.expect("actions").remove(0);
    let ActionContent::Change(AlertChange { assigned_to, .. }) = kept.content.clone().expect("it says what") else { panic!("{kept:?}") };
    assert_eq!((kept.content, assigned_to.as_deref()), (Some(change(&to)), Some("kim")));
    let record: Value = serde_json::from_str(&acting.store.audit(None, 1).await.expect("a trail")[0].record).expect("JSON");
    assert_eq!((&record["event"], &record["content"]), (&json!("requested"), &json!({"change": to})));
    let of = acting.store.actions_of(&[Target::new(TargetKind::Alert, TenantId::new("t"), "a")], 10, None).await.expect("actions");
    assert_eq!(of[0].len(), 1);
}

#[tokio::test]
async fn updates_of_an_alert_are_done_in_their_order_and_none_is_left_out() {
    let Some(acting) = Acting::over(&at_risk()).await else { return };
    acting.ask_of_alert(50, ActionKind::UpdateAlerts, "a", change(&json!({"status": "resolved", "classification": "truePositive"}))).await;
    acting.ask_of_alert(51, ActionKind::UpdateAlerts, "a", change(&json!({"classification": "falsePositive"}))).await;
    let first = acting.store.claim(60, 100).await.expect("steps");
    assert_eq!(first.len(), 1, "the next one waits");
    // Whoever took it up is gone: it is looked for, and sent after a while.
    for second in [200, 210, 220] {
        acting.clock.0.store(second, Ordering::SeqCst);
        while acting.turn().await {}
    }
    let lines = acting.verdicts().await;
    assert!(lines[0].starts_with("t/a resolved falsePositive: confirmedSafe"), "{lines:?}");
    assert!(lines[1].starts_with("t/a resolved truePositive: remediated"), "{lines:?}");
}

#[tokio::test]
async fn an_alert_that_tells_of_a_later_moment_than_the_clock_is_changed_all_the_same() {
    let Some(acting) = Acting::over(&[risky_user("atRisk", 10), detection("d", None, 10), alert(90, "inProgress", "unknown")]).await else {
        return;
    };
    acting.update(50, &json!({"status": "resolved"})).await;
    assert_eq!(acting.verdicts().await[0], "t/a resolved unknown: dismissed 90");
}

#[tokio::test]
async fn an_alert_that_nobody_knows_is_refused() {
    let Some(acting) = Acting::over(&at_risk()).await else { return };
    acting.ask_of_alert(50, ActionKind::UpdateAlerts, "none", change(&json!({"status": "new"}))).await;
    let asked: Vec<_> = acting.store.claim(60, 100).await.expect("steps").iter().map(Claimed::asked).collect();
    let sent = acting.store.respond(Act::UpdateAlert, &asked).await;
    assert!(matches!(&sent[..], [Sent::Refused(error)] if error.code == StepErrorCode::NotFound), "{sent:?}");
}
