//! Rows of a page into records; those that cannot become one are refused, one by one.

use std::collections::BTreeMap;

use riskgate_adapter::{Batch, Checkpoint};
use riskgate_model::{RecordKind, Refusal, RefusalContext, TenantId, Time};
use riskgate_wire::{PageContext, Recognised, RecordDefaults, Refused, recognise};
use serde_json::value::RawValue;

/// The moment of a reading is cut to this, in seconds: a record without a time of its own that is read again within it is the same
/// observation, and costs the store nothing.
const MOMENT: i64 = 5 * 60;

/// The most bytes of a refused row that are kept.
const KEPT: usize = 64 * 1024;

/// Where rows come from.
pub(crate) struct Origin {
    /// The feed.
    pub feed: String,
    /// The list, whichever part of it the feed reads: a row that is refused again and again is the same refusal.
    pub list: String,
    /// Whose they are.
    pub tenant: TenantId,
    /// What they are.
    pub kind: RecordKind,
    /// What their pages say of them.
    pub context: PageContext,
}

impl Origin {
    /// Adds the rows to the batch.
    pub(crate) fn read(&self, rows: &[Box<RawValue>], now: Time, batch: &mut Batch) {
        let defaults = defaults(&self.tenant, now);
        for row in rows {
            let read = serde_json::from_str(row.get()).map(|row| recognise(row, Some(&self.context), &defaults));
            let refused = match read {
                Ok(Recognised::Record(record)) => {
                    batch.records.push(record);
                    continue;
                }
                Ok(Recognised::Skipped(name)) => {
                    *batch.skipped.entry(name).or_default() += 1;
                    continue;
                }
                Ok(Recognised::Refused(refused)) => refused,
                Err(error) => Refused { kind: Some(self.kind), path: String::new(), reason: error.to_string() },
            };
            let cut = if row.get().len() > KEPT { format!("; only its first {} KiB are kept", KEPT >> 10) } else { String::new() };
            batch.refused.push(Refusal {
                source: self.list.clone(),
                place: if refused.path.is_empty() { "a row".to_owned() } else { refused.path },
                reason: refused.reason + &cut,
                text: row.get()[..row.get().floor_char_boundary(KEPT)].to_owned(),
                kind: refused.kind,
                context: RefusalContext { tenant: self.tenant.clone(), as_of: defaults.as_of, page: Some(self.context.text().to_owned()) },
            });
        }
    }

    /// That what stands at `place` was not read at all.
    pub(crate) fn refusal(&self, place: String, reason: String) -> Refusal {
        let context = RefusalContext { tenant: self.tenant.clone(), ..RefusalContext::default() };
        Refusal { source: self.feed.clone(), place, reason, text: String::new(), kind: Some(self.kind), context }
    }
}

/// What rows do not say of themselves that are read now.
pub(crate) fn defaults(tenant: &TenantId, now: Time) -> RecordDefaults {
    let now = now.nanos().div_euclid(1_000_000_000);
    RecordDefaults { tenant: tenant.clone(), as_of: Some(Time::from_seconds(now - now.rem_euclid(MOMENT))) }
}

/// What the pages of a list say of the rows in them: of what lies at this path.
pub(crate) fn context(path: &str) -> PageContext {
    PageContext::new(&format!("https://graph.microsoft.com/v1.0/$metadata#{path}"))
}

/// A batch without anything, and without a checkpoint yet.
pub(crate) fn empty() -> Batch {
    Batch {
        records: Vec::new(),
        refused: Vec::new(),
        skipped: BTreeMap::new(),
        histories: Vec::new(),
        checkpoint: Checkpoint(String::new()),
        more: false,
        waiting: 0,
    }
}
