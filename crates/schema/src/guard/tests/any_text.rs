//! Nothing at all ends the thread it runs on.

use proptest::prelude::*;

use super::{admitted, on_stack, scanned};
use crate::guard::Limits;

/// Words of the grammar in any order, weighted towards what opens and never closes.
fn soup() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "{", "}", "[", "]", "(", ")", "{", "[", "(", "a", "b:", "$v", "...", "...A", "on", "query", "mutation", "fragment", "A", "@d", "!",
        "=", "|", "1", "-1.5e3", "\"", "\"\"\"", "\"x\"", "\\", "\\\"\"\"", "#", "\n", "\r", ",", " ", "\u{feff}", "é", "\u{0}", "true",
        "null",
    ]);
    prop::collection::vec(word, 0..400).prop_map(|words| words.concat())
}

/// Documents that parse: selections, arguments and fragments inside each other.
fn document() -> impl Strategy<Value = String> {
    let value = Just("1".to_owned()).prop_recursive(40, 200, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(|all| format!("[{}]", all.join(","))),
            inner.clone().prop_map(|one| format!("{{a:{one}}}")),
            inner.prop_map(|one| format!("[{one},\"[{{(\"]")),
        ]
    });
    let leaf = prop_oneof![
        Just("a".to_owned()),
        Just("...A".to_owned()),
        Just("...B".to_owned()),
        value.prop_map(|value| format!("a(first:{value})")),
    ];
    let selections = leaf.prop_recursive(40, 300, 4, |inner| {
        let set = prop::collection::vec(inner, 1..4).prop_map(|all| format!("{{{}}}", all.join(" ")));
        prop_oneof![
            set.clone().prop_map(|set| format!("nodes{set}")),
            set.clone().prop_map(|set| format!("x:a@d{set}")),
            set.prop_map(|set| format!("...on T{set}")),
        ]
    });
    (selections.clone(), selections.clone(), selections).prop_map(|(query, a, b)| {
        // A cycle would be refused before all else.
        let a = a.replace("...A", "c");
        let b = b.replace("...A", "c").replace("...B", "c");
        format!("{{{query}}} fragment A on T{{{a}}} fragment B on T{{{b}}}")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn arbitrary_text_neither_panics_nor_overflows(text in "(?s).{0,400}") {
        on_stack(512, move || drop(admitted(&text)));
    }

    #[test]
    fn words_of_the_grammar_neither_panic_nor_overflow(text in soup()) {
        on_stack(512, move || drop(admitted(&text)));
    }

    #[test]
    fn documents_neither_panic_nor_overflow(text in document()) {
        on_stack(512, move || drop(admitted(&text)));
    }

    #[test]
    fn brackets_of_any_mixture_neither_panic_nor_overflow(
        text in "(\\{a:|\\{a\\(x:|\\[|\\{|\\(|\\{a\\{|\"\"\"|\"|#|\n){0,1000}",
    ) {
        on_stack(512, move || drop(admitted(&text)));
    }

    #[test]
    fn an_admitted_document_is_within_every_limit(text in document()) {
        if let Ok(admitted) = admitted(&text) {
            let scan = scanned(&text);
            let limits = Limits::default();
            prop_assert!(scan.nesting <= limits.nesting);
            prop_assert!(scan.tokens <= limits.tokens);
            prop_assert!(admitted.cost.requested <= limits.rows);
        }
    }
}
