//! The properties of a resource as a record of the model.

use riskgate_model::{Id, Identity, Kept, Record, ServicePrincipalId, TenantId, Time, UserId};
use serde_json::{Map, Value};

use crate::{
    flaw::Flaw,
    normalise::{normalise, says_nothing},
    resource::Resource,
};

/// Puts the properties in order and makes a record of `tenant` of them. The record's own update time wins over `observed`.
///
/// # Errors
/// When a property is missing that the record cannot do without, or cannot be what it must be.
pub(crate) fn record(
    resource: Resource,
    mut properties: Map<String, Value>,
    tenant: &TenantId,
    observed: Option<Time>,
) -> Result<Record, Flaw> {
    normalise(&mut properties, resource.table())?;
    need(&properties, "id")?;
    match resource {
        Resource::User => Ok(Record::DirectoryUser(kept(properties, tenant, observed)?)),
        Resource::RiskyUser => Ok(Record::RiskyUser(kept(properties, tenant, observed)?)),
        Resource::RiskyServicePrincipal => Ok(Record::RiskyServicePrincipal(kept(properties, tenant, observed)?)),
        Resource::RiskyUserHistoryItem => {
            let identity = Identity::User(UserId::new(tenant.clone(), owner(&properties, "userId")?));
            Ok(Record::RiskHistoryItem(identity, kept(properties, tenant, observed)?))
        }
        Resource::RiskyServicePrincipalHistoryItem => {
            let identity = Identity::ServicePrincipal(ServicePrincipalId::new(tenant.clone(), owner(&properties, "servicePrincipalId")?));
            Ok(Record::RiskHistoryItem(identity, kept(properties, tenant, observed)?))
        }
        Resource::SignIn => {
            need(&properties, "createdDateTime")?;
            Ok(Record::SignIn(Box::new(kept(properties, tenant, observed)?)))
        }
        Resource::RiskDetection => {
            need(&properties, "detectedDateTime")?;
            name_the_event(&mut properties);
            Ok(Record::Detection(Box::new(kept(properties, tenant, observed)?)))
        }
        Resource::DirectoryAudit => {
            need(&properties, "activityDateTime")?;
            Ok(Record::DirectoryAudit(Box::new(kept(properties, tenant, observed)?)))
        }
    }
}

fn kept<T: riskgate_model::MsgraphRecord>(
    properties: Map<String, Value>,
    tenant: &TenantId,
    observed: Option<Time>,
) -> Result<Kept<T>, Flaw> {
    Kept::read(properties, tenant, observed).map_err(|error| {
        // The tables leave nothing to be refused here. Were there anything, its position would be one in a text of our own making.
        let said = error.to_string();
        Flaw::new(said.split(" at line ").next().unwrap_or(&said))
    })
}

fn need(properties: &Map<String, Value>, name: &str) -> Result<(), Flaw> {
    match properties.get(name) {
        Some(value) if !says_nothing(value) => Ok(()),
        _ => Err(Flaw::missing(name)),
    }
}

/// Whose history an item is of. Where no property names the owner, its id stands at the beginning of the item's, before the ticks.
fn owner<'a>(properties: &'a Map<String, Value>, name: &str) -> Result<&'a str, Flaw> {
    const GUID: usize = 36;
    if let Some(Value::String(owner)) = properties.get(name) {
        return Ok(owner);
    }
    let id = properties.get("id").and_then(Value::as_str).ok_or_else(|| Flaw::missing("id"))?;
    Ok(id.get(..GUID).unwrap_or(id))
}

/// Older detections name what was detected in `riskType` alone.
fn name_the_event(properties: &mut Map<String, Value>) {
    if properties.get("riskEventType").is_none_or(says_nothing)
        && let Some(kind) = properties.get("riskType").cloned()
    {
        properties.insert("riskEventType".into(), kind);
    }
}
