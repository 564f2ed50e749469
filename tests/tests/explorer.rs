//! The explorer, with nothing but the gateway to reach.

use std::{fs, path::Path};

use riskgate_tests::{Engine, Gateway, client};

#[tokio::test]
async fn every_ready_query_of_the_explorer_is_answered() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/gateway/explorer/queries");
    let files = fs::read_dir(folder).expect("the queries are there").map(|entry| entry.expect("a readable entry").path());
    let queries: Vec<String> = files.map(|file| fs::read_to_string(file).expect("a readable query")).collect();
    assert!(queries.len() > 5);
    for engine in Engine::ALL {
        let Some(gateway) = Gateway::demo(engine).await else { continue };
        for query in &queries {
            assert!(query.starts_with("# ") && query.lines().nth(1).is_some_and(|line| line.starts_with("query ")), "{query}");
            let data = gateway.data(query).await;
            for (name, list) in data.as_object().expect("data") {
                assert!(list["nodes"][0].is_object() || list["totalCount"].as_u64() > Some(0), "{name}: {data}");
            }
        }
    }
}

#[tokio::test]
async fn a_query_is_typed_and_answered_in_a_browser_that_reaches_the_gateway_alone() {
    let gateway = Gateway::demo(Engine::Sqlite).await.expect("there is always SQLite");
    let is_built = gateway.page("/graphiql").await.contains("<script");
    let Some(()) = client::or_skip(is_built.then_some(()).ok_or("the explorer is not built; `just explorer` does it")) else { return };
    let Some(browser) = client::browser() else { return };
    client::npm("explorer", &[&gateway.url(""), &browser.to_string_lossy()]).await;
}
