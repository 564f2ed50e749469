//! One rule a test, over a small world of authors, books and reviews.

mod agreement;
mod branches;
mod connections;
mod kinds;
mod leaves;
mod library;
mod nulls;
mod order;
mod review;
mod roots;
mod selections;
mod spans;
mod stock;
mod trees;
mod writing;

use std::sync::{Arc, Mutex};

use async_graphql::{EmptySubscription, Request, Schema, Variables};
use serde_json::{Value, json};

use self::roots::toy::{Mutation, Query};
use super::{Rooted, execute};

type Toys = Schema<Rooted<Query>, Rooted<Mutation>, EmptySubscription>;

/// The calls that sources got, in order.
#[derive(Default)]
pub(super) struct Calls(Mutex<Vec<String>>);

impl Calls {
    pub(super) fn times(&self, call: &str) -> usize {
        self.0.lock().unwrap().iter().filter(|own| *own == call).count()
    }

    pub(super) fn note(&self, call: impl Into<String>) {
        self.0.lock().unwrap().push(call.into());
    }
}

pub(super) struct Answer {
    pub(super) text: String,
    pub(super) calls: Vec<String>,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e} in {}", self.text))
    }

    /// The text of `data`, of an answer without errors.
    pub(super) fn data(&self) -> &str {
        let data = self.text.strip_prefix(r#"{"data":"#);
        let data = data.and_then(|text| text.strip_suffix('}'));
        assert!(!self.text.contains(r#""errors":"#), "{}", self.text);
        data.unwrap_or_else(|| panic!("no data in {}", self.text))
    }

    pub(super) fn errors(&self) -> Vec<Value> {
        self.json()["errors"].as_array().cloned().unwrap_or_default()
    }

    pub(super) fn paths(&self) -> Vec<Value> {
        self.errors().iter().map(|e| e["path"].clone()).collect()
    }
}

fn schema() -> Toys {
    Schema::build(Rooted(Query), Rooted(Mutation), EmptySubscription).finish()
}

pub(super) async fn ask(query: &str) -> Answer {
    ask_with(query, json!({})).await
}

pub(super) async fn ask_with(query: &str, variables: Value) -> Answer {
    ask_request(Request::new(query).variables(Variables::from_json(variables))).await
}

pub(super) async fn ask_request(request: Request) -> Answer {
    let calls = Arc::new(Calls::default());
    let reply = execute(&schema(), request.data(calls.clone())).await;
    let mut text = Vec::new();
    reply.write(&mut text);
    let calls = std::mem::take(&mut *calls.0.lock().unwrap());
    let text = String::from_utf8(text).unwrap();
    Answer { text, calls }
}
