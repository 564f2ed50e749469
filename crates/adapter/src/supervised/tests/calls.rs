//! Calls that are let through, wait, are refused or given up; and what is told of them.

use std::{
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use futures::future::join_all;
use riskgate_model::{Page, Query, SignIn, SignInFields, SignInId, UserId};
use tokio::time::{Instant, advance, sleep, timeout};

use super::{Toy, manifest, meter::Meter};
use crate::{Adapter, AdapterError, Answer, ErrorKind, Grouped, Health, Manifest, Question, Rate, SignInSource};

async fn ask(source: &dyn SignInSource) -> Result<usize, AdapterError> {
    source.sign_ins(&Query::first(5)).await.map(|page| page.rows.len())
}

/// A source that takes a second for each page, and is down until it is mended. One that hangs never says anything.
#[derive(Default)]
struct Outage {
    is_mended: AtomicBool,
    hangs: AtomicBool,
}

#[async_trait]
impl SignInSource for Outage {
    async fn sign_ins_by_id(&self, _: &[SignInId], _: SignInFields) -> Answer<std::collections::HashMap<SignInId, SignIn>> {
        Ok(std::collections::HashMap::new())
    }

    async fn sign_ins_by_user(&self, users: &[UserId], _: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        Ok(Grouped::none(users.len()))
    }

    async fn sign_ins(&self, _: &Query<SignIn>) -> Answer<Page<SignIn>> {
        if self.hangs.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
        sleep(Duration::from_secs(1)).await;
        if !self.is_mended.load(Ordering::Relaxed) {
            return Err(ErrorKind::Unavailable.into());
        }
        Ok(Page { rows: Vec::new(), next: None, as_of: None })
    }
}

/// An outage that has been noticed, at the moment when the rest is over.
async fn rested() -> (Arc<Outage>, Arc<dyn SignInSource>) {
    let outage = Arc::new(Outage::default());
    let adapter = Adapter { sign_ins: Some(outage.clone()), ..Adapter::new(manifest(), Arc::new(Health::up())) };
    let source = adapter.supervised().sign_ins.expect("it answers for sign-ins");
    for failed in join_all((0..20).map(|_| ask(&*source))).await {
        assert_eq!(failed.expect_err("it is down").kind, ErrorKind::Unavailable);
    }
    advance(Duration::from_secs(1)).await;
    (outage, source)
}

#[tokio::test(start_paused = true)]
async fn the_siblings_of_a_trial_wait_for_it_and_pass_when_it_is_answered() {
    let (outage, source) = rested().await;
    outage.is_mended.store(true, Ordering::Relaxed);
    let start = Instant::now();
    for answer in join_all((0..5).map(|_| ask(&*source))).await {
        answer.expect("it answers again");
    }
    assert_eq!(start.elapsed(), Duration::from_secs(2), "a second for the trial, one for all others");
}

#[tokio::test(start_paused = true)]
async fn the_siblings_of_a_trial_that_fails_are_refused_and_one_refusal_is_for_the_log() {
    let (_, source) = rested().await;
    let start = Instant::now();
    let refused: Vec<AdapterError> = join_all((0..5).map(|_| ask(&*source))).await.into_iter().filter_map(Result::err).collect();
    assert_eq!(start.elapsed(), Duration::from_secs(1));
    let told: Vec<_> = refused.iter().map(|error| (error.retry_after.map(|rest| rest.as_secs()), error.is_logged)).collect();
    assert_eq!(told, [(None, false), (Some(2), false), (Some(2), true), (Some(2), true), (Some(2), true)]);
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_a_trial_longer_than_half_of_the_deadline() {
    let (outage, source) = rested().await;
    outage.hangs.store(true, Ordering::Relaxed);
    let (trial, sibling) = tokio::join!(ask(&*source), async {
        let start = Instant::now();
        (ask(&*source).await.expect_err("it is refused").kind, start.elapsed())
    });
    assert_eq!(trial.expect_err("it hangs").kind, ErrorKind::Timeout);
    assert_eq!(sibling, (ErrorKind::Unavailable, Duration::from_millis(2_500)));
}

#[tokio::test(start_paused = true)]
async fn when_a_trial_is_given_up_a_sibling_becomes_the_trial() {
    let (outage, source) = rested().await;
    outage.is_mended.store(true, Ordering::Relaxed);
    let given_up = async { timeout(Duration::from_millis(500), ask(&*source)).await };
    let (given_up, siblings) = tokio::join!(given_up, join_all((0..3).map(|_| ask(&*source))));
    assert!(given_up.is_err());
    for answer in siblings {
        answer.expect("it answers again");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_hangs_until_the_deadline_of_its_question_has_failed() {
    let (outage, source) = rested().await;
    outage.hangs.store(true, Ordering::Relaxed);
    assert_eq!(ask(&*source).await.expect_err("it hangs").kind, ErrorKind::Timeout);
    let refused = ask(&*source).await.expect_err("the trial has failed");
    assert_eq!((refused.kind, refused.retry_after), (ErrorKind::Unavailable, Some(Duration::from_secs(2))));
}

#[tokio::test(start_paused = true)]
async fn after_many_failures_it_is_left_alone_and_then_tried_once() {
    let toy = Toy::new(|_| Err(ErrorKind::Unavailable.into()));
    let source = toy.supervised(manifest());
    for _ in 0..20 {
        let failed = ask(&*source).await.expect_err("it is down");
        assert_eq!((failed.kind, failed.retry_after), (ErrorKind::Unavailable, None));
    }
    for _ in 0..5 {
        let failed = ask(&*source).await.expect_err("it is left alone");
        assert_eq!((&*failed.adapter, failed.kind, failed.retry_after), ("toy", ErrorKind::Unavailable, Some(Duration::from_secs(1))));
    }
    assert_eq!(toy.calls(), 20);
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(ask(&*source).await.expect_err("the trial fails").retry_after, None);
    assert_eq!(ask(&*source).await.expect_err("it is left alone").retry_after, Some(Duration::from_secs(2)));
    assert_eq!(toy.calls(), 21);
}

#[tokio::test(start_paused = true)]
async fn refusals_for_a_good_reason_are_no_failures() {
    for kind in
        [ErrorKind::Throttled, ErrorKind::Timeout, ErrorKind::BadCursor, ErrorKind::Denied("x".into()), ErrorKind::NotLicensed("x".into())]
    {
        let toy = match kind {
            ErrorKind::Throttled => Toy::new(|_| Err(AdapterError::from(ErrorKind::Throttled).retry_after(Duration::from_secs(7)))),
            ErrorKind::Timeout => Toy::new(|_| Err(ErrorKind::Timeout.into())),
            ErrorKind::BadCursor => Toy::new(|_| Err(ErrorKind::BadCursor.into())),
            ErrorKind::Denied(_) => Toy::new(|_| Err(ErrorKind::Denied("x".into()).into())),
            _ => Toy::new(|_| Err(ErrorKind::NotLicensed("x".into()).into())),
        };
        let source = toy.supervised(manifest());
        for _ in 0..40 {
            assert_eq!(ask(&*source).await.expect_err("it is refused").kind, kind);
        }
        assert_eq!(toy.calls(), 40);
    }
}

#[tokio::test(start_paused = true)]
async fn it_is_never_asked_more_often_than_its_rate() {
    let toy = Toy::honest();
    let rate = Rate { questions: vec![Question::SignIns], calls: NonZeroU32::MIN, per: Duration::from_secs(3) };
    let source = toy.supervised(Manifest { rates: vec![rate], deadline: Duration::from_secs(20), ..manifest() });
    let start = Instant::now();
    for seconds in [0, 3, 6] {
        ask(&*source).await.expect("it answers");
        assert_eq!(start.elapsed(), Duration::from_secs(seconds));
    }
    let all = futures::future::join_all((0..6).map(|_| ask(&*source))).await;
    let throttled: Vec<_> = all.into_iter().filter_map(Result::err).collect();
    assert_eq!(throttled.len(), 3, "three more find a place within half of the deadline");
    for error in throttled {
        assert_eq!((error.kind, error.retry_after), (ErrorKind::Throttled, Some(Duration::from_secs(12))));
    }
    assert_eq!(toy.calls(), 6);
}

#[tokio::test(start_paused = true)]
async fn a_question_of_many_calls_has_one_deadline() {
    let toy = Toy::honest();
    let rate = Rate { questions: vec![Question::SignIns], calls: NonZeroU32::MIN, per: Duration::from_secs(2) };
    let offer = crate::Offer { page: 1, ..crate::Offer::default() };
    let source = toy.supervised(Manifest { rates: vec![rate], sign_ins: offer, ..manifest() });
    let start = Instant::now();
    let refused = source.sign_ins(&Query::first(50)).await.expect_err("fifty calls take too long");
    let seconds = Duration::from_secs(2);
    assert_eq!((refused.kind, refused.retry_after, start.elapsed(), toy.calls()), (ErrorKind::Throttled, Some(seconds), seconds, 2));
}

#[tokio::test(start_paused = true)]
async fn the_place_of_a_question_that_is_given_up_is_the_next_ones() {
    let toy = Toy::honest();
    let rate = Rate { questions: vec![Question::SignIns], calls: NonZeroU32::MIN, per: Duration::from_secs(2) };
    let source = toy.supervised(Manifest { rates: vec![rate], ..manifest() });
    ask(&*source).await.expect("it answers");
    let start = Instant::now();
    for _ in 0..5 {
        assert!(timeout(Duration::from_millis(100), ask(&*source)).await.is_err(), "it waits for its place");
    }
    ask(&*source).await.expect("it answers");
    assert_eq!((start.elapsed(), toy.calls()), (Duration::from_secs(2), 2));
}

#[tokio::test(start_paused = true)]
async fn calls_that_were_not_made_have_outcomes_of_their_own_and_are_not_timed() {
    let meter = Meter::default();
    let _recording = metrics::set_default_local_recorder(&meter);
    let toy = Toy::new(|_| Err(ErrorKind::Unavailable.into()));
    let source = toy.supervised(manifest());
    for _ in 0..23 {
        ask(&*source).await.expect_err("it is down");
    }
    let rate = Rate { questions: vec![Question::SignIns], calls: NonZeroU32::MIN, per: Duration::from_secs(3) };
    let source = Toy::honest().supervised(Manifest { rates: vec![rate], ..manifest() });
    ask(&*source).await.expect("it answers");
    ask(&*source).await.expect_err("it would be asked too often");
    let outcomes = [("answered", 1), ("leftAlone", 3), ("overRate", 1), ("unavailable", 20)];
    assert_eq!(meter.outcomes(), outcomes.map(|(word, calls)| (word.to_owned(), calls)));
    assert_eq!(meter.timed(), 21);
}
