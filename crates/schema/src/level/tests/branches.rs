//! Branches are asked once a level, and their answers are checked.

use serde_json::json;

use super::{ask, ask_with};

#[tokio::test]
async fn a_branch_is_asked_once_whatever_the_number_of_parents() {
    for first in [1, 3, 200] {
        let query = format!("{{ authors(first: {first}) {{ books {{ reviews {{ id }} }} }} }}");
        assert_eq!(ask(&query).await.calls.len(), 3, "{first}");
    }
}

#[tokio::test]
async fn a_level_without_rows_asks_nothing() {
    let answer = ask("{ author(id: 2) { books { reviews { id } } } }").await;
    assert_eq!(answer.data(), r#"{"author":{"books":[]}}"#);
    assert_eq!(answer.calls, ["author 2", "books 10 of 1"]);
    let answer = ask("{ author(id: 9) { books { id } } }").await;
    assert_eq!(answer.data(), r#"{"author":null}"#);
    assert_eq!(answer.calls, ["author 9"]);
    assert_eq!(ask("{ authors(first: 0) { books { id } } }").await.data(), r#"{"authors":[]}"#);
}

#[tokio::test]
async fn aliases_of_a_branch_are_calls_of_their_own() {
    let query = "query ($two: Int) { authors(first: 1) { a: books(first: 1) { id } b: books(first: $two) { id } } }";
    let answer = ask_with(query, json!({"two": 2})).await;
    let expected = r#"{"authors":[{"a":[{"id":"11"}],"b":[{"id":"11"},{"id":"12"}]}]}"#;
    assert_eq!(answer.data(), expected);
    assert_eq!(answer.calls[1..], ["books 1 of 1", "books 2 of 1"]);
}

#[tokio::test]
async fn types_that_hold_each_other_go_down_as_far_as_asked() {
    let query = "{ author(id: 1) { books(first: 1) { author { books(first: 2) { author { name } reviews { stars } } } } } }";
    let expected = r#"{"author":{"books":[{"author":{"books":[{"author":{"name":"Author 1"},"reviews":[{"stars":1},{"stars":2}]},{"author":{"name":"Author 1"},"reviews":[]}]}}]}}"#;
    assert_eq!(ask(query).await.data(), expected);
}

#[tokio::test]
async fn rows_that_parents_share_stand_at_each_of_them() {
    let answer = ask("{ authors { best { title } } }").await;
    let expected = r#"{"authors":[{"best":{"title":"Book 12"}},{"best":null},{"best":{"title":"Book 12"}}]}"#;
    assert_eq!(answer.data(), expected);
}

#[tokio::test]
async fn a_branch_may_answer_values_that_are_no_level() {
    let answer = ask("{ authors(first: 2) { homes { city __typename street } } }").await;
    let expected = r#"{"authors":[{"homes":[{"city":"Paris","__typename":"Home","street":"1 \"Main\" Street"}]},{"homes":[{"city":null,"__typename":"Home","street":"2 \"Main\" Street"}]}]}"#;
    assert_eq!(answer.data(), expected);
}

#[tokio::test]
async fn a_branch_that_answers_nothing_is_null_for_all() {
    let answer = ask("{ authors(first: 2) { none { id } } }").await;
    assert_eq!(answer.data(), r#"{"authors":[{"none":null},{"none":null}]}"#);
}

#[tokio::test]
async fn an_answer_that_does_not_fit_its_parents_is_refused() {
    for field in ["short { id }", "misfit { id }", "plain"] {
        let answer = ask(&format!("{{ authors {{ f: {field} }} }}")).await;
        assert_eq!(answer.json()["data"]["authors"][0], json!({"f": null}), "{field}");
        let message = answer.errors()[0]["message"].as_str().unwrap().to_owned();
        assert!(message.starts_with("branch `Author."), "{message}");
    }
}

#[tokio::test]
async fn branches_of_a_level_are_asked_at_the_same_time() {
    let answer = ask("{ author(id: 1) { a: meet b: meet } }").await;
    assert_eq!(answer.data(), r#"{"author":{"a":true,"b":true}}"#);
    let alone = ask("{ author(id: 1) { meet } }").await;
    assert_eq!(alone.data(), r#"{"author":{"meet":false}}"#);
}
