//! Every record agrees with every other one.

use std::collections::BTreeMap;

use riskgate_model::{
    AddressRange, Claimant, Closing, Detection, EntraRisk, Id, Identity, IpAddress, Kept, Observation, Outside, Risk, RiskDetail,
    RiskLevel, RiskState, RiskyUser, SignInId, Time, Verdict, Word, fold,
};

use super::{World, anchor};

/// What the risk of a record says, as the fold hears it.
fn observation(risk: &EntraRisk, at: Option<Time>) -> Observation {
    let state = risk.risk_state.clone().expect("a state");
    Observation { claimant: Claimant::Entra, at, state, level: risk.risk_level.clone(), detail: risk.risk_detail.clone(), alert: None }
}

/// The risk that the record states, as the fold shows one.
fn stated(risk: &EntraRisk, at: Option<Time>) -> Risk {
    let is_open = ["atRisk", "confirmedCompromised"].contains(&risk.risk_state.as_ref().map_or("", Word::as_str));
    Risk {
        state: risk.risk_state.clone(),
        level: if is_open { risk.risk_level.clone() } else { Some(RiskLevel::None.into()) },
        detail: risk.risk_detail.clone(),
        updated: at,
        decided_by: Some(Claimant::Entra),
    }
}

fn heard(world: &World, identity: &Identity) -> Vec<Observation> {
    let items = &world.history[identity];
    let said = items.iter().map(|item| {
        let risk = EntraRisk {
            risk_state: item.risk_state.clone(),
            risk_level: item.risk_level.clone(),
            risk_detail: item.risk_detail.clone(),
            risk_last_updated_date_time: item.risk_last_updated_date_time,
        };
        observation(&risk, item.risk_last_updated_date_time)
    });
    said.collect()
}

fn closings(world: &World, identity: &Identity) -> Outside {
    Outside { closings: heard(world, identity).iter().filter_map(Closing::of).collect(), ..Outside::default() }
}

#[test]
fn a_detection_in_a_sign_in_has_its_user_address_place_and_time() {
    let world = World::default_one();
    let mut linked = 0;
    for detection in world.detections.iter().map(|kept| &kept.value) {
        let Some(sign_in) = world.sign_in_of(detection) else { continue };
        linked += 1;
        assert_eq!(detection.user_id, sign_in.user_id);
        assert_eq!(detection.service_principal_id, sign_in.service_principal_id);
        assert_eq!(detection.ip_address, sign_in.ip_address);
        assert_eq!(detection.location, sign_in.location);
        assert_eq!(detection.correlation_id, sign_in.correlation_id);
        assert_eq!(detection.activity_date_time, Some(sign_in.created_date_time));
        assert_eq!(detection.additional_info().user_agent(), sign_in.user_agent.as_deref());
    }
    assert!(linked > 200, "{linked}");
    assert_eq!(world.detections.iter().filter(|kept| kept.value.is_linked_to_sign_in()).count(), linked);
}

#[test]
fn the_risk_of_a_sign_in_is_that_of_its_detections() {
    let world = World::default_one();
    let mut detections: BTreeMap<&SignInId, Vec<&Detection>> = BTreeMap::new();
    for detection in world.detections.iter().map(|kept| &kept.value) {
        detection.request_id.iter().for_each(|id| detections.entry(id).or_default().push(detection));
    }
    for sign_in in world.sign_ins.values().map(|kept| &kept.value) {
        let own = || detections.get(&sign_in.id).into_iter().flatten();
        let open = || own().filter(|detection| detection.risk_state == Some(RiskState::AtRisk.into()));
        let mut kinds: Vec<_> = own().filter_map(|detection| detection.risk_event_type.clone()).collect();
        let mut said = sign_in.risk_event_types_v2.clone();
        kinds.sort();
        said.sort();
        assert_eq!(said, kinds);
        let level = open().filter_map(|detection| detection.risk_level.clone()).max_by_key(Word::rank);
        assert_eq!(sign_in.risk_level_aggregated, Some(level.unwrap_or(RiskLevel::None.into())));
        let state = sign_in.risk_state.as_ref();
        match (own().next(), open().next()) {
            (None, _) => assert_eq!(state, Some(&RiskState::None.into())),
            (_, Some(_)) => assert_eq!(state, Some(&RiskState::AtRisk.into())),
            _ => assert!(own().any(|detection| detection.risk_state.as_ref() == state && detection.risk_detail == sign_in.risk_detail)),
        }
    }
}

