//! What records come to: the rows that an adapter which records facts must answer.
//!
//! Properties by `model::merge`; what their risks come to is in `risks`. Plain rather than fast: it is the reference, and no example of a store.

use std::collections::BTreeMap;

use riskgate_model::{
    Alert, AlertId, Claimant, ConditionalAccessPolicy, ConditionalAccessPolicyId, Detection, DetectionId, DirectoryAudit, DirectoryAuditId,
    DirectoryUser, Id, Identity, Incident, IncidentId, Kept, Named, NamedLocation, NamedLocationId, Observation, Record, Risk, RiskChange,
    RiskHistoryItem, RiskyServicePrincipal, RiskyUser, ServicePrincipal, ServicePrincipalId, SignIn, SignInId, Time, User, UserId,
};

use super::{
    World,
    changes::changes,
    merged::{Merged, merged},
    risks::Said,
};

/// All records of one thing.
type Versions<'a, I, T> = BTreeMap<I, Vec<&'a Kept<T>>>;

/// Records by what they are about.
#[derive(Default)]
pub(super) struct Facts<'a> {
    directory: Versions<'a, UserId, DirectoryUser>,
    pub(super) users: Versions<'a, UserId, RiskyUser>,
    pub(super) principals: Versions<'a, ServicePrincipalId, RiskyServicePrincipal>,
    pub(super) items: Vec<(&'a Identity, &'a Kept<RiskHistoryItem>)>,
    sign_ins: Versions<'a, SignInId, SignIn>,
    detections: Versions<'a, DetectionId, Detection>,
    audits: Versions<'a, DirectoryAuditId, DirectoryAudit>,
    locations: Versions<'a, NamedLocationId, NamedLocation>,
    policies: Versions<'a, ConditionalAccessPolicyId, ConditionalAccessPolicy>,
    alerts: Versions<'a, AlertId, Alert>,
    incidents: Versions<'a, IncidentId, Incident>,
}

impl<'a> Facts<'a> {
    fn of(records: &'a [Record]) -> Self {
        let mut facts = Self::default();
        for record in records {
            match record {
                Record::DirectoryUser(it) => facts.directory.entry(it.value.id.clone()).or_default().push(it),
                Record::RiskyUser(it) => facts.users.entry(it.value.id.clone()).or_default().push(it),
                Record::RiskyServicePrincipal(it) => facts.principals.entry(it.value.id.clone()).or_default().push(it),
                Record::RiskHistoryItem(identity, it) => facts.items.push((identity, it)),
                Record::SignIn(it) => facts.sign_ins.entry(it.value.id.clone()).or_default().push(it),
                Record::Detection(it) => facts.detections.entry(it.value.id.clone()).or_default().push(it),
                Record::DirectoryAudit(it) => facts.audits.entry(it.value.id.clone()).or_default().push(it),
                Record::NamedLocation(it) => facts.locations.entry(it.value.id.clone()).or_default().push(it),
                Record::ConditionalAccessPolicy(it) => facts.policies.entry(it.value.id.clone()).or_default().push(it),
                Record::Alert(it) => facts.alerts.entry(it.value.id.clone()).or_default().push(it),
                Record::Incident(it) => facts.incidents.entry(it.value.id.clone()).or_default().push(it),
            }
        }
        facts
    }
}

/// The names by which an event knows its identity. Of several the greatest counts: the one of the last moment.
pub(super) type Names = (Time, Option<String>, Option<String>);

/// Identities that are known from elsewhere than records of their own, by their names, where they have any.
type Stubs = BTreeMap<Identity, Option<Names>>;

