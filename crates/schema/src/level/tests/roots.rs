//! Root fields: order, merging, the null rule up to `data`, introspection, mutations.

pub(super) mod toy;

use async_graphql::{EmptyMutation, EmptySubscription, Request, Schema};
use serde_json::json;

use super::{Answer, ask, ask_request, ask_with, schema};

#[tokio::test]
async fn root_fields_come_in_document_order_however_late_they_finish() {
    let answer = ask("{ slow: late(turns: 9) { id } quick: late(turns: 0) { id } mid: late(turns: 3) { id } }").await;
    assert_eq!(answer.data(), r#"{"slow":{"id":"9"},"quick":{"id":"0"},"mid":{"id":"3"}}"#);
}

#[tokio::test]
async fn root_fields_of_one_key_run_once_and_are_merged() {
    let answer = ask("{ author(id: 1) { name } ...More author(id: 1) { home { street } } }
         fragment More on Query { author(id: 1) { id home { city } } version }")
    .await;
    let expected = r#"{"author":{"name":"Author 1","id":"1","home":{"city":"Paris","street":"1 \"Main\" Street"}},"version":"v1"}"#;
    assert_eq!(answer.data(), expected);
    assert_eq!(answer.calls, ["author 1"]);
}

#[tokio::test]
async fn a_root_fragment_spread_twice_runs_its_fields_once() {
    let answer = ask("{ ...A ...A } fragment A on Query { author(id: 1) { id } }").await;
    assert_eq!(answer.data(), r#"{"author":{"id":"1"}}"#);
    assert_eq!(answer.calls, ["author 1"]);
}

#[tokio::test]
async fn a_failed_nullable_root_field_is_null() {
    let answer = ask("{ a: version broken b: version }").await;
    assert!(answer.text.starts_with(r#"{"data":{"a":"v1","broken":null,"b":"v1"},"#), "{}", answer.text);
    assert_eq!(answer.paths(), [json!(["broken"])]);
    assert_eq!(answer.errors()[0]["locations"], json!([{"line": 1, "column": 14}]));
    assert_eq!(answer.errors()[0]["extensions"], json!({"code": "UNAVAILABLE"}));
}

#[tokio::test]
async fn a_failed_required_root_field_makes_data_null() {
    let answer = ask("{ version fatal: brokenRequired }").await;
    assert!(answer.text.starts_with(r#"{"data":null,"errors":"#), "{}", answer.text);
    assert_eq!(answer.paths(), [json!(["fatal"])]);
}

#[tokio::test]
async fn a_required_failure_deep_below_makes_data_null() {
    let answer = ask("{ authors { books { must } } }").await;
    assert_eq!(answer.json()["data"], json!(null));
    assert_eq!(answer.paths(), [json!(["authors", 0, "books", 1, "must"])]);
}

#[tokio::test]
async fn a_stock_object_at_the_root_keeps_order_and_nulls() {
    let answer = ask("{ stock { late broken early } }").await;
    assert!(answer.text.starts_with(r#"{"data":{"stock":{"late":1,"broken":null,"early":2}},"#), "{}", answer.text);
    let answer = ask("{ stock { broken } }").await;
    assert!(answer.text.starts_with(r#"{"data":{"stock":{"broken":null}},"#), "{}", answer.text);
}

#[tokio::test]
async fn a_level_inside_a_stock_object_has_its_full_path() {
    let answer = ask("{ stock { shelf { shaky } } }").await;
    assert_eq!(answer.json()["data"], json!({"stock": {"shelf": [{"shaky": null}]}}));
    assert_eq!(answer.paths(), [json!(["stock", "shelf", 0, "shaky"])]);
}

#[tokio::test]
async fn skipped_root_fields_leave_no_key() {
    let query = "query ($no: Boolean!, $yes: Boolean!) {
        a: version @skip(if: $yes) b: version @include(if: $yes) c: version @include(if: $no)
        ... @skip(if: $yes) { d: version } ...E @include(if: $no) ...F
        brokenRequired @skip(if: $yes)
    }
    fragment E on Query { e: version }
    fragment F on Query { f: version @skip(if: $no) g: version @skip(if: $yes) }";
    let answer = ask_with(query, json!({"no": false, "yes": true})).await;
    assert_eq!(answer.data(), r#"{"b":"v1","f":"v1"}"#);
}

#[tokio::test]
async fn skip_honours_the_default_of_a_variable() {
    let query = "query ($yes: Boolean = true) { a: version @skip(if: $yes) author(id: 1) { id name @skip(if: $yes) } }";
    assert_eq!(ask(query).await.data(), r#"{"author":{"id":"1"}}"#);
    let answer = ask_with(query, json!({"yes": false})).await;
    assert_eq!(answer.data(), r#"{"a":"v1","author":{"id":"1","name":"Author 1"}}"#);
}

#[tokio::test]
async fn everything_skipped_is_an_empty_object() {
    assert_eq!(ask("{ version @skip(if: true) }").await.text, r#"{"data":{}}"#);
    assert_eq!(ask("{ author(id: 1) { id @skip(if: true) } }").await.data(), r#"{"author":{}}"#);
}

#[tokio::test]
async fn the_named_operation_is_the_one_that_runs() {
    let query = "query One { a: version } query Two { b: author(id: 2) { id } }";
    let two = ask_request(Request::new(query).operation_name("Two")).await;
    assert_eq!(two.data(), r#"{"b":{"id":"2"}}"#);
    let unknown = ask_request(Request::new(query).operation_name("Three")).await;
    assert!(unknown.text.starts_with(r#"{"errors":"#), "{}", unknown.text);
}

#[tokio::test]
async fn a_refused_request_has_no_data() {
    for query in ["{", "{ nothing }", "query ($id: Int!) { author(id: $id) { id } }"] {
        let answer = ask(query).await;
        assert_eq!(answer.json().get("data"), None, "{}", answer.text);
        assert!(!answer.errors().is_empty());
    }
}

#[tokio::test]
async fn meta_fields_stand_in_order_beside_level_fields() {
    let answer =
        ask(r#"{ a: version __typename t: __type(name: "Book") { kind name } author(id: 1) { id } __schema { queryType { name } } }"#)
            .await;
    let expected = r#"{"a":"v1","__typename":"Query","t":{"kind":"OBJECT","name":"Book"},"author":{"id":"1"},"__schema":{"queryType":{"name":"Query"}}}"#;
    assert_eq!(answer.data(), expected);
    assert_eq!(ask("{ __typename }").await.data(), r#"{"__typename":"Query"}"#);
    assert_eq!(ask(r#"{ __type(name: "Nothing") { name } }"#).await.data(), r#"{"__type":null}"#);
}

#[tokio::test]
async fn introspection_is_that_of_the_unwrapped_schema() {
    let query = include_str!("introspection.graphql");
    let stock = Schema::build(toy::Query, toy::Mutation, EmptySubscription).finish();
    let expected = serde_json::to_string(&stock.execute(query).await).unwrap();
    assert_eq!(ask(query).await.text, expected);
    assert_eq!(schema().sdl(), stock.sdl());
    let without: Schema<_, EmptyMutation, EmptySubscription> =
        Schema::build(super::super::Rooted(toy::Query), EmptyMutation, EmptySubscription).finish();
    assert!(!without.sdl().contains("mutation:"));
}

#[tokio::test]
async fn conflicting_fields_of_one_key_are_an_error_not_a_mixture() {
    // async-graphql's validation compares only fields under the same type condition.
    let answer = ask("{ a: version ... on Query { a: author(id: 1) { id } } }").await;
    assert!(answer.errors()[0]["message"].as_str().unwrap().contains("different"), "{}", answer.text);
    let answer = ask("{ author(id: 1) { a: name ... on Author { a: id } } }").await;
    assert_eq!(answer.json()["data"]["author"], json!(null));
    assert_eq!(answer.paths(), [json!(["author", "a"])]);
}

#[tokio::test]
async fn mutations_run_one_after_the_other_and_each_key_once() {
    let answer: Answer = ask("mutation { a: write(word: \"x\", turns: 5) { id } b: write(word: \"y\", turns: 0) { id } a: write(word: \"x\", turns: 5) { name } }").await;
    assert_eq!(answer.data(), r#"{"a":{"id":"1","name":"Author 1"},"b":{"id":"1"}}"#);
    assert_eq!(answer.calls, ["begin x", "end x", "begin y", "end y"]);
}
