//! The questions about Microsoft Defender, answered from the store.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_adapter::{AlertScope, AlertSource, Answer, Grouped, IncidentScope, IncidentSource};
use riskgate_model::{
    Alert, AlertField, AlertFields, AlertId, DetectionId, Filter, Identity, Incident, IncidentField, IncidentFields, IncidentId, Page,
    Query, SignInId,
};

use crate::{read::Parents, store::Store};

#[async_trait]
impl AlertSource for Store {
    async fn alerts_by_id(&self, ids: &[AlertId], fields: AlertFields) -> Answer<HashMap<AlertId, Alert>> {
        self.by_id(ids, fields).await
    }

    async fn alerts_by_identity(&self, identities: &[Identity], query: &Query<Alert>) -> Answer<Grouped<Alert>> {
        self.by_identity(identities, query).await
    }

    async fn alerts_by_sign_in(&self, sign_ins: &[SignInId], query: &Query<Alert>) -> Answer<Grouped<Alert>> {
        self.by_parent(sign_ins, "sign_in_id", query).await
    }

    async fn alerts_by_detection(&self, detections: &[DetectionId], query: &Query<Alert>) -> Answer<Grouped<Alert>> {
        self.by_parent(detections, "detection_id", query).await
    }

    async fn alerts_by_incident(&self, incidents: &[IncidentId], query: &Query<Alert>) -> Answer<Grouped<Alert>> {
        self.by_parent(incidents, "incident_id", query).await
    }

    async fn alerts(&self, query: &Query<Alert>) -> Answer<Page<Alert>> {
        self.page(query).await
    }

    async fn count_alerts(&self, scope: AlertScope<'_>, filter: &Filter<AlertField>) -> Answer<Vec<Option<u64>>> {
        if scope.parts() == 0 {
            return Ok(Vec::new());
        }
        let parents = match scope {
            AlertScope::All => Parents::None,
            AlertScope::Identities(identities) => Parents::identities(identities),
            AlertScope::SignIns(ids) => Parents::of("sign_in_id", ids),
            AlertScope::Detections(ids) => Parents::of("detection_id", ids),
            AlertScope::Incidents(ids) => Parents::of("incident_id", ids),
        };
        self.count::<Alert>(&parents, filter).await
    }
}

#[async_trait]
impl IncidentSource for Store {
    async fn incidents_by_id(&self, ids: &[IncidentId], fields: IncidentFields) -> Answer<HashMap<IncidentId, Incident>> {
        self.by_id(ids, fields).await
    }

    async fn incidents_by_identity(&self, identities: &[Identity], query: &Query<Incident>) -> Answer<Grouped<Incident>> {
        self.by_identity(identities, query).await
    }

    async fn incidents(&self, query: &Query<Incident>) -> Answer<Page<Incident>> {
        self.page(query).await
    }

    async fn count_incidents(&self, scope: IncidentScope<'_>, filter: &Filter<IncidentField>) -> Answer<Vec<Option<u64>>> {
        if scope.parts() == 0 {
            return Ok(Vec::new());
        }
        let parents = match scope {
            IncidentScope::All => Parents::None,
            IncidentScope::Identities(identities) => Parents::identities(identities),
        };
        self.count::<Incident>(&parents, filter).await
    }
}
