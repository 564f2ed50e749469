//! An anonymizing network: one address, several users.

use riskgate_model::RiskLevel;

use super::plot::Plot;
use crate::demo::{
    apps::OFFICE_HOME,
    client::Client,
    finding::{Finding, Kind},
    outcome::Outcome,
    places::Origin,
    sign_in::Attempt,
    summary::Story,
    tenant::HOUR,
};

/// Who comes from it. Those of the other stories had their first trouble before.
const USERS: [(usize, Outcome); 4] =
    [(12, Outcome::PasswordOnly), (13, Outcome::MfaNeeded), (8, Outcome::Blocked), (2, Outcome::MfaNeeded)];

pub(super) fn tell(plot: &mut Plot) -> Story {
    for ((person, outcome), hours) in USERS.into_iter().zip((0..).step_by(3)) {
        let attempt = Attempt {
            at: plot.tenant.ago(3, 2).plus_seconds(hours * HOUR),
            origin: Origin::anonymizer(0),
            client: &Client::foreign(),
            app: &OFFICE_HOME,
            outcome,
        };
        let sign_in = plot.attempt(person, attempt);
        let finding = Finding::in_sign_in(Kind::AnonymizedIpAddress, RiskLevel::Medium, sign_in);
        plot.people[person].detect(finding);
    }
    Story {
        title: "A shared anonymizing address",
        identity: plot.name(USERS[1].0),
        clue: format!("{} signs in as four users", Origin::anonymizer(0).address.as_str()),
    }
}
