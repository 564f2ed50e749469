//! What there is is read, in few calls, whatever happens in between.

use riskgate_adapter::Part;
use riskgate_adapter_msgraph::SyncOptions;
use riskgate_model::{NamedLocationType, Record, RecordKind, Time};
use riskgate_test_msgraph::{ARRIVES, Collection, Size, World};
use serde_json::json;

use crate::graph::{BEGIN, Graph, Read, TENANT, read, world};

/// The lists that have a head, and their collections.
const TIMED: [(&str, Collection); 7] = [
    ("riskyUsers", Collection::RiskyUsers),
    ("signIns", Collection::SignIns),
    ("directoryAudits", Collection::DirectoryAudits),
    ("alerts", Collection::Alerts),
    ("incidents", Collection::Incidents),
    ("riskDetections", Collection::RiskDetections),
    ("servicePrincipalRiskDetections", Collection::ServicePrincipalRiskDetections),
];

/// The lists that have none.
const UNTIMED: [(&str, Collection); 4] = [
    ("users", Collection::Users),
    ("riskyServicePrincipals", Collection::RiskyServicePrincipals),
    ("namedLocations", Collection::NamedLocations),
    ("policies", Collection::Policies),
];

/// How many rows the world has.
fn count(graph: &Graph, collection: Collection) -> usize {
    graph.stand_in.world(TENANT, |world| match collection {
        Collection::Users => world.users.len(),
        Collection::RiskyUsers => world.risky_users.len(),
        Collection::RiskDetections => world.risk_detections.len(),
        Collection::RiskyServicePrincipals => world.risky_service_principals.len(),
        Collection::ServicePrincipalRiskDetections => world.service_principal_risk_detections.len(),
        Collection::SignIns => world.sign_ins.len(),
        Collection::DirectoryAudits => world.directory_audits.len(),
        Collection::NamedLocations => world.named_locations.len(),
        Collection::Policies => world.policies.len(),
        Collection::Alerts => world.alerts.len(),
        Collection::Incidents => world.incidents.len(),
        other => panic!("{other:?} is not read"),
    })
}

#[tokio::test]
async fn head_and_backfill_together_read_every_row_in_few_calls() {
    let graph = Graph::of(world()).await;
    for (name, collection) in TIMED {
        let rows = count(&graph, collection);
        assert!(rows > 0, "{name}");
        if collection == Collection::RiskDetections {
            // By then even the latest of them have arrived.
            graph.clock.pass(2 * 86_400);
        }
        let head = read(graph.feed(name, Part::Head)).await;
        let backfill = read(graph.feed(name, Part::Backfill)).await;
        let all: std::collections::BTreeSet<_> = head.ids.union(&backfill.ids).collect();
        assert_eq!(all.len(), rows, "{name}");
        assert!(name != "signIns" || (1..rows / 10).contains(&head.ids.len()), "the head is the last day alone");
        // The rows of a page, and how many stretches a backfill has, each twice as wide as the one before.
        let (page, stretches) = match collection {
            Collection::Alerts => (100, 8),
            Collection::Incidents => (50, 8),
            _ => (500, 5),
        };
        let most = rows.div_ceil(page) + 2 * (1 + stretches);
        assert!(graph.stand_in.calls(collection) <= most, "{name}: {} calls", graph.stand_in.calls(collection));
    }
}

#[tokio::test]
async fn lists_without_times_are_read_whole() {
    let graph = Graph::of(world()).await;
    for (name, collection) in UNTIMED {
        let read = read(graph.feed(name, Part::Backfill)).await;
        assert_eq!(read.ids.len(), count(&graph, collection), "{name}");
        assert!(read.batches.iter().all(|batch| batch.refused.is_empty() && batch.skipped.is_empty()), "{name}");
    }
}

#[tokio::test]
async fn named_locations_and_policies_become_records_in_one_call_each() {
    let graph = Graph::of(world()).await;
    let (locations, policies) =
        (read(graph.feed("namedLocations", Part::Backfill)).await, read(graph.feed("policies", Part::Backfill)).await);
    let of = |read: Read| read.batches.into_iter().flat_map(|batch| batch.records).collect::<Vec<_>>();
    let kinds = of(locations).into_iter().map(|record| match record {
        Record::NamedLocation(it) => {
            (it.value.kind.and_then(|word| word.known()), it.value.ip_ranges.len(), it.value.countries_and_regions.len())
        }
        other => panic!("{other:?}"),
    });
    assert_eq!(kinds.collect::<Vec<_>>(), [(Some(NamedLocationType::Ip), 3, 0), (Some(NamedLocationType::Country), 0, 2)]);
    let states = of(policies).into_iter().map(|record| match record {
        Record::ConditionalAccessPolicy(it) => {
            let levels = it.value.conditions.map(|conditions| conditions.sign_in_risk_levels.len());
            (it.value.state.map(|word| word.as_str().to_owned()), levels, it.value.grant_controls.map(|it| it.built_in_controls))
        }
        other => panic!("{other:?}"),
    });
    let expected =
        ["enabled", "enabledForReportingButNotEnforced"].map(|state| (Some(state.to_owned()), Some(1), Some(vec!["block".to_owned()])));
    assert_eq!(states.collect::<Vec<_>>(), expected);
    assert_eq!((graph.stand_in.calls(Collection::NamedLocations), graph.stand_in.calls(Collection::Policies)), (1, 1));
}

