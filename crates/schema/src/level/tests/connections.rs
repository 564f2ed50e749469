//! Relay connections: lazy cursors and totals, and pages that fail alone.

use std::sync::Arc;

use async_graphql::{Context, EmptyMutation, EmptySubscription, Object, Result, Schema};
use async_trait::async_trait;
use serde_json::json;

use super::{
    super::{Connection, Counter, EachOne, Node, Pages, Root, Rooted, execute},
    Calls, ask,
    library::{Book, coded},
};

struct ToyCounter {
    calls: Arc<Calls>,
    counts: Vec<Option<u64>>,
}

#[async_trait]
impl Counter for ToyCounter {
    async fn count(&self) -> Result<Vec<Option<u64>>> {
        tokio::task::yield_now().await;
        self.calls.note("count");
        match self.counts.len() {
            2 => Err(coded()),
            _ => Ok(self.counts.clone()),
        }
    }
}

/// Counts what it is told; for two parents it fails.
pub(super) fn toy_counter(ctx: &Context<'_>, counts: Vec<Option<u64>>) -> Arc<dyn Counter> {
    let calls: &Arc<Calls> = ctx.data_unchecked();
    let calls = calls.clone();
    Arc::new(ToyCounter { calls, counts })
}

/// Makes cursors, and notes each.
pub(super) fn toy_cursor(ctx: &Context<'_>) -> impl Fn(&Book) -> String + Send + Sync + 'static {
    let calls: &Arc<Calls> = ctx.data_unchecked();
    let calls = calls.clone();
    move |book| {
        calls.note(format!("cursor {}", book.0));
        format!("c{}", book.0)
    }
}

#[tokio::test]
async fn a_connection_has_edges_nodes_and_the_place_of_its_page() {
    let query = "{ author(id: 1) { bookConnection(first: 2) {
        __typename edges { __typename cursor node { id } } nodes { title }
        pageInfo { endCursor startCursor hasNextPage hasPreviousPage } asOf source totalCount } } }";
    let expected = concat!(
        r#"{"author":{"bookConnection":{"__typename":"BookConnection","edges":["#,
        r#"{"__typename":"BookEdge","cursor":"c11","node":{"id":"11"}},"#,
        r#"{"__typename":"BookEdge","cursor":"c12","node":{"id":"12"}}],"#,
        r#""nodes":[{"title":"Book 11"},{"title":"Book 12"}],"#,
        r#""pageInfo":{"endCursor":"c12","startCursor":"c11","hasNextPage":true,"hasPreviousPage":false},"#,
        r#""asOf":null,"source":"shelf","totalCount":3}}}"#,
    );
    assert_eq!(ask(query).await.data(), expected);
}

#[tokio::test]
async fn each_parent_has_its_own_page() {
    let query = "{ authors { c: bookConnection(first: 1) { nodes { id } edges { node { id } } pageInfo { hasNextPage endCursor } } } }";
    let answer = ask(query).await;
    let authors = json!([
        {"c": {"nodes": [{"id": "11"}], "edges": [{"node": {"id": "11"}}], "pageInfo": {"hasNextPage": true, "endCursor": "c11"}}},
        {"c": {"nodes": [], "edges": [], "pageInfo": {"hasNextPage": false, "endCursor": null}}},
        {"c": {"nodes": [{"id": "31"}], "edges": [{"node": {"id": "31"}}], "pageInfo": {"hasNextPage": false, "endCursor": "c31"}}},
    ]);
    assert_eq!(answer.json()["data"]["authors"], authors);
}

#[tokio::test]
async fn cursors_are_made_only_where_asked() {
    let plain = ask("{ authors { bookConnection { nodes { id } pageInfo { hasNextPage } } } }").await;
    assert!(!plain.calls.iter().any(|call| call.starts_with("cursor")), "{:?}", plain.calls);
    let ends = ask("{ author(id: 1) { bookConnection { pageInfo { endCursor } } } }").await;
    assert_eq!(ends.calls[2..], ["cursor 13"]);
}

