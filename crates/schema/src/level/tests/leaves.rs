//! What a leaf may be, and what becomes of one that fails.

use serde_json::json;

use super::ask;

#[tokio::test]
async fn value_objects_keep_selection_order_and_merged_keys() {
    let query = "{ author(id: 2) { home { city floors { rooms } street ... on Home { floors { number } } __typename } mood } }";
    let expected = r#"{"author":{"home":{"city":null,"floors":[{"rooms":0,"number":2},{"rooms":1,"number":2}],"street":"2 \"Main\" Street","__typename":"Home"},"mood":"GRIM"}}"#;
    assert_eq!(ask(query).await.data(), expected);
}

#[tokio::test]
async fn a_failed_nullable_field_of_a_value_object_is_null_in_its_place() {
    let answer = ask("{ authors { f: fragile { broken fine } } }").await;
    let data = r#"{"data":{"authors":[{"f":{"broken":null,"fine":1}},{"f":{"broken":null,"fine":2}},{"f":{"broken":null,"fine":3}}]},"#;
    assert!(answer.text.starts_with(data), "{}", answer.text);
    assert_eq!(answer.paths()[2], json!(["authors", 2, "f", "broken"]));
    assert_eq!(answer.errors()[2]["extensions"]["code"], "UNAVAILABLE");
}

#[tokio::test]
async fn a_value_object_whose_every_field_failed_is_not_taken_for_null() {
    let answer = ask("{ authors { maybeFragile { broken } } }").await;
    let data = r#"{"data":{"authors":[{"maybeFragile":{"broken":null}},{"maybeFragile":{"broken":null}},{"maybeFragile":null}]},"#;
    assert!(answer.text.starts_with(data), "{}", answer.text);
}

#[tokio::test]
async fn a_failed_required_field_of_a_value_object_goes_up_to_the_nearest_nullable() {
    let answer = ask("{ authors { maybeFragile { fatal fine } id } }").await;
    let data = r#"{"data":{"authors":[{"maybeFragile":{"fatal":7,"fine":1},"id":"1"},{"maybeFragile":null,"id":"2"},{"maybeFragile":null,"id":"3"}]},"#;
    assert!(answer.text.starts_with(data), "{}", answer.text);
    assert_eq!(answer.paths(), [json!(["authors", 1, "maybeFragile", "fatal"])]);
    let answer = ask("{ author(id: 2) { fragile { fatal } } }").await;
    assert_eq!(answer.json()["data"], json!({"author": null}));
}

#[tokio::test]
async fn lists_of_value_objects_have_indexes_in_their_paths() {
    let answer = ask("{ author(id: 1) { fragiles { fatal } } }").await;
    assert_eq!(answer.json()["data"]["author"], json!({"fragiles": [{"fatal": 7}, null, null]}));
    assert_eq!(answer.paths(), [json!(["author", "fragiles", 1, "fatal"])]);
}

#[tokio::test]
async fn a_leaf_that_waits_is_an_error_naming_it() {
    let answer = ask("{ author(id: 1) { waits id } }").await;
    assert_eq!(answer.json()["data"]["author"], json!({"waits": null, "id": "1"}));
    assert!(answer.errors()[0]["message"].as_str().unwrap().contains("`Author.waits`"));
    assert_eq!(answer.paths(), [json!(["author", "waits"])]);
}

#[tokio::test]
async fn a_level_that_is_not_named_in_branches_is_an_error_naming_it() {
    let answer = ask("{ author(id: 1) { unlisted { id } id } }").await;
    assert_eq!(answer.json()["data"]["author"], json!({"unlisted": null, "id": "1"}));
    assert!(answer.errors()[0]["message"].as_str().unwrap().contains("`unlisted`"));
    assert_eq!(answer.paths(), [json!(["author", "unlisted"])]);
}

#[tokio::test]
async fn a_required_null_without_an_error_gets_one() {
    let answer = ask("{ author(id: 1) { nan } }").await;
    assert_eq!(answer.json()["data"], json!({"author": null}));
    assert!(answer.errors()[0]["message"].as_str().unwrap().contains("`Author.nan`"));
}

#[tokio::test]
async fn an_error_inside_an_option_has_the_path_of_its_row() {
    let answer = ask("{ authors { books { author { inner } } } }").await;
    assert_eq!(answer.paths()[3], json!(["authors", 2, "books", 0, "author", "inner"]));
    assert_eq!(answer.json()["data"]["authors"][2]["books"][0]["author"], json!({"inner": null}));
}
