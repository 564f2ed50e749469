//! Service principals in their table.

use riskgate_model::{
    FieldSet, Id, RiskDetail, RiskLevel, RiskState, RiskyServicePrincipal, ServicePrincipal, ServicePrincipalField, ServicePrincipalFields,
    ServicePrincipalId,
};

use super::{Column, Stored, words};
use crate::cells::{Cells, RISK};

impl Stored for ServicePrincipal {
    const TABLE: &'static str = "service_principals";
    const DATE: &'static str = "risk_updated_key";

    fn column(field: ServicePrincipalField) -> Column {
        match field {
            ServicePrincipalField::RiskLastUpdatedDateTime => Column::plain("risk_updated"),
            ServicePrincipalField::RiskState => Column::ranked("risk_state", "risk_state_rank", words::<RiskState>()),
            ServicePrincipalField::RiskLevel => Column::ranked("risk_level", "risk_level_rank", words::<RiskLevel>()),
            ServicePrincipalField::RiskDetail => Column::ranked("risk_detail", "risk_detail_rank", words::<RiskDetail>()),
            ServicePrincipalField::IsProcessing => Column::plain("is_processing"),
            ServicePrincipalField::IsEnabled => Column::sorted("is_enabled", "is_enabled_key"),
            ServicePrincipalField::DisplayName => Column::sorted("lower(display_name)", "display_name_key"),
            ServicePrincipalField::AppId => Column::sorted("lower(app_id)", "app_id_key"),
            ServicePrincipalField::ServicePrincipalType => Column::sorted("lower(service_principal_type)", "service_principal_type_key"),
            ServicePrincipalField::ObjectId => Column::id(),
            ServicePrincipalField::TenantId => Column::plain("tenant"),
        }
    }

    fn columns(fields: ServicePrincipalFields) -> Vec<&'static str> {
        let mut columns = vec!["tenant", "id"];
        if fields.contains(ServicePrincipalFields::PROFILE) {
            columns.extend(["display_name", "app_id", "service_principal_type", "is_enabled"]);
        }
        if fields.contains(ServicePrincipalFields::RISK) {
            columns.extend(RISK);
            columns.push("is_processing");
        } else {
            columns.push("risk_updated");
        }
        if fields.contains(ServicePrincipalFields::CLAIMS) {
            columns.push("claims");
        }
        if fields.contains(ServicePrincipalFields::ENTRA) {
            columns.push("entra");
        }
        columns
    }

    fn read<C: Cells>(cells: &mut C, fields: ServicePrincipalFields) -> Result<Self, C::Error> {
        let tenant = cells.tenant()?;
        let id = ServicePrincipalId::new(tenant.clone(), &cells.required_text()?);
        let mut principal = ServicePrincipal { id, ..ServicePrincipal::default() };
        if fields.contains(ServicePrincipalFields::PROFILE) {
            principal.display_name = cells.text()?;
            principal.app_id = cells.text()?;
            principal.service_principal_type = cells.text()?;
            principal.is_enabled = cells.flag()?;
        }
        if fields.contains(ServicePrincipalFields::RISK) {
            principal.risk = cells.risk()?;
            principal.is_processing = cells.flag()?;
        } else {
            principal.risk.updated = cells.time()?;
        }
        if fields.contains(ServicePrincipalFields::CLAIMS) {
            principal.claims = cells.claims(&tenant)?;
        }
        if fields.contains(ServicePrincipalFields::ENTRA) {
            principal.entra = cells.record(&tenant, |entra: &mut RiskyServicePrincipal, record| entra.record = Some(record))?;
        }
        Ok(principal)
    }
}
