//! Changes of risks in their table.

use riskgate_model::{
    ActionId, AlertId, AlertStanding, Claimant, FieldSet, Id, Identity, RiskChange, RiskChangeField, RiskChangeFields, RiskChangeId,
    RiskDetail, RiskHistoryItem, RiskLevel, RiskState, ServicePrincipalId, TenantId, UserId,
};

use super::{Column, Stored, words};
use crate::cells::Cells;

/// How users and service principals are told apart in the table.
pub(crate) fn identity_kind(identity: &Identity) -> &'static str {
    match identity {
        Identity::User(_) => "user",
        Identity::ServicePrincipal(_) => "servicePrincipal",
    }
}

/// The user or service principal that a row of the table names.
pub(crate) fn identity_of(kind: &str, tenant: TenantId, id: &str) -> Identity {
    match kind {
        "user" => Identity::User(UserId::new(tenant, id)),
        _ => Identity::ServicePrincipal(ServicePrincipalId::new(tenant, id)),
    }
}

impl Stored for RiskChange {
    const TABLE: &'static str = "risk_changes";
    const DATE: &'static str = "changed_key";

    fn column(field: RiskChangeField) -> Column {
        match field {
            RiskChangeField::RiskLastUpdatedDateTime => Column::plain("changed"),
            RiskChangeField::RiskState => Column::word("risk_state", words::<RiskState>()),
            RiskChangeField::RiskLevel => Column::word("risk_level", words::<RiskLevel>()),
            RiskChangeField::RiskDetail => Column::word("risk_detail", words::<RiskDetail>()),
            RiskChangeField::InitiatedBy => Column::plain("lower(initiated_by)"),
        }
    }

    fn columns(fields: RiskChangeFields) -> Vec<&'static str> {
        let mut columns = vec!["tenant", "id", "identity_kind", "identity_id", "changed", "risk_state", "risk_level", "risk_detail"];
        columns.extend(["risk_event_types", "initiated_by", "claimant", "requested_by", "reason", "action"]);
        columns.extend(["alert", "alert_status", "alert_classification"]);
        if fields.contains(RiskChangeFields::RECORD) {
            columns.push("record");
        }
        columns
    }

    fn read<C: Cells>(cells: &mut C, fields: RiskChangeFields) -> Result<Self, C::Error> {
        let tenant = cells.tenant()?;
        let mut change = RiskChange {
            id: RiskChangeId::new(tenant.clone(), &cells.required_text()?),
            identity: identity_of(&cells.required_text()?, tenant.clone(), &cells.required_text()?),
            risk_last_updated_date_time: cells.time()?,
            risk_state: cells.word()?,
            risk_level: cells.word()?,
            risk_detail: cells.word()?,
            risk_event_types: cells.json()?.unwrap_or_default(),
            initiated_by: cells.text()?,
            claimant: cells.claimant()?.ok_or_else(|| C::fault("a change has no claimant"))?,
            is_processing: None,
            activity_detail: None,
            requested_by: cells.text()?,
            reason: cells.text()?,
            action: cells.text()?.map(|id| ActionId::new(tenant.clone(), &id)),
            alert: alert(cells, &tenant)?,
            record: None,
        };
        if fields.contains(RiskChangeFields::RECORD) {
            let item = cells.record(&tenant, |_: &mut RiskHistoryItem, record| change.record = Some(record))?.unwrap_or_default();
            change.is_processing = item.is_processing;
            change.activity_detail = item.activity.unwrap_or_default().detail;
            // What stands there of an act or an alert is no record of Microsoft's.
            change.record = change.record.filter(|_| change.claimant == Claimant::Entra);
        }
        Ok(change)
    }
}

/// Where the alert stands that left the line, if one did.
fn alert<C: Cells>(cells: &mut C, tenant: &TenantId) -> Result<Option<AlertStanding>, C::Error> {
    let (id, status, classification) = (cells.text()?, cells.word()?, cells.word()?);
    let standing = id.zip(status).zip(classification);
    Ok(standing.map(|((id, status), classification)| AlertStanding { id: AlertId::new(tenant.clone(), &id), status, classification }))
}
