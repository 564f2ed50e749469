//! Workload identities at risk: one whose credentials leaked, and three others.

use riskgate_model::{RiskDetail, RiskLevel, RiskState, Time};

use super::plot::Plot;
use crate::demo::{
    case::End,
    finding::{Finding, Kind},
    places::Origin,
    sign_in::workload_sign_in,
    summary::Story,
    tenant::HOUR,
    workload::NAMES,
};

const LEAKED: usize = 0;
const CONFIRMED: usize = 1;
const DISMISSED: usize = 2;
const AT_RISK: usize = 3;

pub(super) fn tell(plot: &mut Plot) -> Story {
    let key = plot.dice.guid();
    let leak = Finding { key_ids: vec![key], ..Finding::at(Kind::LeakedCredentials, RiskLevel::High, plot.tenant.ago(6, 4)) };
    plot.workloads[LEAKED].detect(leak);
    for (workload, days, level) in [(LEAKED, 5, RiskLevel::High), (CONFIRMED, 8, RiskLevel::Medium), (AT_RISK, 3, RiskLevel::Medium)] {
        let at = plot.tenant.ago(days, 2);
        suspicious_sign_in(plot, workload, at, level);
    }
    let at = plot.tenant.ago(2, 6);
    plot.workloads[AT_RISK].detect(Finding::at(Kind::AnomalousServicePrincipalActivity, RiskLevel::Medium, at));
    let at = plot.tenant.ago(8, 20);
    plot.workloads[CONFIRMED].confirm_compromised(at, &plot.administrator);
    for (kind, hours) in [(Kind::SuspiciousApiTraffic, 0), (Kind::AnomalousServicePrincipalActivity, 5)] {
        let at = plot.tenant.ago(12, 9).plus_seconds(hours * HOUR);
        plot.workloads[DISMISSED].detect(Finding::at(kind, RiskLevel::Low, at));
    }
    let end = End { at: plot.tenant.ago(11, 9), state: RiskState::Dismissed, detail: RiskDetail::AdminDismissedAllRiskForServicePrincipal };
    plot.workloads[DISMISSED].end_all(end, Some(plot.administrator.clone()));
    Story {
        title: "Leaked credentials of a workload identity",
        identity: NAMES[LEAKED].to_owned(),
        clue: "the detection names the key; a day later it signs in from ASN 64508".into(),
    }
}

fn suspicious_sign_in(plot: &mut Plot, workload: usize, at: Time, level: RiskLevel) {
    let case = &mut plot.workloads[workload];
    let sign_in = workload_sign_in(case.workload(), at, &Origin::replay(20), true, &plot.tenant, &mut plot.dice);
    case.sign_ins.push(sign_in);
    case.detect(Finding::in_sign_in(Kind::SuspiciousSignins, level, case.sign_ins.len() - 1).after(4 * HOUR));
}
