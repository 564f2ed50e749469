//! Reading: every answer is the one that the reference gives over the same records.

use std::fmt::Debug;

use proptest::{collection::vec, option, prelude::*, sample::Index, test_runner::TestCaseError};
use riskgate_adapter::{Adapter, Memory};
use riskgate_model::{
    Alert, AlertFields, ConditionalAccessPolicy, ConditionalAccessPolicyField, ConditionalAccessPolicyFields, Detection, DetectionField,
    DetectionFields, DirectoryAudit, DirectoryAuditField, DirectoryAuditFields, Entity, FieldSet, Filter, Id, Incident, IncidentFields,
    NamedLocation, NamedLocationField, NamedLocationFields, Order, Query, Record, RiskChange, ServicePrincipal, ServicePrincipalFields,
    SignIn, SignInField, SignInFields, TenantId, User, UserFields,
};

use crate::{
    bench::Bench,
    engine::CASES,
    listed::{Listed, Scope},
    questions::{equality, filter, order, several},
    recording::run,
    world::records,
};

/// The store as an adapter, and the reference over what it holds.
struct Judged {
    store: Adapter,
    reference: Adapter,
    held: Memory,
    _bench: Bench,
}

impl Judged {
    async fn new(records: &[Record]) -> Option<Self> {
        let bench = Bench::of(records).await?;
        let store = bench.store.adapter();
        let as_of = (store.health.health().await).as_of;
        let held = Memory {
            users: all(&store, &Scope::All).await,
            service_principals: all(&store, &Scope::All).await,
            sign_ins: all(&store, &Scope::All).await,
            detections: all(&store, &Scope::All).await,
            risk_changes: all(&store, &Scope::identities()).await,
            directory_audits: all(&store, &Scope::All).await,
            named_locations: all(&store, &Scope::All).await,
            conditional_access_policies: all(&store, &Scope::All).await,
            alerts: all(&store, &Scope::All).await,
            incidents: all(&store, &Scope::All).await,
            refusals: Vec::new(),
            as_of,
        };
        Some(Self { store, reference: held.clone().into_adapter("reference"), held, _bench: bench })
    }
}

async fn all<E: Listed>(adapter: &Adapter, scope: &Scope) -> Vec<E> {
    E::groups(adapter, scope, &Query::first(10_000)).await.expect("a list").rows
}

/// A question, and how its pages are taken.
#[derive(Clone, Debug)]
struct Asked<E: Entity> {
    filter: Filter<E::Field>,
    at_root: Order<E::Field>,
    of_children: Order<E::Field>,
    first: u32,
    /// The list begins after this row of all rows, whether the filter lets it pass or not.
    after: Option<Index>,
}

fn asked<E: Entity + Debug>() -> impl Strategy<Value = Asked<E>> {
    let asked = prop_oneof![(filter(), order(true)), equality()];
    (asked, order(false), 1..7_u32, option::weighted(0.4, any::<Index>()))
        .prop_map(|((filter, at_root), of_children, first, after)| Asked { filter, at_root, of_children, first, after })
}

/// All pages are those of the reference, alone and among other parents; and so are the counts.
async fn agrees<E: Listed>(judged: &Judged, asked: &Asked<E>) -> Result<(), TestCaseError> {
    for scope in E::scopes() {
        let order = if matches!(scope, Scope::All) { asked.at_root } else { asked.of_children };
        let all = E::groups(&judged.reference, &scope, &Query { order, ..Query::first(10_000) }).await.expect("all rows").rows;
        let after = asked.after.filter(|_| !all.is_empty()).map(|index| order.position(index.get(&all)));
        let query = Query { filter: asked.filter.clone(), order, first: asked.first, after, ..Query::first(1) };
        let answer = E::groups(&judged.store, &scope, &query).await.expect("an answer");
        let expected = E::groups(&judged.reference, &scope, &query).await.expect("an answer");
        prop_assert_eq!(&answer.ends, &expected.ends);
        prop_assert_eq!(&answer.rows, &expected.rows);
        prop_assert_eq!(&answer.next, &expected.next);
        prop_assert_eq!(answer.as_of, expected.as_of);
        prop_assert!(answer.failed.is_empty());
        prop_assert_eq!(E::count(&judged.store, &scope, &asked.filter).await, E::count(&judged.reference, &scope, &asked.filter).await);
        for (single, group) in scope.singles().iter().zip(answer.groups()) {
            let pages = follow(judged, single, query.clone()).await?;
            prop_assert_eq!(group, &pages[..group.len()]);
        }
    }
    Ok(())
}

