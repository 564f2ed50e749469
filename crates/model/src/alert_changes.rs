//! What alerts came to say of an identity's risk, as lines of its history.

use std::collections::BTreeMap;

use crate::{
    AlertId, AlertStanding, Claimant, Identity, Observation, RiskChange, RiskLevel, RiskState, Word, fold::order,
    risk_change::alert_change_id,
};

/// One line for each time that an alert came to stand elsewhere, of all observations of an identity, in any order: its status and
/// classification changed, and not only its comments. Time is when it first stood so, and a level only an open risk has. That an alert is
/// new and nothing was found yet is a line only where it withdraws what the alert said before.
pub fn alert_changes(identity: &Identity, observations: &[Observation]) -> Vec<RiskChange> {
    let mut said: Vec<(&AlertStanding, &Observation)> =
        observations.iter().filter_map(|observation| Some((observation.alert.as_ref()?, observation))).collect();
    said.sort_by(|(_, a), (_, b)| order(a).cmp(&order(b)));
    let mut before: BTreeMap<&AlertId, Before<'_>> = BTreeMap::new();
    let mut changes = Vec::new();
    for (alert, observation) in said {
        let before = before.entry(&alert.id).or_default();
        if before.turned(alert, observation) {
            changes.push(change(identity, alert, observation));
        }
    }
    changes
}

/// What an alert said before.
#[derive(Default)]
struct Before<'a> {
    /// The last of it.
    last: Option<&'a AlertStanding>,
    /// The last of it that was understood.
    understood: Option<&'a AlertStanding>,
    /// Whether any of it was more than that there is no risk.
    is_told: bool,
}

impl<'a> Before<'a> {
    /// Whether this is a line of the history. As in the fold, words that are not understood do not break what the alert says otherwise.
    fn turned(&mut self, alert: &'a AlertStanding, observation: &Observation) -> bool {
        let state = observation.state.known();
        let goes_on = self.last == Some(alert) || self.understood == Some(alert);
        let is_line = !goes_on && (state != Some(RiskState::None) || self.is_told);
        self.last = Some(alert);
        if state.is_some() {
            self.understood = Some(alert);
        }
        self.is_told |= is_line;
        is_line
    }
}

fn change(identity: &Identity, alert: &AlertStanding, observation: &Observation) -> RiskChange {
    let level = match observation.state.known() {
        Some(RiskState::AtRisk) => observation.level.clone(),
        Some(RiskState::ConfirmedCompromised) => Some(Word::Known(RiskLevel::High)),
        Some(_) => Some(Word::Known(RiskLevel::None)),
        None => None,
    };
    RiskChange {
        id: alert_change_id(identity, observation.at, alert),
        identity: identity.clone(),
        risk_last_updated_date_time: observation.at,
        risk_state: Some(observation.state.clone()),
        risk_level: level,
        risk_detail: observation.detail.clone(),
        risk_event_types: Vec::new(),
        initiated_by: None,
        claimant: Claimant::Defender,
        alert: Some(alert.clone()),
        is_processing: None,
        activity_detail: None,
        requested_by: None,
        reason: None,
        action: None,
        record: None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{Id, TenantId, Time, UserId};

    fn user() -> Identity {
        Identity::User(UserId::new(TenantId::new("t"), "u"))
    }

    fn said(at: i64, status: &str, classification: &str) -> Observation {
        let id = AlertId::new(TenantId::new("t"), "A");
        let standing = AlertStanding { id, status: Word::read(status), classification: Word::read(classification) };
        standing.observation(Some(Time::from_seconds(at)), Some(RiskLevel::Medium))
    }

    /// Each line in short, whatever the order of the observations.
    fn lines(observations: &[Observation]) -> Vec<String> {
        let backwards: Vec<Observation> = observations.iter().rev().cloned().collect();
        let changes = alert_changes(&user(), observations);
        assert_eq!(alert_changes(&user(), &backwards), changes);
        assert_eq!(changes.iter().map(|it| &it.id).collect::<BTreeSet<_>>().len(), changes.len(), "ids are unique");
        let at = |change: &RiskChange| change.risk_last_updated_date_time.map_or(0, |at| at.nanos() / 1_000_000_000);
        let word = |level: &Option<Word<RiskLevel>>| level.as_ref().map_or_else(String::new, |it| format!(" {it:?}"));
        let line = |it: &RiskChange| format!("{} {:?}{}", at(it), it.risk_state.as_ref().expect("a state"), word(&it.risk_level));
        changes.iter().map(line).collect()
    }

    #[test]
    fn a_comment_is_no_line_and_a_change_is_one() {
        let observed = [
            said(1, "new", "unknown"),
            said(2, "inProgress", "unknown"),
            said(3, "inProgress", "unknown"),
            said(4, "resolved", "truePositive"),
            said(5, "new", "unknown"),
            said(6, "new", "truePositive"),
        ];
        assert_eq!(lines(&observed), ["2 atRisk medium", "4 remediated none", "5 none none", "6 confirmedCompromised high"]);
    }

    #[test]
    fn a_word_that_is_not_known_is_a_line_and_breaks_none() {
        let observed = [said(1, "inProgress", "unknown"), said(2, "escalated", "unknown"), said(3, "inProgress", "unknown")];
        assert_eq!(lines(&observed), ["1 atRisk medium", "2 escalated unknown"]);
    }

    #[test]
    fn what_an_alert_said_twice_in_a_moment_are_two_lines() {
        let observed = [said(1, "new", "falsePositive"), said(1, "resolved", "falsePositive")];
        assert_eq!(lines(&observed), ["1 confirmedSafe none", "1 confirmedSafe none"]);
    }
}
