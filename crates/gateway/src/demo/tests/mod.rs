//! The demo tenant, seen from outside: its records alone.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

use riskgate_model::{
    Alert, ConditionalAccessPolicy, Detection, DirectoryAudit, DirectoryUser, Id, Identity, Incident, Kept, NamedLocation, Record,
    RecordKind, RiskHistoryItem, RiskyServicePrincipal, RiskyUser, SignIn, SignInId, Time, UserId, parse_day,
};

use super::{Demo, TooSmall};

mod agreement;
mod alerts;
mod stories;

/// The default tenant of one seed, sorted by kind.
#[derive(Default)]
struct World {
    users: BTreeMap<UserId, Kept<DirectoryUser>>,
    risky_users: BTreeMap<UserId, Kept<RiskyUser>>,
    risky_service_principals: Vec<Kept<RiskyServicePrincipal>>,
    history: BTreeMap<Identity, Vec<RiskHistoryItem>>,
    detections: Vec<Kept<Detection>>,
    sign_ins: BTreeMap<SignInId, Kept<SignIn>>,
    audits: Vec<DirectoryAudit>,
    locations: Vec<NamedLocation>,
    policies: Vec<ConditionalAccessPolicy>,
    alerts: Vec<Alert>,
    incidents: Vec<Incident>,
}

impl World {
    fn of(demo: &Demo) -> Self {
        let mut world = Self::default();
        for record in demo.records() {
            match record {
                Record::DirectoryUser(user) => drop(world.users.insert(user.value.id.clone(), user)),
                Record::RiskyUser(user) => drop(world.risky_users.insert(user.value.id.clone(), user)),
                Record::RiskyServicePrincipal(principal) => world.risky_service_principals.push(principal),
                Record::RiskHistoryItem(identity, item) => world.history.entry(identity).or_default().push(item.value),
                Record::Detection(detection) => world.detections.push(*detection),
                Record::DirectoryAudit(audit) => world.audits.push(audit.value),
                Record::NamedLocation(location) => world.locations.push(location.value),
                Record::ConditionalAccessPolicy(policy) => world.policies.push(policy.value),
                Record::Alert(alert) => world.alerts.push(alert.value),
                Record::Incident(incident) => world.incidents.push(incident.value),
                Record::SignIn(sign_in) => drop(world.sign_ins.insert(sign_in.value.id.clone(), *sign_in)),
            }
        }
        world
    }

    /// The tenant of the default seed, made once.
    fn default_one() -> &'static Self {
        static WORLD: OnceLock<World> = OnceLock::new();
        WORLD.get_or_init(|| Self::of(&demo(1, Demo::USERS, Demo::SIGN_INS)))
    }

    fn sign_in_of(&self, detection: &Detection) -> Option<&SignIn> {
        detection.request_id.as_ref().map(|id| &self.sign_ins.get(id).expect("the sign-in a detection names").value)
    }

    /// The detections of this kind.
    fn detected(&self, kind: &str) -> Vec<&Detection> {
        let all = self.detections.iter().map(|kept| &kept.value);
        all.filter(|detection| detection.risk_event_type.as_deref() == Some(kind)).collect()
    }
}

fn anchor() -> Time {
    parse_day("2025-07-01").expect("a day")
}

fn demo(seed: u64, users: u32, sign_ins: u64) -> Demo {
    Demo::new(seed, anchor(), users, sign_ins).expect("room for the stories")
}

fn counts(demo: &Demo) -> BTreeMap<RecordKind, usize> {
    demo.records().fold(BTreeMap::new(), |mut counts, record| {
        *counts.entry(record.kind()).or_default() += 1;
        counts
    })
}

/// What tells two runs apart: every record with all it says.
fn print(demo: &Demo) -> Vec<String> {
    demo.records().map(|record| format!("{record:?}")).collect()
}

#[test]
fn the_default_tenant_has_what_it_promises() {
    let counts = counts(&demo(1, Demo::USERS, Demo::SIGN_INS));
    assert_eq!(counts[&RecordKind::Users], 118, "two of 120 users are deleted, and the directory has forgotten them");
    assert_eq!(counts[&RecordKind::SignIns], 10_000);
    assert_eq!(counts[&RecordKind::RiskDetections], 230);
    assert_eq!(counts[&RecordKind::RiskyUsers], 18);
    assert_eq!(counts[&RecordKind::RiskyServicePrincipals], 4);
    assert_eq!(counts[&RecordKind::DirectoryAudits], 6);
    assert_eq!((counts[&RecordKind::NamedLocations], counts[&RecordKind::ConditionalAccessPolicies]), (4, 5));
    assert_eq!((counts[&RecordKind::Alerts], counts[&RecordKind::Incidents]), (5, 2));
    let world = World::default_one();
    assert_eq!(world.sign_ins.len(), 10_000, "no two sign-ins have one id");
    let deleted = world.risky_users.keys().filter(|id| !world.users.contains_key(id)).count();
    assert_eq!(world.users.len() + deleted, 120);
}

