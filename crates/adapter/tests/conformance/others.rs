//! Adapters with one fault each, in what they answer of users, detections, histories, directory audits, named locations and policies.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use riskgate_adapter::{
    Adapter, Answer, ConditionalAccessPolicySource, DetectionScope, DetectionSource, DirectoryAuditScope, DirectoryAuditSource, Grouped,
    NamedLocationSource, RiskHistorySource, UserSource,
    conformance::{Law, check},
};
use riskgate_model::{
    ConditionalAccessPolicy, ConditionalAccessPolicyField, ConditionalAccessPolicyFields, ConditionalAccessPolicyId, Detection,
    DetectionField, DetectionFields, DetectionId, Direction, DirectoryAudit, DirectoryAuditField, DirectoryAuditFields, DirectoryAuditId,
    Entity, FieldSet, Filter, Identity, NamedLocation, NamedLocationField, NamedLocationFields, NamedLocationId, Operand, Page, Query,
    RiskChange, RiskChangeField, SignInId, Test, User, UserField, UserFields, UserId,
};

use crate::patient::Patient;

/// Memory so treated.
fn of(treated: fn(Adapter) -> Adapter) -> Patient {
    Patient { treated, ..Patient::default() }
}

/// Judges memory so treated and asserts that exactly this law is broken.
async fn breaks(law: Law, treated: fn(Adapter) -> Adapter) {
    let report = check(&of(treated)).await;
    assert_eq!(report.failed(), [law], "{report}");
}

/// Users whose claims are read only where everything is.
struct Claimless(Arc<dyn UserSource>);

impl Claimless {
    fn read(user: &mut User, fields: UserFields) {
        if fields != UserFields::all() {
            user.claims.clear();
        }
    }
}

#[async_trait]
impl UserSource for Claimless {
    async fn users_by_id(&self, ids: &[UserId], fields: UserFields) -> Answer<HashMap<UserId, User>> {
        let mut found = self.0.users_by_id(ids, fields).await?;
        for user in found.values_mut() {
            Self::read(user, fields);
        }
        Ok(found)
    }

    async fn users(&self, query: &Query<User>) -> Answer<Page<User>> {
        let mut page = self.0.users(query).await?;
        for user in &mut page.rows {
            Self::read(user, query.fields);
        }
        Ok(page)
    }

    async fn count_users(&self, filter: &Filter<UserField>) -> Answer<Option<u64>> {
        self.0.count_users(filter).await
    }
}

#[tokio::test]
async fn claims_of_users_that_a_projection_loses() {
    breaks(Law::ProjectionsAgree, |adapter| {
        let users = adapter.users.clone().map(|users| Arc::new(Claimless(users)) as _);
        Adapter { users, ..Adapter::new(adapter.manifest, adapter.health) }
    })
    .await;
}

/// Detections of which a sign-in that is asked for twice has none the second time.
struct Once(Arc<dyn DetectionSource>);

#[async_trait]
impl DetectionSource for Once {
    async fn detections_by_id(&self, ids: &[DetectionId], fields: DetectionFields) -> Answer<HashMap<DetectionId, Detection>> {
        self.0.detections_by_id(ids, fields).await
    }

    async fn detections_by_user(&self, users: &[UserId], query: &Query<Detection>) -> Answer<Grouped<Detection>> {
        self.0.detections_by_user(users, query).await
    }

    async fn detections_by_sign_in(&self, sign_ins: &[SignInId], query: &Query<Detection>) -> Answer<Grouped<Detection>> {
        let answered = self.0.detections_by_sign_in(sign_ins, query).await?;
        let mut once = Grouped::default();
        for (place, (rows, next)) in answered.groups().zip(answered.next.clone()).enumerate() {
            if sign_ins[..place].contains(&sign_ins[place]) {
                once.push([], None);
            } else {
                once.push(rows.to_vec(), next);
            }
        }
        Ok(once)
    }

    async fn detections_by_service_principal(
        &self,
        principals: &[riskgate_model::ServicePrincipalId],
        query: &Query<Detection>,
    ) -> Answer<Grouped<Detection>> {
        self.0.detections_by_service_principal(principals, query).await
    }

    async fn detections(&self, query: &Query<Detection>) -> Answer<Page<Detection>> {
        self.0.detections(query).await
    }

    async fn count_detections(&self, scope: DetectionScope<'_>, filter: &Filter<DetectionField>) -> Answer<Vec<Option<u64>>> {
        self.0.count_detections(scope, filter).await
    }
}

#[tokio::test]
async fn detections_of_a_sign_in_that_is_asked_for_twice() {
    breaks(Law::GroupsAreTheirPages, |adapter| {
        let detections = adapter.detections.clone().map(|detections| Arc::new(Once(detections)) as _);
        Adapter { detections, ..Adapter::new(adapter.manifest, adapter.health) }
    })
    .await;
}

/// Histories that are always newest first.
struct Newest(Arc<dyn RiskHistorySource>);

#[async_trait]
impl RiskHistorySource for Newest {
    async fn risk_history(&self, identities: &[Identity], query: &Query<RiskChange>) -> Answer<Grouped<RiskChange>> {
        let mut query = query.clone();
        query.order.direction = Direction::Descending;
        self.0.risk_history(identities, &query).await
    }

    async fn count_risk_history(&self, identities: &[Identity], filter: &Filter<RiskChangeField>) -> Answer<Vec<Option<u64>>> {
        self.0.count_risk_history(identities, filter).await
    }
}

