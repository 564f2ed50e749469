//! The response writer, against serde.

use async_graphql::{Name, PathSegment, Pos, Response, ServerError, Value, indexmap::IndexMap};
use proptest::prelude::*;

use super::super::{Stage, write_response};

fn written(response: &Response, stage: Stage) -> String {
    let mut out = Vec::new();
    write_response(response, stage, &mut out);
    String::from_utf8(out).unwrap()
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[\u{0}-\u{7f}]{0,9}".prop_map(Value::from),
        Just(Value::Enum(Name::new("AT_RISK"))),
    ];
    leaf.prop_recursive(3, 20, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::List),
            prop::collection::vec(("[a-z\"]{1,3}", inner), 0..5).prop_map(|entries| {
                let entries = entries.into_iter();
                Value::Object(entries.map(|(key, value)| (Name::new(key), value)).collect())
            }),
        ]
    })
}

proptest! {
    #[test]
    fn values_are_written_as_serde_writes_them(value in values()) {
        let expected = serde_json::to_string(&value).unwrap();
        let response = Response::new(value);
        prop_assert_eq!(written(&response, Stage::Executed), format!(r#"{{"data":{expected}}}"#));
    }

    #[test]
    fn errors_are_written_as_serde_writes_them(message: String, key: String, index: usize, code in values()) {
        let mut error = ServerError::new(message, Some(Pos { line: 3, column: 7 }));
        error.path = vec![PathSegment::Field(key), PathSegment::Index(index)];
        let mut bare = error.clone();
        error.extensions.get_or_insert_default().set("code", code);
        bare.locations.clear();
        bare.path.clear();
        let response = Response::from_errors(vec![error, bare]);
        let expected = serde_json::to_string(&response.errors).unwrap();
        prop_assert_eq!(written(&response, Stage::Refused), format!(r#"{{"errors":{expected}}}"#));
    }
}

#[test]
fn finished_text_is_copied() {
    let text = Value::Binary(r#"{"b":1,"a":[]}"#.into());
    let data = IndexMap::from([(Name::new("x"), text)]);
    let response = Response::new(Value::Object(data));
    assert_eq!(written(&response, Stage::Executed), r#"{"data":{"x":{"b":1,"a":[]}}}"#);
}

#[test]
fn data_is_there_exactly_when_the_request_was_executed() {
    let response = Response::from_errors(vec![ServerError::new("no", None)]);
    let errors = r#""errors":[{"message":"no"}]"#;
    assert_eq!(written(&response, Stage::Refused), format!("{{{errors}}}"));
    assert_eq!(written(&response, Stage::Executed), format!(r#"{{"data":null,{errors}}}"#));
}

#[test]
fn extensions_come_last() {
    let response = Response::new(1).extension("cost", Value::from(2));
    assert_eq!(written(&response, Stage::Executed), r#"{"data":1,"extensions":{"cost":2}}"#);
}
