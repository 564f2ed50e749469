//! Sign-ins in their table.

use riskgate_model::{
    AuthenticationRequirement, ConditionalAccessStatus, DeviceDetail, FieldSet, Id, IpAddress, Location, RiskDetail, RiskLevel, RiskState,
    ServicePrincipalId, SignIn, SignInField, SignInFields, SignInId, SignInStatus, TenantId, Time, UserId,
};

use super::{Column, Stored, words};
use crate::cells::{Cells, RISK};

impl Stored for SignIn {
    const TABLE: &'static str = "sign_ins";
    const DATE: &'static str = "created";

    fn column(field: SignInField) -> Column {
        match field {
            SignInField::CreatedDateTime => Column::plain("created"),
            SignInField::UserId => Column::indexed("user_id"),
            SignInField::UserDisplayName => Column::sorted("lower(user_display_name)", "user_display_name_key"),
            SignInField::UserPrincipalName => Column::plain("lower(user_principal_name)"),
            SignInField::UserType => Column::plain("lower(user_type)"),
            SignInField::ServicePrincipalId => Column::indexed("service_principal_id"),
            SignInField::ServicePrincipalName => Column::plain("lower(service_principal_name)"),
            SignInField::AppId => Column::plain("lower(app_id)"),
            SignInField::AppDisplayName => Column::sorted("lower(app_display_name)", "app_display_name_key"),
            SignInField::ResourceId => Column::plain("lower(resource_id)"),
            SignInField::ResourceDisplayName => Column::plain("lower(resource_display_name)"),
            SignInField::ClientAppUsed => Column::plain("lower(client_app_used)"),
            SignInField::IpAddress => Column::address("lower(ip_address)", "ip_address_key", "ip_bytes"),
            SignInField::AutonomousSystemNumber => Column::indexed("autonomous_system_number"),
            SignInField::City => Column::plain("lower(city)"),
            SignInField::State => Column::plain("lower(state)"),
            SignInField::CountryOrRegion => Column::plain("lower(country_or_region)"),
            SignInField::DeviceId => Column::plain("lower(device_id)"),
            SignInField::Browser => Column::plain("lower(browser)"),
            SignInField::OperatingSystem => Column::plain("lower(operating_system)"),
            SignInField::IsCompliant => Column::plain("is_compliant"),
            SignInField::IsManaged => Column::plain("is_managed"),
            SignInField::UserAgent => Column::plain("lower(user_agent)"),
            SignInField::ErrorCode => Column::sorted("error_code", "error_code_key"),
            SignInField::ConditionalAccessStatus => {
                Column::ranked("conditional_access_status", "conditional_access_rank", words::<ConditionalAccessStatus>())
            }
            SignInField::AuthenticationRequirement => {
                Column::ranked("authentication_requirement", "authentication_rank", words::<AuthenticationRequirement>())
            }
            SignInField::IsInteractive => Column::plain("is_interactive"),
            SignInField::SignInEventType => Column::plain("sign_in_event_words"),
            SignInField::CorrelationId => Column::found("lower(correlation_id)", "correlation_id_key"),
            SignInField::RiskState => Column::ranked("risk_state", "risk_state_rank", words::<RiskState>()),
            SignInField::RiskLevelAggregated => Column::ranked("risk_level", "risk_level_rank", words::<RiskLevel>()),
            SignInField::RiskLevelDuringSignIn => Column::ranked("risk_level_during", "risk_level_during_rank", words::<RiskLevel>()),
            SignInField::RiskDetail => Column::word("risk_detail", words::<RiskDetail>()),
            SignInField::RiskEventTypes => Column::plain("risk_event_words"),
            SignInField::IsRisky => Column::flag("is_risky", "risky", true, "is_risky = 1"),
            SignInField::RequestId => Column::id(),
            SignInField::TenantId => Column::plain("tenant"),
        }
    }

