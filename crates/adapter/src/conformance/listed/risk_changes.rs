//! Changes of risks as a kind of record.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_model::{FieldSet, Filter, Query, RiskChange, RiskChangeField, RiskChangeFields};

use super::{Listed, Scope};
use crate::{Adapter, Answer, Grouped, Manifest, Offer, Question, conformance::World};

#[async_trait]
impl Listed for RiskChange {
    const QUESTION: Question = Question::RiskHistory;
    const GROUPS: &'static [(&'static str, RiskChangeFields)] = &[("RECORD", RiskChangeFields::RECORD)];

    fn rows(world: &World) -> &[Self] {
        &world.risk_changes
    }

    fn offer(manifest: &Manifest) -> &Offer<RiskChangeField> {
        &manifest.risk_history
    }

    fn scopes(world: &World) -> Vec<Scope> {
        vec![Scope::identities(world).busiest_first::<Self>(world)]
    }

    fn is_child(&self, _: &World, scope: &Scope, parent: usize) -> bool {
        matches!(scope, Scope::Identities(identities) if self.identity == identities[parent])
    }

    fn masked(self, fields: RiskChangeFields) -> Self {
        if fields.contains(RiskChangeFields::RECORD) {
            return self;
        }
        Self { is_processing: None, activity_detail: None, record: None, ..self }
    }

    async fn groups(adapter: &Adapter, scope: &Scope, query: &Query<Self>) -> Answer<Grouped<Self>> {
        let Scope::Identities(identities) = scope else { unreachable!("histories are asked for by identity") };
        adapter.risk_history.as_ref().expect("only what is offered is asked").risk_history(identities, query).await
    }

    async fn counts(adapter: &Adapter, scope: &Scope, filter: &Filter<RiskChangeField>) -> Answer<Vec<Option<u64>>> {
        let Scope::Identities(identities) = scope else { unreachable!("histories are asked for by identity") };
        adapter.risk_history.as_ref().expect("only what is offered is asked").count_risk_history(identities, filter).await
    }

    async fn by_id(_: &Adapter, _: &[Self::Id], _: RiskChangeFields) -> Answer<Option<HashMap<Self::Id, Self>>> {
        Ok(None)
    }
}
