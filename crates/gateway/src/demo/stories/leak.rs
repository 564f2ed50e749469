//! Leaked credentials: found outside, linked to no sign-in.

use riskgate_model::RiskLevel;

use super::plot::Plot;
use crate::demo::{
    finding::{Finding, Kind},
    summary::Story,
};

const VICTIM: usize = 5;

pub(super) fn tell(plot: &mut Plot) -> Story {
    let at = plot.tenant.ago(4, 3);
    plot.people[VICTIM].detect(Finding::at(Kind::LeakedCredentials, RiskLevel::High, at));
    Story {
        title: "Leaked credentials",
        identity: plot.name(VICTIM),
        clue: "the detection is linked to no sign-in; nothing else is unusual yet".into(),
    }
}
