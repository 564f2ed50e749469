//! Who goes when. Nothing here has a socket, so that tokio's time can be held.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::*;
use crate::settings::{Limit, Limits};

const SECOND: Duration = Duration::from_secs(1);

fn lane() -> Arc<Lane> {
    let identity_protection = Limit { units: 1, per: SECOND, kept: 0 };
    let pause = Backoff { first: 2 * SECOND, longest: 60 * SECOND };
    let bounds = Bounds { pause, limits: Limits { identity_protection, ..Limits::default() }, ..Bounds::default() };
    Arc::new(Lane::new(Class::IdentityProtection, &bounds))
}

async fn go(lane: &Lane, terms: Terms) -> Result<(), MsgraphError> {
    lane.enter(1, terms).await.map(|pass| pass.end(End::Well))
}

#[tokio::test(start_paused = true)]
async fn a_person_goes_before_sync_that_came_first() {
    let lane = lane();
    let (sender, mut went) = mpsc::unbounded_channel();
    go(&lane, Terms::person(SECOND)).await.expect("the first");
    let spawn = |name: &'static str, terms: Terms| {
        let (lane, sender) = (lane.clone(), sender.clone());
        tokio::spawn(async move {
            go(&lane, terms).await.expect("a turn");
            sender.send(name).expect("somebody listens");
        })
    };
    for (name, terms) in [
        ("sync 1", Terms::sync(60 * SECOND)),
        ("sync 2", Terms::sync(60 * SECOND)),
        ("person 1", Terms::person(60 * SECOND)),
        ("person 2", Terms::person(60 * SECOND)),
    ] {
        spawn(name, terms);
        tokio::task::yield_now().await;
    }
    let begun = Instant::now();
    for (name, seconds) in [("person 1", 1), ("person 2", 2), ("sync 1", 3), ("sync 2", 4)] {
        assert_eq!(went.recv().await, Some(name));
        assert_eq!((Instant::now() - begun).as_secs(), seconds, "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_has_waited_longest_goes_first_whoever_came_before() {
    let lane = lane();
    let question = Terms::person(60 * SECOND);
    tokio::time::sleep(SECOND).await;
    go(&lane, Terms::person(SECOND)).await.expect("the first");
    let later = tokio::spawn({
        let lane = lane.clone();
        async move { go(&lane, Terms::person(60 * SECOND)).await.map(|()| Instant::now()) }
    });
    tokio::task::yield_now().await;
    let outlook = lane.outlook();
    assert_eq!((outlook.last(1, question.since) - Instant::now(), outlook.takes(1, Instant::now())), (SECOND, 2 * SECOND));
    let begun = Instant::now();
    go(&lane, question).await.expect("a turn");
    assert_eq!(Instant::now() - begun, SECOND);
    assert_eq!(later.await.expect("no panic").expect("its turn") - begun, 2 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_call_without_room_before_its_deadline_is_refused_at_once() {
    let lane = lane();
    lane.throttled(Some(30 * SECOND));
    let begun = Instant::now();
    let error = go(&lane, Terms::person(10 * SECOND)).await.expect_err("it is paused");
    assert!(matches!(error, MsgraphError::Throttled { retry_after } if retry_after == 30 * SECOND), "{error:?}");
    assert_eq!(Instant::now(), begun);
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_behind_others_waits_no_longer_than_their_deadline() {
    let lane = lane();
    go(&lane, Terms::sync(SECOND)).await.expect("the first");
    let long = tokio::spawn({
        let lane = lane.clone();
        async move {
            lane.throttled(Some(20 * SECOND));
            go(&lane, Terms::sync(60 * SECOND)).await
        }
    });
    tokio::task::yield_now().await;
    let begun = Instant::now();
    let error = go(&lane, Terms::sync(5 * SECOND)).await.expect_err("somebody is before it");
    assert!(matches!(error, MsgraphError::Throttled { .. }), "{error:?}");
    assert_eq!((Instant::now() - begun).as_secs(), 5);
    long.await.expect("no panic").expect("its turn");
}

#[tokio::test(start_paused = true)]
async fn a_person_who_gives_up_does_not_hold_sync_back() {
    let lane = lane();
    lane.throttled(Some(10 * SECOND));
    let person = tokio::spawn({
        let lane = lane.clone();
        async move { go(&lane, Terms::person(60 * SECOND)).await }
    });
    tokio::task::yield_now().await;
    person.abort();
    go(&lane, Terms::sync(15 * SECOND)).await.expect("nobody else waits");
}

#[tokio::test(start_paused = true)]
async fn without_a_word_about_how_long_each_throttling_in_a_row_waits_longer() {
    let lane = lane();
    for most in [2, 4, 8, 16, 32, 60, 60] {
        let wait = lane.throttled(None);
        assert!(wait >= most * SECOND / 2 && wait < most * SECOND, "{wait:?} of {most}");
        tokio::time::sleep(wait).await;
    }
    lane.succeeded(Time::default());
    assert!(lane.throttled(None) < 2 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn calls_that_went_together_are_throttled_together() {
    let lane = lane();
    let wait = lane.throttled(None);
    for _ in 0..20 {
        assert_eq!(lane.throttled(None), wait);
    }
    lane.succeeded(Time::default());
    tokio::time::sleep(wait).await;
    assert!(lane.throttled(None) >= 2 * SECOND, "it is the second time in a row");
    assert_eq!(lane.usage().throttled, 22);
}

#[tokio::test(start_paused = true)]
async fn a_class_that_fails_is_left_alone_and_says_so() {
    let lane = lane();
    for _ in 0..10 {
        lane.enter(1, Terms::sync(60 * SECOND)).await.expect("a turn").end(End::Failed);
    }
    let error = go(&lane, Terms::person(SECOND)).await.expect_err("it is left alone");
    assert!(matches!(error, MsgraphError::Unavailable { retry_after: Some(rest), .. } if rest == 10 * SECOND), "{error:?}");
    let usage = lane.usage();
    assert_eq!((usage.calls, usage.failed, usage.resting), (10, 10, Some(10 * SECOND)));
    tokio::time::sleep(10 * SECOND).await;
    drop(lane.enter(1, Terms::person(5 * SECOND)).await.expect("the trial, which is given up"));
    tokio::time::sleep(SECOND).await;
    go(&lane, Terms::person(SECOND)).await.expect("the next is the trial");
    assert_eq!(lane.usage().resting, None);
}
