//! Puts the properties of a payload in order: Graph's spelling, and each value what its table says it must be.

use std::cmp::Ordering;

use riskgate_model::{LONGEST_ID, Time};
use serde_json::{Map, Number, Value};

use crate::{
    flaw::Flaw,
    kind::{Kind, Spelling, Table},
    shape::find,
    tables::alerts::evidence_table,
    when::Zone,
};

/// Puts properties in order, in place. What the table does not name stays as it came, except the annotations of `OData`.
///
/// # Errors
/// When a value cannot be what it must be.
pub(crate) fn normalise(properties: &mut Map<String, Value>, table: &Table) -> Result<(), Flaw> {
    let mut strays = Vec::new();
    // Properties come in the order of their names, as the table's do, so that both are walked once.
    let mut rest = table.properties;
    for (name, value) in properties.iter_mut() {
        let order = loop {
            let Some(((known, _), behind)) = rest.split_first() else { break Ordering::Greater };
            match (*known).cmp(name) {
                Ordering::Less => rest = behind,
                order => break order,
            }
        };
        if order.is_eq() {
            rest[0].1.shape(value).map_err(|flaw| flaw.within(name))?;
        } else if name.contains("@odata.") || table.respell(name).is_some() {
            strays.push(name.clone());
        }
    }
    for stray in strays {
        let value = properties.remove(&stray);
        let (Some(mut value), Some(name)) = (value, table.respell(&stray)) else { continue };
        if properties.get(name).is_some_and(|present| !says_nothing(present)) {
            properties.insert(stray, value);
            continue;
        }
        if let Some(kind) = table.kind(name) {
            kind.shape(&mut value).map_err(|flaw| flaw.within(&stray))?;
        }
        properties.insert(name.to_owned(), value);
    }
    Ok(())
}

/// Whether a value is one of those that stand for a missing one.
pub(crate) fn says_nothing(value: &Value) -> bool {
    value.is_null() || value.as_str() == Some("")
}

impl Kind {
    /// Makes a value what it must be; null where it says nothing.
    pub(crate) fn shape(&self, value: &mut Value) -> Result<(), Flaw> {
        if says_nothing(value) {
            *value = Value::Null;
            return Ok(());
        }
        match self {
            Self::Id => id(value),
            Self::Text => {
                text(value);
                Ok(())
            }
            Self::Word(spelling) => {
                word(value, *spelling);
                Ok(())
            }
            Self::Time => time(value),
            Self::Flag => flag(value),
            Self::Integer => integer(value),
            Self::Number => number(value),
            Self::Texts => texts(value, |_| None),
            Self::Words(spelling) => texts(value, *spelling),
            Self::Object(table) => object(value, table),
            Self::Point(table) => point(value, table),
            Self::List(table) => list(value, |_| table),
            Self::Evidence => list(value, |evidence| evidence_table(find(evidence, "@odata.type").and_then(Value::as_str))),
            Self::Loose(Self::Object(_)) if !value.is_object() => Ok(()),
            Self::Loose(Self::Id | Self::Text) if !value.is_string() => Ok(()),
            Self::Loose(kind) => kind.shape(value),
            Self::Any => Ok(()),
            Self::Secret => {
                *value = Value::Null;
                Ok(())
            }
        }
    }
}

fn id(value: &mut Value) -> Result<(), Flaw> {
    match &*value {
        Value::String(text) if text.bytes().all(|byte| matches!(byte, b'0' | b'-')) => *value = Value::Null,
        Value::String(text) if text.len() > LONGEST_ID => return Err(Flaw::new(format!("is longer than the {LONGEST_ID} bytes of an id"))),
        Value::String(_) => {}
        Value::Number(_) => text(value),
        _ => return Err(Flaw::not("an id", value)),
    }
    Ok(())
}

fn text(value: &mut Value) {
    if !value.is_string() {
        *value = Value::String(value.to_string());
    }
}

