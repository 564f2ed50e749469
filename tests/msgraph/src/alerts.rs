//! Alerts: where they stand, who investigates them, and what is said about them.

use riskgate_model::{AlertClassification, AlertDetermination, AlertStatus, Time, Vocabulary};
use serde_json::{Map, Value, json};

use crate::{actions::Change, collections::Collection, refusal::Refusal, reply::Reply, respond::Visit, rows::Rows, state::State};

/// The longest comment, in characters.
const LONGEST: usize = 1_000;

/// The type that a comment must say it has.
const COMMENT: &str = "microsoft.graph.security.alertComment";

impl State {
    /// Answers a change of an alert with the alert as it is then.
    pub(crate) fn patch_alert(&mut self, visit: &Visit<'_>, id: &str) -> Result<Reply, Refusal> {
        let Value::Object(properties) = visit.call.json() else { return Err(Refusal::bad("A JSON object is expected.")) };
        self.alert(visit, id)?;
        properties.iter().try_for_each(|(name, value)| check(name, value))?;
        self.change(visit, Change::Alert { id: id.to_owned(), properties });
        self.item(visit, Collection::Alerts, (None, id))
    }

    /// Answers a comment with all that the alert has.
    pub(crate) fn comment(&mut self, visit: &Visit<'_>, id: &str) -> Result<Reply, Refusal> {
        let body = visit.call.json();
        self.alert(visit, id)?;
        let has_type = body["@odata.type"].as_str().is_some_and(|ty| ty.trim_start_matches('#') == COMMENT);
        let text = body["comment"].as_str().filter(|text| has_type && !text.trim().is_empty() && text.chars().count() <= LONGEST);
        let Some(text) = text else { return Err(Refusal::bad(format!("A comment of at most {LONGEST} characters is expected."))) };
        let by = self.tenants[visit.grant.tenant].apps[visit.grant.app].id.clone();
        self.change(visit, Change::Comment { id: id.to_owned(), text: text.to_owned(), by });
        let comments = self.alert(visit, id)?["comments"].clone();
        let context = format!("{}/{}/$metadata#security/alerts_v2('{id}')/comments", self.url, visit.version.name());
        Ok(Reply::json(json!({"@odata.context": context, "value": comments})))
    }

    fn alert(&self, visit: &Visit<'_>, id: &str) -> Result<Value, Refusal> {
        self.tenants[visit.grant.tenant].world.alerts.get(id).ok_or_else(|| Refusal::missing(id))
    }
}

/// Changes an alert.
pub(crate) fn update(alerts: &mut Rows, id: &str, mut properties: Map<String, Value>, at: Time) {
    let is = |status: &Value| status.as_str().is_some_and(|status| status.eq_ignore_ascii_case(AlertStatus::Resolved.word()));
    if let Some(status) = properties.get("status") {
        let was_resolved = alerts.get(id).is_some_and(|alert| is(&alert["status"]));
        match (is(status), was_resolved) {
            (true, false) => drop(properties.insert("resolvedDateTime".to_owned(), at.to_string().into())),
            (true, true) => {}
            (false, _) => drop(properties.insert("resolvedDateTime".to_owned(), Value::Null)),
        }
    }
    properties.insert("lastUpdateDateTime".to_owned(), at.to_string().into());
    alerts.change(id, properties);
}

/// Adds a comment to an alert.
pub(crate) fn say(alerts: &mut Rows, id: &str, (text, by): (&str, &str), at: Time) {
    let Some(alert) = alerts.get(id) else { return };
    let mut comments = alert["comments"].as_array().cloned().unwrap_or_default();
    comments.push(json!({"comment": text, "createdByDisplayName": by, "createdDateTime": at.to_string()}));
    let said = [("comments", comments.into()), ("lastUpdateDateTime", at.to_string().into())];
    alerts.change(id, said.into_iter().map(|(name, value): (&str, Value)| (name.to_owned(), value)).collect());
}

/// Refuses what cannot be set, and words that nobody knows.
fn check(name: &str, value: &Value) -> Result<(), Refusal> {
    let is_settable = match name {
        "status" => knows::<AlertStatus>(value),
        "classification" => knows::<AlertClassification>(value),
        "determination" => knows::<AlertDetermination>(value),
        "assignedTo" => value.is_string() || value.is_null(),
        _ => false,
    };
    if is_settable { Ok(()) } else { Err(Refusal::bad(format!("Invalid value specified for property '{name}' of resource 'alert'."))) }
}

fn knows<V: Vocabulary>(value: &Value) -> bool {
    value.as_str().and_then(V::read).is_some()
}
