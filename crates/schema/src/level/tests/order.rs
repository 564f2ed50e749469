//! Keys in selection order, fields of one key merged.

use super::ask;

#[tokio::test]
async fn keys_come_in_selection_order() {
    let answer = ask("{ author(id: 1) { nick books(first: 1) { title id } id b: name __typename a: name } }").await;
    let expected = r#"{"author":{"nick":"ink\n","books":[{"title":"Book 11","id":"11"}],"id":"1","b":"Author 1","__typename":"Author","a":"Author 1"}}"#;
    assert_eq!(answer.data(), expected);
}

#[tokio::test]
async fn fields_of_one_key_are_merged_where_the_key_came_first() {
    let query = "{ author(id: 1) { id books { id } name ...F books { author { id } } } }
        fragment F on Author { name books { author { name } title } id }";
    let answer = ask(query).await;
    let book = |id: u32| format!(r#"{{"id":"{id}","author":{{"name":"Author 1","id":"1"}},"title":"Book {id}"}}"#);
    let books = [11, 12, 13].map(book).join(",");
    let expected = format!(r#"{{"author":{{"id":"1","books":[{books}],"name":"Author 1"}}}}"#);
    assert_eq!(answer.data(), expected);
    assert_eq!(answer.calls, ["author 1", "books 10 of 1", "author of 3"]);
}

#[tokio::test]
async fn type_conditions_choose_by_object_interface_and_union() {
    let query = "{ node(id: \"11\") { ... on Author { name } ... on Book { title } ... on Node { id }
        ... on Subject { ... on Book { t: title } ... on Author { n: name } } ... { i: id } } }";
    let expected = r#"{"node":{"title":"Book 11","id":"11","t":"Book 11","i":"11"}}"#;
    assert_eq!(ask(query).await.data(), expected);
}

#[tokio::test]
async fn fragments_that_double_at_every_turn_are_walked_once() {
    let mut query = "{ author(id: 1) { ...F0 } }".to_owned();
    for n in 0..18 {
        let next = n + 1;
        let fragment = format!(" fragment F{n} on Author {{ ...F{next} ...F{next} }}");
        query.push_str(&fragment);
    }
    query += " fragment F18 on Author { id }";
    assert_eq!(ask(&query).await.data(), r#"{"author":{"id":"1"}}"#);
}
