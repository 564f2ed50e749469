//! What the alerts of the World come to, by hand: what the kit judges by.

use std::collections::BTreeSet;

use riskgate_adapter::conformance::World;
use riskgate_model::{Alert, Claimant, FieldSet, Id, Incident, Named, Risk, RiskDetail, UserFields, Word};

/// State, level, and who decides, in short.
fn short(risk: &Risk) -> String {
    let (state, level) = (risk.state.as_ref().map_or("", Word::as_str), risk.level.as_ref().map_or("", Word::as_str));
    format!("{state} {level} {}", risk.decided_by.map_or_else(String::new, |by| format!("{by:?}"))).trim_end().to_owned()
}

fn of_user(world: &World, id: &str) -> String {
    short(&world.users.iter().find(|it| it.id.to_string() == id).expect("a user").risk)
}

fn of_sign_in(world: &World, id: &str) -> String {
    short(&world.sign_ins.iter().find(|it| it.id.to_string() == id).expect("a sign-in").risk)
}

fn of_detection(world: &World, id: &str) -> String {
    short(&world.detections.iter().find(|it| it.id.to_string() == id).expect("a detection").risk)
}

#[test]
fn an_alert_that_covers_all_that_is_open_decides_and_another_does_not() {
    let world = World::new();
    assert_eq!([of_detection(&world, "north/d0"), of_user(&world, "north/u1")], ["remediated none Defender"; 2]);
    assert_eq!(of_detection(&world, "north/d7"), "atRisk none Entra", "no alert covers it");
    assert_eq!(of_user(&world, "north/u2"), "confirmedCompromised high Entra", "another detection of the user stands open");
    assert_eq!(of_sign_in(&world, "north/s14"), "confirmedSafe none Defender", "the alert names it and nobody");
}

#[test]
fn who_is_named_by_a_name_alone_is_found_in_the_tenant() {
    let world = World::new();
    assert_eq!(of_user(&world, "north/u4"), "atRisk medium Defender", "by security identifier, and reopened");
    assert_eq!(of_user(&world, "north/u3"), "confirmedSafe none Defender", "by sign-in name, in another case");
    let safe = world.users.iter().find(|it| it.id.to_string() == "north/u3").and_then(|it| it.risk.updated);
    assert_eq!(safe, Some(riskgate_model::Time::parse("2024-05-01T08:33:00Z").expect("a time")), "a version without a status says nothing");
    assert_eq!(of_user(&world, "south/u8"), "atRisk low Defender", "by security identifier before sign-in name");
    let applications = world.service_principals.iter().filter(|it| it.risk.decided_by == Some(Claimant::Defender));
    assert_eq!(applications.map(|it| it.id.to_string()).collect::<Vec<_>>(), ["north/p1", "north/p4"]);
    assert!(world.alerts.iter().any(|it| it.named().keys().any(|who| *who == Named::UserPrincipalName("u4@north.example".into()))));
    assert!(!world.users.iter().any(|it| it.id.to_string() == "south/u4"));
}

#[test]
fn a_user_whom_only_an_alert_knows_is_one() {
    let world = World::new();
    let user = world.users.iter().find(|it| it.id.object() == "u77").expect("a user");
    assert_eq!(
        (short(&user.risk).as_str(), &user.user_principal_name, &user.display_name),
        ("confirmedCompromised high Defender", &None, &None)
    );
}

