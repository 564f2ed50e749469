//! The audit trail: records that follow from one another, so that none can be changed, taken out or put in unseen.

use riskgate_adapter::AuditRecord;
use riskgate_model::{Time, hexadecimal};
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, QueryResult};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::{error::StoreError, sink::together, sql::Sql, store::Store};

/// How many records are read at once.
const PAGE: u16 = 1_000;

/// The hash before the first record.
const NONE: &str = "";

/// The last record of the trail: who keeps it elsewhere finds out when the trail is cut.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditHead {
    /// Its number, from 1; 0 where there is none.
    pub seq: i64,
    /// Its hash, in hexadecimal.
    pub hash: String,
}

/// A record in the trail, as it stands there, whatever it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditLink {
    /// Its number.
    pub seq: i64,
    /// What it says: JSON, if nobody has changed it.
    pub record: String,
    /// The hash of the record before.
    pub previous: String,
    /// The hash of both.
    pub hash: String,
}

/// Where the trail is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuditFlaw {
    /// A record is gone.
    #[error("record {0} was deleted")]
    Missing(i64),
    /// A record is not as it was written.
    #[error("record {0} was changed: its hash is of something else")]
    Changed(i64),
    /// A record stands where another one was written.
    #[error("record {0} does not follow from the one before it: one of them was added, swapped with another, or written anew")]
    Unlinked(i64),
    /// The head that was given is not in the trail.
    #[error("no record has the hash {0}: the trail was cut, or it is another one")]
    Cut(String),
}

impl AuditHead {
    /// The head once this record follows.
    ///
    /// # Errors
    /// When it does not follow.
    pub fn then(&self, next: &AuditLink) -> Result<Self, AuditFlaw> {
        if next.seq > self.seq + 1 {
            return Err(AuditFlaw::Missing(self.seq + 1));
        }
        if next.hash != hash(&next.previous, &next.record) {
            return Err(AuditFlaw::Changed(next.seq));
        }
        if next.seq != self.seq + 1 || next.previous != self.hash {
            return Err(AuditFlaw::Unlinked(next.seq));
        }
        Ok(Self { seq: next.seq, hash: next.hash.clone() })
    }
}

impl Store {
    /// Goes through the audit trail, and answers its head.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn verify_audit(&self, known: Option<&str>) -> Result<Result<AuditHead, AuditFlaw>, StoreError> {
        let (mut head, mut found) = (AuditHead::default(), known.is_none_or(|known| known == NONE));
        let mut after = None;
        loop {
            let links = self.audit_links(after).await?;
            for link in &links {
                head = match head.then(link) {
                    Ok(head) => head,
                    Err(flaw) => return Ok(Err(flaw)),
                };
                found |= known.is_some_and(|known| known.eq_ignore_ascii_case(&link.hash));
            }
            match links.last() {
                Some(last) => after = Some(last.seq),
                None if found => return Ok(Ok(head)),
                None => return Ok(Err(AuditFlaw::Cut(known.unwrap_or_default().to_owned()))),
            }
        }
    }

    /// The next records of the trail after the one of this number, or its first ones; none at its end.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn audit_links(&self, after: Option<i64>) -> Result<Vec<AuditLink>, StoreError> {
        // Whoever adds a record may give it any number.
        let Some(first) = after.map_or(Some(i64::MIN), |after| after.checked_add(1)) else { return Ok(Vec::new()) };
        let mut sql = Sql::new(self.backend(), "select seq, record, previous, hash from audit where seq >= ");
        sql.bind(first).push(" order by seq limit ").bind(i64::from(PAGE));
        self.rows(sql.statement()).await?.iter().map(AuditLink::standing).collect()
    }

    /// The records before the one of this number, the newest first.
    pub(super) async fn audit_before(&self, before: Option<i64>, most: usize) -> Result<Vec<AuditRecord>, StoreError> {
        let mut sql = Sql::new(self.backend(), "select seq, record, previous, hash from audit where seq < ");
        sql.bind(before.unwrap_or(i64::MAX)).push(" order by seq desc limit ").bind(i64::try_from(most).unwrap_or(i64::MAX));
        self.rows(sql.statement()).await?.iter().map(|row| AuditLink::read(row)?.record()).collect()
    }
}

/// Adds records to the trail, in this order.
pub(super) async fn append(transaction: &DatabaseTransaction, records: Vec<Value>, now: Time) -> Result<(), StoreError> {
    if records.is_empty() {
        return Ok(());
    }
    let backend = transaction.get_database_backend();
    let last = Sql::new(backend, "select seq, record, previous, hash from audit order by seq desc limit 1").statement();
    let last = transaction.query_one_raw(last).await?.as_ref().map(AuditLink::read).transpose()?;
    let (mut seq, mut previous) = last.map_or((0, NONE.to_owned()), |last| (last.seq, last.hash));
    let mut rows = Vec::with_capacity(records.len());
    for mut record in records {
        record["at"] = now.to_string().into();
        let record = record.to_string();
        let hash = hash(&previous, &record);
        seq += 1;
        let previous = std::mem::replace(&mut previous, hash.clone());
        rows.push(vec![("seq", seq.into()), ("record", record.into()), ("previous", previous.into()), ("hash", hash.into())]);
    }
    together::insert(transaction, "audit", &rows).await
}

impl AuditLink {
    fn read(row: &QueryResult) -> Result<Self, StoreError> {
        Ok(Self {
            seq: row.try_get_by_index(0)?,
            record: row.try_get_by_index(1)?,
            previous: row.try_get_by_index(2)?,
            hash: row.try_get_by_index(3)?,
        })
    }

    /// The same, where somebody may have put what is no text: it then says what nobody has written.
    fn standing(row: &QueryResult) -> Result<Self, StoreError> {
        let text = |column| row.try_get_by_index(column).unwrap_or_else(|_| char::REPLACEMENT_CHARACTER.to_string());
        Ok(Self { seq: row.try_get_by_index(0)?, record: text(1), previous: text(2), hash: text(3) })
    }

    fn record(self) -> Result<AuditRecord, StoreError> {
        #[derive(Deserialize)]
        struct When {
            at: String,
        }
        let Self { seq, record, previous, hash } = self;
        let told = serde_json::from_str(&record).ok().and_then(|When { at }| Time::parse(&at).ok());
        let at = told.ok_or_else(|| StoreError::Content(format!("record {seq} of the audit trail says no time")))?;
        Ok(AuditRecord { seq, at, record, previous, hash })
    }
}

fn hash(previous: &str, record: &str) -> String {
    hexadecimal(&Sha256::new().chain_update(previous).chain_update("\n").chain_update(record).finalize())
}
