//! Rows without an id, and the detections that they turn out to be.

use riskgate_adapter::{Counts, DetectionSource};
use riskgate_migrations::MIGRATIONS;
use riskgate_model::{Detection, DetectionFields, Id, Kept, Query, Record, RecordKind, RiskState, TenantId, Time, Word};
use sea_orm::ConnectionTrait;
use serde_json::{Map, Value, json};

use crate::{
    bench::{Bench, connection},
    world,
};

const TIME: &str = "2024-05-01T08:05:00.1234567Z";

fn detection(id: &str, changes: &Value, as_of: i64) -> Kept<Detection> {
    let mut properties = Map::new();
    let usual = json!({"id": id, "detectedDateTime": TIME, "riskEventType": "passwordSpray", "requestId": "r1", "userId": "u1"});
    for some in [&usual, changes] {
        properties.extend(some.as_object().expect("an object").clone());
    }
    Kept::read(properties, &TenantId::new("t"), Some(Time::from_seconds(as_of))).expect("a record")
}

fn named(id: &str, changes: &Value, as_of: i64) -> Record {
    Record::Detection(Box::new(detection(id, changes, as_of)))
}

/// The same as the portal's download tells it: without an id and a fraction of the second.
fn row(changes: &Value, as_of: i64) -> Record {
    let mut told = json!({"detectedDateTime": "2024-05-01T08:05:00Z"});
    told.as_object_mut().expect("an object").extend(changes.as_object().expect("an object").clone());
    Record::Detection(Box::new(world::unnamed(detection("x", &told, as_of))))
}

async fn held(bench: &Bench) -> Vec<Detection> {
    let page = bench.store.detections(&Query { fields: DetectionFields::ALL, ..Query::first(9) }).await.expect("a page");
    page.rows
}

async fn ids(bench: &Bench) -> Vec<String> {
    let mut ids: Vec<String> = held(bench).await.iter().map(|detection| detection.id.object().to_owned()).collect();
    ids.sort_unstable();
    ids
}

#[tokio::test]
async fn a_row_and_the_detection_it_names_are_one_whichever_comes_first() {
    let both = [
        named("d1", &json!({"riskState": "atRisk", "location": {"city": "Oslo"}}), 5),
        row(&json!({"riskState": "remediated", "userDisplayName": "Ada"}), 9),
    ];
    let [one, other] = &both;
    let Some(reference) = Bench::of(&both).await else { return };
    let [detection] = held(&reference).await.try_into().expect("one detection");
    assert_eq!((detection.id.object(), detection.detected_date_time), ("d1", Time::parse(TIME).expect("a time")));
    // The row fills what is open, and its word on the risk counts by its time; Microsoft's record stays what it was.
    assert_eq!(detection.user_display_name.as_deref(), Some("Ada"));
    assert_eq!(detection.risk.state.as_ref().and_then(Word::known), Some(RiskState::Remediated));
    assert_eq!(detection.risk_state.as_ref().and_then(Word::known), Some(RiskState::AtRisk));
    let dump = reference.dump().await;
    for batches in [
        vec![vec![one, other]],
        vec![vec![other, one]],
        vec![vec![one], vec![other]],
        vec![vec![other], vec![one]],
        vec![vec![other], vec![other, one], vec![other]],
    ] {
        let Some(bench) = Bench::new().await else { return };
        for batch in batches {
            bench.record(&batch.into_iter().cloned().collect::<Vec<_>>()).await;
        }
        assert_eq!(bench.dump().await, dump);
    }
}

#[tokio::test]
async fn a_row_is_found_by_its_request_and_without_one_by_its_user() {
    let without_request = json!({"requestId": null});
    let Some(bench) = Bench::of(&[row(&without_request, 1), row(&json!({"userId": null}), 1)]).await else { return };
    assert_eq!(ids(&bench).await, ["unnamed:request:r1:passwordspray:1714550700", "unnamed:user:u1:passwordspray:1714550700"]);
    bench.record(&[named("d1", &json!({}), 2)]).await;
    assert_eq!(ids(&bench).await, ["d1"]);
}

