//! A setting as it holds, to be shown.

use figment::value::Value;
use toml_edit::{Array, InlineTable, Value as Toml};

use super::{Origin, secret};

/// A setting, its value, and where it was set.
#[derive(Clone, Debug, PartialEq)]
pub struct Settled {
    /// Its name, such as `http.listen`.
    pub key: String,
    /// Its value.
    pub(super) value: Value,
    /// Where it was set.
    pub origin: Origin,
}

impl Settled {
    /// Its value in TOML, without a password that it may hold.
    pub fn toml(&self) -> String {
        toml(&self.key, &self.value).to_string()
    }
}

fn toml(key: &str, value: &Value) -> Toml {
    match value {
        Value::String(_, text) if secret::is_secret(key) => secret::masked(text).into(),
        // An address that has no user, and was given one.
        Value::String(_, text) if text.contains("://") && text.contains('@') => "***".into(),
        Value::Array(_, items) => Toml::Array(items.iter().map(|item| toml(key, item)).collect::<Array>()),
        Value::Dict(_, section) => {
            let values = section.iter().map(|(name, value)| (name, toml(&format!("{key}.{name}"), value)));
            Toml::InlineTable(values.collect::<InlineTable>())
        }
        Value::Bool(_, truth) => (*truth).into(),
        Value::Num(_, number) => {
            let whole = number.to_i128().or_else(|| number.to_u128().and_then(|number| i128::try_from(number).ok()));
            match (whole.and_then(|number| i64::try_from(number).ok()), number.to_f64()) {
                (Some(number), _) => number.into(),
                (None, Some(number)) => number.into(),
                (None, None) => whole.unwrap_or_default().to_string().into(),
            }
        }
        Value::Char(_, letter) => letter.to_string().into(),
        Value::String(_, text) => text.as_str().into(),
        Value::Empty(..) => "".into(),
    }
}
