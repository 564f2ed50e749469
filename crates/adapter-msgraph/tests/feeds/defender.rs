//! Alerts and incidents of Microsoft Defender are read as the other lists are, if they are to be.

use riskgate_adapter::{ErrorKind, Part};
use riskgate_adapter_msgraph::SyncOptions;
use riskgate_model::{Alert, AlertClassification, Clock as _, Incident, IncidentStatus, Record, RecordKind, Word};
use riskgate_test_msgraph::{Armed, Collection, Fault, World};
use serde_json::{Map, Value, json};

use crate::graph::{Graph, Read, TENANT, read, world};

const LISTS: [(&str, Collection); 2] = [("alerts", Collection::Alerts), ("incidents", Collection::Incidents)];

/// The names of the lists that are read with these options.
fn names(graph: &Graph, defender: bool, kinds: &[RecordKind]) -> Vec<String> {
    let feeds = graph.feeds(&SyncOptions { defender, kinds: kinds.to_vec(), ..SyncOptions::default() });
    feeds.into_iter().map(|feed| feed.name.rsplit_once('/').expect("a part").0.replace(&format!("msgraph/{TENANT}/"), "")).collect()
}

fn records(read: Read) -> impl Iterator<Item = Record> {
    read.batches.into_iter().flat_map(|batch| {
        assert!(batch.refused.is_empty() && batch.skipped.is_empty(), "{:?} {:?}", batch.refused, batch.skipped);
        batch.records
    })
}

fn properties(value: Value) -> Map<String, Value> {
    if let Value::Object(properties) = value { properties } else { panic!("{value}") }
}

#[tokio::test]
async fn they_are_read_only_if_it_is_set() {
    let graph = Graph::of(World::default()).await;
    assert!(names(&graph, false, &[]).iter().all(|name| !name.contains("alerts") && !name.contains("incidents")));
    let all = names(&graph, true, &[]);
    assert!(all.len() == names(&graph, false, &[]).len() + 4 && all.contains(&"riskyUsers".to_owned()));
    assert_eq!(names(&graph, true, &[RecordKind::Alerts, RecordKind::Incidents]), ["alerts", "alerts", "incidents", "incidents"]);
}

#[tokio::test]
async fn they_become_records_however_oddly_they_are_written() {
    let graph = Graph::of(world()).await;
    let all = async |list: &str| {
        let parts = [read(graph.feed(list, Part::Head)).await, read(graph.feed(list, Part::Backfill)).await];
        parts.into_iter().flat_map(records).collect::<Vec<_>>()
    };
    let alerts: Vec<Alert> =
        all("alerts").await.into_iter().map(|record| if let Record::Alert(it) = record { it.value } else { panic!() }).collect();
    let classified = |known| alerts.iter().filter(|it| it.classification.as_ref().and_then(Word::known) == Some(known)).count();
    assert!(alerts.iter().all(|alert| alert.classification.is_some()) && classified(AlertClassification::NotSet) > alerts.len() / 3);
    let comments: Vec<_> = alerts.iter().flat_map(|alert| &alert.comments).collect();
    assert!(!comments.is_empty() && comments.iter().all(|it| it.created_by_display_name.is_some() && it.created_date_time.is_some()));
    let evidence: Vec<_> = alerts.iter().flat_map(|alert| &alert.evidence).collect();
    assert!(evidence.iter().any(|it| it.kind.as_ref().is_some_and(|word| word.known().is_none())), "a type of a later year is kept");
    assert!(evidence.iter().any(|it| it.request_id.is_some()) && evidence.iter().any(|it| it.user_account.is_some()));
    let incidents: Vec<Incident> =
        all("incidents").await.into_iter().map(|record| if let Record::Incident(it) = record { it.value } else { panic!() }).collect();
    let is = |status| incidents.iter().any(|it| it.status.as_ref().and_then(Word::known) == Some(status));
    assert!(is(IncidentStatus::Active) && is(IncidentStatus::Resolved), "{incidents:?}");
    assert!(graph.stand_in.requests().iter().all(|request| !request.query.contains("orderby") && !request.query.contains("expand")));
}

