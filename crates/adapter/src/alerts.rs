//! The questions about Microsoft Defender: its alerts, and the incidents that they make up.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_model::{
    Alert, AlertField, AlertFields, AlertId, DetectionId, Filter, Identity, Incident, IncidentField, IncidentFields, IncidentId, Page,
    Query, SignInId,
};

use crate::{Answer, Grouped};

/// What the alerts of an incident can be ordered by beside the date: when what they tell of began, which is how an attack unfolds.
pub const ORDERS_OF_INCIDENT: &[AlertField] = &[AlertField::FirstActivityDateTime];

/// Answers questions about alerts.
#[async_trait]
pub trait AlertSource: Send + Sync {
    /// The alerts of these ids; unknown ones are absent.
    ///
    /// # Errors
    /// When the source cannot answer.
    async fn alerts_by_id(&self, ids: &[AlertId], fields: AlertFields) -> Answer<HashMap<AlertId, Alert>>;

    /// For each identity one page of the alerts that name it ([`Alert::named`]).
    ///
    /// # Errors
    /// When the source cannot answer, or not this query.
    async fn alerts_by_identity(&self, identities: &[Identity], query: &Query<Alert>) -> Answer<Grouped<Alert>>;

    /// For each sign-in one page of the alerts that name it ([`Alert::sign_ins`]).
    ///
    /// # Errors
    /// When the source cannot answer, or not this query.
    async fn alerts_by_sign_in(&self, sign_ins: &[SignInId], query: &Query<Alert>) -> Answer<Grouped<Alert>>;

    /// For each detection one page of the alerts that cover it ([`Alert::covers`]).
    ///
    /// # Errors
    /// When the source cannot answer, or not this query.
    async fn alerts_by_detection(&self, detections: &[DetectionId], query: &Query<Alert>) -> Answer<Grouped<Alert>>;

    /// For each incident one page of its alerts, which can also be ordered by [`ORDERS_OF_INCIDENT`].
    ///
    /// # Errors
    /// When the source cannot answer, or not this query.
    async fn alerts_by_incident(&self, incidents: &[IncidentId], query: &Query<Alert>) -> Answer<Grouped<Alert>>;

    /// One page of all alerts.
    ///
    /// # Errors
    /// When the source cannot answer, or not this query.
    async fn alerts(&self, query: &Query<Alert>) -> Answer<Page<Alert>>;

    /// How many alerts meet the condition, for each parent of the scope; none where counting would read more than the source allows itself,
    /// and by default.
    ///
    /// # Errors
    /// When the source cannot answer, or not this filter.
    async fn count_alerts(&self, scope: AlertScope<'_>, filter: &Filter<AlertField>) -> Answer<Vec<Option<u64>>> {
        let _ = filter;
        Ok(vec![None; scope.parts()])
    }
}

/// Whose alerts are counted.
#[derive(Clone, Copy, Debug)]
pub enum AlertScope<'a> {
    /// All of them; the answer is one number.
    All,
    /// Those of each identity.
    Identities(&'a [Identity]),
    /// Those of each sign-in.
    SignIns(&'a [SignInId]),
    /// Those of each detection.
    Detections(&'a [DetectionId]),
    /// Those of each incident.
    Incidents(&'a [IncidentId]),
}

impl AlertScope<'_> {
    /// How many numbers are asked for.
    pub fn parts(&self) -> usize {
        match self {
            Self::All => 1,
            Self::Identities(ids) => ids.len(),
            Self::SignIns(ids) => ids.len(),
            Self::Detections(ids) => ids.len(),
            Self::Incidents(ids) => ids.len(),
        }
    }
}

/// Answers questions about incidents.
#[async_trait]
pub trait IncidentSource: Send + Sync {
    /// The incidents of these ids; unknown ones are absent.
    ///
    /// # Errors
    /// When the source cannot answer.
    async fn incidents_by_id(&self, ids: &[IncidentId], fields: IncidentFields) -> Answer<HashMap<IncidentId, Incident>>;

    /// For each identity one page of the incidents with an alert that names it.
    ///
    /// # Errors
    /// When the source cannot answer, or not this query.
    async fn incidents_by_identity(&self, identities: &[Identity], query: &Query<Incident>) -> Answer<Grouped<Incident>>;

    /// One page of all incidents.
    ///
    /// # Errors
    /// When the source cannot answer, or not this query.
    async fn incidents(&self, query: &Query<Incident>) -> Answer<Page<Incident>>;

    /// How many incidents meet the condition, for each parent of the scope; none where counting would read more than the source allows
    /// itself, and by default.
    ///
    /// # Errors
    /// When the source cannot answer, or not this filter.
    async fn count_incidents(&self, scope: IncidentScope<'_>, filter: &Filter<IncidentField>) -> Answer<Vec<Option<u64>>> {
        let _ = filter;
        Ok(vec![None; scope.parts()])
    }
}

/// Whose incidents are counted.
#[derive(Clone, Copy, Debug)]
pub enum IncidentScope<'a> {
    /// All of them; the answer is one number.
    All,
    /// Those of each identity.
    Identities(&'a [Identity]),
}

impl IncidentScope<'_> {
    /// How many numbers are asked for.
    pub fn parts(&self) -> usize {
        match self {
            Self::All => 1,
            Self::Identities(ids) => ids.len(),
        }
    }
}
