//! An adapter, as the gateway knows it.

use async_graphql::{Context, Enum, Object, SimpleObject};
use futures::future::join_all;
use riskgate_adapter as adapter;

use super::{
    health::Health,
    offer::{Offer, Rate},
};
use crate::{
    level::{Each, Node, level},
    routes::world,
};

/// One place that data comes from.
pub(crate) struct Adapter(pub(crate) adapter::Adapter);

impl Node for Adapter {
    const BRANCHES: &'static [&'static str] = &["health", "routes"];
}

/// One place that data comes from.
#[Object(name = "Adapter")]
impl Adapter {
    /// The name, by which errors and `source` call it.
    async fn name(&self) -> &str {
        &self.0.manifest.name
    }

    /// The version.
    async fn version(&self) -> &str {
        &self.0.manifest.version
    }

    /// The questions it can answer.
    async fn answers(&self) -> Vec<Question> {
        self.0.answers().into_iter().map(Into::into).collect()
    }

    /// The questions that are sent to it.
    async fn routes(&self, ctx: &Context<'_>) -> Each<Vec<Question>> {
        let routes = &world(ctx).routes;
        let sent = |it: &Self| Ok(routes.sent_to(&it.0.manifest.name).into_iter().map(Into::into).collect());
        Each(level::<Self>(ctx).iter().map(sent).collect())
    }

    /// How it is doing now. Being down is an answer, not an error.
    async fn health(&self, ctx: &Context<'_>) -> Each<Health> {
        let healths = join_all(level::<Self>(ctx).iter().map(|it| it.0.health.health())).await;
        Each(healths.into_iter().map(|health| Ok(health.into())).collect())
    }

    /// How old its answers may be.
    async fn freshness(&self) -> Freshness {
        match self.0.manifest.freshness {
            adapter::Freshness::Recorded => Freshness::Recorded,
            adapter::Freshness::Live => Freshness::Live,
        }
    }

    /// Limits of its own within what it offers, such as how many rows it tests for a page.
    async fn limits(&self) -> Vec<Limit> {
        self.0.manifest.limits.iter().map(Into::into).collect()
    }

    /// How often it may be asked; riskgate waits rather than ask more often, and says `SOURCE_THROTTLED` where that would take too long.
    async fn rates(&self) -> Vec<Rate> {
        self.0.manifest.rates.iter().map(Into::into).collect()
    }

    /// How long it may take to answer, in seconds; then the answer is `SOURCE_TIMEOUT`.
    async fn deadline_seconds(&self) -> f64 {
        self.0.manifest.deadline.as_secs_f64()
    }

    /// What it can be asked, question by question.
    async fn offers(&self) -> Vec<Offer> {
        self.0.answers().into_iter().map(|question| Offer::of(&self.0.manifest, question)).collect()
    }
}

/// A question that is sent to one adapter.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "Question")]
pub(crate) enum Question {
    /// Users.
    #[graphql(name = "USERS")]
    Users,
    /// Service principals.
    #[graphql(name = "SERVICE_PRINCIPALS")]
    ServicePrincipals,
    /// Sign-ins.
    #[graphql(name = "SIGN_INS")]
    SignIns,
    /// Detections.
    #[graphql(name = "DETECTIONS")]
    Detections,
    /// Histories of risks.
    #[graphql(name = "RISK_HISTORY")]
    RiskHistory,
    /// Directory audits.
    #[graphql(name = "DIRECTORY_AUDITS")]
    DirectoryAudits,
    /// Named locations.
    #[graphql(name = "NAMED_LOCATIONS")]
    NamedLocations,
    /// Conditional Access policies.
    #[graphql(name = "CONDITIONAL_ACCESS_POLICIES")]
    ConditionalAccessPolicies,
    /// Alerts of Microsoft Defender.
    #[graphql(name = "ALERTS")]
    Alerts,
    /// Incidents of Microsoft Defender.
    #[graphql(name = "INCIDENTS")]
    Incidents,
}

impl From<adapter::Question> for Question {
    fn from(question: adapter::Question) -> Self {
        match question {
            adapter::Question::Users => Self::Users,
            adapter::Question::ServicePrincipals => Self::ServicePrincipals,
            adapter::Question::SignIns => Self::SignIns,
            adapter::Question::Detections => Self::Detections,
            adapter::Question::RiskHistory => Self::RiskHistory,
            adapter::Question::DirectoryAudits => Self::DirectoryAudits,
            adapter::Question::NamedLocations => Self::NamedLocations,
            adapter::Question::ConditionalAccessPolicies => Self::ConditionalAccessPolicies,
            adapter::Question::Alerts => Self::Alerts,
            adapter::Question::Incidents => Self::Incidents,
        }
    }
}

/// How old an adapter's answers may be.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "Freshness")]
pub(crate) enum Freshness {
    /// As old as what was last recorded; a connection's `asOf` says when that was.
    #[graphql(name = "RECORDED")]
    Recorded,
    /// As the source is when it is asked.
    #[graphql(name = "LIVE")]
    Live,
}

/// A limit that an adapter keeps to.
#[derive(SimpleObject)]
#[graphql(name = "AdapterLimit")]
pub(crate) struct Limit {
    /// What is limited, such as `rows a page`.
    what: String,
    /// The most there may be.
    maximum: u64,
}

impl From<&adapter::Limit> for Limit {
    fn from(limit: &adapter::Limit) -> Self {
        Self { what: limit.what.clone(), maximum: limit.maximum }
    }
}
