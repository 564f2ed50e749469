//! Nulls go as far up as they must and no further, and errors say where from.

use serde_json::json;

use super::ask;

#[tokio::test]
async fn a_failed_nullable_leaf_is_null_with_its_path_and_code() {
    let answer = ask("{ all: authors {\n x: shaky id } }").await;
    let data = r#"{"data":{"all":[{"x":null,"id":"1"},{"x":null,"id":"2"},{"x":null,"id":"3"}]},"#;
    assert!(answer.text.starts_with(data), "{}", answer.text);
    let error = json!({
        "message": "the source is down",
        "locations": [{"line": 2, "column": 2}],
        "path": ["all", 1, "x"],
        "extensions": {"code": "UNAVAILABLE"},
    });
    assert_eq!(answer.errors()[1], error);
}

#[tokio::test]
async fn a_failed_required_leaf_fails_its_row() {
    let answer = ask("{ one: author(id: 1) { must } two: author(id: 2) { must id } }").await;
    assert_eq!(answer.json()["data"], json!({"one": {"must": 1}, "two": null}));
    assert_eq!(answer.paths(), [json!(["two", "must"])]);
}

#[tokio::test]
async fn a_failed_row_fails_a_list_of_required_items_and_no_other() {
    let answer = ask("{ nodes(ids: [\"1\", \"2\", \"3\"]) { ... on Author { books { must } id } } }").await;
    let nodes = json!([null, {"books": [], "id": "2"}, {"books": [{"must": 1}], "id": "3"}]);
    assert_eq!(answer.json()["data"]["nodes"], nodes);
    assert_eq!(answer.paths(), [json!(["nodes", 0, "books", 1, "must"])]);
}

#[tokio::test]
async fn a_failed_required_branch_fails_each_parent() {
    let answer = ask("{ nodes(ids: [\"1\", \"2\"]) { ... on Author { d: downRequired { id } } } }").await;
    assert_eq!(answer.json()["data"]["nodes"], json!([null, null]));
    assert_eq!(answer.paths(), [json!(["nodes", 0, "d"]), json!(["nodes", 1, "d"])]);
}

#[tokio::test]
async fn a_failed_nullable_branch_costs_one_field_and_one_error_a_parent() {
    let answer = ask("{ authors { down { id } id } }").await;
    let data = r#"{"data":{"authors":[{"down":null,"id":"1"},{"down":null,"id":"2"},{"down":null,"id":"3"}]},"#;
    assert!(answer.text.starts_with(data), "{}", answer.text);
    let paths = [0, 1, 2].map(|n| json!(["authors", n, "down"]));
    assert_eq!(answer.paths(), paths);
    assert_eq!(answer.errors()[0]["locations"], json!([{"line": 1, "column": 13}]));
    assert_eq!(answer.errors()[0]["extensions"]["code"], "UNAVAILABLE");
    assert_eq!(answer.calls.iter().filter(|call| *call == "down").count(), 1);
}

#[tokio::test]
async fn errors_of_one_field_are_bounded_and_the_last_counts_the_rest() {
    for field in ["down { id }", "shaky", "inner"] {
        let answer = ask(&format!("{{ authors(first: 50) {{ {field} mood }} }}")).await;
        assert_eq!(answer.errors().len(), 20, "{field}");
        assert_eq!(answer.errors()[18]["message"], "the source is down");
        let last = "the source is down (and 30 more at this field)";
        assert_eq!(answer.errors()[19]["message"], last);
        assert_eq!(answer.json()["data"]["authors"].as_array().unwrap().len(), 50);
    }
}

#[tokio::test]
async fn one_parent_may_fail_alone() {
    let answer = ask("{ authors { score partly { id } } }").await;
    let authors = json!([
        {"score": 5, "partly": [{"id": "11"}]},
        {"score": null, "partly": null},
        {"score": null, "partly": [{"id": "31"}]},
    ]);
    assert_eq!(answer.json()["data"]["authors"], authors);
    let paths = [json!(["authors", 1, "partly"]), json!(["authors", 1, "score"])];
    let mut got = answer.paths();
    got.sort_by_key(ToString::to_string);
    assert_eq!(got, paths);
}

#[tokio::test]
async fn one_parent_failing_a_required_value_fails_its_row() {
    let query = "{ nodes(ids: [\"1\", \"2\"]) { ... on Author { scoreRequired } } }";
    let answer = ask(query).await;
    assert_eq!(answer.json()["data"]["nodes"], json!([{"scoreRequired": 5}, null]));
    assert_eq!(answer.paths(), [json!(["nodes", 1, "scoreRequired"])]);
}

#[tokio::test]
async fn a_row_that_parents_share_reports_at_each_of_them() {
    let answer = ask("{ authors { best { must } } }").await;
    let authors = json!([{"best": null}, {"best": null}, {"best": null}]);
    assert_eq!(answer.json()["data"]["authors"], authors);
    let paths = [0, 2].map(|n| json!(["authors", n, "best", "must"]));
    assert_eq!(answer.paths(), paths);
}

#[tokio::test]
async fn a_required_row_that_is_absent_is_an_error() {
    let answer = ask("{ author(id: 1) { books(first: 1) { lost { id } } } }").await;
    assert_eq!(answer.json()["data"], json!({"author": null}));
    assert_eq!(answer.paths(), [json!(["author", "books", 0, "lost"])]);
    let answer = ask("{ lost { id } }").await;
    assert_eq!(answer.json()["data"], json!(null));
    assert_eq!(answer.paths(), [json!(["lost"])]);
}
