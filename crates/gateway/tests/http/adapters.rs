//! Adapters, routes and metrics of the binary.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::running::{Running, output, riskgate, told};

/// A folder with this configuration.
fn folder(config: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("there is a place for temporary files");
    fs::write(folder.path().join("riskgate.toml"), config).expect("the file is written");
    folder
}

const SERVE: [&str; 3] = ["serve", "--config", "riskgate.toml"];

fn refused(config: &str) -> String {
    let folder = folder(config);
    let output = riskgate(&SERVE, &[("RISKGATE_HTTP__LISTEN", "127.0.0.1:0")]).current_dir(&folder).output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    told(&output)
}

fn data(answer: &str) -> Value {
    let (_, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    let mut answer: Value = serde_json::from_str(body).expect("JSON");
    assert_eq!(answer["errors"], Value::Null);
    answer["data"].take()
}

#[test]
fn a_question_is_answered_by_the_adapter_that_its_route_names() {
    let folder = folder("[adapters.archive]\nkind = \"store\"\nurl = \"sqlite://archive.db\"\n[routes]\ndetections = \"archive\"\n");
    let export = json!({"value": [{
        "id": "d1", "riskEventType": "leakedCredentials", "detectedDateTime": "2026-01-01T00:00:00Z", "userId": "u1", "riskState": "atRisk"
    }]});
    fs::write(folder.path().join("detections.json"), export.to_string()).expect("the export is written");
    let import = ["import", "--database", "sqlite://archive.db", "detections.json"];
    let imported = riskgate(&import, &[]).current_dir(&folder).output().expect("the binary runs");
    assert_eq!(imported.status.code(), Some(0), "{}", told(&imported));

    let running = Running::within(folder, &SERVE);
    let query = "{ detections { source nodes { riskEventType } } users { source nodes { id } }
        adapters { name routes answers health { healthy } offers { question pageMaximum combines } } }";
    let data = data(&running.ask(&json!({ "query": query })));
    assert_eq!(data["detections"], json!({"source": "archive", "nodes": [{"riskEventType": "leakedCredentials"}]}));
    assert_eq!(data["users"], json!({"source": "store", "nodes": []}));
    let adapters = data["adapters"].as_array().expect("adapters");
    assert_eq!(
        adapters[0]["routes"],
        json!([
            "USERS",
            "SERVICE_PRINCIPALS",
            "SIGN_INS",
            "RISK_HISTORY",
            "DIRECTORY_AUDITS",
            "NAMED_LOCATIONS",
            "CONDITIONAL_ACCESS_POLICIES",
            "ALERTS",
            "INCIDENTS"
        ])
    );
    assert_eq!((&adapters[1]["name"], &adapters[1]["routes"]), (&json!("archive"), &json!(["DETECTIONS"])));
    assert_eq!(adapters[1]["health"]["healthy"], true);
    assert_eq!(adapters[1]["offers"].as_array().map(Vec::len), Some(10));

    let metrics = running.page("/metrics");
    assert!(metrics.contains("\r\ncontent-type: text/plain; version=0.0.4; charset=utf-8\r\n"), "{metrics}");
    let call = r#"riskgate_adapter_calls_total{adapter="archive",operation="detections",outcome="answered"} 1"#;
    assert!(metrics.contains(call), "{metrics}");
    assert!(metrics.contains(r#"riskgate_adapter_call_seconds_count{adapter="store",operation="users"} 1"#), "{metrics}");
}

#[test]
fn a_route_to_no_adapter_is_refused_by_name() {
    let told = refused("[routes]\nsign_ins = \"stoer\"\n");
    assert_eq!(told, "riskgate: `routes.sign_ins` is \"stoer\", and there is no adapter of that name. There are store.\n");
}

#[test]
fn adapters_that_cannot_be_are_refused() {
    let told = refused("[adapters.store]\nkind = \"store\"\nurl = \"sqlite://other.db\"\n");
    assert!(told.contains("`store` is the name of the store itself"), "{told}");
    let told = refused("[adapters.mine]\nkind = \"csv\"\n");
    assert!(told.contains("`adapters.mine.kind` cannot be \"csv\"") && told.contains("line 2"), "{told}");
    assert!(told.contains("expected `store`"), "{told}");
    let told = refused("[adapters.mine]\nkind = \"store\"\nurl = \"sqlite://x.db\"\npath = 3\n");
    assert!(told.contains("`adapters.mine") && told.contains("path"), "{told}");
    let told = refused("[adapters.mine]\nkind = \"store\"\nurl = \"mysql://secret@host\"\n");
    assert!(told.contains("`mine` cannot be used") && !told.contains("secret"), "{told}");
    let told = refused("[adapters.mine]\nkind = \"store\"\nurl = \"sqlite://archvie.db\"\n");
    assert!(told.contains("there is no store at its address"), "{told}");
    let told = refused("[adapters.mine]\nkind = \"store\"\nurl = \"postgres://ada:s3#cret@host/x\"\n");
    assert!(told.contains("it is written %23") && !told.contains("s3"), "{told}");
    for name in ["Mine", "a b", "a__b", "_", "a.b", ""] {
        let told = refused(&format!("[adapters.\"{name}\"]\nkind = \"store\"\nurl = \"sqlite://x.db\"\n"));
        assert!(told.contains("cannot be: a name has lower-case letters"), "{told}");
        assert!(told.contains("RISKGATE_ADAPTERS__NAME__URL"), "{told}");
    }
}

#[test]
fn a_name_that_a_variable_cannot_spell_is_told_when_one_tries() {
    let folder = folder("[adapters.Mine]\nkind = \"store\"\nurl = \"sqlite://x.db\"\n");
    let mut serve = riskgate(&SERVE, &[("RISKGATE_ADAPTERS__MINE__URL", "sqlite://y.db")]);
    let refused = serve.current_dir(&folder).output().expect("the binary runs");
    assert_eq!(refused.status.code(), Some(2), "{}", told(&refused));
    assert!(told(&refused).contains("`[adapters.\"Mine\"]` cannot be: a name has lower-case letters"), "{}", told(&refused));
}

#[cfg(unix)]
#[test]
fn a_further_store_is_closed_when_the_gateway_stops() {
    let folder = folder("[adapters.archive]\nkind = \"store\"\nurl = \"sqlite://archive.db\"\n");
    let up = riskgate(&["migrate", "up", "--database", "sqlite://archive.db"], &[]).current_dir(&folder).output();
    assert_eq!(up.expect("the binary runs").status.code(), Some(0));
    let log = folder.path().join("archive.db-wal");
    let mut running = Running::within(folder, &SERVE);
    running.ask(&json!({ "query": "{ adapters { health { healthy } } }" }));
    assert!(log.exists(), "the archive is open");
    running.terminate();
    assert_eq!(running.child.wait().expect("the process ends").code(), Some(0));
    assert!(!log.exists(), "what was written ahead has been put in its place");
}

#[test]
fn a_further_store_that_is_behind_is_told_how_to_be_brought_up_to_date() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime is made");
    let Some(database) = runtime.block_on(riskgate_test_postgres::database()) else { return };
    runtime.block_on(async {
        use riskgate_migrations::{Migrator, MigratorTrait as _};
        let connection = sea_orm::Database::connect(&database.url).await.expect("a connection");
        Migrator::up(&connection, Some(3)).await.expect("tables");
        connection.close().await.expect("it closes");
    });
    let folder = folder(&format!("[adapters.archive]\nkind = \"store\"\nurl = \"{}\"\n", database.url));
    let mut serve = riskgate(&SERVE, &[("RISKGATE_HTTP__LISTEN", "127.0.0.1:0")]);
    let refused = serve.current_dir(&folder).output().expect("the binary runs");
    assert_eq!(refused.status.code(), Some(1), "{}", told(&refused));
    let told = told(&refused);
    assert!(told.contains("`riskgate migrate up --database ADDRESS` with the address that `adapters.archive.url` has"), "{told}");
    assert!(!told.contains(&database.url), "{told}");
}

#[test]
fn variables_set_adapters_and_routes_as_well() {
    let variables = [("RISKGATE_ROUTES__USERS", "elsewhere"), ("RISKGATE_HTTP__LISTEN", "127.0.0.1:0")];
    let folder = folder("");
    let refused = riskgate(&["serve"], &variables).current_dir(&folder).output().expect("the binary runs");
    assert!(told(&refused).contains("`routes.users` is \"elsewhere\""), "{}", told(&refused));
    let unknown = output(&["serve"], &[("RISKGATE_ROUTES__TRAVELS", "store")]);
    assert!(told(&unknown).contains("In `routes` there are alerts, conditional_access_policies"), "{}", told(&unknown));
}
