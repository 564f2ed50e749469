//! Records that were refused, kept with the reason.

use riskgate_model::{RecordKind, Refusal, Time};
use sea_orm::DatabaseTransaction;
use sha2::{Digest, Sha256};

use super::rows;
use crate::error::StoreError;

/// Keeps them; each once, however often it is refused.
pub(super) async fn record(transaction: &DatabaseTransaction, refused: &[Refusal], now: Time) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(refused.len());
    for refusal in refused {
        let mut digest = Sha256::new();
        for part in [&refusal.source, &refusal.place, &refusal.text] {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        rows.push(vec![
            ("digest", digest.finalize().to_vec().into()),
            ("source", refusal.source.as_str().into()),
            ("place", refusal.place.as_str().into()),
            ("reason", refusal.reason.as_str().into()),
            ("kind", rows::text(refusal.kind.map(RecordKind::name))),
            ("record", refusal.text.as_str().into()),
            ("refused_at", rows::time(Some(now))),
        ]);
    }
    rows::upsert(transaction, "refusals", &["digest"], rows, "").await
}
