//! Service principals as a kind of record.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_model::{FieldSet, Filter, Query, ServicePrincipal, ServicePrincipalField, ServicePrincipalFields};

use super::{Listed, Scope, one};
use crate::{Adapter, Answer, Grouped, Manifest, Offer, Question, conformance::World};

#[async_trait]
impl Listed for ServicePrincipal {
    const QUESTION: Question = Question::ServicePrincipals;
    const GROUPS: &'static [(&'static str, ServicePrincipalFields)] = &[
        ("PROFILE", ServicePrincipalFields::PROFILE),
        ("RISK", ServicePrincipalFields::RISK),
        ("CLAIMS", ServicePrincipalFields::CLAIMS),
        ("ENTRA", ServicePrincipalFields::ENTRA),
    ];

    fn rows(world: &World) -> &[Self] {
        &world.service_principals
    }

    fn offer(manifest: &Manifest) -> &Offer<ServicePrincipalField> {
        &manifest.service_principals
    }

    fn scopes(_: &World) -> Vec<Scope> {
        vec![Scope::All]
    }

    fn is_child(&self, _: &World, scope: &Scope, _: usize) -> bool {
        scope.is_all()
    }

    fn masked(self, fields: ServicePrincipalFields) -> Self {
        let mut masked = Self { id: self.id, ..Self::default() };
        masked.risk.updated = self.risk.updated;
        if fields.contains(ServicePrincipalFields::PROFILE) {
            masked.display_name = self.display_name;
            masked.app_id = self.app_id;
            masked.service_principal_type = self.service_principal_type;
            masked.is_enabled = self.is_enabled;
        }
        if fields.contains(ServicePrincipalFields::RISK) {
            masked.risk = self.risk;
            masked.is_processing = self.is_processing;
        }
        if fields.contains(ServicePrincipalFields::CLAIMS) {
            masked.claims = self.claims;
        }
        if fields.contains(ServicePrincipalFields::ENTRA) {
            masked.entra = self.entra;
        }
        masked
    }

    async fn groups(adapter: &Adapter, _: &Scope, query: &Query<Self>) -> Answer<Grouped<Self>> {
        adapter.service_principals.as_ref().expect("only what is offered is asked").service_principals(query).await.map(one)
    }

    async fn counts(adapter: &Adapter, _: &Scope, filter: &Filter<ServicePrincipalField>) -> Answer<Vec<Option<u64>>> {
        Ok(vec![adapter.service_principals.as_ref().expect("only what is offered is asked").count_service_principals(filter).await?])
    }

    async fn by_id(adapter: &Adapter, ids: &[Self::Id], fields: ServicePrincipalFields) -> Answer<Option<HashMap<Self::Id, Self>>> {
        adapter.service_principals.as_ref().expect("only what is offered is asked").service_principals_by_id(ids, fields).await.map(Some)
    }
}
