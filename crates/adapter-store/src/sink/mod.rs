//! How records come in: all of a batch in one transaction.
//!
//! A record is never overwritten. Every version of it that was observed is kept, and the row that is read is made anew from all of them:
//! the properties by `model::merge`, the risk by `model::fold`. So the store comes out the same whatever the order of the records, and
//! however often they come.

mod changes;
mod detection_row;
mod events;
mod identities;
mod measure;
mod refusals;
mod rows;
mod sign_in_row;
mod versions;

use async_trait::async_trait;
use riskgate_adapter::{Answer, Counts, Recorded, Sink};
use riskgate_model::{
    Detection, DirectoryUser, Identity, Kept, Record, RecordKind, Refusal, RiskHistoryItem, RiskyServicePrincipal, RiskyUser, SignIn,
};
use sea_orm::DatabaseTransaction;

use crate::{
    error::{Fault, StoreError},
    store::Store,
};

/// How often a batch is tried that meets other transactions.
const TRIES: u32 = 3;

/// A batch, by kind.
#[derive(Default)]
struct Sorted<'a> {
    directory_users: Vec<&'a Kept<DirectoryUser>>,
    risky_users: Vec<&'a Kept<RiskyUser>>,
    risky_service_principals: Vec<&'a Kept<RiskyServicePrincipal>>,
    history_items: Vec<(&'a Identity, &'a Kept<RiskHistoryItem>)>,
    sign_ins: Vec<&'a Kept<SignIn>>,
    detections: Vec<&'a Kept<Detection>>,
}

impl<'a> Sorted<'a> {
    /// The records by kind, and refusals of those that cannot be kept.
    fn new(records: &'a [Record]) -> (Self, Vec<Refusal>) {
        let (mut sorted, mut refused) = (Self::default(), Vec::new());
        for record in records {
            if let Some(refusal) = measure::refusal(record) {
                refused.push(refusal);
                continue;
            }
            match record {
                Record::DirectoryUser(user) => sorted.directory_users.push(user),
                Record::RiskyUser(user) => sorted.risky_users.push(user),
                Record::RiskyServicePrincipal(principal) => sorted.risky_service_principals.push(principal),
                Record::RiskHistoryItem(identity, item) => sorted.history_items.push((identity, item)),
                Record::SignIn(sign_in) => sorted.sign_ins.push(sign_in),
                Record::Detection(detection) => sorted.detections.push(detection),
            }
        }
        (sorted, refused)
    }
}

#[async_trait]
impl Sink for Store {
    async fn record(&self, records: &[Record], refused: &[Refusal]) -> Answer<Recorded> {
        let mut tries = 1;
        loop {
            match self.record_once(records, refused).await {
                // Undone because it met another transaction, such as a change of the tables; nothing of it is there.
                Err(error) if error.fault() == Some(Fault::Crossed) && tries < TRIES => tries += 1,
                answer => return Ok(answer?),
            }
        }
    }
}

impl Store {
    async fn record_once(&self, records: &[Record], refused: &[Refusal]) -> Result<Recorded, StoreError> {
        let transaction = self.begin().await?;
        let recorded = self.record_in(&transaction, records, refused).await?;
        transaction.commit().await?;
        Ok(recorded)
    }

    async fn record_in(&self, transaction: &DatabaseTransaction, records: &[Record], refused: &[Refusal]) -> Result<Recorded, StoreError> {
        let (sorted, unfit) = Sorted::new(records);
        let refused: Vec<&Refusal> = refused.iter().chain(&unfit).collect();
        let now = self.clock.now();
        let mut recorded = Recorded::default();
        let mut count = |kind, counts: Counts| {
            if counts != Counts::default() {
                recorded += &Recorded([(kind, counts)].into());
            }
        };
        count(RecordKind::Users, identities::record_directory_users(transaction, &sorted.directory_users).await?);
        count(RecordKind::RiskyUsers, identities::record_risky_users(transaction, &sorted.risky_users).await?);
        count(
            RecordKind::RiskyServicePrincipals,
            identities::record_risky_service_principals(transaction, &sorted.risky_service_principals).await?,
        );
        count(RecordKind::RiskHistoryItems, changes::record(transaction, &sorted).await?);
        count(RecordKind::SignIns, events::record(transaction, &sorted.sign_ins).await?);
        count(RecordKind::RiskDetections, events::record(transaction, &sorted.detections).await?);
        for kind in refused.iter().filter_map(|refusal| refusal.kind) {
            count(kind, Counts { refused: 1, ..Counts::default() });
        }
        refusals::record(transaction, &refused, now).await?;
        if recorded.0.values().any(|counts| counts.new + counts.changed > 0) {
            rows::touch(transaction, now).await?;
        }
        Ok(recorded)
    }
}
