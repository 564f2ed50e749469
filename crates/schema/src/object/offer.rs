//! What an adapter can be asked, as its manifest declares it.

use async_graphql::{Enum, SimpleObject};
use riskgate_adapter as adapter;
use riskgate_model::{Field, Operator};

use super::adapter::Question;
use crate::order::OrderDirection;

/// What an adapter can be asked by one question. What a filter asks beyond that is tested by riskgate, row by row, or refused with
/// `FILTER_NOT_PUSHABLE`.
#[derive(SimpleObject)]
#[graphql(name = "AdapterOffer")]
pub(crate) struct Offer {
    /// The question.
    question: Question,
    /// What it filters by itself.
    filters: Vec<Filterable>,
    /// Whether it tests `or` and `not` itself, and so `ne` and `notIn`.
    combines: bool,
    /// The properties it orders lists by, beside the date.
    orders: Vec<&'static str>,
    /// The only direction that its lists can be asked for in; null when both can.
    only_direction: Option<OrderDirection>,
    /// The most rows of one page. Longer pages of root lists take several calls; lists under a parent are cut to it, and go on.
    page_maximum: u32,
    /// The most ids or parents of one call.
    keys_maximum: u32,
    /// What becomes of a question for more of them.
    beyond_keys_maximum: BeyondKeysMaximum,
    /// The most rows that riskgate reads from it for one page to test the rest of a filter on; then the page is short and goes on. With 0,
    /// such filters are refused.
    scan_maximum: u32,
    /// For how many days it keeps records; null when for ever.
    retention_days: Option<u32>,
    /// What it must be given to answer: permissions, roles and licences, by the names that their vendor gives them.
    needs: Vec<String>,
}

/// What becomes of a question for more ids or parents than one call may have.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "BeyondKeysMaximum")]
enum BeyondKeysMaximum {
    /// It takes several calls.
    #[graphql(name = "SPLIT")]
    Split,
    /// It is refused with `TOO_EXPENSIVE`, calls and seconds.
    #[graphql(name = "REFUSED")]
    Refused,
}

/// A property that an adapter filters by.
#[derive(SimpleObject)]
#[graphql(name = "AdapterFilter")]
pub(crate) struct Filterable {
    /// The property.
    field: &'static str,
    /// The operators that it knows for it; `in` means `eq` as well.
    operators: Vec<&'static str>,
}

/// How often an adapter may be asked.
#[derive(SimpleObject)]
#[graphql(name = "AdapterRate")]
pub(crate) struct Rate {
    /// The questions whose calls are counted together.
    questions: Vec<Question>,
    /// The most calls in that time.
    calls: u32,
    /// The time, in seconds.
    per_seconds: f64,
}

impl Offer {
    /// The offer of the manifest for a question.
    pub(super) fn of(manifest: &adapter::Manifest, question: adapter::Question) -> Self {
        match question {
            adapter::Question::Users => Self::shown(question, &manifest.users),
            adapter::Question::ServicePrincipals => Self::shown(question, &manifest.service_principals),
            adapter::Question::SignIns => Self::shown(question, &manifest.sign_ins),
            adapter::Question::Detections => Self::shown(question, &manifest.detections),
            adapter::Question::RiskHistory => Self::shown(question, &manifest.risk_history),
            adapter::Question::DirectoryAudits => Self::shown(question, &manifest.directory_audits),
            adapter::Question::NamedLocations => Self::shown(question, &manifest.named_locations),
            adapter::Question::ConditionalAccessPolicies => Self::shown(question, &manifest.conditional_access_policies),
            adapter::Question::Alerts => Self::shown(question, &manifest.alerts),
            adapter::Question::Incidents => Self::shown(question, &manifest.incidents),
        }
    }

    fn shown<F: Field>(question: adapter::Question, offer: &adapter::Offer<F>) -> Self {
        let filterable = |it: &adapter::Filterable<F>| Filterable {
            field: it.field.name(),
            operators: it.operators.iter().copied().map(Operator::name).collect(),
        };
        Self {
            question: question.into(),
            filters: offer.filters.iter().map(filterable).collect(),
            combines: offer.combines,
            orders: offer.orders.iter().map(|field| field.name()).collect(),
            only_direction: offer.only_direction.map(Into::into),
            page_maximum: offer.page,
            keys_maximum: offer.keys,
            beyond_keys_maximum: match offer.beyond {
                adapter::Beyond::Split => BeyondKeysMaximum::Split,
                adapter::Beyond::Refused => BeyondKeysMaximum::Refused,
            },
            scan_maximum: offer.scan,
            retention_days: offer.retention_days,
            needs: offer.needs.clone(),
        }
    }
}

impl From<&adapter::Rate> for Rate {
    fn from(rate: &adapter::Rate) -> Self {
        Self {
            questions: rate.questions.iter().copied().map(Into::into).collect(),
            calls: rate.calls.get(),
            per_seconds: rate.per.as_secs_f64(),
        }
    }
}
