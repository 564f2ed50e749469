//! The fold: what all observations of a risk come to. Pure; the same for every order and repetition of the observations.

use std::collections::BTreeSet;

use crate::{AlertId, AlertStanding, Claim, Claimant, Risk, RiskDetail, RiskLevel, RiskState, Time, Word};

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
    /// Where the alert stands that says it, if one does.
    pub alert: Option<AlertStanding>,
}

/// A risk was closed, and with it what was claimed up to then.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Closing {
    /// When.
    pub at: Time,
    /// To which state.
    pub state: Word<RiskState>,
    /// Why.
    pub detail: Option<Word<RiskDetail>>,
    /// By whom.
    pub by: Claimant,
}

/// What closes the claims about a subject beside what is said of the subject itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outside {
    /// The closings of what it belongs to: of its user, and of a detection's sign-in.
    pub closings: Vec<Closing>,
    /// The alerts whose verdict closes what Entra claims: those that cover a detection; of anybody or anything else, those that cover all
    /// of its detections that stand open.
    pub alerts: BTreeSet<AlertId>,
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
    /// The closing that an observation makes for what belongs to its subject: the sign-ins and detections of a user, the detections of a
    /// sign-in. Only a dismissal or confirmation as safe by Entra or an administrator makes one, and one without a time closes nothing
    /// beyond its subject: nobody knows what came before it.
    pub fn of(observation: &Observation) -> Option<Self> {
        let closes = matches!(observation.state.known(), Some(RiskState::Dismissed | RiskState::ConfirmedSafe));
        Self::own(observation).filter(|_| closes)
    }

    /// The closing that an observation makes for the claims about its own subject. An alert's makes none: its verdict may change again.
    fn own(observation: &Observation) -> Option<Self> {
        let closes = observation.alert.is_none() && observation.state.known().is_some_and(is_closing);
        let at = observation.at.filter(|_| closes)?;
        Some(Self { at, state: observation.state.clone(), detail: observation.detail.clone(), by: observation.claimant })
    }
}

/// Folds the observations of one subject.
pub fn fold(mut observations: Vec<Observation>, outside: &Outside) -> Verdict {
    observations.sort_by(|a, b| order(a).cmp(&order(b)));
    observations.dedup();
    let claimants: BTreeSet<_> = observations.iter().map(claimant).collect();
    let claims = claimants.into_iter().filter_map(|who| {
        let own: Vec<&Observation> = observations.iter().filter(|observation| claimant(observation) == who).collect();
        claim(&own)
    });
    let claims: Vec<Claim> = claims.collect();
    let closings: Vec<Closing> = observations.iter().filter_map(Closing::own).chain(outside.closings.iter().cloned()).collect();
    let verdicts: Vec<Closing> = claims.iter().filter_map(|claim| verdict(claim, &outside.alerts)).collect();
    let close = |claim: Claim| {
        let verdicts = verdicts.iter().filter(|_| claim.claimant == Claimant::Entra);
        let closing = closing(&claim, closings.iter().chain(verdicts));
        (Claim { closed: closing.map(|closing| closing.at), ..claim }, closing)
    };
    let standing: Vec<Standing<'_>> = claims.into_iter().map(close).collect();
    Verdict { risk: shown(&standing), claims: standing.into_iter().map(|(claim, _)| claim).filter(|claim| !is_withdrawn(claim)).collect() }
}

/// Who says it: each alert speaks for itself.
fn claimant(observation: &Observation) -> (Claimant, Option<&AlertId>) {
    (observation.claimant, observation.alert.as_ref().map(|alert| &alert.id))
}

/// What an alert's verdict, as it stands, closes of what Entra claimed before, if it is one of `alerts`.
fn verdict(claim: &Claim, alerts: &BTreeSet<AlertId>) -> Option<Closing> {
    let alert = claim.alert.as_ref().filter(|alert| alerts.contains(&alert.id));
    let at = claim.since.filter(|_| alert.is_some() && claim.state.known().is_some_and(is_closing))?;
    Some(Closing { at, state: claim.state.clone(), detail: claim.detail.clone(), by: claim.claimant })
}

/// A claim, and what closed it.
type Standing<'a> = (Claim, Option<&'a Closing>);

/// What a claimant's observations, in order, come to: the last one that is understood, marked with the words that came after it. A
/// claimant of whom nothing is understood claims its last word, so that the word is not lost.
fn claim(observations: &[&Observation]) -> Option<Claim> {
    let understood = observations.iter().rposition(|observation| observation.state.known().is_some());
    let standing = understood.map_or(observations.last(), |last| observations.get(last))?;
    let after = observations.iter().skip(understood.map_or(0, |last| last + 1));
    Some(Claim {
        claimant: standing.claimant,
        alert: standing.alert.clone(),
        state: standing.state.clone(),
        level: standing.level.clone(),
        detail: standing.detail.clone(),
        since: since(observations, standing),
        updated: standing.at,
        closed: None,
        not_understood: after.map(|observation| observation.state.as_str().to_owned()).collect(),
    })
}

