//! A detection as a row.

use std::collections::BTreeMap;

use riskgate_model::{
    Body, Claimant, Closing, Detection, DetectionField, DetectionId, Field, Id, Identity, IpAddress, Observation, Risk, SignInId, Time,
};

use sea_orm::DatabaseTransaction;

use super::{
    events::{Event, Heard},
    identities::{Stub, key},
    rows::{Row, flag, json, rank, text, time, word},
    speaking,
    touched::Touched,
};
use crate::{cells::claimant, error::StoreError, keys::Keys, listed};

impl Event for Detection {
    fn owner(&self) -> Option<(Identity, Stub)> {
        let at = self.detected_date_time;
        if let Some(user) = &self.user_id {
            let (display_name, second_name) = (self.user_display_name.clone(), self.user_principal_name.clone());
            return Some((Identity::User(user.clone()), Stub { at, display_name, second_name }));
        }
        let principal = self.service_principal_id.as_ref()?;
        let (display_name, second_name) = (self.service_principal_display_name.clone(), self.app_id.clone());
        Some((Identity::ServicePrincipal(principal.clone()), Stub { at, display_name, second_name }))
    }

    fn observation(&self, observed: Option<Time>) -> Option<Observation> {
        Some(Observation {
            claimant: Claimant::Entra,
            at: observed.or(Some(self.detected_date_time)),
            state: self.risk_state.clone()?,
            level: self.risk_level.clone(),
            detail: self.risk_detail.clone(),
            alert: None,
        })
    }

    fn sign_in(&self) -> Option<&SignInId> {
        self.request_id.as_ref()
    }

    fn hear(&self, said: &[Observation], heard: &mut Heard) {
        heard.closings.extend(said.iter().filter_map(Closing::of));
    }

    async fn hear_alerts(transaction: &DatabaseTransaction, keys: &Keys<'_>) -> Result<BTreeMap<DetectionId, speaking::Said>, StoreError> {
        speaking::of_detections(transaction, keys).await
    }

    fn note(&self, touched: &mut Touched) {
        touched.detection(self);
    }

    fn set_risk(&mut self, risk: Risk) {
        self.risk = risk;
    }

    fn row(&self, body: &Body) -> Result<Row, StoreError> {
        let place = self.location.clone().unwrap_or_default();
        let mut row = key(&self.id);
        row.extend([
            ("detected", time(Some(self.detected_date_time))),
            ("activity_at", time(self.activity_date_time)),
            ("last_updated", time(self.last_updated_date_time)),
            ("user_id", text(self.user_id.as_ref().map(Id::object))),
            ("user_display_name", text(self.user_display_name.as_deref())),
            ("user_principal_name", text(self.user_principal_name.as_deref())),
            ("service_principal_id", text(self.service_principal_id.as_ref().map(Id::object))),
            ("service_principal_display_name", text(self.service_principal_display_name.as_deref())),
            ("app_id", text(self.app_id.as_deref())),
            ("request_id", text(self.request_id.as_ref().map(Id::object))),
            ("correlation_id", text(self.correlation_id.as_deref())),
            ("risk_event_type", text(self.risk_event_type.as_deref())),
            ("detection_timing_type", word(self.detection_timing_type.as_ref())),
            ("detection_timing_rank", rank(self.detection_timing_type.as_ref())),
            ("activity", word(self.activity.as_ref())),
            ("mitre_techniques", listed::column(&DetectionField::MitreTechniques.value(self)).into()),
            ("token_issuer_type", word(self.token_issuer_type.as_ref())),
            ("source", text(self.source.as_deref())),
            ("is_linked", flag(Some(self.is_linked_to_sign_in()))),
            ("ip_address", text(self.ip_address.as_ref().map(IpAddress::as_str))),
            ("ip_bytes", self.ip_address.as_ref().and_then(IpAddress::bytes).map(Vec::from).into()),
            ("city", text(place.city.as_deref())),
            ("state", text(place.state.as_deref())),
            ("country_or_region", text(place.country_or_region.as_deref())),
            ("geo_coordinates", json(place.geo_coordinates.as_ref())?),
            ("risk_state", word(self.risk.state.as_ref())),
            ("risk_state_rank", rank(self.risk.state.as_ref())),
            ("risk_level", word(self.risk.level.as_ref())),
            ("risk_level_rank", rank(self.risk.level.as_ref())),
            ("risk_detail", word(self.risk.detail.as_ref())),
            ("risk_detail_rank", rank(self.risk.detail.as_ref())),
            ("risk_updated", time(self.risk.updated)),
            ("risk_decided_by", text(self.risk.decided_by.map(claimant))),
            ("record", body.as_str().into()),
        ]);
        Ok(row)
    }
}
