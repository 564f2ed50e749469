//! Level execution says what the stock executor says, byte for byte, where that one is right.

use super::{ask, stock};

#[tokio::test]
async fn answers_are_those_of_the_stock_executor() {
    let queries = [
        "{ authors { id name nick mood } }",
        "{ authors(first: 2) { home { street city floors { rooms number } } homes { city } } }",
        "{ authors { id books { title reviews { stars id __typename } id } name } }",
        "{ a: author(id: 1) { n: name b: books(first: 1) { id } c: books(first: 2) { title } } x: author(id: 9) { id } }",
        "{ author(id: 1) { ...A ... on Author { books { title } } } } fragment A on Author { id books { id author { name } } }",
        "{ authors { best { id author { books(first: 1) { id } } } } }",
        r#"{ nodes(ids: ["1", "?", "31", "111", "2"]) { __typename id ... on Author { name books { id } } ... on Node { i: id } ... on Review { mentions { __typename ... on Book { title } ... on Author { name } } } } }"#,
        "{ author(id: 3) { id @skip(if: true) ...A @include(if: false) name } } fragment A on Author { nick }",
    ];
    for query in queries {
        assert_eq!(ask(query).await.text, stock::ask(query).await, "{query}");
    }
}