/// The rows that the filter lets pass, and those that it does not, are the reference's.
async fn finds<E: Listed>(judged: &Judged, filter: Filter<E::Field>) -> Result<(), TestCaseError> {
    for filter in [Filter::Not(Box::new(filter.clone())), filter] {
        let query = Query { filter, ..Query::first(10_000) };
        let answer = E::groups(&judged.store, &Scope::All, &query).await.expect("an answer").rows;
        let expected = E::groups(&judged.reference, &Scope::All, &query).await.expect("an answer").rows;
        prop_assert_eq!(answer, expected, "{:?}", query.filter);
    }
    Ok(())
}

/// All pages of one list, each like the reference's.
async fn follow<E: Listed>(judged: &Judged, scope: &Scope, mut query: Query<E>) -> Result<Vec<E>, TestCaseError> {
    let whole = E::groups(&judged.reference, scope, &Query { first: 10_000, ..query.clone() }).await.expect("a list").rows;
    let mut joined = Vec::new();
    loop {
        let answer = E::groups(&judged.store, scope, &query).await.expect("an answer");
        let expected = E::groups(&judged.reference, scope, &query).await.expect("an answer");
        prop_assert_eq!(&answer.rows, &expected.rows);
        prop_assert_eq!(&answer.next, &expected.next);
        joined.extend(answer.rows);
        match answer.next.into_iter().next().flatten() {
            Some(next) => query.after = Some(next),
            None => break,
        }
    }
    prop_assert_eq!(&joined, &whole);
    Ok(joined)
}

/// A projected answer equals the full one in what was asked for, in lists and by id.
async fn projects<E: Listed>(judged: &Judged, held: &[E], fields: E::Fields) -> Result<(), TestCaseError> {
    for scope in E::scopes() {
        let full: Vec<E> = all(&judged.store, &scope).await;
        let answer = E::groups(&judged.store, &scope, &Query { fields, ..Query::first(10_000) }).await.expect("an answer").rows;
        let masked = |rows: Vec<E>| rows.into_iter().map(|row| row.masked(fields)).collect::<Vec<_>>();
        prop_assert_eq!(masked(answer), masked(full));
    }
    let mut ids: Vec<E::Id> = held.iter().map(|row| row.id().clone()).collect();
    ids.extend([<E::Id as Id>::new(TenantId::new("t1"), "nobody"), <E::Id as Id>::new(TenantId::new("t3"), "u1")]);
    ids.extend(ids.first().cloned());
    let mut found = E::by_id(&judged.store, &ids, fields).await;
    if E::scopes().len() > 1 || matches!(E::scopes()[0], Scope::All) {
        for row in held {
            prop_assert_eq!(found.remove(row.id()).map(|row| row.masked(fields)), Some(row.clone().masked(fields)));
        }
        prop_assert!(found.is_empty());
    }
    Ok(())
}

fn groups<F: FieldSet>(all: &'static [F]) -> impl Strategy<Value = F> {
    vec(any::<bool>(), all.len())
        .prop_map(|asked| all.iter().zip(asked).filter(|(_, asked)| *asked).fold(F::default(), |set, (group, _)| set.with(*group)))
}

const USER: &[UserFields] = &[UserFields::PROFILE, UserFields::RISK, UserFields::CLAIMS, UserFields::ENTRA, UserFields::DIRECTORY];
const PRINCIPAL: &[ServicePrincipalFields] =
    &[ServicePrincipalFields::PROFILE, ServicePrincipalFields::RISK, ServicePrincipalFields::CLAIMS, ServicePrincipalFields::ENTRA];
const SIGN_IN: &[SignInFields] = &[
    SignInFields::IDENTITY,
    SignInFields::APPLICATION,
    SignInFields::LOCATION,
    SignInFields::DEVICE,
    SignInFields::OUTCOME,
    SignInFields::RISK,
    SignInFields::RECORD,
];
const DETECTION: &[DetectionFields] =
    &[DetectionFields::IDENTITY, DetectionFields::KIND, DetectionFields::LOCATION, DetectionFields::RISK, DetectionFields::RECORD];
