//! Rows of `SecurityAlert` of Log Analytics as alerts.

use serde_json::{Map, Value};

use super::{entity, renamed, take, techniques};
use crate::{
    flaw::Flaw,
    normalise::{says_nothing, unwrap},
    shape::find,
    tables::alerts::service_source,
};

/// Makes Microsoft Graph's properties of what the table of properties does not rename. The id stays under its own name, too: it tells that
/// the alert came from here, where nobody classifies.
///
/// # Errors
/// When the entities cannot be read.
pub(super) fn as_graph(properties: &mut Map<String, Value>) -> Result<(), Flaw> {
    const TITLES: [(&str, &str); 2] = [("DisplayName", "title"), ("AlertName", "title")];
    let lacks = |properties: &Map<String, Value>, name| find(properties, name).is_none_or(says_nothing);
    if lacks(properties, "id")
        && let Some(id) = find(properties, "SystemAlertId").cloned()
    {
        properties.insert("id".into(), id);
    }
    if lacks(properties, "title") {
        let title = renamed(properties, &TITLES);
        properties.extend(title);
    }
    let named = |name| find(properties, name).and_then(Value::as_str).and_then(service_source);
    if let Some(source) = named("ProductName").or_else(|| named("ProviderName")).filter(|_| lacks(properties, "serviceSource")) {
        properties.insert("serviceSource".into(), source.into());
    }
    more_techniques(properties);
    steps(properties);
    if let Some(mut entities) = take(properties, "Entities") {
        unwrap(&mut entities);
        let Value::Array(entities) = &entities else { return Err(Flaw::not("a list", &entities).within("Entities")) };
        let evidence = entity::evidence(entities).map_err(|flaw| flaw.within("Entities"))?;
        properties.insert("evidence".into(), evidence);
    }
    Ok(())
}

/// Techniques and the parts of them stand in two columns.
fn more_techniques(properties: &mut Map<String, Value>) {
    const COLUMNS: [&str; 2] = ["Techniques", "SubTechniques"];
    for column in COLUMNS {
        techniques::name(properties, column);
    }
    if let Some(Value::Array(parts)) = properties.get(COLUMNS[1]) {
        let parts = parts.clone();
        match properties.entry(COLUMNS[0]).or_insert_with(|| Value::Array(Vec::new())) {
            Value::Array(all) => all.extend(parts),
            // What it is instead is refused under its own name.
            _ => return,
        }
        properties.remove(COLUMNS[1]);
    }
}

/// What is to be done is a list of steps.
fn steps(properties: &mut Map<String, Value>) {
    let Some(mut steps) = take(properties, "RemediationSteps") else { return };
    unwrap(&mut steps);
    if let Value::Array(list) = &steps
        && let Some(lines) = list.iter().map(Value::as_str).collect::<Option<Vec<_>>>()
    {
        steps = lines.join("\n").into();
    }
    properties.insert("RemediationSteps".into(), steps);
}
