//! Every order of claims, crashes, lost answers and looks.

use proptest::prelude::*;

use super::*;

/// What happens to a step.
#[derive(Clone, Debug)]
enum Event {
    /// So many seconds pass.
    Pass(i64),
    /// Somebody takes it up, and says this.
    Sent(Sent),
    Seen(Look),
    /// Somebody takes it up, and is killed.
    Killed,
    /// Somebody takes it up, and gives it back.
    GivenBack,
    Superseded,
    Cancelled,
}

fn told(message: &str) -> StepError {
    StepError::new(StepErrorCode::Unavailable, message)
}

fn event() -> impl Strategy<Value = Event> {
    let sent = prop_oneof![
        1 => Just(Sent::Done),
        3 => Just(Sent::Accepted),
        1 => Just(Sent::Refused(told("no"))),
        3 => (0_i64..400).prop_map(|seconds| Sent::NotYet(told("busy"), seconds)),
        3 => Just(Sent::Lost(told("cut"))),
    ];
    let look = prop_oneof![
        1 => Just(Look::Effect),
        3 => Just(Look::NoEffect),
        3 => Just(Look::Processing),
        3 => Just(Look::Unknown(told("busy"))),
        1 => Just(Look::Gone),
    ];
    prop_oneof![
        6 => (0_i64..200).prop_map(Event::Pass),
        6 => sent.prop_map(Event::Sent),
        6 => look.prop_map(Event::Seen),
        3 => Just(Event::Killed),
        2 => Just(Event::GivenBack),
        1 => Just(Event::Superseded),
        1 => Just(Event::Cancelled),
    ]
}

const LEASE: i64 = 60;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever happens: what has ended stays as it is, nothing is sent again that may have been done before somebody looked for it and saw
    /// nothing, and nothing is given up before its time.
    #[test]
    fn a_step_keeps_its_promises(events in prop::collection::vec(event(), 0..60)) {
        let mut now = Time::from_seconds(1_000_000);
        let mut step = Progress::queued(now);
        let (mut may_be_done, mut seen_nothing, mut in_vain) = (false, false, 0);
        for event in events {
            let before = step.clone();
            match event.clone() {
                Event::Pass(seconds) => now = now.plus_seconds(seconds),
                Event::Superseded => { step.supersede(now); }
                Event::Cancelled => { step.cancel(now); }
                Event::Killed | Event::GivenBack | Event::Sent(_) | Event::Seen(_) => {
                    let Some(task) = step.claim(now, LEASE) else {
                        prop_assert_eq!(&step, &before, "who cannot have it changes nothing");
                        continue;
                    };
                    prop_assert!(step.due == now.plus_seconds(LEASE) && step.claims == before.claims + 1);
                    if task == Task::Send {
                        prop_assert!(!may_be_done || seen_nothing || in_vain >= LOOKS, "{:?}", step);
                        (may_be_done, seen_nothing, in_vain) = (true, false, 0);
                    }
                    match (task, event) {
                        (task, Event::GivenBack) => {
                            may_be_done &= task == Task::Look;
                            step.give_back(now);
                            prop_assert!(step.sends == before.sends && step.claim(now, LEASE).is_some(), "the next one has it at once");
                            step.give_back(now);
                        }
                        (Task::Send, Event::Sent(sent)) => {
                            may_be_done = !matches!(sent, Sent::NotYet(..));
                            step.sent(now, sent);
                        }
                        (Task::Look, Event::Seen(look)) => {
                            seen_nothing |= look == Look::NoEffect;
                            in_vain += u32::from(matches!(look, Look::Unknown(_) | Look::Processing));
                            step.seen(now, look);
                        }
                        // It is killed, or says nothing that can be.
                        _ => {}
                    }
                }
            }
            if before.state.is_end() {
                prop_assert_eq!(&step, &before, "an end is an end");
            }
            prop_assert!(step.sends <= SENDS);
            if step.state == StepState::Unconfirmed && before.state != step.state {
                prop_assert!(now >= before.since.plus_seconds(PATIENCE));
            }
            if step.state == StepState::Cancelled && before.state != step.state {
                prop_assert!(before.state == StepState::Queued);
            }
        }
    }

    /// Whoever goes on long enough comes to an end, whatever the other side says.
    #[test]
    fn every_step_ends(events in prop::collection::vec(event(), 1..20)) {
        let mut now = Time::from_seconds(1_000_000);
        let mut step = Progress::queued(now);
        for turn in 0..2_000 {
            if step.state.is_end() {
                return Ok(());
            }
            now = now.max(step.due);
            let task = step.claim(now, LEASE).expect("it is due");
            match (task, &events[turn % events.len()]) {
                (Task::Send, Event::Sent(sent)) => step.sent(now, sent.clone()),
                (Task::Look, Event::Seen(look)) => step.seen(now, look.clone()),
                // Somebody was killed; the next one says what can be said.
                (Task::Send, _) => step.sent(now, Sent::Lost(told("cut"))),
                (Task::Look, _) => step.seen(now, Look::Unknown(told("busy"))),
            }
        }
        prop_assert!(false, "it goes on for ever: {step:?}");
    }
}

#[test]
fn a_lost_answer_is_looked_for_before_it_is_sent_again() {
    let mut now = Time::from_seconds(0);
    let mut step = Progress::queued(now);
    assert_eq!(step.claim(now, LEASE), Some(Task::Send));
    step.sent(now, Sent::Lost(told("cut")));
    assert_eq!(step.claim(now, LEASE), None, "it rests");
    now = step.due;
    assert_eq!(step.claim(now, LEASE), Some(Task::Look));
    let seen = Progress { ..step.clone() };
    step.seen(now, Look::Effect);
    assert_eq!((step.state, step.sends), (StepState::Succeeded, 1));
    let mut step = seen;
    step.seen(now, Look::NoEffect);
    assert_eq!(step.state, StepState::Queued);
    now = step.due;
    assert_eq!((step.claim(now, LEASE), step.sends), (Some(Task::Send), 2));
}

#[test]
fn what_is_accepted_is_looked_for_for_a_quarter_of_an_hour() {
    let mut now = Time::from_seconds(0);
    let mut step = Progress::queued(now);
    step.claim(now, LEASE);
    step.sent(now, Sent::Accepted);
    let mut looks = 0;
    while !step.state.is_end() {
        now = step.due;
        assert_eq!(step.claim(now, LEASE), Some(Task::Look));
        step.seen(now, Look::Processing);
        looks += 1;
    }
    assert_eq!((step.state, step.sends), (StepState::Unconfirmed, 1));
    assert_eq!(step.error.map(|error| error.code), Some(StepErrorCode::Unconfirmed));
    assert!((900..1_000).contains(&(now.nanos() / 1_000_000_000)) && looks < 25, "{now} after {looks}");
}
