//! Records that were refused, kept with the reason.

use std::collections::BTreeMap;

use riskgate_model::{RecordKind, Refusal, Time, without_nul};
use sea_orm::DatabaseTransaction;
use sha2::{Digest, Sha256};

use super::rows;
use crate::error::StoreError;

/// Keeps them; each once, however often it is refused.
pub(super) async fn record(transaction: &DatabaseTransaction, refused: &[&Refusal], now: Time) -> Result<(), StoreError> {
    let mut rows = BTreeMap::new();
    for refusal in refused {
        let mut digest = Sha256::new();
        for part in [&refusal.source, &refusal.place, &refusal.text] {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        let digest = digest.finalize().to_vec();
        // What was refused may be anything but JSON, in which U+0000 would be escaped.
        let text = |text: &str| without_nul(text.to_owned()).into();
        let row = vec![
            ("digest", digest.clone().into()),
            ("source", text(&refusal.source)),
            ("place", text(&refusal.place)),
            ("reason", text(&refusal.reason)),
            ("kind", rows::text(refusal.kind.map(RecordKind::name))),
            ("record", text(&refusal.text)),
            ("refused_at", rows::time(Some(now))),
        ];
        rows.insert(digest, row);
    }
    rows::upsert(transaction, "refusals", &["digest"], rows.into_values().collect(), "").await
}
