//! The kit's World as Microsoft Graph holds it, there and back.
//!
//! Graph holds each record once, as it was last, and v1.0 shows less of a sign-in than beta does.

use std::{collections::BTreeMap, fmt::Display};

use riskgate_adapter::conformance::World;
use riskgate_model::{Body, Id, Identity, Kept, MsgraphRecord, Record, ServicePrincipalId, TenantId, Time, UserId};
use riskgate_test_msgraph::World as GraphWorld;
use serde_json::{Map, Value, json};

use crate::graph::{NOW, TENANT};

/// What only beta shows of a sign-in or a detection, and what Graph says in newer words.
const NOT_HELD: [&str; 15] = [
    "authenticationDetails",
    "authenticationMethodsUsed",
    "authenticationProcessingDetails",
    "authenticationRequirement",
    "autonomousSystemNumber",
    "mitreTechniqueId",
    "networkLocationDetails",
    "riskEventTypes",
    "riskType",
    "sessionId",
    "signInEventTypes",
    "servicePrincipalName",
    "userAgent",
    "servicePrincipalType",
    "userType",
];

/// What stands for nobody.
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

/// Of which kind a record is, and its id: what Graph has once.
type Key = (&'static str, String);

/// The kit's World, as far as Graph holds it.
pub(crate) fn world() -> World {
    let mut held: BTreeMap<Key, Record> = BTreeMap::new();
    for (number, record) in World::new().of_one_tenant().records.into_iter().enumerate() {
        if let Some((key, record)) = kept(number, record) {
            held.insert(key, record);
        }
    }
    let records: Vec<Record> = held.into_values().collect();
    let of = |is: fn(&Record) -> bool| World::of(records.iter().filter(|record| is(record)).cloned().collect());
    let mut users = of(|it| matches!(it, Record::RiskyUser(_) | Record::DirectoryUser(_))).users;
    // Graph lists users by what Entra says of their risk.
    users.retain(|user| user.entra.is_some());
    World {
        users,
        service_principals: of(|it| matches!(it, Record::RiskyServicePrincipal(_))).service_principals,
        sign_ins: of(|it| matches!(it, Record::SignIn(_))).sign_ins,
        detections: of(|it| matches!(it, Record::Detection(_))).detections,
        risk_changes: of(|it| matches!(it, Record::RiskHistoryItem(..))).risk_changes,
        directory_audits: of(|it| matches!(it, Record::DirectoryAudit(_))).directory_audits,
        named_locations: Vec::new(),
        conditional_access_policies: Vec::new(),
        alerts: of(|it| matches!(it, Record::Alert(_))).alerts,
        incidents: of(|it| matches!(it, Record::Incident(_))).incidents,
        records,
    }
}

/// A record as Graph holds it; none where it holds no such thing.
fn kept(number: usize, record: Record) -> Option<(Key, Record)> {
    let key = |kind, id: &dyn Display| (kind, id.to_string());
    Some(match record {
        Record::DirectoryUser(it) => (key("user", &it.value.id), Record::DirectoryUser(read(&it.body, |_| {}))),
        Record::RiskyUser(it) => (key("risky user", &it.value.id), Record::RiskyUser(read(&it.body, |_| {}))),
        Record::RiskyServicePrincipal(it) => (key("principal", &it.value.id), Record::RiskyServicePrincipal(read(&it.body, |_| {}))),
        Record::RiskHistoryItem(identity, it) => {
            let (owner, object) = (owner(&identity), identity.object().to_owned());
            let named = |row: &mut Map<String, Value>| {
                row.insert("id".to_owned(), json!(format!("{object}-{number}")));
                row.insert(owner.to_owned(), json!(object));
            };
            let identity = match &identity {
                Identity::User(id) => Identity::User(UserId::new(tenant(), id.object())),
                Identity::ServicePrincipal(id) => Identity::ServicePrincipal(ServicePrincipalId::new(tenant(), id.object())),
            };
            (key("item", &number), Record::RiskHistoryItem(identity, read(&it.body, named)))
        }
        // These are read into the store alone.
        Record::NamedLocation(_) | Record::ConditionalAccessPolicy(_) => return None,
        Record::Alert(it) => (key("alert", &it.value.id), Record::Alert(Box::new(read(&it.body, of_defender)))),
        Record::Incident(it) => (key("incident", &it.value.id), Record::Incident(Box::new(read(&it.body, of_defender)))),
        // v1.0 has none of service principals.
        Record::SignIn(it) if it.value.user_id.is_none() => return None,
        Record::SignIn(it) => (key("sign-in", &it.value.id), Record::SignIn(Box::new(read(&it.body, of_person)))),
        Record::Detection(it) => {
            let detected = |row: &mut Map<String, Value>| {
                row.retain(|name, _| !NOT_HELD.contains(&name.as_str()));
                if row.contains_key("servicePrincipalId") {
                    // Their sign-ins are not in v1.0 either.
                    row.remove("requestId");
                }
            };
            (key("detection", &it.value.id), Record::Detection(Box::new(read(&it.body, detected))))
        }
        Record::DirectoryAudit(it) => (key("audit", &it.value.id), Record::DirectoryAudit(Box::new(read(&it.body, of_somebody)))),
    })
}

fn tenant() -> TenantId {
    TenantId::new(TENANT)
}

const fn owner(identity: &Identity) -> &'static str {
    match identity {
        Identity::User(_) => "userId",
        Identity::ServicePrincipal(_) => "servicePrincipalId",
    }
}

