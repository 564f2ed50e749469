//! The fold, by example: what is said, and what it comes to.

use super::{Closing, Observation, Verdict, fold};
use crate::{Claimant, RiskState, Time, Vocabulary, Word};

/// One sequence. An observation is `day state level detail`, `-` for what is absent; a closing is an observation of the user.
struct Sequence {
    name: &'static str,
    said: &'static [&'static str],
    closings: &'static [&'static str],
    /// `state level detail day`, of the risk that is shown.
    shown: &'static str,
    /// `state since updated closed`, and the words that were not understood.
    claim: &'static str,
}

const SEQUENCES: &[Sequence] = &[
    Sequence { name: "nobody spoke, so nothing is shown", said: &[], closings: &[], shown: "nothing", claim: "no claim" },
    Sequence {
        name: "the dismissal of a user of whom nothing was said shows nothing",
        said: &[],
        closings: &["5 dismissed none adminDismissedAllRiskForUser"],
        shown: "nothing",
        claim: "no claim",
    },
    Sequence {
        name: "one record is what is shown",
        said: &["1 atRisk medium none"],
        closings: &[],
        shown: "atRisk medium none 1",
        claim: "atRisk since 1 updated 1 closed -",
    },
    Sequence {
        name: "no risk was seen, which is no claim and yet not nothing",
        said: &["1 none none none"],
        closings: &[],
        shown: "none none none 1",
        claim: "no claim",
    },
    Sequence {
        name: "none withdraws the claim",
        said: &["1 atRisk high none", "3 none none none"],
        closings: &[],
        shown: "none none none 3",
        claim: "no claim",
    },
    Sequence {
        name: "a claim withdrawn and made again is since its new run",
        said: &["1 atRisk high none", "3 none none none", "4 atRisk low none"],
        closings: &[],
        shown: "atRisk low none 4",
        claim: "atRisk since 4 updated 4 closed -",
    },
    Sequence {
        name: "a lower record after a higher one is shown, and the run goes on",
        said: &["1 atRisk high none", "3 atRisk low none"],
        closings: &[],
        shown: "atRisk low none 3",
        claim: "atRisk since 1 updated 3 closed -",
    },
    Sequence {
        name: "a confirmed compromise begins a run of its own",
        said: &["1 atRisk low none", "2 confirmedCompromised high adminConfirmedUserCompromised"],
        closings: &[],
        shown: "confirmedCompromised high adminConfirmedUserCompromised 2",
        claim: "confirmedCompromised since 2 updated 2 closed -",
    },
    Sequence {
        name: "a confirmed compromise is high whatever level is said",
        said: &["1 confirmedCompromised low adminConfirmedUserCompromised"],
        closings: &[],
        shown: "confirmedCompromised high adminConfirmedUserCompromised 1",
        claim: "confirmedCompromised since 1 updated 1 closed -",
    },
    Sequence {
        name: "at risk after a compromise is what Entra says now",
        said: &["1 confirmedCompromised high adminConfirmedUserCompromised", "2 atRisk medium none"],
        closings: &[],
        shown: "atRisk medium none 2",
        claim: "atRisk since 2 updated 2 closed -",
    },
    Sequence {
        name: "a level hidden by the licence stays hidden",
        said: &["1 atRisk hidden hidden"],
        closings: &[],
        shown: "atRisk hidden hidden 1",
        claim: "atRisk since 1 updated 1 closed -",
    },
    Sequence {
        name: "a level hidden by the licence is hidden where no risk was seen",
        said: &["1 none hidden none"],
        closings: &[],
        shown: "none hidden none 1",
        claim: "no claim",
    },
    Sequence {
        name: "a level hidden by the licence stays hidden when Entra closes the risk",
        said: &["1 atRisk hidden hidden", "2 remediated hidden hidden"],
        closings: &[],
        shown: "remediated hidden hidden 2",
        claim: "remediated since 2 updated 2 closed -",
    },
    Sequence {
        name: "a level hidden by the licence stays hidden when the user is dismissed",
        said: &["1 atRisk hidden hidden"],
        closings: &["2 dismissed none adminDismissedAllRiskForUser"],
        shown: "dismissed hidden adminDismissedAllRiskForUser 2",
        claim: "atRisk since 1 updated 1 closed 2",
    },
    Sequence {
        name: "a level without a word is unknown, not none",
        said: &["1 atRisk - -"],
        closings: &[],
        shown: "atRisk - - 1",
        claim: "atRisk since 1 updated 1 closed -",
    },
    Sequence {
        name: "a level of a newer vocabulary is shown as it came",
        said: &["1 atRisk severe none"],
        closings: &[],
        shown: "atRisk severe none 1",
        claim: "atRisk since 1 updated 1 closed -",
    },
    Sequence {
        name: "a closed risk has no level, whatever level that can be seen is said",
        said: &["1 atRisk high none", "2 remediated high userPerformedSecuredPasswordReset"],
        closings: &[],
        shown: "remediated none userPerformedSecuredPasswordReset 2",
        claim: "remediated since 2 updated 2 closed -",
    },
    Sequence {
        name: "reopened after a closing it is since the new run",
        said: &["1 atRisk high none", "2 remediated none userPassedMFADrivenByRiskBasedPolicy", "4 atRisk low none", "5 atRisk high none"],
        closings: &[],
        shown: "atRisk high none 5",
        claim: "atRisk since 4 updated 5 closed -",
    },
    Sequence {
        name: "Monday's export imported after Friday's reopens nothing",
        said: &["5 dismissed none adminDismissedAllRiskForUser", "1 atRisk high none"],
        closings: &[],
        shown: "dismissed none adminDismissedAllRiskForUser 5",
        claim: "dismissed since 5 updated 5 closed -",
    },
    Sequence {
        name: "an export without a time reopens nothing",
        said: &["5 remediated none userPerformedSecuredPasswordChange", "- atRisk high none"],
        closings: &[],
        shown: "remediated none userPerformedSecuredPasswordChange 5",
        claim: "remediated since 5 updated 5 closed -",
    },
    Sequence {
        name: "of two records without a time the later state stands",
        said: &["- dismissed none adminDismissedAllRiskForUser", "- atRisk high none"],
        closings: &[],
        shown: "dismissed none adminDismissedAllRiskForUser -",
        claim: "dismissed since - updated - closed -",
    },
    Sequence {
        name: "nobody knows since when, if the run began without a time",
        said: &["- atRisk low none", "4 atRisk high none"],
        closings: &[],
        shown: "atRisk high none 4",
        claim: "atRisk since - updated 4 closed -",
    },
    Sequence {
        name: "at one moment at risk comes after none",
        said: &["1 atRisk low none", "1 none none none"],
        closings: &[],
        shown: "atRisk low none 1",
        claim: "atRisk since 1 updated 1 closed -",
    },
    Sequence {
        name: "at one moment compromised comes after at risk",
        said: &["1 confirmedCompromised low adminConfirmedSigninCompromised", "1 atRisk high none"],
        closings: &[],
        shown: "confirmedCompromised high adminConfirmedSigninCompromised 1",
        claim: "confirmedCompromised since 1 updated 1 closed -",
    },
    Sequence {
        name: "at one moment closed comes after compromised",
        said: &["1 remediated none userPerformedSecuredPasswordReset", "1 confirmedCompromised high none"],
        closings: &[],
        shown: "remediated none userPerformedSecuredPasswordReset 1",
        claim: "remediated since 1 updated 1 closed -",
    },
    Sequence {
        name: "at one moment the highest level that is understood stands",
        said: &["1 atRisk severe none", "1 atRisk high none", "1 atRisk low none", "1 atRisk - none"],
        closings: &[],
        shown: "atRisk high none 1",
        claim: "atRisk since 1 updated 1 closed -",
    },
    Sequence {
        name: "at one moment the detail that says something stands",
        said: &["1 dismissed none adminDismissedAllRiskForUser", "1 dismissed none none", "1 dismissed none -"],
        closings: &[],
        shown: "dismissed none adminDismissedAllRiskForUser 1",
        claim: "dismissed since 1 updated 1 closed -",
    },
    Sequence {
        name: "an unknown word leaves the last understood one standing, marked and counted",
        said: &["1 atRisk high none", "2 underReview low none", "3 underReview low none"],
        closings: &[],
        shown: "atRisk high none 1",
        claim: "atRisk since 1 updated 1 closed - not understood underReview underReview",
    },
    Sequence {
        name: "an unknown word does not break the run, and is forgotten with the next understood one",
        said: &["1 atRisk high none", "2 underReview low none", "3 atRisk medium none"],
        closings: &[],
        shown: "atRisk medium none 3",
        claim: "atRisk since 1 updated 3 closed -",
    },
    Sequence {
        name: "an unknown word after a withdrawal is not lost",
        said: &["1 none none none", "2 underReview low none"],
        closings: &[],
        shown: "none none none 1",
        claim: "none since 1 updated 1 closed - not understood underReview",
    },
    Sequence {
        name: "nothing but unknown words shows nothing and loses none of them",
        said: &["1 underReview low none", "2 escalated high none"],
        closings: &["5 dismissed none adminDismissedAllRiskForUser"],
        shown: "nothing",
        claim: "escalated since 2 updated 2 closed - not understood underReview escalated",
    },
    Sequence {
        name: "a user's dismissal closes what was open up to then",
        said: &["1 atRisk high none"],
        closings: &["5 dismissed none adminDismissedAllRiskForUser"],
        shown: "dismissed none adminDismissedAllRiskForUser 5",
        claim: "atRisk since 1 updated 1 closed 5",
    },
    Sequence {
        name: "a user's confirmation as safe closes what was open up to then",
        said: &["1 confirmedCompromised high adminConfirmedSigninCompromised"],
        closings: &["5 confirmedSafe none adminConfirmedAccountSafe"],
        shown: "confirmedSafe none adminConfirmedAccountSafe 5",
        claim: "confirmedCompromised since 1 updated 1 closed 5",
    },
    Sequence {
        name: "a user's dismissal closes what opened at that very moment",
        said: &["5 atRisk high none"],
        closings: &["5 dismissed none adminDismissedAllRiskForUser"],
        shown: "dismissed none adminDismissedAllRiskForUser 5",
        claim: "atRisk since 5 updated 5 closed 5",
    },
    Sequence {
        name: "what opened after the user's dismissal stays open",
        said: &["6 atRisk low none"],
        closings: &["5 dismissed none adminDismissedAllRiskForUser"],
        shown: "atRisk low none 6",
        claim: "atRisk since 6 updated 6 closed -",
    },
    Sequence {
        name: "a detection of an old activity that was updated after the dismissal stays open",
        said: &["7 atRisk medium none"],
        closings: &["5 dismissed none adminDismissedAllRiskForUser"],
        shown: "atRisk medium none 7",
        claim: "atRisk since 7 updated 7 closed -",
    },
    Sequence {
        name: "more of an open risk after the user's dismissal changes nothing",
        said: &["1 atRisk low none", "7 atRisk high none"],
        closings: &["5 dismissed none adminDismissedAllRiskForUser"],
        shown: "dismissed none adminDismissedAllRiskForUser 5",
        claim: "atRisk since 1 updated 7 closed 5",
    },
    Sequence {
        name: "a risk that closed and reopened after the user's dismissal is open",
        said: &["1 atRisk high none", "5 dismissed none adminDismissedAllRiskForUser", "7 atRisk low none"],
        closings: &["5 dismissed none adminDismissedAllRiskForUser"],
        shown: "atRisk low none 7",
        claim: "atRisk since 7 updated 7 closed -",
    },
    Sequence {
        name: "an open risk without a time is closed by any dismissal of the user",
        said: &["- atRisk high none"],
        closings: &["5 dismissed none adminDismissedAllRiskForUser"],
        shown: "dismissed none adminDismissedAllRiskForUser 5",
        claim: "atRisk since - updated - closed 5",
    },
    Sequence {
        name: "a dismissal without a time closes nothing but the user's own risk",
        said: &["- atRisk high none"],
        closings: &["- dismissed none adminDismissedAllRiskForUser"],
        shown: "atRisk high none -",
        claim: "atRisk since - updated - closed -",
    },
    Sequence {
        name: "a remediated sign-in stays remediated after the user's dismissal",
        said: &["1 atRisk high none", "2 remediated none userPassedMFADrivenByRiskBasedPolicy"],
        closings: &["5 dismissed none adminDismissedAllRiskForUser"],
        shown: "remediated none userPassedMFADrivenByRiskBasedPolicy 2",
        claim: "remediated since 2 updated 2 closed -",
    },
    Sequence {
        name: "a sign-in without risk stays so after the user's dismissal",
        said: &["1 none none none"],
        closings: &["5 dismissed none adminDismissedAllRiskForUser"],
        shown: "none none none 1",
        claim: "no claim",
    },
    Sequence {
        name: "a user's remediation closes neither sign-ins nor detections",
        said: &["1 atRisk high none"],
        closings: &["5 remediated none userPerformedSecuredPasswordReset"],
        shown: "atRisk high none 1",
        claim: "atRisk since 1 updated 1 closed -",
    },
    Sequence {
        name: "of several closings the first that found it open closed it",
        said: &["4 atRisk high none"],
        closings: &[
            "9 confirmedSafe none adminConfirmedAccountSafe",
            "6 dismissed none adminDismissedAllRiskForUser",
            "2 confirmedSafe none adminConfirmedAccountSafe",
        ],
        shown: "dismissed none adminDismissedAllRiskForUser 6",
        claim: "atRisk since 4 updated 4 closed 6",
    },
];

