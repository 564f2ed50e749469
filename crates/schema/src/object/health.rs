//! How an adapter is doing, its feeds, and what its source lets it ask.

use async_graphql::SimpleObject;
use riskgate_adapter as adapter;

use crate::scalar::DateTime;

/// How an adapter is doing.
#[derive(SimpleObject)]
#[graphql(name = "AdapterHealth")]
pub(crate) struct Health {
    /// Whether it can answer, and its feeds can be read.
    healthy: bool,
    /// What is wrong, in a sentence.
    problem: Option<String>,
    /// When something new or changed was last recorded in it, in UTC; null where it does not tell.
    as_of: Option<DateTime>,
    /// The feeds that keep records fresh, those first that say most about who is at risk; none where it has none.
    feeds: Vec<Feed>,
    /// What its source lets it ask; none where that is not limited.
    budgets: Vec<Budget>,
}

/// How a feed is doing: what it reads is recorded in the store.
#[derive(SimpleObject)]
#[graphql(name = "AdapterFeed")]
pub(crate) struct Feed {
    /// Its name: the adapter, the tenant, the list, and the part of it.
    name: String,
    /// When it was last read to its end, in UTC; null where it never was.
    caught_up_at: Option<DateTime>,
    /// How long ago that is, in seconds.
    lag_seconds: Option<f64>,
    /// Why it could not be read on after that, in a sentence; null where it could.
    problem: Option<String>,
    /// When that was, in UTC.
    failed_at: Option<DateTime>,
}

/// What a source lets an adapter ask, and how that went since the gateway started.
#[derive(SimpleObject)]
#[graphql(name = "AdapterBudget")]
pub(crate) struct Budget {
    /// What is limited together: the tenant and the class of resources.
    name: String,
    /// How many units of the limit are left now; a call takes one or more.
    left: u32,
    /// How many were made.
    calls: u64,
    /// How many of these were throttled.
    throttled: u64,
    /// How many were not answered, or not so that it could be understood.
    failed: u64,
    /// For how many seconds none is made, because the source throttled or failed; null where calls can be made.
    pause_seconds: Option<f64>,
    /// When one was last answered, in UTC.
    last_success_at: Option<DateTime>,
    /// Why one was last refused or failed.
    last_problem: Option<String>,
    /// When that was, in UTC.
    last_failure_at: Option<DateTime>,
}

impl From<adapter::Health> for Health {
    fn from(health: adapter::Health) -> Self {
        Self {
            healthy: health.healthy,
            problem: health.problem,
            as_of: DateTime::shown(health.as_of),
            feeds: health.feeds.into_iter().map(Into::into).collect(),
            budgets: health.budgets.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<adapter::FeedHealth> for Feed {
    fn from(feed: adapter::FeedHealth) -> Self {
        let (failed_at, problem) = feed.failure.map(|failure| (failure.at, failure.reason)).unzip();
        Self {
            name: feed.name,
            caught_up_at: DateTime::shown(feed.caught_up_at),
            lag_seconds: feed.lag.map(|lag| lag.as_secs_f64()),
            problem,
            failed_at: DateTime::shown(failed_at),
        }
    }
}

impl From<adapter::Budget> for Budget {
    fn from(budget: adapter::Budget) -> Self {
        let (failed_at, problem) = budget.last_failure.map(|failure| (failure.at, failure.reason)).unzip();
        Self {
            name: budget.name,
            left: budget.left,
            calls: budget.calls,
            throttled: budget.throttled,
            failed: budget.failed,
            pause_seconds: budget.pause.map(|pause| pause.as_secs_f64()),
            last_success_at: DateTime::shown(budget.last_success),
            last_problem: problem,
            last_failure_at: DateTime::shown(failed_at),
        }
    }
}