/// The record of the tenant that is read at the tests' moment.
fn read<T: MsgraphRecord>(body: &Body, change: impl Fn(&mut Map<String, Value>)) -> Kept<T> {
    let mut row = body.properties().expect("a record's body is an object");
    change(&mut row);
    Kept::read(row, &tenant(), Some(Time::from_seconds(NOW))).expect("it is a record still")
}

/// v1.0 lists sign-ins of people, and what was seen in one word by word.
fn of_person(row: &mut Map<String, Value>) {
    row.retain(|name, _| !NOT_HELD.contains(&name.as_str()));
    if row.get("isInteractive") == Some(&Value::Bool(false)) {
        row.remove("isInteractive");
    }
    for word in row.get_mut("riskEventTypes_v2").and_then(Value::as_array_mut).into_iter().flatten() {
        *word = word.as_str().unwrap_or_default().replace(',', "").into();
    }
}

/// An id of zeros is nobody's, and read as none.
fn of_somebody(row: &mut Map<String, Value>) {
    let initiator = row.get_mut("initiatedBy").and_then(|initiator| initiator.get_mut("user"));
    if let Some(named) = initiator.and_then(Value::as_object_mut) {
        named.retain(|name, value| name != "id" || value != NOBODY);
    }
    for target in row.get_mut("targetResources").and_then(Value::as_array_mut).into_iter().flatten().filter_map(Value::as_object_mut) {
        target.retain(|name, value| name != "id" || value != NOBODY);
    }
}

/// Graph says when each was raised and changed, and an alert whose status is known has a classification, too.
fn of_defender(row: &mut Map<String, Value>) {
    for (name, other) in [("createdDateTime", "lastUpdateDateTime"), ("lastUpdateDateTime", "createdDateTime")] {
        if row.get(name).is_none_or(Value::is_null) {
            let time = row.get(other).filter(|time| !time.is_null()).cloned();
            row.insert(name.to_owned(), time.unwrap_or_else(|| Time::from_seconds(NOW).to_string().into()));
        }
    }
    let is_alert = row.contains_key("evidence");
    if is_alert && row.get("status").is_some_and(Value::is_string) && row.get("classification").is_none_or(Value::is_null) {
        row.insert("classification".to_owned(), "unknown".into());
    }
}

/// The rows of Graph that hold this world.
pub(crate) fn graph_world(world: &World) -> GraphWorld {
    let row = |record: Option<&Body>| Value::Object(record.expect("every row has its record").properties().expect("an object"));
    let mut graph = GraphWorld::default();
    for user in &world.users {
        if let Some(entra) = &user.entra {
            graph.risky_users.push(row(entra.record.as_ref()));
        }
        if let Some(directory) = &user.directory {
            graph.users.push(row(directory.record.as_ref()));
        }
    }
    for principal in world.service_principals.iter().filter_map(|it| it.entra.as_ref()) {
        graph.risky_service_principals.push(row(principal.record.as_ref()));
    }
    for sign_in in &world.sign_ins {
        graph.sign_ins.push(row(sign_in.record.as_ref()));
    }
    for detection in &world.detections {
        let of_principal = detection.service_principal_id.is_some();
        let rows = if of_principal { &mut graph.service_principal_risk_detections } else { &mut graph.risk_detections };
        rows.push(row(detection.record.as_ref()));
    }
    for change in &world.risk_changes {
        let histories = match &change.identity {
            Identity::User(_) => &mut graph.histories,
            Identity::ServicePrincipal(_) => &mut graph.service_principal_histories,
        };
        histories.push(change.identity.object(), row(change.record.as_ref()));
    }
    for audit in &world.directory_audits {
        graph.directory_audits.push(row(audit.record.as_ref()));
    }
    for (number, alert) in world.alerts.iter().enumerate() {
        let mut row = row(alert.record.as_ref());
        if number.is_multiple_of(2) && row["classification"] == "unknown" {
            // Graph says it so, too.
            row["classification"] = Value::Null;
        }
        graph.alerts.push(row);
    }
    for incident in &world.incidents {
        graph.incidents.push(row(incident.record.as_ref()));
    }
    graph
}
