//! The spy asked about alerts and incidents.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_adapter::{AlertScope, AlertSource, Answer, Grouped, IncidentScope, IncidentSource};
use riskgate_model::{
    Alert, AlertField, AlertFields, AlertId, DetectionId, Filter, Identity, Incident, IncidentField, IncidentFields, IncidentId, Page,
    Query, SignInId,
};

use super::{Spy, about};

#[async_trait]
impl AlertSource for Spy {
    async fn alerts_by_id(&self, ids: &[AlertId], fields: AlertFields) -> Answer<HashMap<AlertId, Alert>> {
        self.note("alerts_by_id", &format!("of {}, {fields:?}", ids.len()))?;
        Ok(self.found(self.memory.alerts_by_id(ids, fields).await?, fields))
    }

    async fn alerts_by_identity(&self, identities: &[Identity], query: &Query<Alert>) -> Answer<Grouped<Alert>> {
        self.note("alerts_by_identity", &about(identities.len(), query))?;
        let grouped = self.memory.alerts_by_identity(identities, query).await?;
        Ok(Grouped { rows: self.rows(grouped.rows, query), ..grouped })
    }

    async fn alerts_by_sign_in(&self, sign_ins: &[SignInId], query: &Query<Alert>) -> Answer<Grouped<Alert>> {
        self.note("alerts_by_sign_in", &about(sign_ins.len(), query))?;
        Ok(self.grouped(self.memory.alerts_by_sign_in(sign_ins, query).await?, sign_ins, query))
    }

    async fn alerts_by_detection(&self, detections: &[DetectionId], query: &Query<Alert>) -> Answer<Grouped<Alert>> {
        self.note("alerts_by_detection", &about(detections.len(), query))?;
        Ok(self.grouped(self.memory.alerts_by_detection(detections, query).await?, detections, query))
    }

    async fn alerts_by_incident(&self, incidents: &[IncidentId], query: &Query<Alert>) -> Answer<Grouped<Alert>> {
        self.note("alerts_by_incident", &about(incidents.len(), query))?;
        Ok(self.grouped(self.memory.alerts_by_incident(incidents, query).await?, incidents, query))
    }

    async fn alerts(&self, query: &Query<Alert>) -> Answer<Page<Alert>> {
        self.note("alerts", &format!("{:?}", query.fields))?;
        Ok(self.page(self.memory.alerts(query).await?, query))
    }

    async fn count_alerts(&self, scope: AlertScope<'_>, filter: &Filter<AlertField>) -> Answer<Vec<Option<u64>>> {
        self.note("count_alerts", "")?;
        self.memory.count_alerts(scope, filter).await
    }
}

#[async_trait]
impl IncidentSource for Spy {
    async fn incidents_by_id(&self, ids: &[IncidentId], fields: IncidentFields) -> Answer<HashMap<IncidentId, Incident>> {
        self.note("incidents_by_id", &format!("of {}, {fields:?}", ids.len()))?;
        Ok(self.found(self.memory.incidents_by_id(ids, fields).await?, fields))
    }

    async fn incidents_by_identity(&self, identities: &[Identity], query: &Query<Incident>) -> Answer<Grouped<Incident>> {
        self.note("incidents_by_identity", &about(identities.len(), query))?;
        let grouped = self.memory.incidents_by_identity(identities, query).await?;
        Ok(Grouped { rows: self.rows(grouped.rows, query), ..grouped })
    }

    async fn incidents(&self, query: &Query<Incident>) -> Answer<Page<Incident>> {
        self.note("incidents", &format!("{:?}", query.fields))?;
        Ok(self.page(self.memory.incidents(query).await?, query))
    }

    async fn count_incidents(&self, scope: IncidentScope<'_>, filter: &Filter<IncidentField>) -> Answer<Vec<Option<u64>>> {
        self.note("count_incidents", "")?;
        self.memory.count_incidents(scope, filter).await
    }
}
