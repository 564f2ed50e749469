//! A password spray: one network, one common password, everyone in the tenant. Two have that password.

use riskgate_model::RiskLevel;

use super::plot::Plot;
use crate::demo::{
    apps::{EXCHANGE_ONLINE, OFFICE_HOME},
    client::Client,
    finding::{Finding, Kind},
    outcome::Outcome,
    person::deleted,
    places::Origin,
    sign_in::Attempt,
    summary::Story,
    tenant::HOUR,
};

/// How many users are tried, and how often.
const TRIED: u32 = 60;
const ROUNDS: i64 = 3;
/// Who has the password: the first keeps it, the second is found out.
const HIT: [usize; 2] = [0, 1];

pub(super) fn tell(plot: &mut Plot) -> Story {
    let client = Client::script("BAV2ROPC");
    for round in 0..ROUNDS {
        let mut at = plot.tenant.ago(9, 1 + 7 * round);
        for number in (0..TRIED).filter(|number| deleted(*number).is_none()) {
            at = at.plus_seconds(plot.dice.seconds(20, 75));
            let is_hit = HIT.contains(&(number as usize));
            let outcome = match round {
                2 if is_hit => Outcome::PasswordOnly,
                2 if plot.dice.chance(20) => Outcome::Locked,
                _ => Outcome::WrongPassword,
            };
            let origin = Origin::spray(plot.dice.below(40));
            let attempt = Attempt { at, origin, client: &client, app: &EXCHANGE_ONLINE, outcome };
            let person = plot.tenant.person(number);
            let sign_in = attempt.of(&person, &plot.tenant, &mut plot.dice);
            match plot.people.get_mut(number as usize) {
                Some(case) => case.sign_ins.push(sign_in),
                None => plot.bystanders.push(sign_in),
            }
        }
    }
    for person in HIT {
        let case = &mut plot.people[person];
        let sign_in = case.sign_ins.len() - 1;
        case.detect(Finding::in_sign_in(Kind::PasswordSpray, RiskLevel::High, sign_in).after(5 * HOUR));
    }
    use_the_mailbox(plot);
    Story {
        title: "Password spray",
        identity: plot.name(HIT[0]),
        clue: format!("one network (ASN 64506), many users and addresses, two successes; the other is {}", plot.name(HIT[1])),
    }
}

/// The second victim's mailbox is used, until an administrator finds out.
fn use_the_mailbox(plot: &mut Plot) {
    let at = plot.tenant.ago(8, 9);
    let attempt = Attempt { at, origin: Origin::spray(7), client: &Client::foreign(), app: &OFFICE_HOME, outcome: Outcome::PasswordOnly };
    let sign_in = plot.attempt(HIT[1], attempt);
    let case = &mut plot.people[HIT[1]];
    case.detect(Finding::in_sign_in(Kind::UnfamiliarFeatures, RiskLevel::High, sign_in).because(&[
        "UnfamiliarASN",
        "UnfamiliarBrowser",
        "UnfamiliarDevice",
        "UnfamiliarIP",
        "UnfamiliarLocation",
    ]));
    case.detect(Finding::in_sign_in(Kind::SuspiciousInboxForwarding, RiskLevel::Medium, sign_in).after(2 * HOUR));
    case.confirm_compromised(at.plus_seconds(6 * HOUR), &plot.administrator);
}
