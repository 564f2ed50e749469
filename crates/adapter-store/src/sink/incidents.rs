//! Incidents: each as a row, and beside it whom its alerts name.

use std::collections::BTreeSet;

use riskgate_adapter::Counts;
use riskgate_model::{Incident, IncidentId, Kept};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{
    identities::{KEY, key},
    rows::{self, Row, rank, text, time, word},
    touched::Touched,
    versions::{self, Merged},
};
use crate::{error::StoreError, keys::Keys, sql::Sql};

/// The table that says whom an incident's alerts name.
const IDENTITIES: &str = "incident_identities";

/// Records incidents.
pub(super) async fn record(
    transaction: &DatabaseTransaction,
    incidents: &[&Kept<Incident>],
    touched: &mut Touched,
) -> Result<Counts, StoreError> {
    let (merged, counts) = versions::add(transaction, incidents).await?;
    rows::upsert(transaction, "incidents", KEY, merged.iter().map(row).collect(), "").await?;
    touched.incidents.extend(merged.iter().map(|incident| incident.value.id.clone()));
    Ok(counts)
}

/// Writes whom the alerts of these incidents name, in place of what was known before.
pub(super) async fn link(transaction: &DatabaseTransaction, incidents: &BTreeSet<IncidentId>) -> Result<(), StoreError> {
    if incidents.is_empty() {
        return Ok(());
    }
    let keys = Keys::of(incidents);
    rows::remove(transaction, IDENTITIES, &keys).await?;
    let mut sql = Sql::new(transaction.get_database_backend(), "insert into ");
    sql.push(IDENTITIES).push(" (tenant, id, updated_key, identity_kind, identity_id)");
    sql.push(" select distinct it.tenant, it.id, it.updated_key, link.identity_kind, link.identity_id");
    sql.wanted(&keys, "incidents", &["tenant", "id"]);
    sql.beside("alerts", "alert", "alert.incident_id = it.id and alert.tenant = it.tenant");
    sql.beside("alert_identities", "link", "link.id = alert.id and link.tenant = alert.tenant");
    transaction.execute_raw(sql.statement()).await?;
    Ok(())
}

fn row(merged: &Merged<Incident>) -> Row {
    let incident = &merged.value;
    let mut row = key(&incident.id);
    row.extend([
        ("updated", time(incident.updated())),
        ("last_update", time(incident.last_update_date_time)),
        ("created", time(incident.created_date_time)),
        ("status", word(incident.status.as_ref())),
        ("status_rank", rank(incident.status.as_ref())),
        ("classification", word(incident.classification.as_ref())),
        ("classification_rank", rank(incident.classification.as_ref())),
        ("determination", word(incident.determination.as_ref())),
        ("severity", word(incident.severity.as_ref())),
        ("severity_rank", rank(incident.severity.as_ref())),
        ("display_name", text(incident.display_name.as_deref())),
        ("assigned_to", text(incident.assigned_to.as_deref())),
        ("record", merged.body.as_str().into()),
    ]);
    row.extend(merged.observed());
    row
}
