//! Rows of Log Analytics: the columns of an envelope, and beside them the properties of the record.

use riskgate_model::{TenantId, Time};
use serde_json::{Map, Value, json};

use crate::{
    Recognised, RecordDefaults,
    alert::complete_alert,
    diagnostic::{complete_audit, complete_sign_in, known_category, tenant_of_resource},
    flaw::Flaw,
    kind::Kind,
    normalise::says_nothing,
    recognise::{loaded, refused},
    resource::{Meaning, Resource},
    row::{self, Row, time},
    shape::{self, find},
};

/// The columns around a record. `TenantId` is the workspace's and not the tenant's, and `ResourceId` is where the log came from.
const ENVELOPE: &[&str] = &[
    "AADTenantId",
    "Category",
    "DurationMs",
    "Identity",
    "Level",
    "MG",
    "ManagementGroupName",
    "OperationName",
    "OperationVersion",
    "Resource",
    "ResourceGroup",
    "ResourceId",
    "ResourceProvider",
    "ResultDescription",
    "ResultSignature",
    "ResultType",
    "SourceSystem",
    "TenantId",
    "TimeGenerated",
    "Type",
];

/// Recognises a row by its `Type`, else by its `Category`, else by the columns it has.
pub(crate) fn recognise(row: Row<'_>, defaults: &RecordDefaults) -> Recognised {
    let is_around = |name: &str| name.starts_with('_') || ENVELOPE.iter().any(|known| known.eq_ignore_ascii_case(name));
    let (around, row): (Row<'_>, Row<'_>) = row.into_iter().partition(|(column, _)| is_around(&column.name));
    let envelope = match envelope(around) {
        Ok(envelope) => envelope,
        Err(flaw) => return refused(None, flaw),
    };
    let text = |name| find(&envelope, name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let named = text("Type").or_else(|| text("Category"));
    let shape = || shape::meaning(&row.iter().map(|(column, _)| (column.name.clone(), Value::Null)).collect());
    let (resource, event) = match named.map(|name| (name, known_category(name.strip_prefix("AAD").unwrap_or(name)))) {
        Some((_, Some((resource, event)))) => (resource, event),
        Some((name, None)) => match shape() {
            // The category of an audit or alert is its own, and not the log's.
            Some(Meaning::Resource(resource @ (Resource::DirectoryAudit | Resource::Alert))) if text("Type").is_none() => (resource, None),
            _ => return Recognised::Skipped(name.chars().take(64).collect()),
        },
        None => match shape() {
            Some(Meaning::Resource(resource)) => (resource, None),
            _ => return Recognised::Skipped("logAnalyticsRows".into()),
        },
    };
    let tenant = text("AADTenantId").or_else(|| text("ResourceId").and_then(tenant_of_resource)).map(TenantId::new);
    let written = text("TimeGenerated").and_then(|text| Time::parse(text).ok());
    let record = properties(resource, row, &envelope).and_then(|mut properties| {
        match resource {
            Resource::SignIn => complete_sign_in(&mut properties, event, written),
            Resource::DirectoryAudit => complete_audit(&mut properties, &envelope, written),
            Resource::Alert => complete_alert(&mut properties, &envelope, written),
            _ => {}
        }
        row::load(resource, properties, tenant.as_ref().unwrap_or(&defaults.tenant), written.or(defaults.as_of))
    });
    loaded(resource, record)
}

fn envelope(row: Row<'_>) -> Result<Map<String, Value>, Flaw> {
    let mut envelope = Map::new();
    for (column, mut value) in row {
        let kind = column.name.eq_ignore_ascii_case("TimeGenerated").then_some(&Kind::Time);
        time(column, kind, &mut value)?;
        row::put(&mut envelope, &column.name, value);
    }
    Ok(envelope)
}

fn properties(resource: Resource, row: Row<'_>, envelope: &Map<String, Value>) -> Result<Map<String, Value>, Flaw> {
    let mut properties = row::properties(resource.table(), row)?;
    if resource == Resource::SignIn {
        place(&mut properties);
        status(&mut properties, envelope);
    }
    Ok(properties)
}

/// In `Location` stands the country alone; the place is in `LocationDetails`.
fn place(properties: &mut Map<String, Value>) {
    let is_country = |name: &String, value: &Value| {
        name.eq_ignore_ascii_case("Location") && value.as_str().is_some_and(|text| !text.trim_start().starts_with('{'))
    };
    let Some(name) = properties.iter().find(|(name, value)| is_country(name, value)).map(|(name, _)| name.clone()) else { return };
    let country = properties.remove(&name);
    if find(properties, "LocationDetails").is_none_or(says_nothing) {
        properties.insert("location".into(), json!({"countryOrRegion": country}));
    }
}

/// Where there is no `Status`, the result is the envelope's.
fn status(properties: &mut Map<String, Value>, envelope: &Map<String, Value>) {
    if find(properties, "Status").is_some_and(|status| !says_nothing(status)) {
        return;
    }
    let code = match find(envelope, "ResultType") {
        Some(Value::String(text)) => text.trim().parse::<i64>().ok(),
        Some(number) => number.as_i64(),
        None => None,
    };
    if let Some(code) = code {
        let reason = find(envelope, "ResultDescription").filter(|_| code != 0);
        properties.insert("status".into(), json!({"errorCode": code, "failureReason": reason}));
    }
}

#[cfg(test)]
mod tests;
