//! The fold, by law: what holds for every set of observations and closings.

use std::collections::BTreeSet;

use proptest::{
    collection::{btree_set, vec},
    option,
    prelude::*,
    sample::{Index, select},
};

use super::{Closing, Observation, Outside, claimant, fold, gravity, order};
use crate::{
    AlertClassification, AlertId, AlertStanding, AlertStatus, Claim, Claimant, Id, Risk, RiskDetail, RiskLevel, RiskState, TenantId, Time,
    Verdict, Vocabulary, Word,
};

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
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(10_000) })]

    #[test]
    fn every_order_and_every_repetition_gives_the_same_verdict(
        (said, shuffled) in said_by_several().prop_flat_map(|said| (Just(said.clone()), Just(said).prop_shuffle())),
        again in vec(any::<Index>(), 0..6),
        outside in outside(),
    ) {
        let mut told = shuffled.clone();
        told.extend(again.iter().filter(|_| !said.is_empty()).map(|index| index.get(&shuffled).clone()));
        told.reverse();
        let mut backwards = outside.clone();
        backwards.closings.extend(outside.closings.iter().rev().cloned());
        prop_assert_eq!(fold(told, &backwards), fold(said, &outside));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn the_last_understood_word_stands_since_its_run_began(said in said()) {
        let (standing, since) = plainly(said.clone());
        let verdict = fold(said, &Outside::default());
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
        outside in outside(),
    ) {
        let (standing, _) = plainly(said.clone());
        let is_older = |said: &Observation| standing.as_ref().is_some_and(|standing| order(said) < order(standing));
        let newest: Vec<_> = said.iter().zip(kept).filter(|(said, kept)| *kept || !is_older(said)).map(|(said, _)| said.clone()).collect();
        prop_assert_eq!(fold(newest.clone(), &Outside::default()).risk, fold(said.clone(), &Outside::default()).risk);
        let (few, all) = (fold(newest, &outside), fold(said, &outside));
        let since = |verdict: &Verdict| verdict.claims.first().map(|claim| claim.since);
        prop_assert!(few.risk == all.risk || since(&few) != since(&all));
    }

    #[test]
    fn a_word_that_is_not_understood_changes_nothing_shown_and_is_not_lost(said in said(), at in time(), outside in outside()) {
        let strange = Observation { state: Word::read("underReview"), ..blank(at) };
        let newest = said.iter().all(|other| order(other) < order(&strange));
        let before = fold(said.clone(), &outside);
        let after = fold([said, vec![strange]].concat(), &outside);
        prop_assert_eq!(&after.risk, &before.risk);
        if newest {
            prop_assert_eq!(after.claims[0].not_understood.last().map(String::as_str), Some("underReview"));
        }
    }

    #[test]
    fn a_level_agrees_with_its_state(said in said(), outside in outside()) {
        let level = plainly(said.clone()).0.and_then(|standing| standing.level);
        let is_hidden = level.as_ref().and_then(Word::known) == Some(RiskLevel::Hidden);
        let verdict = fold(said, &outside);
        match verdict.risk.state.as_ref().and_then(Word::known) {
            None => prop_assert_eq!(verdict.risk, Risk::default()),
            Some(RiskState::ConfirmedCompromised) => prop_assert_eq!(verdict.risk.level, Some(RiskLevel::High.into())),
            Some(RiskState::AtRisk) => prop_assert_eq!(verdict.risk.level, level),
            Some(_) if is_hidden => prop_assert_eq!(verdict.risk.level, Some(RiskLevel::Hidden.into())),
            Some(_) => prop_assert_eq!(verdict.risk.level, Some(RiskLevel::None.into())),
        }
    }

    #[test]
    fn closings_close_what_is_open_and_nothing_else(said in said(), outside in outside()) {
        let (open, verdict) = (fold(said.clone(), &Outside::default()), fold(said, &outside));
        let is_open = matches!(open.risk.state.as_ref().and_then(Word::known), Some(RiskState::AtRisk | RiskState::ConfirmedCompromised));
        let first = open.claims.first().and_then(|claim| outside.closings.iter().filter(|closing| claim.since <= Some(closing.at)).min());
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
    fn each_claimant_claims_what_it_would_alone_but_for_what_closed_it(said in said_by_several(), outside in outside()) {
        let together = fold(said.clone(), &outside).claims;
        let mut alone = Vec::new();
        for who in said.iter().map(claimant).collect::<BTreeSet<_>>() {
            let own = said.iter().filter(|said| claimant(said) == who).cloned().collect();
            alone.extend(fold(own, &outside).claims);
        }
        let unclosed = |claims: &[Claim]| claims.iter().map(|claim| Claim { closed: None, ..claim.clone() }).collect::<Vec<_>>();
        prop_assert_eq!(unclosed(&together), unclosed(&alone));
        for (together, alone) in together.iter().zip(&alone) {
            prop_assert!(alone.closed.is_none() || together.closed.is_some_and(|at| Some(at) <= alone.closed));
        }
    }

    #[test]
    fn the_first_closing_of_anybody_that_finds_a_claim_open_closes_it(said in said_by_several(), outside in outside()) {
        let closes = |said: &&Observation| said.alert.is_none() && is_closing(&said.state);
        let said_so = said.iter().filter(closes).filter_map(|said| said.at);
        let moments: Vec<Time> = said_so.chain(outside.closings.iter().map(|it| it.at)).collect();
        let claims = fold(said, &outside).claims;
        let decides = |claim: &&Claim| {
            claim.alert.as_ref().is_some_and(|alert| outside.alerts.contains(&alert.id)) && is_closing(&claim.state)
        };
        let verdicts: Vec<Time> = claims.iter().filter(decides).filter_map(|claim| claim.since).collect();
        for claim in claims.iter().filter(|claim| is_open(&claim.state)) {
            let verdicts = verdicts.iter().filter(|_| claim.claimant == Claimant::Entra);
            prop_assert_eq!(claim.closed, moments.iter().chain(verdicts).copied().filter(|at| claim.since <= Some(*at)).min());
        }
    }

    #[test]
    fn the_gravest_open_claim_is_shown_and_where_none_is_open_what_closed_last(said in said_by_several(), outside in outside()) {
        let Verdict { risk, claims } = fold(said, &outside);
        let open: Vec<&Claim> = claims.iter().filter(|claim| is_open(&claim.state) && claim.closed.is_none()).collect();
        if let Some(gravest) = open.iter().map(|claim| gravity(&claim.state)).max() {
            let decides = |claim: &&Claim| {
                (Some(claim.claimant), claim.changed(), Some(&claim.state)) == (risk.decided_by, risk.updated, risk.state.as_ref())
            };
            let shown = open.into_iter().find(decides).expect("an open claim decides");
            prop_assert_eq!(gravity(&shown.state), gravest);
            return Ok(());
        }
        prop_assert!(!risk.state.as_ref().is_some_and(is_open));
        let closed = |claim: &Claim| claim.closed.map(Some).or(claim.state.known().filter(|it| *it != RiskState::None).map(|_| claim.changed()));
        if let Some(last) = claims.iter().filter_map(closed).max() {
            prop_assert_eq!((risk.updated, gravity(&risk.state.expect("a state"))), (last, 4));
        }
    }

    #[test]
    fn a_claim_is_not_older_than_its_run(said in said_by_several(), outside in outside()) {
        for claim in fold(said, &outside).claims {
            prop_assert!(claim.since <= claim.updated);
            prop_assert!(claim.closed.is_none_or(|closed| claim.since <= Some(closed)));
        }
    }
}

fn is_open(state: &Word<RiskState>) -> bool {
    matches!(state.known(), Some(RiskState::AtRisk | RiskState::ConfirmedCompromised))
}

fn is_closing(state: &Word<RiskState>) -> bool {
    matches!(state.known(), Some(RiskState::Dismissed | RiskState::ConfirmedSafe | RiskState::Remediated))
}

/// Few words and few moments, so that ties, runs and repetitions are common.
fn said() -> impl Strategy<Value = Vec<Observation>> {
    vec(observation(), 0..9)
}

/// By Entra, administrators and three alerts.
fn said_by_several() -> impl Strategy<Value = Vec<Observation>> {
    let act = observation().prop_map(|said| Observation { claimant: Claimant::Administrator, ..said });
    vec(prop_oneof![observation(), act, alert_observation()], 0..12)
}

fn alert() -> impl Strategy<Value = AlertId> {
    select(vec!["a", "b", "c"]).prop_map(|name| AlertId::new(TenantId::new("t"), name))
}

fn alert_observation() -> impl Strategy<Value = Observation> {
    let words = (word::<AlertStatus>(&["escalated"]), word::<AlertClassification>(&["brandNew"]));
    (alert(), time(), words, option::of(select(vec![RiskLevel::Low, RiskLevel::High])))
        .prop_map(|(id, at, (status, classification), level)| AlertStanding { id, status, classification }.observation(at, level))
}

fn observation() -> impl Strategy<Value = Observation> {
    let (state, level) = (word::<RiskState>(&["underReview", "escalated"]), option::of(word::<RiskLevel>(&["severe", "mild"])));
    let detail = option::of(select(vec!["none", "hidden", "adminDismissedAllRiskForUser", "brandNew"]).prop_map(Word::read));
    (time(), state, level, detail).prop_map(|(at, state, level, detail)| Observation { state, level, detail, ..blank(at) })
}

fn outside() -> impl Strategy<Value = Outside> {
    let said = said_by_several().prop_map(|said| said.iter().filter_map(Closing::of).collect());
    (said, btree_set(alert(), 0..3)).prop_map(|(closings, alerts)| Outside { closings, alerts })
}

fn word<V: Vocabulary>(strange: &[&'static str]) -> impl Strategy<Value = Word<V>> + use<V> {
    let known = V::WORDS.iter().map(|(_, word)| *word);
    select(known.chain(strange.iter().copied()).collect::<Vec<_>>()).prop_map(Word::read)
}

fn time() -> impl Strategy<Value = Option<Time>> {
    option::weighted(0.85, (1..6_i64).prop_map(Time::from_seconds))
}

fn blank(at: Option<Time>) -> Observation {
    Observation { claimant: Claimant::Entra, at, state: RiskState::None.into(), level: None, detail: None::<Word<RiskDetail>>, alert: None }
}
