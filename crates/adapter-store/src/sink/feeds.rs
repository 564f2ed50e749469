//! Where feeds go on: kept in the transaction that records what they read.

use async_trait::async_trait;
use riskgate_adapter::{AdapterError, Answer, Batch, Checkpoint, Checkpoints, Failure, FeedState, Recorded};
use riskgate_model::{Time, without_nul};
use sea_orm::{DatabaseTransaction, QueryResult};

use super::rows::{self, Row};
use crate::{error::StoreError, sql::Sql, store::Store};

/// What makes a feed the same one.
const KEY: &[&str] = &["name"];

#[async_trait]
impl Checkpoints for Store {
    async fn feed(&self, name: &str) -> Answer<FeedState> {
        let mut sql = Sql::new(self.backend(), SELECT);
        sql.push(" where name = ").bind(name);
        let rows = self.rows(sql.statement()).await?;
        Ok(rows.first().map(read).transpose()?.map(|(_, state)| state).unwrap_or_default())
    }

    async fn feeds(&self) -> Answer<Vec<(String, FeedState)>> {
        let mut sql = Sql::new(self.backend(), SELECT);
        sql.push(" order by name");
        let rows = self.rows(sql.statement()).await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    async fn record_batch(&self, feed: &str, batch: &Batch) -> Answer<Recorded> {
        self.record_with(&batch.records, &batch.refused, Some((feed, batch))).await
    }

    async fn feed_failed(&self, feed: &str, error: &AdapterError) -> Answer<()> {
        let row =
            vec![("name", feed.into()), ("failed_at", rows::time(Some(self.clock.now()))), ("failure", without_nul(error.told()).into())];
        Ok(self.write_feed(row).await?)
    }
}

impl Store {
    async fn write_feed(&self, row: Row) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        rows::upsert(&transaction, "feeds", KEY, vec![row], "").await?;
        Ok(transaction.commit().await?)
    }
}

/// Notes where the feed of this batch goes on, and that it was read to its end if it was. One that waits has not failed, and has not caught up.
pub(super) async fn write(transaction: &DatabaseTransaction, feed: &str, batch: &Batch, now: Time) -> Result<(), StoreError> {
    let mut row = vec![("name", feed.into()), ("checkpoint", batch.checkpoint.0.clone().into())];
    if !batch.more {
        row.extend([("failed_at", rows::time(None)), ("failure", rows::text(None))]);
    }
    if !batch.more && batch.waiting == 0 {
        row.push(("caught_up_at", rows::time(Some(now))));
    }
    rows::upsert(transaction, "feeds", KEY, vec![row], "").await
}

const SELECT: &str = "select name, checkpoint, caught_up_at, failed_at, failure from feeds";

fn read(row: &QueryResult) -> Result<(String, FeedState), StoreError> {
    let time = |column| row.try_get_by_index::<Option<i64>>(column).map(|nanos| nanos.map(Time::from_nanos));
    let failed: (Option<Time>, Option<String>) = (time(3)?, row.try_get_by_index(4)?);
    let state = FeedState {
        checkpoint: row.try_get_by_index::<Option<String>>(1)?.map(Checkpoint),
        caught_up_at: time(2)?,
        failure: failed.0.zip(failed.1).map(|(at, reason)| Failure { at, reason }),
    };
    Ok((row.try_get_by_index(0)?, state))
}