    fn columns(fields: SignInFields) -> Vec<&'static str> {
        let mut columns = vec!["tenant", "id", "created", "user_id", "service_principal_id"];
        if fields.contains(SignInFields::RECORD) {
            columns.push("record");
            columns.extend(RISK);
            return columns;
        }
        if fields.contains(SignInFields::IDENTITY) {
            columns.extend(["user_display_name", "user_principal_name", "user_type", "service_principal_name"]);
        }
        if fields.contains(SignInFields::APPLICATION) {
            columns.extend(["app_id", "app_display_name", "resource_id", "resource_display_name", "client_app_used"]);
        }
        if fields.contains(SignInFields::LOCATION) {
            columns.extend(["ip_address", "autonomous_system_number", "city", "state", "country_or_region", "geo_coordinates"]);
        }
        if fields.contains(SignInFields::DEVICE) {
            columns.extend(["device", "user_agent"]);
        }
        if fields.contains(SignInFields::OUTCOME) {
            columns.extend(["error_code", "failure_reason", "additional_details", "conditional_access_status", "is_interactive"]);
            columns.extend(["sign_in_event_types", "authentication_requirement", "correlation_id"]);
        }
        if fields.contains(SignInFields::RISK) {
            columns.push("risk_level_during");
            columns.extend(RISK);
        }
        columns
    }

    fn read<C: Cells>(cells: &mut C, fields: SignInFields) -> Result<Self, C::Error> {
        let tenant = cells.tenant()?;
        let mut sign_in = SignIn {
            id: SignInId::new(tenant.clone(), &cells.required_text()?),
            created_date_time: Time::from_nanos(cells.required_number()?),
            user_id: cells.text()?.map(|id| UserId::new(tenant.clone(), &id)),
            service_principal_id: cells.text()?.map(|id| ServicePrincipalId::new(tenant.clone(), &id)),
            ..SignIn::default()
        };
        if fields.contains(SignInFields::RECORD) {
            return read_record(cells, &tenant);
        }
        if fields.contains(SignInFields::IDENTITY) {
            sign_in.user_display_name = cells.text()?;
            sign_in.user_principal_name = cells.text()?;
            sign_in.user_type = cells.text()?;
            sign_in.service_principal_name = cells.text()?;
        }
        if fields.contains(SignInFields::APPLICATION) {
            sign_in.app_id = cells.text()?;
            sign_in.app_display_name = cells.text()?;
            sign_in.resource_id = cells.text()?;
            sign_in.resource_display_name = cells.text()?;
            sign_in.client_app_used = cells.text()?;
        }
        if fields.contains(SignInFields::LOCATION) {
            sign_in.ip_address = cells.text()?.map(IpAddress::new);
            sign_in.autonomous_system_number = cells.number()?;
            sign_in.location = read_location(cells)?;
        }
        if fields.contains(SignInFields::DEVICE) {
            sign_in.device_detail = cells.json::<DeviceDetail>()?;
            sign_in.user_agent = cells.text()?;
        }
        if fields.contains(SignInFields::OUTCOME) {
            sign_in.status = read_status(cells)?;
            sign_in.conditional_access_status = cells.word()?;
            sign_in.is_interactive = cells.flag()?;
            sign_in.sign_in_event_types = cells.json()?.unwrap_or_default();
            sign_in.authentication_requirement = cells.word()?;
            sign_in.correlation_id = cells.text()?;
        }
        if fields.contains(SignInFields::RISK) {
            sign_in.risk_level_during_sign_in = cells.word()?;
            sign_in.risk = cells.risk()?;
        }
        Ok(sign_in)
    }
}

/// An empty place or status says nothing, as in the columns.
fn read_record<C: Cells>(cells: &mut C, tenant: &TenantId) -> Result<SignIn, C::Error> {
    let sign_in = cells.record(tenant, |sign_in: &mut SignIn, record| sign_in.record = Some(record))?;
    let mut sign_in = sign_in.ok_or_else(|| C::fault("a sign-in has no record"))?;
    sign_in.risk = cells.risk()?;
    sign_in.location = sign_in.location.filter(|place| *place != Location::default());
    sign_in.status = sign_in.status.filter(|status| *status != SignInStatus::default());
    Ok(sign_in)
}

/// City, state, country and coordinates; none of them: no place.
pub(super) fn read_location<C: Cells>(cells: &mut C) -> Result<Option<Location>, C::Error> {
    let place = Location { city: cells.text()?, state: cells.text()?, country_or_region: cells.text()?, geo_coordinates: cells.json()? };
    Ok((place != Location::default()).then_some(place))
}

fn read_status<C: Cells>(cells: &mut C) -> Result<Option<SignInStatus>, C::Error> {
    let status = SignInStatus { error_code: cells.number()?, failure_reason: cells.text()?, additional_details: cells.text()? };
    Ok((status != SignInStatus::default()).then_some(status))
}
