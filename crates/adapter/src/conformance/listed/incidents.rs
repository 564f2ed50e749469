//! Incidents as a kind of record.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_model::{Filter, Incident, IncidentField, IncidentFields, Query};

use super::{Listed, Scope, one};
use crate::{Adapter, Answer, Grouped, IncidentScope, Manifest, Offer, Question, conformance::World};

#[async_trait]
impl Listed for Incident {
    const QUESTION: Question = Question::Incidents;
    const GROUPS: &'static [(&'static str, IncidentFields)] = &[("RECORD", IncidentFields::RECORD)];

    fn rows(world: &World) -> &[Self] {
        &world.incidents
    }

    fn offer(manifest: &Manifest) -> &Offer<IncidentField> {
        &manifest.incidents
    }

    fn scopes(world: &World) -> Vec<Scope> {
        vec![Scope::All, Scope::identities(world).busiest_first::<Self>(world)]
    }

    fn is_child(&self, world: &World, scope: &Scope, parent: usize) -> bool {
        match scope {
            Scope::All => true,
            Scope::Identities(identities) => world.links().involves(&self.id, &identities[parent]),
            _ => false,
        }
    }

    fn masked(self, fields: IncidentFields) -> Self {
        self.filled_for(fields)
    }

    async fn groups(adapter: &Adapter, scope: &Scope, query: &Query<Self>) -> Answer<Grouped<Self>> {
        let source = adapter.incidents.as_ref().expect("only what is offered is asked");
        match scope {
            Scope::Identities(identities) => source.incidents_by_identity(identities, query).await,
            _ => source.incidents(query).await.map(one),
        }
    }

    async fn counts(adapter: &Adapter, scope: &Scope, filter: &Filter<IncidentField>) -> Answer<Vec<Option<u64>>> {
        let scope = match scope {
            Scope::Identities(identities) => IncidentScope::Identities(identities),
            _ => IncidentScope::All,
        };
        adapter.incidents.as_ref().expect("only what is offered is asked").count_incidents(scope, filter).await
    }

    async fn by_id(adapter: &Adapter, ids: &[Self::Id], fields: IncidentFields) -> Answer<Option<HashMap<Self::Id, Self>>> {
        adapter.incidents.as_ref().expect("only what is offered is asked").incidents_by_id(ids, fields).await.map(Some)
    }
}
