//! What Conditional Access of the World is made of: named locations and policies.

use riskgate_model::{
    ConditionalAccessPolicy, ConditionalAccessPolicyId, Id, IpRange, Kept, NamedLocation, NamedLocationId, PolicyApplications,
    PolicyConditions, PolicyGrantControls, PolicyLocations, PolicyUsers, Record, Vocabulary, Word,
};

use super::{NORTH, SOUTH, TEXTS, minutes, tenant, text, turn};

/// Locations, and policies, of both tenants, which use the same ids.
const EACH: (usize, usize) = (7, 3);

pub(super) fn records() -> Vec<Record> {
    let (north, south) = EACH;
    let both = (0..north).map(|number| (NORTH, number)).chain((0..south).map(|number| (SOUTH, number))).enumerate();
    let of_each = both.flat_map(|(turn, (of, number))| {
        let location = Record::NamedLocation(Box::new(Kept::of(location(turn, of, number), None)));
        let policy = Record::ConditionalAccessPolicy(Box::new(Kept::of(policy(turn, of, number), None)));
        [location, policy]
    });
    // A policy that was seen a second time, when it was in force.
    let later = ConditionalAccessPolicy {
        modified_date_time: Some(minutes(50)),
        state: Some(Word::read("enabled")),
        conditions: Some(PolicyConditions { client_app_types: vec!["browser".to_owned()], ..PolicyConditions::default() }),
        ..policy(0, NORTH, 0)
    };
    of_each.chain([Record::ConditionalAccessPolicy(Box::new(Kept::of(later, None)))]).collect()
}

fn location(turn_of: usize, of: &str, number: usize) -> NamedLocation {
    let moment = i64::try_from(turn_of / 2).expect("a small number");
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let cidr = IpRange { cidr_address: Some("2001:DB8::/32".to_owned()), ..IpRange::default() };
    let from_to =
        IpRange { lower_address: Some("203.0.113.1".to_owned()), upper_address: Some("203.0.113.9".to_owned()), ..IpRange::default() };
    NamedLocation {
        id: NamedLocationId::new(tenant(of), &format!("l{number}")),
        kind: text(&[Some("ipNamedLocation"), Some("countryNamedLocation"), None, Some("strange")], turn_of).map(|word| Word::read(&word)),
        display_name: text(&TEXTS, turn_of),
        created_date_time: turn(&[Some(minutes(moment)), None], turn_of / 2),
        modified_date_time: turn(&[Some(minutes(moment + 1)), None, None], turn_of),
        is_trusted: turn(&[Some(true), None, Some(false)], turn_of),
        ip_ranges: turn(&[vec![cidr, from_to.clone()], vec![], vec![from_to]], turn_of),
        countries_and_regions: turn(&[vec![], texts(&["NO", "se"]), texts(&["SE"])], turn_of),
        include_unknown_countries_and_regions: turn(&[None, Some(false)], turn_of),
        country_lookup_method: text(&[None, Some("clientIpAddress"), Some("strange")], turn_of).map(|word| Word::read(&word)),
        record: None,
    }
}

fn policy(turn_of: usize, of: &str, number: usize) -> ConditionalAccessPolicy {
    let moment = i64::try_from(turn_of / 2).expect("a small number");
    ConditionalAccessPolicy {
        id: ConditionalAccessPolicyId::new(tenant(of), &format!("p{number}")),
        display_name: text(&TEXTS, turn_of),
        description: text(&[None, Some("why")], turn_of),
        state: text(&[Some("disabled"), Some("enabled"), Some("enabledForReportingButNotEnforced"), None, Some("strange")], turn_of)
            .map(|word| Word::read(&word)),
        template_id: text(&[Some("t1"), None], turn_of),
        created_date_time: turn(&[None, Some(minutes(moment))], turn_of),
        modified_date_time: turn(&[Some(minutes(moment + 2)), None, Some(minutes(moment))], turn_of / 2),
        conditions: turn(&[Some(conditions(turn_of)), Some(conditions(turn_of + 1)), None], turn_of),
        grant_controls: turn(&[Some(controls(turn_of)), None], turn_of / 2),
        session_controls: None,
        record: None,
    }
}

fn conditions(turn_of: usize) -> PolicyConditions {
    let texts = |several: &[&[&str]]| turn(several, turn_of).iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    PolicyConditions {
        user_risk_levels: words(&texts(&[&[], &["high"], &["medium", "high"]])),
        sign_in_risk_levels: words(&texts(&[&["high", "severe"], &[]])),
        service_principal_risk_levels: words(&texts(&[&[], &[], &["low"]])),
        client_app_types: texts(&[&["all"], &["browser", "other"]]),
        users: turn(
            &[
                Some(PolicyUsers { include_users: vec!["All".to_owned()], exclude_users: vec!["U1".to_owned()], ..PolicyUsers::default() }),
                None,
            ],
            turn_of,
        ),
        applications: turn(
            &[None, Some(PolicyApplications { include_applications: vec!["Office365".to_owned()], ..PolicyApplications::default() })],
            turn_of,
        ),
        locations: turn(
            &[Some(PolicyLocations { include_locations: vec!["l1".to_owned()], exclude_locations: texts(&[&["AllTrusted"], &[]]) }), None],
            turn_of / 2,
        ),
    }
}

fn words<V: Vocabulary>(texts: &[String]) -> Vec<Word<V>> {
    texts.iter().map(|text| Word::read(text)).collect()
}

fn controls(turn_of: usize) -> PolicyGrantControls {
    PolicyGrantControls {
        operator: text(&[Some("OR"), Some("AND"), Some("strange")], turn_of).map(|word| Word::read(&word)),
        built_in_controls: turn(&[vec!["mfa".to_owned()], vec!["Block".to_owned(), "passwordChange".to_owned()]], turn_of),
        terms_of_use: Vec::new(),
    }
}
