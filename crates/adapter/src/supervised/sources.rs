//! The questions under supervision: each first meets the offer, and what then is asked is a call of the watch.

use std::{collections::HashMap, ops::Range};

use async_trait::async_trait;
use futures::FutureExt;
use riskgate_model::{
    ConditionalAccessPolicy, ConditionalAccessPolicyField, ConditionalAccessPolicyFields, ConditionalAccessPolicyId, Detection,
    DetectionField, DetectionFields, DetectionId, DirectoryAudit, DirectoryAuditField, DirectoryAuditFields, DirectoryAuditId, Filter,
    Identity, NamedLocation, NamedLocationField, NamedLocationFields, NamedLocationId, Page, Query, RiskChange, RiskChangeField,
    ServicePrincipal, ServicePrincipalField, ServicePrincipalFields, ServicePrincipalId, SignIn, SignInField, SignInFields, SignInId, User,
    UserField, UserFields, UserId,
};

use super::Supervised;
use crate::{
    Answer, ConditionalAccessPolicySource, DetectionScope, DetectionSource, DirectoryAuditScope, DirectoryAuditSource, Grouped,
    NamedLocationSource, RiskHistorySource, ServicePrincipalSource, SignInScope, SignInSource, UserSource,
};

#[async_trait]
impl UserSource for Supervised<dyn UserSource, UserField> {
    async fn users_by_id(&self, ids: &[UserId], fields: UserFields) -> Answer<HashMap<UserId, User>> {
        self.by_id("users_by_id", ids, |source, ids| source.users_by_id(ids, fields)).await
    }

    async fn users(&self, query: &Query<User>) -> Answer<Page<User>> {
        self.page("users", query, |source, query| source.users(query)).await
    }

    async fn count_users(&self, filter: &Filter<UserField>) -> Answer<Option<u64>> {
        let count = |_| async { Ok(vec![self.source.count_users(filter).await?]) }.boxed();
        let counts = self.counts("count_users", 1, filter, count).await?;
        Ok(counts.into_iter().next().flatten())
    }
}

#[async_trait]
impl ServicePrincipalSource for Supervised<dyn ServicePrincipalSource, ServicePrincipalField> {
    async fn service_principals_by_id(
        &self,
        ids: &[ServicePrincipalId],
        fields: ServicePrincipalFields,
    ) -> Answer<HashMap<ServicePrincipalId, ServicePrincipal>> {
        self.by_id("service_principals_by_id", ids, |source, ids| source.service_principals_by_id(ids, fields)).await
    }

    async fn service_principals(&self, query: &Query<ServicePrincipal>) -> Answer<Page<ServicePrincipal>> {
        self.page("service_principals", query, |source, query| source.service_principals(query)).await
    }

    async fn count_service_principals(&self, filter: &Filter<ServicePrincipalField>) -> Answer<Option<u64>> {
        let count = |_| async { Ok(vec![self.source.count_service_principals(filter).await?]) }.boxed();
        let counts = self.counts("count_service_principals", 1, filter, count).await?;
        Ok(counts.into_iter().next().flatten())
    }
}

#[async_trait]
impl SignInSource for Supervised<dyn SignInSource, SignInField> {
    async fn sign_ins_by_id(&self, ids: &[SignInId], fields: SignInFields) -> Answer<HashMap<SignInId, SignIn>> {
        self.by_id("sign_ins_by_id", ids, |source, ids| source.sign_ins_by_id(ids, fields)).await
    }

    async fn sign_ins_by_user(&self, users: &[UserId], query: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        let is_child = |row: &SignIn, parent: &UserId| row.user_id.as_ref() == Some(parent);
        self.grouped("sign_ins_by_user", users, query, is_child, |source, parents, query| source.sign_ins_by_user(parents, query)).await
    }

    async fn sign_ins_by_service_principal(&self, principals: &[ServicePrincipalId], query: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        let is_child = |row: &SignIn, parent: &ServicePrincipalId| row.service_principal_id.as_ref() == Some(parent);
        self.grouped("sign_ins_by_service_principal", principals, query, is_child, |source, parents, query| {
            source.sign_ins_by_service_principal(parents, query)
        })
        .await
    }

