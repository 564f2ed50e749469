//! An adapter: a manifest, and an object for each question it answers.

use std::sync::Arc;

use async_trait::async_trait;
use riskgate_model::Time;

use crate::{DetectionSource, RiskHistorySource, ServicePrincipalSource, SignInSource, UserSource};

/// An adapter. It answers the questions it has an object for.
#[derive(Clone)]
pub struct Adapter {
    /// What it says of itself.
    pub manifest: Manifest,
    /// How it is doing.
    pub health: Arc<dyn HealthProbe>,
    /// Users.
    pub users: Option<Arc<dyn UserSource>>,
    /// Service principals.
    pub service_principals: Option<Arc<dyn ServicePrincipalSource>>,
    /// Sign-ins.
    pub sign_ins: Option<Arc<dyn SignInSource>>,
    /// Detections.
    pub detections: Option<Arc<dyn DetectionSource>>,
    /// Histories of risks.
    pub risk_history: Option<Arc<dyn RiskHistorySource>>,
}

impl Adapter {
    /// The questions it answers.
    pub fn answers(&self) -> Vec<Question> {
        let offered = [
            (Question::Users, self.users.is_some()),
            (Question::ServicePrincipals, self.service_principals.is_some()),
            (Question::SignIns, self.sign_ins.is_some()),
            (Question::Detections, self.detections.is_some()),
            (Question::RiskHistory, self.risk_history.is_some()),
        ];
        offered.into_iter().filter(|(_, offered)| *offered).map(|(question, _)| question).collect()
    }
}

/// What an adapter says of itself.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// Its name, by which routes and errors call it.
    pub name: Arc<str>,
    /// Its version.
    pub version: String,
    /// How old its answers may be.
    pub freshness: Freshness,
    /// The limits it keeps to.
    pub limits: Vec<Limit>,
}

/// How old an adapter's answers may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// As old as the records that were last recorded.
    Recorded,
}

/// A limit that an adapter keeps to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What is limited, such as `rows a page`.
    pub what: String,
    /// The most there may be.
    pub maximum: u64,
}

/// A question that can be routed to an adapter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Question {
    /// Users.
    Users,
    /// Service principals.
    ServicePrincipals,
    /// Sign-ins.
    SignIns,
    /// Detections.
    Detections,
    /// Histories of risks.
    RiskHistory,
}

/// Tells how an adapter is doing.
#[async_trait]
pub trait HealthProbe: Send + Sync {
    /// How it is doing now. Never fails: being down is an answer.
    async fn health(&self) -> Health;
}

/// How an adapter is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Whether it can answer.
    pub healthy: bool,
    /// What is wrong, in a sentence.
    pub problem: Option<String>,
    /// The state of the source that its answers show.
    pub as_of: Option<Time>,
}
