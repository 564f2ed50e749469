//! What was refused, answered and forgotten.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_adapter::{Answer, Recorded, RefusalSource};
use riskgate_model::{Filter, KeptRefusal, Page, Query, Record, RefusalField, RefusalFields, RefusalId};
use sea_orm::ConnectionTrait;

use crate::{error::StoreError, keys::Keys, read::Parents, sql::Sql, store::Store};

#[async_trait]
impl RefusalSource for Store {
    async fn refusals_by_id(&self, ids: &[RefusalId], fields: RefusalFields) -> Answer<HashMap<RefusalId, KeptRefusal>> {
        self.by_id(ids, fields).await
    }

    async fn refusals(&self, query: &Query<KeptRefusal>) -> Answer<Page<KeptRefusal>> {
        self.page(query).await
    }

    async fn count_refusals(&self, filter: &Filter<RefusalField>) -> Answer<Option<u64>> {
        Ok(self.count::<KeptRefusal>(&Parents::None, filter).await?.into_iter().next().flatten())
    }
}

impl Store {
    /// Forgets refusals and records what they have become, in one transaction. What cannot be kept is refused once more.
    ///
    /// # Errors
    /// When the database cannot be written; then all refusals are kept, and nothing is recorded.
    pub async fn settle(&self, ids: &[RefusalId], records: &[Record]) -> Result<Recorded, StoreError> {
        let keys = Keys::of(ids);
        let mut sql = Sql::new(self.backend(), "delete from refusals where (tenant, id) in (select ");
        sql.cell(&keys, "wanted", 0).push(", ").cell(&keys, "wanted", 1).push(" from ").keys(&keys, "wanted").push(")");
        let transaction = self.begin().await?;
        transaction.execute_raw(sql.statement()).await?;
        let recorded = self.record_in(&transaction, records, &[]).await?;
        transaction.commit().await?;
        Ok(recorded)
    }
}
