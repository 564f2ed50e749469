//! Alerts and incidents of Microsoft Defender: what they cost, and what Graph is not asked for.

use riskgate_adapter::{Adapter, AlertSource, ErrorKind, IncidentSource};
use riskgate_model::{
    AlertField, AlertId, DetectionId, Direction, Filter, Id, Identity, IncidentId, Operand, Order, Query, SignInId, TenantId, Test, Time,
    UserId,
};
use riskgate_test_msgraph::{App, Armed, Collection, Fault, World};
use serde_json::{Value, json};

use crate::graph::{APP, Asked, SECRET, TENANT, graph, graph_of};

fn tenant() -> TenantId {
    TenantId::new(TENANT)
}

fn incident(number: usize) -> IncidentId {
    IncidentId::new(tenant(), &number.to_string())
}

fn of_alerts(adapter: &Adapter) -> &dyn AlertSource {
    adapter.alerts.as_deref().expect("it answers")
}

fn of_incidents(adapter: &Adapter) -> &dyn IncidentSource {
    adapter.incidents.as_deref().expect("it answers")
}

/// So many alerts, in no order, ten to an incident. The newer half is classified, or open by turns.
fn world(count: usize) -> World {
    let at = |seconds: usize| Time::from_seconds(1_764_000_000 + i64::try_from(seconds).expect("few")).to_string();
    let alert = |number: usize| {
        let place = (number * 2_003) % count;
        let classification = if place * 2 >= count { [json!("truePositive"), Value::Null][place % 2].clone() } else { json!("unknown") };
        json!({"id": format!("a{place}"), "incidentId": (place / 10).to_string(), "status": "new", "severity": "high",
            "classification": classification, "createdDateTime": at(place), "lastUpdateDateTime": at(place)})
    };
    let incident = |number: usize| {
        let number = (number * 2_003) % (count / 10);
        json!({"id": number.to_string(), "status": "Active", "severity": "High", "classification": "Unknown",
            "createdDateTime": at(number), "lastUpdateDateTime": at(number)})
    };
    World {
        alerts: (0..count).map(alert).collect::<Vec<Value>>().into(),
        incidents: (0..count / 10).map(incident).collect::<Vec<Value>>().into(),
        ..World::default()
    }
}

fn ids<E: riskgate_model::Entity>(rows: &[E]) -> Vec<&str> {
    rows.iter().map(|row| row.id().object()).collect()
}

#[tokio::test]
async fn the_newest_and_oldest_alerts_and_incidents_of_many_cost_a_few_calls() {
    let (stand_in, adapter) = graph(world(5_000), Asked::default()).await;
    let page = of_alerts(&adapter).alerts(&Query::first(3)).await.expect("a page");
    assert_eq!(ids(&page.rows), ["a4999", "a4998", "a4997"]);
    let page = of_alerts(&adapter).alerts(&Query { after: page.next, ..Query::first(2) }).await.expect("a page");
    assert_eq!(ids(&page.rows), ["a4996", "a4995"]);
    let oldest = Order { field: AlertField::LastUpdateDateTime, direction: Direction::Ascending };
    let page = of_alerts(&adapter).alerts(&Query { order: oldest, ..Query::first(3) }).await.expect("a page");
    assert_eq!(ids(&page.rows), ["a0", "a1", "a2"]);
    let page = of_incidents(&adapter).incidents(&Query::first(2)).await.expect("a page");
    assert_eq!(ids(&page.rows), ["499", "498"]);
    let calls = [Collection::Alerts, Collection::Incidents].map(|it| stand_in.calls(it));
    assert!(calls[0] <= 9 && calls[1] <= 12, "{calls:?}");
}

#[tokio::test]
async fn the_alerts_of_an_incident_come_with_it_in_one_call_each() {
    let (stand_in, adapter) = graph(world(200), Asked::default()).await;
    let incidents = [incident(3), incident(999), incident(19), incident(3)];
    let grouped = of_alerts(&adapter).alerts_by_incident(&incidents, &Query::first(2)).await.expect("groups");
    let groups: Vec<Vec<&str>> = grouped.groups().map(ids).collect();
    assert_eq!(groups, [vec!["a39", "a38"], vec![], vec!["a199", "a198"], vec!["a39", "a38"]]);
    assert_eq!(grouped.next.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, true, true]);
    assert_eq!((stand_in.calls(Collection::Incidents), stand_in.calls(Collection::Alerts)), (3, 0));
}

#[tokio::test]
async fn what_nobody_has_classified_is_found_however_graph_says_it() {
    let (stand_in, adapter) = graph(world(80), Asked::default()).await;
    let is = |words: &[&'static str]| {
        let words = words.iter().map(|word| Operand::Word(word)).collect();
        Query { filter: Filter::Is(AlertField::Classification, Test::In(words)), ..Query::first(100) }
    };
    for (words, count) in [(&["unknown"] as &[_], 60), (&["truePositive"], 20), (&["unknown", "truePositive"], 80)] {
        assert_eq!(of_alerts(&adapter).alerts(&is(words)).await.expect("a page").rows.len(), count, "{words:?}");
    }
    assert_eq!(stand_in.requests().iter().filter(|request| request.query.contains("classification")).count(), 1);
}

#[tokio::test]
async fn whom_they_name_graph_is_not_asked_for() {
    let (stand_in, adapter) = graph(world(20), Asked::default()).await;
    let (alerts, identities) = (of_alerts(&adapter), [Identity::User(UserId::new(tenant(), "u1"))]);
    let refused = [
        alerts.alerts_by_identity(&identities, &Query::first(1)).await,
        alerts.alerts_by_sign_in(&[SignInId::new(tenant(), "s1")], &Query::first(1)).await,
        alerts.alerts_by_detection(&[DetectionId::new(tenant(), "d1")], &Query::first(1)).await,
    ];
    for refused in refused {
        let error = refused.expect_err("it is not asked");
        assert!(matches!(&error.kind, ErrorKind::Unsupported(told) if told.contains("does not filter alerts by the")), "{error:?}");
    }
    let error = of_incidents(&adapter).incidents_by_identity(&identities, &Query::first(1)).await.expect_err("it is not asked");
    assert!(matches!(error.kind, ErrorKind::Unsupported(_)), "{error:?}");
    assert!(stand_in.requests().is_empty());
}

#[tokio::test]
async fn a_missing_permission_or_plan_is_named() {
    let app = App::with_secret(APP, SECRET).with_only(&["IdentityRiskyUser.Read.All"]);
    let (stand_in, adapter) = graph_of(app, world(20), Asked::default()).await;
    let (alerts, incidents) = (of_alerts(&adapter), of_incidents(&adapter));
    let denied = |permission| ErrorKind::Denied(format!("grant the application permission {permission}"));
    assert_eq!(alerts.alerts(&Query::first(1)).await.expect_err("refused").kind, denied("SecurityAlert.Read.All"));
    assert_eq!(incidents.incidents(&Query::first(1)).await.expect_err("refused").kind, denied("SecurityIncident.Read.All"));
    let error = alerts.alerts_by_incident(&[incident(1)], &Query::first(1)).await.expect_err("they come with it");
    assert_eq!(error.kind, denied("SecurityIncident.Read.All"));
    stand_in.arm(Armed::new(Fault::NotProvisioned).on("security").always());
    let error = alerts.alerts_by_id(&[AlertId::new(tenant(), "a1")], riskgate_model::AlertFields::RECORD).await.expect_err("refused");
    assert_eq!(error.kind, ErrorKind::NotLicensed("a plan of Microsoft Defender XDR, set up in the tenant".to_owned()));
}
