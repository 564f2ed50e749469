//! Exports of Log Analytics and of the portal: a row says what the JSON of Microsoft Graph says of the same fact, in whatever form it came.
//!
//! Beside every export lies the same in Graph's JSON. People, tenants and ids are invented, addresses are those of documentation.

mod alerts;
mod bad;
mod wide;

use std::{collections::BTreeMap, io::Write as _, path::Path};

use riskgate_adapter::{Checkpoint, Feed};
use riskgate_adapter_files::FileFeed;
use riskgate_model::{Detection, Id as _, Kept, Record, Refusal, TenantId};
use riskgate_wire::RecordDefaults;
use serde_json::{Map, Value};
use tempfile::NamedTempFile;

const TENANT: &str = "7e000000-0000-4000-8000-000000000001";

/// The tables of Log Analytics.
const LOGS: [&str; 8] = [
    "SigninLogs",
    "AADNonInteractiveUserSignInLogs",
    "AADServicePrincipalSignInLogs",
    "AADManagedIdentitySignInLogs",
    "AADRiskyUsers",
    "AADUserRiskEvents",
    "AADRiskyServicePrincipals",
    "AADServicePrincipalRiskEvents",
];

/// The reports of the portal.
const REPORTS: [&str; 6] =
    ["riskyUsers", "riskySignIns", "riskDetections", "riskyWorkloadIdentities", "workloadIdentityDetections", "signInLog"];

/// What a file came to.
#[derive(Debug, Default)]
struct Outcome {
    records: Vec<Record>,
    refused: Vec<Refusal>,
    skipped: BTreeMap<String, u64>,
    error: Option<String>,
}

async fn read(path: &Path) -> Outcome {
    let mut feed = FileFeed::open(path, RecordDefaults { tenant: TenantId::new(TENANT), as_of: None });
    let mut outcome = Outcome::default();
    let mut checkpoint: Option<Checkpoint> = None;
    loop {
        match feed.changes(checkpoint.as_ref()).await {
            Ok(batch) => {
                outcome.records.extend(batch.records);
                outcome.refused.extend(batch.refused);
                outcome.skipped.extend(batch.skipped);
                if !batch.more {
                    return outcome;
                }
                checkpoint = Some(batch.checkpoint);
            }
            Err(error) => {
                outcome.error = std::error::Error::source(&error).map(ToString::to_string);
                return outcome;
            }
        }
    }
}

/// What these bytes come to as a file whose name says nothing.
async fn import(bytes: impl AsRef<[u8]>) -> Outcome {
    let file = NamedTempFile::new().expect("a file");
    std::fs::write(&file, bytes).expect("a file");
    read(file.path()).await
}

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exports/fixtures").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The records of an export of which nothing is refused.
async fn records(name: &str) -> Vec<Record> {
    let Outcome { records, refused, skipped, error } = import(fixture(name)).await;
    assert!(refused.is_empty() && skipped.is_empty() && error.is_none(), "{name}: {refused:?} {skipped:?} {error:?}");
    assert!(!records.is_empty(), "{name}");
    records
}

/// The properties this version reads, and the whole record.
fn told(record: &Record) -> (Value, Map<String, Value>) {
    let (value, body) = match record {
        Record::RiskyUser(kept) => (serde_json::to_value(&kept.value), &kept.body),
        Record::RiskyServicePrincipal(kept) => (serde_json::to_value(&kept.value), &kept.body),
        Record::SignIn(kept) => (serde_json::to_value(&kept.value), &kept.body),
        Record::Detection(kept) => (serde_json::to_value(&kept.value), &kept.body),
        Record::Alert(kept) => (serde_json::to_value(&kept.value), &kept.body),
        Record::DirectoryUser(_)
        | Record::RiskHistoryItem(..)
        | Record::DirectoryAudit(_)
        | Record::NamedLocation(_)
        | Record::ConditionalAccessPolicy(_)
        | Record::Incident(_) => panic!("no report has such rows"),
    };
    (value.expect("plain data"), body.properties().expect("an object"))
}

