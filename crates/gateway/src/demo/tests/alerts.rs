//! Alerts agree with what they were raised for, and change nobody's risk.

use riskgate_model::{Alert, CLAIM_SOURCES, Detection};

use super::World;

/// The detection that an alert tells of: of those of the user and sign-in that it names.
fn told<'a>(world: &'a World, alert: &Alert) -> &'a Detection {
    let user = alert.evidence.iter().find_map(|evidence| evidence.account()?.azure_ad_user_id.as_ref()).expect("a user");
    let of_user = world.detections.iter().map(|kept| &kept.value).filter(|detection| detection.user_id.as_ref() == Some(user));
    let sign_ins = alert.sign_ins();
    let is_told = |detection: &&Detection| {
        detection.activity_date_time == alert.first_activity_date_time && detection.request_id.as_ref() == sign_ins.first().copied()
    };
    of_user.into_iter().find(is_told).expect("a detection of that user and sign-in")
}

#[test]
fn an_alert_names_whom_and_what_its_detection_is_of() {
    let world = World::default_one();
    for alert in &world.alerts {
        let detection = told(world, alert);
        let address = alert.evidence.iter().find_map(|evidence| evidence.ip_address.as_ref());
        assert_eq!(address, detection.ip_address.as_ref(), "{:?}", alert.title);
        assert!(!alert.mitre_techniques.is_empty() && alert.recommended_actions.is_some());
        assert!(alert.first_activity_date_time <= alert.created_date_time && alert.created_date_time <= alert.last_update_date_time);
    }
    let raised: Vec<_> = world.alerts.iter().filter_map(Alert::detection).collect();
    assert_eq!(raised.len(), 3);
    assert!(raised.iter().all(|id| world.detections.iter().any(|kept| kept.value.id == *id)), "{raised:?}");
}

#[test]
fn no_alert_claims_anything() {
    for alert in &World::default_one().alerts {
        let row = alert.standing().and_then(|standing| standing.row());
        assert!(row.is_none() || !alert.speaks(&CLAIM_SOURCES), "{:?}", alert.title);
    }
}

#[test]
fn an_incident_is_as_old_and_as_new_as_its_alerts() {
    let world = World::default_one();
    for incident in &world.incidents {
        let alerts = || world.alerts.iter().filter(|alert| alert.incident_id.as_ref() == Some(&incident.id));
        assert!(alerts().count() > 1, "{:?}", incident.display_name);
        assert_eq!(alerts().filter_map(|alert| alert.created_date_time).min(), incident.created_date_time);
        assert_eq!(alerts().filter_map(|alert| alert.last_update_date_time).max(), incident.last_update_date_time);
    }
}
