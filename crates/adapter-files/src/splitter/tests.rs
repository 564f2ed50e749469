//! Tests of cutting streams into elements.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{
    scanner::MOST_NESTED,
    text::{KEPT, LONGEST},
};

/// A stream that comes in pieces of these sizes, over and over.
struct Pieces<'a> {
    bytes: &'a [u8],
    sizes: std::iter::Cycle<std::vec::IntoIter<usize>>,
}

impl<'a> Pieces<'a> {
    fn new(bytes: &'a [u8], sizes: Vec<usize>) -> Self {
        Self { bytes, sizes: sizes.into_iter().cycle() }
    }
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let size = self.sizes.next().unwrap_or(1).min(buffer.len());
        (&mut self.bytes).take(size as u64).read(buffer)
    }
}

/// Texts and places of all elements, and the error at the end.
fn cut(text: &str) -> (Vec<(String, String)>, Option<String>) {
    let mut splitter = Splitter::new(Cursor::new(Pieces::new(text.as_bytes(), vec![3, 1, 7])));
    let mut elements = Vec::new();
    loop {
        match splitter.next() {
            Ok(Some(element)) => {
                let text = String::from_utf8_lossy(element.text.bytes()).trim().to_owned();
                elements.push((element.place.of(""), element.broken.map_or(text.clone(), |why| format!("{text} — {why}"))));
            }
            Ok(None) => return (elements, None),
            Err(error) => return (elements, Some(error.to_string())),
        }
    }
}

fn elements(text: &str) -> Vec<(String, String)> {
    let (elements, error) = cut(text);
    assert_eq!(error, None, "{text}");
    elements
}

