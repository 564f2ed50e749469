//! The fold, by law: what holds for every set of observations and closings.

use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::{Index, select},
};

use super::{Closing, Observation, fold, gravity, order};
use crate::{Claim, Claimant, Risk, RiskDetail, RiskLevel, RiskState, Time, Verdict, Vocabulary, Word};

/// The same law, told as naively as can be: walk through what was said, oldest first, and remember.
fn plainly(mut said: Vec<Observation>) -> (Option<Observation>, Option<Time>) {
    said.sort_by(|a, b| order(a).cmp(&order(b)));
    let (mut standing, mut since): (Option<Observation>, _) = (None, None);
    for observation in said.into_iter().filter(|observation| observation.state.known().is_some()) {
        if standing.as_ref().is_none_or(|standing| standing.state != observation.state) {
            since = observation.at;
        }
        standing = Some(observation);
    }
    (standing, since)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn every_order_and_every_repetition_gives_the_same_verdict(
        (said, shuffled) in said_by_several().prop_flat_map(|said| (Just(said.clone()), Just(said).prop_shuffle())),
        again in vec(any::<Index>(), 0..6),
        closings in closings(),
    ) {
        let mut told = shuffled.clone();
        told.extend(again.iter().filter(|_| !said.is_empty()).map(|index| index.get(&shuffled).clone()));
        told.reverse();
        let mut backwards = closings.clone();
        backwards.extend(closings.iter().rev().cloned());
        prop_assert_eq!(fold(told, &backwards), fold(said, &closings));
    }

    #[test]
    fn the_last_understood_word_stands_since_its_run_began(said in said()) {
        let (standing, since) = plainly(said.clone());
        let verdict = fold(said, &[]);
        prop_assert_eq!(&verdict.risk.state, &standing.as_ref().map(|standing| standing.state.clone()));
        prop_assert_eq!(&verdict.risk.detail, &standing.as_ref().and_then(|standing| standing.detail.clone()));
        prop_assert_eq!(verdict.risk.updated, standing.as_ref().and_then(|standing| standing.at));
        prop_assert_eq!(verdict.risk.decided_by, standing.as_ref().map(|_| Claimant::Entra));
        if let (Some(claim), Some(_)) = (verdict.claims.first(), standing) {
            prop_assert_eq!(claim.since, since);
        }
    }

    #[test]
    fn older_observations_change_nothing_shown_unless_they_make_the_run_longer(
        said in said(),
        kept in vec(any::<bool>(), 9),
        closings in closings(),
    ) {
        let (standing, _) = plainly(said.clone());
        let is_older = |said: &Observation| standing.as_ref().is_some_and(|standing| order(said) < order(standing));
        let newest: Vec<_> = said.iter().zip(kept).filter(|(said, kept)| *kept || !is_older(said)).map(|(said, _)| said.clone()).collect();
        prop_assert_eq!(fold(newest.clone(), &[]).risk, fold(said.clone(), &[]).risk);
        let (few, all) = (fold(newest, &closings), fold(said, &closings));
        let since = |verdict: &Verdict| verdict.claims.first().map(|claim| claim.since);
        prop_assert!(few.risk == all.risk || since(&few) != since(&all));
    }

    #[test]
    fn a_word_that_is_not_understood_changes_nothing_shown_and_is_not_lost(said in said(), at in time(), closings in closings()) {
        let strange = Observation { state: Word::read("underReview"), ..blank(at) };
        let newest = said.iter().all(|other| order(other) < order(&strange));
        let before = fold(said.clone(), &closings);
        let after = fold([said, vec![strange]].concat(), &closings);
        prop_assert_eq!(&after.risk, &before.risk);
        if newest {
            prop_assert_eq!(after.claims[0].not_understood.last().map(String::as_str), Some("underReview"));
        }
    }

    #[test]
    fn a_level_agrees_with_its_state(said in said(), closings in closings()) {
        let level = plainly(said.clone()).0.and_then(|standing| standing.level);
        let is_hidden = level.as_ref().and_then(Word::known) == Some(RiskLevel::Hidden);
        let verdict = fold(said, &closings);
        match verdict.risk.state.as_ref().and_then(Word::known) {
            None => prop_assert_eq!(verdict.risk, Risk::default()),
            Some(RiskState::ConfirmedCompromised) => prop_assert_eq!(verdict.risk.level, Some(RiskLevel::High.into())),
            Some(RiskState::AtRisk) => prop_assert_eq!(verdict.risk.level, level),
            Some(_) if is_hidden => prop_assert_eq!(verdict.risk.level, Some(RiskLevel::Hidden.into())),
            Some(_) => prop_assert_eq!(verdict.risk.level, Some(RiskLevel::None.into())),
        }
    }

    #[test]
    fn closings_close_what_is_open_and_nothing_else(said in said(), closings in closings()) {
        let (open, verdict) = (fold(said.clone(), &[]), fold(said, &closings));
        let is_open = matches!(open.risk.state.as_ref().and_then(Word::known), Some(RiskState::AtRisk | RiskState::ConfirmedCompromised));
        let first = open.claims.first().and_then(|claim| closings.iter().filter(|closing| claim.since <= Some(closing.at)).min());
        let Some(first) = first.filter(|_| is_open) else {
            prop_assert_eq!(verdict, open);
            return Ok(());
        };
        prop_assert_eq!(verdict.claims[0].closed, Some(first.at));
        prop_assert_eq!(verdict.risk.state, Some(first.state.clone()));
        prop_assert_eq!(verdict.risk.detail, first.detail.clone());
        prop_assert_eq!(verdict.risk.updated, Some(first.at));
    }

    #[test]
    fn each_claimant_claims_what_it_would_alone_but_for_what_closed_it(said in said_by_several(), closings in closings()) {
        let together = fold(said.clone(), &closings).claims;
        let mut alone = Vec::new();
        for claimant in CLAIMANTS {
            alone.extend(fold(said_by(&said, claimant), &closings).claims);
        }
        let unclosed = |claims: &[Claim]| claims.iter().map(|claim| Claim { closed: None, ..claim.clone() }).collect::<Vec<_>>();
        prop_assert_eq!(unclosed(&together), unclosed(&alone));
        for (together, alone) in together.iter().zip(&alone) {
            prop_assert!(alone.closed.is_none() || together.closed.is_some_and(|at| Some(at) <= alone.closed));
        }
    }

    #[test]
    fn the_first_closing_of_anybody_that_finds_a_claim_open_closes_it(said in said_by_several(), closings in closings()) {
        let closes = |said: &&Observation| {
            matches!(said.state.known(), Some(RiskState::Dismissed | RiskState::ConfirmedSafe | RiskState::Remediated))
        };
        let moments: Vec<Time> = said.iter().filter(closes).filter_map(|said| said.at).chain(closings.iter().map(|it| it.at)).collect();
        for claim in fold(said, &closings).claims.iter().filter(|claim| is_open(&claim.state)) {
            prop_assert_eq!(claim.closed, moments.iter().copied().filter(|at| claim.since <= Some(*at)).min());
        }
    }

    #[test]
    fn the_gravest_open_claim_is_shown_and_where_none_is_open_what_closed_last(said in said_by_several(), closings in closings()) {
        let Verdict { risk, claims } = fold(said, &closings);
        let open: Vec<&Claim> = claims.iter().filter(|claim| is_open(&claim.state) && claim.closed.is_none()).collect();
        if let Some(gravest) = open.iter().map(|claim| gravity(&claim.state)).max() {
            let shown = open.iter().find(|claim| Some(claim.claimant) == risk.decided_by).expect("an open claim decides");
            prop_assert_eq!(gravity(&shown.state), gravest);
            prop_assert_eq!((risk.state.as_ref(), risk.updated), (Some(&shown.state), shown.updated));
            return Ok(());
        }
        prop_assert!(!risk.state.as_ref().is_some_and(is_open));
        let closed = |claim: &Claim| claim.closed.map(Some).or(claim.state.known().filter(|it| *it != RiskState::None).map(|_| claim.updated));
        if let Some(last) = claims.iter().filter_map(closed).max() {
            prop_assert_eq!((risk.updated, gravity(&risk.state.expect("a state"))), (last, 4));
        }
    }

    #[test]
    fn a_claim_is_not_older_than_its_run(said in said_by_several(), closings in closings()) {
        for claim in fold(said, &closings).claims {
            prop_assert!(claim.since <= claim.updated);
            prop_assert!(claim.closed.is_none_or(|closed| claim.since <= Some(closed)));
        }
    }
}

