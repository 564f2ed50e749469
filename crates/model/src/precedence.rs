//! Which version of a record counts, of those that were observed at one moment.

use serde_json::{Map, Value};

use crate::{AlertId, AlertStanding, Observation, Word, gravity};

/// Where a version of a record stands among those that were observed at one moment: the later one in this order counts. It is the fold's
/// order, so that what is shown of a record is what its claim rests on: the graver state of a risk, and a closing one after all; of alerts
/// the later status, and then the same of what it says.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Precedence {
    /// The rank of an alert's status. One that says nothing of a risk comes before all others.
    status: Option<i64>,
    gravity: Option<u8>,
    /// What an alert says.
    said: Option<Observation>,
}

impl Precedence {
    /// That of a version with these properties.
    pub fn of(properties: &Map<String, Value>) -> Self {
        let text = |name| properties.get(name).and_then(Value::as_str);
        if let (Some(status), Some(classification)) = (text("status"), text("classification")) {
            let standing = AlertStanding { id: AlertId::default(), status: Word::read(status), classification: Word::read(classification) };
            let (status, said) = (standing.status.rank(), standing.observation(None, None));
            return Self { status: Some(status), gravity: Some(gravity(&said.state)), said: Some(said) };
        }
        Self { gravity: text("riskState").map(|state| gravity(&Word::read(state))), ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::{Alert, Body, Outside, TenantId, Time, fold, merge};

    fn properties(value: Value) -> Map<String, Value> {
        let Value::Object(properties) = value else { panic!("an object") };
        properties
    }

    /// A moment of two, and words of which some are not known. A version has both or none: a source that tells only one says nothing of a
    /// risk, and may show what no claim rests on.
    fn any_version() -> impl Strategy<Value = (i64, Map<String, Value>)> {
        let status = prop::sample::select(vec!["new", "InProgress", "resolved", "escalated"]);
        let found = vec!["unknown", "falsePositive", "TruePositive", "informationalExpectedActivity", "brandNew"];
        let words = prop::option::weighted(0.8, (status, prop::sample::select(found)));
        let version = |(at, words, title): (i64, Option<(&str, &str)>, u8)| {
            let (status, classification) = words.unzip();
            let version = json!({"id": "a", "status": status, "classification": classification, "title": format!("{title}")});
            (at, Body::new(properties(version)).properties().expect("an object"))
        };
        (0_i64..2, words, 0_u8..3).prop_map(version)
    }

    /// The alert that versions come to.
    fn shown(versions: &[(i64, Map<String, Value>)]) -> Alert {
        let mut versions: Vec<_> = versions.iter().map(|(at, it)| ((*at, Precedence::of(it), Body::new(it.clone())), it.clone())).collect();
        versions.sort_by(|(a, _), (b, _)| a.cmp(b));
        Body::new(merge(versions.into_iter().map(|(_, version)| version))).read(&TenantId::new("t")).expect("an alert")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn an_alert_shows_the_status_that_its_claim_rests_on(versions in prop::collection::vec(any_version(), 1..6)) {
            let alert = shown(&versions);
            let observed = versions.iter().filter_map(|(at, it)| {
                let version: Alert = Body::new(it.clone()).read(&TenantId::new("t")).expect("an alert");
                Some(version.standing()?.observation(Some(Time::from_seconds(*at)), None))
            });
            let verdict = fold(observed.collect(), &Outside::default());
            let standing = alert.standing();
            match verdict.claims.first() {
                // What is not understood came last: the claim says so, and rests on what was before.
                Some(claim) if !claim.not_understood.is_empty() => {
                    let row = standing.clone().and_then(|it| it.row());
                    prop_assert!(row.is_none(), "{standing:?} {claim:?}");
                }
                Some(claim) => prop_assert_eq!(standing.as_ref(), claim.alert.as_ref()),
                None => prop_assert!(standing.is_none_or(|it| it.row().is_none())),
            }
            let backwards: Vec<_> = versions.iter().rev().cloned().collect();
            prop_assert_eq!(shown(&backwards), alert);
        }
    }

    #[test]
    fn what_says_nothing_of_a_risk_comes_first() {
        let row = Precedence::of(&properties(json!({"status": "resolved"})));
        assert!(row < Precedence::of(&properties(json!({"status": "escalated", "classification": "brandNew"}))));
        assert!(row < Precedence::of(&properties(json!({"riskState": "none"}))));
    }

    #[test]
    fn a_graver_state_comes_later_and_a_closing_one_last() {
        let of = |state: &str| Precedence::of(&properties(json!({"riskState": state})));
        assert!(of("brandNew") < of("none") && of("none") < of("atRisk") && of("confirmedCompromised") < of("dismissed"));
    }
}
