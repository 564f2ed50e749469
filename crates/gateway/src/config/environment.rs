//! Settings from environment variables.

use figment::value::{Dict, Value};

use super::secret::is_secret;

const PREFIX: &str = "RISKGATE_";

/// The variables of this process that set something.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the place where the environment is read")]
pub fn process_environment() -> Vec<(String, String)> {
    std::env::vars_os()
        .map(|(name, value)| (name.to_string_lossy().into(), value.to_string_lossy().into()))
        .filter(|(name, _): &(String, String)| name.starts_with(PREFIX))
        .collect()
}

/// The variable that sets a key.
pub(super) fn variable_of(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "__").to_uppercase())
}

/// Variables as a source of settings: `RISKGATE_HTTP__LISTEN` is `http.listen`.
pub(super) struct Environment {
    pub(super) dict: Dict,
}

impl Environment {
    pub(super) fn new(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut dict = Dict::new();
        for (name, value) in variables {
            if let Some(key) = name.strip_prefix(PREFIX) {
                let key = key.to_lowercase();
                let path: Vec<_> = key.split("__").collect();
                // A secret may look like a number, or like whatever else.
                let value =
                    if is_secret(&path.join(".")) { Value::from(value) } else { value.parse().unwrap_or_else(|never| match never {}) };
                insert(&mut dict, &path, value);
            }
        }
        Self { dict }
    }
}

fn insert(dict: &mut Dict, path: &[&str], value: Value) {
    let [name, rest @ ..] = path else {
        return;
    };
    if rest.is_empty() {
        dict.insert((*name).to_owned(), value);
        return;
    }
    let section = dict.entry((*name).to_owned()).or_insert_with(|| Value::from(Dict::new()));
    if !matches!(section, Value::Dict(..)) {
        *section = Value::from(Dict::new());
    }
    if let Value::Dict(_, section) = section {
        insert(section, rest, value);
    }
}
