//! The questions under supervision: each first meets the offer, and what then is asked is a call of the watch.

use std::{collections::HashMap, ops::Range};

use async_trait::async_trait;
use riskgate_model::{
    Detection, DetectionField, DetectionFields, DetectionId, Filter, Identity, Page, Query, RiskChange, RiskChangeField, ServicePrincipal,
    ServicePrincipalField, ServicePrincipalFields, ServicePrincipalId, SignIn, SignInField, SignInFields, SignInId, User, UserField,
    UserFields, UserId,
};

use super::{Supervised, check, pushdown};
use crate::{
    Answer, DetectionScope, DetectionSource, Grouped, RiskHistorySource, ServicePrincipalSource, SignInScope, SignInSource, UserSource,
};

#[async_trait]
impl UserSource for Supervised<dyn UserSource, UserField> {
    async fn users_by_id(&self, ids: &[UserId], fields: UserFields) -> Answer<HashMap<UserId, User>> {
        let ask = |ids| self.call("users_by_id", self.source.users_by_id(ids, fields), |found| check::found(found, ids));
        self.answer(pushdown::by_id(&self.offer, ids, ask)).await
    }

    async fn users(&self, query: &Query<User>) -> Answer<Page<User>> {
        let ask = |query: Query<User>| async move { self.call("users", self.source.users(&query), |page| check::page(page, &query)).await };
        self.answer(pushdown::page(&self.offer, query, ask)).await
    }

    async fn count_users(&self, filter: &Filter<UserField>) -> Answer<Option<u64>> {
        let ask = |_| async { Ok(vec![self.call("count_users", self.source.count_users(filter), |_| Ok(())).await?]) };
        let counts = self.answer(pushdown::counts(&self.offer, 1, filter, ask)).await?;
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
        let ask = |ids| {
            self.call("service_principals_by_id", self.source.service_principals_by_id(ids, fields), |found| check::found(found, ids))
        };
        self.answer(pushdown::by_id(&self.offer, ids, ask)).await
    }

    async fn service_principals(&self, query: &Query<ServicePrincipal>) -> Answer<Page<ServicePrincipal>> {
        let ask = |query: Query<ServicePrincipal>| async move {
            self.call("service_principals", self.source.service_principals(&query), |page| check::page(page, &query)).await
        };
        self.answer(pushdown::page(&self.offer, query, ask)).await
    }

    async fn count_service_principals(&self, filter: &Filter<ServicePrincipalField>) -> Answer<Option<u64>> {
        let ask =
            |_| async { Ok(vec![self.call("count_service_principals", self.source.count_service_principals(filter), |_| Ok(())).await?]) };
        let counts = self.answer(pushdown::counts(&self.offer, 1, filter, ask)).await?;
        Ok(counts.into_iter().next().flatten())
    }
}

#[async_trait]
impl SignInSource for Supervised<dyn SignInSource, SignInField> {
    async fn sign_ins_by_id(&self, ids: &[SignInId], fields: SignInFields) -> Answer<HashMap<SignInId, SignIn>> {
        let ask = |ids| self.call("sign_ins_by_id", self.source.sign_ins_by_id(ids, fields), |found| check::found(found, ids));
        self.answer(pushdown::by_id(&self.offer, ids, ask)).await
    }

    async fn sign_ins_by_user(&self, users: &[UserId], query: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        let is_child = |row: &SignIn, parent: &UserId| row.user_id.as_ref() == Some(parent);
        let ask = |parents, query: Query<SignIn>| async move {
            self.call("sign_ins_by_user", self.source.sign_ins_by_user(parents, &query), |grouped| {
                check::grouped(grouped, parents, &query, is_child)
            })
            .await
        };
        self.grouped(pushdown::grouped(&self.offer, users, query, ask)).await
    }

    async fn sign_ins_by_service_principal(&self, principals: &[ServicePrincipalId], query: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        let is_child = |row: &SignIn, parent: &ServicePrincipalId| row.service_principal_id.as_ref() == Some(parent);
        let ask = |parents, query: Query<SignIn>| async move {
            self.call("sign_ins_by_service_principal", self.source.sign_ins_by_service_principal(parents, &query), |grouped| {
                check::grouped(grouped, parents, &query, is_child)
            })
            .await
        };
        self.grouped(pushdown::grouped(&self.offer, principals, query, ask)).await
    }

    async fn sign_ins(&self, query: &Query<SignIn>) -> Answer<Page<SignIn>> {
        let ask = |query: Query<SignIn>| async move {
            self.call("sign_ins", self.source.sign_ins(&query), |page| check::page(page, &query)).await
        };
        self.answer(pushdown::page(&self.offer, query, ask)).await
    }