#[test]
fn an_alert_speaks_of_the_only_one_whom_it_names_of_the_compromised_and_of_whom_a_status_was_told_about() {
    let world = World::new();
    let claims = |id: &str| {
        let user = world.users.iter().find(|it| it.id.to_string() == id).expect("a user");
        user.claims.iter().filter_map(|claim| Some(claim.alert.as_ref()?.id.object().to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(
        ["north/u1", "north/u2", "north/u5", "north/u7", "north/u9"].map(claims),
        [vec!["a0"], vec!["a17", "a18", "a6"], vec!["a16", "a18", "a4"], vec![], vec!["a15"]]
    );
}

#[test]
fn an_alert_raised_for_a_detection_covers_no_other_and_one_for_none_those_of_its_sign_ins() {
    let world = World::new();
    let covered = ["d0", "d5", "d10"].map(|id| of_detection(&world, &format!("north/{id}")).contains("Defender"));
    assert_eq!(covered, [true, false, false], "all of one sign-in");
    assert_eq!(["d1", "d6"].map(|id| of_detection(&world, &format!("north/{id}"))), ["dismissed none Defender"; 2]);
    assert_eq!(["d4", "d9"].map(|id| of_detection(&world, &format!("north/{id}"))), ["atRisk low Defender"; 2], "by a name alone");
    assert_eq!(["d3", "d8"].map(|id| of_detection(&world, &format!("north/{id}"))), ["atRisk high Defender", "atRisk low Defender"]);
}

#[test]
fn every_status_and_classification_that_was_reached_is_a_line_of_the_history() {
    let world = World::new();
    let lines = |user: &str| {
        let lines = world.risk_changes.iter().filter(|it| it.identity.object() == user);
        let told = lines.filter_map(|it| Some((it.risk_last_updated_date_time, it.risk_state.clone()?, it.alert.clone()?)));
        let mut told: Vec<_> = told.collect();
        told.sort();
        told.into_iter().map(|(_, state, alert)| format!("{state:?} by {:?} {:?}", alert.status, alert.classification)).collect::<Vec<_>>()
    };
    assert_eq!(lines("u4"), ["confirmedSafe by resolved falsePositive", "none by new unknown", "atRisk by inProgress unknown"]);
    assert_eq!(lines("u6"), ["atRisk by inProgress unknown", "brandNew truePositive by brandNew truePositive"]);
    assert_eq!(lines("u7"), Vec::<String>::new(), "nothing is claimed without a classification");
    let details: BTreeSet<_> = world.risk_changes.iter().filter(|it| it.alert.is_some()).map(|it| it.risk_detail.clone()).collect();
    let known = [RiskDetail::None, RiskDetail::M365DAdminDismissedDetection].map(|detail| Some(Word::Known(detail)));
    assert_eq!(details, [None].into_iter().chain(known).collect());
}

#[test]
fn the_order_of_records_changes_nothing() {
    let world = World::new();
    let rows = |world: &World| format!("{:#?}", World { records: Vec::new(), ..world.clone() });
    let mut records = world.records.clone();
    let (len, expected) = (records.len(), rows(&world));
    records.reverse();
    assert_eq!(rows(&World::of(records.clone())), expected);
    records.rotate_left(len / 3);
    records.extend_from_within(..len / 2);
    assert_eq!(rows(&World::of(records)), expected);
}

#[test]
fn a_world_without_alerts_has_nothing_of_them() {
    let world = World::new().without_alerts();
    assert!(world.alerts.is_empty() && world.incidents.is_empty() && world.risk_changes.iter().all(|it| it.alert.is_none()));
    assert!(world.users.iter().all(|it| it.id.object() != "u77" && it.claims.iter().all(|claim| claim.alert.is_none())));
    assert_eq!(of_user(&world, "north/u1"), "atRisk high Entra");
    assert_eq!(of_detection(&world, "north/d0"), "atRisk high Entra");
}

#[test]
fn the_world_has_what_the_laws_of_alerts_need() {
    let world = World::new();
    let (alerts, incidents) = (&world.alerts, &world.incidents);
    assert!(
        alerts.iter().any(|it| it.updated().is_none())
            && alerts.iter().any(|it| it.last_update_date_time.is_none() && it.updated().is_some())
    );
    let moments: BTreeSet<_> = alerts.iter().map(Alert::updated).collect();
    assert!(moments.len() < alerts.len(), "alerts share moments");
    assert!(
        alerts.iter().any(|it| it.classification.is_none()) && alerts.iter().any(|it| it.evidence.iter().any(|it| !it.more.is_empty()))
    );
    assert!(alerts.iter().any(|it| it.incident_id.as_ref().is_some_and(|id| incidents.iter().all(|incident| incident.id != *id))));
    let is_empty = |it: &Incident| alerts.iter().all(|alert| alert.incident_id.as_ref() != Some(&it.id));
    assert!(incidents.iter().any(is_empty) && incidents.iter().any(|it| it.updated().is_none()), "{incidents:?}");
    let people = World::new().without_service_principals();
    let names_one = |it: &Alert| it.named().keys().any(|who| matches!(who, Named::ServicePrincipal(_) | Named::Application(_)));
    assert!(!people.alerts.iter().any(names_one) && people.alerts.len() > 10 && people.service_principals.is_empty());
    let north = World::new().of_one_tenant();
    assert!(north.alerts.iter().all(|it| it.id.tenant().as_str() == "north") && north.incidents.len() == 3);
    let profiles = World::new().with_users_of(UserFields::PROFILE.with(UserFields::RISK));
    assert!(profiles.users.iter().all(|it| it.directory.is_none()));
}