    async fn sign_ins(&self, query: &Query<SignIn>) -> Answer<Page<SignIn>> {
        self.page("sign_ins", query, |source, query| source.sign_ins(query)).await
    }

    async fn count_sign_ins(&self, scope: SignInScope<'_>, filter: &Filter<SignInField>) -> Answer<Vec<Option<u64>>> {
        let count = |range: Range<usize>| {
            let part = match scope {
                SignInScope::All => SignInScope::All,
                SignInScope::Users(ids) => SignInScope::Users(&ids[range]),
                SignInScope::ServicePrincipals(ids) => SignInScope::ServicePrincipals(&ids[range]),
            };
            self.source.count_sign_ins(part, filter)
        };
        self.counts("count_sign_ins", scope.parts(), filter, count).await
    }
}

#[async_trait]
impl DetectionSource for Supervised<dyn DetectionSource, DetectionField> {
    async fn detections_by_id(&self, ids: &[DetectionId], fields: DetectionFields) -> Answer<HashMap<DetectionId, Detection>> {
        self.by_id("detections_by_id", ids, |source, ids| source.detections_by_id(ids, fields)).await
    }

    async fn detections_by_user(&self, users: &[UserId], query: &Query<Detection>) -> Answer<Grouped<Detection>> {
        let is_child = |row: &Detection, parent: &UserId| row.user_id.as_ref() == Some(parent);
        self.grouped("detections_by_user", users, query, is_child, |source, parents, query| source.detections_by_user(parents, query)).await
    }

    async fn detections_by_service_principal(
        &self,
        principals: &[ServicePrincipalId],
        query: &Query<Detection>,
    ) -> Answer<Grouped<Detection>> {
        let is_child = |row: &Detection, parent: &ServicePrincipalId| row.service_principal_id.as_ref() == Some(parent);
        self.grouped("detections_by_service_principal", principals, query, is_child, |source, parents, query| {
            source.detections_by_service_principal(parents, query)
        })
        .await
    }

    async fn detections_by_sign_in(&self, sign_ins: &[SignInId], query: &Query<Detection>) -> Answer<Grouped<Detection>> {
        let is_child = |row: &Detection, parent: &SignInId| row.request_id.as_ref() == Some(parent);
        self.grouped("detections_by_sign_in", sign_ins, query, is_child, |source, parents, query| {
            source.detections_by_sign_in(parents, query)
        })
        .await
    }

    async fn detections(&self, query: &Query<Detection>) -> Answer<Page<Detection>> {
        self.page("detections", query, |source, query| source.detections(query)).await
    }

    async fn count_detections(&self, scope: DetectionScope<'_>, filter: &Filter<DetectionField>) -> Answer<Vec<Option<u64>>> {
        let count = |range: Range<usize>| {
            let part = match scope {
                DetectionScope::All => DetectionScope::All,
                DetectionScope::Users(ids) => DetectionScope::Users(&ids[range]),
                DetectionScope::ServicePrincipals(ids) => DetectionScope::ServicePrincipals(&ids[range]),
                DetectionScope::SignIns(ids) => DetectionScope::SignIns(&ids[range]),
            };
            self.source.count_detections(part, filter)
        };
        self.counts("count_detections", scope.parts(), filter, count).await
    }
}

#[async_trait]
impl RiskHistorySource for Supervised<dyn RiskHistorySource, RiskChangeField> {
    async fn risk_history(&self, identities: &[Identity], query: &Query<RiskChange>) -> Answer<Grouped<RiskChange>> {
        let is_child = |row: &RiskChange, parent: &Identity| row.identity == *parent;
        self.grouped("risk_history", identities, query, is_child, |source, parents, query| source.risk_history(parents, query)).await
    }

    async fn count_risk_history(&self, identities: &[Identity], filter: &Filter<RiskChangeField>) -> Answer<Vec<Option<u64>>> {
        let count = |range: Range<usize>| self.source.count_risk_history(&identities[range], filter);
        self.counts("count_risk_history", identities.len(), filter, count).await
    }
}

