//! Detections in their table.

use riskgate_model::{
    ActivityType, Detection, DetectionField, DetectionFields, DetectionId, DetectionTiming, FieldSet, Id, IpAddress, Location, RiskDetail,
    RiskLevel, RiskState, ServicePrincipalId, SignInId, TenantId, Time, TokenIssuerType, UserId,
};

use super::{Column, Stored, sign_in::read_location, words};
use crate::cells::{Cells, RISK};

impl Stored for Detection {
    const TABLE: &'static str = "detections";
    const DATE: &'static str = "detected";

    fn column(field: DetectionField) -> Column {
        match field {
            DetectionField::DetectedDateTime => Column::plain("detected"),
            DetectionField::ActivityDateTime => Column::sorted("activity_at", "activity_at_key"),
            DetectionField::LastUpdatedDateTime => Column::sorted("last_updated", "last_updated_key"),
            DetectionField::RiskEventType => Column::sorted("lower(risk_event_type)", "risk_event_type_key"),
            DetectionField::DetectionTimingType => {
                Column::ranked("detection_timing_type", "detection_timing_rank", words::<DetectionTiming>())
            }
            DetectionField::Activity => Column::word("activity", words::<ActivityType>()),
            DetectionField::MitreTechniques => Column::plain("mitre_techniques"),
            DetectionField::TokenIssuerType => Column::word("token_issuer_type", words::<TokenIssuerType>()),
            DetectionField::Source => Column::sorted("lower(source)", "source_key"),
            DetectionField::UserId => Column::indexed("user_id"),
            DetectionField::UserDisplayName => Column::sorted("lower(user_display_name)", "user_display_name_key"),
            DetectionField::UserPrincipalName => Column::sorted("lower(user_principal_name)", "user_principal_name_key"),
            DetectionField::ServicePrincipalId => Column::indexed("service_principal_id"),
            DetectionField::ServicePrincipalDisplayName => {
                Column::sorted("lower(service_principal_display_name)", "service_principal_display_name_key")
            }
            DetectionField::AppId => Column::plain("lower(app_id)"),
            DetectionField::RequestId => Column::sorted("request_id", "request_id_key"),
            DetectionField::CorrelationId => Column::plain("lower(correlation_id)"),
            DetectionField::IsLinkedToSignIn => Column::flag("is_linked", "unlinked", false, "is_linked = 0"),
            DetectionField::IpAddress => Column::address("lower(ip_address)", "ip_address_key", "ip_bytes"),
            DetectionField::City => Column::plain("lower(city)"),
            DetectionField::State => Column::plain("lower(state)"),
            DetectionField::CountryOrRegion => Column::plain("lower(country_or_region)"),
            DetectionField::RiskState => Column::ranked("risk_state", "risk_state_rank", words::<RiskState>()),
            DetectionField::RiskLevel => Column::ranked("risk_level", "risk_level_rank", words::<RiskLevel>()),
            DetectionField::RiskDetail => Column::ranked("risk_detail", "risk_detail_rank", words::<RiskDetail>()),
            DetectionField::DetectionId => Column::id(),
            DetectionField::TenantId => Column::plain("tenant"),
        }
    }

    fn columns(fields: DetectionFields) -> Vec<&'static str> {
        let mut columns = vec!["tenant", "id", "detected", "user_id", "service_principal_id", "request_id", "risk_event_type"];
        if fields.contains(DetectionFields::RECORD) {
            columns.push("record");
            columns.extend(RISK);
            return columns;
        }
        if fields.contains(DetectionFields::IDENTITY) {
            columns.extend(["user_display_name", "user_principal_name", "service_principal_display_name", "app_id"]);
        }
        if fields.contains(DetectionFields::KIND) {
            columns.extend(["activity_at", "last_updated", "detection_timing_type", "activity", "source", "correlation_id"]);
        }
        if fields.contains(DetectionFields::LOCATION) {
            columns.extend(["ip_address", "city", "state", "country_or_region", "geo_coordinates"]);
        }
        if fields.contains(DetectionFields::RISK) {
            columns.extend(RISK);
        }
        columns
    }

    fn read<C: Cells>(cells: &mut C, fields: DetectionFields) -> Result<Self, C::Error> {
        let tenant = cells.tenant()?;
        let mut detection = Detection {
            id: DetectionId::new(tenant.clone(), &cells.required_text()?),
            detected_date_time: Time::from_nanos(cells.required_number()?),
            user_id: cells.text()?.map(|id| UserId::new(tenant.clone(), &id)),
            service_principal_id: cells.text()?.map(|id| ServicePrincipalId::new(tenant.clone(), &id)),
            request_id: cells.text()?.map(|id| SignInId::new(tenant.clone(), &id)),
            risk_event_type: cells.text()?,
            ..Detection::default()
        };
        if fields.contains(DetectionFields::RECORD) {
            return read_record(cells, &tenant);
        }
        if fields.contains(DetectionFields::IDENTITY) {
            detection.user_display_name = cells.text()?;
            detection.user_principal_name = cells.text()?;
            detection.service_principal_display_name = cells.text()?;
            detection.app_id = cells.text()?;
        }
        if fields.contains(DetectionFields::KIND) {
            detection.activity_date_time = cells.time()?;
            detection.last_updated_date_time = cells.time()?;
            detection.detection_timing_type = cells.word()?;
            detection.activity = cells.word()?;
            detection.source = cells.text()?;
            detection.correlation_id = cells.text()?;
        }
        if fields.contains(DetectionFields::LOCATION) {
            detection.ip_address = cells.text()?.map(IpAddress::new);
            detection.location = read_location(cells)?;
        }
        if fields.contains(DetectionFields::RISK) {
            detection.risk = cells.risk()?;
        }
        Ok(detection)
    }
}

/// An empty place says nothing, as in the columns.
fn read_record<C: Cells>(cells: &mut C, tenant: &TenantId) -> Result<Detection, C::Error> {
    let detection = cells.record(tenant, |detection: &mut Detection, record| detection.record = Some(record))?;
    let mut detection = detection.ok_or_else(|| C::fault("a detection has no record"))?;
    detection.risk = cells.risk()?;
    detection.location = detection.location.filter(|place| *place != Location::default());
    Ok(detection)
}
