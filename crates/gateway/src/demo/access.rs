//! What Conditional Access of the tenant is made of: the named locations that sign-ins come from, and the policies that they meet.

use riskgate_model::{
    ConditionalAccessPolicy, ConditionalAccessPolicyId, ConditionalAccessPolicyState, GrantOperator, Id, IpRange, Kept, NamedLocation,
    NamedLocationId, NamedLocationType, PolicyApplications, PolicyConditions, PolicyGrantControls, PolicyLocations, PolicyUsers, Record,
    RiskLevel,
};

use super::{
    outcome::{BLOCK_ANONYMIZERS, MFA_FOR_EVERYONE, MFA_FOR_RISKY, PolicyName},
    places::{OFFICE_NETWORK, OFFICES_NAME, VPN_NAME, VPN_NETWORK},
    tenant::Tenant,
};

/// The named location of anonymizing networks.
const ANONYMIZERS: &str = "5eed0000-0de0-4000-8000-0000000000b3";

/// Policies that no sign-in has met yet: one is only watched, one is switched off.
const RISKY_USERS: PolicyName = ("5eed0000-0de0-4000-8000-0000000000c4", "Require a new password of risky users", "passwordChange");
const LEGACY: PolicyName = ("5eed0000-0de0-4000-8000-0000000000c5", "Block legacy authentication", "block");

/// The named locations and the policies.
pub(super) fn records(tenant: &Tenant) -> impl Iterator<Item = Record> {
    let locations = locations(tenant).into_iter().map(|it| Record::NamedLocation(Box::new(Kept::of(it, None))));
    locations.chain(policies(tenant).into_iter().map(|it| Record::ConditionalAccessPolicy(Box::new(Kept::of(it, None)))))
}

fn locations(tenant: &Tenant) -> Vec<NamedLocation> {
    let named = |number: u64, name: &str| NamedLocation {
        id: NamedLocationId::new(tenant.id.clone(), &format!("5eed0000-0de0-4000-8000-0000000000b{number}")),
        display_name: Some(name.into()),
        created_date_time: Some(tenant.ago(400, 9)),
        ..NamedLocation::default()
    };
    let of_addresses = |ranges: &[&str], is_trusted: bool, location: NamedLocation| NamedLocation {
        kind: Some(NamedLocationType::Ip.into()),
        is_trusted: Some(is_trusted),
        ip_ranges: ranges.iter().map(|range| IpRange { cidr_address: Some((*range).into()), ..IpRange::default() }).collect(),
        ..location
    };
    vec![
        of_addresses(&[OFFICE_NETWORK], true, named(1, OFFICES_NAME)),
        of_addresses(&[VPN_NETWORK], true, named(2, VPN_NAME)),
        NamedLocation {
            modified_date_time: Some(tenant.ago(45, 13)),
            ..of_addresses(&["203.0.113.64/27"], false, named(3, "Anonymizing networks"))
        },
        NamedLocation {
            kind: Some(NamedLocationType::Country.into()),
            countries_and_regions: ["BR", "GB", "NL", "SG", "US"].map(Into::into).into(),
            include_unknown_countries_and_regions: Some(false),
            ..named(4, "Countries with an office")
        },
    ]
}

fn policies(tenant: &Tenant) -> Vec<ConditionalAccessPolicy> {
    use ConditionalAccessPolicyState::{Disabled, Enabled, EnabledForReportingButNotEnforced};
    let policy = |(id, name, control): PolicyName, state: ConditionalAccessPolicyState, conditions: PolicyConditions| {
        let controls = [control].map(str::to_owned).into();
        ConditionalAccessPolicy {
            id: ConditionalAccessPolicyId::new(tenant.id.clone(), id),
            display_name: Some(name.into()),
            state: Some(state.into()),
            created_date_time: Some(tenant.ago(390, 10)),
            conditions: Some(conditions),
            grant_controls: Some(PolicyGrantControls {
                operator: Some(GrantOperator::Or.into()),
                built_in_controls: controls,
                ..PolicyGrantControls::default()
            }),
            ..ConditionalAccessPolicy::default()
        }
    };
    let risky = PolicyConditions { sign_in_risk_levels: [RiskLevel::Medium, RiskLevel::High].map(Into::into).into(), ..everyone() };
    let anonymous = PolicyLocations { include_locations: vec![ANONYMIZERS.into()], ..PolicyLocations::default() };
    let new_password = PolicyConditions { user_risk_levels: vec![RiskLevel::High.into()], ..everyone() };
    let legacy = PolicyConditions { client_app_types: ["exchangeActiveSync", "other"].map(Into::into).into(), ..everyone() };
    vec![
        policy(MFA_FOR_EVERYONE, Enabled, everyone()),
        policy(MFA_FOR_RISKY, Enabled, risky),
        policy(BLOCK_ANONYMIZERS, Enabled, PolicyConditions { locations: Some(anonymous), ..everyone() }),
        ConditionalAccessPolicy {
            modified_date_time: Some(tenant.ago(20, 15)),
            description: Some("Watched for a month before it is switched on.".into()),
            ..policy(RISKY_USERS, EnabledForReportingButNotEnforced, new_password)
        },
        policy(LEGACY, Disabled, legacy),
    ]
}

/// Whoever signs in to whatever.
fn everyone() -> PolicyConditions {
    PolicyConditions {
        client_app_types: vec!["all".into()],
        users: Some(PolicyUsers { include_users: vec!["All".into()], ..PolicyUsers::default() }),
        applications: Some(PolicyApplications { include_applications: vec!["All".into()], ..PolicyApplications::default() }),
        ..PolicyConditions::default()
    }
}