#[tokio::test]
async fn a_reading_that_is_cut_off_at_any_page_goes_on_without_a_gap() {
    for (name, collection) in TIMED {
        for part in [Part::Head, Part::Backfill] {
            let graph = Graph::of(world()).await;
            let whole = read(graph.feed(name, part)).await;
            for cut in 0..whole.batches.len().min(6) {
                let mut read = Read::default();
                let mut feed = graph.feed(name, part);
                for _ in 0..=cut {
                    read.add(feed.feed.changes(read.checkpoint.as_ref()).await.expect("a page"));
                }
                let mut feed = graph.feed(name, part);
                if read.batches.last().is_some_and(|last| last.more) {
                    read.all(&mut feed).await.expect("it is read to its end");
                }
                assert_eq!(read.ids, whole.ids, "{name} {part:?} cut after {cut}");
            }
            assert!(count(&graph, collection) > 0);
        }
    }
}

#[tokio::test]
async fn whoever_goes_back_to_a_checkpoint_misses_nothing_of_what_was_read_ahead() {
    let graph = Graph::of(world()).await;
    let whole = read(graph.feed("riskDetections", Part::Backfill)).await;
    assert!(whole.batches.len() > 2, "the list has pages");
    for place in 0..whole.batches.len() - 1 {
        let (mut read, mut feed) = (Read::default(), graph.feed("riskDetections", Part::Backfill));
        for _ in 0..=place {
            read.next(&mut feed).await.expect("a page");
        }
        // What could not be recorded is read again.
        feed.feed.changes(read.checkpoint.as_ref()).await.expect("a page that is lost");
        read.all(&mut feed).await.expect("it is read to its end");
        assert_eq!(read.ids, whole.ids, "after {place}");
    }
}

#[tokio::test]
async fn a_backfill_that_is_cut_short_is_another_feed_and_a_head_never_is_cut() {
    let graph = Graph::of(World::default()).await;
    let names = |since| graph.feeds(&SyncOptions { since, defender: true, ..SyncOptions::default() }).into_iter().map(|feed| feed.name);
    let (whole, cut): (Vec<_>, Vec<_>) = (names(None).collect(), names(Some(Time::from_seconds(BEGIN))).collect());
    for (whole, cut) in whole.iter().zip(&cut) {
        let is_timed = UNTIMED.iter().all(|(name, _)| !whole.contains(&format!("/{name}/")));
        let may_be_cut = whole.ends_with("/backfill") && is_timed;
        assert_eq!(*cut, if may_be_cut { format!("{whole} since 2025-11-27T00:00:00Z") } else { whole.clone() });
    }
}

#[tokio::test]
async fn a_second_head_without_changes_reads_the_overlap_alone() {
    let graph = Graph::of(world()).await;
    for (name, collection) in TIMED {
        let mut head = Read::default();
        let mut feed = graph.feed(name, Part::Head);
        head.all(&mut feed).await.expect("it is read");
        let calls = graph.stand_in.calls(collection);
        graph.clock.pass(60);
        let mut again = Read { checkpoint: head.checkpoint, ..Read::default() };
        again.all(&mut feed).await.expect("it is read");
        let calls = graph.stand_in.calls(collection) - calls;
        assert!(calls <= again.ids.len().div_ceil(500) + 1, "{name}: {calls} calls for {} rows", again.ids.len());
    }
}

#[tokio::test]
async fn a_detection_that_arrives_late_is_read_by_the_next_head() {
    let late = json!({"id": "ab".repeat(32), "userId": "5f1c7bde-0000-4000-a000-0000000000aa", "riskEventType": "leakedCredentials",
        "detectedDateTime": "2025-11-25T02:00:00Z", ARRIVES: "2025-11-27T00:30:00Z"});
    let graph = Graph::of(World { risk_detections: vec![late].into(), ..World::default() }).await;
    assert_eq!(BEGIN, 1_764_201_600, "2025-11-27T00:00:00Z");
    let (mut read, mut feed) = (Read::default(), graph.feed("riskDetections", Part::Head));
    read.all(&mut feed).await.expect("it is read");
    assert!(read.ids.is_empty());
    graph.clock.pass(3_600);
    read.all(&mut feed).await.expect("it is read");
    assert_eq!(read.ids.len(), 1);
}

#[tokio::test]
async fn what_is_read_again_within_five_minutes_is_the_same_observation() {
    let graph = Graph::of(world()).await;
    let records = async || read(graph.feed("signIns", Part::Head)).await.batches.into_iter().flat_map(|batch| batch.records).collect();
    let first: Vec<_> = records().await;
    graph.clock.pass(60);
    let again: Vec<_> = records().await;
    assert!(!first.is_empty() && again.iter().all(|record| first.contains(record)));
}

#[tokio::test]
async fn beta_has_also_the_sign_ins_without_a_person_each_once() {
    let size = Size { sign_ins: 400, days: 2, ..Size::small(Time::from_seconds(BEGIN - 3_600)) };
    let graph = Graph::of(World::sized(size)).await;
    let options = SyncOptions { beta_sign_ins: true, kinds: vec![RecordKind::SignIns], ..SyncOptions::default() };
    let (mut ids, mut rows) = (std::collections::BTreeSet::new(), 0);
    for feed in graph.feeds(&options) {
        assert!(!feed.name.contains("/signIns/"), "v1.0 is not read as well");
        let (part, read) = (feed.part, read(feed).await);
        rows += if part == Part::Head { read.ids.len() } else { 0 };
        ids.extend(read.ids);
        let records = read.batches.iter().flat_map(|batch| &batch.records);
        for record in records {
            let Record::SignIn(sign_in) = record else { panic!("{record:?}") };
            assert!(!sign_in.value.sign_in_event_types.is_empty(), "beta tells its kind");
        }
    }
    assert_eq!(ids.len(), count(&graph, Collection::SignIns));
    assert!(rows > 0 && graph.stand_in.requests().iter().all(|request| !request.path.starts_with("/v1.0")));
}
