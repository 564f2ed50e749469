//! Directory audits in their table.

use riskgate_model::{
    AuditApp, AuditInitiator, AuditResult, AuditUser, DirectoryAudit, DirectoryAuditField, DirectoryAuditFields, DirectoryAuditId,
    FieldSet, Id, IpAddress, ServicePrincipalId, TargetResource, TenantId, Time, UserId,
};

use super::{Column, Stored, words};
use crate::cells::Cells;

impl Stored for DirectoryAudit {
    const TABLE: &'static str = "directory_audits";
    const DATE: &'static str = "activity_at";

    fn links(parent: &str) -> Option<&'static str> {
        (parent == "identity_id").then_some("directory_audit_identities")
    }

    fn column(field: DirectoryAuditField) -> Column {
        match field {
            DirectoryAuditField::ActivityDateTime => Column::plain("activity_at"),
            DirectoryAuditField::ActivityDisplayName => Column::sorted("lower(activity_display_name)", "activity_display_name_key"),
            DirectoryAuditField::Category => Column::sorted("lower(category)", "category_key"),
            DirectoryAuditField::OperationType => Column::plain("lower(operation_type)"),
            DirectoryAuditField::LoggedByService => Column::sorted("lower(logged_by_service)", "logged_by_service_key"),
            DirectoryAuditField::CorrelationId => Column::found("lower(correlation_id)", "correlation_id_key"),
            DirectoryAuditField::Result => Column::ranked("result", "result_rank", words::<AuditResult>()),
            DirectoryAuditField::ResultReason => Column::plain("lower(result_reason)"),
            DirectoryAuditField::InitiatedByUserId => Column::indexed("initiator_user_id"),
            DirectoryAuditField::InitiatedByUserPrincipalName => {
                Column::found("lower(initiator_user_principal_name)", "initiator_user_principal_name_key")
            }
            DirectoryAuditField::InitiatedByUserDisplayName => Column::plain("lower(initiator_user_display_name)"),
            DirectoryAuditField::InitiatedByIpAddress => {
                Column { bytes: Some("initiator_ip_bytes"), ..Column::plain("lower(initiator_ip_address)") }
            }
            DirectoryAuditField::InitiatedByAppId => Column::plain("lower(initiator_app_id)"),
            DirectoryAuditField::InitiatedByAppDisplayName => Column::plain("lower(initiator_app_display_name)"),
            DirectoryAuditField::InitiatedByServicePrincipalId => Column::indexed("initiator_service_principal_id"),
            DirectoryAuditField::TargetResourceIds => Column::plain("target_ids"),
            DirectoryAuditField::DirectoryAuditId => Column::id(),
            DirectoryAuditField::TenantId => Column::plain("tenant"),
        }
    }

    fn columns(fields: DirectoryAuditFields) -> Vec<&'static str> {
        let mut columns = vec!["tenant", "id"];
        if fields.contains(DirectoryAuditFields::RECORD) {
            columns.push("record");
            return columns;
        }
        columns.extend(["activity_at", "initiator_user_id", "initiator_service_principal_id", "targets"]);
        if fields.contains(DirectoryAuditFields::ACTIVITY) {
            columns.extend(["activity_display_name", "category", "operation_type", "logged_by_service", "correlation_id"]);
        }
        if fields.contains(DirectoryAuditFields::RESULT) {
            columns.extend(["result", "result_reason"]);
        }
        if fields.contains(DirectoryAuditFields::INITIATOR) {
            columns.extend(["initiator_user_principal_name", "initiator_user_display_name", "initiator_ip_address"]);
            columns.extend(["initiator_app_id", "initiator_app_display_name", "initiator_service_principal_name"]);
        }
        columns
    }

    fn read<C: Cells>(cells: &mut C, fields: DirectoryAuditFields) -> Result<Self, C::Error> {
        let tenant = cells.tenant()?;
        let id = DirectoryAuditId::new(tenant.clone(), &cells.required_text()?);
        if fields.contains(DirectoryAuditFields::RECORD) {
            return read_record(cells, &tenant);
        }
        let activity_date_time = Time::from_nanos(cells.required_number()?);
        let mut user = AuditUser { id: cells.text()?.map(|id| UserId::new(tenant.clone(), &id)), ..AuditUser::default() };
        let principal = cells.text()?.map(|id| ServicePrincipalId::new(tenant.clone(), &id));
        let mut app = AuditApp { service_principal_id: principal, ..AuditApp::default() };
        let target_resources: Vec<TargetResource> = cells.json()?.unwrap_or_default();
        let mut audit = Self { id, activity_date_time, target_resources, ..Self::default() };
        if fields.contains(DirectoryAuditFields::ACTIVITY) {
            audit.activity_display_name = cells.text()?;
            audit.category = cells.text()?;
            audit.operation_type = cells.text()?;
            audit.logged_by_service = cells.text()?;
            audit.correlation_id = cells.text()?;
        }
        if fields.contains(DirectoryAuditFields::RESULT) {
            audit.result = cells.word()?;
            audit.result_reason = cells.text()?;
        }
        if fields.contains(DirectoryAuditFields::INITIATOR) {
            user.user_principal_name = cells.text()?;
            user.display_name = cells.text()?;
            user.ip_address = cells.text()?.map(IpAddress::new);
            app.app_id = cells.text()?;
            app.display_name = cells.text()?;
            app.service_principal_name = cells.text()?;
        }
        audit.initiated_by = AuditInitiator { user: Some(user), app: Some(app) }.told();
        Ok(audit)
    }
}

/// An initiator of whom nothing is said is none, as in the columns.
fn read_record<C: Cells>(cells: &mut C, tenant: &TenantId) -> Result<DirectoryAudit, C::Error> {
    let audit = cells.record(tenant, |audit: &mut DirectoryAudit, record| audit.record = Some(record))?;
    let mut audit = audit.ok_or_else(|| C::fault("a directory audit has no record"))?;
    audit.initiated_by = audit.initiated_by.and_then(AuditInitiator::told);
    Ok(audit)
}
