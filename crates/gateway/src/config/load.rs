//! From defaults, file and variables to a checked [`Config`].

use std::collections::BTreeSet;
use std::path::Path;

use figment::error::Kind;
use figment::providers::{Format, Serialized, Toml};
use figment::value::{Dict, Value};
use figment::{Figment, Provider};

use super::environment::{Environment, variable_of};
use super::file::line_of;
use super::secret::{self, resolve};
use super::{Config, ConfigError, Origin, Settled};

/// What is shown of an address, which may hold a password.
const ADDRESS: &str = "an address";

/// The section of sections that have names of their own.
const ADAPTERS: &str = "adapters";

/// Reads the settings: later sources win, defaults come first, variables last.
///
/// # Errors
///
/// Refuses a file that cannot be read or is not TOML, a setting that does not exist, a value that
/// a setting does not take, and an address that other machines may reach.
pub fn load(file: Option<&Path>, variables: impl IntoIterator<Item = (String, String)>) -> Result<Config, ConfigError> {
    Sources::read(file, variables)?.config()
}

/// Every setting that holds, by name, with its value and where it was set.
///
/// # Errors
///
/// As [`load`].
pub fn settle(file: Option<&Path>, variables: impl IntoIterator<Item = (String, String)>) -> Result<Vec<Settled>, ConfigError> {
    let sources = Sources::read(file, variables)?;
    let settings = dict_of(&Serialized::defaults(sources.config()?));
    let settled = |key: String| {
        let value = value_of(&settings, &key).expect("every key is one of these settings").clone();
        Settled { origin: sources.origin(&key), value, key }
    };
    Ok(keys(&settings).into_iter().map(settled).collect())
}

fn value_of<'d>(dict: &'d Dict, key: &str) -> Option<&'d Value> {
    match key.split_once('.') {
        None => dict.get(key),
        Some((section, rest)) => value_of(dict.get(section)?.as_dict()?, rest),
    }
}

/// The settings of the file and of the variables, before anything is believed.
struct Sources<'a> {
    file: Option<File<'a>>,
    environment: Environment,
}

struct File<'a> {
    path: &'a Path,
    text: String,
    dict: Dict,
}

impl<'a> File<'a> {
    fn read(path: &'a Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
        match Toml::from_str(&text) {
            Ok(dict) => Ok(Self { path, text, dict }),
            // The error's own text shows the line, which may hold a password.
            Err(error) => {
                let line = error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
                Err(ConfigError::NotToml { path: path.to_owned(), line, reason: error.message().to_owned() })
            }
        }
    }
}

impl<'a> Sources<'a> {
    fn read(file: Option<&'a Path>, variables: impl IntoIterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        Ok(Self { file: file.map(File::read).transpose()?, environment: Environment::new(variables) })
    }

    fn config(&self) -> Result<Config, ConfigError> {
        let defaults = Serialized::defaults(Config::default());
        let mut known = keys(&dict_of(&defaults));
        // The names of adapters are the operator's; what each may be given is known by its kind.
        known.insert(ADAPTERS.to_owned());
        let mut figment = Figment::from(defaults);
        if let Some(file) = &self.file {
            figment = figment.merge(Serialized::defaults(self.known(&file.dict, &known)?));
        }
        figment = figment.merge(Serialized::defaults(self.known(&self.environment.dict, &known)?));

        let extracted = figment.extract();
        let config: Config = extracted.map_err(|error| self.invalid(&figment, &error))?;
        if !config.http.listen.ip().to_canonical().is_loopback() {
            return Err(ConfigError::NotLoopback { listen: config.http.listen, origin: self.origin("http.listen") });
        }
        Ok(config)
    }

    /// The settings that are given, those of files read, once every one of them is known.
    fn known(&self, given: &Dict, known: &BTreeSet<String>) -> Result<Dict, ConfigError> {
        refuse_names(given)?;
        let given = resolve(given.clone(), &|key| self.origin(key))?;
        // A key below a known one is a value of the wrong type, which extraction names.
        match keys(&given).into_iter().find(|key| !covers(known, key)) {
            None => Ok(given),
            Some(key) => Err(ConfigError::Unknown { origin: self.origin(&key), known: neighbours(&key, known), key }),
        }
    }

