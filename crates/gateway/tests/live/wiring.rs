//! The binary with routes to Microsoft Graph.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};

use crate::graph::{APP, SECRET, TENANT, stand_in};

/// The binary with these variables and no others, in a folder of its own.
fn riskgate(place: &tempfile::TempDir, words: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_riskgate"));
    command.args(words).current_dir(place).env_clear().env("RISKGATE_HTTP__LISTEN", "127.0.0.1:0").envs(variables.iter().copied());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn refused(variables: &[(&str, &str)]) -> Output {
    let place = tempfile::tempdir().expect("there is a place for temporary files");
    let output = riskgate(&place, &["serve"], variables).output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    output
}

#[test]
fn a_route_to_microsoft_graph_without_a_tenant_is_refused_in_a_sentence() {
    let output = refused(&[("RISKGATE_ROUTES__SIGN_INS", "msgraph")]);
    let told = "riskgate: `routes.sign_ins` is \"msgraph\", and there is no tenant to ask: set `tenant_id`, `client_id` and \
                `client_secret_file` in `[msgraph]`.\n";
    assert_eq!(String::from_utf8_lossy(&output.stderr), told);
}

#[test]
fn what_microsoft_graph_is_not_asked_at_once_is_refused_when_the_settings_are_checked() {
    let place = tempfile::tempdir().expect("there is a place for temporary files");
    let tenant = [("TENANT_ID", TENANT), ("CLIENT_ID", APP), ("CLIENT_SECRET", SECRET)];
    let mut command = riskgate(&place, &["config", "check"], &[("RISKGATE_ROUTES__NAMED_LOCATIONS", "msgraph")]);
    let output = command.envs(tenant.map(|(name, value)| (format!("RISKGATE_MSGRAPH__{name}"), value))).output().expect("the binary runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.code() == Some(2) && told.contains("`routes.named_locations` is \"msgraph\", which answers only users"),
        "{output:?}"
    );
}

#[test]
fn a_tenant_without_a_secret_is_named_among_several() {
    let tenant = |id: &str, secret: &str| format!("{{tenant_id = \"{id}\", client_id = \"{APP}\"{secret}}}");
    let of = |other: &str| format!("[{}, {}]", tenant(TENANT, ", client_secret = \"swordfish\""), tenant(other, ""));
    let output = refused(&[("RISKGATE_MSGRAPH__TENANTS", &of(APP))]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("with the settings of `msgraph.tenants.1`") && told.contains("client_secret"), "{told}");
    let output = refused(&[("RISKGATE_MSGRAPH__TENANT_ID", TENANT), ("RISKGATE_MSGRAPH__CLIENT_ID", APP)]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("with the settings of `[msgraph]`"), "{output:?}");
}

#[test]
fn serve_sends_a_question_to_microsoft_graph_beside_its_sync() {
    let (runtime, place) =
        (tokio::runtime::Runtime::new().expect("a runtime"), tempfile::tempdir().expect("there is a place for temporary files"));
    let graph = runtime.block_on(stand_in());
    let address = [("RISKGATE_MSGRAPH__BASE_URL", graph.url()), ("RISKGATE_MSGRAPH__AUTHORITY", graph.url())];
    let application = [("RISKGATE_MSGRAPH__TENANT_ID", TENANT), ("RISKGATE_MSGRAPH__CLIENT_ID", APP)];
    let rest = [("RISKGATE_MSGRAPH__CLIENT_SECRET", SECRET), ("RISKGATE_ROUTES__USERS", "msgraph"), ("RISKGATE_LOG__FORMAT", "text")];
    let variables = [&address[..], &application[..], &rest[..]].concat();
    let mut child = riskgate(&place, &["serve"], &variables).stdout(Stdio::null()).spawn().expect("the binary runs");
    let mut lines = BufReader::new(child.stderr.take().expect("standard error is piped")).lines().map_while(Result::ok);
    let url = lines.find_map(|line| line.split("listening on ").nth(1).map(|url| format!("{}/graphql", url.trim()))).expect("it listens");
    // Its log is read on, so that it never waits for us.
    let rest = std::thread::spawn(move || lines.for_each(drop));
    let query = "{ users(first: 3) { source nodes { riskDecidedBy } } signIns(first: 1) { source }
        adapters { name routes freshness answers offers { question keysMaximum filters { field operators } } } }";
    let answer: Value = runtime.block_on(async {
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        client.post(&url).json(&json!({ "query": query })).send().await.expect("an answer").json().await.expect("JSON")
    });
    child.kill().expect("it is ended");
    child.wait().expect("it ends");
    rest.join().expect("its log ends");
    assert_eq!(answer["errors"], Value::Null, "{answer}");
    let entra = json!({"riskDecidedBy": "ENTRA"});
    assert_eq!(answer["data"]["users"], json!({"source": "msgraph", "nodes": [entra, entra, entra]}));
    assert_eq!(answer["data"]["signIns"]["source"], "store");
    let adapters = answer["data"]["adapters"].as_array().expect("adapters");
    let msgraph = adapters.iter().find(|adapter| adapter["name"] == "msgraph").expect("the adapter");
    assert_eq!((&msgraph["routes"], &msgraph["freshness"]), (&json!(["USERS"]), &json!("LIVE")));
    assert_eq!(msgraph["offers"].as_array().map(Vec::len), Some(8));
    assert!(msgraph["offers"][0]["filters"].as_array().is_some_and(|filters| filters.len() == 6), "{msgraph}");
}
