//! What goes wrong costs what it must, and is told.

use std::error::Error as _;

use riskgate_adapter::{Checkpoint, ErrorKind, Part};
use riskgate_test_msgraph::{Armed, Collection, Fault};

use crate::graph::{Graph, Read, TENANT, read, world};

#[tokio::test]
async fn rows_that_cannot_be_read_are_refused_one_by_one() {
    let graph = Graph::of(world()).await;
    let whole = read(graph.feed("signIns", Part::Backfill)).await;
    graph.stand_in.arm(Armed::new(Fault::MalformedRows).on("signIns").times(1));
    let read = read(graph.feed("signIns", Part::Backfill)).await;
    let refused: Vec<_> = read.batches.iter().flat_map(|batch| &batch.refused).collect();
    assert_eq!((refused.len(), &read.ids), (3, &whole.ids), "{refused:?}");
    for refusal in refused {
        assert_eq!(refusal.source, format!("msgraph/{TENANT}/signIns"), "in head and backfill alike");
        assert!(!refusal.place.is_empty() && !refusal.text.is_empty() && !refusal.reason.is_empty(), "{refusal:?}");
    }
}

#[tokio::test]
async fn duplicates_and_a_last_page_that_is_empty_change_nothing() {
    for fault in [Fault::DuplicatesAcrossPages, Fault::ExactlyFullLastPage] {
        let graph = Graph::of(world()).await;
        let whole = read(graph.feed("signIns", Part::Backfill)).await;
        graph.stand_in.arm(Armed::new(fault.clone()).on("signIns").always());
        let read = read(graph.feed("signIns", Part::Backfill)).await;
        assert_eq!(read.ids, whole.ids, "{fault:?}");
    }
}

#[tokio::test]
async fn a_page_that_cannot_be_understood_is_tried_again() {
    for fault in [Fault::Truncated, Fault::Html] {
        let graph = Graph::of(world()).await;
        let whole = read(graph.feed("signIns", Part::Backfill)).await;
        graph.stand_in.arm(Armed::new(fault.clone()).on("signIns").times(2));
        let read = read(graph.feed("signIns", Part::Backfill)).await;
        assert_eq!(read.ids, whole.ids, "{fault:?}");
        assert!(read.batches.iter().all(|batch| batch.refused.is_empty()), "{fault:?}");
    }
}

#[tokio::test]
async fn a_list_that_cannot_be_read_in_stretches_is_begun_anew_with_smaller_pages_and_fails_in_the_end() {
    let graph = Graph::of(world()).await;
    let whole = read(graph.feed("riskDetections", Part::Backfill)).await;
    let (mut read, mut feed) = (Read::default(), graph.feed("riskDetections", Part::Backfill));
    assert!(read.next(&mut feed).await.expect("the first page"));
    graph.stand_in.arm(Armed::new(Fault::Html).on("riskDetections").always());
    graph.stand_in.forget_requests();
    for _ in 0..2 {
        assert!(read.next(&mut feed).await.expect("it is tried again"));
    }
    assert_eq!(read.next(&mut feed).await.expect_err("a page for people").kind, ErrorKind::Malformed);
    let sizes: Vec<String> =
        graph.stand_in.requests().iter().map(|request| request.query.split('&').next().unwrap_or_default().to_owned()).collect();
    assert_eq!(sizes[1..], ["$top=125", "$top=31"], "the first one goes on where the page before led to");
    graph.stand_in.disarm();
    read.all(&mut feed).await.expect("it is read anew");
    assert_eq!(read.ids, whole.ids);
}

