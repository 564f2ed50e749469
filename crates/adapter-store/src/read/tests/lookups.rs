//! What recording looks up: as often for many records as for few, and by an index.

use std::sync::{Arc, Mutex};

use riskgate_adapter::Sink;
use riskgate_model::{DirectoryUser, Kept, MsgraphRecord, Record, TenantId, Time};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use super::store;
use crate::Store;

/// Records that have to do with one another: each alert is raised for a detection, and names its sign-in and, by a name, its user.
pub(super) fn records(count: i64) -> Vec<Record> {
    fn kept<T: MsgraphRecord>(value: &Value) -> Kept<T> {
        let properties = value.as_object().expect("an object").clone();
        Kept::read(properties, &TenantId::new("t"), None).unwrap_or_else(|_| panic!("a record"))
    }
    let records = |n: i64| {
        let time = Time::from_seconds(n).to_string();
        let user = json!({"id": format!("u{n}"), "userPrincipalName": format!("n{n}"), "securityIdentifier": format!("s-{n}")});
        let detection = json!({"id": format!("d{n}"), "detectedDateTime": time, "userId": format!("u{n}"), "requestId": format!("s{n}"),
            "riskState": "atRisk", "riskLevel": "high"});
        let sign_in = json!({"id": format!("s{n}"), "createdDateTime": time, "userId": format!("u{n}"), "riskState": "atRisk"});
        let evidence = json!([{"userAccount": {"userPrincipalName": format!("N{n}")}, "requestId": format!("s{n}")}]);
        let alert = json!({"id": format!("m{n}"), "lastUpdateDateTime": time, "status": "resolved", "classification": "truePositive",
            "serviceSource": "azureAdIdentityProtection", "providerAlertId": format!("d{n}"), "incidentId": format!("i{n}"), "evidence": evidence});
        let principal = json!({"id": format!("p{n}"), "appId": format!("a{n}")});
        [
            Record::DirectoryUser(kept::<DirectoryUser>(&user)),
            Record::RiskyServicePrincipal(kept(&principal)),
            Record::SignIn(Box::new(kept(&sign_in))),
            Record::Detection(Box::new(kept(&detection))),
            Record::Alert(Box::new(kept(&alert))),
            Record::Incident(Box::new(kept(&json!({"id": format!("i{n}"), "lastUpdateDateTime": time})))),
        ]
    };
    (0..count).flat_map(records).collect()
}

/// What is looked up and removed while these records are written.
pub(super) async fn lookups(store: &mut Store, records: &[Record]) -> Vec<Statement> {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hearing = heard.clone();
    store.writer.set_metric_callback(move |info| hearing.lock().expect("no panic").push(info.statement.clone()));
    store.record(records, &[]).await.expect("they are recorded");
    let heard = std::mem::take(&mut *heard.lock().expect("no panic"));
    heard.into_iter().filter(|statement| !statement.sql.contains(" on conflict ")).collect()
}

#[tokio::test]
async fn more_records_are_looked_up_no_more_often() {
    let mut counts = Vec::new();
    for count in [20, 400] {
        let (mut store, _directory) = store().await;
        store.record(&records(1), &[]).await.expect("there are alerts");
        counts.push(lookups(&mut store, &records(count)).await.len());
    }
    assert_eq!(counts[0], counts[1]);
    assert!((30..120).contains(&counts[0]), "{counts:?}");
}

#[tokio::test]
async fn sqlite_looks_up_by_an_index() {
    let (mut store, _directory) = store().await;
    let mut seen = 0;
    for _ in 0..2 {
        for statement in lookups(&mut store, &records(300)).await {
            let sql = format!("explain query plan {}", statement.sql);
            let explained = Statement { sql, ..statement.clone() };
            let rows = store.writer.query_all_raw(explained).await.expect("a plan");
            let plan: Vec<String> = rows.iter().map(|row| row.try_get_by_index(3).expect("a line")).collect();
            let scans = plan.iter().filter(|line| line.starts_with("SCAN ") && !line.contains("VIRTUAL TABLE"));
            let scans: Vec<_> = scans.filter(|line| !statement.sql.contains("limit 1") || !line.contains("alerts")).collect();
            assert!(scans.is_empty(), "{}: {plan:#?}", statement.sql);
            seen += 1;
        }
        store.writer.execute_unprepared("analyze").await.expect("statistics");
        store.record(&records(301), &[]).await.expect("more");
    }
    assert!(seen > 40, "only {seen} were seen");
}