#[test]
fn every_sequence_comes_to_what_it_should() {
    for sequence in SEQUENCES {
        let said: Vec<_> = sequence.said.iter().map(|text| observation(text)).collect();
        let closings: Vec<_> = sequence.closings.iter().filter_map(|text| Closing::of(&observation(text))).collect();
        let forwards = fold(said.clone(), &closings);
        assert_eq!((shown(&forwards).as_str(), claim(&forwards).as_str()), (sequence.shown, sequence.claim), "{}", sequence.name);
        let backwards = fold(said.into_iter().rev().collect(), &closings);
        assert_eq!(backwards, forwards, "{}, read backwards", sequence.name);
    }
}

#[test]
fn the_names_of_the_sequences_differ() {
    let names: std::collections::BTreeSet<_> = SEQUENCES.iter().map(|sequence| sequence.name).collect();
    assert_eq!(names.len(), SEQUENCES.len());
}

#[test]
fn only_a_dismissal_or_confirmation_as_safe_closes_beyond_the_user() {
    for (state, word) in RiskState::WORDS {
        let closes = matches!(state, RiskState::Dismissed | RiskState::ConfirmedSafe);
        assert_eq!(Closing::of(&observation(&format!("1 {word} none none"))).is_some(), closes, "{word}");
    }
}