/// Whoever claims something.
const CLAIMANTS: [Claimant; 2] = [Claimant::Entra, Claimant::Administrator];

fn said_by(said: &[Observation], claimant: Claimant) -> Vec<Observation> {
    said.iter().filter(|said| said.claimant == claimant).cloned().collect()
}

fn is_open(state: &Word<RiskState>) -> bool {
    matches!(state.known(), Some(RiskState::AtRisk | RiskState::ConfirmedCompromised))
}

/// Few words and few moments, so that ties, runs and repetitions are common.
fn said() -> impl Strategy<Value = Vec<Observation>> {
    vec(observation(), 0..9)
}

fn said_by_several() -> impl Strategy<Value = Vec<Observation>> {
    vec((observation(), select(&CLAIMANTS[..])).prop_map(|(said, claimant)| Observation { claimant, ..said }), 0..12)
}

fn observation() -> impl Strategy<Value = Observation> {
    let (state, level) = (word::<RiskState>(&["underReview", "escalated"]), option::of(word::<RiskLevel>(&["severe", "mild"])));
    let detail = option::of(select(vec!["none", "hidden", "adminDismissedAllRiskForUser", "brandNew"]).prop_map(Word::read));
    (time(), state, level, detail).prop_map(|(at, state, level, detail)| Observation { state, level, detail, ..blank(at) })
}

fn closings() -> impl Strategy<Value = Vec<Closing>> {
    said_by_several().prop_map(|said| said.iter().filter_map(Closing::of).collect())
}

fn word<V: Vocabulary>(strange: &[&'static str]) -> impl Strategy<Value = Word<V>> + use<V> {
    let known = V::WORDS.iter().map(|(_, word)| *word);
    select(known.chain(strange.iter().copied()).collect::<Vec<_>>()).prop_map(Word::read)
}

fn time() -> impl Strategy<Value = Option<Time>> {
    option::weighted(0.85, (1..6_i64).prop_map(Time::from_seconds))
}

fn blank(at: Option<Time>) -> Observation {
    Observation { claimant: Claimant::Entra, at, state: RiskState::None.into(), level: None, detail: None::<Word<RiskDetail>> }
}
