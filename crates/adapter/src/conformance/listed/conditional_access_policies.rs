//! Conditional Access policies as a kind of record.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_model::{ConditionalAccessPolicy, ConditionalAccessPolicyField, ConditionalAccessPolicyFields, FieldSet, Filter, Query};

use super::{Listed, Scope, one};
use crate::{Adapter, Answer, Grouped, Manifest, Offer, Question, conformance::World};

#[async_trait]
impl Listed for ConditionalAccessPolicy {
    const QUESTION: Question = Question::ConditionalAccessPolicies;
    const GROUPS: &'static [(&'static str, ConditionalAccessPolicyFields)] = &[("RECORD", ConditionalAccessPolicyFields::RECORD)];

    fn rows(world: &World) -> &[Self] {
        &world.conditional_access_policies
    }

    fn offer(manifest: &Manifest) -> &Offer<ConditionalAccessPolicyField> {
        &manifest.conditional_access_policies
    }

    fn scopes(_: &World) -> Vec<Scope> {
        vec![Scope::All]
    }

    fn is_child(&self, _: &World, scope: &Scope, _: usize) -> bool {
        scope.is_all()
    }

    fn masked(self, fields: ConditionalAccessPolicyFields) -> Self {
        let record = self.record.clone().filter(|_| fields.contains(ConditionalAccessPolicyFields::RECORD));
        Self { record, ..self }
    }

    async fn groups(adapter: &Adapter, _: &Scope, query: &Query<Self>) -> Answer<Grouped<Self>> {
        adapter
            .conditional_access_policies
            .as_ref()
            .expect("only what is offered is asked")
            .conditional_access_policies(query)
            .await
            .map(one)
    }

    async fn counts(adapter: &Adapter, _: &Scope, filter: &Filter<ConditionalAccessPolicyField>) -> Answer<Vec<Option<u64>>> {
        let source = adapter.conditional_access_policies.as_ref().expect("only what is offered is asked");
        Ok(vec![source.count_conditional_access_policies(filter).await?])
    }

    async fn by_id(adapter: &Adapter, ids: &[Self::Id], fields: ConditionalAccessPolicyFields) -> Answer<Option<HashMap<Self::Id, Self>>> {
        let source = adapter.conditional_access_policies.as_ref().expect("only what is offered is asked");
        source.conditional_access_policies_by_id(ids, fields).await.map(Some)
    }
}
