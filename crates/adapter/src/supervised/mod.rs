//! The host's side of the seam: what stands between a question and an adapter that may be slow, down, throttled or wrong.
//!
//! [`Adapter::supervised`](crate::Adapter::supervised) wraps an adapter once. From then on a question first meets its offer (`pushdown`:
//! what the source is asked, and what is tested here), then the [`Watch`] of the adapter (breaker, rates, deadline, span, metrics), and the
//! answer is looked at before it is believed (`check`). So one bad adapter costs one field, whatever it does.

mod alerts;
mod ask;
mod breaker;
mod check;
mod gate;
mod pushdown;
mod sources;
mod watch;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_trait::async_trait;

use crate::{Adapter, Health, HealthProbe, Offer, Question};
use watch::Watch;

/// One source under supervision.
struct Supervised<S: ?Sized, F> {
    source: Arc<S>,
    question: Question,
    offer: Offer<F>,
    watch: Arc<Watch>,
}

impl<S: ?Sized, F> Supervised<S, F> {
    fn new(source: Arc<S>, question: Question, offer: &Offer<F>, watch: &Arc<Watch>) -> Arc<Self>
    where
        F: Clone,
    {
        Arc::new(Self { source, question, offer: offer.clone(), watch: watch.clone() })
    }
}

/// Supervises all sources of an adapter together: they share its breaker and its rates.
pub(crate) fn supervise(adapter: Adapter) -> Adapter {
    let watch = Arc::new(Watch::new(&adapter.manifest));
    let manifest = &adapter.manifest;
    Adapter {
        health: Arc::new(Probe { probe: adapter.health, watch: watch.clone() }),
        users: adapter.users.map(|source| Supervised::new(source, Question::Users, &manifest.users, &watch) as _),
        service_principals: adapter
            .service_principals
            .map(|source| Supervised::new(source, Question::ServicePrincipals, &manifest.service_principals, &watch) as _),
        sign_ins: adapter.sign_ins.map(|source| Supervised::new(source, Question::SignIns, &manifest.sign_ins, &watch) as _),
        detections: adapter.detections.map(|source| Supervised::new(source, Question::Detections, &manifest.detections, &watch) as _),
        risk_history: adapter
            .risk_history
            .map(|source| Supervised::new(source, Question::RiskHistory, &manifest.risk_history, &watch) as _),
        directory_audits: adapter
            .directory_audits
            .map(|source| Supervised::new(source, Question::DirectoryAudits, &manifest.directory_audits, &watch) as _),
        named_locations: adapter
            .named_locations
            .map(|source| Supervised::new(source, Question::NamedLocations, &manifest.named_locations, &watch) as _),
        conditional_access_policies: adapter
            .conditional_access_policies
            .map(|source| Supervised::new(source, Question::ConditionalAccessPolicies, &manifest.conditional_access_policies, &watch) as _),
        alerts: adapter.alerts.map(|source| Supervised::new(source, Question::Alerts, &manifest.alerts, &watch) as _),
        incidents: adapter.incidents.map(|source| Supervised::new(source, Question::Incidents, &manifest.incidents, &watch) as _),
        manifest: adapter.manifest,
    }
}

/// The health of an adapter under supervision: what it says of itself, unless it does not answer or its breaker knows better.
struct Probe {
    probe: Arc<dyn HealthProbe>,
    watch: Arc<Watch>,
}

#[async_trait]
impl HealthProbe for Probe {
    async fn health(&self) -> Health {
        self.watch.health(self.probe.health()).await
    }
}
