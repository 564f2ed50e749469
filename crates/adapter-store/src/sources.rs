//! The questions, answered from the store.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_adapter::{
    Answer, ConditionalAccessPolicySource, DetectionScope, DetectionSource, DirectoryAuditScope, DirectoryAuditSource, Grouped,
    NamedLocationSource, RiskHistorySource, ServicePrincipalSource, SignInScope, SignInSource, UserSource,
};
use riskgate_model::{
    ConditionalAccessPolicy, ConditionalAccessPolicyField, ConditionalAccessPolicyFields, ConditionalAccessPolicyId, Cursor, Detection,
    DetectionField, DetectionFields, DetectionId, DirectoryAudit, DirectoryAuditField, DirectoryAuditFields, DirectoryAuditId, Filter,
    Identity, NamedLocation, NamedLocationField, NamedLocationFields, NamedLocationId, Page, Query, RiskChange, RiskChangeField,
    ServicePrincipal, ServicePrincipalField, ServicePrincipalFields, ServicePrincipalId, SignIn, SignInField, SignInFields, SignInId, User,
    UserField, UserFields, UserId,
};

use crate::{
    limits::{check, check_filter},
    read::{self, Parents},
    store::Store,
    table::Stored,
};

impl Store {
    pub(crate) async fn by_id<E: Stored>(&self, ids: &[E::Id], fields: E::Fields) -> Answer<HashMap<E::Id, E>> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let rows = read::by_id::<E>(self, ids, fields).await?;
        Ok(rows.into_iter().map(|row| (row.id().clone(), row)).collect())
    }

    pub(crate) async fn page<E: Stored>(&self, query: &Query<E>) -> Answer<Page<E>> {
        let grouped = self.groups(&Parents::None, query).await?;
        Ok(Page { rows: grouped.rows, next: grouped.next.into_iter().next().flatten(), as_of: grouped.as_of })
    }

    pub(crate) async fn by_parent<E: Stored, P>(&self, parents: &[P], column: &'static str, query: &Query<E>) -> Answer<Grouped<E>>
    where
        P: riskgate_model::Id,
    {
        if parents.is_empty() {
            return Ok(Grouped::default());
        }
        self.groups(&Parents::of(column, parents), query).await
    }

    /// One page of each identity's rows.
    pub(crate) async fn by_identity<E: Stored>(&self, identities: &[Identity], query: &Query<E>) -> Answer<Grouped<E>> {
        if identities.is_empty() {
            return Ok(Grouped::default());
        }
        self.groups(&Parents::identities(identities), query).await
    }

    async fn groups<E: Stored>(&self, parents: &Parents<'_>, query: &Query<E>) -> Answer<Grouped<E>> {
        check::<E>(parents, query)?;
        let read = read::groups(self, parents, query).await?;
        let mut grouped = Grouped { as_of: read.as_of, ..Grouped::default() };
        let mut rows = read.rows.into_iter();
        let mut start = 0;
        for (end, walked) in read.groups {
            let group: Vec<E> = rows.by_ref().take(end - start).collect();
            start = end;
            let (group, next) = cut(group, walked, query);
            grouped.push(group, next);
        }
        Ok(grouped)
    }

    pub(crate) async fn count<E: Stored>(&self, parents: &Parents<'_>, filter: &Filter<E::Field>) -> Answer<Vec<Option<u64>>> {
        check_filter(filter)?;
        Ok(read::count::<E>(self, parents, filter).await?)
    }
}

/// Takes off the row that was read only to see whether there is more, and says where the list goes on.
fn cut<E: Stored>(mut rows: Vec<E>, walked: Option<Cursor>, query: &Query<E>) -> (Vec<E>, Option<Cursor>) {
    if rows.len() <= query.first as usize {
        return (rows, walked);
    }
    rows.truncate(query.first as usize);
    let next = rows.last().map(|last| query.order.position(last));
    (rows, next)
}

#[async_trait]
impl UserSource for Store {
    async fn users_by_id(&self, ids: &[UserId], fields: UserFields) -> Answer<HashMap<UserId, User>> {
        self.by_id(ids, fields).await
    }

    async fn users(&self, query: &Query<User>) -> Answer<Page<User>> {
        self.page(query).await
    }

    async fn count_users(&self, filter: &Filter<UserField>) -> Answer<Option<u64>> {
        Ok(self.count::<User>(&Parents::None, filter).await?.into_iter().next().flatten())
    }
}

#[async_trait]
impl ServicePrincipalSource for Store {
    async fn service_principals_by_id(
        &self,
        ids: &[ServicePrincipalId],
        fields: ServicePrincipalFields,
    ) -> Answer<HashMap<ServicePrincipalId, ServicePrincipal>> {
        self.by_id(ids, fields).await
    }

    async fn service_principals(&self, query: &Query<ServicePrincipal>) -> Answer<Page<ServicePrincipal>> {
        self.page(query).await
    }

    async fn count_service_principals(&self, filter: &Filter<ServicePrincipalField>) -> Answer<Option<u64>> {
        Ok(self.count::<ServicePrincipal>(&Parents::None, filter).await?.into_iter().next().flatten())
    }
}

#[async_trait]
impl SignInSource for Store {
    async fn sign_ins_by_id(&self, ids: &[SignInId], fields: SignInFields) -> Answer<HashMap<SignInId, SignIn>> {
        self.by_id(ids, fields).await
    }

    async fn sign_ins_by_user(&self, users: &[UserId], query: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        self.by_parent(users, "user_id", query).await
    }

    async fn sign_ins_by_service_principal(&self, principals: &[ServicePrincipalId], query: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        self.by_parent(principals, "service_principal_id", query).await
    }

