//! What alerts came to say of users and service principals, as lines of their histories.

use std::collections::BTreeSet;

use riskgate_model::{Claimant, Id, Identity, RiskChange, RiskChangeId, TenantId};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{
    identities::{KEY, key},
    rows::{self, Row, text, time, word},
    together,
};
use crate::{cells::claimant, error::StoreError, keys::Keys, sql::Sql, table::identity_kind};

/// Writes the lines that alerts left in the histories of these identities, in place of those that were there.
pub(super) async fn write(
    transaction: &DatabaseTransaction,
    identities: &BTreeSet<Identity>,
    lines: &[RiskChange],
) -> Result<(), StoreError> {
    let mut gone = held(transaction, identities).await?;
    for line in lines {
        gone.remove(&line.id);
    }
    rows::remove(transaction, "risk_changes", &Keys::of(&gone)).await?;
    together::upsert(transaction, "risk_changes", KEY, &lines.iter().map(row).collect::<Vec<_>>()).await
}

async fn held(transaction: &DatabaseTransaction, identities: &BTreeSet<Identity>) -> Result<BTreeSet<RiskChangeId>, StoreError> {
    let mut held = BTreeSet::new();
    if identities.is_empty() {
        return Ok(held);
    }
    let mut sql = Sql::new(transaction.get_database_backend(), "select it.tenant, it.id");
    sql.wanted(&Keys::identities(identities), "risk_changes", &["tenant", "identity_id", "identity_kind"]);
    sql.push(" where it.claimant = ").bind(claimant(Claimant::Defender));
    for row in transaction.query_all_raw(sql.statement()).await? {
        let (tenant, id): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        held.insert(RiskChangeId::new(TenantId::new(&tenant), &id));
    }
    Ok(held)
}

fn row(line: &RiskChange) -> Row {
    let alert = line.alert.as_ref();
    let mut row = key(&line.id);
    row.extend([
        ("identity_kind", identity_kind(&line.identity).into()),
        ("identity_id", line.identity.object().into()),
        ("changed", time(line.risk_last_updated_date_time)),
        ("risk_state", word(line.risk_state.as_ref())),
        ("risk_level", word(line.risk_level.as_ref())),
        ("risk_detail", word(line.risk_detail.as_ref())),
        ("risk_event_types", "[]".into()),
        ("initiated_by", text(None)),
        ("claimant", claimant(line.claimant).into()),
        ("is_item", 0_i64.into()),
        ("record", "{}".into()),
        ("alert", text(alert.map(|alert| alert.id.object()))),
        ("alert_status", text(alert.map(|alert| alert.status.as_str()))),
        ("alert_classification", text(alert.map(|alert| alert.classification.as_str()))),
    ]);
    row
}
