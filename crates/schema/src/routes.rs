//! Which adapter answers which question.

use std::sync::Arc;

use async_graphql::Context;
use riskgate_adapter::{
    Adapter, AlertSource, ConditionalAccessPolicySource, DetectionSource, DirectoryAuditSource, IncidentSource, NamedLocationSource,
    Question, RefusalSource, RiskHistorySource, ServicePrincipalSource, SignInSource, Sink, UserSource,
};
use riskgate_model::TenantId;

use crate::{
    acting::{Acting, Strangers},
    home::Home,
};

/// A question's way to an adapter.
pub struct Route<S: ?Sized> {
    /// The adapter's name.
    pub adapter: Arc<str>,
    /// What is asked.
    pub source: Arc<S>,
}

impl<S: ?Sized> Clone for Route<S> {
    fn clone(&self) -> Self {
        Self { adapter: self.adapter.clone(), source: self.source.clone() }
    }
}

/// The way of every question.
#[derive(Clone)]
pub struct Routes {
    /// Users.
    pub users: Route<dyn UserSource>,
    /// Service principals.
    pub service_principals: Route<dyn ServicePrincipalSource>,
    /// Sign-ins.
    pub sign_ins: Route<dyn SignInSource>,
    /// Detections.
    pub detections: Route<dyn DetectionSource>,
    /// Histories of risks.
    pub risk_history: Route<dyn RiskHistorySource>,
    /// Directory audits.
    pub directory_audits: Route<dyn DirectoryAuditSource>,
    /// Named locations.
    pub named_locations: Route<dyn NamedLocationSource>,
    /// Conditional Access policies.
    pub conditional_access_policies: Route<dyn ConditionalAccessPolicySource>,
    /// Alerts.
    pub alerts: Route<dyn AlertSource>,
    /// Incidents.
    pub incidents: Route<dyn IncidentSource>,
}

/// A question that is routed to an adapter which does not answer it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`routes.{}` is {adapter:?}, which answers {}", question.name(), names(answers))]
pub struct Unanswered {
    /// The adapter's name.
    pub adapter: Arc<str>,
    /// The question.
    pub question: Question,
    /// What it does answer.
    pub answers: Vec<Question>,
}

fn names(questions: &[Question]) -> String {
    match questions {
        [] => "no question".to_owned(),
        some => format!("only {}", some.iter().map(|question| question.name()).collect::<Vec<_>>().join(", ")),
    }
}

impl Routes {
    /// Each question to the adapter that is chosen for it.
    ///
    /// # Errors
    /// When an adapter does not answer a question that it is chosen for.
    pub fn new<'a>(chosen: impl Fn(Question) -> &'a Adapter) -> Result<Self, Unanswered> {
        let (users, service_principals) = (chosen(Question::Users), chosen(Question::ServicePrincipals));
        let (sign_ins, detections, risk_history) = (chosen(Question::SignIns), chosen(Question::Detections), chosen(Question::RiskHistory));
        let directory_audits = chosen(Question::DirectoryAudits);
        let (locations, policies) = (chosen(Question::NamedLocations), chosen(Question::ConditionalAccessPolicies));
        let (alerts, incidents) = (chosen(Question::Alerts), chosen(Question::Incidents));
        Ok(Self {
            users: route(users, users.users.as_ref(), Question::Users)?,
            service_principals: route(service_principals, service_principals.service_principals.as_ref(), Question::ServicePrincipals)?,
            sign_ins: route(sign_ins, sign_ins.sign_ins.as_ref(), Question::SignIns)?,
            detections: route(detections, detections.detections.as_ref(), Question::Detections)?,
            risk_history: route(risk_history, risk_history.risk_history.as_ref(), Question::RiskHistory)?,
            directory_audits: route(directory_audits, directory_audits.directory_audits.as_ref(), Question::DirectoryAudits)?,
            named_locations: route(locations, locations.named_locations.as_ref(), Question::NamedLocations)?,
            conditional_access_policies: route(
                policies,
                policies.conditional_access_policies.as_ref(),
                Question::ConditionalAccessPolicies,
            )?,
            alerts: route(alerts, alerts.alerts.as_ref(), Question::Alerts)?,
            incidents: route(incidents, incidents.incidents.as_ref(), Question::Incidents)?,
        })
    }

    /// The questions that are sent to the adapter of this name.
    pub fn sent_to(&self, adapter: &str) -> Vec<Question> {
        let ways = [
            (Question::Users, &self.users.adapter),
            (Question::ServicePrincipals, &self.service_principals.adapter),
            (Question::SignIns, &self.sign_ins.adapter),
            (Question::Detections, &self.detections.adapter),
            (Question::RiskHistory, &self.risk_history.adapter),
            (Question::DirectoryAudits, &self.directory_audits.adapter),
            (Question::NamedLocations, &self.named_locations.adapter),
            (Question::ConditionalAccessPolicies, &self.conditional_access_policies.adapter),
            (Question::Alerts, &self.alerts.adapter),
            (Question::Incidents, &self.incidents.adapter),
        ];
        ways.into_iter().filter(|(_, name)| ***name == *adapter).map(|(question, _)| question).collect()
    }
}

fn route<S: ?Sized>(adapter: &Adapter, source: Option<&Arc<S>>, question: Question) -> Result<Route<S>, Unanswered> {
    let name = adapter.manifest.name.clone();
    match source {
        Some(source) => Ok(Route { adapter: name, source: source.clone() }),
        None => Err(Unanswered { adapter: name, question, answers: adapter.answers() }),
    }
}

/// What every field may need to answer.
pub(crate) struct World {
    pub(crate) routes: Routes,
    pub(crate) adapters: Vec<Adapter>,
    /// What was refused on its way into the store.
    pub(crate) refusals: Route<dyn RefusalSource>,
    /// Records what clients tell of alerts.
    pub(crate) sink: Route<dyn Sink>,
    /// How acts are asked for.
    pub(crate) acting: Acting,
    /// Who asked to act, and may not.
    pub(crate) strangers: Arc<Strangers>,
    /// The tenant of ids that name none.
    pub(crate) home: Arc<Home>,
}

impl World {
    /// The tenant of ids that name none.
    pub(crate) fn tenant(&self) -> TenantId {
        self.home.tenant()
    }
}

/// What this request's fields may need.
pub(crate) fn world<'c>(ctx: &Context<'c>) -> &'c World {
    ctx.data_unchecked()
}
