//! When it opens, how long it rests, and who waits for the trial.

use super::*;

const LONGEST: Duration = Duration::from_mins(5);

fn at(start: Instant, seconds: u64) -> Instant {
    start + Duration::from_secs(seconds)
}

fn run(breaker: &Breaker, end: End, times: u32, now: Instant) -> Option<Turn> {
    (0..times).filter_map(|_| breaker.pass(now).ok().and_then(|pass| pass.end(end, now))).last()
}

#[test]
fn it_opens_when_half_of_twenty_calls_fail_and_not_before() {
    let now = Instant::now();
    let breaker = Breaker::new(LONGEST, now);
    assert_eq!(run(&breaker, End::Failed, 19, now), None);
    assert_eq!(run(&breaker, End::Failed, 1, now), Some(Turn::Opened(SHORTEST)));
    assert!(breaker.pass(now).is_err());
    let breaker = Breaker::new(LONGEST, now);
    assert_eq!(run(&breaker, End::Well, 100, now), None);
    assert_eq!(run(&breaker, End::Failed, 99, now), None);
    assert_eq!(run(&breaker, End::Failed, 1, now), Some(Turn::Opened(SHORTEST)));
}

#[test]
fn failures_of_long_ago_are_forgotten() {
    let now = Instant::now();
    let breaker = Breaker::new(LONGEST, now);
    run(&breaker, End::Failed, 19, now);
    assert_eq!(run(&breaker, End::Failed, 19, at(now, 40)), None);
    assert_eq!(run(&breaker, End::Failed, 1, at(now, 40)), Some(Turn::Opened(SHORTEST)));
}

#[test]
fn one_trial_closes_it_and_each_that_fails_doubles_the_rest() {
    let start = Instant::now();
    let breaker = Breaker::new(LONGEST, start);
    run(&breaker, End::Failed, 20, start);
    let mut now = start;
    for seconds in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
        assert_eq!(breaker.rest(now), Some(Duration::from_secs(seconds)));
        now += Duration::from_secs(seconds);
        let trial = breaker.pass(now).expect("a trial");
        assert!(breaker.pass(now).is_err(), "one at a time");
        let next = (seconds * 2).min(300);
        assert_eq!(trial.end(End::Failed, now), Some(Turn::Opened(Duration::from_secs(next))));
    }
    now += LONGEST;
    assert_eq!(breaker.pass(now).expect("a trial").end(End::Well, now), Some(Turn::Closed));
    assert_eq!(breaker.rest(now), None);
    assert_eq!(run(&breaker, End::Failed, 19, now), None, "it starts afresh");
}

#[test]
fn a_trial_that_was_given_up_leaves_the_next_call_to_be_the_trial() {
    let start = Instant::now();
    let breaker = Breaker::new(LONGEST, start);
    run(&breaker, End::Failed, 20, start);
    let now = at(start, 2);
    drop(breaker.pass(now).expect("a trial"));
    assert!(breaker.pass(at(now, 1)).is_ok());
}

#[test]
fn a_call_from_before_it_opened_decides_nothing() {
    let start = Instant::now();
    let breaker = Breaker::new(LONGEST, start);
    let old: Vec<_> = (0..4).map(|_| breaker.pass(start).expect("it is closed")).collect();
    run(&breaker, End::Failed, 20, start);
    let now = at(start, 2);
    let trial = breaker.pass(now).expect("a trial");
    let mut old = old.into_iter();
    assert_eq!(old.next().and_then(|call| call.end(End::Well, now)), None);
    assert_eq!(old.next().and_then(|call| call.end(End::Failed, now)), None);
    drop(old.next());
    assert!(breaker.pass(now).is_err(), "the trial is still on its way");
    assert_eq!(trial.end(End::Well, now), Some(Turn::Closed));
    assert_eq!(old.next().and_then(|call| call.end(End::Failed, now)), None);
    assert_eq!(run(&breaker, End::Failed, 19, now), None, "nothing old is counted");
}

#[test]
fn it_is_not_left_alone_once_its_rest_is_over() {
    let start = Instant::now();
    let breaker = Breaker::new(LONGEST, start);
    run(&breaker, End::Failed, 20, start);
    assert_eq!(breaker.rest(start), Some(SHORTEST));
    assert_eq!(breaker.rest(start + SHORTEST), None);
}

#[test]
fn a_refusal_is_news_once_a_turn() {
    let start = Instant::now();
    let breaker = Breaker::new(LONGEST, start);
    run(&breaker, End::Failed, 20, start);
    assert_eq!([(); 3].map(|()| breaker.is_news()), [true, false, false]);
    let trial = breaker.pass(at(start, 1)).expect("a trial");
    assert_eq!(breaker.pass(at(start, 1)).err(), Some(Stop::Trial(SHORTEST)));
    assert_eq!([(); 2].map(|()| breaker.is_news()), [true, false]);
    trial.end(End::Failed, at(start, 1));
    assert_eq!(breaker.pass(at(start, 1)).err(), Some(Stop::LeftAlone(2 * SHORTEST)));
    assert_eq!([(); 2].map(|()| breaker.is_news()), [true, false]);
}

#[tokio::test(start_paused = true)]
async fn no_more_calls_wait_for_a_trial_than_there_are_seats() {
    let breaker = Breaker::new(LONGEST, Instant::now());
    run(&breaker, End::Failed, 20, Instant::now());
    tokio::time::advance(SHORTEST).await;
    let (trial, start) = (breaker.pass(Instant::now()).expect("a trial"), Instant::now());
    let latest = at(start, 2);
    let admitted = futures::future::join_all((0..=WAITING).map(|_| async {
        let admitted = breaker.admit(latest).await;
        (admitted.is_ok(), start.elapsed())
    }));
    let (all, _) = tokio::join!(admitted, async {
        tokio::time::sleep_until(at(start, 1)).await;
        trial.end(End::Well, Instant::now())
    });
    let waited = (true, Duration::from_secs(1));
    assert_eq!(all, [vec![waited; WAITING], vec![(false, Duration::ZERO)]].concat());
}