fn newest(adapter: Adapter) -> Adapter {
    let risk_history = adapter.risk_history.clone().map(|histories| Arc::new(Newest(histories)) as _);
    Adapter { risk_history, ..Adapter::new(adapter.manifest, adapter.health) }
}

#[tokio::test]
async fn histories_in_one_direction_whatever_is_asked() {
    breaks(Law::OrdersAreTotal, newest).await;
}

/// The same histories, of which the manifest tells it.
fn newest_only(adapter: Adapter) -> Adapter {
    let mut manifest = adapter.manifest.clone();
    manifest.risk_history.only_direction = Some(Direction::Descending);
    Adapter { manifest, ..newest(adapter) }
}

#[tokio::test]
async fn a_direction_that_is_not_declared_and_ignored() {
    breaks(Law::UndeclaredIsRefused, newest_only).await;
}

#[tokio::test]
async fn the_host_refuses_a_direction_that_is_not_declared() {
    check(&of(|adapter| newest_only(adapter).supervised())).await.assert();
}

/// Audits that are answered to the first of their identities that is asked for, and to no other.
struct Divided(Arc<dyn DirectoryAuditSource>);

#[async_trait]
impl DirectoryAuditSource for Divided {
    async fn directory_audits_by_id(
        &self,
        ids: &[DirectoryAuditId],
        fields: DirectoryAuditFields,
    ) -> Answer<HashMap<DirectoryAuditId, DirectoryAudit>> {
        self.0.directory_audits_by_id(ids, fields).await
    }

    async fn directory_audits_by_identity(
        &self,
        identities: &[Identity],
        query: &Query<DirectoryAudit>,
    ) -> Answer<Grouped<DirectoryAudit>> {
        let answered = self.0.directory_audits_by_identity(identities, query).await?;
        let mut divided = Grouped::default();
        for (rows, next) in answered.groups().zip(answered.next.clone()) {
            let is_new = |row: &&DirectoryAudit| divided.rows.iter().all(|taken: &DirectoryAudit| taken.id() != row.id());
            let rows: Vec<DirectoryAudit> = rows.iter().filter(is_new).cloned().collect();
            divided.push(rows, next);
        }
        Ok(divided)
    }

    async fn directory_audits(&self, query: &Query<DirectoryAudit>) -> Answer<Page<DirectoryAudit>> {
        self.0.directory_audits(query).await
    }

    async fn count_directory_audits(
        &self,
        scope: DirectoryAuditScope<'_>,
        filter: &Filter<DirectoryAuditField>,
    ) -> Answer<Vec<Option<u64>>> {
        self.0.count_directory_audits(scope, filter).await
    }
}

#[tokio::test]
async fn audits_of_two_identities_that_are_answered_to_one() {
    breaks(Law::GroupsAreTheirPages, |adapter| {
        let directory_audits = adapter.directory_audits.clone().map(|audits| Arc::new(Divided(audits)) as _);
        Adapter { directory_audits, ..Adapter::new(adapter.manifest, adapter.health) }
    })
    .await;
}

/// Policies that are switched off are left out where policies are counted, and nowhere else.
struct InForce(Arc<dyn ConditionalAccessPolicySource>);

#[async_trait]
impl ConditionalAccessPolicySource for InForce {
    async fn conditional_access_policies_by_id(
        &self,
        ids: &[ConditionalAccessPolicyId],
        fields: ConditionalAccessPolicyFields,
    ) -> Answer<HashMap<ConditionalAccessPolicyId, ConditionalAccessPolicy>> {
        self.0.conditional_access_policies_by_id(ids, fields).await
    }

    async fn conditional_access_policies(&self, query: &Query<ConditionalAccessPolicy>) -> Answer<Page<ConditionalAccessPolicy>> {
        self.0.conditional_access_policies(query).await
    }

    async fn count_conditional_access_policies(&self, filter: &Filter<ConditionalAccessPolicyField>) -> Answer<Option<u64>> {
        let off = Filter::eq(ConditionalAccessPolicyField::State, Operand::Word("disabled"));
        self.0.count_conditional_access_policies(&filter.clone().and(Filter::Not(Box::new(off)))).await
    }
}

#[tokio::test]
async fn policies_that_are_listed_and_not_counted() {
    breaks(Law::CountsAgree, |adapter| {
        let policies = adapter.conditional_access_policies.clone().map(|policies| Arc::new(InForce(policies)) as _);
        Adapter { conditional_access_policies: policies, ..Adapter::new(adapter.manifest, adapter.health) }
    })
    .await;
}

/// Named locations whose ranges nobody finds.
struct Rangeless(Arc<dyn NamedLocationSource>);

#[async_trait]
impl NamedLocationSource for Rangeless {
    async fn named_locations_by_id(
        &self,
        ids: &[NamedLocationId],
        fields: NamedLocationFields,
    ) -> Answer<HashMap<NamedLocationId, NamedLocation>> {
        self.0.named_locations_by_id(ids, fields).await
    }

    async fn named_locations(&self, query: &Query<NamedLocation>) -> Answer<Page<NamedLocation>> {
        match &query.filter {
            Filter::Is(NamedLocationField::IpRanges, Test::Contains(_)) => Ok(Page { rows: Vec::new(), next: None, as_of: None }),
            _ => self.0.named_locations(query).await,
        }
    }
}

#[tokio::test]
async fn named_locations_whose_ranges_are_not_found() {
    breaks(Law::FiltersAgree, |adapter| {
        let locations = adapter.named_locations.clone().map(|locations| Arc::new(Rangeless(locations)) as _);
        Adapter { named_locations: locations, ..Adapter::new(adapter.manifest, adapter.health) }
    })
    .await;
}