#[test]
fn the_summary_counts_what_is_there() {
    for (users, sign_ins) in [(61, 700), (200, 1_000)] {
        let demo = demo(5, users, sign_ins);
        let (summary, counts, world) = (demo.summary(), counts(&demo), World::of(&demo));
        assert_eq!((summary.users, summary.sign_ins), (users, sign_ins));
        assert_eq!(summary.sign_ins, counts[&RecordKind::SignIns] as u64);
        assert_eq!(summary.detections, counts[&RecordKind::RiskDetections]);
        assert_eq!(summary.risk_changes, counts[&RecordKind::RiskHistoryItems]);
        assert_eq!(summary.risky_users, counts[&RecordKind::RiskyUsers]);
        assert_eq!(summary.risky_service_principals, counts[&RecordKind::RiskyServicePrincipals]);
        let at_risk = |user: &&Kept<RiskyUser>| user.value.risk_state.as_ref().is_some_and(|state| state.as_str() == "atRisk");
        assert_eq!(summary.users_at_risk, world.risky_users.values().filter(at_risk).count());
        assert!(summary.users_at_risk >= 10, "{}", summary.users_at_risk);
    }
}

#[test]
fn more_users_and_sign_ins_come_out_exactly_and_the_stories_keep_their_size() {
    let demo = demo(9, 2_001, 12_011);
    let counts = counts(&demo);
    assert_eq!(counts[&RecordKind::SignIns], 12_011);
    assert_eq!(counts[&RecordKind::Users] + 2, 2_001);
    assert_eq!(counts[&RecordKind::RiskDetections], 230);
    assert_eq!(counts[&RecordKind::RiskyUsers], 18);
}

#[test]
fn two_hundred_thousand_sign_ins_are_made_one_by_one_and_counted_exactly() {
    let tenant = super::tenant::Tenant::new(3, anchor(), 50_000);
    let mut last = Time::from_nanos(0);
    let background = super::background::Background::new(&tenant, 200_000);
    let ids: BTreeSet<_> = background
        .map(|sign_in| {
            assert!(sign_in.created_date_time.nanos() / 1_000_000_000 >= last.nanos() / 1_000_000_000, "oldest first");
            last = sign_in.created_date_time;
            sign_in.id
        })
        .collect();
    assert_eq!(ids.len(), 200_000);
}

#[test]
fn one_seed_and_day_make_one_tenant() {
    let made = print(&demo(1, 60, 1_500));
    assert_eq!(made, print(&demo(1, 60, 1_500)));
    assert_ne!(made, print(&demo(2, 60, 1_500)));
    let later = Demo::new(1, anchor().plus_seconds(86_400), 60, 1_500).expect("room");
    assert_ne!(made, print(&later));
}

#[test]
fn every_seed_finds_room_for_its_stories() {
    for seed in (0..20).chain([u64::MAX]) {
        let demo = demo(seed, 60, 500);
        assert_eq!(counts(&demo)[&RecordKind::SignIns], 500, "seed {seed}");
    }
}

#[test]
fn a_tenant_without_room_for_its_stories_is_refused() {
    let refused = |users, sign_ins| Demo::new(1, anchor(), users, sign_ins).err();
    let Some(TooSmall { users, sign_ins }) = refused(10, 5) else { panic!("refused") };
    assert_eq!(refused(users - 1, sign_ins), Some(TooSmall { users, sign_ins }));
    assert_eq!(refused(users, sign_ins - 1), Some(TooSmall { users, sign_ins }));
    assert_eq!(refused(users, sign_ins), None);
    assert_eq!(counts(&demo(1, users, sign_ins))[&RecordKind::SignIns] as u64, sign_ins);
}

#[test]
fn sign_in_names_differ_but_for_the_one_that_was_given_again() {
    let tenant = super::tenant::Tenant::new(77, anchor(), 5_000);
    let mut names: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for number in 0..5_000 {
        names.entry(tenant.person(number).user_principal_name).or_default().push(number);
    }
    let shared: Vec<_> = names.into_values().filter(|numbers| numbers.len() > 1).collect();
    assert_eq!(shared, [vec![17, 40]]);
}

#[test]
fn the_company_is_a_mixed_one() {
    let world = World::default_one();
    let users = || world.users.values().map(|user| &user.value);
    assert_eq!(users().filter(|user| user.user_type.as_deref() == Some("Guest")).count(), 8);
    let departments: BTreeSet<_> = users().filter_map(|user| user.department.as_deref()).collect();
    assert_eq!(departments.len(), 8);
    let sign_ins = || world.sign_ins.values().map(|sign_in| &sign_in.value);
    let codes: BTreeSet<_> = sign_ins().filter_map(|sign_in| sign_in.status.as_ref()?.error_code).collect();
    assert_eq!(codes, [0, 50_053, 50_074, 50_126, 53_003, 500_121].into());
    let kinds: BTreeSet<_> = sign_ins().flat_map(|sign_in| &sign_in.sign_in_event_types).map(riskgate_model::Word::as_str).collect();
    assert_eq!(kinds, ["interactiveUser", "managedIdentity", "nonInteractiveUser", "servicePrincipal"].into());
    let joined = |sign_in: &&SignIn| sign_in.device_detail.as_ref().is_some_and(|device| device.is_compliant == Some(true));
    assert!((2_000..9_000).contains(&sign_ins().filter(joined).count()));
    assert!(users().all(|user| !user.id.object().is_empty() && user.id.tenant().as_str() == super::tenant::TENANT));
}
