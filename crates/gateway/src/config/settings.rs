//! The sections of the configuration and their defaults.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroU16;
use std::time::Duration;

use super::adapters::{AdapterKind, Routes};
use super::msgraph::Msgraph;
use super::secret::SecretText;
use riskgate_model::{ServiceSource, TenantId, Vocabulary as _};
use riskgate_schema::guard::Limits;
use serde::{Deserialize, Serialize};
use tracing_subscriber::filter::{LevelFilter, ParseError, Targets};

/// Everything that can be set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Config {
    /// `[http]`: where and how the gateway listens.
    pub http: Http,
    /// `[database]`: where the store keeps its rows.
    pub database: Database,
    /// `[store]`: how the store reads what it is given.
    pub store: Store,
    /// `[adapters.NAME]`: where answers may come from, beside the store.
    pub adapters: BTreeMap<String, AdapterKind>,
    /// `[routes]`: which adapter answers which question.
    pub routes: Routes,
    /// `[msgraph]`: the tenants that are read from Microsoft Graph.
    pub msgraph: Msgraph,
    /// `[defender]`: how alerts of Microsoft Defender come in.
    pub defender: Defender,
    /// `[actions]`: what may be asked to be done.
    pub actions: Actions,
    /// `[graphql]`: what a query may ask.
    pub graphql: Graphql,
    /// `[log]`: what is logged and how.
    pub log: Log,
}

/// Where and how the gateway listens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Http {
    /// The address and port; loopback only. Default `127.0.0.1:8080`.
    pub listen: SocketAddr,
    /// The values of `Host` that are answered, each a name for any port or `name:port`. Default
    /// `localhost`, `127.0.0.1`, `[::1]`, so that a page on the web which resolves its own name to
    /// this machine reads nothing. The address that is listened on is answered in any case.
    pub allowed_hosts: Vec<String>,
    /// Bytes of a request body. Default 262,144.
    pub body_bytes: usize,
    /// From the end of a request's head to its answer, its body included. Default 15 s.
    #[serde(rename = "deadline_seconds", with = "seconds")]
    pub deadline: Duration,
    /// For a request's head to arrive, for a connection to stay idle, and for a client to take more
    /// of an answer. Default 30 s.
    #[serde(rename = "head_seconds", with = "seconds")]
    pub head: Duration,
    /// For requests under way to finish, and calls under way that act, once the gateway is told to stop. Default 25 s.
    #[serde(rename = "drain_seconds", with = "seconds")]
    pub drain: Duration,
    /// Connections held at once; further ones wait to be accepted. Default 512.
    pub connections: NonZeroU16,
    /// Queries executed at once; further ones wait a moment and are then sent away. Default 64.
    pub in_flight: NonZeroU16,
    /// The token that whoever acts must show. Default: none.
    #[serde(deserialize_with = "token")]
    pub token: SecretText,
    /// By which name whoever shows it stands in the audit trail. Default `token`.
    pub token_name: String,
    /// The object id of the user whom the token acts for. Default: none.
    pub token_object_id: String,
}

impl Default for Http {
    fn default() -> Self {
        let nonzero = |count| NonZeroU16::new(count).unwrap_or(NonZeroU16::MIN);
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            allowed_hosts: ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned).to_vec(),
            body_bytes: 256 * 1024,
            deadline: Duration::from_secs(15),
            head: Duration::from_secs(30),
            drain: Duration::from_secs(25),
            connections: nonzero(512),
            in_flight: nonzero(64),
            token: SecretText::default(),
            token_name: "token".to_owned(),
            token_object_id: String::new(),
        }
    }
}

impl Http {
    /// The object id of the user whom the token acts for, as ids are compared; none where none is set.
    pub(crate) fn acts_for(&self) -> Option<String> {
        Some(self.token_object_id.trim().to_ascii_lowercase()).filter(|id| !id.is_empty())
    }
}

/// A token that nobody guesses, and that a header can carry.
fn token<'de, D: serde::Deserializer<'de>>(text: D) -> Result<SecretText, D::Error> {
    let token = SecretText::deserialize(text)?;
    let text = token.text();
    let is_good = text.is_empty() || text.len() >= 16 && text.bytes().all(|byte| byte.is_ascii_graphic());
    if is_good { Ok(token) } else { Err(serde::de::Error::custom("expected at least 16 letters, digits and marks, without spaces")) }
}

/// Where the store keeps its rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Database {
    /// The database: `sqlite://FILE` or `postgres://USER@HOST/DATABASE`. Default `sqlite://riskgate.db`, a file in the working directory.
    pub url: String,
    /// Whether the tables of PostgreSQL are brought up to date when it is opened, as `riskgate migrate up` does. Default false, as others
    /// may be using them. Those of SQLite always are.
    pub auto_migrate: bool,
}

impl Default for Database {
    fn default() -> Self {
        Self { url: "sqlite://riskgate.db".to_owned(), auto_migrate: false }
    }
}

/// How the store reads what it is given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Store {
    /// The tenant that input and ids belong to when they name none. Default `00000000-0000-0000-0000-000000000000`, and for ids the only
    /// tenant that is read, or else the only one that the store has.
    pub default_tenant: Tenant,
}

/// The id of a tenant: a GUID.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Tenant(TenantId);

impl Default for Tenant {
    fn default() -> Self {
        Self(TenantId::new("00000000-0000-0000-0000-000000000000"))
    }
}

