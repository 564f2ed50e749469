//! Alerts within an incident.

use serde_json::{Map, Value};

use super::take;
use crate::{
    PageContext,
    normalise::says_nothing,
    recognise::meaning,
    resource::{Meaning, Resource},
    shape::find,
};

/// An alert that stood in an incident.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertWithin {
    /// Where it stood, such as `alerts[3]`.
    pub path: String,
    /// The alert, to be recognised under [`PageContext::alerts`].
    pub value: Value,
}

/// Takes the alerts out of a value that is an incident, taken from a page of that context if there was one; none out of anything else. Each
/// is a record of its own, and refused by itself. One that does not say to which incident it belongs says it then.
pub fn take_alerts(incident: &mut Value, page: Option<&PageContext>) -> Vec<AlertWithin> {
    let Value::Object(properties) = incident else { return Vec::new() };
    let is_list = find(properties, "alerts").is_some_and(Value::is_array);
    if !is_list || meaning(properties, page) != Some(Meaning::Resource(Resource::Incident)) {
        return Vec::new();
    }
    let id = find(properties, "id").filter(|id| !says_nothing(id)).cloned();
    let Some(Value::Array(alerts)) = take(properties, "alerts") else { return Vec::new() };
    let within = |(index, mut value): (usize, Value)| {
        if let (Value::Object(alert), Some(id)) = (&mut value, &id) {
            belong(alert, id);
        }
        AlertWithin { path: format!("alerts[{index}]"), value }
    };
    alerts.into_iter().enumerate().map(within).collect()
}

fn belong(alert: &mut Map<String, Value>, incident: &Value) {
    if find(alert, "incidentId").is_none_or(says_nothing) {
        take(alert, "incidentId");
        alert.insert("incidentId".into(), incident.clone());
    }
}
