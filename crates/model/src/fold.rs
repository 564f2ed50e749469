//! The fold: what all observations of a risk come to. Pure; the same for every order and repetition of the observations.

use crate::{Claim, Claimant, Risk, RiskDetail, RiskLevel, RiskState, Time, Word};

/// At a moment, a claimant gave a subject's risk a state.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// Folds the observations of one subject, closed by the closings of the user it belongs to (none for a user).
pub fn fold(mut observations: Vec<Observation>, closings: &[Closing]) -> Verdict {
    observations.sort_by(|a, b| order(a).cmp(&order(b)));
    observations.dedup();
    let Some((claim, withdrawn)) = claim(&observations) else { return Verdict::default() };
    let closing = closing(&claim, closings);
    let claims = if withdrawn { Vec::new() } else { vec![Claim { closed: closing.map(|closing| closing.at), ..claim.clone() }] };
    let risk = match closing {
        Some(closing) => Risk {
            state: Some(closing.state.clone()),
            level: Some(RiskLevel::None.into()),
            detail: closing.detail.clone(),
            updated: Some(closing.at),
            decided_by: Some(claim.claimant),
        },
        None => Risk {
            level: level(&claim),
            state: Some(claim.state),
            detail: claim.detail,
            updated: claim.updated,
            decided_by: Some(claim.claimant),
        },
    };
    Verdict { risk, claims }
}

/// What a claimant's observations, in order, come to: its claim, and whether the last one it understood withdrew it.
fn claim(observations: &[Observation]) -> Option<(Claim, bool)> {
    let mut claim: Option<Claim> = None;
    let mut unheard = Vec::new();
    for observation in observations {
        let word = observation.state.as_str();
        if observation.state.known().is_none() {
            claim.as_mut().map_or(&mut unheard, |claim| &mut claim.not_understood).push(word.to_owned());
            continue;
        }
        let since = claim.as_ref().filter(|claim| claim.state == observation.state).map_or(observation.at, |claim| claim.since);
        claim = Some(Claim {
            claimant: observation.claimant,
            state: observation.state.clone(),
            level: observation.level.clone(),
            detail: observation.detail.clone(),
            since,
            updated: observation.at,
            closed: None,
            not_understood: Vec::new(),
        });
    }
    claim.map(|claim| {
        let withdrawn = claim.state.known() == Some(RiskState::None);
        (claim, withdrawn)
    })
}

/// The first closing that found the claim open.
fn closing<'a>(claim: &Claim, closings: &'a [Closing]) -> Option<&'a Closing> {
    if !claim.state.known().is_some_and(is_open) {
        return None;
    }
    closings.iter().filter(|closing| claim.since.is_none_or(|since| since <= closing.at)).min()
}

fn level(claim: &Claim) -> Option<Word<RiskLevel>> {
    match claim.state.known() {
        Some(RiskState::ConfirmedCompromised) => Some(RiskLevel::High.into()),
        Some(RiskState::AtRisk) | None => claim.level.clone(),
        Some(_) => Some(RiskLevel::None.into()),
    }
}

fn is_open(state: RiskState) -> bool {
    matches!(state, RiskState::AtRisk | RiskState::ConfirmedCompromised)
}

/// At one moment the graver state is the later one, and a closing one the latest.
fn gravity(state: &Word<RiskState>) -> u8 {
    match state.known() {
        None => 0,
        Some(RiskState::None) => 1,
        Some(RiskState::AtRisk) => 2,
        Some(RiskState::ConfirmedCompromised) => 3,
        Some(_) => 4,
    }
}

type Key<'a> = (Option<Time>, u8, &'a str, i64, &'a str);

fn order(observation: &Observation) -> Key<'_> {
    let level = observation.level.as_ref().map_or(-1, Word::rank);
    let detail = observation.detail.as_ref().map_or("", Word::as_str);
    (observation.at, gravity(&observation.state), observation.state.as_str(), level, detail)
}
