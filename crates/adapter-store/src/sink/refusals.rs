//! Records that were refused, kept with the reason.

use std::{collections::BTreeMap, fmt::Write as _};

use riskgate_model::{Id, RecordKind, Refusal, RefusalId, Time, without_nul};
use sea_orm::{DatabaseTransaction, Value};
use sha2::{Digest, Sha256};

use super::{
    identities::{KEY, key},
    rows,
};
use crate::error::StoreError;

/// Keeps them; each once, however often it is refused.
pub(super) async fn record(transaction: &DatabaseTransaction, refused: &[&Refusal], now: Time) -> Result<(), StoreError> {
    let mut rows = BTreeMap::new();
    for refusal in refused {
        let id = id(refusal);
        // What was refused may be anything but JSON, in which U+0000 would be escaped.
        let text = |text: &str| Value::from(without_nul(text.to_owned()));
        let mut row = key(&id);
        row.extend([
            ("source", text(&refusal.source)),
            ("place", text(&refusal.place)),
            ("reason", text(&refusal.reason)),
            ("kind", rows::text(refusal.kind.map(RecordKind::name))),
            ("record", text(&refusal.text)),
            ("refused_at", rows::time(Some(now))),
            ("as_of", rows::time(refusal.context.as_of)),
            ("page", refusal.context.page.as_deref().map_or_else(|| rows::text(None), text)),
        ]);
        rows.insert(id, row);
    }
    rows::upsert(transaction, "refusals", KEY, rows.into_values().collect(), "").await
}

/// The id of a refusal: what makes it the same wherever and whenever it is refused.
fn id(refusal: &Refusal) -> RefusalId {
    let mut digest = Sha256::new();
    for part in [&refusal.source, &refusal.place, &refusal.text] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    let digest = digest.finalize().iter().take(16).fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string does not fail");
        text
    });
    RefusalId::new(refusal.context.tenant.clone(), &digest)
}
