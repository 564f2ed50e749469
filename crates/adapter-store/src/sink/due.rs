//! What alerts speak about: what is to be folded once more when they change.

use std::collections::BTreeSet;

use riskgate_model::{DetectionId, Id, Identity, IncidentId, SignInId, TenantId};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult};

use crate::{error::StoreError, keys::Keys, sql::Sql, table::identity_of};

/// What alerts speak about, and the incidents that they belong to.
#[derive(Default)]
pub(super) struct Due {
    /// Detections.
    pub(super) detections: BTreeSet<DetectionId>,
    /// Sign-ins.
    pub(super) sign_ins: BTreeSet<SignInId>,
    /// Users and service principals.
    pub(super) identities: BTreeSet<Identity>,
    /// Incidents.
    pub(super) incidents: BTreeSet<IncidentId>,
}

impl Due {
    /// Adds what these alerts speak about, as it is known now.
    pub(super) async fn add(&mut self, transaction: &DatabaseTransaction, alerts: &Keys<'_>) -> Result<(), StoreError> {
        if alerts.is_empty() {
            return Ok(());
        }
        for (tenant, id, _) in ask(transaction, alerts, "alert_detections", "detection_id, ''", "it.speaks = 1").await? {
            self.detections.insert(DetectionId::new(tenant, &id));
        }
        for (tenant, id, _) in ask(transaction, alerts, "alert_sign_ins", "sign_in_id, ''", "it.speaks = 1").await? {
            self.sign_ins.insert(SignInId::new(tenant, &id));
        }
        for (tenant, id, kind) in ask(transaction, alerts, "alert_identities", "identity_id, identity_kind", "link.is_about = 1").await? {
            self.identities.insert(identity_of(&kind, tenant, &id));
        }
        for (tenant, id, _) in ask(transaction, alerts, "alerts", "incident_id, ''", "link.incident_id is not null").await? {
            self.incidents.insert(IncidentId::new(tenant, &id));
        }
        Ok(())
    }
}

/// Two cells of the links of these alerts, each behind its tenant.
async fn ask(
    transaction: &DatabaseTransaction,
    alerts: &Keys<'_>,
    links: &str,
    cells: &str,
    condition: &str,
) -> Result<Vec<(TenantId, String, String)>, StoreError> {
    let mut sql = Sql::new(transaction.get_database_backend(), "select it.tenant, link.");
    sql.push(cells).wanted(alerts, "alerts", &["tenant", "id"]);
    sql.beside(links, "link", "link.id = it.id and link.tenant = it.tenant").push(" where ").push(condition);
    let rows = transaction.query_all_raw(sql.statement()).await?;
    let read =
        |row: &QueryResult| Ok((TenantId::new(&row.try_get_by_index::<String>(0)?), row.try_get_by_index(1)?, row.try_get_by_index(2)?));
    rows.iter().map(read).collect()
}