/// The start of the unbroken run of the standing state, and of an alert's status and classification; words that are not understood do not break it.
fn since(observations: &[&Observation], standing: &Observation) -> Option<Time> {
    let heard = observations.iter().rev().filter(|observation| observation.state.known().is_some());
    let run = heard.take_while(|observation| (&observation.state, &observation.alert) == (&standing.state, &standing.alert));
    run.last().map_or(standing.at, |first| first.at)
}

/// The first closing that found the claim open; those after it had nothing left to close.
fn closing<'a>(claim: &Claim, closings: impl Iterator<Item = &'a Closing>) -> Option<&'a Closing> {
    if !claim.state.known().is_some_and(is_open) {
        return None;
    }
    closings.filter(|closing| claim.since <= Some(closing.at)).min()
}

/// The risk that claims come to: the gravest that is open, of several the newest; where none is open, the newest that closed, or was.
fn shown(standing: &[Standing<'_>]) -> Risk {
    let of = |is: fn(RiskState) -> bool| {
        standing.iter().filter(move |(claim, closing)| closing.is_none() && claim.state.known().is_some_and(is)).map(|(claim, _)| claim)
    };
    if let Some(claim) = of(is_open).max_by_key(|claim| (gravity(&claim.state), claim.changed(), claim.claimant)) {
        let is_at_risk = claim.state.known() == Some(RiskState::AtRisk);
        let level = if is_at_risk { level_at_risk(claim, standing) } else { Some(RiskLevel::High.into()) };
        return Risk { level, ..stated(claim) };
    }
    // What a claimant says goes before what its saying did to another's claim.
    let closing = of(is_closing).map(|claim| (claim.changed(), true, claim.claimant, stated(claim)));
    let closed = standing.iter().filter_map(|(claim, closing)| closing.map(|it| (Some(it.at), false, claim.claimant, closed(it))));
    let newest = closing.chain(closed).max_by_key(|(at, is_said, claimant, _)| (*at, *is_said, *claimant)).map(|(.., risk)| risk);
    let risk = newest.or_else(|| of(|state| state == RiskState::None).next().map(stated));
    risk.map(|risk| Risk { level: Some(level_of_none(standing)), ..risk }).unwrap_or_default()
}

/// The risk as the claim states it, but for the level.
fn stated(claim: &Claim) -> Risk {
    Risk {
        state: Some(claim.state.clone()),
        level: None,
        detail: claim.detail.clone(),
        updated: claim.changed(),
        decided_by: Some(claim.claimant),
    }
}

/// The risk as the closing left it, but for the level.
fn closed(closing: &Closing) -> Risk {
    Risk {
        state: Some(closing.state.clone()),
        level: None,
        detail: closing.detail.clone(),
        updated: Some(closing.at),
        decided_by: Some(closing.by),
    }
}

/// The level of an open risk: the claim's own; of an alert's, Entra's, where Entra sees a risk too.
fn level_at_risk(claim: &Claim, standing: &[Standing<'_>]) -> Option<Word<RiskLevel>> {
    let is_seen = |level: &Word<RiskLevel>| matches!(level.known(), Some(RiskLevel::Low | RiskLevel::Medium | RiskLevel::High));
    let entra = standing.iter().map(|(other, _)| other).filter(|other| claim.alert.is_some() && other.claimant == Claimant::Entra);
    entra.filter_map(|entra| entra.level.clone()).find(is_seen).or_else(|| claim.level.clone())
}

/// The level where no risk is open: none, unless the licence hides it, which is not the same.
fn level_of_none(standing: &[Standing<'_>]) -> Word<RiskLevel> {
    let hidden = standing.iter().filter_map(|(claim, _)| claim.level.clone()).find(|level| level.known() == Some(RiskLevel::Hidden));
    hidden.unwrap_or_else(|| RiskLevel::None.into())
}

/// Whether the claimant says that there is no risk, which is no claim, and nothing else.
fn is_withdrawn(claim: &Claim) -> bool {
    claim.state.known() == Some(RiskState::None) && claim.not_understood.is_empty()
}

fn is_open(state: RiskState) -> bool {
    matches!(state, RiskState::AtRisk | RiskState::ConfirmedCompromised)
}

fn is_closing(state: RiskState) -> bool {
    matches!(state, RiskState::ConfirmedSafe | RiskState::Dismissed | RiskState::Remediated)
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

pub(crate) type Key<'a> = (Option<Time>, i64, u8, i64, &'a Observation);

/// Time, the alert's status, gravity of the state, rank of the level; then everything else, so that only equal observations are equal.
pub(crate) fn order(observation: &Observation) -> Key<'_> {
    let level = observation.level.as_ref().map_or(-1, Word::rank);
    let status = observation.alert.as_ref().map_or(0, |alert| alert.status.rank());
    (observation.at, status, gravity(&observation.state), level, observation)
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod sequences;
