//! A row of a table as a record.

use riskgate_model::{Body, Detection, Kept, Record, TenantId, Time};
use serde_json::{Map, Value};

use crate::{
    Recognised,
    flaw::Flaw,
    head::Column,
    kind::{Kind, Table},
    normalise::says_nothing,
    recognise::loaded,
    record::record,
    resource::Resource,
    shape::find,
};

/// Cells under their columns.
pub(crate) type Row<'a> = Vec<(&'a Column, Value)>;

/// A record of a row whose columns are called as the properties of Microsoft Graph.
pub(crate) fn recognise(resource: Resource, row: Row<'_>, tenant: &TenantId, observed: Option<Time>) -> Recognised {
    let record = properties(resource.table(), row).and_then(|properties| load(resource, properties, tenant, observed));
    loaded(resource, record)
}

/// The cells as properties, times told in one way.
///
/// # Errors
/// When a time is none, or could be two.
pub(crate) fn properties(table: &Table, row: Row<'_>) -> Result<Map<String, Value>, Flaw> {
    let mut properties = Map::new();
    for (column, mut value) in row {
        time(column, table.respell(&column.name).and_then(|name| table.kind(name)), &mut value)?;
        put(&mut properties, &column.name, value);
    }
    Ok(properties)
}

/// Tells the cell's time in one way, if it is to be a time.
///
/// # Errors
/// When it is none, or could be two.
pub(crate) fn time(column: &Column, kind: Option<&Kind>, value: &mut Value) -> Result<(), Flaw> {
    if let (Some(Kind::Time), Value::String(text)) = (kind, &*value) {
        let time = column.zone.when(text).map_err(|reason| Flaw::new(reason).within(&column.name))?;
        *value = time.map_or(Value::Null, |time| Value::String(time.to_string()));
    }
    Ok(())
}

/// Puts a cell among others. Where another column of the name said something else, it is kept under the name with a number.
pub(crate) fn put(cells: &mut Map<String, Value>, name: &str, value: Value) {
    if says_nothing(&value) || cells.get(name) == Some(&value) {
        return;
    }
    let mut free = name.to_owned();
    let mut number = 2;
    while cells.contains_key(&free) {
        free = format!("{name} {number}");
        number += 1;
    }
    cells.insert(free, value);
}

/// A record of a row's properties. A detection whose row has no id gets one that is made of what the row says.
///
/// # Errors
/// When a property is missing that the record cannot do without, or cannot be what it must be.
pub(crate) fn load(
    resource: Resource,
    mut properties: Map<String, Value>,
    tenant: &TenantId,
    observed: Option<Time>,
) -> Result<Record, Flaw> {
    if resource != Resource::RiskDetection || find(&properties, "id").is_some_and(|id| !says_nothing(id)) {
        return record(resource, properties, tenant, observed);
    }
    properties.insert("id".into(), "unnamed".into());
    match record(resource, properties, tenant, observed)? {
        Record::Detection(kept) => named(*kept).map(|kept| Record::Detection(Box::new(kept))),
        other => Ok(other),
    }
}

/// The detection, under the id that is made for it.
fn named(kept: Kept<Detection>) -> Result<Kept<Detection>, Flaw> {
    let Kept { mut value, body, observed } = kept;
    let id = value.unnamed_ids().next();
    value.id = id.ok_or_else(|| Flaw::new("is missing, and so are the user and the detection's own id").within("requestId"))?;
    let mut properties = body.properties().map_err(|error| Flaw::new(error.to_string()))?;
    properties.insert("id".into(), serde_json::to_value(&value.id).map_err(|error| Flaw::new(error.to_string()))?);
    Ok(Kept { value, body: Body::new(properties), observed })
}
