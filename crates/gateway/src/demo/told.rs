//! A case as the records of Microsoft Graph.

use riskgate_model::{Detection, Identity, Kept, Record, RiskLevel, RiskState, RiskyServicePrincipal, RiskyUser, SignIn, Time, Word};

use super::{
    case::{Case, Subject, is_open},
    outcome::apply_to_risky,
    person::deleted,
};

/// The risk record of the identity: where its history ends.
pub(super) fn risk_record(case: &Case) -> Option<Record> {
    let newest = case.newest()?;
    let (state, level, detail) = (newest.risk_state.clone(), newest.risk_level.clone(), newest.risk_detail.clone());
    let updated = newest.risk_last_updated_date_time;
    Some(match &case.subject {
        Subject::Person(person) => Record::RiskyUser(Kept::of(
            RiskyUser {
                id: person.id.clone(),
                user_display_name: Some(person.display_name.clone()),
                user_principal_name: Some(person.user_principal_name.clone()),
                is_deleted: Some(deleted(person.number).is_some()),
                is_processing: Some(false),
                risk_state: state,
                risk_level: level,
                risk_detail: detail,
                risk_last_updated_date_time: updated,
                record: None,
            },
            None,
        )),
        Subject::Workload(workload) => Record::RiskyServicePrincipal(Kept::of(
            RiskyServicePrincipal {
                id: workload.id.clone(),
                display_name: Some(workload.name.into()),
                app_id: Some(workload.app.clone()),
                service_principal_type: Some("Application".into()),
                is_enabled: Some(true),
                is_processing: Some(false),
                risk_state: state,
                risk_level: level,
                risk_detail: detail,
                risk_last_updated_date_time: updated,
                record: None,
            },
            None,
        )),
    })
}

/// The risk history of the identity.
pub(super) fn history(case: &Case) -> impl Iterator<Item = Record> {
    let identity = match &case.subject {
        Subject::Person(person) => Identity::User(person.id.clone()),
        Subject::Workload(workload) => Identity::ServicePrincipal(workload.id.clone()),
    };
    case.history.iter().map(move |item| Record::RiskHistoryItem(identity.clone(), Kept::of(item.clone(), None)))
}

/// The detections of the identity.
pub(super) fn detections(case: &Case) -> impl Iterator<Item = Record> {
    case.detections.iter().map(|detection| Record::Detection(Box::new(Kept::of(detection.clone(), None))))
}

/// The sign-ins of the case, each with the risk that its detections give it.
pub(super) fn sign_ins(case: &Case) -> impl Iterator<Item = Record> {
    case.sign_ins.iter().map(|sign_in| {
        let detections = case.detections.iter().filter(|detection| detection.request_id.as_ref() == Some(&sign_in.id)).collect();
        let (sign_in, updated) = with_risk(sign_in.clone(), detections);
        record(sign_in, updated)
    })
}

/// A sign-in as a record whose risk was last looked at at this time.
pub(super) fn record(sign_in: SignIn, updated: Option<Time>) -> Record {
    let observed = updated.unwrap_or(sign_in.created_date_time);
    Record::SignIn(Box::new(Kept::of(sign_in, Some(observed))))
}

fn with_risk(mut sign_in: SignIn, mut detections: Vec<&Detection>) -> (SignIn, Option<Time>) {
    detections.sort_by_key(|detection| detection.last_updated_date_time);
    let open = || detections.iter().filter(|detection| is_open(detection));
    let Some(deciding) = open().next_back().or(detections.last()) else { return (sign_in, None) };
    let level = |level: Option<&Word<RiskLevel>>| Some(level.cloned().unwrap_or(RiskLevel::None.into()));
    let realtime = detections.iter().filter(|detection| detection.activity_date_time == Some(detection.detected_date_time));
    sign_in.risk_state.clone_from(&deciding.risk_state);
    sign_in.risk_detail.clone_from(&deciding.risk_detail);
    sign_in.risk_level_aggregated = level(open().filter_map(|detection| detection.risk_level.as_ref()).max_by_key(|level| level.rank()));
    let during = realtime.filter_map(|detection| detection.risk_level.as_ref()).max_by_key(|level| level.rank());
    sign_in.risk_level_during_sign_in = level(during);
    if during.is_some() {
        apply_to_risky(&mut sign_in.applied_conditional_access_policies);
    }
    sign_in.risk_event_types_v2 = detections.iter().filter_map(|detection| detection.risk_event_type.clone()).collect();
    sign_in.risk_event_types_v2.dedup();
    let updated = detections.last().and_then(|detection| detection.last_updated_date_time);
    (sign_in, updated)
}

/// Whether the newest change of the case leaves it at risk.
pub(super) fn is_at_risk(case: &Case) -> bool {
    let state = case.newest().and_then(|newest| newest.risk_state.as_ref()).and_then(Word::known);
    state == Some(RiskState::AtRisk)
}
