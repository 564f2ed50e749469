//! Alerts in their table.

use riskgate_adapter::ORDERS_OF_INCIDENT;
use riskgate_model::{
    Alert, AlertClassification, AlertDetermination, AlertField, AlertFields, AlertId, AlertSeverity, AlertStatus, FieldSet, Id, IncidentId,
    ServiceSource,
};

use super::{Column, Stored, words};
use crate::cells::Cells;

impl Stored for Alert {
    const TABLE: &'static str = "alerts";
    const DATE: &'static str = "updated_key";

    fn links(parent: &str) -> Option<&'static str> {
        match parent {
            "identity_id" => Some("alert_identities"),
            "sign_in_id" => Some("alert_sign_ins"),
            "detection_id" => Some("alert_detections"),
            _ => None,
        }
    }

    fn orders_of(parent: &str) -> &'static [AlertField] {
        if parent == "incident_id" { ORDERS_OF_INCIDENT } else { &[] }
    }

    fn column(field: AlertField) -> Column {
        match field {
            AlertField::LastUpdateDateTime => Column::plain("updated"),
            AlertField::CreatedDateTime => Column::sorted("created", "created_key"),
            AlertField::FirstActivityDateTime => Column::sorted("began", "began_key"),
            AlertField::Status => Column::ranked("status", "status_rank", words::<AlertStatus>()),
            AlertField::Classification => Column::ranked("classification", "classification_rank", words::<AlertClassification>()),
            AlertField::Determination => Column::word("determination", words::<AlertDetermination>()),
            AlertField::Severity => Column::ranked("severity", "severity_rank", words::<AlertSeverity>()),
            AlertField::ServiceSource => Column::word("service_source", words::<ServiceSource>()),
            AlertField::Category => Column::plain("lower(category)"),
            AlertField::Title => Column::plain("lower(title)"),
            AlertField::AssignedTo => Column::plain("lower(assigned_to)"),
            AlertField::IncidentId => Column::indexed("incident_id"),
            AlertField::ProviderAlertId => Column::plain("lower(provider_alert_id)"),
            AlertField::AlertId => Column::id(),
            AlertField::TenantId => Column::plain("tenant"),
        }
    }

    fn columns(fields: AlertFields) -> Vec<&'static str> {
        let mut columns = vec!["tenant", "id"];
        if fields.contains(AlertFields::RECORD) {
            columns.push("record");
            return columns;
        }
        columns.extend(["provider_alert_id", "incident_id", "status", "classification", "determination", "severity", "service_source"]);
        columns.extend(["title", "category", "assigned_to", "created", "last_update", "first_activity"]);
        columns
    }

    fn read<C: Cells>(cells: &mut C, fields: AlertFields) -> Result<Self, C::Error> {
        let tenant = cells.tenant()?;
        let id = AlertId::new(tenant.clone(), &cells.required_text()?);
        if fields.contains(AlertFields::RECORD) {
            let alert = cells.record(&tenant, |alert: &mut Self, record| alert.record = Some(record))?;
            return alert.ok_or_else(|| C::fault("an alert has no record"));
        }
        Ok(Self {
            id,
            provider_alert_id: cells.text()?,
            incident_id: cells.text()?.map(|id| IncidentId::new(tenant.clone(), &id)),
            status: cells.word()?,
            classification: cells.word()?,
            determination: cells.word()?,
            severity: cells.word()?,
            service_source: cells.word()?,
            title: cells.text()?,
            category: cells.text()?,
            assigned_to: cells.text()?,
            created_date_time: cells.time()?,
            last_update_date_time: cells.time()?,
            first_activity_date_time: cells.time()?,
            ..Self::default()
        })
    }
}