fn error(text: &str) -> String {
    cut(text).1.expect(text)
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(place, text)| ((*place).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn every_shape_is_cut_into_its_elements() {
    for (text, expected) in [
        (r#"{"value":[{"id":1},{"id":2}]}"#, pairs(&[("value[0]", r#"{"id":1}"#), ("value[1]", r#"{"id":2}"#)])),
        (r#" {"a" : 1 , "VALUE" : [ {"id":1} ] , "b":{"value":[2]}} "#, pairs(&[("value[0]", r#"{"id":1}"#)])),
        (r#"{"records":[{"id":1}]}"#, pairs(&[("records[0]", r#"{"id":1}"#)])),
        (r#"[{"id":1},{"id":2}]"#, pairs(&[("[0]", r#"{"id":1}"#), ("[1]", r#"{"id":2}"#)])),
        (r#"[{"value":[{"id":1}]},{"value":[{"id":2}]}]"#, pairs(&[("[0].value[0]", r#"{"id":1}"#), ("[1].value[0]", r#"{"id":2}"#)])),
        ("{\"id\":1}\n\n{\"id\":2}\r\n", pairs(&[("line 1", r#"{"id":1}"#), ("line 3", r#"{"id":2}"#)])),
        ("{\"value\":[1]}\n{\"value\":[2]}", pairs(&[("value[0]", "1"), ("line 2, value[0]", "2")])),
        (r#"{"@odata.context":"c","value":{"id":1},"x":2}"#, pairs(&[("value", r#"{"id":1}"#)])),
        (r#"{"id":1,"value":{"deep":2}}"#, pairs(&[("line 1", r#"{"id":1,"value":{"deep":2}}"#)])),
        (r#"{"value":true}"#, pairs(&[("line 1", r#"{"value":true}"#)])),
        (r#"[1,"x",null,[2],{}]"#, pairs(&[("[0]", "1"), ("[1]", r#""x""#), ("[2]", "null"), ("[3]", "[2]"), ("[4]", "{}")])),
        (r#"{"value":[]} [] "#, pairs(&[])),
        ("{}", pairs(&[("line 1", "{}")])),
    ] {
        assert_eq!(elements(text), expected, "{text}");
    }
}

#[test]
fn a_page_says_what_its_elements_are() {
    let text =
        r#"{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","@odata.count":2,"value":[{"id":1}]}{"value":[{"id":2}]}"#;
    let mut splitter = Splitter::new(Cursor::new(text.as_bytes()));
    let users = PageContext::new("https://graph.microsoft.com/v1.0/$metadata#users");
    assert!(matches!(splitter.next().expect("JSON").expect("the first").form, Form::Json(Some(context)) if *context == users));
    assert!(matches!(splitter.next().expect("JSON").expect("the second").form, Form::Json(None)));
}

#[test]
fn the_rows_of_an_answers_tables_are_its_elements() {
    let table = r#"{"name":"PrimaryResult","columns":[{"name":"Id","type":"string"}],"rows":[["a"],["b"]]}"#;
    let both = pairs(&[("rows[0]", r#"["a"]"#), ("rows[1]", r#"["b"]"#)]);
    for text in [format!(r#"{{"tables":[{table}]}}"#), format!(r#"{{"statistics":{{"query":{{}}}},"tables" : [ {table} ],"render":[1]}}"#)]
    {
        assert_eq!(elements(&text), both, "{text}");
    }
    assert_eq!(elements(&format!(r#"{{"tables":[{table},{table}]}}"#)), [both.clone(), both].concat());
    let other = format!(r#"{{"id":1,"tables":[{table}]}}"#);
    assert_eq!(elements(&other), pairs(&[("line 1", &other)]));
    let nameless = r#"{"columns":[7],"rows":[["a"]]}"#;
    assert_eq!(elements(&format!(r#"{{"tables":[{nameless}]}}"#)), pairs(&[("line 1", nameless)]));
}

#[test]
fn brackets_in_texts_are_no_brackets() {
    let text = r#"{"value":[{"a":"]}\"[{","b\\":"\\"},{"c":"\u007d"}]}"#;
    assert_eq!(elements(text), pairs(&[("value[0]", r#"{"a":"]}\"[{","b\\":"\\"}"#), ("value[1]", r#"{"c":"\u007d"}"#)]));
}

#[test]
fn what_breaks_is_named_by_line_and_column() {
    for (text, message) in [
        ("", "line 1, column 1: expected a JSON object or array, found the end of the file"),
        (" \n ", "line 2, column 2: expected a JSON object or array, found the end of the file"),
        ("time,category\n", "line 1, column 1: expected a JSON object or array, found `t`"),
        ("{\"value\":[\n  {\"id\": 1},\n  {\"id\" 2}\n]}", "line 3, column 9: expected `:`, found `2`"),
        (r#"{"value":[{"id":1}{"id":2}]}"#, "line 1, column 19: expected `,` or `]`, found `{`"),
        (r#"{"value":[{"id":1},]}"#, "line 1, column 20: expected a value, found `]`"),
        (r#"{"value":[{"id":1"#, "line 1, column 18: expected `,` or `}`, found the end of the file"),
        (r#"{"value":[{"id":1}"#, "line 1, column 19: expected `,` or `]`, found the end of the file"),
        (r#"{"value":[{"id":1}]"#, "line 1, column 20: expected `,` or `}`, found the end of the file"),
        (r#"{"id":"a"#, "line 1, column 9: expected `\"`, the end of a text, found the end of the file"),
        ("[\"a\nb\"]", "line 1, column 4: expected `\"`, the end of a text, found the end of the line"),
        (r#"[{"a":[1}]"#, "line 1, column 9: expected `,` or `]`, found `}`"),
        (r#"{"id":1,}"#, "line 1, column 9: expected a name in quotation marks, found `}`"),
        (r#"{"id":1}]"#, "line 1, column 9: expected a JSON object or array, found `]`"),
        ("[\u{7}]", "line 1, column 2: expected a value, found the byte 0x07"),
        ("{\"id\":\n1,\n{\"x\":2}", "line 3, column 1: expected a name in quotation marks, found `{`"),
    ] {
        assert_eq!(error(text), message, "{text}");
    }
}

#[test]
fn what_stood_before_the_break_is_cut() {
    let (before, error) = cut(r#"{"value":[{"id":1},{"id":2},{"id"#);
    assert_eq!(before.len(), 2);
    assert!(error.is_some());
}

#[test]
fn a_broken_line_is_passed_over() {
    for (text, place, kept) in [
        ("{\"id\":1}\n{\"id\":2,,\"x\":{}}\n{\"id\":3}\n", "line 2", "{\"id\":2,,\"x\":{}}"),
        ("{\"id\":1}\n{\"id\":\"2\n{\"id\":3}\n", "line 2", "{\"id\":\"2"),
        ("{\"id\":1}\n{\"id\":{\"x\":2}\n{\"id\":3}\n", "line 2", "{\"id\":{\"x\":2}"),
        ("{\"id\":1}\n{\"id\":{\n{\"id\":3}\n", "line 2", "{\"id\":{"),
        ("{\"id\":1}\n{\"id\":3}\n{\"id\" 2}\n", "line 3", "{\"id\" 2}"),
        ("{\"id\" 2}\n{\"id\":1}\n{\"id\":3}", "line 1", "{\"id\" 2}"),
    ] {
        let found = elements(text);
        assert_eq!(found.len(), 3, "{text}: {found:?}");
        let (_, broken) = found.iter().find(|(at, _)| at == place).expect(place);
        assert!(broken.starts_with(kept) && broken.contains(" — line ") && broken.contains("expected "), "{broken}");
        assert!(found.iter().any(|(_, text)| text == "{\"id\":1}") && found.iter().any(|(_, text)| text == "{\"id\":3}"), "{found:?}");
    }
}

#[test]
fn a_text_that_is_cut_off_is_an_error_and_no_broken_line() {
    assert!(error("{\"id\":1}\n{\"id\":2").contains("the end of the file"));
}

#[test]
fn deep_nesting_is_an_error() {
    for text in ["[".repeat(1_000_000), "{\"a\":".repeat(1_000_000), format!("[{{\"a\":{}", "[".repeat(1_000_000))] {
        assert!(error(&text).contains("nested more than 1000 levels"));
    }
    let depth = MOST_NESTED - 1;
    let deep = format!("[{}{}]", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(elements(&deep).len(), 1);
}

#[test]
fn a_long_element_is_not_held_and_the_next_one_is_read() {
    let text = format!(r#"{{"value":[{{"id":1}},{{"long":"{}"}},{{"id":3}}]}}"#, "x".repeat(LONGEST));
    let mut splitter = Splitter::new(Cursor::new(text.as_bytes()));
    let mut seen = Vec::new();
    while let Some(element) = splitter.next().expect("JSON") {
        seen.push((element.text.is_too_long(), element.text.bytes().len()));
    }
    assert_eq!(seen, [(false, 8), (true, KEPT), (false, 8)]);
}

/// Any JSON value.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        "[\\[\\]{},:\"\\\\ ]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 30, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map("[a-z\"{]{0,4}", inner, 0..5).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// A value as text, with these pieces of white space where white space may be.
fn written(value: &Value, spaces: &mut impl Iterator<Item = &'static str>, out: &mut String) {
    let mut space = |out: &mut String| out.push_str(spaces.next().unwrap_or(""));
    space(out);
    match value {
        Value::Array(values) => {
            out.push('[');
            for (index, value) in values.iter().enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                written(value, spaces, out);
            }
            out.push_str(spaces.next().unwrap_or(""));
            out.push(']');
        }
        Value::Object(members) => {
            out.push('{');
            for (index, (name, value)) in members.iter().enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                written(&Value::from(name.as_str()), spaces, out);
                out.push(':');
                written(value, spaces, out);
            }
            out.push_str(spaces.next().unwrap_or(""));
            out.push('}');
        }
        plain => out.push_str(&plain.to_string()),
    }
    out.push_str(spaces.next().unwrap_or(""));
}

proptest! {
    #[test]
    fn elements_are_exactly_the_values(
        values in prop::collection::vec(any_value(), 0..6),
        shape in 0..3,
        spaces in prop::collection::vec(prop::sample::select(vec!["", "", " ", "\n", "\r\n\t", "  "]), 1..20),
        sizes in prop::collection::vec(1_usize..40, 1..8),
    ) {
        let spaces = &mut spaces.into_iter().cycle();
        let mut text = String::new();
        let expected = match shape {
            0 => {
                written(&json!({"a": {"value": [0]}, "value": values, "z": [[1]]}), spaces, &mut text);
                values
            }
            1 => {
                written(&Value::Array(values.clone()), spaces, &mut text);
                values
            }
            _ => {
                let lines: Vec<Value> = values.into_iter().map(|value| json!({"line": value})).collect();
                for line in &lines {
                    written(line, spaces, &mut text);
                }
                lines
            }
        };
        let mut splitter = Splitter::new(Cursor::new(Pieces::new(text.as_bytes(), sizes)));
        let mut found = Vec::new();
        while !text.trim().is_empty() && let Some(element) = splitter.next().expect("JSON") {
            found.push(serde_json::from_slice::<Value>(element.text.bytes()).expect("a value"));
        }
        // A page within an array gives its own elements; none of the values here is one, for no name is as long.
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn no_bytes_make_it_panic_or_hang(bytes in prop::collection::vec(prop::sample::select(b"{}[]\":,\\ \nvalue1t".to_vec()), 0..60)) {
        let mut splitter = Splitter::new(Cursor::new(&bytes[..]));
        let mut count = 0;
        while let Ok(Some(_)) = splitter.next() {
            count += 1;
        }
        prop_assert!(count <= bytes.len());
    }
}