#[tokio::test]
async fn a_list_whose_links_go_in_circles_is_begun_anew_and_ends() {
    for list in ["riskDetections", "signIns"] {
        let graph = Graph::of(world()).await;
        let whole = read(graph.feed(list, Part::Backfill)).await;
        graph.stand_in.arm(Armed::new(Fault::LinksInCircles).on(list).times(3));
        let read = read(graph.feed(list, Part::Backfill)).await;
        assert_eq!(read.ids, whole.ids, "{list}");
        assert_eq!(graph.stand_in.strikes(), 3, "{list}");
    }
    let graph = Graph::of(world()).await;
    graph.stand_in.arm(Armed::new(Fault::LinksInCircles).on("riskDetections").always());
    let (mut read, mut feed) = (Read::default(), graph.feed("riskDetections", Part::Backfill));
    let error = read.all(&mut feed).await.expect_err("it never ends");
    assert_eq!(error.kind, ErrorKind::Malformed);
    let told = error.source().map(ToString::to_string).unwrap_or_default();
    assert!(told.contains("leads"), "{told}");
    assert!(graph.stand_in.calls(Collection::RiskDetections) <= 9, "each of three tries sees it at the third page");
}

#[tokio::test]
async fn a_stretch_that_is_never_understood_is_given_up_by_name_and_the_rest_is_read() {
    let graph = Graph::of(world()).await;
    graph.stand_in.arm(Armed::new(Fault::Html).on("directoryAudits").always());
    let mut feed = graph.feed("directoryAudits", Part::Head);
    let mut read = Read::default();
    let refusal = loop {
        let more = read.next(&mut feed).await.expect("a batch");
        if let Some(refusal) = read.batches.last().and_then(|batch| batch.refused.first()) {
            break refusal.clone();
        }
        assert!(more);
    };
    assert!(refusal.place.starts_with("from 2025-11-26T23:59:00Z to 2025-11-27T00:00:00Z"), "{}", refusal.place);
    assert!(refusal.reason.contains("was not read"), "{}", refusal.reason);
    graph.stand_in.disarm();
    read.all(&mut feed).await.expect("the rest is read");
    assert!(!read.ids.is_empty());
}

#[tokio::test]
async fn a_missing_permission_and_a_missing_licence_are_told_apart() {
    let graph = Graph::with(world(), Graph::app().without("IdentityRiskEvent.Read.All").without("IdentityRiskEvent.ReadWrite.All")).await;
    let error = graph.feed("riskDetections", Part::Head).feed.changes(None).await.expect_err("it is refused");
    assert_eq!(error.kind, ErrorKind::Denied("grant the application permission IdentityRiskEvent.Read.All".to_owned()));
    graph.stand_in.arm(Armed::new(Fault::NotLicensed).on("riskyUsers").always());
    let error = graph.feed("riskyUsers", Part::Head).feed.changes(None).await.expect_err("it is refused");
    assert!(matches!(error.kind, ErrorKind::NotLicensed(_)), "{error:?}");
}

#[tokio::test]
async fn what_is_throttled_or_down_for_a_moment_is_read_all_the_same() {
    let throttled = |after: Option<&str>| Fault::Throttled { retry_after: after.map(str::to_owned) };
    for fault in [throttled(None), throttled(Some("0.01")), Fault::Unavailable { retry_after: None }, Fault::GatewayTimeout, Fault::Cut] {
        let graph = Graph::of(world()).await;
        graph.stand_in.arm(Armed::new(fault.clone()).on("riskyUsers").times(2));
        let read = read(graph.feed("riskyUsers", Part::Backfill)).await;
        assert_eq!(read.ids.len(), graph.stand_in.world(TENANT, |world| world.risky_users.len()), "{fault:?}");
        assert!(graph.stand_in.calls(Collection::RiskyUsers) > 2, "{fault:?}");
    }
}

#[tokio::test]
async fn a_checkpoint_of_another_feed_is_refused() {
    let graph = Graph::of(world()).await;
    let error = graph.feed("users", Part::Backfill).feed.changes(Some(&Checkpoint("17".to_owned()))).await.expect_err("it is foreign");
    assert_eq!(error.kind, ErrorKind::Internal);
    assert!(error.source().expect("a cause").to_string().contains("is none of this feed"));
}
