//! What was refused, read once more.

use riskgate_adapter::{AdapterError, Recorded, RefusalSource};
use riskgate_adapter_store::Store;
use riskgate_model::{KeptRefusal, Query, Record, RecordKind, Refusal, RefusalId, TenantId};
use riskgate_wire::{PageContext, Recognised, RecordDefaults, recognise};
use serde::Serialize;

use super::push;
use crate::Error;

/// Refusals that are read together: each may keep 64 KiB of text.
const TOGETHER: u32 = 200;

/// What became of refusals that were read again.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Retried {
    /// Records that could be read now, by kind.
    pub records: Recorded,
    /// Refusals that are gone, because their records could be read.
    pub settled: u64,
    /// Refusals that stay.
    pub refused: u64,
}

/// Reads all refusals again, newest first, records what can be read now, and forgets these.
///
/// # Errors
/// When the store cannot be read or cannot record. What was recorded before stays, and its refusals are gone or are read again.
pub async fn retry_all(store: &Store, tenant: &TenantId) -> Result<Retried, Error> {
    let mut retried = Retried::default();
    let mut query = Query::<KeptRefusal>::first(TOGETHER);
    loop {
        let page = store.refusals(&query).await.map_err(Error::Read)?;
        retry(store, &page.rows, tenant, &mut retried).await.map_err(Error::Record)?;
        match page.next {
            Some(next) => query.after = Some(next),
            None => return Ok(retried),
        }
    }
}

/// Reads these refusals again.
///
/// # Errors
/// As [`retry_all`].
pub async fn retry_some(store: &Store, refusals: &[KeptRefusal], tenant: &TenantId) -> Result<Retried, Error> {
    let mut retried = Retried::default();
    retry(store, refusals, tenant, &mut retried).await.map_err(Error::Record)?;
    Ok(retried)
}

async fn retry(store: &Store, refusals: &[KeptRefusal], tenant: &TenantId, retried: &mut Retried) -> Result<(), AdapterError> {
    let (mut records, mut read): (Vec<Record>, Vec<RefusalId>) = (Vec::new(), Vec::new());
    for refusal in refusals {
        if let Some(record) = read_again(refusal, tenant) {
            records.push(record);
            read.push(refusal.id.clone());
        }
    }
    let mut settled = 0;
    if !read.is_empty() {
        let recorded = store.settle(&read, &records).await?;
        // The store may refuse for reasons of its own.
        settled = read.len() as u64 - recorded.0.values().map(|counts| counts.refused).sum::<u64>();
        retried.records += &recorded;
    }
    retried.settled += settled;
    retried.refused += refusals.len() as u64 - settled;
    Ok(())
}

/// The record, if it can be read now.
fn read_again(KeptRefusal { refusal, .. }: &KeptRefusal, tenant: &TenantId) -> Option<Record> {
    let value = serde_json::from_str(&refusal.text).ok()?;
    let context = &refusal.context;
    // Refusals of older versions do not know in which tenant they were read.
    let tenant = if context.tenant == TenantId::default() { tenant } else { &context.tenant };
    let defaults = RecordDefaults { tenant: tenant.clone(), as_of: context.as_of };
    match recognise(value, context.page.as_deref().map(PageContext::new).as_ref(), &defaults) {
        Recognised::Record(record) => Some(record).filter(|record| may_be(refusal, record.kind())),
        Recognised::Skipped(_) | Recognised::Refused(_) => None,
    }
}

/// Whether what was refused may become a record of a kind: what was pushed, only of one that may be pushed. What the store itself refused of
/// it names the store and its kind, and not whence it came.
fn may_be(refusal: &Refusal, kind: RecordKind) -> bool {
    let may_be_pushed = refusal.source == push::SOURCE || refusal.kind.is_some_and(push::is_taken);
    !may_be_pushed || push::is_taken(kind)
}
