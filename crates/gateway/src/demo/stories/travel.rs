//! Three travels: one that nobody made, one that is known, and one through the corporate VPN.

use riskgate_model::{RiskDetail, RiskLevel, RiskState, Time};

use super::plot::Plot;
use crate::demo::{
    apps::{EVERYDAY, OFFICE_HOME, OUTLOOK},
    case::End,
    client::Client,
    finding::{Finding, Kind},
    outcome::Outcome,
    places::{LISBON, Origin, Place, TOKYO},
    sign_in::Attempt,
    summary::Story,
    tenant::{HOUR, Tenant},
};

const VICTIM: usize = 2;
const TRAVELLER: usize = 3;
const ON_VPN: usize = 16;
/// Days before the anchor on which the travellers leave and return.
const TRIPS: [(usize, i64, i64); 2] = [(TRAVELLER, 7, 3), (ON_VPN, 6, 4)];

/// Whether this user is on a journey, and its sign-ins are told there.
pub(in crate::demo) fn is_away(tenant: &Tenant, number: u32, at: Time) -> bool {
    TRIPS.iter().any(|(person, leaves, returns)| *person == number as usize && tenant.ago(*leaves, 0) <= at && at < tenant.ago(*returns, 0))
}

pub(super) fn without_a_trip(plot: &mut Plot) -> Story {
    let at = plot.tenant.ago(6, 9);
    let (home, laptop) = (plot.people[VICTIM].person().home(), plot.people[VICTIM].person().laptop.clone());
    plot.attempt(VICTIM, Attempt { at, origin: home, client: &laptop, app: &OUTLOOK, outcome: Outcome::Mfa });
    let far = Attempt {
        at: at.plus_seconds(40 * 60),
        origin: Origin::stranger(3),
        client: &Client::foreign(),
        app: &OFFICE_HOME,
        outcome: Outcome::PasswordOnly,
    };
    let sign_in = plot.attempt(VICTIM, far);
    let case = &mut plot.people[VICTIM];
    case.detect(Finding::in_sign_in(Kind::McasImpossibleTravel, RiskLevel::Medium, sign_in).after(3 * HOUR));
    case.detect(Finding::in_sign_in(Kind::NewCountry, RiskLevel::Medium, sign_in).after(4 * HOUR));
    Story {
        title: "Impossible travel, no trip known",
        identity: plot.name(VICTIM),
        clue: "at home and in Panama City within 40 minutes, there on a foreign device and without a second factor".into(),
    }
}

pub(super) fn on_a_trip(plot: &mut Plot) -> Story {
    let sign_in = journey(plot, TRAVELLER, (7, 4), &TOKYO, 5);
    plot.people[TRAVELLER].detect(Finding::in_sign_in(Kind::UnlikelyTravel, RiskLevel::Low, sign_in).after(9 * HOUR));
    Story {
        title: "Impossible travel on a known trip",
        identity: plot.name(TRAVELLER),
        clue: "a business trip to Tokyo: the usual devices and a second factor, and the same hotel for days".into(),
    }
}

pub(super) fn on_the_vpn(plot: &mut Plot) -> Story {
    let sign_in = journey(plot, ON_VPN, (6, 6), &LISBON, 2);
    let laptop = plot.people[ON_VPN].person().laptop.clone();
    for number in 0..4 {
        let at = plot.tenant.ago(5, 6).plus_seconds(number * 5 * HOUR);
        let attempt = Attempt { at, origin: Origin::vpn(0), client: &laptop, app: &EVERYDAY[4], outcome: Outcome::Token };
        plot.attempt(ON_VPN, attempt);
    }
    let case = &mut plot.people[ON_VPN];
    case.detect(Finding::in_sign_in(Kind::UnlikelyTravel, RiskLevel::Medium, sign_in).after(9 * HOUR));
    let end = End { at: plot.tenant.ago(4, 10), state: RiskState::ConfirmedSafe, detail: RiskDetail::AdminConfirmedAccountSafe };
    case.end_all(end, Some(plot.administrator.clone()));
    Story {
        title: "Benign traveller on the corporate VPN",
        identity: plot.name(ON_VPN),
        clue: "in Lisbon, and through the trusted VPN in Frankfurt, on one device; confirmed safe".into(),
    }
}

/// Leaves home, arrives and works there for some days; the number of the first sign-in there.
fn journey(plot: &mut Plot, person: usize, (day, hour): (i64, i64), to: &'static Place, sign_ins_there: i64) -> usize {
    let (home, laptop) = (plot.people[person].person().home(), plot.people[person].person().laptop.clone());
    let at = plot.tenant.ago(day, hour);
    plot.attempt(person, Attempt { at, origin: home, client: &laptop, app: &OUTLOOK, outcome: Outcome::Mfa });
    let there = |number: i64| Attempt {
        at: at.plus_seconds(15 * HOUR + number * 17 * HOUR),
        origin: Origin::hotel(to, 9),
        client: &laptop,
        app: &OFFICE_HOME,
        outcome: Outcome::Mfa,
    };
    let first = plot.attempt(person, there(0));
    for number in 1..sign_ins_there {
        plot.attempt(person, there(number));
    }
    first
}