    async fn count_sign_ins(&self, scope: SignInScope<'_>, filter: &Filter<SignInField>) -> Answer<Vec<Option<u64>>> {
        let ask = |range| {
            let part = match scope {
                SignInScope::All => SignInScope::All,
                SignInScope::Users(ids) => SignInScope::Users(&ids[range]),
                SignInScope::ServicePrincipals(ids) => SignInScope::ServicePrincipals(&ids[range]),
            };
            self.call("count_sign_ins", self.source.count_sign_ins(part, filter), move |counts| check::counts(counts, part.parts()))
        };
        self.answer(pushdown::counts(&self.offer, scope.parts(), filter, ask)).await
    }
}

#[async_trait]
impl DetectionSource for Supervised<dyn DetectionSource, DetectionField> {
    async fn detections_by_id(&self, ids: &[DetectionId], fields: DetectionFields) -> Answer<HashMap<DetectionId, Detection>> {
        let ask = |ids| self.call("detections_by_id", self.source.detections_by_id(ids, fields), |found| check::found(found, ids));
        self.answer(pushdown::by_id(&self.offer, ids, ask)).await
    }

    async fn detections_by_user(&self, users: &[UserId], query: &Query<Detection>) -> Answer<Grouped<Detection>> {
        let is_child = |row: &Detection, parent: &UserId| row.user_id.as_ref() == Some(parent);
        let ask = |parents, query: Query<Detection>| async move {
            self.call("detections_by_user", self.source.detections_by_user(parents, &query), |grouped| {
                check::grouped(grouped, parents, &query, is_child)
            })
            .await
        };
        self.grouped(pushdown::grouped(&self.offer, users, query, ask)).await
    }

    async fn detections_by_service_principal(
        &self,
        principals: &[ServicePrincipalId],
        query: &Query<Detection>,
    ) -> Answer<Grouped<Detection>> {
        let is_child = |row: &Detection, parent: &ServicePrincipalId| row.service_principal_id.as_ref() == Some(parent);
        let ask = |parents, query: Query<Detection>| async move {
            self.call("detections_by_service_principal", self.source.detections_by_service_principal(parents, &query), |grouped| {
                check::grouped(grouped, parents, &query, is_child)
            })
            .await
        };
        self.grouped(pushdown::grouped(&self.offer, principals, query, ask)).await
    }

    async fn detections_by_sign_in(&self, sign_ins: &[SignInId], query: &Query<Detection>) -> Answer<Grouped<Detection>> {
        let is_child = |row: &Detection, parent: &SignInId| row.request_id.as_ref() == Some(parent);
        let ask = |parents, query: Query<Detection>| async move {
            self.call("detections_by_sign_in", self.source.detections_by_sign_in(parents, &query), |grouped| {
                check::grouped(grouped, parents, &query, is_child)
            })
            .await
        };
        self.grouped(pushdown::grouped(&self.offer, sign_ins, query, ask)).await
    }

    async fn detections(&self, query: &Query<Detection>) -> Answer<Page<Detection>> {
        let ask = |query: Query<Detection>| async move {
            self.call("detections", self.source.detections(&query), |page| check::page(page, &query)).await
        };
        self.answer(pushdown::page(&self.offer, query, ask)).await
    }

    async fn count_detections(&self, scope: DetectionScope<'_>, filter: &Filter<DetectionField>) -> Answer<Vec<Option<u64>>> {
        let ask = |range| {
            let part = match scope {
                DetectionScope::All => DetectionScope::All,
                DetectionScope::Users(ids) => DetectionScope::Users(&ids[range]),
                DetectionScope::ServicePrincipals(ids) => DetectionScope::ServicePrincipals(&ids[range]),
                DetectionScope::SignIns(ids) => DetectionScope::SignIns(&ids[range]),
            };
            self.call("count_detections", self.source.count_detections(part, filter), move |counts| check::counts(counts, part.parts()))
        };
        self.answer(pushdown::counts(&self.offer, scope.parts(), filter, ask)).await
    }
}

#[async_trait]
impl RiskHistorySource for Supervised<dyn RiskHistorySource, RiskChangeField> {
    async fn risk_history(&self, identities: &[Identity], query: &Query<RiskChange>) -> Answer<Grouped<RiskChange>> {
        let is_child = |row: &RiskChange, parent: &Identity| row.identity == *parent;
        let ask = |parents, query: Query<RiskChange>| async move {
            self.call("risk_history", self.source.risk_history(parents, &query), |grouped| {
                check::grouped(grouped, parents, &query, is_child)
            })
            .await
        };
        self.grouped(pushdown::grouped(&self.offer, identities, query, ask)).await
    }

    async fn count_risk_history(&self, identities: &[Identity], filter: &Filter<RiskChangeField>) -> Answer<Vec<Option<u64>>> {
        let ask = |range: Range<usize>| {
            let part = &identities[range];
            self.call("count_risk_history", self.source.count_risk_history(part, filter), |counts| check::counts(counts, part.len()))
        };
        self.answer(pushdown::counts(&self.offer, identities.len(), filter, ask)).await
    }
}
