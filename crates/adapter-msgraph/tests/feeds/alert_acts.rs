//! Acts on alerts reach Graph, show there once, and bring back the record that shows it.

use riskgate_adapter::{Asked, Looked, Responder};
use riskgate_adapter_msgraph::GraphResponder;
use riskgate_model::{Act, ActionContent, ActionId, Actor, Id as _, Look, Record, Sent, StepErrorCode, Target, TargetKind, TenantId, Time};
use riskgate_test_msgraph::{App, Armed, Fault, World};
use serde_json::{Value, json};

use crate::graph::{BEGIN, Graph, TENANT};

/// A stand-in with one alert, and who acts in it.
async fn graph(app: App) -> (Graph, GraphResponder) {
    let comment = json!({"comment": "Seen.", "createdBy": "Kim", "createdTime": "2025-11-20T08:00:00Z"});
    let alert = json!({
        "id": "A", "status": "inProgress", "classification": null, "serviceSource": "azureAdIdentityProtection", "severity": "high",
        "createdDateTime": "2025-11-20T08:00:00Z", "lastUpdateDateTime": "2025-11-20T08:00:00Z", "comments": [comment],
    });
    let graph = Graph::with(World { alerts: vec![alert].into(), ..World::default() }, app).await;
    let responder = GraphResponder::new(graph.client.clone(), graph.clock.clone());
    (graph, responder)
}

/// What is asked of the alert, so long after everything began.
fn asked(id: &str, content: ActionContent, seconds: i64) -> [Asked; 1] {
    [Asked {
        action: ActionId::new(TenantId::new(TENANT), "k"),
        number: 0,
        target: Target::new(TargetKind::Alert, TenantId::new(TENANT), id),
        content: Some(content),
        requested: Time::from_seconds(BEGIN + seconds),
        by: Actor::default(),
        reason: None,
    }]
}

fn change(to: &Value) -> ActionContent {
    ActionContent::Change(serde_json::from_value(to.clone()).expect("a change"))
}

fn resolved() -> ActionContent {
    change(&json!({"status": "resolved", "classification": "truePositive", "determination": "compromisedAccount", "assignedTo": "kim"}))
}

fn said() -> ActionContent {
    ActionContent::Comment("Asked her.".to_owned())
}

fn alert(graph: &Graph) -> Value {
    graph.stand_in.world(TENANT, |world| world.alerts.get("A")).expect("the alert")
}

/// Whether a comment was looked for and not found, which is not yet a reason to write it again.
fn is_not_there(looked: &Looked) -> bool {
    matches!(&looked.looks[..], [Look::Unknown(reason)] if reason.code == StepErrorCode::AnswerLost)
}

#[tokio::test]
async fn an_alert_is_changed_and_its_record_shows_it() {
    let (graph, responder) = graph(Graph::app()).await;
    graph.clock.pass(10);
    let asked = asked("a", resolved(), 5);
    assert_eq!(responder.look(Act::UpdateAlert, &asked).await.looks, [Look::NoEffect]);
    assert_eq!(responder.respond(Act::UpdateAlert, &asked).await, [Sent::Accepted]);
    let [change] = &graph.stand_in.changes()[..] else { panic!("{:?}", graph.stand_in.changes()) };
    assert_eq!((change.method.as_str(), change.status), ("PATCH", Some(200)));
    let looked = responder.look(Act::UpdateAlert, &asked).await;
    let [Record::Alert(read)] = &looked.records[..] else { panic!("{looked:?}") };
    assert_eq!(looked.looks, [Look::Effect]);
    let standing = read.value.standing().expect("it stands somewhere");
    assert_eq!((standing.status.as_str(), standing.classification.as_str()), ("resolved", "truePositive"));
    assert_eq!((read.observed, read.value.resolved_date_time), (Some(Time::from_seconds(BEGIN + 10)), read.observed));
    assert_eq!(read.value.comments.len(), 1);
}

#[tokio::test]
async fn a_comment_is_written_once_and_found_after_a_lost_answer() {
    let (graph, responder) = graph(Graph::app()).await;
    let asked = asked("a", said(), 0);
    assert!(is_not_there(&responder.look(Act::CommentOnAlert, &asked).await));
    graph.stand_in.arm(Armed::new(Fault::Cut).on("comments"));
    let sent = responder.respond(Act::CommentOnAlert, &asked).await;
    assert!(matches!(&sent[..], [Sent::Lost(_)]), "{sent:?}");
    let looked = responder.look(Act::CommentOnAlert, &asked).await;
    assert!(looked.looks == [Look::Effect] && looked.records.len() == 1, "{looked:?}");
    let later = [Asked { requested: Time::from_seconds(BEGIN + 60), ..asked[0].clone() }];
    assert!(is_not_there(&responder.look(Act::CommentOnAlert, &later).await), "it was before that was asked for");
    graph.clock.pass(60);
    assert_eq!(responder.respond(Act::CommentOnAlert, &later).await, [Sent::Accepted]);
    assert_eq!(responder.look(Act::CommentOnAlert, &later).await.looks, [Look::Effect]);
    assert_eq!(alert(&graph)["comments"].as_array().map(Vec::len), Some(3));
}

