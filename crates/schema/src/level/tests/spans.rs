//! Each branch call has a span.

use std::sync::{Arc, Mutex};

use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    instrument::WithSubscriber,
    span::{Attributes, Id, Record},
};

use super::ask;

/// Collects the spans that are opened.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<String>>>);

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let field = format!(" {field}={value:?}");
        self.0.push_str(&field);
    }
}

impl Subscriber for Spans {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut line = Line(span.metadata().name().to_owned());
        span.record(&mut line);
        self.0.lock().unwrap().push(line.0);
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn a_branch_call_has_a_span_with_its_field_and_parents() {
    let spans = Spans::default();
    let query = "{ authors { name b: books { reviews { id } } } }";
    ask(query).with_subscriber(spans.clone()).await;
    let expected = ["branch field=Author.books parents=3", "branch field=Book.reviews parents=4"];
    assert_eq!(*spans.0.lock().unwrap(), expected);
}
