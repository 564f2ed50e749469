//! Entities of an alert, as Log Analytics and the additional fields of Advanced Hunting have them, as evidence.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{renamed, take};
use crate::flaw::Flaw;

/// Entities by their `$id`, to which a `$ref` elsewhere refers.
type ById<'a> = BTreeMap<String, &'a Map<String, Value>>;

/// What an entity tells of an account.
const OF_ACCOUNT: [(&str, &str); 9] = [
    ("AadUserId", "azureAdUserId"),
    ("Sid", "userSid"),
    ("UserPrincipalName", "userPrincipalName"),
    ("Upn", "userPrincipalName"),
    ("Name", "accountName"),
    ("NTDomain", "domainName"),
    ("DnsDomain", "domainName"),
    ("DomainName", "domainName"),
    ("DisplayName", "displayName"),
];

/// What an application is called there.
const OF_APPLICATION: [(&str, &str); 4] =
    [("OAuthAppId", "appId"), ("OAuthAppName", "displayName"), ("OAuthObjectId", "objectId"), ("OAuthAppPublisher", "publisher")];

/// The types whose names are others than Microsoft Graph's.
const TYPES: [(&str, &str); 5] = [
    ("account", "user"),
    ("host", "device"),
    ("machine", "device"),
    ("mailMessage", "analyzedMessage"),
    ("OAuthApplication", "oauthApplication"),
];

/// The evidence that a list of entities is.
///
/// # Errors
/// When one is no object.
pub(super) fn evidence(entities: &[Value]) -> Result<Value, Flaw> {
    let mut by_id = ById::new();
    for entity in entities {
        gather(entity, &mut by_id);
    }
    let each = |(index, entity): (usize, &Value)| {
        let Value::Object(entity) = entity else { return Err(Flaw::not("an object", entity).at(index)) };
        Ok(Value::Object(one(referred(entity, &by_id), &by_id)))
    };
    entities.iter().enumerate().map(each).collect()
}

/// The evidence that one entity by itself is.
pub(super) fn alone(entity: &Map<String, Value>) -> Map<String, Value> {
    one(entity, &ById::new())
}

/// Microsoft Graph's name of a type of entity, such as `cloudLogonSession` for `cloud-logon-session` and `CloudLogonSession`.
pub(super) fn type_name(text: &str) -> String {
    const LONGEST: usize = 64;
    let mut name = String::new();
    for part in text.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty()) {
        let (first, rest) = part.split_at(part.chars().next().map_or(0, char::len_utf8));
        name += &if name.is_empty() { first.to_lowercase() } else { first.to_uppercase() };
        name += rest;
    }
    let other = TYPES.iter().find(|(other, _)| other.eq_ignore_ascii_case(&name)).map(|(_, name)| (*name).to_owned());
    other.unwrap_or_else(|| name.chars().take(LONGEST).collect())
}

/// The whole name of the type of evidence.
pub(super) fn evidence_type(name: &str) -> Value {
    format!("#microsoft.graph.security.{name}Evidence").into()
}

/// The entities within a value that others may refer to.
fn gather<'a>(value: &'a Value, by_id: &mut ById<'a>) {
    match value {
        Value::Object(entity) => {
            if let Some(id) = entity.get("$id") {
                by_id.insert(id.to_string(), entity);
            }
            for value in entity.values() {
                gather(value, by_id);
            }
        }
        Value::Array(values) => {
            for value in values {
                gather(value, by_id);
            }
        }
        _ => {}
    }
}

/// The entity, or the one that it refers to.
fn referred<'a>(entity: &'a Map<String, Value>, by_id: &ById<'a>) -> &'a Map<String, Value> {
    entity.get("$ref").and_then(|id| by_id.get(&id.to_string()).copied()).unwrap_or(entity)
}

fn one(entity: &Map<String, Value>, by_id: &ById<'_>) -> Map<String, Value> {
    let mut rest = entity.clone();
    rest.remove("$id");
    let kind = take(&mut rest, "Type").and_then(|kind| kind.as_str().map(type_name));
    let mut evidence = Map::new();
    if let Some(kind) = &kind {
        evidence.insert("@odata.type".into(), evidence_type(kind));
    }
    let of = match take(&mut rest, "Account") {
        Some(Value::Object(account)) => account_of(&mut referred(&account, by_id).clone()),
        Some(other) => {
            rest.insert("Account".into(), other);
            None
        }
        None => None,
    };
    match kind.as_deref().unwrap_or_default() {
        "user" | "mailbox" => evidence.extend(account_of(&mut rest).map(|account| ("userAccount".into(), account))),
        "cloudLogonSession" => evidence.extend(of.map(|account| ("account".into(), json!({"userAccount": account})))),
        "ip" => evidence.extend(address(&mut rest)),
        "oauthApplication" => evidence.extend(renamed(&mut rest, &OF_APPLICATION)),
        _ => evidence.extend(of.map(|account| ("userAccount".into(), account))),
    }
    for (name, value) in rest {
        evidence.entry(name).or_insert(value);
    }
    evidence
}

/// An account; none where nothing is told of one. The sign-in name stands in two parts.
fn account_of(entity: &mut Map<String, Value>) -> Option<Value> {
    let suffix = take(entity, "UPNSuffix");
    let mut account = renamed(entity, &OF_ACCOUNT);
    let name = account.get("accountName").and_then(Value::as_str);
    let whole = match (name, suffix.as_ref().and_then(Value::as_str)) {
        (Some(name), _) if name.contains('@') => Some(name.to_owned()),
        (Some(name), Some(suffix)) => Some(format!("{name}@{suffix}")),
        _ => None,
    };
    if let Some(whole) = whole {
        account.entry("userPrincipalName").or_insert(whole.into());
    }
    (!account.is_empty()).then_some(Value::Object(account))
}

/// An address, and where it is.
fn address(entity: &mut Map<String, Value>) -> Map<String, Value> {
    let mut evidence = renamed(entity, &[("Address", "ipAddress"), ("Location", "location")]);
    if let Some(Value::Object(place)) = evidence.get_mut("location")
        && let Some(country) = take(place, "CountryCode")
    {
        evidence.insert("countryLetterCode".into(), country);
    }
    evidence
}
