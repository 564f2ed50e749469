//! Detections as a kind of record.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_model::{Detection, DetectionField, DetectionFields, FieldSet, Filter, Query};

use super::{Listed, Scope, one};
use crate::{Adapter, Answer, DetectionScope, Grouped, Manifest, Offer, Question, conformance::World};

#[async_trait]
impl Listed for Detection {
    const QUESTION: Question = Question::Detections;
    const GROUPS: &'static [(&'static str, DetectionFields)] = &[
        ("IDENTITY", DetectionFields::IDENTITY),
        ("KIND", DetectionFields::KIND),
        ("LOCATION", DetectionFields::LOCATION),
        ("RISK", DetectionFields::RISK),
        ("RECORD", DetectionFields::RECORD),
    ];

    fn rows(world: &World) -> &[Self] {
        &world.detections
    }

    fn offer(manifest: &Manifest) -> &Offer<DetectionField> {
        &manifest.detections
    }

    fn scopes(world: &World) -> Vec<Scope> {
        let parents = [Scope::users(world), Scope::service_principals(world), Scope::sign_ins(world)];
        [Scope::All].into_iter().chain(parents.map(|scope| scope.busiest_first::<Self>(world))).collect()
    }

    fn is_child(&self, _: &World, scope: &Scope, parent: usize) -> bool {
        match scope {
            Scope::All => true,
            Scope::Users(ids) => self.user_id.as_ref() == Some(&ids[parent]),
            Scope::ServicePrincipals(ids) => self.service_principal_id.as_ref() == Some(&ids[parent]),
            Scope::SignIns(ids) => self.request_id.as_ref() == Some(&ids[parent]),
            _ => false,
        }
    }

    fn masked(self, fields: DetectionFields) -> Self {
        let blank = Self::default();
        let ids = Self {
            id: self.id.clone(),
            detected_date_time: self.detected_date_time,
            user_id: self.user_id.clone(),
            service_principal_id: self.service_principal_id.clone(),
            request_id: self.request_id.clone(),
            ..Self::default()
        };
        let mut masked = if fields.contains(DetectionFields::RECORD) { self.clone() } else { ids };
        let of = |group| if fields.contains(group) { &self } else { &blank };
        let identity = of(DetectionFields::IDENTITY);
        masked.user_display_name.clone_from(&identity.user_display_name);
        masked.user_principal_name.clone_from(&identity.user_principal_name);
        masked.service_principal_display_name.clone_from(&identity.service_principal_display_name);
        masked.app_id.clone_from(&identity.app_id);
        let kind = of(DetectionFields::KIND);
        masked.risk_event_type.clone_from(&kind.risk_event_type);
        masked.activity_date_time.clone_from(&kind.activity_date_time);
        masked.last_updated_date_time.clone_from(&kind.last_updated_date_time);
        masked.detection_timing_type.clone_from(&kind.detection_timing_type);
        masked.activity.clone_from(&kind.activity);
        masked.source.clone_from(&kind.source);
        masked.correlation_id.clone_from(&kind.correlation_id);
        let location = of(DetectionFields::LOCATION);
        masked.ip_address.clone_from(&location.ip_address);
        masked.location.clone_from(&location.location);
        let risk = of(DetectionFields::RISK);
        masked.risk.clone_from(&risk.risk);
        masked
    }

    async fn groups(adapter: &Adapter, scope: &Scope, query: &Query<Self>) -> Answer<Grouped<Self>> {
        let source = adapter.detections.as_ref().expect("only what is offered is asked");
        match scope {
            Scope::Users(ids) => source.detections_by_user(ids, query).await,
            Scope::ServicePrincipals(ids) => source.detections_by_service_principal(ids, query).await,
            Scope::SignIns(ids) => source.detections_by_sign_in(ids, query).await,
            _ => source.detections(query).await.map(one),
        }
    }

    async fn counts(adapter: &Adapter, scope: &Scope, filter: &Filter<DetectionField>) -> Answer<Vec<Option<u64>>> {
        let scope = match scope {
            Scope::Users(ids) => DetectionScope::Users(ids),
            Scope::ServicePrincipals(ids) => DetectionScope::ServicePrincipals(ids),
            Scope::SignIns(ids) => DetectionScope::SignIns(ids),
            _ => DetectionScope::All,
        };
        adapter.detections.as_ref().expect("only what is offered is asked").count_detections(scope, filter).await
    }

    async fn by_id(adapter: &Adapter, ids: &[Self::Id], fields: DetectionFields) -> Answer<Option<HashMap<Self::Id, Self>>> {
        adapter.detections.as_ref().expect("only what is offered is asked").detections_by_id(ids, fields).await.map(Some)
    }
}