#[tokio::test]
async fn a_change_whose_answer_was_lost_is_seen_or_sent_again() {
    let (graph, responder) = graph(Graph::app()).await;
    let asked = asked("a", resolved(), 0);
    graph.stand_in.arm(Armed::new(Fault::Cut).on("alerts_v2"));
    assert!(matches!(&responder.respond(Act::UpdateAlert, &asked).await[..], [Sent::Lost(_)]));
    assert_eq!(responder.look(Act::UpdateAlert, &asked).await.looks, [Look::Effect]);
    graph.stand_in.arm(Armed::new(Fault::NoEffect).on("alerts_v2"));
    let opened = self::asked("a", change(&json!({"status": "new"})), 0);
    assert_eq!(responder.respond(Act::UpdateAlert, &opened).await, [Sent::Accepted]);
    let looked = responder.look(Act::UpdateAlert, &opened).await;
    assert!(looked.looks == [Look::NoEffect] && looked.records.is_empty(), "what shows no effect is left to the feeds: {looked:?}");
    assert_eq!(responder.respond(Act::UpdateAlert, &opened).await, [Sent::Accepted]);
    assert_eq!(responder.look(Act::UpdateAlert, &opened).await.looks, [Look::Effect]);
    assert_eq!(alert(&graph)["resolvedDateTime"], Value::Null);
}

#[tokio::test]
async fn what_goes_wrong_with_an_alert_is_told_by_what_can_be_done() {
    let (graph, responder) = graph(Graph::app()).await;
    for (act, content) in [(Act::UpdateAlert, resolved()), (Act::CommentOnAlert, said())] {
        let gone = asked("gone", content.clone(), 0);
        let sent = responder.respond(act, &gone).await;
        assert!(matches!(&sent[..], [Sent::Refused(error)] if error.code == StepErrorCode::NotFound), "{sent:?}");
        assert_eq!(responder.look(act, &gone).await.looks, [Look::Gone]);
        let elsewhere =
            [Asked { target: Target::new(TargetKind::Alert, TenantId::new("other"), "a"), ..asked("a", content, 0)[0].clone() }];
        assert!(matches!(&responder.respond(act, &elsewhere).await[..], [Sent::Refused(_)]));
        let unsaid = [Asked { content: None, ..gone[0].clone() }];
        assert!(matches!(&responder.respond(act, &unsaid).await[..], [Sent::Refused(_)]));
    }
    let word = change(&json!({"status": "brandNew"}));
    let sent = responder.respond(Act::UpdateAlert, &asked("a", word, 0)).await;
    assert!(matches!(&sent[..], [Sent::Refused(error)] if error.code == StepErrorCode::Refused), "{sent:?}");
    graph.stand_in.arm(Armed::new(Fault::Throttled { retry_after: Some("7".to_owned()) }).on("alerts_v2").always());
    let sent = responder.respond(Act::UpdateAlert, &asked("a", resolved(), 0)).await;
    assert!(
        matches!(&sent[..], [Sent::NotYet(error, seconds)] if error.code == StepErrorCode::Throttled && (1..=8).contains(seconds)),
        "{sent:?}"
    );
    assert_eq!(alert(&graph)["status"], "inProgress", "nothing was changed");
}

#[tokio::test]
async fn without_the_permission_to_write_alerts_it_is_named() {
    let (_graph, responder) = graph(Graph::app().without("SecurityAlert.ReadWrite.All")).await;
    for (act, content) in [(Act::UpdateAlert, resolved()), (Act::CommentOnAlert, said())] {
        let sent = responder.respond(act, &asked("a", content, 0)).await;
        let [Sent::Refused(error)] = &sent[..] else { panic!("{sent:?}") };
        assert!(error.code == StepErrorCode::Denied && error.message.contains("SecurityAlert.ReadWrite.All"), "{error:?}");
    }
    let looked = responder.look(Act::UpdateAlert, &asked("a", resolved(), 0)).await.looks;
    assert_eq!(looked, [Look::NoEffect], "it may read them");
}
