//! How records come in: all of a batch in one transaction.
//!
//! A record is never overwritten. Every version of it that was observed is kept, and the row that is read is made anew from all of them:
//! the properties by `model::merge`, the risk by `model::fold`. So the store comes out the same whatever the order of the records, and
//! however often they come.

mod access;
pub(crate) mod acts;
mod alert_lines;
mod alerts;
mod audits;
pub(crate) mod changes;
mod claim_sources;
mod detection_row;
mod due;
pub(crate) mod events;
mod feeds;
pub(crate) mod histories;
mod identities;
mod incidents;
pub(crate) mod links;
mod patience;
mod refusals;
pub(crate) mod rows;
mod sign_in_row;
mod speaking;
pub(crate) mod together;
pub(crate) mod touched;
mod unfit;
mod unnamed;
pub(crate) mod verdicts;
mod versions;

use std::mem::take;

use async_trait::async_trait;
use riskgate_adapter::{Answer, Batch, Counts, Recorded, Sink};
use riskgate_model::{
    Alert, ConditionalAccessPolicy, Detection, DirectoryAudit, DirectoryUser, Identity, Incident, Kept, NamedLocation, Record, RecordKind,
    Refusal, RiskHistoryItem, RiskyServicePrincipal, RiskyUser, SignIn, Time,
};
use sea_orm::DatabaseTransaction;

use self::{patience::Patience, touched::Touched};
use crate::{error::StoreError, store::Store};

/// A batch, by kind.
#[derive(Default)]
struct Sorted<'a> {
    directory_users: Vec<&'a Kept<DirectoryUser>>,
    risky_users: Vec<&'a Kept<RiskyUser>>,
    risky_service_principals: Vec<&'a Kept<RiskyServicePrincipal>>,
    history_items: Vec<(&'a Identity, &'a Kept<RiskHistoryItem>)>,
    sign_ins: Vec<&'a Kept<SignIn>>,
    detections: Vec<&'a Kept<Detection>>,
    directory_audits: Vec<&'a Kept<DirectoryAudit>>,
    named_locations: Vec<&'a Kept<NamedLocation>>,
    policies: Vec<&'a Kept<ConditionalAccessPolicy>>,
    alerts: Vec<&'a Kept<Alert>>,
    incidents: Vec<&'a Kept<Incident>>,
}

impl<'a> Sorted<'a> {
    /// The records by kind, and refusals of those that cannot be kept.
    fn new(records: &'a [Record], now: Time) -> (Self, Vec<Refusal>) {
        let (mut sorted, mut refused) = (Self::default(), Vec::new());
        for record in records {
            if let Some(refusal) = unfit::refusal(record, now) {
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
                Record::DirectoryAudit(audit) => sorted.directory_audits.push(audit),
                Record::NamedLocation(location) => sorted.named_locations.push(location),
                Record::ConditionalAccessPolicy(policy) => sorted.policies.push(policy),
                Record::Alert(alert) => sorted.alerts.push(alert),
                Record::Incident(incident) => sorted.incidents.push(incident),
            }
        }
        (sorted, refused)
    }
}

#[async_trait]
impl Sink for Store {
    async fn record(&self, records: &[Record], refused: &[Refusal]) -> Answer<Recorded> {
        self.record_with(records, refused, None).await
    }
}

impl Store {
    /// Records, and where a feed goes on; all of it or nothing.
    async fn record_with(&self, records: &[Record], refused: &[Refusal], feed: Option<(&str, &Batch)>) -> Answer<Recorded> {
        let mut patience = Patience::new();
        loop {
            match self.record_once(records, refused, feed).await {
                Err(error) if patience.is_left(error.fault()).await => {}
                answer => return Ok(answer?),
            }
        }
    }

    async fn record_once(&self, records: &[Record], refused: &[Refusal], feed: Option<(&str, &Batch)>) -> Result<Recorded, StoreError> {
        let transaction = self.begin().await?;
        let recorded = self.record_in(&transaction, records, refused).await?;
        if let Some((feed, batch)) = feed {
            histories::write(&transaction, &batch.histories).await?;
            feeds::write(&transaction, feed, batch, self.clock.now()).await?;
        }
        transaction.commit().await?;
        Ok(recorded)
    }

    pub(crate) async fn record_in(
        &self,
        transaction: &DatabaseTransaction,
        records: &[Record],
        refused: &[Refusal],
    ) -> Result<Recorded, StoreError> {
        let now = self.clock.now();
        let (sorted, unfit) = Sorted::new(records, now);
        let refused: Vec<&Refusal> = refused.iter().chain(&unfit).collect();
        let mut touched = Touched::begin(transaction).await?;
        let touched = &mut touched;
        let mut recorded = Recorded::default();
        let mut count = |kind, counts: Counts| {
            if counts != Counts::default() {
                recorded += &Recorded([(kind, counts)].into());
            }
        };
        count(RecordKind::Users, identities::record_directory_users(transaction, &sorted.directory_users, touched).await?);
        count(RecordKind::RiskyUsers, identities::record_risky_users(transaction, &sorted.risky_users, touched).await?);
        count(
            RecordKind::RiskyServicePrincipals,
            identities::record_risky_service_principals(transaction, &sorted.risky_service_principals, touched).await?,
        );
        count(RecordKind::RiskHistoryItems, changes::record(transaction, &sorted, touched).await?);
        count(RecordKind::SignIns, events::record(transaction, &sorted.sign_ins, touched).await?);
        count(RecordKind::RiskDetections, unnamed::record(transaction, &sorted.detections, touched).await?);
        count(RecordKind::DirectoryAudits, audits::record(transaction, &sorted.directory_audits).await?);
        count(RecordKind::NamedLocations, access::record_locations(transaction, &sorted.named_locations).await?);
        count(RecordKind::ConditionalAccessPolicies, access::record_policies(transaction, &sorted.policies).await?);
        count(RecordKind::Alerts, alerts::record(transaction, &sorted.alerts, touched).await?);
        count(RecordKind::Incidents, incidents::record(transaction, &sorted.incidents, touched).await?);
        verdicts::settle(transaction, take(touched)).await?;
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

#[cfg(test)]
mod tests;
