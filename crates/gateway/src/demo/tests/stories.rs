//! Each story is there, found by what an investigator would look for.

use std::collections::{BTreeMap, BTreeSet};

use riskgate_model::{Detection, DirectoryAudit, Id, Identity, RiskDetail, RiskState, RiskyUser, SignIn, Time, UserId, Word};

use super::{Demo, World, demo};

fn sign_ins(world: &World) -> impl Iterator<Item = &SignIn> {
    world.sign_ins.values().map(|kept| &kept.value)
}

fn of<'a>(world: &'a World, user: &'a UserId) -> impl Iterator<Item = &'a SignIn> {
    sign_ins(world).filter(move |sign_in| sign_in.user_id.as_ref() == Some(user))
}

fn country(sign_in: &SignIn) -> &str {
    sign_in.location.as_ref().and_then(|location| location.country_or_region.as_deref()).unwrap()
}

fn succeeded(sign_in: &SignIn) -> bool {
    sign_in.status.as_ref().is_some_and(|status| status.error_code == Some(0))
}

fn seconds_between(one: Time, other: Time) -> i64 {
    (one.nanos() - other.nanos()).abs() / 1_000_000_000
}

fn user(detection: &Detection) -> &UserId {
    detection.user_id.as_ref().expect("a user's detection")
}

fn risk(world: &World, state: RiskState, detail: RiskDetail) -> Vec<&RiskyUser> {
    let users = world.risky_users.values().map(|kept| &kept.value);
    users.filter(|user| user.risk_state == Some(state.into()) && user.risk_detail == Some(detail.into())).collect()
}

#[test]
fn a_password_spray_from_one_network_hits_many_and_opens_two() {
    let world = World::default_one();
    let spray: Vec<_> = sign_ins(world).filter(|sign_in| sign_in.authentication_protocol.as_deref() == Some("ropc")).collect();
    let networks: BTreeSet<_> = spray.iter().map(|sign_in| sign_in.autonomous_system_number).collect();
    let users: BTreeSet<_> = spray.iter().map(|sign_in| sign_in.user_id.as_ref()).collect();
    let addresses: BTreeSet<_> = spray.iter().map(|sign_in| sign_in.ip_address.as_ref().unwrap().as_str()).collect();
    assert_eq!((networks.len(), users.len()), (1, 58));
    assert!(addresses.len() > 20);
    let opened: BTreeSet<_> = spray.iter().filter(|sign_in| succeeded(sign_in)).map(|sign_in| sign_in.id.clone()).collect();
    let detected: BTreeSet<_> = world.detected("passwordSpray").into_iter().filter_map(|detection| detection.request_id.clone()).collect();
    assert_eq!((opened.len(), detected), (2, opened));
}

#[test]
fn an_impossible_travel_has_no_trip_and_another_has() {
    let world = World::default_one();
    let [impossible] = world.detected("mcasImpossibleTravel")[..] else { panic!("one impossible travel") };
    let far = world.sign_in_of(impossible).expect("a sign-in");
    let before = of(world, user(impossible))
        .filter(|sign_in| sign_in.created_date_time < far.created_date_time)
        .max_by_key(|sign_in| sign_in.created_date_time);
    let before = before.expect("a sign-in at home");
    assert_ne!(country(before), country(far));
    assert!(seconds_between(before.created_date_time, far.created_date_time) <= 2_401);
    assert!(impossible.additional_info().alert_url().is_some());

    let trip = world.detected("unlikelyTravel").into_iter().find(|detection| detection.risk_state == Some(RiskState::AtRisk.into()));
    let trip = trip.expect("an open one");
    let there: Vec<_> = of(world, user(trip)).filter(|sign_in| country(sign_in) == "JP").collect();
    assert_eq!(there.len(), 5);
    let (first, last) =
        (there.iter().map(|it| it.created_date_time).min().unwrap(), there.iter().map(|it| it.created_date_time).max().unwrap());
    let meanwhile = of(world, user(trip)).filter(|sign_in| (first..=last).contains(&sign_in.created_date_time)).count();
    assert_eq!(meanwhile, 5, "nothing happens at home during the trip");
    let usual =
        of(world, user(trip)).filter(|sign_in| country(sign_in) != "JP").any(|sign_in| sign_in.device_detail == there[0].device_detail);
    assert!(usual, "the usual device");
}

