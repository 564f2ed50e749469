//! Deep answers, whole.

use super::ask;

#[tokio::test]
async fn three_levels_are_three_calls_and_one_text() {
    let answer = ask("{ authors { id books { title reviews { stars } } } }").await;
    let expected = concat!(
        r#"{"authors":[{"id":"1","books":[{"title":"Book 11","reviews":[{"stars":1},{"stars":2}]},"#,
        r#"{"title":"Book 12","reviews":[]},{"title":"Book 13","reviews":[]}]},"#,
        r#"{"id":"2","books":[]},{"id":"3","books":[{"title":"Book 31","reviews":[{"stars":1}]}]}]}"#,
    );
    assert_eq!(answer.data(), expected);
    assert_eq!(answer.calls, ["authors: id books", "books 10 of 3", "reviews of 4"]);
}
