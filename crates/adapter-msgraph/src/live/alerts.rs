//! Alerts: Graph filters them by what became of them, and not by whom they name. Those of an incident come with it.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_adapter::{AdapterError, AlertSource, Answer, ErrorKind, Grouped, ORDERS_OF_INCIDENT, Offer, rows};
use riskgate_model::{Alert, AlertFields, AlertId, DetectionId, Id, Identity, IncidentId, Page, Query, SignInId};
use riskgate_msgraph_client::Request;
use serde::{Deserialize, de::IgnoredAny};
use serde_json::value::RawValue;

use super::{
    LiveSource,
    asking::Asking,
    list::{ALERTS, INCIDENTS},
    offers,
    parents::{Parents, Whose, askable, check, is_askable},
};
use crate::{NAME, error::UnreadRow};

/// The request for an incident with its alerts.
fn with_alerts(incident: &IncidentId) -> Request {
    INCIDENTS.of.one(incident.object()).with("$expand", "alerts")
}

/// The alerts that came with an incident, if these are all.
fn within(incident: &RawValue) -> Result<Vec<Box<RawValue>>, String> {
    #[derive(Deserialize)]
    struct Expanded {
        alerts: Vec<Box<RawValue>>,
        #[serde(rename = "alerts@odata.nextLink")]
        next: Option<IgnoredAny>,
    }
    match serde_json::from_str(incident.get()) {
        Ok(Expanded { next: Some(_), .. }) => Err("it has more alerts than come with it".to_owned()),
        Ok(Expanded { alerts, .. }) => Ok(alerts),
        Err(error) => Err(error.to_string()),
    }
}

impl LiveSource {
    /// All alerts of an incident; none where Graph has no such incident.
    async fn alerts_within(&self, asking: &mut Asking<'_>, incident: &IncidentId) -> Answer<Vec<Alert>> {
        let unread = |reason| AdapterError::new(NAME, ErrorKind::Malformed).caused_by(UnreadRow(reason));
        let Some(row) = asking.one(&with_alerts(incident)).await? else { return Ok(Vec::new()) };
        let mut alerts: Vec<Alert> = self.shown(&within(&row).map_err(unread)?, &ALERTS.of.context());
        alerts.retain(|alert| alert.incident_id.as_ref() == Some(incident));
        Ok(alerts)
    }
}

/// The refusal of a question for the alerts of something else than an incident.
fn unsupported<T>(of: &str) -> Answer<T> {
    let told = format!("Microsoft Graph does not filter alerts by {of}; it is asked for those of an incident, and for all");
    Err(ErrorKind::Unsupported(told).into())
}

#[async_trait]
impl AlertSource for LiveSource {
    async fn alerts_by_id(&self, ids: &[AlertId], _: AlertFields) -> Answer<HashMap<AlertId, Alert>> {
        self.by_id(&ALERTS, &askable(ids, self.tenant())).await
    }

    async fn alerts_by_identity(&self, _: &[Identity], _: &Query<Alert>) -> Answer<Grouped<Alert>> {
        unsupported("the identities that they name")
    }

    async fn alerts_by_sign_in(&self, _: &[SignInId], _: &Query<Alert>) -> Answer<Grouped<Alert>> {
        unsupported("the sign-ins that they name")
    }

    async fn alerts_by_detection(&self, _: &[DetectionId], _: &Query<Alert>) -> Answer<Grouped<Alert>> {
        unsupported("the detections that they cover")
    }

    async fn alerts_by_incident(&self, incidents: &[IncidentId], query: &Query<Alert>) -> Answer<Grouped<Alert>> {
        check(&Offer { orders: ORDERS_OF_INCIDENT.to_vec(), ..offers::alerts() }, query)?;
        let parents = Parents::of(incidents, |incident| is_askable(incident, self.tenant()));
        let (mut asking, mut grouped) = (self.asking(), Grouped { as_of: Some(self.clock.now()), ..Grouped::default() });
        asking.affords_each(&INCIDENTS.request("", 1), parents.known.len())?;
        for incident in parents.known.iter().filter_map(Whose::parent) {
            let page = rows::page(&self.alerts_within(&mut asking, incident).await?, query)?;
            grouped.push(page.rows, page.next);
        }
        Ok(parents.spread(&grouped))
    }

    async fn alerts(&self, query: &Query<Alert>) -> Answer<Page<Alert>> {
        check(&offers::alerts(), query)?;
        self.newest_of_all(&ALERTS, offers::ALERTS, query).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_an_incidents_alerts_is_not_taken_for_all() {
        let count = |incident: &str| {
            let incident: Box<RawValue> = serde_json::from_str(incident).expect("JSON");
            within(&incident).map(|alerts| alerts.len())
        };
        assert_eq!(count(r#"{"id": "29", "alerts": [{"id": "a"}, {"id": "b"}]}"#), Ok(2));
        count(r#"{"id": "29", "alerts": [{"id": "a"}], "alerts@odata.nextLink": "https://graph.microsoft.com/x"}"#)
            .expect_err("it goes on");
        count(r#"{"id": "29"}"#).expect_err("it came without");
    }
}
