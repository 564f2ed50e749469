//! Directory audits: each as a row, and beside it whose it is.

use riskgate_adapter::Counts;
use riskgate_model::{DirectoryAudit, DirectoryAuditField, Field, Id, IpAddress, Kept, TargetResource};
use sea_orm::DatabaseTransaction;

use super::{
    identities::{KEY, key},
    rows::{self, Row, json, rank, text, time, word},
    versions::{self, Merged},
};
use crate::{error::StoreError, keys::Keys, listed, table::identity_kind};

/// The table that says whose an audit is.
const IDENTITIES: &str = "directory_audit_identities";

/// Records directory audits.
pub(super) async fn record(transaction: &DatabaseTransaction, audits: &[&Kept<DirectoryAudit>]) -> Result<Counts, StoreError> {
    let (merged, counts) = versions::add(transaction, audits).await?;
    let rows = merged.iter().map(row).collect::<Result<_, _>>()?;
    rows::upsert(transaction, "directory_audits", KEY, rows, "").await?;
    write_identities(transaction, &merged).await?;
    Ok(counts)
}

/// Writes whose the audits are, in place of what was known before: a newer version may name others.
async fn write_identities(transaction: &DatabaseTransaction, merged: &[Merged<DirectoryAudit>]) -> Result<(), StoreError> {
    rows::remove(transaction, IDENTITIES, &Keys::of(merged.iter().map(|audit| &audit.value.id))).await?;
    let rows = merged.iter().flat_map(|audit| {
        audit.value.identities().into_iter().map(|identity| {
            let mut row = key(&audit.value.id);
            row.extend([
                ("activity_at", time(Some(audit.value.activity_date_time))),
                ("identity_kind", identity_kind(&identity).into()),
                ("identity_id", identity.object().into()),
            ]);
            row
        })
    });
    rows::upsert(transaction, IDENTITIES, &["id", "tenant", "identity_id", "identity_kind"], rows.collect(), "").await
}

fn row(merged: &Merged<DirectoryAudit>) -> Result<Row, StoreError> {
    let audit = &merged.value;
    let initiator = audit.initiated_by.clone().unwrap_or_default();
    let (user, app) = (initiator.user.unwrap_or_default(), initiator.app.unwrap_or_default());
    let targets: Vec<TargetResource> = audit.target_resources.iter().map(TargetResource::key).collect();
    let mut row = key(&audit.id);
    row.extend([
        ("activity_at", time(Some(audit.activity_date_time))),
        ("activity_display_name", text(audit.activity_display_name.as_deref())),
        ("category", text(audit.category.as_deref())),
        ("operation_type", text(audit.operation_type.as_deref())),
        ("logged_by_service", text(audit.logged_by_service.as_deref())),
        ("correlation_id", text(audit.correlation_id.as_deref())),
        ("result", word(audit.result.as_ref())),
        ("result_rank", rank(audit.result.as_ref())),
        ("result_reason", text(audit.result_reason.as_deref())),
        ("initiator_user_id", text(user.id.as_ref().map(Id::object))),
        ("initiator_user_principal_name", text(user.user_principal_name.as_deref())),
        ("initiator_user_display_name", text(user.display_name.as_deref())),
        ("initiator_ip_address", text(user.ip_address.as_ref().map(IpAddress::as_str))),
        ("initiator_ip_bytes", user.ip_address.as_ref().and_then(IpAddress::bytes).map(Vec::from).into()),
        ("initiator_app_id", text(app.app_id.as_deref())),
        ("initiator_app_display_name", text(app.display_name.as_deref())),
        ("initiator_service_principal_id", text(app.service_principal_id.as_ref().map(Id::object))),
        ("initiator_service_principal_name", text(app.service_principal_name.as_deref())),
        ("targets", json(Some(&targets))?),
        ("target_ids", listed::column(&DirectoryAuditField::TargetResourceIds.value(audit)).into()),
        ("record", merged.body.as_str().into()),
    ]);
    row.extend(merged.observed());
    Ok(row)
}
