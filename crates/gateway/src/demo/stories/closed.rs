//! Risks that came to their end, and one that outlived its user.

use riskgate_model::{RiskDetail, RiskLevel, RiskState};

use super::plot::Plot;
use crate::demo::{
    apps::{OFFICE_HOME, OUTLOOK},
    case::End,
    client::Client,
    finding::{Finding, Kind},
    outcome::Outcome,
    places::Origin,
    sign_in::Attempt,
    summary::Story,
    tenant::HOUR,
};

const DISMISSED: usize = 14;
const REMEDIATED: usize = 15;
const DELETED: usize = 17;

/// A false positive: a new telephone on a train.
pub(super) fn dismissed(plot: &mut Plot) -> Story {
    let (office, phone) = (plot.people[DISMISSED].person().office, plot.people[DISMISSED].person().phone.clone());
    let (at, origin) = (plot.tenant.ago(5, 7), Origin::mobile((office + 1) % 5, 3));
    let sign_in = plot.attempt(DISMISSED, Attempt { at, origin, client: &phone, app: &OUTLOOK, outcome: Outcome::Mfa });
    let case = &mut plot.people[DISMISSED];
    let finding = Finding::in_sign_in(Kind::UnfamiliarFeatures, RiskLevel::Medium, sign_in);
    case.detect(finding.because(&["UnfamiliarASN", "UnfamiliarIP", "UnfamiliarLocation"]));
    let end = End { at: plot.tenant.ago(4, 9), state: RiskState::Dismissed, detail: RiskDetail::AdminDismissedAllRiskForUser };
    case.end_all(end, Some(plot.administrator.clone()));
    Story {
        title: "A false positive, dismissed",
        identity: plot.name(DISMISSED),
        clue: "unfamiliar properties on the user's own telephone; an administrator dismissed the risk".into(),
    }
}

/// A risk that the user removed with a second factor.
pub(super) fn remediated(plot: &mut Plot) -> Story {
    let (office, laptop) = (plot.people[REMEDIATED].person().office, plot.people[REMEDIATED].person().laptop.clone());
    let (at, origin) = (plot.tenant.ago(2, 13), Origin::mobile((office + 2) % 5, 5));
    let sign_in = plot.attempt(REMEDIATED, Attempt { at, origin, client: &laptop, app: &OFFICE_HOME, outcome: Outcome::Mfa });
    let case = &mut plot.people[REMEDIATED];
    let finding = Finding::in_sign_in(Kind::UnfamiliarFeatures, RiskLevel::Medium, sign_in);
    let detection = case.detect(finding.because(&["UnfamiliarASN", "UnfamiliarIP"]));
    let end =
        End { at: at.plus_seconds(HOUR / 12), state: RiskState::Remediated, detail: RiskDetail::UserPassedMfaDrivenByRiskBasedPolicy };
    let user = case.object();
    case.end_one(detection, end, Some(user));
    Story {
        title: "Remediated by multifactor authentication",
        identity: plot.name(REMEDIATED),
        clue: "the policy for risky sign-ins asked, the user passed".into(),
    }
}

/// A user was deleted while at risk; another has the sign-in name now.
pub(super) fn deleted(plot: &mut Plot) -> Story {
    let at = plot.tenant.ago(11, 15);
    let attempt = Attempt { at, origin: Origin::stranger(11), client: &Client::foreign(), app: &OFFICE_HOME, outcome: Outcome::MfaDenied };
    let sign_in = plot.attempt(DELETED, attempt);
    let case = &mut plot.people[DELETED];
    case.detect(Finding::in_sign_in(Kind::MaliciousIpAddress, RiskLevel::Medium, sign_in).after(2 * HOUR));
    case.detect(Finding::at(Kind::UserReportedSuspiciousActivity, RiskLevel::Medium, at.plus_seconds(3 * HOUR)));
    Story {
        title: "Deleted while at risk",
        identity: plot.name(DELETED),
        clue: format!("two users of this name: the deleted one is {}", plot.people[DELETED].object()),
    }
}
