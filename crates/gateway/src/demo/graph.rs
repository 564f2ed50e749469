//! The demo tenant as Microsoft Graph would tell it.

use riskgate_model::{Body, BodyError, Id as _, Identity, Record};
use riskgate_test_msgraph::{App, Tenant, World};
use serde_json::{Value, json};

use super::{Demo, tenant::TENANT};

/// The application that may read the tenant.
pub const APP: &str = "5eed0000-0de0-4000-8000-00000000000a";

/// The application's secret. It opens nothing but the stand-in, which is reached from this machine alone.
pub const SECRET: &str = "demo";

/// The tenant with its records in the lists that Graph has them in.
///
/// # Errors
/// None, for records that were made here.
pub fn tenant(demo: &Demo) -> Result<Tenant, BodyError> {
    let mut world = World::default();
    for record in demo.records() {
        add(&mut world, &record)?;
    }
    Ok(Tenant { id: TENANT.to_owned(), apps: vec![App::with_secret(APP, SECRET)], world })
}

fn add(world: &mut World, record: &Record) -> Result<(), BodyError> {
    let row = |body: &Body| Ok::<_, BodyError>(Value::Object(body.properties()?));
    match record {
        Record::DirectoryUser(user) => world.users.push(row(&user.body)?),
        Record::RiskyUser(user) => world.risky_users.push(row(&user.body)?),
        Record::RiskyServicePrincipal(principal) => {
            world.service_principals.push(json!({
                "id": principal.value.id.object(),
                "appId": principal.value.app_id,
                "displayName": principal.value.display_name,
                "accountEnabled": true,
            }));
            world.risky_service_principals.push(row(&principal.body)?);
        }
        Record::RiskHistoryItem(identity, item) => {
            let histories = match identity {
                Identity::User(_) => &mut world.histories,
                Identity::ServicePrincipal(_) => &mut world.service_principal_histories,
            };
            let mut row = row(&item.body)?;
            // An item's id begins with whose it is.
            row["id"] = identity.object().into();
            histories.push(identity.object(), row);
        }
        Record::Detection(detection) => {
            let is_of_user = detection.value.service_principal_id.is_none();
            let rows = if is_of_user { &mut world.risk_detections } else { &mut world.service_principal_risk_detections };
            rows.push(row(&detection.body)?);
        }
        Record::SignIn(sign_in) => world.sign_ins.push(row(&sign_in.body)?),
        Record::DirectoryAudit(audit) => world.directory_audits.push(row(&audit.body)?),
        Record::NamedLocation(location) => world.named_locations.push(row(&location.body)?),
        Record::ConditionalAccessPolicy(policy) => world.policies.push(row(&policy.body)?),
        Record::Alert(alert) => world.alerts.push(row(&alert.body)?),
        Record::Incident(incident) => world.incidents.push(row(&incident.body)?),
    }
    Ok(())
}