    fn invalid(&self, figment: &Figment, error: &figment::Error) -> ConfigError {
        let key = error.path.join(".");
        let value = figment.find_value(&key).ok();
        let is_address = value.as_ref().is_some_and(|value| shown(value) == ADDRESS);
        // What should have been a section may have a secret in it.
        let is_repeated = matches!(error.kind, Kind::InvalidType(..) | Kind::InvalidValue(..));
        let is_secret = secret::is_secret(&key) || is_repeated && secret::has_secrets(&key);
        ConfigError::Invalid {
            value: match &value {
                _ if !is_address && is_secret => "that value".to_owned(),
                Some(value) => shown(value),
                None => "absent".to_owned(),
            },
            origin: self.origin(&key),
            // Names that are expected come in two pairs of backticks.
            reason: match &error.kind {
                // What is said of a token does not repeat it.
                Kind::Message(told) if key == secret::TOKEN || key == secret::PUSH_SECRET => told.clone(),
                _ if is_address || is_secret => "it is of another kind than is expected".to_owned(),
                kind => kind.to_string().replace("``", "`"),
            },
            key,
        }
    }

    /// The variable wins over the file, as it does when the settings are merged.
    fn origin(&self, key: &str) -> Origin {
        if let Some(own) = setting_of(&self.environment.dict, key) {
            return Origin::Variable(variable_of(&own));
        }
        let Some(file) = &self.file else {
            return Origin::Default;
        };
        setting_of(&file.dict, key)
            .map_or(Origin::Default, |own| Origin::File { path: file.path.to_owned(), line: line_of(&file.text, &own) })
    }
}

/// Refuses adapters whose name no variable such as `RISKGATE_ADAPTERS__NAME__URL` can spell.
fn refuse_names(dict: &Dict) -> Result<(), ConfigError> {
    let Some(Value::Dict(_, adapters)) = dict.get(ADAPTERS) else { return Ok(()) };
    match adapters.keys().find(|name| !is_name(name)) {
        None => Ok(()),
        Some(name) => Err(ConfigError::AdapterName(name.clone())),
    }
}

fn is_name(name: &str) -> bool {
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    name.len() <= 64 && name.split('_').all(is_word)
}

/// The setting in `dict` that decides `key`: itself, the file it is read from, or one above or below it.
fn setting_of(dict: &Dict, key: &str) -> Option<String> {
    let file = secret::is_secret(key).then(|| format!("{key}{}", secret::FILE));
    let mut all = keys(dict).into_iter();
    all.find(|own| own == key || file.as_ref() == Some(own) || lies_below(key, own) || lies_below(own, key))
}

fn dict_of(provider: &impl Provider) -> Dict {
    let data = provider.data();
    let profiles = data.expect("the defaults are a struct, which is always a dictionary");
    profiles.into_values().next().unwrap_or_default()
}

/// The dotted names of all values.
fn keys(dict: &Dict) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (name, value) in dict {
        match value {
            Value::Dict(_, section) => {
                let below = keys(section);
                found.extend(below.into_iter().map(|key| format!("{name}.{key}")));
            }
            _ => {
                found.insert(name.clone());
            }
        }
    }
    found
}

/// Whether `key` is one of `keys` or lies below one.
fn covers(keys: &BTreeSet<String>, key: &str) -> bool {
    keys.iter().any(|own| own == key || lies_below(key, own))
}

fn lies_below(key: &str, above: &str) -> bool {
    key.strip_prefix(above).is_some_and(|rest| rest.starts_with('.'))
}

/// Names the settings of the same section, or the sections when there is none of that name.
fn neighbours(key: &str, known: &BTreeSet<String>) -> String {
    let section = key.rsplit_once('.').map_or("", |(section, _)| section);
    let prefix = format!("{section}.");
    let settings: Vec<_> = known.iter().filter_map(|own| own.strip_prefix(&prefix)).collect();
    if settings.is_empty() {
        let sections: BTreeSet<_> = known.iter().filter_map(|own| own.split('.').next()).collect();
        let sections: Vec<_> = sections.into_iter().collect();
        return format!("The sections are {}.", sections.join(", "));
    }
    format!("In `{section}` there are {}.", settings.join(", "))
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(_, text) if text.contains("://") => ADDRESS.to_owned(),
        Value::String(_, text) => format!("{text:?}"),
        Value::Num(_, number) => match (number.to_u128(), number.to_i128(), number.to_f64()) {
            (Some(number), _, _) => number.to_string(),
            (_, Some(number), _) => number.to_string(),
            (_, _, Some(number)) => number.to_string(),
            _ => "a number".to_owned(),
        },
        Value::Bool(_, truth) => truth.to_string(),
        Value::Array(..) => "a list".to_owned(),
        Value::Dict(..) => "a section".to_owned(),
        _ => "that value".to_owned(),
    }
}
