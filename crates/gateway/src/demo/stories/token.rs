//! A token replay: a session is stolen and used from elsewhere a few minutes later.

use riskgate_model::RiskLevel;

use super::plot::Plot;
use crate::demo::{
    apps::{EXCHANGE_ONLINE, OUTLOOK},
    client::Client,
    finding::{Finding, Kind},
    outcome::Outcome,
    places::Origin,
    sign_in::Attempt,
    summary::Story,
    tenant::HOUR,
};

const VICTIM: usize = 4;

pub(super) fn tell(plot: &mut Plot) -> Story {
    let at = plot.tenant.ago(6, 10);
    let (home, laptop) = (plot.people[VICTIM].person().home(), plot.people[VICTIM].person().laptop.clone());
    let owner = plot.attempt(VICTIM, Attempt { at, origin: home, client: &laptop, app: &OUTLOOK, outcome: Outcome::Mfa });
    for minutes in [4, 11, 26] {
        let thief = Attempt {
            at: at.plus_seconds(minutes * 60),
            origin: Origin::replay(5),
            client: &Client::foreign(),
            app: &EXCHANGE_ONLINE,
            outcome: Outcome::Token,
        };
        let sign_in = plot.attempt(VICTIM, thief);
        let sign_ins = &mut plot.people[VICTIM].sign_ins;
        let session = sign_ins[owner].session_id.clone();
        sign_ins[sign_in].session_id = session;
        sign_ins[sign_in].incoming_token_type = Some("refreshToken".into());
    }
    let case = &mut plot.people[VICTIM];
    case.detect(Finding::in_sign_in(Kind::AnomalousToken, RiskLevel::High, owner + 1).after(HOUR));
    case.detect(Finding::at(Kind::AttackerInTheMiddle, RiskLevel::High, at.plus_seconds(3 * HOUR)));
    case.detect(Finding::at(Kind::SuspiciousApiTraffic, RiskLevel::Medium, at.plus_seconds(8 * HOUR)));
    Story {
        title: "Token replay",
        identity: plot.name(VICTIM),
        clue: "one session id from home and, four minutes later, from ASN 64508 on another device".into(),
    }
}
