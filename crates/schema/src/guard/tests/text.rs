//! What the scan sees and what it refuses before the parser is called.

use async_graphql::ServerError;
use serde_json::json;

use super::{admitted, on_stack, refused, scanned};
use crate::guard::Refusal;

#[test]
fn deep_brackets_of_every_kind_are_refused_before_the_parser() {
    on_stack(512, || {
        for open in ["[", "{", "(", "{a:", "{a:{a:", "[{a:", "{a(x:[", "{a{", "...on A{"] {
            for start in ["", "{a(x:", "query($a:", "query($a:Int="] {
                let text = format!("{start}{}", open.repeat(4_000 / open.len()));
                assert!(matches!(refused(&text), Refusal::Nesting { maximum: 32, .. }), "{start}{open}");
                let text = format!("{start}{}", open.repeat(24_000 / open.len()));
                assert_eq!(refused(&text).code().as_str(), "QUERY_TOO_LARGE");
            }
        }
    });
}

#[test]
fn brackets_at_the_limit_parse_on_a_small_stack() {
    on_stack(512, || {
        let literal = |levels: usize| format!("{{a(x:{}{})}}", "[".repeat(levels), "]".repeat(levels));
        assert!(admitted(&literal(30)).is_ok());
        assert!(matches!(refused(&literal(31)), Refusal::Nesting { value: 33, .. }));
    });
}

#[test]
fn brackets_in_strings_and_comments_are_not_counted() {
    let brackets = "[{(".repeat(200);
    for text in [
        format!("{{ a(x: \"{brackets}\") }}"),
        format!("{{ a(x: \"\\\"{brackets}\") }}"),
        format!("{{ a(x: \"\"\"\n{brackets} \" \"\" \\\"\"\" {brackets}\n\"\"\") }}"),
        format!("{{ # {brackets} \" \"\"\"\n a }}"),
        format!("{{ # {brackets}\r a }}"),
    ] {
        assert!(scanned(&text).nesting <= 2, "{text}");
        assert!(admitted(&text).is_ok(), "{text}");
    }
}

#[test]
fn brackets_after_a_string_or_comment_are_counted() {
    let brackets = "[".repeat(100);
    for start in ["{ a(x: \"\" ", "{ a(x: \"\"\"\"\"\" ", "{ a(x: \"\\\\\" ", "{ # \" \n a(x: "] {
        let text = format!("{start}{brackets}");
        assert!(scanned(&text).nesting > 100, "{text}");
    }
}

#[test]
fn a_string_that_does_not_end_hides_nothing_from_the_guard() {
    // The parser reads an open `"""` as an empty string and the start of another one.
    let hidden = format!("{{ a(x: [\"\"\" \" {} ", "[".repeat(5_000));
    on_stack(512, move || {
        let refusal = refused(&hidden);
        assert_eq!(refusal.to_string(), "The query does not parse at line 1, column 9: the string that starts here does not end.");
    });
    for text in ["{ a(x: \"", "{ a(x: \"\n\") }", "{ a(x: \"\\", "{ a(x: \"\\\n\") }"] {
        assert_eq!(refused(text).code().as_str(), "GRAPHQL_PARSE_FAILED");
    }
}

#[test]
fn tokens_are_what_the_grammar_says() {
    let tokens = |text| scanned(text).tokens;
    assert_eq!(tokens("\u{feff}{ a, ,b }\t# c d e\r\n"), 4);
    assert_eq!(tokens("{...A ... on B{x:y(z:-1.5e+3,s:\"a b\",v:$v)@d}}"), 26);
    assert_eq!(tokens("\"\"\"a \\\"\"\" b\"\"\""), 1);
}

#[test]
fn long_texts_are_refused() {
    let words = "a ".repeat(2_001);
    assert!(matches!(refused(&words), Refusal::Tokens { value: 2_001, maximum: 2_000 }));
    let text = format!("{{ a }} # {}", "x".repeat(16_384));
    assert!(matches!(refused(&text), Refusal::Text { value: 16_392, maximum: 16_384 }));
}

#[test]
fn a_text_that_does_not_parse_is_told_where_and_why() {
    let refusal = refused("{\n  users(first: ) { id }\n}");
    let told = refusal.to_string();
    assert!(told.starts_with("The query does not parse at line 2, column 16: expected "), "{told}");
    let error = serde_json::to_value(ServerError::from(refusal)).expect("an error is JSON");
    assert_eq!(error["locations"], json!([{ "line": 2, "column": 16 }]));
    assert_eq!(error["extensions"]["code"], "GRAPHQL_PARSE_FAILED");
    assert_eq!(refused("").code().as_str(), "GRAPHQL_PARSE_FAILED");
    assert_eq!(refused("fragment A on B { c }").code().as_str(), "GRAPHQL_PARSE_FAILED");
}