fn word(value: &mut Value, spelling: Spelling) {
    text(value);
    if let Value::String(word) = value
        && let Some(known) = spelling(word)
        && known != word
    {
        known.clone_into(word);
    }
}

fn time(value: &mut Value) -> Result<(), Flaw> {
    let Value::String(text) = &*value else { return Err(Flaw::not("a time", value)) };
    let time = Zone::Unsaid.when(text).map_err(Flaw::new)?;
    *value = time.map_or(Value::Null, |time: Time| Value::String(time.to_string()));
    Ok(())
}

fn flag(value: &mut Value) -> Result<(), Flaw> {
    let flag = match &*value {
        Value::Bool(flag) => *flag,
        Value::String(text) if text.trim().eq_ignore_ascii_case("true") => true,
        Value::String(text) if text.trim().eq_ignore_ascii_case("false") => false,
        _ => return Err(Flaw::not("true or false", value)),
    };
    *value = Value::Bool(flag);
    Ok(())
}

fn integer(value: &mut Value) -> Result<(), Flaw> {
    let whole = match &*value {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().and_then(whole)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    *value = Value::from(whole.ok_or_else(|| Flaw::not("a whole number", value))?);
    Ok(())
}

/// A float as a whole number, if it is one; up to 2^53 that is exact.
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "it has no fraction and lies within the exact range")]
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}

fn number(value: &mut Value) -> Result<(), Flaw> {
    if let Value::String(text) = &*value {
        let number = text.trim().parse().ok().and_then(Number::from_f64);
        *value = Value::Number(number.ok_or_else(|| Flaw::not("a number", value))?);
    }
    if value.is_number() { Ok(()) } else { Err(Flaw::not("a number", value)) }
}

/// A list of texts. One text is a list, too: as JSON, or parted by commas.
fn texts(value: &mut Value, spelling: Spelling) -> Result<(), Flaw> {
    unwrap(value);
    let values = match value {
        Value::Array(values) => values,
        Value::String(text) => {
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(Value::from);
            *value = Value::Array(parts.collect());
            return texts(value, spelling);
        }
        _ => return Err(Flaw::not("a list", value)),
    };
    values.retain(|value| !says_nothing(value));
    for value in values {
        word(value, spelling);
    }
    Ok(())
}

fn object(value: &mut Value, table: &Table) -> Result<(), Flaw> {
    unwrap(value);
    let Value::Object(properties) = value else { return Err(Flaw::not("an object", value)) };
    normalise(properties, table)?;
    if properties.values().all(says_nothing) {
        *value = Value::Null;
    }
    Ok(())
}

fn point(value: &mut Value, table: &Table) -> Result<(), Flaw> {
    object(value, table)?;
    let zero = |name| value.get(name).and_then(Value::as_f64) == Some(0.0);
    if zero("latitude") && zero("longitude") {
        *value = Value::Null;
    }
    Ok(())
}

fn list(value: &mut Value, table: impl Fn(&Map<String, Value>) -> &'static Table) -> Result<(), Flaw> {
    unwrap(value);
    if let Value::Object(only) = value {
        let table = table(only);
        object(value, table)?;
        *value = Value::Array(vec![value.take()]);
    }
    let Value::Array(values) = value else { return Err(Flaw::not("a list", value)) };
    values.retain(|value| !says_nothing(value));
    for (index, value) in values.iter_mut().enumerate() {
        unwrap(value);
        let Value::Object(properties) = value else { return Err(Flaw::not("an object", value).at(index)) };
        let table = table(properties);
        normalise(properties, table).map_err(|flaw| flaw.at(index))?;
    }
    Ok(())
}

/// An object or list that came as JSON text becomes what the text says.
pub(crate) fn unwrap(value: &mut Value) {
    if let Value::String(text) = &*value
        && text.trim_start().starts_with(['{', '['])
        && let Ok(inner) = serde_json::from_str(text)
    {
        *value = inner;
    }
}

#[cfg(test)]
mod tests;