const AUDIT: &[DirectoryAuditFields] =
    &[DirectoryAuditFields::ACTIVITY, DirectoryAuditFields::RESULT, DirectoryAuditFields::INITIATOR, DirectoryAuditFields::RECORD];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(CASES) })]

    #[test]
    fn every_page_of_every_list_is_the_references(
        records in records(),
        users in vec(asked::<User>(), 10),
        principals in vec(asked::<ServicePrincipal>(), 6),
        sign_ins in vec(asked::<SignIn>(), 6),
        detections in vec(asked::<Detection>(), 6),
        audits in vec(asked::<DirectoryAudit>(), 6),
        locations in vec(asked::<NamedLocation>(), 4),
        policies in vec(asked::<ConditionalAccessPolicy>(), 6),
        changes in asked::<RiskChange>(),
        alerts in vec(asked::<Alert>(), 6),
        incidents in vec(asked::<Incident>(), 4),
    ) {
        run(async {
            let Some(judged) = Judged::new(&records).await else { return Ok(()) };
            for asked in &users {
                agrees(&judged, asked).await?;
            }
            for asked in &principals {
                agrees(&judged, asked).await?;
            }
            for asked in &sign_ins {
                agrees(&judged, asked).await?;
            }
            for asked in &detections {
                agrees(&judged, asked).await?;
            }
            for asked in &audits {
                agrees(&judged, asked).await?;
            }
            for asked in &locations {
                agrees(&judged, asked).await?;
            }
            for asked in &policies {
                agrees(&judged, asked).await?;
            }
            for asked in &alerts {
                agrees(&judged, asked).await?;
            }
            for asked in &incidents {
                agrees(&judged, asked).await?;
            }
            agrees(&judged, &changes).await
        })?;
    }

    #[test]
    fn any_of_several_values_is_found_where_the_reference_finds_it(
        records in records(),
        sign_ins in vec(several::<SignInField>(), 24),
        detections in vec(several::<DetectionField>(), 16),
        audits in vec(several::<DirectoryAuditField>(), 8),
        locations in vec(several::<NamedLocationField>(), 8),
        policies in vec(several::<ConditionalAccessPolicyField>(), 16),
    ) {
        run(async {
            let Some(judged) = Judged::new(&records).await else { return Ok(()) };
            for filter in sign_ins {
                finds::<SignIn>(&judged, filter).await?;
            }
            for filter in detections {
                finds::<Detection>(&judged, filter).await?;
            }
            for filter in audits {
                finds::<DirectoryAudit>(&judged, filter).await?;
            }
            for filter in locations {
                finds::<NamedLocation>(&judged, filter).await?;
            }
            for filter in policies {
                finds::<ConditionalAccessPolicy>(&judged, filter).await?;
            }
            Ok(())
        })?;
    }

    #[test]
    fn a_projected_answer_equals_the_full_one_in_what_was_asked_for(
        records in records(),
        user in groups(USER),
        principal in groups(PRINCIPAL),
        sign_in in groups(SIGN_IN),
        detection in groups(DETECTION),
        audit in groups(AUDIT),
    ) {
        run(async {
            let Some(judged) = Judged::new(&records).await else { return Ok(()) };
            for fields in USER.iter().copied().chain([user, UserFields::NONE]) {
                projects(&judged, &judged.held.users, fields).await?;
            }
            for fields in PRINCIPAL.iter().copied().chain([principal, ServicePrincipalFields::NONE]) {
                projects(&judged, &judged.held.service_principals, fields).await?;
            }
            for fields in SIGN_IN.iter().copied().chain([sign_in, SignInFields::NONE]) {
                projects(&judged, &judged.held.sign_ins, fields).await?;
            }
            for fields in DETECTION.iter().copied().chain([detection, DetectionFields::NONE]) {
                projects(&judged, &judged.held.detections, fields).await?;
            }
            for fields in AUDIT.iter().copied().chain([audit, DirectoryAuditFields::NONE]) {
                projects(&judged, &judged.held.directory_audits, fields).await?;
            }
            for fields in [NamedLocationFields::RECORD, NamedLocationFields::NONE] {
                projects(&judged, &judged.held.named_locations, fields).await?;
            }
            for fields in [AlertFields::RECORD, AlertFields::NONE] {
                projects(&judged, &judged.held.alerts, fields).await?;
            }
            for fields in [IncidentFields::RECORD, IncidentFields::NONE] {
                projects(&judged, &judged.held.incidents, fields).await?;
            }
            for fields in [ConditionalAccessPolicyFields::RECORD, ConditionalAccessPolicyFields::NONE] {
                projects(&judged, &judged.held.conditional_access_policies, fields).await?;
            }
            Ok(())
        })?;
    }
}
