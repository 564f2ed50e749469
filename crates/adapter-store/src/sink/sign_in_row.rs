//! A sign-in as a row.

use std::collections::BTreeMap;

use riskgate_model::{Body, Claimant, Field, Identity, IpAddress, Observation, Risk, SignIn, SignInField, SignInId, Time};

use sea_orm::DatabaseTransaction;

use super::{
    events::{Event, Heard},
    identities::{Stub, key},
    rows::{Row, flag, json, rank, text, time, word},
    speaking,
    touched::Touched,
};
use crate::{cells::claimant, error::StoreError, keys::Keys, listed};

impl Event for SignIn {
    fn owner(&self) -> Option<(Identity, Stub)> {
        let at = self.created_date_time;
        if let Some(user) = &self.user_id {
            let (display_name, second_name) = (self.user_display_name.clone(), self.user_principal_name.clone());
            return Some((Identity::User(user.clone()), Stub { at, display_name, second_name }));
        }
        let principal = self.service_principal_id.as_ref()?;
        let (display_name, second_name) = (self.service_principal_name.clone(), self.app_id.clone());
        Some((Identity::ServicePrincipal(principal.clone()), Stub { at, display_name, second_name }))
    }

    fn observation(&self, observed: Option<Time>) -> Option<Observation> {
        Some(Observation {
            claimant: Claimant::Entra,
            at: observed.or(Some(self.created_date_time)),
            state: self.risk_state.clone()?,
            level: self.risk_level_aggregated.clone(),
            detail: self.risk_detail.clone(),
            alert: None,
        })
    }

    fn sign_in(&self) -> Option<&SignInId> {
        Some(&self.id)
    }

    fn hear(&self, said: &[Observation], heard: &mut Heard) {
        heard.observations.extend_from_slice(said);
    }

    async fn hear_alerts(transaction: &DatabaseTransaction, keys: &Keys<'_>) -> Result<BTreeMap<SignInId, speaking::Said>, StoreError> {
        speaking::of_sign_ins(transaction, keys).await
    }

    fn note(&self, _: &mut Touched) {}

    fn set_risk(&mut self, risk: Risk) {
        self.risk = risk;
    }

    fn row(&self, body: &Body) -> Result<Row, StoreError> {
        let place = self.location.clone().unwrap_or_default();
        let status = self.status.clone().unwrap_or_default();
        let device = self.device_detail.as_ref();
        let mut row = key(&self.id);
        row.extend([
            ("created", time(Some(self.created_date_time))),
            ("user_id", text(self.user_id.as_ref().map(riskgate_model::Id::object))),
            ("service_principal_id", text(self.service_principal_id.as_ref().map(riskgate_model::Id::object))),
            ("user_display_name", text(self.user_display_name.as_deref())),
            ("user_principal_name", text(self.user_principal_name.as_deref())),
            ("user_type", text(self.user_type.as_deref())),
            ("service_principal_name", text(self.service_principal_name.as_deref())),
            ("app_id", text(self.app_id.as_deref())),
            ("app_display_name", text(self.app_display_name.as_deref())),
            ("resource_id", text(self.resource_id.as_deref())),
            ("resource_display_name", text(self.resource_display_name.as_deref())),
            ("client_app_used", text(self.client_app_used.as_deref())),
            ("ip_address", text(self.ip_address.as_ref().map(IpAddress::as_str))),
            ("ip_bytes", self.ip_address.as_ref().and_then(IpAddress::bytes).map(Vec::from).into()),
            ("autonomous_system_number", self.autonomous_system_number.into()),
            ("city", text(place.city.as_deref())),
            ("state", text(place.state.as_deref())),
            ("country_or_region", text(place.country_or_region.as_deref())),
            ("geo_coordinates", json(place.geo_coordinates.as_ref())?),
            ("device", json(device)?),
            ("device_id", text(device.and_then(|device| device.device_id.as_deref()))),
            ("browser", text(device.and_then(|device| device.browser.as_deref()))),
            ("operating_system", text(device.and_then(|device| device.operating_system.as_deref()))),
            ("is_compliant", flag(device.and_then(|device| device.is_compliant))),
            ("is_managed", flag(device.and_then(|device| device.is_managed))),
            ("user_agent", text(self.user_agent.as_deref())),
            ("error_code", status.error_code.into()),
            ("failure_reason", text(status.failure_reason.as_deref())),
            ("additional_details", text(status.additional_details.as_deref())),
            ("conditional_access_status", word(self.conditional_access_status.as_ref())),
            ("conditional_access_rank", rank(self.conditional_access_status.as_ref())),
            ("is_interactive", flag(self.is_interactive)),
            ("sign_in_event_types", json(Some(&self.sign_in_event_types))?),
            ("sign_in_event_words", listed::column(&SignInField::SignInEventType.value(self)).into()),
            ("authentication_requirement", word(self.authentication_requirement.as_ref())),
            ("authentication_rank", rank(self.authentication_requirement.as_ref())),
            ("correlation_id", text(self.correlation_id.as_deref())),
            ("risk_state", word(self.risk.state.as_ref())),
            ("risk_state_rank", rank(self.risk.state.as_ref())),
            ("risk_level", word(self.risk.level.as_ref())),
            ("risk_level_rank", rank(self.risk.level.as_ref())),
            ("risk_level_during", word(self.risk_level_during_sign_in.as_ref())),
            ("risk_level_during_rank", rank(self.risk_level_during_sign_in.as_ref())),
            ("risk_detail", word(self.risk.detail.as_ref())),
            ("risk_updated", time(self.risk.updated)),
            ("risk_decided_by", text(self.risk.decided_by.map(claimant))),
            ("risk_event_words", listed::column(&SignInField::RiskEventTypes.value(self)).into()),
            ("is_risky", flag(Some(self.is_risky()))),
            ("record", body.as_str().into()),
        ]);
        Ok(row)
    }
}