/// The world of these records.
pub(super) fn come_to(records: Vec<Record>) -> World {
    let facts = Facts::of(&records);
    let (mut said, mut stubs) = (Said::default(), Stubs::new());
    let mut owned = |owner: Option<(Identity, Names)>| {
        if let Some((identity, names)) = owner {
            let newest = stubs.entry(identity).or_default();
            *newest = newest.take().max(Some(names));
        }
    };
    let mut sign_ins = Vec::new();
    for (id, kept) in &facts.sign_ins {
        let Merged { value, body, versions } = merged(id.tenant(), kept);
        for (version, _) in &versions {
            owned(owner_of_sign_in(version));
        }
        let said_of = versions.iter().filter_map(|(it, observed)| {
            let (state, level, detail) = (it.risk_state.clone()?, it.risk_level_aggregated.clone(), it.risk_detail.clone());
            Some(Observation { claimant: Claimant::Entra, at: observed.or(Some(it.created_date_time)), state, level, detail, alert: None })
        });
        said.sign_ins.insert(id.clone(), said_of.collect());
        sign_ins.push(SignIn { record: Some(body), ..value });
    }
    let mut detections = Vec::new();
    for (id, kept) in &facts.detections {
        let Merged { value, body, versions } = merged(id.tenant(), kept);
        for (version, _) in &versions {
            owned(owner_of_detection(version));
        }
        let said_of = versions.iter().filter_map(|(it, observed)| {
            let (state, level, detail) = (it.risk_state.clone()?, it.risk_level.clone(), it.risk_detail.clone());
            Some(Observation { claimant: Claimant::Entra, at: observed.or(Some(it.detected_date_time)), state, level, detail, alert: None })
        });
        said.detections.insert(id.clone(), said_of.collect());
        detections.push(Detection { record: Some(body), ..value });
    }
    let mut alerts = Vec::new();
    for (id, kept) in &facts.alerts {
        let Merged { value, body, versions } = merged(id.tenant(), kept);
        for who in versions.iter().flat_map(|(version, _)| version.named().into_keys()) {
            match who {
                Named::User(id) => drop(stubs.entry(Identity::User(id)).or_default()),
                Named::ServicePrincipal(id) => drop(stubs.entry(Identity::ServicePrincipal(id)).or_default()),
                Named::SecurityIdentifier(_) | Named::UserPrincipalName(_) | Named::Application(_) => {}
            }
        }
        said.alerts.insert(id.clone(), versions.iter().filter_map(|(it, observed)| Some((it.standing()?, *observed))).collect());
        alerts.push(Alert { record: Some(body), ..value });
    }
    let audit = |(id, kept): (&DirectoryAuditId, &Vec<_>)| {
        let Merged { value, body, .. } = merged(id.tenant(), kept);
        DirectoryAudit { record: Some(body), ..value }
    };
    let location = |(id, kept): (&NamedLocationId, &Vec<_>)| {
        let Merged { value, body, .. } = merged(id.tenant(), kept);
        NamedLocation { record: Some(body), ..value }
    };
    let policy = |(id, kept): (&ConditionalAccessPolicyId, &Vec<_>)| {
        let Merged { value, body, .. } = merged(id.tenant(), kept);
        ConditionalAccessPolicy { record: Some(body), ..value }
    };
    let incident = |(id, kept): (&IncidentId, &Vec<_>)| {
        let Merged { value, body, .. } = merged(id.tenant(), kept);
        Incident { record: Some(body), ..value }
    };
    let risk_changes = changes(&facts);
    let world = World {
        users: users(&facts, &risk_changes, &stubs),
        service_principals: principals(&facts, &risk_changes, &stubs),
        sign_ins,
        detections,
        risk_changes,
        directory_audits: facts.audits.iter().map(audit).collect(),
        named_locations: facts.locations.iter().map(location).collect(),
        conditional_access_policies: facts.policies.iter().map(policy).collect(),
        alerts,
        incidents: facts.incidents.iter().map(incident).collect(),
        records: Vec::new(),
    };
    World { records, ..said.judge(world) }
}

pub(super) fn owner_of_sign_in(it: &SignIn) -> Option<(Identity, Names)> {
    if let Some(user) = &it.user_id {
        let names = (it.created_date_time, it.user_display_name.clone(), it.user_principal_name.clone());
        return Some((Identity::User(user.clone()), names));
    }
    let names = (it.created_date_time, it.service_principal_name.clone(), it.app_id.clone());
    it.service_principal_id.clone().map(|principal| (Identity::ServicePrincipal(principal), names))
}

