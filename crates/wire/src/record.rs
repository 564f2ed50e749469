//! The properties of a resource as a record of the model.

use riskgate_model::{Id, Identity, Kept, NamedLocationType, Record, ServicePrincipalId, TenantId, Time, UserId, Vocabulary};
use serde_json::{Map, Value};

use crate::{
    alert::{self, Told},
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
    let told = match resource {
        Resource::Alert => {
            alert::leave_out_status_of(&mut properties);
            alert::as_graph(&mut properties)?
        }
        Resource::Incident => alert::leave_out_alerts(&mut properties).map(|()| Told::Whole)?,
        _ => Told::Whole,
    };
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
        Resource::NamedLocation => {
            name_the_type(&mut properties);
            Ok(Record::NamedLocation(Box::new(kept(properties, tenant, observed)?)))
        }
        Resource::ConditionalAccessPolicy => {
            say_that_there_is_none(&mut properties);
            Ok(Record::ConditionalAccessPolicy(Box::new(kept(properties, tenant, observed)?)))
        }
        Resource::Alert => {
            if told == Told::Whole {
                alert::say_what_is_not_set(&mut properties);
            }
            let observed = observed.or_else(|| alert::seen(&properties));
            Ok(Record::Alert(Box::new(kept(properties, tenant, observed)?)))
        }
        Resource::Incident => Ok(Record::Incident(Box::new(kept(properties, tenant, observed)?))),
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

/// A named location that does not say what it is made of is told by what it holds.
fn name_the_type(properties: &mut Map<String, Value>) {
    const TYPE: &str = "@odata.type";
    if properties.get(TYPE).is_some_and(|kind| !says_nothing(kind)) {
        return;
    }
    let lists = |name: &str| properties.get(name).and_then(Value::as_array).is_some_and(|list| !list.is_empty());
    let has = |name: &str| properties.get(name).is_some_and(|value| !says_nothing(value));
    let kind = if lists("ipRanges") {
        NamedLocationType::Ip
    } else if lists("countriesAndRegions") || has("includeUnknownCountriesAndRegions") || has("countryLookupMethod") {
        NamedLocationType::Country
    } else if has("ipRanges") || has("isTrusted") {
        NamedLocationType::Ip
    } else {
        return;
    };
    properties.insert(TYPE.into(), format!("#microsoft.graph.{}", kind.word()).into());
}

/// Controls that are null are none, where an older version may have had some: what is null is not kept, what is empty is.
fn say_that_there_is_none(properties: &mut Map<String, Value>) {
    for name in ["grantControls", "sessionControls"] {
        if let Some(controls) = properties.get_mut(name).filter(|controls| controls.is_null()) {
            *controls = Value::Object(Map::new());
        }
    }
}