fn observation(text: &str) -> Observation {
    let words: Vec<_> = text.split(' ').map(|word| (word != "-").then_some(word)).collect();
    let [at, Some(state), level, detail] = words[..] else { panic!("{text} is no observation") };
    Observation {
        claimant: Claimant::Entra,
        at: at.map(|day| Time::from_seconds(day.parse::<i64>().expect("a day") * 86_400)),
        state: Word::read(state),
        level: level.map(Word::read),
        detail: detail.map(Word::read),
    }
}

fn shown(verdict: &Verdict) -> String {
    let risk = &verdict.risk;
    let Some(state) = &risk.state else {
        assert_eq!(*risk, crate::Risk::default(), "a risk without a state says nothing else");
        return "nothing".to_owned();
    };
    assert_eq!(risk.decided_by, Some(Claimant::Entra));
    format!("{} {} {} {}", state.as_str(), word(risk.level.as_ref()), word(risk.detail.as_ref()), day(risk.updated))
}

fn claim(verdict: &Verdict) -> String {
    let [claim] = &verdict.claims[..] else {
        assert!(verdict.claims.is_empty(), "one claimant claims one thing");
        return "no claim".to_owned();
    };
    let (since, updated, closed) = (day(claim.since), day(claim.updated), day(claim.closed));
    let said = format!("{} since {since} updated {updated} closed {closed}", claim.state.as_str());
    if claim.not_understood.is_empty() { said } else { format!("{said} not understood {}", claim.not_understood.join(" ")) }
}

fn word<V: Vocabulary>(word: Option<&Word<V>>) -> &str {
    word.map_or("-", Word::as_str)
}

fn day(time: Option<Time>) -> String {
    time.map_or("-".to_owned(), |time| (time.nanos() / 86_400_000_000_000).to_string())
}
