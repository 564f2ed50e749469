//! The weeks before: risks that were seen and came to an end, so that each risky user has a history.

use riskgate_model::{RiskDetail, RiskLevel, RiskState};

use super::plot::{DETECTIONS, Plot};
use crate::demo::{
    apps::OFFICE_HOME,
    case::End,
    client::Client,
    finding::{Finding, Kind},
    outcome::Outcome,
    places::Origin,
    sign_in::Attempt,
    tenant::{DAY, HOUR},
};

/// How many of the detections belong to the other stories.
const TOLD_ELSEWHERE: usize = 36;
/// The days that these risks fill, counted back from the anchor.
const FIRST_DAY: i64 = 29;
const DAYS: i64 = 17;
const KINDS: [(Kind, &[&str]); 7] = [
    (Kind::UnfamiliarFeatures, &["UnfamiliarASN", "UnfamiliarIP", "UnfamiliarLocation"]),
    (Kind::UnfamiliarFeatures, &["UnfamiliarBrowser", "UnfamiliarDevice"]),
    (Kind::AnonymizedIpAddress, &[]),
    (Kind::MaliciousIpAddress, &[]),
    (Kind::SuspiciousBrowser, &[]),
    (Kind::NewCountry, &[]),
    (Kind::RiskyIpAddress, &[]),
];

/// Fills the histories up to the number of detections that the tenant has.
pub(super) fn tell(plot: &mut Plot) {
    let (people, count) = (plot.people.len(), DETECTIONS - TOLD_ELSEWHERE);
    for person in 0..people {
        let share = count / people + usize::from(person < count % people);
        let slot = DAYS * DAY / i64::try_from(share).expect("a handful of detections");
        for number in 0..share {
            let number = i64::try_from(number).expect("a handful of detections");
            // Nothing takes longer than half a day, and a slot is more than one.
            let into_slot = plot.dice.seconds(0, slot - 12 * HOUR);
            one(plot, person, number * slot + into_slot);
        }
    }
}

/// One risk, so many seconds into these weeks, and its end.
fn one(plot: &mut Plot, person: usize, seconds: i64) {
    let at = plot.tenant.ago(FIRST_DAY, 0).plus_seconds(seconds);
    let (kind, reasons) = *plot.dice.pick(&KINDS);
    let level = if plot.dice.chance(30) { RiskLevel::Medium } else { RiskLevel::Low };
    let passes_mfa = plot.dice.chance(40);
    let host = plot.dice.below(64);
    let (origin, client) = match kind {
        Kind::AnonymizedIpAddress | Kind::RiskyIpAddress => (Origin::anonymizer(1 + host % 26), Client::foreign()),
        Kind::UnfamiliarFeatures => (Origin::mobile((host % 5) as usize, host), plot.people[person].person().phone.clone()),
        _ => (Origin::stranger(host), Client::foreign()),
    };
    let outcome = if passes_mfa { Outcome::Mfa } else { Outcome::MfaNeeded };
    let sign_in = plot.attempt(person, Attempt { at, origin, client: &client, app: &OFFICE_HOME, outcome });
    let is_at_once = matches!(kind, Kind::UnfamiliarFeatures | Kind::AnonymizedIpAddress);
    let delay = if is_at_once { 0 } else { plot.dice.seconds(HOUR, 5 * HOUR) };
    let ends = plot.dice.seconds(10 * 60, 4 * HOUR);
    let case = &mut plot.people[person];
    let detection = case.detect(Finding::in_sign_in(kind, level, sign_in).after(delay).because(reasons));
    let (state, detail, by) = if passes_mfa {
        let user = case.object();
        (RiskState::Remediated, RiskDetail::UserPassedMfaDrivenByRiskBasedPolicy, Some(user))
    } else {
        (RiskState::Dismissed, RiskDetail::AiConfirmedSigninSafe, None)
    };
    case.end_one(detection, End { at: at.plus_seconds(delay + ends), state, detail }, by);
}
