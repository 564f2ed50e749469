//! Rounds: by example, and whatever happens.

use proptest::prelude::*;

use super::*;

const DAY: i64 = 24 * 60 * 60;

fn at(seconds: i64) -> Time {
    Time::from_seconds(1_700_000_000 + seconds)
}

fn bounds(part: Part, has_end: bool) -> Bounds {
    Bounds { part, late: 1_800, oldest: Some(30 * DAY), since: None, has_end }
}

/// Reads a round to its end, each stretch of one page, and answers the stretches.
fn stretches(state: &mut State, bounds: Bounds, now: Time) -> Vec<Stretch> {
    state.begin(bounds, now);
    let mut all = Vec::new();
    loop {
        all.extend(state.stretch(bounds));
        if !state.read(bounds, 1) {
            return all;
        }
    }
}

#[test]
fn a_head_reads_the_last_day_or_more_and_then_from_before_it_last_began() {
    let (mut state, bounds) = (State::default(), bounds(Part::Head, true));
    assert_eq!(stretches(&mut state, bounds, at(0)), [Stretch { from: Some(at(-DAY)), to: Some(at(0)) }]);
    assert_eq!(stretches(&mut state, bounds, at(60)), [Stretch { from: Some(at(-1_800)), to: Some(at(60)) }]);
    let late = Bounds { late: 2 * DAY, ..bounds };
    assert_eq!(stretches(&mut State::default(), late, at(0)), [Stretch { from: Some(at(-2 * DAY)), to: Some(at(0)) }]);
    // The clock was ahead.
    assert_eq!(stretches(&mut state, bounds, at(30)), [Stretch { from: Some(at(30 - DAY)), to: Some(at(30)) }]);
}

#[test]
fn a_backfill_reads_what_lies_before_the_last_day_in_stretches_that_grow() {
    let read = stretches(&mut State::default(), bounds(Part::Backfill, true), at(0));
    let ends: Vec<_> = read.iter().map(|stretch| stretch.to.expect("an end")).collect();
    assert_eq!(ends, [at(-DAY), at(-2 * DAY), at(-4 * DAY), at(-8 * DAY), at(-16 * DAY)]);
    assert_eq!(read.last().and_then(|last| last.from), Some(at(-30 * DAY)));
}

#[test]
fn what_cannot_have_an_end_is_read_in_one_and_nothing_before_since() {
    let since = Some(at(-3 * DAY));
    let bounds = Bounds { since, ..bounds(Part::Backfill, false) };
    assert_eq!(stretches(&mut State::default(), bounds, at(0)), [Stretch { from: since, to: None }]);
    let all = Bounds { oldest: None, since: None, ..bounds };
    assert_eq!(stretches(&mut State::default(), all, at(0)), [Stretch { from: None, to: None }]);
}

#[test]
fn a_stretch_that_is_too_much_is_halved_down_to_a_minute_and_then_given_up() {
    let (mut state, bounds) = (State::default(), bounds(Part::Backfill, true));
    state.begin(bounds, at(0));
    let mut again = 0;
    let given_up = loop {
        match state.failed(bounds) {
            Next::Again => again += 1,
            Next::GivenUp(stretch) => break stretch,
        }
    };
    assert_eq!(given_up, Stretch { from: Some(at(-DAY - 60)), to: Some(at(-DAY)) });
    assert_eq!(again, 11 + 2);
    assert!(state.read(bounds, u64::MAX));
    assert_eq!(state.stretch(bounds).and_then(|next| next.to), Some(at(-DAY - 60)));
}

#[test]
fn how_far_it_is_grows_from_nothing_to_all() {
    let (mut state, bounds) = (State::default(), bounds(Part::Backfill, true));
    state.begin(bounds, at(0));
    let before = state.share(bounds).expect("a share");
    state.read(bounds, 9);
    let later = state.share(bounds).expect("a share");
    assert!(before < later && later < 1.0, "{before} {later}");
    while state.read(bounds, 9) {}
    assert_eq!(state.share(bounds), Some(1.0));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    /// Whatever happens, the stretches of a round that were read or given up join without a gap, and a restart changes nothing.
    #[test]
    fn a_round_covers_all_of_its_time(
        head in any::<bool>(),
        events in proptest::collection::vec(prop_oneof![(0..9_u64).prop_map(Some), Just(None)], 0..40),
    ) {
        let bounds = bounds(if head { Part::Head } else { Part::Backfill }, true);
        let mut state = State::default();
        state.begin(bounds, at(0));
        let (from, to) = if head { (at(-DAY), at(0)) } else { (at(-30 * DAY), at(-DAY)) };
        let mut reached = to;
        for event in events.into_iter().chain(std::iter::repeat(Some(1))) {
            let kept = serde_json::to_string(&state).expect("JSON");
            state = serde_json::from_str(&kept).expect("a state");
            let stretch = state.stretch(bounds).expect("a stretch");
            prop_assert_eq!(stretch.to, Some(reached));
            let done = match event {
                Some(pages) => !{ reached = stretch.from.expect("a beginning"); state.read(bounds, pages) },
                None => match state.failed(bounds) {
                    Next::Again => false,
                    Next::GivenUp(lost) => {
                        prop_assert_eq!(lost, stretch);
                        reached = stretch.from.expect("a beginning");
                        !state.read(bounds, u64::MAX)
                    }
                },
            };
            if done {
                break;
            }
        }
        prop_assert_eq!(reached, from);
        prop_assert_eq!(state.upto, Some(at(0)));
    }
}