#[tokio::test]
async fn a_second_head_tells_of_what_has_changed_and_of_nothing_else() {
    for (list, collection) in LISTS {
        let graph = Graph::of(world()).await;
        let (mut head, mut feed) = (Read::default(), graph.feed(list, Part::Head));
        head.all(&mut feed).await.expect("it is read");
        graph.clock.pass(1_800);
        graph.stand_in.world(TENANT, |world| {
            let rows = if collection == Collection::Alerts { &mut world.alerts } else { &mut world.incidents };
            rows.push(json!({"id": "long ago", "status": "new", "lastUpdateDateTime": "2025-06-10T08:00:00Z"}));
            rows.change("long ago", properties(json!({"status": "resolved", "lastUpdateDateTime": "2025-11-27T00:29:00Z"})));
        });
        let (mut again, calls) = (Read { checkpoint: head.checkpoint, ..Read::default() }, graph.stand_in.calls(collection));
        again.all(&mut feed).await.expect("it is read");
        assert_eq!(again.ids, ["long ago".to_owned()].into(), "{list}");
        assert_eq!(graph.stand_in.calls(collection) - calls, 1, "{list}");
    }
}

/// A stand-in with so many alerts that last changed at this time.
async fn changed_at(count: usize, time: &str) -> Graph {
    let alert = |number: usize| json!({"id": format!("a{number:03}"), "status": "new", "lastUpdateDateTime": time});
    Graph::of(World { alerts: (0..count).map(alert).collect::<Vec<_>>().into(), ..World::default() }).await
}

/// The alert of this number changes a moment later.
fn change(graph: &Graph, number: usize) {
    graph.clock.pass(1);
    let changed = json!({"status": "resolved", "lastUpdateDateTime": graph.clock.now().to_string()});
    graph.stand_in.world(TENANT, |world| world.alerts.change(&format!("a{number:03}"), properties(changed)));
}

#[tokio::test]
async fn alerts_that_change_while_they_are_read_hide_no_others() {
    for (part, time) in [(Part::Head, "2025-11-26T12:00:00Z"), (Part::Backfill, "2025-11-25T12:00:00Z")] {
        // After each of the first pages one of those that were read changes, and leaves the stretch.
        for changes in 1..6 {
            let graph = changed_at(250, time).await;
            let (mut read, mut feed) = (Read::default(), graph.feed("alerts", part));
            for number in 0..changes {
                assert!(read.next(&mut feed).await.expect("a page"));
                change(&graph, number);
            }
            read.all(&mut feed).await.expect("it is read");
            assert_eq!(read.ids.len(), 250, "{part:?}, {changes} changes");
            assert!(read.batches.iter().all(|batch| batch.refused.is_empty()), "{part:?}, {changes} changes");
        }
    }
}

#[tokio::test]
async fn a_minute_of_alerts_that_never_rest_is_given_up_by_name() {
    let graph = changed_at(250, "2025-11-25T12:00:00Z").await;
    let (mut read, mut feed) = (Read::default(), graph.feed("alerts", Part::Backfill));
    let refusal = 'refused: {
        for number in 0..100 {
            assert!(read.next(&mut feed).await.expect("a page"));
            if let Some(refusal) = read.batches.last().and_then(|batch| batch.refused.first()) {
                break 'refused refusal.clone();
            }
            change(&graph, number);
        }
        panic!("it is not given up");
    };
    assert!(refusal.reason.contains("which hid others"), "{}", refusal.reason);
    read.all(&mut feed).await.expect("the rest is read");
}

#[tokio::test]
async fn who_may_not_read_them_is_told_which_permission_or_plan_is_missing_and_asks_for_no_other_token() {
    let app = Graph::app().with_only(&["IdentityRiskyUser.Read.All"]);
    let graph = Graph::with(world(), app).await;
    for (list, permission) in [("alerts", "SecurityAlert.Read.All"), ("incidents", "SecurityIncident.Read.All")] {
        let error = graph.feed(list, Part::Head).feed.changes(None).await.expect_err("it is refused");
        assert_eq!(error.kind, ErrorKind::Denied(format!("grant the application permission {permission}")));
    }
    graph.stand_in.arm(Armed::new(Fault::NotProvisioned).on("security").always());
    for (list, _) in LISTS {
        let error = graph.feed(list, Part::Backfill).feed.changes(None).await.expect_err("it is refused");
        assert_eq!(error.kind, ErrorKind::NotLicensed("a plan of Microsoft Defender XDR, set up in the tenant".to_owned()));
    }
    assert_eq!(graph.stand_in.token_calls(), 1);
    read(graph.feed("riskyUsers", Part::Head)).await;
}
