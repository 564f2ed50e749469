//! Azure Monitor diagnostic logs: the envelope around a record.

use riskgate_model::{SignInEventType, TenantId, Time, Vocabulary};
use serde_json::{Map, Value, json};

use crate::{
    flaw::Flaw,
    normalise::says_nothing,
    resource::{Meaning, Resource},
    shape::find,
    when::when,
};

/// A line of a diagnostic log.
pub(crate) struct Envelope {
    /// What it holds: a resource, or the category's name.
    pub meaning: Meaning,
    /// The kind of sign-in that the category holds.
    event: Option<SignInEventType>,
    entry: Map<String, Value>,
}

/// The categories this version loads, of logs and of tables of Log Analytics.
const CATEGORIES: &[(&str, Resource, Option<SignInEventType>)] = &[
    ("SignInLogs", Resource::SignIn, Some(SignInEventType::InteractiveUser)),
    ("NonInteractiveUserSignInLogs", Resource::SignIn, Some(SignInEventType::NonInteractiveUser)),
    ("ServicePrincipalSignInLogs", Resource::SignIn, Some(SignInEventType::ServicePrincipal)),
    ("ManagedIdentitySignInLogs", Resource::SignIn, Some(SignInEventType::ManagedIdentity)),
    ("RiskyUsers", Resource::RiskyUser, None),
    ("UserRiskEvents", Resource::RiskDetection, None),
    ("RiskyServicePrincipals", Resource::RiskyServicePrincipal, None),
    ("ServicePrincipalRiskEvents", Resource::RiskDetection, None),
    ("AuditLogs", Resource::DirectoryAudit, None),
    ("AdvancedHunting-AlertInfo", Resource::Alert, None),
    ("AdvancedHunting-AlertEvidence", Resource::Alert, None),
    ("AlertInfo", Resource::Alert, None),
    ("AlertEvidence", Resource::Alert, None),
    ("SecurityAlert", Resource::Alert, None),
];

/// The record in an envelope, and what the envelope says of it.
pub(crate) struct Opened {
    /// The record's properties.
    pub properties: Map<String, Value>,
    /// The tenant it belongs to, where the envelope names one.
    pub tenant: Option<TenantId>,
    /// When it was written.
    pub time: Option<Time>,
}

impl Envelope {
    /// The envelope, if the object is one.
    pub(crate) fn of(entry: Map<String, Value>) -> Result<Self, Map<String, Value>> {
        let marked = || ["properties", "operationName", "time"].iter().any(|name| find(&entry, name).is_some());
        let Some(category) = find(&entry, "category").and_then(Value::as_str).filter(|_| marked()) else { return Err(entry) };
        let (meaning, event) = known_category(category).map_or_else(
            || (Meaning::Other(category.chars().take(64).collect()), None),
            |(resource, event)| (Meaning::Resource(resource), event),
        );
        Ok(Self { meaning, event, entry })
    }

    /// Takes the record out.
    ///
    /// # Errors
    /// When there is none, or the envelope's time is no time.
    pub(crate) fn open(mut self) -> Result<Opened, Flaw> {
        let time = match find(&self.entry, "time") {
            Some(Value::String(text)) => when(text).map_err(|error| Flaw::new(error.to_string()).within("time"))?,
            Some(other) if !other.is_null() => return Err(Flaw::not("a time", other).within("time")),
            _ => None,
        };
        let tenant = self.tenant();
        let name = self.entry.keys().find(|name| name.eq_ignore_ascii_case("properties")).cloned();
        let mut properties = match name.and_then(|name| self.entry.remove(&name)) {
            Some(Value::Object(properties)) => properties,
            Some(Value::String(text)) => {
                serde_json::from_str(&text).map_err(|_| Flaw::not("an object", &Value::String(text)).within("properties"))?
            }
            Some(other) => return Err(Flaw::not("an object", &other).within("properties")),
            None => return Err(Flaw::missing("properties")),
        };
        match self.meaning {
            Meaning::Resource(Resource::SignIn) => complete_sign_in(&mut properties, self.event, time),
            Meaning::Resource(Resource::DirectoryAudit) => complete_audit(&mut properties, &self.entry, time),
            _ => {}
        }
        Ok(Opened { properties, tenant, time })
    }

    /// The tenant of `tenantId`, else the one in `resourceId`.
    fn tenant(&self) -> Option<TenantId> {
        let text = |name| find(&self.entry, name).and_then(Value::as_str).filter(|text| !text.is_empty());
        text("tenantId").or_else(|| text("resourceId").and_then(tenant_of_resource)).map(TenantId::new)
    }
}

/// The resource that a category holds, and its kind of sign-in, where this version loads it.
pub(crate) fn known_category(name: &str) -> Option<(Resource, Option<SignInEventType>)> {
    CATEGORIES.iter().find(|(known, ..)| known.eq_ignore_ascii_case(name)).map(|(_, resource, event)| (*resource, *event))
}

/// The tenant in a resource's path, such as `/tenants/{id}/providers/Microsoft.aadiam`.
pub(crate) fn tenant_of_resource(path: &str) -> Option<&str> {
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    parts.next().filter(|part| part.eq_ignore_ascii_case("tenants"))?;
    parts.next()
}

/// What the log leaves out of an audit, since the envelope says it.
pub(crate) fn complete_audit(properties: &mut Map<String, Value>, envelope: &Map<String, Value>, time: Option<Time>) {
    const SAID: [(&str, &[&str]); 4] = [
        ("activityDisplayName", &["operationName"]),
        ("category", &["category"]),
        ("correlationId", &["correlationId"]),
        ("resultReason", &["resultReason", "resultDescription"]),
    ];
    let mut complete = |name: &str, value: Option<Value>| {
        if let Some(value) = value.filter(|value| !says_nothing(value))
            && find(properties, name).is_none_or(says_nothing)
        {
            properties.insert(name.to_owned(), value);
        }
    };
    for (name, columns) in SAID {
        // The envelope's category is the log's, and so may be the operation; in the table of Log Analytics they are the audit's.
        let is_log = |value: &&Value| value.as_str().is_some_and(|text| LOG_NAMES.iter().any(|log| log.eq_ignore_ascii_case(text)));
        let said = columns.iter().filter_map(|column| find(envelope, column)).find(|value| !says_nothing(value) && !is_log(value));
        complete(name, said.cloned());
    }
    complete("activityDateTime", time.map(|time| time.to_string().into()));
}

/// What the audit log is called where the name of something in it might stand.
const LOG_NAMES: [&str; 2] = ["Audit", "AuditLogs"];

/// What the log leaves out, since its category or its own time says it.
pub(crate) fn complete_sign_in(properties: &mut Map<String, Value>, event: Option<SignInEventType>, time: Option<Time>) {
    let lacks = |properties: &Map<String, Value>, name| {
        find(properties, name).is_none_or(|value| says_nothing(value) || value.as_array().is_some_and(Vec::is_empty))
    };
    if let Some(event) = event
        && lacks(properties, "signInEventTypes")
    {
        properties.insert("signInEventTypes".into(), json!([event.word()]));
    }
    if let Some(time) = time
        && lacks(properties, "createdDateTime")
    {
        properties.insert("createdDateTime".into(), time.to_string().into());
    }
}
