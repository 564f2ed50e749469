//! A rule of Microsoft's threat intelligence meets six users.

use riskgate_model::{RiskDetail, RiskLevel, RiskState};

use super::plot::Plot;
use crate::demo::{
    apps::BROKER,
    case::End,
    client::Client,
    finding::{Finding, Kind},
    outcome::Outcome,
    person::RESET,
    places::Origin,
    sign_in::Attempt,
    summary::Story,
    tenant::HOUR,
};

/// The rule, as `additionalInfo` names it among the reasons.
const RULE: &str = "TI_RI_0427";
const VICTIMS: std::ops::Range<usize> = 6..12;
/// The victim whom the administrator confirms.
const CONFIRMED: usize = 11;

pub(super) fn tell(plot: &mut Plot) -> Story {
    for (victim, hours) in VICTIMS.zip((0..).step_by(5)) {
        let attempt = Attempt {
            at: plot.tenant.ago(7, 6).plus_seconds(hours * HOUR),
            origin: Origin::watched(victim as u64),
            client: &Client::script("axios/1.7.9"),
            app: &BROKER,
            outcome: Outcome::PasswordOnly,
        };
        let sign_in = plot.attempt(victim, attempt);
        let case = &mut plot.people[victim];
        case.sign_ins[sign_in].authentication_protocol = Some("deviceCode".into());
        let finding = Finding::in_sign_in(Kind::InvestigationsThreatIntelligence, RiskLevel::High, sign_in);
        case.detect(finding.because(&[RULE, "suspiciousIP"]));
    }
    let (resets, days, hours) = RESET;
    let victim = &mut plot.people[resets as usize];
    let end = End { at: plot.tenant.ago(days, hours), state: RiskState::Remediated, detail: RiskDetail::UserPerformedSecuredPasswordReset };
    let user = victim.object();
    victim.end_all(end, Some(user));
    plot.people[CONFIRMED].confirm_compromised(plot.tenant.ago(5, 9), &plot.administrator);
    Story {
        title: "A rule of Microsoft's threat intelligence",
        identity: plot.name(VICTIMS.start),
        clue: format!("{RULE} in the detections of six users: device code sign-ins from ASN 64509"),
    }
}