/// A detection under this id.
fn under(id: &str, kept: &Kept<Detection>) -> Record {
    let mut properties = kept.body.properties().expect("an object");
    properties.insert("id".into(), id.into());
    Record::Detection(Box::new(Kept::read(properties, kept.value.id.tenant(), None).expect("a detection")))
}

/// Compares rows with Graph's records: the same values, and in the whole record nothing of Graph's is missing or other.
fn same(name: &str, rows: &[Record], graph: &[Record]) {
    assert_eq!(rows.len(), graph.len(), "{name}");
    for (row, graph) in rows.iter().zip(graph) {
        let ((value, body), (expected, whole)) = (told(row), told(graph));
        assert_eq!(value, expected, "{name}");
        for (property, expected) in whole {
            assert_eq!(body.get(&property), Some(&expected), "{name}: {property}");
        }
    }
}

#[tokio::test]
async fn a_row_of_every_table_says_what_graph_says_in_every_form() {
    for name in LOGS {
        let graph = records(&format!("{name}.graph.json")).await;
        for form in ["csv", "answer.json", "ndjson"] {
            let rows = records(&format!("{name}.{form}")).await;
            same(&format!("{name}.{form}"), &rows, &graph);
            for row in &rows {
                assert!(tenant(row).as_str() == TENANT, "the workspace is no tenant: {row:?}");
            }
        }
    }
}

fn tenant(record: &Record) -> TenantId {
    match record {
        Record::RiskyUser(kept) => kept.value.id.tenant().clone(),
        Record::RiskyServicePrincipal(kept) => kept.value.id.tenant().clone(),
        Record::SignIn(kept) => kept.value.id.tenant().clone(),
        Record::Detection(kept) => kept.value.id.tenant().clone(),
        Record::DirectoryUser(_)
        | Record::RiskHistoryItem(..)
        | Record::DirectoryAudit(_)
        | Record::NamedLocation(_)
        | Record::ConditionalAccessPolicy(_)
        | Record::Alert(_)
        | Record::Incident(_) => panic!("no report has such rows"),
    }
}

#[tokio::test]
async fn every_form_of_a_table_gives_the_same_records() {
    for name in LOGS {
        let answer = records(&format!("{name}.answer.json")).await;
        assert_eq!(records(&format!("{name}.ndjson")).await, answer, "{name}");
        let rows: Vec<Value> = String::from_utf8(fixture(&format!("{name}.ndjson")))
            .expect("text")
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        assert_eq!(import(Value::Array(rows).to_string()).await.records, answer, "{name}");
    }
}

#[tokio::test]
async fn a_row_of_every_report_says_what_graph_says() {
    for name in REPORTS {
        let graph = records(&format!("{name}.graph.json")).await;
        for form in ["csv", "rows.json"] {
            let rows = records(&format!("{name}.{form}")).await;
            let rows: Vec<Record> = rows
                .into_iter()
                .zip(&graph)
                .map(|(row, graph)| match (row, graph) {
                    (Record::Detection(row), Record::Detection(graph)) => {
                        assert!(row.value.is_unnamed() && graph.value.unnamed_ids().any(|id| id == row.value.id), "{name}.{form}");
                        under(graph.value.id.object(), &row)
                    }
                    (row, _) => row,
                })
                .collect();
            same(&format!("{name}.{form}"), &rows, &graph);
        }
    }
}

#[tokio::test]
async fn semicolons_tabs_and_utf_16_are_read_as_commas_and_utf_8_are() {
    let plain = records("riskyUsers.csv").await;
    for form in ["semicolon.csv", "utf16.csv"] {
        assert_eq!(records(&format!("riskyUsers.{form}")).await, plain, "{form}");
    }
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&fixture("riskyUsers.csv")).expect("memory");
    assert_eq!(import(packed.finish().expect("memory")).await.records, plain);
}
