//! Histories are read where a risk has changed, within the budget.

use riskgate_adapter::{Batch, ErrorKind, Part};
use riskgate_adapter_msgraph::SyncOptions;
use riskgate_model::{Identity, Record, RecordKind};
use riskgate_test_msgraph::{Armed, Collection, Fault};

use crate::graph::{Graph, Read, read, world};

/// A stand-in, and the users whose risk it tells, each of which has changed.
async fn changed() -> (Graph, Vec<String>) {
    let graph = Graph::of(world()).await;
    let users: Vec<String> = read(graph.feed("riskyUsers", Part::Backfill)).await.ids.into_iter().collect();
    for (seconds, user) in (0_i64..).zip(&users) {
        graph.unread.add(user, seconds);
    }
    (graph, users)
}

/// Reads the histories to the end, each recorded before the next but one is read.
async fn all(graph: &Graph, read: &mut Read, options: &SyncOptions) -> Result<(), ErrorKind> {
    let mut feed = graph.feed_with("riskyUserHistory", Part::Details, options);
    loop {
        let before = read.batches.len();
        let next = read.next(&mut feed).await.map_err(|error| error.kind);
        let recorded = if next == Ok(true) { before } else { read.batches.len() };
        for batch in &read.batches[..recorded] {
            graph.unread.remove(&batch.histories);
        }
        if !next? {
            return Ok(());
        }
    }
}

fn owners(batch: &Batch) -> Vec<String> {
    let owner = |record: &Record| match record {
        Record::RiskHistoryItem(Identity::User(user), _) => user.to_string(),
        other => panic!("{other:?} is no item of a user's history"),
    };
    batch.records.iter().map(owner).collect()
}

#[tokio::test]
async fn every_history_is_read_once_those_that_changed_last_first() {
    let (graph, users) = changed().await;
    let mut read = Read::default();
    all(&graph, &mut read, &SyncOptions::default()).await.expect("it is read");
    assert!(users.len() > 3);
    assert_eq!(graph.stand_in.calls(Collection::RiskyUserHistory), users.len());
    let asked: Vec<&str> = read.batches.iter().flat_map(|batch| &batch.histories).map(|read| read.identity.object()).collect();
    assert_eq!(asked, users.iter().rev().map(String::as_str).collect::<Vec<_>>());
    for batch in &read.batches {
        let owner = batch.histories.first().map(|read| read.identity.object().to_owned());
        assert!(owners(batch).iter().all(|of| owner.as_ref().is_some_and(|owner| of.contains(owner.as_str()))), "{batch:?}");
    }
    assert!(read.batches.iter().map(|batch| batch.records.len()).sum::<usize>() > users.len(), "histories have several items");
    assert!(read.batches.iter().all(|batch| batch.waiting == 0));
    // Nothing has changed since: no call.
    all(&graph, &mut read, &SyncOptions::default()).await.expect("it is read");
    assert_eq!(graph.stand_in.calls(Collection::RiskyUserHistory), users.len());
}

#[tokio::test]
async fn an_hour_has_no_more_calls_than_the_budget_whoever_begins_anew() {
    let (graph, users) = changed().await;
    let options = SyncOptions { history_calls_per_hour: 2, ..SyncOptions::default() };
    let mut read = Read::default();
    for hour in 1..=2 {
        for _ in 0..3 {
            all(&graph, &mut read, &options).await.expect("it is read");
            assert_eq!(read.batches.last().map(|batch| batch.waiting), Some((users.len() - 2 * hour) as u64), "they wait");
            // With the hour, the token ends as well; what was refused for it was no reading.
            let answered =
                graph.stand_in.requests().into_iter().filter(|request| request.path.ends_with("/history") && request.status == Some(200));
            assert_eq!(answered.count(), 2 * hour);
        }
        graph.clock.pass(3_600);
    }
    let asked: Vec<&str> = read.batches.iter().flat_map(|batch| &batch.histories).map(|read| read.identity.object()).collect();
    assert_eq!(asked, users.iter().rev().take(4).map(String::as_str).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_history_that_cannot_be_understood_or_is_refused_keeps_none_of_the_others() {
    for fault in [Fault::Html, Fault::NoPermission] {
        one_is_not_read(fault).await;
    }
}

async fn one_is_not_read(fault: Fault) {
    let (graph, users) = changed().await;
    let broken = users.last().expect("a user");
    graph.stand_in.arm(Armed::new(fault.clone()).on(broken).always());
    let mut read = Read::default();
    let error = all(&graph, &mut read, &SyncOptions::default()).await.expect_err("one is not read");
    assert_eq!(error == ErrorKind::Malformed, fault == Fault::Html, "{error:?}");
    let asked: Vec<&str> = read.batches.iter().flat_map(|batch| &batch.histories).map(|read| read.identity.object()).collect();
    assert_eq!(asked, users.iter().rev().skip(1).map(String::as_str).collect::<Vec<_>>());
    graph.stand_in.disarm();
    all(&graph, &mut read, &SyncOptions::default()).await.expect("it is read the next time");
    assert_eq!(read.batches.iter().flat_map(|batch| &batch.histories).last().map(|read| read.identity.object()), Some(broken.as_str()));
}

#[tokio::test]
async fn whose_risk_is_gone_has_no_history_and_is_not_asked_again() {
    let graph = Graph::of(world()).await;
    graph.unread.add("5f1c7bde-0000-4000-a000-00000000dead", 0);
    let mut read = Read::default();
    for _ in 0..2 {
        all(&graph, &mut read, &SyncOptions::default()).await.expect("it is read");
    }
    assert_eq!(graph.stand_in.calls(Collection::RiskyUserHistory), 1);
    assert_eq!(read.batches.iter().map(|batch| batch.records.len()).sum::<usize>(), 0);
    assert!(
        graph
            .feeds(&SyncOptions { kinds: vec![RecordKind::Users], ..SyncOptions::default() })
            .iter()
            .all(|feed| feed.part != Part::Details)
    );
}

#[tokio::test]
async fn histories_that_cannot_be_read_cost_no_more_than_the_budget_either() {
    let (graph, _) = changed().await;
    graph.stand_in.arm(Armed::new(Fault::Html).on("history").always());
    let options = SyncOptions { history_calls_per_hour: 2, ..SyncOptions::default() };
    let mut feed = graph.feed_with("riskyUserHistory", Part::Details, &options);
    for _ in 0..3 {
        let read = feed.feed.changes(None).await;
        assert!(read.is_err_and(|error| error.kind == ErrorKind::Malformed) || graph.stand_in.strikes() == 2);
    }
    assert_eq!(graph.stand_in.strikes(), 2);
}
