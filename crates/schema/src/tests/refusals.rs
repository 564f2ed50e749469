//! What was refused.

use serde_json::json;

use super::{ask, ask_of, spy::Spy, world};

#[tokio::test]
async fn refusals_are_listed_newest_first_and_filtered_and_counted() {
    let query = r#"{ refusals { totalCount source nodes { place kind refusedAt } }
        old: refusals(direction: ASC, first: 1) { nodes { refusedAt } pageInfo { hasNextPage } }
        of: refusals(filter: {source: {eq: "EXPORT.json"}, kind: {eq: "signIns"}}) { nodes { reason } } }"#;
    let expected = json!({
        "refusals": {"totalCount": 2, "source": "memory", "nodes": [
            {"place": "value[3].createdDateTime", "kind": null, "refusedAt": "1970-01-01T00:03:20Z"},
            {"place": "value[3].createdDateTime", "kind": "signIns", "refusedAt": "1970-01-01T00:01:40Z"},
        ]},
        "old": {"nodes": [{"refusedAt": "1970-01-01T00:01:40Z"}], "pageInfo": {"hasNextPage": true}},
        "of": {"nodes": [{"reason": "is no time"}]},
    });
    assert_eq!(ask(query).await.data(), &expected);
}

#[tokio::test]
async fn a_refusal_is_a_node_and_its_text_is_read_only_where_it_is_asked() {
    let listed = ask_of(Spy::over(world::small()).frugal(), "{ refusals { nodes { id place } } }").await;
    assert_eq!(listed.calls, ["refusals RefusalFields(0)"]);
    let id = listed.data()["refusals"]["nodes"][0]["id"].as_str().expect("an id");
    let node = ask(&format!(r#"{{ node(id: "{id}") {{ id ... on Refusal {{ text }} }} }}"#)).await;
    assert_eq!(node.data()["node"], json!({"id": id, "text": r#"{"id":"1"}"#}));
}

#[tokio::test]
async fn refusals_that_cannot_be_read_cost_one_field() {
    let answer = ask_of(Spy::over(world::small()).failing("refusals"), "{ refusals { nodes { id } } users { totalCount } }").await;
    assert_eq!(answer.errors(), [("SOURCE_UNAVAILABLE".to_owned(), json!(["refusals"]))]);
    assert_eq!(answer.json["data"], json!({"refusals": null, "users": {"totalCount": 5}}));
}
