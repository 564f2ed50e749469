//! Alerts as a kind of record.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_model::{Alert, AlertField, AlertFields, Filter, Query};

use super::{Listed, Scope, one};
use crate::{Adapter, AlertScope, Answer, Grouped, Manifest, ORDERS_OF_INCIDENT, Offer, Question, conformance::World};

#[async_trait]
impl Listed for Alert {
    const QUESTION: Question = Question::Alerts;
    const GROUPS: &'static [(&'static str, AlertFields)] = &[("RECORD", AlertFields::RECORD)];

    fn rows(world: &World) -> &[Self] {
        &world.alerts
    }

    fn offer(manifest: &Manifest) -> &Offer<AlertField> {
        &manifest.alerts
    }

    fn scopes(world: &World) -> Vec<Scope> {
        let parents = [Scope::identities(world), Scope::sign_ins(world), Scope::detections(world), Scope::incidents(world)];
        [Scope::All].into_iter().chain(parents.map(|scope| scope.busiest_first::<Self>(world))).collect()
    }

    fn orders_of(scope: &Scope) -> &'static [AlertField] {
        if matches!(scope, Scope::Incidents(_)) { ORDERS_OF_INCIDENT } else { &[] }
    }

    fn is_child(&self, world: &World, scope: &Scope, parent: usize) -> bool {
        match scope {
            Scope::All => true,
            Scope::Identities(identities) => world.links().names(self, &identities[parent]),
            Scope::SignIns(ids) => self.sign_ins().contains(&&ids[parent]),
            Scope::Detections(ids) => world.detections.iter().any(|it| it.id == ids[parent] && world.links().covers(self, it)),
            Scope::Incidents(ids) => self.incident_id.as_ref() == Some(&ids[parent]),
            _ => false,
        }
    }

    fn masked(self, fields: AlertFields) -> Self {
        self.filled_for(fields)
    }

    async fn groups(adapter: &Adapter, scope: &Scope, query: &Query<Self>) -> Answer<Grouped<Self>> {
        let source = adapter.alerts.as_ref().expect("only what is offered is asked");
        match scope {
            Scope::Identities(identities) => source.alerts_by_identity(identities, query).await,
            Scope::SignIns(ids) => source.alerts_by_sign_in(ids, query).await,
            Scope::Detections(ids) => source.alerts_by_detection(ids, query).await,
            Scope::Incidents(ids) => source.alerts_by_incident(ids, query).await,
            _ => source.alerts(query).await.map(one),
        }
    }

    async fn counts(adapter: &Adapter, scope: &Scope, filter: &Filter<AlertField>) -> Answer<Vec<Option<u64>>> {
        let scope = match scope {
            Scope::Identities(identities) => AlertScope::Identities(identities),
            Scope::SignIns(ids) => AlertScope::SignIns(ids),
            Scope::Detections(ids) => AlertScope::Detections(ids),
            Scope::Incidents(ids) => AlertScope::Incidents(ids),
            _ => AlertScope::All,
        };
        adapter.alerts.as_ref().expect("only what is offered is asked").count_alerts(scope, filter).await
    }

    async fn by_id(adapter: &Adapter, ids: &[Self::Id], fields: AlertFields) -> Answer<Option<HashMap<Self::Id, Self>>> {
        adapter.alerts.as_ref().expect("only what is offered is asked").alerts_by_id(ids, fields).await.map(Some)
    }
}
