//! The questions about Defender under supervision. By which names an alert is somebody's, its source knows alone: what is looked at is that
//! an alert of another tenant, or one that says whose it is and that it is another's, is not answered.

use std::{collections::HashMap, ops::Range};

use async_trait::async_trait;
use riskgate_model::{
    Alert, AlertField, AlertFields, AlertId, DetectionId, Filter, Id, Identity, Incident, IncidentField, IncidentFields, IncidentId, Named,
    Page, Query, SignInId,
};

use super::Supervised;
use crate::{AlertScope, AlertSource, Answer, Grouped, IncidentScope, IncidentSource, ORDERS_OF_INCIDENT};

#[async_trait]
impl AlertSource for Supervised<dyn AlertSource, AlertField> {
    async fn alerts_by_id(&self, ids: &[AlertId], fields: AlertFields) -> Answer<HashMap<AlertId, Alert>> {
        self.by_id("alerts_by_id", ids, |source, ids| source.alerts_by_id(ids, fields)).await
    }

    async fn alerts_by_identity(&self, identities: &[Identity], query: &Query<Alert>) -> Answer<Grouped<Alert>> {
        self.grouped("alerts_by_identity", identities, query, may_name, |source, parents, query| source.alerts_by_identity(parents, query))
            .await
    }

    async fn alerts_by_sign_in(&self, sign_ins: &[SignInId], query: &Query<Alert>) -> Answer<Grouped<Alert>> {
        let is_child = |row: &Alert, parent: &SignInId| {
            row.id.tenant() == parent.tenant() && (row.evidence.is_empty() || row.sign_ins().contains(&parent))
        };
        self.grouped("alerts_by_sign_in", sign_ins, query, is_child, |source, parents, query| source.alerts_by_sign_in(parents, query))
            .await
    }

    async fn alerts_by_detection(&self, detections: &[DetectionId], query: &Query<Alert>) -> Answer<Grouped<Alert>> {
        let is_child = |row: &Alert, parent: &DetectionId| row.id.tenant() == parent.tenant();
        self.grouped("alerts_by_detection", detections, query, is_child, |source, parents, query| {
            source.alerts_by_detection(parents, query)
        })
        .await
    }

    async fn alerts_by_incident(&self, incidents: &[IncidentId], query: &Query<Alert>) -> Answer<Grouped<Alert>> {
        let is_child = |row: &Alert, parent: &IncidentId| row.incident_id.as_ref() == Some(parent);
        self.grouped_also("alerts_by_incident", incidents, query, ORDERS_OF_INCIDENT, is_child, |source, parents, query| {
            source.alerts_by_incident(parents, query)
        })
        .await
    }

    async fn alerts(&self, query: &Query<Alert>) -> Answer<Page<Alert>> {
        self.page("alerts", query, |source, query| source.alerts(query)).await
    }

    async fn count_alerts(&self, scope: AlertScope<'_>, filter: &Filter<AlertField>) -> Answer<Vec<Option<u64>>> {
        let count = |range: Range<usize>| {
            let part = match scope {
                AlertScope::All => AlertScope::All,
                AlertScope::Identities(identities) => AlertScope::Identities(&identities[range]),
                AlertScope::SignIns(ids) => AlertScope::SignIns(&ids[range]),
                AlertScope::Detections(ids) => AlertScope::Detections(&ids[range]),
                AlertScope::Incidents(ids) => AlertScope::Incidents(&ids[range]),
            };
            self.source.count_alerts(part, filter)
        };
        self.counts("count_alerts", scope.parts(), filter, count).await
    }
}

/// Whether the alert can be one that names the identity. Without its evidence nothing is known but the tenant, and of a name not whose it is.
fn may_name(alert: &Alert, identity: &Identity) -> bool {
    let may_be = |named: &Named| match (named, identity) {
        (Named::User(named), Identity::User(id)) => named == id,
        (Named::ServicePrincipal(named), Identity::ServicePrincipal(id)) => named == id,
        (Named::SecurityIdentifier(_) | Named::UserPrincipalName(_), Identity::User(_))
        | (Named::Application(_), Identity::ServicePrincipal(_)) => true,
        _ => false,
    };
    alert.id.tenant() == identity.tenant() && (alert.evidence.is_empty() || alert.named().keys().any(may_be))
}

#[async_trait]
impl IncidentSource for Supervised<dyn IncidentSource, IncidentField> {
    async fn incidents_by_id(&self, ids: &[IncidentId], fields: IncidentFields) -> Answer<HashMap<IncidentId, Incident>> {
        self.by_id("incidents_by_id", ids, |source, ids| source.incidents_by_id(ids, fields)).await
    }

    async fn incidents_by_identity(&self, identities: &[Identity], query: &Query<Incident>) -> Answer<Grouped<Incident>> {
        let is_child = |row: &Incident, parent: &Identity| row.id.tenant() == parent.tenant();
        self.grouped("incidents_by_identity", identities, query, is_child, |source, parents, query| {
            source.incidents_by_identity(parents, query)
        })
        .await
    }

    async fn incidents(&self, query: &Query<Incident>) -> Answer<Page<Incident>> {
        self.page("incidents", query, |source, query| source.incidents(query)).await
    }

    async fn count_incidents(&self, scope: IncidentScope<'_>, filter: &Filter<IncidentField>) -> Answer<Vec<Option<u64>>> {
        let count = |range: Range<usize>| {
            let part = match scope {
                IncidentScope::All => IncidentScope::All,
                IncidentScope::Identities(identities) => IncidentScope::Identities(&identities[range]),
            };
            self.source.count_incidents(part, filter)
        };
        self.counts("count_incidents", scope.parts(), filter, count).await
    }
}