#[async_trait]
impl DirectoryAuditSource for Supervised<dyn DirectoryAuditSource, DirectoryAuditField> {
    async fn directory_audits_by_id(
        &self,
        ids: &[DirectoryAuditId],
        fields: DirectoryAuditFields,
    ) -> Answer<HashMap<DirectoryAuditId, DirectoryAudit>> {
        self.by_id("directory_audits_by_id", ids, |source, ids| source.directory_audits_by_id(ids, fields)).await
    }

    async fn directory_audits_by_identity(
        &self,
        identities: &[Identity],
        query: &Query<DirectoryAudit>,
    ) -> Answer<Grouped<DirectoryAudit>> {
        let is_child = |row: &DirectoryAudit, parent: &Identity| row.identities().contains(parent);
        self.grouped("directory_audits_by_identity", identities, query, is_child, |source, parents, query| {
            source.directory_audits_by_identity(parents, query)
        })
        .await
    }

    async fn directory_audits(&self, query: &Query<DirectoryAudit>) -> Answer<Page<DirectoryAudit>> {
        self.page("directory_audits", query, |source, query| source.directory_audits(query)).await
    }

    async fn count_directory_audits(
        &self,
        scope: DirectoryAuditScope<'_>,
        filter: &Filter<DirectoryAuditField>,
    ) -> Answer<Vec<Option<u64>>> {
        let count = |range: Range<usize>| {
            let part = match scope {
                DirectoryAuditScope::All => DirectoryAuditScope::All,
                DirectoryAuditScope::Identities(identities) => DirectoryAuditScope::Identities(&identities[range]),
            };
            self.source.count_directory_audits(part, filter)
        };
        self.counts("count_directory_audits", scope.parts(), filter, count).await
    }
}

#[async_trait]
impl NamedLocationSource for Supervised<dyn NamedLocationSource, NamedLocationField> {
    async fn named_locations_by_id(
        &self,
        ids: &[NamedLocationId],
        fields: NamedLocationFields,
    ) -> Answer<HashMap<NamedLocationId, NamedLocation>> {
        self.by_id("named_locations_by_id", ids, |source, ids| source.named_locations_by_id(ids, fields)).await
    }

    async fn named_locations(&self, query: &Query<NamedLocation>) -> Answer<Page<NamedLocation>> {
        self.page("named_locations", query, |source, query| source.named_locations(query)).await
    }

    async fn count_named_locations(&self, filter: &Filter<NamedLocationField>) -> Answer<Option<u64>> {
        let count = |_| async { Ok(vec![self.source.count_named_locations(filter).await?]) }.boxed();
        let counts = self.counts("count_named_locations", 1, filter, count).await?;
        Ok(counts.into_iter().next().flatten())
    }
}

#[async_trait]
impl ConditionalAccessPolicySource for Supervised<dyn ConditionalAccessPolicySource, ConditionalAccessPolicyField> {
    async fn conditional_access_policies_by_id(
        &self,
        ids: &[ConditionalAccessPolicyId],
        fields: ConditionalAccessPolicyFields,
    ) -> Answer<HashMap<ConditionalAccessPolicyId, ConditionalAccessPolicy>> {
        let operation = "conditional_access_policies_by_id";
        self.by_id(operation, ids, |source, ids| source.conditional_access_policies_by_id(ids, fields)).await
    }

    async fn conditional_access_policies(&self, query: &Query<ConditionalAccessPolicy>) -> Answer<Page<ConditionalAccessPolicy>> {
        self.page("conditional_access_policies", query, |source, query| source.conditional_access_policies(query)).await
    }

    async fn count_conditional_access_policies(&self, filter: &Filter<ConditionalAccessPolicyField>) -> Answer<Option<u64>> {
        let count = |_| async { Ok(vec![self.source.count_conditional_access_policies(filter).await?]) }.boxed();
        let counts = self.counts("count_conditional_access_policies", 1, filter, count).await?;
        Ok(counts.into_iter().next().flatten())
    }
}
