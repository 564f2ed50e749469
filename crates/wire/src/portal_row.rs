//! Rows of the portal's downloads: the portal's headers and words become Microsoft Graph's.

use serde_json::{Map, Value, json};

use crate::{
    Recognised, RecordDefaults,
    flaw::Flaw,
    head::is_named,
    kind::{Kind, Spelling, Table},
    normalise::says_nothing,
    recognise::loaded,
    row::{self, Row, put, time},
    tables::portal::{Report, WORDS},
};

/// What is under headers that stand for no property is kept beside the properties, under this name.
const OTHERS: &str = "portalColumns";

/// What stands in a cell for nothing.
const NOTHING: &str = "-";

/// Recognises a row of the report.
pub(crate) fn recognise(report: &'static Report, row: Row<'_>, defaults: &RecordDefaults) -> Recognised {
    let shown: Vec<_> = row.iter().filter_map(|(column, _)| Some((column.property?, column.name.clone()))).collect();
    let record = properties(report, row).and_then(|properties| {
        let record = row::load(report.resource, properties, &defaults.tenant, defaults.as_of);
        record.map_err(|flaw| by_header(flaw, report, &shown))
    });
    loaded(report.resource, record)
}

/// The flaw, by the header instead of the property.
fn by_header(flaw: Flaw, report: &Report, shown: &[(&str, String)]) -> Flaw {
    let under = shown.iter().find(|(property, _)| *property == flaw.path).map(|(_, name)| name.as_str());
    let known = || report.columns.iter().find(|(_, property)| *property == flaw.path).map(|(header, _)| *header);
    let Some(header) = under.or_else(known) else { return flaw };
    let missing = flaw.reason.starts_with("is missing");
    let hint = if missing { "; show the column in the portal and download the report again" } else { "" };
    Flaw { path: header.to_owned(), reason: format!("{}{hint}", flaw.reason) }
}

/// The cells as properties of Microsoft Graph. Of two columns for one property the first of the report's list that says something counts.
fn properties(report: &Report, mut row: Row<'_>) -> Result<Map<String, Value>, Flaw> {
    row.sort_by_key(|(column, _)| report.columns.iter().position(|(header, _)| is_named(&column.name, header)));
    let (mut properties, mut others) = (Map::new(), Map::new());
    for (column, came) in row {
        let said = match column.property {
            Some(property) => {
                let kind = kind(report.resource.table(), property);
                let is_no_time = matches!(kind, Some(Kind::Time)) && came.as_str().is_some_and(|text| text.trim() == NOTHING);
                let mut value = if is_no_time { Value::Null } else { came.clone() };
                time(column, kind, &mut value)?;
                reword(property, kind, &mut value);
                set(&mut properties, property, value)
            }
            None => false,
        };
        let is_nothing = came.as_str().is_some_and(|text| matches!(text.trim(), "" | NOTHING));
        if !said && !is_nothing {
            put(&mut others, &column.name, came);
        }
    }
    if !others.is_empty() {
        properties.insert(OTHERS.into(), Value::Object(others));
    }
    Ok(properties)
}

/// What the property must be, which may be one of a part.
fn kind(table: &'static Table, property: &str) -> Option<&'static Kind> {
    match property.split_once('.') {
        None => table.kind(property),
        Some((part, name)) => match table.kind(part)? {
            Kind::Object(part) => part.kind(name),
            _ => None,
        },
    }
}

/// Sets a property; false where the value says nothing of it, or something else is said already.
fn set(properties: &mut Map<String, Value>, property: &str, value: Value) -> bool {
    if says_nothing(&value) {
        return false;
    }
    let (holder, name) = match property.split_once('.') {
        None => (properties, property),
        Some((part, name)) => match properties.entry(part).or_insert_with(|| json!({})) {
            Value::Object(part) => (part, name),
            _ => return false,
        },
    };
    match holder.get(name) {
        None => {
            holder.insert(name.to_owned(), value);
            true
        }
        Some(held) => *held == value,
    }
}

/// Graph's word for the portal's.
fn reword(property: &str, kind: Option<&'static Kind>, value: &mut Value) {
    let Value::String(text) = &*value else { return };
    let text = text.trim();
    let none = |spelling: Spelling| if text == NOTHING { spelling("none") } else { None };
    *value = match kind {
        Some(Kind::Word(spelling)) if none(*spelling).is_some() => "none".into(),
        _ if text == NOTHING => Value::Null,
        Some(Kind::Word(spelling)) => word(property, *spelling, text).into(),
        Some(Kind::Words(spelling)) => text.split(',').map(|part| word(property, *spelling, part.trim())).collect(),
        Some(Kind::Object(_)) if !text.starts_with('{') => place(text),
        Some(Kind::Flag) if text.eq_ignore_ascii_case("yes") => true.into(),
        Some(Kind::Flag) if text.eq_ignore_ascii_case("no") => false.into(),
        Some(Kind::Integer) => listed(property, text).unwrap_or(text).trim_end_matches("ms").trim_end().into(),
        _ => listed(property, text).unwrap_or(text).into(),
    };
}

/// Graph's word: the one listed for the portal's, else the one that is spelled alike but for blanks and hyphens, else the word as it came.
fn word(property: &str, spelling: Spelling, text: &str) -> String {
    // Behind a detection's label may stand what it is linked to.
    let text = ["(sign-in)", "(user)"].into_iter().find_map(|link| text.strip_suffix(link)).unwrap_or(text).trim_end();
    let squeezed: String = text.chars().filter(|letter| !matches!(letter, ' ' | '-')).collect();
    listed(property, text).or_else(|| spelling(&squeezed)).unwrap_or(text).to_owned()
}

fn listed(property: &str, text: &str) -> Option<&'static str> {
    let property = if property.starts_with("riskEventType") { "riskEventType" } else { property };
    WORDS.iter().find(|(of, label, _)| *of == property && is_named(label, text)).map(|(.., word)| *word)
}

/// A place, which the portal writes as `City, State, CC`; a single name is a country's.
fn place(text: &str) -> Value {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    match parts.as_slice() {
        [country] => json!({"countryOrRegion": country}),
        [city, country] => json!({"city": city, "countryOrRegion": country}),
        [city, state @ .., country] => json!({"city": city, "state": state.join(", "), "countryOrRegion": country}),
        [] => Value::Null,
    }
}

#[cfg(test)]
mod tests;
