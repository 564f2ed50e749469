//! What a newcomer does in the first minute.

use std::{fs, path::Path};

use riskgate_model::TenantId;
use riskgate_tests::{Engine, Gateway};
use serde_json::Value;

/// The GraphQL queries in the bodies that `curl` is given.
pub(crate) fn curls(text: &str) -> Vec<String> {
    let asking = text.lines().filter(|line| line.contains("/graphql "));
    let bodies = asking.filter_map(|line| line.split("-d '").nth(1)?.split('\'').next());
    let queries = bodies.map(|body| serde_json::from_str::<Value>(body).expect("the body is JSON")["query"].clone());
    queries.map(|query| query.as_str().expect("the query is a text").to_owned()).collect()
}

pub(crate) fn readme() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    fs::read_to_string(path).expect("README.md is there")
}

#[tokio::test]
async fn the_first_query_of_the_readme_shows_users_sign_ins_and_detections() {
    for engine in Engine::ALL {
        let Some(gateway) = Gateway::demo(engine).await else { continue };
        let query = &curls(&readme())[0];
        let data = gateway.data(query).await;
        let users = data["users"]["nodes"].as_array().expect("users");
        assert_eq!(users.len(), 5);
        let sign_ins: Vec<&Value> = users.iter().flat_map(|user| user["riskySignIns"]["nodes"].as_array().expect("sign-ins")).collect();
        assert!(sign_ins.len() > 5, "{data}");
        let detected = sign_ins.iter().filter(|sign_in| sign_in["detections"]["nodes"][0]["riskEventType"].is_string()).count();
        assert!(detected > 5, "{data}");
        assert_eq!(gateway.statements(query).await, 4, "three levels and a count");
    }
}

#[tokio::test]
async fn the_second_query_of_the_readme_shows_who_shares_an_address() {
    for engine in Engine::ALL {
        let Some(gateway) = Gateway::demo(engine).await else { continue };
        let data = gateway.data(&curls(&readme())[1]).await;
        let mut names: Vec<&str> = data["signIns"]["nodes"]
            .as_array()
            .expect("sign-ins")
            .iter()
            .filter_map(|it| it["user"]["userPrincipalName"].as_str())
            .collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 4, "{data}");
    }
}

#[tokio::test]
async fn the_third_query_of_the_readme_shows_histories_and_reasons() {
    for engine in Engine::ALL {
        let Some(gateway) = Gateway::demo(engine).await else { continue };
        let data = gateway.data(&curls(&readme())[2]).await;
        let users = data["users"]["nodes"].as_array().expect("users");
        assert!(!users.is_empty() && users.iter().all(|user| !user["riskHistory"]["nodes"][0].is_null()), "{data}");
        let detections = || users.iter().flat_map(|user| user["detections"]["nodes"].as_array().expect("detections"));
        assert!(detections().any(|detection| detection["additionalInfo"]["riskReasons"][0].is_string()), "{data}");
    }
}

#[tokio::test]
async fn the_landing_pages_query_is_answered() {
    for engine in Engine::ALL {
        let Some(gateway) = Gateway::demo(engine).await else { continue };
        let page = gateway.page("/").await.replace("&quot;", "\"").replace("&#39;", "'");
        let queries = curls(&page);
        assert_eq!(queries.len(), 1);
        let data = gateway.data(&queries[0]).await;
        assert!(data["users"]["nodes"][0]["userPrincipalName"].is_string(), "{data}");
    }
}

#[tokio::test]
async fn the_served_schema_is_the_one_in_the_repository() {
    let Some(gateway) = Gateway::with(Engine::Sqlite, TenantId::default(), std::iter::empty()).await else { return };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema.graphql");
    assert_eq!(gateway.page("/schema.graphql").await, fs::read_to_string(path).expect("schema.graphql is there"));
}