#[tokio::test]
async fn a_row_of_another_time_kind_request_or_tenant_is_another_detection() {
    for changes in [
        json!({"detectedDateTime": "2024-05-01T08:05:01Z"}),
        json!({"riskEventType": "anomalousToken"}),
        json!({"requestId": "r2"}),
        json!({"requestId": null, "userId": "u2"}),
    ] {
        let Some(bench) = Bench::of(&[row(&changes, 1), named("d1", &json!({}), 2)]).await else { return };
        assert_eq!(ids(&bench).await.len(), 2, "{changes}");
    }
    let mut elsewhere = detection("d1", &json!({}), 2);
    elsewhere = Kept::read(elsewhere.body.properties().expect("an object"), &TenantId::new("t2"), elsewhere.observed).expect("a record");
    let Some(bench) = Bench::of(&[row(&json!({}), 1), Record::Detection(Box::new(elsewhere))]).await else { return };
    assert_eq!(ids(&bench).await.len(), 2);
}

#[tokio::test]
async fn a_row_that_names_two_detections_is_a_version_of_both_in_every_order() {
    let records = [
        row(&json!({"requestId": null, "riskState": "dismissed"}), 9),
        named("d1", &json!({"riskState": "atRisk"}), 2),
        named("d2", &json!({"requestId": "r2", "riskState": "atRisk"}), 2),
    ];
    let Some(reference) = Bench::of(&records).await else { return };
    assert_eq!(ids(&reference).await, ["d1", "d2"]);
    let dismissed = |detection: &Detection| detection.risk.state.as_ref().and_then(Word::known) == Some(RiskState::Dismissed);
    assert!(held(&reference).await.iter().all(dismissed));
    for order in [[1, 0, 2], [2, 0, 1], [0, 2, 1], [2, 1, 0]] {
        let Some(bench) = Bench::new().await else { return };
        for position in order {
            bench.record(&records[position..=position]).await;
        }
        assert_eq!(bench.dump().await, reference.dump().await, "{order:?}");
    }
}

#[tokio::test]
async fn a_row_is_counted_once_and_not_again() {
    let Some(bench) = Bench::new().await else { return };
    let counts = async |records: &[Record]| bench.record(records).await.0.remove(&RecordKind::RiskDetections).expect("counts");
    let told = row(&json!({"riskState": "atRisk"}), 1);
    assert_eq!(counts(&[told.clone(), told.clone()]).await, Counts { new: 1, unchanged: 1, ..Counts::default() });
    assert_eq!(counts(&[named("d1", &json!({}), 2)]).await, Counts { new: 1, ..Counts::default() });
    assert_eq!(counts(&[told]).await, Counts { unchanged: 1, ..Counts::default() });
    assert_eq!(counts(&[row(&json!({"riskState": "dismissed"}), 3)]).await, Counts { changed: 1, ..Counts::default() });
}

#[tokio::test]
async fn detections_that_were_known_before_there_were_names_get_theirs() {
    let Some(bench) = Bench::of(&[named("d1", &json!({}), 2), named("d2", &json!({"requestId": null}), 2)]).await else { return };
    let before = bench.dump().await;
    let connection = connection(&bench.url()).await;
    connection.execute_unprepared("delete from detection_names").await.expect("they are deleted");
    let migration = MIGRATIONS.iter().find(|migration| migration.name == "m0012_detection_names").expect("the migration");
    for statement in migration.statements(connection.get_database_backend()).iter().skip(1) {
        connection.execute_unprepared(statement).await.expect(statement);
    }
    connection.close().await.expect("it closes");
    assert_eq!(bench.dump().await, before);
}

#[tokio::test]
async fn later_rows_of_a_detection_that_is_not_known_come_to_one_row_in_every_order() {
    let records = [
        row(&json!({"riskState": "atRisk", "userDisplayName": "Ada"}), 1),
        row(&json!({"riskState": "dismissed"}), 2),
        row(&json!({"riskState": "atRisk", "source": "IdentityProtection"}), 3),
    ];
    let Some(reference) = Bench::of(&records).await else { return };
    let [detection] = held(&reference).await.try_into().expect("one detection");
    assert_eq!((detection.user_display_name.as_deref(), detection.source.as_deref()), (Some("Ada"), Some("IdentityProtection")));
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let Some(bench) = Bench::new().await else { return };
        for position in order {
            bench.record(&records[position..=position]).await;
        }
        assert_eq!(bench.dump().await, reference.dump().await, "{order:?}");
    }
}
