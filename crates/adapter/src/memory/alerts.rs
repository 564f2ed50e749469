//! The questions about Defender, answered from rows in memory.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_model::{
    Alert, AlertField, AlertFields, AlertId, DetectionId, Filter, Identity, Incident, IncidentField, IncidentFields, IncidentId, Page,
    Query, SignInId,
};

use super::{Memory, count};
use crate::{AlertScope, AlertSource, Answer, Grouped, IncidentScope, IncidentSource, ORDERS_OF_INCIDENT, links::Links, rows};

impl Memory {
    /// Whom and what the alerts are of.
    fn links(&self) -> Links<'_> {
        let Self { users, service_principals, detections, alerts, .. } = self;
        Links { users, service_principals, detections, alerts }
    }

    fn is_covered(&self, detection: &DetectionId, alert: &Alert) -> bool {
        self.detections.iter().any(|row| row.id == *detection && self.links().covers(alert, row))
    }
}

#[async_trait]
impl AlertSource for Memory {
    async fn alerts_by_id(&self, ids: &[AlertId], _: AlertFields) -> Answer<HashMap<AlertId, Alert>> {
        Ok(rows::by_id(&self.alerts, ids))
    }

    async fn alerts_by_identity(&self, identities: &[Identity], query: &Query<Alert>) -> Answer<Grouped<Alert>> {
        self.groups(&self.alerts, identities, query, |row, identity| self.links().names(row, identity))
    }

    async fn alerts_by_sign_in(&self, sign_ins: &[SignInId], query: &Query<Alert>) -> Answer<Grouped<Alert>> {
        self.groups(&self.alerts, sign_ins, query, |row, sign_in| row.sign_ins().contains(&sign_in))
    }

    async fn alerts_by_detection(&self, detections: &[DetectionId], query: &Query<Alert>) -> Answer<Grouped<Alert>> {
        self.groups(&self.alerts, detections, query, |row, detection| self.is_covered(detection, row))
    }

    async fn alerts_by_incident(&self, incidents: &[IncidentId], query: &Query<Alert>) -> Answer<Grouped<Alert>> {
        let is_child = |row: &Alert, incident: &IncidentId| row.incident_id.as_ref() == Some(incident);
        Ok(Grouped { as_of: self.as_of, ..rows::grouped_also(&self.alerts, incidents, query, ORDERS_OF_INCIDENT, is_child)? })
    }

    async fn alerts(&self, query: &Query<Alert>) -> Answer<Page<Alert>> {
        self.page(&self.alerts, query)
    }

    async fn count_alerts(&self, scope: AlertScope<'_>, filter: &Filter<AlertField>) -> Answer<Vec<Option<u64>>> {
        let counts = |is_child: &dyn Fn(&Alert) -> bool| Some(count(self.alerts.iter().filter(|row| is_child(row)), filter));
        Ok(match scope {
            AlertScope::All => vec![counts(&|_| true)],
            AlertScope::Identities(ids) => ids.iter().map(|id| counts(&|row| self.links().names(row, id))).collect(),
            AlertScope::SignIns(ids) => ids.iter().map(|id| counts(&|row| row.sign_ins().contains(&id))).collect(),
            AlertScope::Detections(ids) => ids.iter().map(|id| counts(&|row| self.is_covered(id, row))).collect(),
            AlertScope::Incidents(ids) => ids.iter().map(|id| counts(&|row| row.incident_id.as_ref() == Some(id))).collect(),
        })
    }
}

#[async_trait]
impl IncidentSource for Memory {
    async fn incidents_by_id(&self, ids: &[IncidentId], _: IncidentFields) -> Answer<HashMap<IncidentId, Incident>> {
        Ok(rows::by_id(&self.incidents, ids))
    }

    async fn incidents_by_identity(&self, identities: &[Identity], query: &Query<Incident>) -> Answer<Grouped<Incident>> {
        self.groups(&self.incidents, identities, query, |row, identity| self.links().involves(&row.id, identity))
    }

    async fn incidents(&self, query: &Query<Incident>) -> Answer<Page<Incident>> {
        self.page(&self.incidents, query)
    }

    async fn count_incidents(&self, scope: IncidentScope<'_>, filter: &Filter<IncidentField>) -> Answer<Vec<Option<u64>>> {
        let counts = |is_child: &dyn Fn(&Incident) -> bool| Some(count(self.incidents.iter().filter(|row| is_child(row)), filter));
        Ok(match scope {
            IncidentScope::All => vec![counts(&|_| true)],
            IncidentScope::Identities(ids) => ids.iter().map(|id| counts(&|row| self.links().involves(&row.id, id))).collect(),
        })
    }
}
