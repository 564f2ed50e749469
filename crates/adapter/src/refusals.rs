//! What was refused, kept until it can be read.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_model::{Filter, KeptRefusal, Page, Query, RefusalField, RefusalFields, RefusalId};

use crate::Answer;

/// Answers what a [`Sink`](crate::Sink) has refused, and why. It is no question that is routed: the records are not there to be asked for.
#[async_trait]
pub trait RefusalSource: Send + Sync {
    /// The refusals of these ids; unknown ones are absent.
    ///
    /// # Errors
    /// When the source cannot answer.
    async fn refusals_by_id(&self, ids: &[RefusalId], fields: RefusalFields) -> Answer<HashMap<RefusalId, KeptRefusal>>;

    /// One page of refusals.
    ///
    /// # Errors
    /// When the source cannot answer, or not this query.
    async fn refusals(&self, query: &Query<KeptRefusal>) -> Answer<Page<KeptRefusal>>;

    /// How many refusals meet the condition; none where counting would read more than the source allows itself.
    ///
    /// # Errors
    /// When the source cannot answer, or not this filter.
    async fn count_refusals(&self, filter: &Filter<RefusalField>) -> Answer<Option<u64>>;
}
