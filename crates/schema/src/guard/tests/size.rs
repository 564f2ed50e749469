//! Fragments, aliases, directives, depth and variables.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use async_graphql::{Request, Variables};
use serde_json::json;

use super::{admitted, on_stack, refused};
use crate::guard::{Limits, Refusal, admit};

/// A chain of fragments, each spreading the next one `times` times.
fn fragments(levels: usize, times: usize) -> String {
    let mut text = format!("fragment F{levels} on Query {{ __typename }}");
    for level in 0..levels {
        let spreads = format!("...F{} ", level + 1).repeat(times);
        write!(text, " fragment F{level} on Query {{ {spreads}}}").expect("a string takes any text");
    }
    text
}

#[test]
fn a_fragment_bomb_is_refused_at_once() {
    let started = Instant::now();
    let refusal = refused(&format!("{{ ...F0 }} {}", fragments(24, 2)));
    assert!(matches!(refusal, Refusal::Selections { value, .. } if value > 1 << 24));
    assert!(started.elapsed() < Duration::from_secs(1));
}

#[test]
fn a_chain_of_fragments_is_held_to_the_nesting_limit() {
    on_stack(512, || {
        assert!(matches!(refused(&format!("{{ ...F0 }} {}", fragments(40, 1))), Refusal::Nesting { value: 33, .. }));
        let unused = format!("{{ a }} {}", fragments(40, 1));
        assert!(matches!(refused(&unused), Refusal::Nesting { .. }));
    });
}

#[test]
fn fragments_that_spread_themselves_are_refused() {
    for text in [
        "{ ...A } fragment A on Query { ...A ...A }",
        "{ ...A } fragment A on Query { b { ...B } } fragment B on Query { c { ...A ...A } }",
        "{ a } fragment A on Query { ...B } fragment B on Query { ...A }",
    ] {
        assert_eq!(refused(text).code().as_str(), "GRAPHQL_VALIDATION_FAILED", "{text}");
    }
}

#[test]
fn a_fragment_nobody_wrote_is_left_to_validation() {
    assert!(admitted("{ ...Missing }").is_ok());
}

#[test]
fn a_hundred_aliases_or_directives_are_refused() {
    let aliases = "a: __typename ".repeat(101);
    let refusal = refused(&format!("{{ {aliases} }}"));
    assert!(matches!(refusal, Refusal::Aliases { value: 101, maximum: 30 }));
    let directives = "@x ".repeat(101);
    let refusal = refused(&format!("{{ a {directives} }}"));
    assert!(matches!(refusal, Refusal::Directives { value: 101, maximum: 20 }));
}

#[test]
fn root_fields_are_counted_through_fragments() {
    let fields = |count: usize| "x ".repeat(count);
    assert!(admitted(&format!("{{ {} }}", fields(20))).is_ok());
    let query = format!("{{ ...A ... {{ x }} }} fragment A on Query {{ {} }}", fields(20));
    assert!(matches!(refused(&query), Refusal::RootFields { value: 21, maximum: 20 }));
    let mutation = format!("mutation {{ {} }}", fields(6));
    assert!(matches!(refused(&mutation), Refusal::RootFields { value: 6, maximum: 5 }));
}

#[test]
fn fields_are_counted_in_depth_through_fragments() {
    let chain = |levels: usize| format!("{}a{}", "a{".repeat(levels - 1), "}".repeat(levels - 1));
    assert!(admitted(&format!("{{{}}}", chain(20))).is_ok());
    assert!(matches!(refused(&format!("{{{}}}", chain(21))), Refusal::Depth { value: 21, .. }));
    let split = format!("{{a{{...F}}}} fragment F on A {{{}}}", chain(20));
    assert!(matches!(refused(&split), Refusal::Depth { value: 21, .. }));
}

#[test]
fn variables_are_held_to_the_nesting_limit() {
    let nested = |levels: usize| (0..levels).fold(json!(1), |inner, _| json!([inner]));
    let request = |levels| {
        let variables = Variables::from_json(json!({ "deep": nested(levels) }));
        Request::new("{ a }").variables(variables)
    };
    assert!(admit(&request(32), &Limits::default()).is_ok());
    let refusal = admit(&request(33), &Limits::default()).expect_err("33 levels pass");
    assert!(matches!(refusal, Refusal::VariableNesting { name, .. } if name == "deep"));
}
