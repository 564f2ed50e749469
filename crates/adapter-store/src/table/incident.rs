//! Incidents in their table.

use riskgate_model::{
    AlertClassification, AlertDetermination, AlertSeverity, FieldSet, Id, Incident, IncidentField, IncidentFields, IncidentId,
    IncidentStatus,
};

use super::{Column, Stored, words};
use crate::cells::Cells;

impl Stored for Incident {
    const TABLE: &'static str = "incidents";
    const DATE: &'static str = "updated_key";

    fn links(parent: &str) -> Option<&'static str> {
        (parent == "identity_id").then_some("incident_identities")
    }

    fn column(field: IncidentField) -> Column {
        match field {
            IncidentField::LastUpdateDateTime => Column::plain("updated"),
            IncidentField::CreatedDateTime => Column::sorted("created", "created_key"),
            IncidentField::Status => Column::ranked("status", "status_rank", words::<IncidentStatus>()),
            IncidentField::Classification => Column::ranked("classification", "classification_rank", words::<AlertClassification>()),
            IncidentField::Determination => Column::word("determination", words::<AlertDetermination>()),
            IncidentField::Severity => Column::ranked("severity", "severity_rank", words::<AlertSeverity>()),
            IncidentField::DisplayName => Column::plain("lower(display_name)"),
            IncidentField::AssignedTo => Column::plain("lower(assigned_to)"),
            IncidentField::IncidentId => Column::id(),
            IncidentField::TenantId => Column::plain("tenant"),
        }
    }

    fn columns(fields: IncidentFields) -> Vec<&'static str> {
        let mut columns = vec!["tenant", "id"];
        if fields.contains(IncidentFields::RECORD) {
            columns.push("record");
            return columns;
        }
        columns.extend(["display_name", "status", "classification", "determination", "severity", "assigned_to", "created", "last_update"]);
        columns
    }

    fn read<C: Cells>(cells: &mut C, fields: IncidentFields) -> Result<Self, C::Error> {
        let tenant = cells.tenant()?;
        let id = IncidentId::new(tenant.clone(), &cells.required_text()?);
        if fields.contains(IncidentFields::RECORD) {
            let incident = cells.record(&tenant, |incident: &mut Self, record| incident.record = Some(record))?;
            return incident.ok_or_else(|| C::fault("an incident has no record"));
        }
        Ok(Self {
            id,
            display_name: cells.text()?,
            status: cells.word()?,
            classification: cells.word()?,
            determination: cells.word()?,
            severity: cells.word()?,
            assigned_to: cells.text()?,
            created_date_time: cells.time()?,
            last_update_date_time: cells.time()?,
            ..Self::default()
        })
    }
}