    async fn sign_ins(&self, query: &Query<SignIn>) -> Answer<Page<SignIn>> {
        self.page(query).await
    }

    async fn count_sign_ins(&self, scope: SignInScope<'_>, filter: &Filter<SignInField>) -> Answer<Vec<Option<u64>>> {
        if scope.parts() == 0 {
            return Ok(Vec::new());
        }
        let parents = match scope {
            SignInScope::All => Parents::None,
            SignInScope::Users(ids) => Parents::of("user_id", ids),
            SignInScope::ServicePrincipals(ids) => Parents::of("service_principal_id", ids),
        };
        self.count::<SignIn>(&parents, filter).await
    }
}

#[async_trait]
impl DetectionSource for Store {
    async fn detections_by_id(&self, ids: &[DetectionId], fields: DetectionFields) -> Answer<HashMap<DetectionId, Detection>> {
        self.by_id(ids, fields).await
    }

    async fn detections_by_user(&self, users: &[UserId], query: &Query<Detection>) -> Answer<Grouped<Detection>> {
        self.by_parent(users, "user_id", query).await
    }

    async fn detections_by_service_principal(
        &self,
        principals: &[ServicePrincipalId],
        query: &Query<Detection>,
    ) -> Answer<Grouped<Detection>> {
        self.by_parent(principals, "service_principal_id", query).await
    }

    async fn detections_by_sign_in(&self, sign_ins: &[SignInId], query: &Query<Detection>) -> Answer<Grouped<Detection>> {
        self.by_parent(sign_ins, "request_id", query).await
    }

    async fn detections(&self, query: &Query<Detection>) -> Answer<Page<Detection>> {
        self.page(query).await
    }

    async fn count_detections(&self, scope: DetectionScope<'_>, filter: &Filter<DetectionField>) -> Answer<Vec<Option<u64>>> {
        if scope.parts() == 0 {
            return Ok(Vec::new());
        }
        let parents = match scope {
            DetectionScope::All => Parents::None,
            DetectionScope::Users(ids) => Parents::of("user_id", ids),
            DetectionScope::ServicePrincipals(ids) => Parents::of("service_principal_id", ids),
            DetectionScope::SignIns(ids) => Parents::of("request_id", ids),
        };
        self.count::<Detection>(&parents, filter).await
    }
}

#[async_trait]
impl RiskHistorySource for Store {
    async fn risk_history(&self, identities: &[Identity], query: &Query<RiskChange>) -> Answer<Grouped<RiskChange>> {
        self.by_identity(identities, query).await
    }

    async fn count_risk_history(&self, identities: &[Identity], filter: &Filter<RiskChangeField>) -> Answer<Vec<Option<u64>>> {
        if identities.is_empty() {
            return Ok(Vec::new());
        }
        self.count::<RiskChange>(&Parents::identities(identities), filter).await
    }
}

#[async_trait]
impl DirectoryAuditSource for Store {
    async fn directory_audits_by_id(
        &self,
        ids: &[DirectoryAuditId],
        fields: DirectoryAuditFields,
    ) -> Answer<HashMap<DirectoryAuditId, DirectoryAudit>> {
        self.by_id(ids, fields).await
    }

    async fn directory_audits_by_identity(
        &self,
        identities: &[Identity],
        query: &Query<DirectoryAudit>,
    ) -> Answer<Grouped<DirectoryAudit>> {
        self.by_identity(identities, query).await
    }

    async fn directory_audits(&self, query: &Query<DirectoryAudit>) -> Answer<Page<DirectoryAudit>> {
        self.page(query).await
    }

    async fn count_directory_audits(
        &self,
        scope: DirectoryAuditScope<'_>,
        filter: &Filter<DirectoryAuditField>,
    ) -> Answer<Vec<Option<u64>>> {
        if scope.parts() == 0 {
            return Ok(Vec::new());
        }
        let parents = match scope {
            DirectoryAuditScope::All => Parents::None,
            DirectoryAuditScope::Identities(identities) => Parents::identities(identities),
        };
        self.count::<DirectoryAudit>(&parents, filter).await
    }
}

#[async_trait]
impl NamedLocationSource for Store {
    async fn named_locations_by_id(
        &self,
        ids: &[NamedLocationId],
        fields: NamedLocationFields,
    ) -> Answer<HashMap<NamedLocationId, NamedLocation>> {
        self.by_id(ids, fields).await
    }

    async fn named_locations(&self, query: &Query<NamedLocation>) -> Answer<Page<NamedLocation>> {
        self.page(query).await
    }

    async fn count_named_locations(&self, filter: &Filter<NamedLocationField>) -> Answer<Option<u64>> {
        Ok(self.count::<NamedLocation>(&Parents::None, filter).await?.into_iter().next().flatten())
    }
}

#[async_trait]
impl ConditionalAccessPolicySource for Store {
    async fn conditional_access_policies_by_id(
        &self,
        ids: &[ConditionalAccessPolicyId],
        fields: ConditionalAccessPolicyFields,
    ) -> Answer<HashMap<ConditionalAccessPolicyId, ConditionalAccessPolicy>> {
        self.by_id(ids, fields).await
    }

    async fn conditional_access_policies(&self, query: &Query<ConditionalAccessPolicy>) -> Answer<Page<ConditionalAccessPolicy>> {
        self.page(query).await
    }

    async fn count_conditional_access_policies(&self, filter: &Filter<ConditionalAccessPolicyField>) -> Answer<Option<u64>> {
        Ok(self.count::<ConditionalAccessPolicy>(&Parents::None, filter).await?.into_iter().next().flatten())
    }
}