#[test]
fn a_stolen_session_goes_on_elsewhere() {
    let world = World::default_one();
    let [replay] = world.detected("anomalousToken")[..] else { panic!("one replay") };
    let stolen = world.sign_in_of(replay).expect("a sign-in");
    let session: Vec<_> = of(world, user(replay)).filter(|sign_in| sign_in.session_id == stolen.session_id).collect();
    let networks: BTreeSet<_> = session.iter().map(|sign_in| sign_in.autonomous_system_number).collect();
    assert_eq!((session.len(), networks.len()), (4, 2));
    let owner = session.iter().min_by_key(|sign_in| sign_in.created_date_time).unwrap();
    assert!(owner.is_interactive == Some(true) && stolen.is_interactive == Some(false));
    assert!(seconds_between(owner.created_date_time, stolen.created_date_time) <= 241);
}

#[test]
fn leaked_credentials_are_linked_to_no_sign_in() {
    let world = World::default_one();
    let leaks = world.detected("leakedCredentials");
    let [of_user] = leaks.iter().filter(|leak| leak.user_id.is_some()).collect::<Vec<_>>()[..] else { panic!("one user's") };
    assert!(!of_user.is_linked_to_sign_in());
    let [of_workload] = leaks.iter().filter(|leak| leak.service_principal_id.is_some()).collect::<Vec<_>>()[..] else {
        panic!("one workload's")
    };
    assert_eq!(of_workload.key_ids.len(), 1);
    let used = sign_ins(world).filter(|sign_in| sign_in.service_principal_id == of_workload.service_principal_id);
    assert!(used.map(|sign_in| sign_in.autonomous_system_number).any(|network| network == Some(64508)));
}

#[test]
fn a_rule_of_threat_intelligence_meets_six_users() {
    let world = World::default_one();
    let mut members: BTreeMap<String, BTreeSet<&UserId>> = BTreeMap::new();
    for detection in world.detected("investigationsThreatIntelligence") {
        for reason in detection.additional_info().risk_reasons().into_iter().filter(|reason| reason.starts_with("TI_RI_")) {
            assert!(reason.len() == 10 && reason[6..].bytes().all(|byte| byte.is_ascii_digit()), "{reason}");
            members.entry(reason.to_owned()).or_default().insert(user(detection));
        }
    }
    assert_eq!(members.into_values().map(|users| users.len()).collect::<Vec<_>>(), [6]);
}

#[test]
fn an_anonymizing_address_is_shared() {
    let world = World::default_one();
    let mut users: BTreeMap<&str, BTreeSet<&UserId>> = BTreeMap::new();
    for detection in world.detected("anonymizedIPAddress").into_iter().filter(|it| it.risk_state == Some(RiskState::AtRisk.into())) {
        users.entry(detection.ip_address.as_ref().unwrap().as_str()).or_default().insert(user(detection));
    }
    assert_eq!(users.into_iter().map(|(address, users)| (address, users.len())).collect::<Vec<_>>(), [("203.0.113.66", 4)]);
}

#[test]
fn risks_end_in_every_way() {
    let world = World::default_one();
    assert_eq!(risk(world, RiskState::Dismissed, RiskDetail::AdminDismissedAllRiskForUser).len(), 1);
    assert_eq!(risk(world, RiskState::Remediated, RiskDetail::UserPassedMfaDrivenByRiskBasedPolicy).len(), 1);
    assert_eq!(risk(world, RiskState::Remediated, RiskDetail::UserPerformedSecuredPasswordReset).len(), 1);
    assert_eq!(risk(world, RiskState::ConfirmedCompromised, RiskDetail::AdminConfirmedUserCompromised).len(), 2);
    let [safe] = risk(world, RiskState::ConfirmedSafe, RiskDetail::AdminConfirmedAccountSafe)[..] else { panic!("one safe") };
    let trusted = |sign_in: &&SignIn| sign_in.network_location_details.iter().any(|location| location.network_names == ["Corporate VPN"]);
    let abroad: Vec<_> = of(world, &safe.id).filter(|sign_in| country(sign_in) == "PT").collect();
    let device = &abroad[0].device_detail;
    assert!(
        of(world, &safe.id)
            .filter(trusted)
            .any(|sign_in| &sign_in.device_detail == device && sign_in.created_date_time > abroad[0].created_date_time)
    );
}