impl TryFrom<String> for Tenant {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let groups: Vec<&str> = text.split('-').collect();
        let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
        let digits = groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()));
        if lengths != [8, 4, 4, 4, 12] || !digits {
            return Err("expected a GUID such as 5d1b0d6c-3f57-4c52-9d0c-6f5a3f4e8a11".to_owned());
        }
        Ok(Self(TenantId::new(&text)))
    }
}

impl From<Tenant> for String {
    fn from(tenant: Tenant) -> Self {
        tenant.0.to_string()
    }
}

impl From<TenantId> for Tenant {
    fn from(tenant: TenantId) -> Self {
        Self(tenant)
    }
}

impl From<Tenant> for TenantId {
    fn from(tenant: Tenant) -> Self {
        tenant.0
    }
}

/// How alerts of Microsoft Defender come in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Defender {
    /// What whoever pushes alerts to `/ingest/defender` must show. Default: none, and nothing is taken there.
    #[serde(deserialize_with = "token")]
    pub push_secret: SecretText,
    /// Whether whoever reaches that address may push where no secret is set: on this machine, for the demo tenant alone.
    #[serde(skip)]
    pub push_open: bool,
    /// The most bytes of what is pushed at once. Default 16,777,216.
    pub push_bytes: usize,
    /// The products whose alerts claim something of risks. Default [`riskgate_model::CLAIM_SOURCES`].
    pub claim_sources: ClaimSources,
}

impl Default for Defender {
    fn default() -> Self {
        Self { push_secret: SecretText::default(), push_open: false, push_bytes: 16 * 1024 * 1024, claim_sources: ClaimSources::default() }
    }
}

/// Products of Microsoft, by the words of `serviceSource`. Only words that are known name one: a misspelled one would claim nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct ClaimSources(pub Vec<ServiceSource>);

impl Default for ClaimSources {
    fn default() -> Self {
        Self(riskgate_model::CLAIM_SOURCES.to_vec())
    }
}

impl TryFrom<Vec<String>> for ClaimSources {
    type Error = String;

    fn try_from(words: Vec<String>) -> Result<Self, String> {
        let known = || ServiceSource::WORDS.iter().map(|(_, word)| *word).collect::<Vec<_>>().join(", ");
        let read = |word: &String| ServiceSource::read(word).ok_or_else(|| format!("{word:?} is no product; expected some of {}", known()));
        words.iter().map(read).collect::<Result<_, _>>().map(Self)
    }
}

impl From<ClaimSources> for Vec<String> {
    fn from(sources: ClaimSources) -> Self {
        sources.0.into_iter().map(|source| source.word().to_owned()).collect()
    }
}

/// What may be asked to be done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Actions {
    /// Whether every act needs a reason. Default true.
    pub reason_required: bool,
    /// Accounts that nothing is done to: object ids or usernames, in any case. Default: none.
    pub break_glass: Vec<String>,
}

impl Default for Actions {
    fn default() -> Self {
        Self { reason_required: true, break_glass: Vec::new() }
    }
}

/// What a query may ask.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Graphql {
    /// Whether the schema may be asked for its types. Default true, as only this machine can ask.
    pub introspection: bool,
    /// `[graphql.limits]`: how large, deep and costly a query may be.
    pub limits: Limits,
}

impl Default for Graphql {
    fn default() -> Self {
        Self { introspection: true, limits: Limits::default() }
    }
}

/// What is logged and how.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Log {
    /// A level, or levels by module such as `info,riskgate_gateway=debug`. Default `info,sea_orm_migration=warn`: each new database
    /// would otherwise begin with a line for every table.
    pub level: LogFilter,
    /// `text`, `json`, or `auto`: text on a terminal and JSON elsewhere. Default `auto`.
    pub format: LogFormat,
}

/// The levels to log, checked when the settings are read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LogFilter {
    text: String,
    targets: Targets,
}

impl LogFilter {
    /// The levels by module.
    #[must_use]
    pub fn targets(&self) -> &Targets {
        &self.targets
    }
}

impl Default for LogFilter {
    fn default() -> Self {
        Self::try_from("info,sea_orm_migration=warn".to_owned()).expect("the default is well formed")
    }
}

impl TryFrom<String> for LogFilter {
    type Error = String;

    /// A word alone is a level: taken for a module, a misspelled level would silence everything.
    fn try_from(text: String) -> Result<Self, String> {
        let is_part = |part: &str| part.contains('=') || part.trim().parse::<LevelFilter>().is_ok();
        if let Some(part) = text.split(',').find(|part| !is_part(part)) {
            return Err(format!(
                "{part:?} is no level; expected off, error, warn, info, debug or trace, or a module such as riskgate_gateway=debug"
            ));
        }
        let targets = text.parse().map_err(|error: ParseError| error.to_string())?;
        Ok(Self { text, targets })
    }
}

impl From<LogFilter> for String {
    fn from(filter: LogFilter) -> Self {
        filter.text
    }
}

/// The form of a log line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Text on a terminal, JSON elsewhere.
    #[default]
    Auto,
    /// For people.
    Text,
    /// For machines, one object a line.
    Json,
}

/// A duration written as a number of seconds.
mod seconds {
    use std::time::Duration;

    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    pub(super) fn serialize<S: Serializer>(value: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_f64(value.as_secs_f64())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        let seconds = f64::deserialize(from)?;
        if !(0.001..=86_400.0).contains(&seconds) {
            return Err(D::Error::custom("expected seconds between 0.001 and 86400"));
        }
        Duration::try_from_secs_f64(seconds).map_err(D::Error::custom)
    }
}