#[tokio::test]
async fn totals_are_counted_once_for_all_parents_and_only_when_asked() {
    let without = ask("{ authors { bookConnection { nodes { id } } } }").await;
    assert!(!without.calls.contains(&"count".to_owned()));
    let with = ask("{ authors { bookConnection(first: 1) { totalCount } } }").await;
    let totals = [3, 0, 1].map(|n| json!({"bookConnection": {"totalCount": n}}));
    assert_eq!(with.json()["data"]["authors"], json!(totals));
    assert_eq!(with.calls[1..], ["connection 1: totalCount: ", "count"]);
}

#[tokio::test]
async fn a_failed_count_costs_the_total_alone() {
    let answer = ask("{ authors(first: 2) { bookConnection(first: 1) { totalCount nodes { id } } } }").await;
    let authors = json!([
        {"bookConnection": {"totalCount": null, "nodes": [{"id": "11"}]}},
        {"bookConnection": {"totalCount": null, "nodes": []}},
    ]);
    assert_eq!(answer.json()["data"]["authors"], authors);
    let paths = [0, 1].map(|n| json!(["authors", n, "bookConnection", "totalCount"]));
    assert_eq!(answer.paths(), paths);
}

#[tokio::test]
async fn nodes_and_edges_ask_the_page_once_and_each_its_own_branches() {
    let query = "{ author(id: 1) { bookConnection { nodes { reviews { id } } edges { node { reviews { id } } } } } }";
    let answer = ask(query).await;
    let calls = ["author 1", "connection 10: nodes edges: reviews", "reviews of 3", "reviews of 3"];
    assert_eq!(answer.calls, calls);
    let page = &answer.json()["data"]["author"]["bookConnection"];
    assert_eq!(page["nodes"][0], page["edges"][0]["node"]);
}

#[tokio::test]
async fn errors_below_a_connection_name_every_step() {
    let answer = ask("{ author(id: 1) { c: bookConnection { edges { node { must } } } } }").await;
    assert_eq!(answer.json()["data"]["author"], json!({"c": null}));
    assert_eq!(answer.paths(), [json!(["author", "c", "edges", 1, "node", "must"])]);
}

/// Two shelves, of which the first fails although rows of it came.
struct Shelves;

struct Shelf;

impl Node for Shelf {
    const BRANCHES: &'static [&'static str] = &["broken", "books"];
}

#[Object]
impl Shelf {
    async fn books(&self) -> Option<EachOne<Connection<Book>>> {
        let pages = Pages::new(vec![Book(1), Book(2), Book(3)], vec![2, 3], |_| String::new());
        Some(pages.fail(0, coded()).connect())
    }
    async fn broken(&self) -> Option<EachOne<Connection<Book>>> {
        Some(Pages::new(vec![Book(1)], vec![1, 0], |_| String::new()).connect())
    }
}

#[Object]
impl Shelves {
    async fn shelves(&self) -> Root<super::super::EachList<Shelf>> {
        Root(super::super::EachList::single(vec![Shelf, Shelf]))
    }
}

async fn shelves(query: &str) -> serde_json::Value {
    let schema = Schema::build(Rooted(Shelves), EmptyMutation, EmptySubscription).finish();
    let mut text = Vec::new();
    execute(&schema, query.into()).await.write(&mut text);
    serde_json::from_slice(&text).unwrap()
}

#[tokio::test]
async fn a_failed_page_is_null_and_its_rows_go_to_nobody_else() {
    let answer = shelves("{ shelves { books { nodes { id } } } }").await;
    let shelves = json!([{"books": null}, {"books": {"nodes": [{"id": "3"}]}}]);
    assert_eq!(answer["data"]["shelves"], shelves);
    assert_eq!(answer["errors"][0]["path"], json!(["shelves", 0, "books"]));
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAVAILABLE");
}

#[tokio::test]
async fn pages_that_do_not_hold_their_rows_are_refused() {
    let answer = shelves("{ shelves { broken { nodes { id } } } }").await;
    assert_eq!(answer["data"]["shelves"], json!([{"broken": null}, {"broken": null}]));
    assert_eq!(answer["errors"].as_array().unwrap().len(), 2);
}