#[test]
fn a_policy_for_risky_sign_ins_asked_the_user_who_remediated() {
    let world = World::default_one();
    let [user] = risk(world, RiskState::Remediated, RiskDetail::UserPassedMfaDrivenByRiskBasedPolicy)[..] else { panic!("one user") };
    let newest = of(world, &user.id)
        .filter(|sign_in| sign_in.risk_state == Some(RiskState::Remediated.into()))
        .max_by_key(|it| it.created_date_time);
    let policies = &newest.expect("a remediated sign-in").applied_conditional_access_policies;
    let risky = policies.iter().find(|policy| policy.display_name.as_deref().is_some_and(|name| name.contains("risky"))).unwrap();
    assert_eq!(risky.result.as_ref().map(Word::as_str), Some("success"));
}

#[test]
fn a_deleted_user_at_risk_shares_a_name_with_an_active_one() {
    let world = World::default_one();
    let deleted: Vec<_> = world.risky_users.values().map(|kept| &kept.value).filter(|user| user.is_deleted == Some(true)).collect();
    assert_eq!(deleted.len(), 2);
    assert!(deleted.iter().all(|user| user.risk_state == Some(RiskState::AtRisk.into())));
    let names: Vec<_> = world.users.values().map(|user| &user.value.user_principal_name).collect();
    assert_eq!(deleted.iter().filter(|user| names.contains(&&user.user_principal_name)).count(), 1);
}

#[test]
fn every_story_names_someone_who_is_there() {
    let (world, summary) = (World::default_one(), demo(1, Demo::USERS, Demo::SIGN_INS).summary());
    let titles: BTreeSet<_> = summary.stories.iter().map(|story| story.title).collect();
    assert_eq!((titles.len(), summary.stories.len()), (12, 12));
    let users = world.risky_users.values().filter_map(|kept| kept.value.user_principal_name.as_deref());
    let principals = world.risky_service_principals.iter().filter_map(|kept| kept.value.display_name.as_deref());
    let names: BTreeSet<_> = users.chain(principals).collect();
    assert!(summary.stories.iter().all(|story| names.contains(story.identity.as_str()) && !story.clue.is_empty()));
}

#[test]
fn the_audit_log_tells_what_was_done_in_the_directory() {
    let world = World::default_one();
    let [audit] = audits(world, "User registered security info")[..] else { panic!("one registration") };
    let [replay] = world.detected("anomalousToken")[..] else { panic!("one replay") };
    let stolen = world.sign_in_of(replay).expect("a sign-in");
    assert_eq!(audit.identities(), [Identity::User(user(replay).clone())].into());
    let from = audit.initiated_by.as_ref().and_then(|by| by.user.as_ref()?.ip_address.clone());
    assert_eq!(from, stolen.ip_address, "the thief registers it, and not the user");
    assert!(seconds_between(audit.activity_date_time, stolen.created_date_time) < 3_600);

    let [confirmed] = audits(world, "ConfirmAccountCompromised")[..] else { panic!("one confirmation") };
    let compromised = risk(world, RiskState::ConfirmedCompromised, RiskDetail::AdminConfirmedUserCompromised);
    let of = compromised.iter().find(|user| confirmed.identities().contains(&Identity::User(user.id.clone()))).expect("whose risk it is");
    let at = of.risk_last_updated_date_time.expect("a time");
    assert!(seconds_between(confirmed.activity_date_time, at) < 60, "when the history says so");

    let [failed] = audits(world, "Add member to role")[..] else { panic!("one attempt") };
    let leaked = world.detected("leakedCredentials").into_iter().find_map(|leak| leak.service_principal_id.clone());
    assert_eq!(failed.initiator_service_principal_id(), leaked.as_ref());
    assert_eq!(failed.result, Some(riskgate_model::AuditResult::Failure.into()));

    let [deleted] = audits(world, "Delete user")[..] else { panic!("one deletion") };
    let targets: Vec<_> = deleted.target_resources.iter().filter_map(|target| target.identity(deleted.id.tenant())).collect();
    let is_gone = |identity: &Identity| matches!(identity, Identity::User(id) if !world.users.contains_key(id));
    assert!(targets.len() == 1 && is_gone(&targets[0]), "{targets:?}");
    let [reset] = audits(world, "Reset password (self-service)")[..] else { panic!("one reset") };
    let user = world.users.get(reset.initiator_user_id().expect("a user")).expect("the directory knows it");
    let changed = user.value.last_password_change_date_time.expect("a time");
    assert!(seconds_between(reset.activity_date_time, changed) < 2);
}

/// The audits of this activity.
fn audits<'a>(world: &'a World, activity: &str) -> Vec<&'a DirectoryAudit> {
    world.audits.iter().filter(|audit| audit.activity_display_name.as_deref() == Some(activity)).collect()
}