#[test]
fn a_risk_record_stands_where_its_history_ends() {
    let world = World::default_one();
    let users = world.risky_users.iter().map(|(id, kept)| (Identity::User(id.clone()), kept.value.entra_risk(), kept.observed));
    let principals = world.risky_service_principals.iter();
    let principals = principals.map(|kept| (Identity::ServicePrincipal(kept.value.id.clone()), kept.value.entra_risk(), kept.observed));
    for (identity, risk, observed) in users.chain(principals) {
        let mut said = heard(world, &identity);
        assert!(said.len() > 1, "several changes each");
        assert!(said.is_sorted_by(|earlier, later| earlier.at < later.at), "{identity:?}");
        assert_eq!(fold(said.clone(), &Outside::default()).risk, stated(&risk, observed), "{identity:?}");
        said.push(observation(&risk, observed));
        assert_eq!(fold(said, &Outside::default()).risk, stated(&risk, observed), "{identity:?}");
    }
    let deep = world.history.values().filter(|items| items.len() > 8).count();
    assert!(deep >= 18, "{deep}");
}

#[test]
fn a_user_is_at_risk_when_a_detection_is() {
    let world = World::default_one();
    for (id, user) in &world.risky_users {
        let own = || world.detections.iter().map(|kept| &kept.value).filter(|detection| detection.user_id.as_ref() == Some(id));
        let open =
            || own().filter(|detection| ["atRisk", "confirmedCompromised"].contains(&detection.risk_state.as_ref().unwrap().as_str()));
        let level = open().filter_map(|detection| detection.risk_level.clone()).max_by_key(Word::rank);
        assert_eq!(user.value.risk_level, Some(level.unwrap_or(RiskLevel::None.into())));
        let raised: Vec<_> = world.history[&Identity::User(id.clone())].iter().filter_map(|item| item.activity.clone()).collect();
        let raised = raised.iter().flat_map(|activity| &activity.risk_event_types).count();
        assert_eq!(raised, own().count(), "the history names every detection");
        assert!(own().all(|detection| detection.user_principal_name == user.value.user_principal_name));
    }
    assert!(world.detections.iter().filter_map(|kept| kept.value.user_id.as_ref()).all(|id| world.risky_users.contains_key(id)));
}

#[test]
fn the_fold_shows_what_the_records_say() {
    let world = World::default_one();
    for kept in &world.detections {
        let identity = kept.value.user_id.clone().map(Identity::User);
        let identity = identity.or_else(|| kept.value.service_principal_id.clone().map(Identity::ServicePrincipal)).expect("an identity");
        let risk = kept.value.entra_risk();
        let Verdict { risk: shown, .. } = fold(vec![observation(&risk, kept.observed)], &closings(world, &identity));
        assert_eq!(shown, stated(&risk, kept.observed), "{:?}", kept.value.risk_event_type);
    }
    for kept in world.sign_ins.values().filter(|kept| kept.value.risk_state != Some(RiskState::None.into())) {
        let Some(user) = kept.value.user_id.clone() else { continue };
        let risk = kept.value.entra_risk();
        let shown = fold(vec![observation(&risk, kept.observed)], &closings(world, &Identity::User(user))).risk;
        assert_eq!(shown, stated(&risk, kept.observed));
    }
}

