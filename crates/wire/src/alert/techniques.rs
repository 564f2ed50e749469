//! Techniques of MITRE ATT&CK as rows write them.

use serde_json::{Map, Value};

use super::take;
use crate::normalise::unwrap;

/// Leaves of a column's techniques, such as `["Valid Accounts (T1078)"]`, their ids; of one without an id, its name.
pub(super) fn name(properties: &mut Map<String, Value>, column: &str) {
    let Some(mut value) = take(properties, column) else { return };
    unwrap(&mut value);
    let told: Option<Vec<&str>> = match &value {
        Value::String(text) => Some(vec![text]),
        Value::Array(texts) => texts.iter().map(Value::as_str).collect(),
        _ => None,
    };
    if let Some(told) = told {
        value = told.into_iter().flat_map(ids).map(Value::from).collect();
    }
    properties.insert(column.to_owned(), value);
}

/// The ids in a text, else the names.
fn ids(text: &str) -> Vec<&str> {
    let ids: Vec<&str> = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '.').filter(|word| is_id(word)).collect();
    if ids.is_empty() { text.split(',').map(str::trim).filter(|name| !name.is_empty()).collect() } else { ids }
}

/// Whether it is an id, such as `T1078` or `T1078.004`.
fn is_id(word: &str) -> bool {
    const SHORTEST: usize = 4;
    word.strip_prefix('T').is_some_and(|rest| {
        rest.len() >= SHORTEST
            && rest.starts_with(|first: char| first.is_ascii_digit())
            && rest.bytes().all(|it| it == b'.' || it.is_ascii_digit())
    })
}
