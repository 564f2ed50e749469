//! Clients that others wrote, at the first try and as their documentation says.

use std::{fs, path::Path};

use riskgate_tests::{Engine, Gateway, client};

use crate::first_minute::{curls, readme};

/// How many sign-ins the demo tenant of the tests has.
const SIGN_INS: &str = "2000";

/// Has a client page through all sign-ins; it knows itself how many rows there must be, and on how many pages.
async fn pages_through_all_sign_ins(client: &'static str) {
    let gateway = Gateway::demo(Engine::Sqlite).await.expect("there is always SQLite");
    client::npm(client, &[&gateway.url("/graphql"), SIGN_INS]).await;
}

#[tokio::test]
async fn apollo_client_pages_through_a_connection() {
    pages_through_all_sign_ins("apollo").await;
}

#[tokio::test]
async fn urql_pages_through_a_connection() {
    pages_through_all_sign_ins("urql").await;
}

#[tokio::test]
async fn the_client_preset_makes_types_of_the_schema_as_it_is() {
    client::npm("codegen", &[]).await;
}

#[tokio::test]
async fn the_relay_compiler_takes_the_schema_as_it_is() {
    let made = Path::new(env!("CARGO_MANIFEST_DIR")).join("clients/relay/generated/SignInsOfUserPaginationQuery.graphql.ts");
    // Whatever an earlier run has left.
    let _ = fs::remove_file(&made);
    if client::npm("relay", &[]).await.is_some() {
        let made = fs::read_to_string(made).expect("the compiler wrote the query of the next page");
        assert!(made.contains("node(id: $id)"), "{made}");
    }
}

#[tokio::test]
async fn pythons_standard_library_runs_the_first_query_of_the_readme() {
    let gateway = Gateway::demo(Engine::Sqlite).await.expect("there is always SQLite");
    let query = &curls(&readme())[0];
    if let Some(printed) = client::python("ask.py", &[&gateway.url("/graphql")], query).await {
        assert_eq!(printed.lines().count(), 5, "{printed}");
        assert!(printed.lines().all(|line| line.contains("@haldenworks.example ")), "{printed}");
    }
}
