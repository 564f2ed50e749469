//! Whose risk history is read next.

use async_trait::async_trait;
use riskgate_model::{Identity, TenantId, Time};

use crate::Answer;

/// A sink that knows whose risk changed after their history was last read: a history costs its source a call of its own.
#[async_trait]
pub trait Histories: Send + Sync {
    /// Those of the tenant whose history is to be read, whose risk changed last first, and at most so many.
    ///
    /// # Errors
    /// When the sink cannot be read.
    async fn unread_histories(&self, tenant: &TenantId, of: HistoryOf, most: usize) -> Answer<Vec<ReadHistory>>;
}

/// Whose histories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryOf {
    /// Those of users.
    Users,
    /// Those of service principals.
    ServicePrincipals,
}

/// That a risk history was read, or is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadHistory {
    /// Whose.
    pub identity: Identity,
    /// When the risk had last changed: once it changes again, the history is to be read again.
    pub as_of: Time,
}