#[test]
fn everything_happened_within_the_month() {
    let world = World::default_one();
    let month = anchor().plus_seconds(-30 * 86_400)..anchor();
    for sign_in in world.sign_ins.values() {
        assert!(month.contains(&sign_in.value.created_date_time));
        assert!(sign_in.observed.is_some_and(|observed| month.contains(&observed)));
    }
    for detection in world.detections.iter().map(|kept| &kept.value) {
        let times = [detection.activity_date_time.unwrap(), detection.detected_date_time, detection.last_updated_date_time.unwrap()];
        assert!(times.is_sorted() && times.iter().all(|time| month.contains(time)), "{times:?}");
    }
    assert!(world.history.values().flatten().all(|item| month.contains(&item.risk_last_updated_date_time.unwrap())));
}

#[test]
fn addresses_networks_and_names_are_reserved_ones() {
    let world = World::default_one();
    let ranges = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"].map(|range| AddressRange::parse(range).unwrap());
    for sign_in in world.sign_ins.values().map(|kept| &kept.value) {
        let address = sign_in.ip_address.as_ref().and_then(riskgate_model::IpAddress::bytes).unwrap();
        assert!(ranges.iter().any(|range| range.contains(address)));
        let network = sign_in.autonomous_system_number.unwrap();
        assert!((64496..=64511).contains(&network) || (65536..=65551).contains(&network));
        let name = sign_in.user_principal_name.as_deref();
        assert!(name.is_none_or(|name| name.ends_with("@haldenworks.example") && name == name.to_lowercase()));
    }
    assert!(world.users.values().all(|user| user.value.mail.as_deref().is_some_and(|mail| mail.ends_with(".example"))));
}

#[test]
fn nobody_signs_in_after_being_deleted() {
    let world = World::default_one();
    for (id, user) in world.risky_users.iter().filter(|(_, user)| user.value.is_deleted == Some(true)) {
        let own = world.sign_ins.values().filter(|sign_in| sign_in.value.user_id.as_ref() == Some(id));
        let last = own.map(|sign_in| sign_in.value.created_date_time).max().expect("sign-ins from before");
        assert!(last < anchor().plus_seconds(-2 * 86_400), "{:?}", user.value.user_principal_name);
    }
}

#[test]
fn a_password_that_was_reset_is_new_in_the_directory() {
    let world = World::default_one();
    let reset = |user: &&Kept<RiskyUser>| user.value.risk_detail == Some(RiskDetail::UserPerformedSecuredPasswordReset.into());
    let user = world.risky_users.values().find(reset).expect("someone who reset the password");
    assert_eq!(world.users[&user.value.id].value.last_password_change_date_time, user.observed);
}

#[test]
fn every_policy_and_named_location_that_a_sign_in_names_is_there_and_asks_what_it_enforced() {
    let world = World::default_one();
    let (mut met, mut named) = (0, 0);
    for sign_in in world.sign_ins.values().map(|kept| &kept.value) {
        for applied in &sign_in.applied_conditional_access_policies {
            met += 1;
            let policy = world.policies.iter().find(|policy| Some(policy.id.object()) == applied.id.as_deref()).expect("a policy");
            assert_eq!(policy.display_name, applied.display_name);
            let controls = policy.grant_controls.as_ref().map(|controls| controls.built_in_controls.clone()).unwrap_or_default();
            assert!(applied.enforced_grant_controls.iter().all(|control| controls.contains(control)), "{applied:?}");
            assert!(policy.state.as_ref().is_some_and(|state| state.as_str() == "enabled"), "what is not in force is not met");
        }
        for name in sign_in.network_location_details.iter().flat_map(|details| &details.network_names) {
            named += 1;
            let location = world.locations.iter().find(|location| location.display_name.as_ref() == Some(name)).expect("a location");
            let address = sign_in.ip_address.as_ref().and_then(IpAddress::bytes).expect("an address");
            let ranges = location.ip_ranges.iter().filter_map(|range| AddressRange::parse(range.cidr_address.as_deref()?).ok());
            assert!(ranges.into_iter().any(|range| range.contains(address)), "{name} has {:?}", sign_in.ip_address);
            assert_eq!(location.is_trusted, Some(true));
        }
    }
    assert!(met > 1_000 && named > 1_000, "{met} policies were met, {named} locations named");
}
