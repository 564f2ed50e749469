//! The fold, by example: what is said, and what it comes to.

mod alerts;
mod entra;
mod several;

use super::{Closing, Observation, Outside, Verdict, fold};
use crate::{AlertId, AlertStanding, Claim, Claimant, Id, RiskState, TenantId, Time, Vocabulary, Word};

/// One sequence. An observation is `day state level detail`, `-` for what is absent, and `admin` before it where it is an act, else it is
/// Entra's; of an alert it is `alert name day status classification level`. A closing is an observation of the user, or `verdict name` where
/// the alert's verdict closes what Entra claims.
struct Sequence {
    name: &'static str,
    said: &'static [&'static str],
    closings: &'static [&'static str],
    /// `state level detail day`, of the risk that is shown, and `by admin` where an act decides, `by defender` where an alert does.
    shown: &'static str,
    /// `state since updated closed`, and the words that were not understood; several claims parted by semicolons.
    claim: &'static str,
}

#[test]
fn every_sequence_comes_to_what_it_should() {
    for sequence in sequences() {
        let said: Vec<_> = sequence.said.iter().map(|text| observation(text)).collect();
        let outside = outside(sequence.closings);
        let forwards = fold(said.clone(), &outside);
        assert_eq!((shown(&forwards).as_str(), claims(&forwards).as_str()), (sequence.shown, sequence.claim), "{}", sequence.name);
        let backwards = fold(said.into_iter().rev().collect(), &outside);
        assert_eq!(backwards, forwards, "{}, read backwards", sequence.name);
    }
}

#[test]
fn the_names_of_the_sequences_differ() {
    let names: std::collections::BTreeSet<_> = sequences().map(|sequence| sequence.name).collect();
    assert_eq!(names.len(), sequences().count());
}

#[test]
fn only_a_dismissal_or_confirmation_as_safe_closes_beyond_the_user() {
    for (state, word) in RiskState::WORDS {
        let closes = matches!(state, RiskState::Dismissed | RiskState::ConfirmedSafe);
        assert_eq!(Closing::of(&observation(&format!("1 {word} none none"))).is_some(), closes, "{word}");
    }
}

fn sequences() -> impl Iterator<Item = &'static Sequence> {
    entra::SEQUENCES.iter().chain(several::SEQUENCES).chain(alerts::SEQUENCES)
}

fn outside(closings: &[&str]) -> Outside {
    let mut outside = Outside::default();
    for text in closings {
        match text.strip_prefix("verdict ") {
            Some(name) => drop(outside.alerts.insert(alert(name))),
            None => outside.closings.extend(Closing::of(&observation(text))),
        }
    }
    outside
}

fn alert(name: &str) -> AlertId {
    AlertId::new(TenantId::new("t"), name)
}

fn moment(day: &str) -> Time {
    Time::from_seconds(day.parse::<i64>().expect("a day") * 86_400)
}

fn observation(text: &str) -> Observation {
    if let Some(said) = text.strip_prefix("alert ") {
        let words: Vec<_> = said.split(' ').collect();
        let [name, day, status, classification, level] = words[..] else { panic!("{text} is no alert") };
        let standing = AlertStanding { id: alert(name), status: Word::read(status), classification: Word::read(classification) };
        return standing.observation(Some(moment(day)), Vocabulary::read(level));
    }
    let act = text.strip_prefix("admin ");
    let words: Vec<_> = act.unwrap_or(text).split(' ').map(|word| (word != "-").then_some(word)).collect();
    let [at, Some(state), level, detail] = words[..] else { panic!("{text} is no observation") };
    Observation {
        claimant: act.map_or(Claimant::Entra, |_| Claimant::Administrator),
        at: at.map(moment),
        state: Word::read(state),
        level: level.map(Word::read),
        detail: detail.map(Word::read),
        alert: None,
    }
}

fn shown(verdict: &Verdict) -> String {
    let risk = &verdict.risk;
    let Some(state) = &risk.state else {
        assert_eq!(*risk, crate::Risk::default(), "a risk without a state says nothing else");
        return "nothing".to_owned();
    };
    let by = match risk.decided_by.expect("whoever says something decides") {
        Claimant::Entra => "",
        Claimant::Administrator => " by admin",
        Claimant::Defender => " by defender",
    };
    format!("{} {} {} {}{by}", state.as_str(), word(risk.level.as_ref()), word(risk.detail.as_ref()), day(risk.updated))
}

fn claims(verdict: &Verdict) -> String {
    let claims: Vec<String> = verdict.claims.iter().map(claim).collect();
    if claims.is_empty() { "no claim".to_owned() } else { claims.join("; ") }
}

fn claim(claim: &Claim) -> String {
    let by = match (&claim.alert, claim.claimant) {
        (Some(alert), _) => format!("alert {} ", alert.id.object()),
        (None, Claimant::Administrator) => "admin ".to_owned(),
        (None, _) => String::new(),
    };
    let (since, updated, closed) = (day(claim.since), day(claim.updated), day(claim.closed));
    let said = format!("{by}{} since {since} updated {updated} closed {closed}", claim.state.as_str());
    if claim.not_understood.is_empty() { said } else { format!("{said} not understood {}", claim.not_understood.join(" ")) }
}

fn word<V: Vocabulary>(word: Option<&Word<V>>) -> &str {
    word.map_or("-", Word::as_str)
}

fn day(time: Option<Time>) -> String {
    time.map_or("-".to_owned(), |time| (time.nanos() / 86_400_000_000_000).to_string())
}
