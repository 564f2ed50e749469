//! One attempt of a person to sign in, as the log writes it.

use riskgate_model::{
    DeviceDetail, Id, KeyValue, RiskDetail, RiskLevel, RiskState, SignIn, SignInEventType, SignInId, Time, TokenIssuerType,
};
use serde_json::Value;

use super::{apps::App, client::Client, dice::Dice, outcome::Outcome, person::Person, places::Origin, tenant::Tenant, workload::Workload};

/// What happens.
pub(super) struct Attempt<'a> {
    pub(super) at: Time,
    pub(super) origin: Origin,
    pub(super) client: &'a Client,
    pub(super) app: &'static App,
    pub(super) outcome: Outcome,
}

impl Attempt<'_> {
    /// The attempt as a sign-in of this person, without risk.
    pub(super) fn of(self, person: &Person, tenant: &Tenant, dice: &mut Dice) -> SignIn {
        let Self { at, origin, client, app, outcome } = self;
        let is_interactive = outcome != Outcome::Token;
        let kind = if is_interactive { SignInEventType::InteractiveUser } else { SignInEventType::NonInteractiveUser };
        let steps = outcome.steps(at);
        SignIn {
            user_id: Some(person.id.clone()),
            user_display_name: Some(person.display_name.clone()),
            user_principal_name: Some(person.user_principal_name.to_lowercase()),
            user_type: Some(if person.is_guest { "guest" } else { "member" }.into()),
            home_tenant_id: (!person.is_guest).then(|| tenant.id.as_str().to_owned()),
            cross_tenant_access_type: Some(if person.is_guest { "b2bCollaboration" } else { "none" }.into()),
            app_id: Some(app.id.into()),
            app_display_name: Some(app.name.into()),
            resource_id: Some(app.resource_id.into()),
            resource_display_name: Some(app.resource.into()),
            client_app_used: Some(client.kind.into()),
            device_detail: Some(client.device.clone()),
            user_agent: Some(client.user_agent.into()),
            status: Some(outcome.status()),
            conditional_access_status: Some(outcome.access().into()),
            applied_conditional_access_policies: outcome.policies(),
            is_interactive: Some(is_interactive),
            sign_in_event_types: vec![kind.into()],
            authentication_requirement: Some(outcome.requirement().into()),
            authentication_methods_used: steps.iter().filter_map(|step| step.authentication_method.clone()).collect(),
            authentication_details: steps,
            authentication_protocol: (client.kind == "Other clients").then(|| "ropc".into()),
            incoming_token_type: Some(if is_interactive { "none" } else { "primaryRefreshToken" }.into()),
            session_id: Some(dice.guid()),
            ..blank(at, &origin, tenant, dice)
        }
    }
}

/// A sign-in of a workload identity.
pub(super) fn workload_sign_in(workload: &Workload, at: Time, origin: &Origin, succeeds: bool, tenant: &Tenant, dice: &mut Dice) -> SignIn {
    let (app, status) = (&workload.app, if succeeds { Outcome::PasswordOnly } else { Outcome::Blocked }.status());
    let kind = if workload.is_managed { SignInEventType::ManagedIdentity } else { SignInEventType::ServicePrincipal };
    SignIn {
        service_principal_id: Some(workload.id.clone()),
        service_principal_name: Some(workload.name.into()),
        app_id: Some(app.clone()),
        app_display_name: Some(workload.name.into()),
        resource_id: Some("00000003-0000-0000-c000-000000000000".into()),
        resource_display_name: Some("Microsoft Graph".into()),
        status: Some(status),
        device_detail: Some(DeviceDetail::default()),
        is_interactive: Some(false),
        sign_in_event_types: vec![kind.into()],
        incoming_token_type: Some("none".into()),
        ..blank(at, origin, tenant, dice)
    }
}

/// What every sign-in has.
fn blank(at: Time, origin: &Origin, tenant: &Tenant, dice: &mut Dice) -> SignIn {
    let at = dice.within_second(at);
    let id = dice.guid();
    SignIn {
        id: SignInId::new(tenant.id.clone(), &id),
        created_date_time: at,
        original_request_id: Some(id),
        correlation_id: Some(dice.guid()),
        unique_token_identifier: Some(dice.guid()),
        resource_tenant_id: Some(tenant.id.as_str().to_owned()),
        ip_address: Some(origin.address.clone()),
        autonomous_system_number: Some(origin.network),
        location: Some(origin.place.location()),
        network_location_details: origin.named(),
        token_issuer_type: Some(TokenIssuerType::AzureAd.into()),
        processing_time_in_milliseconds: Some(dice.seconds(40, 900)),
        authentication_processing_details: vec![KeyValue { key: "Root Key Type".into(), value: Value::String("Unknown".into()) }],
        flagged_for_review: Some(false),
        risk_state: Some(RiskState::None.into()),
        risk_detail: Some(RiskDetail::None.into()),
        risk_level_aggregated: Some(RiskLevel::None.into()),
        risk_level_during_sign_in: Some(RiskLevel::None.into()),
        ..SignIn::default()
    }
}
