//! The fold: what all observations of a risk come to. Pure; the same for every order and repetition of the observations.

use crate::{Claim, Claimant, Risk, RiskDetail, RiskLevel, RiskState, Time, Word};

/// At a moment, a claimant gave a subject's risk a state.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Observation {
    /// Who says it.
    pub claimant: Claimant,
    /// When, by the source's own clock; unknown times lie before all others.
    pub at: Option<Time>,
    /// State.
    pub state: Word<RiskState>,
    /// Level.
    pub level: Option<Word<RiskLevel>>,
    /// Detail.
    pub detail: Option<Word<RiskDetail>>,
}

/// A user's risk was dismissed or the user confirmed safe, which closes the sign-ins and detections of the user up to then.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Closing {
    /// When.
    pub at: Time,
    /// To which state.
    pub state: Word<RiskState>,
    /// Why.
    pub detail: Option<Word<RiskDetail>>,
}

/// What the fold comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// The risk to show.
    pub risk: Risk,
    /// The claims it rests on.
    pub claims: Vec<Claim>,
}

impl Observation {
    /// Whether it says that the risk is open.
    pub fn is_open(&self) -> bool {
        self.state.known().is_some_and(is_open)
    }
}

impl Closing {
    /// The closing that a user's observation makes, if it makes one. One without a time closes nothing but the user's own claim: nobody
    /// knows what came before it.
    pub fn of(observation: &Observation) -> Option<Self> {
        let closes = matches!(observation.state.known(), Some(RiskState::Dismissed | RiskState::ConfirmedSafe));
        let at = observation.at.filter(|_| closes)?;
        Some(Self { at, state: observation.state.clone(), detail: observation.detail.clone() })
    }
}

/// Folds the observations of one subject, closed by the closings of the user it belongs to (none for a user).
pub fn fold(mut observations: Vec<Observation>, closings: &[Closing]) -> Verdict {
    observations.sort_by(|a, b| order(a).cmp(&order(b)));
    observations.dedup();
    let Some(mut claim) = claim(&observations) else { return Verdict::default() };
    let closing = closing(&claim, closings);
    claim.closed = closing.map(|closing| closing.at);
    let risk = closing.map_or_else(|| stated(&claim), |closing| closed(&claim, closing));
    let withdrawn = claim.state.known() == Some(RiskState::None) && claim.not_understood.is_empty();
    Verdict { risk, claims: if withdrawn { Vec::new() } else { vec![claim] } }
}

/// What a claimant's observations, in order, come to: the last one that is understood, marked with the words that came after it. A
/// claimant of whom nothing is understood claims its last word, so that the word is not lost.
fn claim(observations: &[Observation]) -> Option<Claim> {
    let understood = observations.iter().rposition(|observation| observation.state.known().is_some());
    let standing = understood.map_or(observations.last(), |last| observations.get(last))?;
    let after = observations.iter().skip(understood.map_or(0, |last| last + 1));
    Some(Claim {
        claimant: standing.claimant,
        state: standing.state.clone(),
        level: standing.level.clone(),
        detail: standing.detail.clone(),
        since: since(observations, standing),
        updated: standing.at,
        closed: None,
        not_understood: after.map(|observation| observation.state.as_str().to_owned()).collect(),
    })
}

/// The start of the unbroken run of the standing state; words that are not understood do not break it.
fn since(observations: &[Observation], standing: &Observation) -> Option<Time> {
    let heard = observations.iter().rev().filter(|observation| observation.state.known().is_some());
    let run = heard.take_while(|observation| observation.state == standing.state);
    run.last().map_or(standing.at, |first| first.at)
}

/// The first closing that found the claim open; those after it had nothing left to close.
fn closing<'a>(claim: &Claim, closings: &'a [Closing]) -> Option<&'a Closing> {
    if !claim.state.known().is_some_and(is_open) {
        return None;
    }
    closings.iter().filter(|closing| claim.since <= Some(closing.at)).min()
}

/// The risk as the claim states it; one that is not understood shows nothing.
fn stated(claim: &Claim) -> Risk {
    let Some(state) = claim.state.known() else { return Risk::default() };
    let level = match state {
        RiskState::AtRisk => claim.level.clone(),
        RiskState::ConfirmedCompromised => Some(RiskLevel::High.into()),
        RiskState::None | RiskState::ConfirmedSafe | RiskState::Dismissed | RiskState::Remediated => Some(level_of_none(claim)),
    };
    Risk { state: Some(state.into()), level, detail: claim.detail.clone(), updated: claim.updated, decided_by: Some(claim.claimant) }
}

/// The risk as the closing left it.
fn closed(claim: &Claim, closing: &Closing) -> Risk {
    Risk {
        state: Some(closing.state.clone()),
        level: Some(level_of_none(claim)),
        detail: closing.detail.clone(),
        updated: Some(closing.at),
        decided_by: Some(claim.claimant),
    }
}

/// The level where no risk is open: none, unless the licence hides it, which is not the same.
fn level_of_none(claim: &Claim) -> Word<RiskLevel> {
    let hidden = claim.level.clone().filter(|level| level.known() == Some(RiskLevel::Hidden));
    hidden.unwrap_or_else(|| RiskLevel::None.into())
}

fn is_open(state: RiskState) -> bool {
    matches!(state, RiskState::AtRisk | RiskState::ConfirmedCompromised)
}

/// Where a state stands among those of one moment: the graver state is the later one, and a closing one the latest.
pub fn gravity(state: &Word<RiskState>) -> u8 {
    match state.known() {
        None => 0,
        Some(RiskState::None) => 1,
        Some(RiskState::AtRisk) => 2,
        Some(RiskState::ConfirmedCompromised) => 3,
        Some(RiskState::ConfirmedSafe | RiskState::Dismissed | RiskState::Remediated) => 4,
    }
}

type Key<'a> = (Option<Time>, u8, i64, &'a Observation);

/// Time, gravity of the state, rank of the level; then everything else, so that only equal observations are equal.
fn order(observation: &Observation) -> Key<'_> {
    let level = observation.level.as_ref().map_or(-1, Word::rank);
    (observation.at, gravity(&observation.state), level, observation)
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod sequences;
