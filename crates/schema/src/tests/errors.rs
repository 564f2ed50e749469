//! One source down costs one field and one coded error.

use serde_json::json;

use super::{ask, ask_of, spy::Spy, world};
use crate::level::Stage;

#[tokio::test]
async fn a_failing_source_costs_its_field_and_users_and_sign_ins_still_arrive() {
    let query = r#"{ users(filter: {objectId: {eq: "u1"}}) { nodes { displayName signIns(first: 1) { nodes { requestId detections { nodes { id } } } } detections { totalCount } } } detections { nodes { id } } }"#;
    let answer = ask_of(Spy::over(world::small()).failing("detections"), query).await;
    let user = json!({"displayName": "Ann", "signIns": {"nodes": [{"requestId": "r1", "detections": null}]}, "detections": null});
    assert_eq!(answer.json["data"], json!({"users": {"nodes": [user]}, "detections": null}));
    let mut errors = answer.errors();
    errors.sort_by_key(|(_, path)| path.to_string());
    let code = |path| ("SOURCE_UNAVAILABLE".to_owned(), path);
    let below = json!(["users", "nodes", 0, "signIns", "nodes", 0, "detections"]);
    assert_eq!(errors, [code(json!(["detections"])), code(json!(["users", "nodes", 0, "detections"])), code(below)]);
    let extensions = &answer.json["errors"][0]["extensions"];
    assert_eq!(extensions, &json!({"code": "SOURCE_UNAVAILABLE", "retryable": true, "source": "memory"}));
    assert!(!answer.json.to_string().contains("secret.internal"), "{}", answer.json);
}

#[tokio::test]
async fn a_failing_count_costs_the_total_alone() {
    let answer = ask_of(Spy::over(world::small()).failing("count"), "{ users(first: 1) { totalCount nodes { displayName } } }").await;
    assert_eq!(answer.json["data"]["users"]["totalCount"], json!(null));
    assert_eq!(answer.json["data"]["users"]["nodes"].as_array().map(Vec::len), Some(1));
    assert_eq!(answer.errors(), [("SOURCE_UNAVAILABLE".to_owned(), json!(["users", "totalCount"]))]);
}

#[tokio::test]
async fn a_count_that_would_read_too_much_is_null_and_no_error() {
    let answer = ask_of(Spy::over(world::small()).hasty(), "{ users { totalCount } signIns { totalCount } }").await;
    assert_eq!(answer.data(), &json!({"users": {"totalCount": null}, "signIns": {"totalCount": null}}));
}

#[tokio::test]
async fn one_failing_parent_costs_its_own_list_alone() {
    let query = "{ users(orderBy: [{field: DISPLAY_NAME, direction: ASC}]) { nodes { objectId signIns { nodes { requestId } } } } }";
    let answer = ask_of(Spy::over(world::small()).failing_parent("u2"), query).await;
    let users = &answer.json["data"]["users"]["nodes"];
    assert_eq!(users[0]["signIns"]["nodes"].as_array().map(Vec::len), Some(2));
    assert_eq!(users[1], json!({"objectId": "u2", "signIns": null}));
    assert_eq!(answer.errors(), [("SOURCE_TIMEOUT".to_owned(), json!(["users", "nodes", 1, "signIns"]))]);
}

#[tokio::test]
async fn a_failing_single_object_is_null_with_a_code() {
    let answer = ask_of(Spy::over(world::small()).failing("users_by_id"), r#"{ user(by: {objectId: "u1"}) { id } }"#).await;
    assert_eq!(answer.json["data"], json!({"user": null}));
    assert_eq!(answer.errors(), [("SOURCE_UNAVAILABLE".to_owned(), json!(["user"]))]);
}

#[tokio::test]
async fn an_invalid_document_is_refused_with_a_code_and_without_data() {
    for (query, code) in [
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ users { nodes { riskLevel: 1 } } }", "GRAPHQL_PARSE_FAILED"),
        ("{ users(filter: {riskState: {eq: BRAND_NEW}}) { nodes { id } } }", "GRAPHQL_VALIDATION_FAILED"),
    ] {
        let answer = ask(query).await;
        assert_eq!(answer.stage, Stage::Refused, "{query}");
        assert_eq!(answer.json.get("data"), None);
        assert_eq!(answer.json["errors"][0]["extensions"]["code"], code, "{}", answer.json);
    }
}

#[tokio::test]
async fn an_answer_says_what_it_cost() {
    let answer = ask("{ users(first: 5) { nodes { signIns(first: 2) { nodes { id } } } } }").await;
    assert_eq!(answer.json["extensions"]["cost"]["requested"], 15);
}