pub(super) fn owner_of_detection(it: &Detection) -> Option<(Identity, Names)> {
    if let Some(user) = &it.user_id {
        let names = (it.detected_date_time, it.user_display_name.clone(), it.user_principal_name.clone());
        return Some((Identity::User(user.clone()), names));
    }
    let names = (it.detected_date_time, it.service_principal_display_name.clone(), it.app_id.clone());
    it.service_principal_id.clone().map(|principal| (Identity::ServicePrincipal(principal), names))
}

fn users(facts: &Facts<'_>, changes: &[RiskChange], stubs: &Stubs) -> Vec<User> {
    let seen = stubs.keys().filter_map(|identity| match identity {
        Identity::User(id) => Some(id),
        Identity::ServicePrincipal(_) => None,
    });
    let stated = changes.iter().filter_map(|change| match &change.identity {
        Identity::User(id) => Some(id),
        Identity::ServicePrincipal(_) => None,
    });
    let mut ids: Vec<&UserId> = facts.users.keys().chain(facts.directory.keys()).chain(seen).chain(stated).collect();
    ids.sort_unstable();
    ids.dedup();
    let user = |id: &UserId| {
        let identity = Identity::User(id.clone());
        let entra = facts.users.get(id).map(|kept| merged(id.tenant(), kept)).map(|it| RiskyUser { record: Some(it.body), ..it.value });
        let directory =
            facts.directory.get(id).map(|kept| merged(id.tenant(), kept)).map(|it| DirectoryUser { record: Some(it.body), ..it.value });
        let (listed, risky, known) = (directory.as_ref(), entra.as_ref(), stubs.get(&identity).and_then(Option::as_ref));
        User {
            id: id.clone(),
            display_name: listed
                .and_then(|it| it.display_name.clone())
                .or_else(|| risky?.user_display_name.clone())
                .or_else(|| known?.1.clone()),
            user_principal_name: listed
                .and_then(|it| it.user_principal_name.clone())
                .or_else(|| risky?.user_principal_name.clone())
                .or_else(|| known?.2.clone()),
            user_type: listed.and_then(|it| it.user_type.clone()),
            is_deleted: risky.and_then(|it| it.is_deleted).or(listed.map(|_| false)),
            is_processing: risky.and_then(|it| it.is_processing),
            risk: Risk::default(),
            claims: Vec::new(),
            entra,
            directory,
        }
    };
    ids.into_iter().map(user).collect()
}

fn principals(facts: &Facts<'_>, changes: &[RiskChange], stubs: &Stubs) -> Vec<ServicePrincipal> {
    let seen = stubs.keys().filter_map(|identity| match identity {
        Identity::ServicePrincipal(id) => Some(id),
        Identity::User(_) => None,
    });
    let stated = changes.iter().filter_map(|change| match &change.identity {
        Identity::ServicePrincipal(id) => Some(id),
        Identity::User(_) => None,
    });
    let mut ids: Vec<&ServicePrincipalId> = facts.principals.keys().chain(seen).chain(stated).collect();
    ids.sort_unstable();
    ids.dedup();
    let principal = |id: &ServicePrincipalId| {
        let identity = Identity::ServicePrincipal(id.clone());
        let entra = facts.principals.get(id).map(|kept| merged(id.tenant(), kept));
        let entra = entra.map(|it| RiskyServicePrincipal { record: Some(it.body), ..it.value });
        let (risky, known) = (entra.as_ref(), stubs.get(&identity).and_then(Option::as_ref));
        ServicePrincipal {
            id: id.clone(),
            display_name: risky.and_then(|it| it.display_name.clone()).or_else(|| known?.1.clone()),
            app_id: risky.and_then(|it| it.app_id.clone()).or_else(|| known?.2.clone()),
            service_principal_type: risky.and_then(|it| it.service_principal_type.clone()),
            is_enabled: risky.and_then(|it| it.is_enabled),
            is_processing: risky.and_then(|it| it.is_processing),
            risk: Risk::default(),
            claims: Vec::new(),
            entra,
        }
    };
    ids.into_iter().map(principal).collect()
}
