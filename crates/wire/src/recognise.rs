//! One JSON value becomes a record, by what it holds.

use riskgate_model::{Record, RecordKind, TenantId, Time};
use serde_json::{Map, Value};

use crate::{
    PageContext, TableHead,
    diagnostic::Envelope,
    flaw::Flaw,
    head::is_row,
    record::record,
    resource::{Meaning, Resource},
    shape,
};

/// What is known of records that do not say it themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordDefaults {
    /// The tenant of records that name none.
    pub tenant: TenantId,
    /// When records were observed that do not say it.
    pub as_of: Option<Time>,
}

/// What became of a value.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "almost every value is a record, and none is kept in this form")]
pub enum Recognised {
    /// A record.
    Record(Record),
    /// Something else that was recognised, and that this version does not load: its name, such as `groups` or `ProvisioningLogs`.
    Skipped(String),
    /// Something that could not become a record.
    Refused(Refused),
}

/// Why a value could not become a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What it would have been, where that much is known.
    pub kind: Option<RecordKind>,
    /// The property at fault, such as `location.geoCoordinates`; empty when it is the whole value.
    pub path: String,
    /// What is wrong with it.
    pub reason: String,
}

/// Recognises a value, taken from a page of that context if there was one.
///
/// Whether it is a record is told first by the names of columns, if it is a row of a table, and by the envelope of a diagnostic log, then by
/// its `@odata.type`, by the page's or its own `@odata.context`, and last by the properties it has.
pub fn recognise(value: Value, page: Option<&PageContext>, defaults: &RecordDefaults) -> Recognised {
    let properties = match value {
        Value::Object(properties) => properties,
        other => return refused(None, Flaw::not("an object", &other)),
    };
    let properties = match as_row(properties, defaults) {
        Ok(recognised) => return recognised,
        Err(properties) => properties,
    };
    let properties = match Envelope::of(properties) {
        Ok(envelope) => return unpack(envelope, defaults),
        Err(properties) => properties,
    };
    match meaning(&properties, page) {
        Some(Meaning::Resource(resource)) => load(resource, properties, &defaults.tenant, defaults.as_of),
        Some(Meaning::Other(name)) => Recognised::Skipped(name),
        None => refused(None, Flaw::new(NOT_RECOGNISED)),
    }
}

/// Recognises an object as a row of a table, if its names are those of columns.
fn as_row(properties: Map<String, Value>, defaults: &RecordDefaults) -> Result<Recognised, Map<String, Value>> {
    if !is_row(&properties) || shape::find(&properties, "properties").is_some() {
        return Err(properties);
    }
    let head = TableHead::new(properties.keys().map(String::as_str));
    if head.is_of_rows() { Ok(head.recognise(properties.into_values().collect(), defaults)) } else { Err(properties) }
}

const NOT_RECOGNISED: &str = "is no record that riskgate knows; expected a user, risky user, risky service principal, item of a risk \
    history, sign-in, risk detection, directory audit, named location, Conditional Access policy, alert or incident of Microsoft Graph, a line of a diagnostic \
    log with category and properties, a row of Log Analytics, or one of a report of the portal";

/// What an object is, which is no row and no envelope.
pub(crate) fn meaning(properties: &Map<String, Value>, page: Option<&PageContext>) -> Option<Meaning> {
    if let Some(Value::String(kind)) = properties.get("@odata.type") {
        return Some(Meaning::of_type(kind));
    }
    let own = || match properties.get("@odata.context") {
        Some(Value::String(context)) => PageContext::new(context).meaning,
        _ => None,
    };
    page.and_then(|page| page.meaning.clone()).or_else(own).or_else(|| shape::meaning(properties))
}

fn unpack(envelope: Envelope, defaults: &RecordDefaults) -> Recognised {
    let resource = match &envelope.meaning {
        Meaning::Resource(resource) => *resource,
        Meaning::Other(category) => return Recognised::Skipped(category.clone()),
    };
    let opened = match envelope.open() {
        Ok(opened) => opened,
        Err(flaw) => return refused(Some(resource), flaw),
    };
    let tenant = opened.tenant.as_ref().unwrap_or(&defaults.tenant);
    match load(resource, opened.properties, tenant, opened.time.or(defaults.as_of)) {
        Recognised::Refused(Refused { kind, path, reason }) => {
            let flaw = Flaw { path, reason }.within("properties");
            Recognised::Refused(Refused { kind, path: flaw.path, reason: flaw.reason })
        }
        other => other,
    }
}

fn load(resource: Resource, properties: Map<String, Value>, tenant: &TenantId, observed: Option<Time>) -> Recognised {
    loaded(resource, record(resource, properties, tenant, observed))
}

/// What became of something that was recognised as this resource.
pub(crate) fn loaded(resource: Resource, record: Result<Record, Flaw>) -> Recognised {
    record.map_or_else(|flaw| refused(Some(resource), flaw), Recognised::Record)
}

/// What could not become a record.
pub(crate) fn refused(resource: Option<Resource>, flaw: Flaw) -> Recognised {
    Recognised::Refused(Refused { kind: resource.map(Resource::record_kind), path: flaw.path, reason: flaw.reason })
}

#[cfg(test)]
mod access;
#[cfg(test)]
mod audits;
#[cfg(test)]
mod tests;
