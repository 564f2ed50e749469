//! What the engines make of the statements.

mod counts;
mod due;
mod far;
mod lists;
mod lookups;
mod plans;
mod postgres;
mod steps;

use std::sync::Arc;

use riskgate_adapter::Sink;
use riskgate_migrations::{Migrator, MigratorTrait};
use riskgate_model::{Clock, Kept, Record, TenantId, Time};
use riskgate_test_postgres::Database;
use serde_json::json;
use tempfile::TempDir;

use crate::Store;

pub(crate) struct Still;

impl Clock for Still {
    fn now(&self) -> Time {
        Time::from_seconds(1)
    }
}

pub(crate) async fn store() -> (Store, TempDir) {
    let directory = tempfile::tempdir().expect("a directory");
    let url = format!("sqlite://{}", directory.path().join("riskgate.db").display());
    (Store::open(&url, Arc::new(Still)).await.expect("a store"), directory)
}

/// A store on PostgreSQL and the database it lies in; none where there is no PostgreSQL.
pub(crate) async fn postgres_store() -> Option<(Store, Database)> {
    let database = riskgate_test_postgres::database().await?;
    let connection = sea_orm::Database::connect(&database.url).await.expect("a connection");
    Migrator::up(&connection, None).await.expect("tables");
    connection.close().await.expect("it closes");
    Some((Store::open(&database.url, Arc::new(Still)).await.expect("a store"), database))
}

/// This many sign-ins.
fn sign_ins(count: i64) -> Vec<Record> {
    let sign_in = |n: i64| {
        let properties = json!({"id": format!("s{n}"), "createdDateTime": Time::from_seconds(n).to_string(), "userId": "u"});
        let properties = properties.as_object().expect("an object").clone();
        Record::SignIn(Box::new(Kept::read(properties, &TenantId::new("t"), None).expect("a sign-in")))
    };
    (0..count).map(sign_in).collect()
}

/// Enough rows that a planner might think of other ways.
async fn fill(store: &Store) {
    let tenant = TenantId::new("t");
    let mut records = Vec::new();
    for n in 0..300 {
        let time = Time::from_seconds(n).to_string();
        let sign_in = json!({"id": format!("s{n}"), "createdDateTime": time, "userId": format!("u{}", n % 7), "riskState": "atRisk"});
        let detection =
            json!({"id": format!("d{n}"), "detectedDateTime": time, "userId": format!("u{}", n % 7), "requestId": format!("s{n}")});
        let user = json!({"id": format!("u{n}"), "riskState": "atRisk", "riskLastUpdatedDateTime": time});
        let principal = json!({"id": format!("p{n}"), "riskState": "atRisk", "riskLastUpdatedDateTime": time});
        let audit = json!({"id": format!("a{n}"), "activityDateTime": time, "initiatedBy": {"user": {"id": format!("u{}", n % 7)}},
            "targetResources": [{"id": format!("u{}", n % 5), "type": "User"}]});
        let location = json!({"id": format!("l{n}"), "modifiedDateTime": time, "displayName": format!("Place {}", n % 9)});
        let policy = json!({"id": format!("c{n}"), "modifiedDateTime": time, "displayName": format!("Policy {}", n % 9)});
        let alert = json!({"id": format!("m{n}"), "lastUpdateDateTime": time, "status": "resolved", "classification": "truePositive",
            "serviceSource": "azureAdIdentityProtection", "providerAlertId": format!("d{n}"), "incidentId": format!("i{}", n % 9),
            "evidence": [{"userAccount": {"azureAdUserId": format!("u{}", n % 7)}, "requestId": format!("s{n}")}]});
        let incident = json!({"id": format!("i{n}"), "lastUpdateDateTime": time});
        let read = |value: serde_json::Value| value.as_object().expect("an object").clone();
        records.push(Record::SignIn(Box::new(Kept::read(read(sign_in), &tenant, None).expect("a sign-in"))));
        records.push(Record::Detection(Box::new(Kept::read(read(detection), &tenant, None).expect("a detection"))));
        records.push(Record::DirectoryAudit(Box::new(Kept::read(read(audit), &tenant, None).expect("an audit"))));
        records.push(Record::NamedLocation(Box::new(Kept::read(read(location), &tenant, None).expect("a location"))));
        records.push(Record::ConditionalAccessPolicy(Box::new(Kept::read(read(policy), &tenant, None).expect("a policy"))));
        records.push(Record::Alert(Box::new(Kept::read(read(alert), &tenant, None).expect("an alert"))));
        records.push(Record::Incident(Box::new(Kept::read(read(incident), &tenant, None).expect("an incident"))));
        records.push(Record::RiskyUser(Kept::read(read(user), &tenant, None).expect("a user")));
        records.push(Record::RiskyServicePrincipal(Kept::read(read(principal), &tenant, None).expect("a principal")));
    }
    store.record(&records, &[]).await.expect("they are recorded");
}
