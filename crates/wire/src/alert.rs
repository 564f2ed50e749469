//! Alerts: within an incident, and as rows of Advanced Hunting and Log Analytics, whose columns become Microsoft Graph's properties.

mod entity;
mod evidence_row;
mod security_alert;
mod techniques;
mod within;

use riskgate_model::{Time, Vocabulary as _};
use serde_json::{Map, Value};

pub use within::{AlertWithin, take_alerts};

use crate::{flaw::Flaw, normalise::says_nothing, shape::find};

/// How much a source tells of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// All of it: what it leaves out is not set.
    Whole,
    /// A part: what it leaves out is not known.
    Partly,
}

/// Makes an alert's properties those of Microsoft Graph, if they are the columns of a row.
///
/// # Errors
/// When a column cannot be what it must be.
pub(crate) fn as_graph(properties: &mut Map<String, Value>) -> Result<Told, Flaw> {
    if is_security_alert(properties) {
        security_alert::as_graph(properties)?;
        return Ok(Told::Partly);
    }
    let is_row = find(properties, "AlertId").is_some() && find(properties, "id").is_none_or(says_nothing);
    if !is_row {
        return Ok(Told::Whole);
    }
    techniques::name(properties, "AttackTechniques");
    if evidence_row::is_one(properties) {
        evidence_row::as_graph(properties)?;
    }
    Ok(Told::Partly)
}

/// What the columns around a row of Log Analytics tell of an alert: its category, and of one of `SecurityAlert` when it was raised.
pub(crate) fn complete_alert(properties: &mut Map<String, Value>, envelope: &Map<String, Value>, written: Option<Time>) {
    if let Some(category) = find(envelope, "Category").filter(|category| !says_nothing(category)) {
        properties.insert("category".into(), category.clone());
    }
    if let Some(written) = written
        && is_security_alert(properties)
    {
        properties.insert("createdDateTime".into(), written.to_string().into());
    }
}

/// When what an alert is told to rest on was seen, for a row that tells no more of it.
pub(crate) fn seen(properties: &Map<String, Value>) -> Option<Time> {
    let evidence = properties.get("evidence")?.as_array()?;
    evidence.iter().filter_map(|evidence| Time::parse(evidence.get("createdDateTime")?.as_str()?).ok()).max()
}

/// An alert whose status is told has a classification, too: where there is none, nobody has set one yet.
pub(crate) fn say_what_is_not_set(properties: &mut Map<String, Value>) {
    let lacks = |name| properties.get(name).is_none_or(says_nothing);
    if !lacks("status") && lacks("classification") {
        properties.insert("classification".into(), riskgate_model::AlertClassification::NotSet.word().into());
    }
}

/// Leaves out what riskgate alone tells of an alert: about which users it was told a status. A record that comes from elsewhere must not
/// let an alert speak of somebody.
pub(crate) fn leave_out_status_of(properties: &mut Map<String, Value>) {
    while let Some(name) = properties.keys().find(|name| name.eq_ignore_ascii_case("statusOf")).cloned() {
        properties.remove(&name);
    }
}

/// Leaves out an incident's alerts: they are records of their own, and change without it.
///
/// # Errors
/// When they are no list.
pub(crate) fn leave_out_alerts(properties: &mut Map<String, Value>) -> Result<(), Flaw> {
    match take(properties, "alerts") {
        None | Some(Value::Array(_)) => Ok(()),
        Some(other) => Err(Flaw::not("a list", &other).within("alerts")),
    }
}

/// Only rows of `SecurityAlert` have this.
fn is_security_alert(properties: &Map<String, Value>) -> bool {
    find(properties, "SystemAlertId").is_some()
}

/// Takes a property out, in whatever case its name is; none where it says nothing.
fn take(properties: &mut Map<String, Value>, name: &str) -> Option<Value> {
    let name = properties.keys().find(|known| known.eq_ignore_ascii_case(name)).cloned()?;
    properties.remove(&name).filter(|value| !says_nothing(value))
}

/// Takes properties out under other names. Of several for one name, the first that says something counts, and the others stay.
fn renamed(properties: &mut Map<String, Value>, names: &[(&str, &str)]) -> Map<String, Value> {
    let mut renamed = Map::new();
    for (from, to) in names {
        if !renamed.contains_key(*to)
            && let Some(value) = take(properties, from)
        {
            renamed.insert((*to).to_owned(), value);
        }
    }
    renamed
}

#[cfg(test)]
mod tests;
