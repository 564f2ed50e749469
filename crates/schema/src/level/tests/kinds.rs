//! Interfaces and unions: one level for each type, in the order of the ids.

use serde_json::json;

use super::ask;

#[tokio::test]
async fn nodes_of_several_types_come_in_the_order_of_their_ids() {
    let query = r#"{ nodes(ids: ["11", "2", "?", "111", "1", "12"]) { __typename id ... on Author { name } ... on Book { title } } }"#;
    let expected = r#"{"nodes":[{"__typename":"Book","id":"11","title":"Book 11"},{"__typename":"Author","id":"2","name":"Author 2"},null,{"__typename":"Review","id":"111"},{"__typename":"Author","id":"1","name":"Author 1"},{"__typename":"Book","id":"12","title":"Book 12"}]}"#;
    assert_eq!(ask(query).await.data(), expected);
}

#[tokio::test]
async fn a_branch_is_asked_once_for_each_type_that_has_it() {
    let query =
        r#"{ nodes(ids: ["11", "1", "12", "2", "1"]) { ... on Author { books(first: 1) { id } } ... on Book { reviews { id } } } }"#;
    let answer = ask(query).await;
    assert_eq!(answer.calls, ["reviews of 2", "books 1 of 3"]);
    let nodes = json!([
        {"reviews": [{"id": "111"}, {"id": "112"}]}, {"books": [{"id": "11"}]}, {"reviews": []},
        {"books": []}, {"books": [{"id": "11"}]},
    ]);
    assert_eq!(answer.json()["data"]["nodes"], nodes);
}

#[tokio::test]
async fn one_node_is_of_its_type_or_absent() {
    let query = r#"{ a: node(id: "1") { id ... on Author { name } } b: node(id: "nothing") { id } }"#;
    let expected = r#"{"a":{"id":"1","name":"Author 1"},"b":null}"#;
    assert_eq!(ask(query).await.data(), expected);
}

#[tokio::test]
async fn a_failed_node_is_null_in_its_place_with_its_index() {
    let query = r#"{ nodes(ids: ["11", "12", "2"]) { ... on Book { must } ... on Author { must shaky } } }"#;
    let answer = ask(query).await;
    assert_eq!(answer.json()["data"]["nodes"], json!([{"must": 1}, null, null]));
    let paths = [json!(["nodes", 1, "must"]), json!(["nodes", 2, "must"])];
    assert_eq!(answer.paths(), paths);
}

#[tokio::test]
async fn a_union_below_a_level_is_asked_once_for_all_parents() {
    let query = "{ author(id: 1) { books { reviews { subject { __typename ... on Author { name } ... on Book { title } } } } } }";
    let answer = ask(query).await;
    let reviews = json!([
        {"subject": {"__typename": "Author", "name": "Author 1"}},
        {"subject": {"__typename": "Book", "title": "Book 12"}},
    ]);
    assert_eq!(answer.json()["data"]["author"]["books"][0]["reviews"], reviews);
    assert_eq!(answer.calls.last().unwrap(), "subject of 2");
}

#[tokio::test]
async fn a_union_may_fail_for_one_parent() {
    let answer = ask("{ authors { books { reviews { subject { ... on Author { id } } } } } }").await;
    let reviews = json!([{"subject": null}]);
    assert_eq!(answer.json()["data"]["authors"][2]["books"][0]["reviews"], reviews);
    let path = json!(["authors", 2, "books", 0, "reviews", 0, "subject"]);
    assert_eq!(answer.paths(), [path]);
}

#[tokio::test]
async fn lists_of_a_union_keep_their_order_and_paths() {
    let query = r#"{ nodes(ids: ["111", "121"]) { ... on Review { mentions { ... on Book { title } ... on Author { name } } } } }"#;
    let expected =
        r#"{"nodes":[{"mentions":[{"title":"Book 11"},{"name":"Author 1"}]},{"mentions":[{"title":"Book 12"},{"name":"Author 1"}]}]}"#;
    assert_eq!(ask(query).await.data(), expected);
    let query = r#"{ nodes(ids: ["111", "121"]) { ... on Review { mentions { ... on Book { must } ... on Author { id } } } } }"#;
    let answer = ask(query).await;
    let nodes = json!([{"mentions": [{"must": 1}, {"id": "1"}]}, null]);
    assert_eq!(answer.json()["data"]["nodes"], nodes);
    assert_eq!(answer.paths(), [json!(["nodes", 1, "mentions", 0, "must"])]);
}
