//! What a method is told of the selection below it.

use super::ask;

async fn calls(query: &str) -> Vec<String> {
    ask(query).await.calls
}

#[tokio::test]
async fn a_list_tells_the_fields_of_its_rows_by_their_schema_names() {
    let query = "{ authors { a: name b: name id __typename ... on Author { mood books { id } } ...F } }
        fragment F on Author { nick ... on Node { id } }";
    assert_eq!(calls(query).await[0], "authors: name id mood books nick");
}

#[tokio::test]
async fn a_connection_tells_the_fields_below_nodes_and_edges() {
    let query = "{ authorConnection { n: nodes { name } ...C edges { cursor e: node { id ...F } } totalCount } }
        fragment C on AuthorConnection { edges { node { nick } } pageInfo { endCursor } }
        fragment F on Author { mood home { city } }";
    let asked = "nodes edges pageInfo totalCount";
    assert_eq!(calls(query).await, [format!("{asked}: name nick id mood home")]);
}

#[tokio::test]
async fn a_connection_without_rows_asked_tells_none() {
    assert_eq!(calls("{ authorConnection { totalCount } }").await, ["totalCount: "]);
}

#[tokio::test]
async fn an_interface_tells_what_applies_to_the_type() {
    let query =
        r#"{ node(id: "11") { id ... on Author { name } ... on Book { title } ... on Node { ... on Subject { ... on Book { must } } } } }"#;
    assert_eq!(calls(query).await, ["id title must"]);
}

#[tokio::test]
async fn a_branch_tells_its_own_selection_merged_from_all_of_its_key() {
    let query = "{ author(id: 1) { wanted { t: title } wanted { reviews { id } } other: wanted { id } } }";
    assert_eq!(calls(query).await[1..], ["title reviews", "reviews of 1", "id"]);
}

#[tokio::test]
async fn below_a_stock_object_everything_counts_as_asked() {
    let told = calls("{ stock { shelf { id } } }").await;
    assert!(told[0].starts_with("id name nick mood"), "{told:?}");
}
