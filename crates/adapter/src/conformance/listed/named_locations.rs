//! Named locations as a kind of record.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_model::{FieldSet, Filter, NamedLocation, NamedLocationField, NamedLocationFields, Query};

use super::{Listed, Scope, one};
use crate::{Adapter, Answer, Grouped, Manifest, Offer, Question, conformance::World};

#[async_trait]
impl Listed for NamedLocation {
    const QUESTION: Question = Question::NamedLocations;
    const GROUPS: &'static [(&'static str, NamedLocationFields)] = &[("RECORD", NamedLocationFields::RECORD)];

    fn rows(world: &World) -> &[Self] {
        &world.named_locations
    }

    fn offer(manifest: &Manifest) -> &Offer<NamedLocationField> {
        &manifest.named_locations
    }

    fn scopes(_: &World) -> Vec<Scope> {
        vec![Scope::All]
    }

    fn is_child(&self, _: &World, scope: &Scope, _: usize) -> bool {
        scope.is_all()
    }

    fn masked(self, fields: NamedLocationFields) -> Self {
        let record = self.record.clone().filter(|_| fields.contains(NamedLocationFields::RECORD));
        Self { record, ..self }
    }

    async fn groups(adapter: &Adapter, _: &Scope, query: &Query<Self>) -> Answer<Grouped<Self>> {
        adapter.named_locations.as_ref().expect("only what is offered is asked").named_locations(query).await.map(one)
    }

    async fn counts(adapter: &Adapter, _: &Scope, filter: &Filter<NamedLocationField>) -> Answer<Vec<Option<u64>>> {
        let source = adapter.named_locations.as_ref().expect("only what is offered is asked");
        Ok(vec![source.count_named_locations(filter).await?])
    }

    async fn by_id(adapter: &Adapter, ids: &[Self::Id], fields: NamedLocationFields) -> Answer<Option<HashMap<Self::Id, Self>>> {
        let source = adapter.named_locations.as_ref().expect("only what is offered is asked");
        source.named_locations_by_id(ids, fields).await.map(Some)
    }
}
