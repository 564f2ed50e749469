//! Secrets: settings that may be given by a file, and are never shown.

use std::{fmt, fs, io::Read as _, path::Path};

use figment::value::{Dict, Value};
use serde::{Deserialize, Serialize};

use super::{ConfigError, Origin};

/// A secret among the settings.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SecretText(String);

impl SecretText {
    /// The secret with this text.
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text; empty where none is given.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// What is put behind the name of a secret to give it by a file.
pub(super) const FILE: &str = "_file";

/// The token of whoever acts.
pub(super) const TOKEN: &str = "http.token";

/// The secret of whoever pushes alerts.
pub(super) const PUSH_SECRET: &str = "defender.push_secret";

/// The most bytes of a secret.
const LONGEST: u64 = 64 * 1024;

/// Whether this setting may hold a secret: an address, which may have a password in it, the secret of an application, or a token.
pub(super) fn is_secret(key: &str) -> bool {
    if key == TOKEN || key == PUSH_SECRET || key.starts_with("msgraph.") && key.ends_with(".client_secret") {
        return true;
    }
    let mut parts = key.rsplitn(2, '.');
    let is_address = parts.next() == Some("url");
    is_address && parts.next().is_some_and(|section| section == "database" || section.starts_with("adapters."))
}

/// Whether this is a section, or a list of sections, with a secret among its settings.
pub(super) fn has_secrets(key: &str) -> bool {
    let last = key.rsplit('.').next().unwrap_or_default();
    key == "msgraph" || key.starts_with("msgraph.") && (last == "tenants" || last.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Puts the contents of files where settings name them: `database.url_file` becomes `database.url`.
///
/// # Errors
/// When a file cannot be read, can be read by others, or the secret is given twice.
pub(super) fn resolve(dict: Dict, origin: &impl Fn(&str) -> Origin) -> Result<Dict, ConfigError> {
    below(dict, "", origin)
}

fn below(dict: Dict, prefix: &str, origin: &impl Fn(&str) -> Origin) -> Result<Dict, ConfigError> {
    let mut resolved = Dict::new();
    for (name, value) in dict {
        let key = format!("{prefix}{name}");
        let secret = name.strip_suffix(FILE).filter(|_| is_secret(&key[..key.len() - FILE.len()]));
        let (name, value) = match (secret, value) {
            (Some(secret), Value::String(_, path)) => (secret.to_owned(), Value::from(read(&key, path.as_ref(), origin)?)),
            (_, value) => (name, within(value, &key, origin)?),
        };
        let key = format!("{prefix}{name}");
        if resolved.insert(name, value).is_some() {
            return Err(ConfigError::GivenTwice { origin: origin(&key), key });
        }
    }
    Ok(resolved)
}

/// The same in a section, or in each of a list.
fn within(value: Value, key: &str, origin: &impl Fn(&str) -> Origin) -> Result<Value, ConfigError> {
    Ok(match value {
        Value::Dict(tag, section) => Value::Dict(tag, below(section, &format!("{key}."), origin)?),
        Value::Array(tag, items) => {
            let items = items.into_iter().enumerate().map(|(at, item)| within(item, &format!("{key}.{at}"), origin));
            Value::Array(tag, items.collect::<Result<_, _>>()?)
        }
        value => value,
    })
}

/// The secret in a file, without the line's end.
fn read(key: &str, path: &Path, origin: &impl Fn(&str) -> Origin) -> Result<String, ConfigError> {
    if path.as_os_str().is_empty() {
        return Err(ConfigError::NoFile { key: key.to_owned(), origin: origin(key) });
    }
    let refuse = |reason: String| ConfigError::Secret { key: key.to_owned(), path: path.to_owned(), origin: origin(key), reason };
    let file = fs::File::open(path).map_err(|error| refuse(format!("cannot be read: {error}")))?;
    let metadata = file.metadata().map_err(|error| refuse(format!("cannot be read: {error}")))?;
    if let Some(mode) = others(&metadata) {
        return Err(refuse(format!("can be read by others (its mode is {mode:04o}): take their rights away with `chmod 600`")));
    }
    let mut text = String::new();
    let read = file.take(LONGEST + 1).read_to_string(&mut text);
    read.map_err(|error| refuse(format!("cannot be read: {error}")))?;
    if text.len() as u64 > LONGEST {
        return Err(refuse(format!("is larger than {LONGEST} bytes")));
    }
    let secret = text.trim_end_matches(['\r', '\n']);
    if secret.is_empty() { Err(refuse("is empty".to_owned())) } else { Ok(secret.to_owned()) }
}

/// The mode of a file that others than its owner can do something with.
#[cfg(unix)]
fn others(metadata: &fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = metadata.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

#[cfg(not(unix))]
fn others(_: &fs::Metadata) -> Option<u32> {
    None
}

/// An address without its password: from the first `:` of the user to the last `@`, whatever stands between, since a password may hold
/// letters that should have been escaped.
pub(super) fn masked(address: &str) -> String {
    const MASK: &str = "***";
    if address.is_empty() {
        return String::new();
    }
    let Some((scheme, rest)) = address.split_once("://").filter(|(scheme, _)| ["postgres", "postgresql", "sqlite"].contains(scheme)) else {
        return if address.starts_with("sqlite:") { address.to_owned() } else { MASK.to_owned() };
    };
    let shown = match rest.rsplit_once('@') {
        Some((user, place)) => {
            let (user, password) = user.split_once(':').map_or((user, ""), |(user, _)| (user, ":***"));
            format!("{user}{password}@{place}")
        }
        None => rest.to_owned(),
    };
    let shown = match shown.split_once('?') {
        Some((place, parameters)) => format!("{place}?{}", parameters.split('&').map(masked_parameter).collect::<Vec<_>>().join("&")),
        None => shown,
    };
    format!("{scheme}://{shown}")
}

/// Parameters that hold no secret. Any other may be a misspelled one.
const OPEN: [&str; 8] = ["application_name", "dbname", "host", "hostaddr", "port", "sslmode", "sslrootcert", "user"];

fn masked_parameter(parameter: &str) -> String {
    match parameter.split_once('=') {
        Some((name, _)) if !OPEN.contains(&name) => format!("{name}=***"),
        _ => parameter.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        for (address, shown) in [
            ("sqlite://riskgate.db", "sqlite://riskgate.db"),
            ("sqlite:riskgate.db", "sqlite:riskgate.db"),
            ("postgres://ada@db.example:5432/riskgate", "postgres://ada@db.example:5432/riskgate"),
            ("postgres://ada:secret@db.example/riskgate?sslmode=require", "postgres://ada:***@db.example/riskgate?sslmode=require"),
            ("postgres://ada:s/e:c@r?e#t@db.example/riskgate", "postgres://ada:***@db.example/riskgate"),
            ("postgres://db.example/riskgate?user=ada&password=secret", "postgres://db.example/riskgate?user=ada&password=***"),
            ("postgres://db.example/riskgate?pasword=secret", "postgres://db.example/riskgate?pasword=***"),
            ("postgres:/ada:secret@db.example", "***"),
            ("secret", "***"),
        ] {
            assert_eq!(masked(address), shown);
        }
    }
}
