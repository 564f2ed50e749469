//! Lists: pages, cursors, orders.

use serde_json::{Value, json};

use super::{ask, ask_with, spy::Spy, world};

async fn apps(arguments: &str) -> Vec<Value> {
    let query = format!("{{ signIns({arguments}) {{ nodes {{ requestId }} }} }}");
    let answer = ask(&query).await;
    answer.data()["signIns"]["nodes"].as_array().expect("rows").iter().map(|row| row["requestId"].clone()).collect()
}

#[tokio::test]
async fn lists_are_newest_first_unless_an_order_is_asked() {
    assert_eq!(apps("first: 9").await, ["r4", "r3", "r2", "r1", "r5"]);
    assert_eq!(apps("orderBy: [{field: CREATED_DATE_TIME, direction: ASC}]").await, ["r5", "r1", "r2", "r3", "r4"]);
    assert_eq!(apps("orderBy: [{field: APP_DISPLAY_NAME, direction: ASC}]").await, ["r1", "r3", "r5", "r2", "r4"]);
    let followed = "orderBy: [{field: APP_DISPLAY_NAME, direction: DESC}, {field: CREATED_DATE_TIME, direction: DESC}]";
    assert_eq!(apps(followed).await, ["r4", "r2", "r5", "r3", "r1"]);
}

#[tokio::test]
async fn pages_join_without_gap_or_repeat() {
    for order in ["", ", orderBy: [{field: APP_DISPLAY_NAME, direction: ASC}]"] {
        let query = format!(
            "query ($after: String) {{ signIns(first: 2, after: $after{order}) {{ nodes {{ requestId }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} edges {{ cursor }} }} }}"
        );
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let answer = ask_with(Spy::over(world::small()), &query, json!({"after": after})).await;
            let page = &answer.data()["signIns"];
            assert_eq!(page["pageInfo"]["hasPreviousPage"], !seen.is_empty());
            assert_eq!(page["edges"][0]["cursor"], page["pageInfo"]["startCursor"]);
            seen.extend(page["nodes"].as_array().expect("rows").iter().map(|row| row["requestId"].clone()));
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        let mut sorted = seen.clone();
        sorted.sort_by_key(ToString::to_string);
        assert_eq!(sorted, ["r1", "r2", "r3", "r4", "r5"], "{seen:?}");
    }
}

#[tokio::test]
async fn a_parents_page_equals_the_single_parent_query_and_goes_on_from_its_node() {
    let list = "signIns(first: 2) { nodes { id requestId } pageInfo { hasNextPage endCursor } }";
    let all = ask(&format!("{{ users {{ nodes {{ id objectId {list} }} }} }}")).await;
    let bob = all.data()["users"]["nodes"].as_array().expect("users").iter().find(|user| user["objectId"] == "u2").expect("Bob");
    let alone = ask(&format!("{{ user(by: {{objectId: \"u2\"}}) {{ {list} }} }}")).await;
    assert_eq!(alone.data()["user"]["signIns"], bob["signIns"]);
    assert_eq!(bob["signIns"]["pageInfo"]["hasNextPage"], true);
    let query = "query ($id: ID!, $after: String) { node(id: $id) { id ... on User { signIns(first: 2, after: $after) { nodes { requestId } pageInfo { hasNextPage } } } } }";
    let variables = json!({"id": bob["id"], "after": bob["signIns"]["pageInfo"]["endCursor"]});
    let rest = ask_with(Spy::over(world::small()), query, variables).await;
    let expected = json!({"id": bob["id"], "signIns": {"nodes": [{"requestId": "r2"}], "pageInfo": {"hasNextPage": false}}});
    assert_eq!(rest.data()["node"], expected);
}

#[tokio::test]
async fn every_nested_list_goes_on_from_its_node() {
    for (list, from) in [
        ("riskHistory", "user(by: {objectId: \"u1\"})"),
        ("detections", "user(by: {objectId: \"u1\"})"),
        ("signIns", "user(by: {objectId: \"u1\"})"),
    ] {
        let first = ask(&format!("{{ {from} {{ id list: {list}(first: 1) {{ nodes {{ id }} pageInfo {{ endCursor }} }} }} }}")).await;
        let user = &first.data()["user"];
        let query = format!(
            "query ($id: ID!, $after: String) {{ node(id: $id) {{ ... on User {{ list: {list}(first: 1, after: $after) {{ nodes {{ id }} pageInfo {{ hasNextPage }} }} }} }} }}"
        );
        let variables = json!({"id": user["id"], "after": user["list"]["pageInfo"]["endCursor"]});
        let second = ask_with(Spy::over(world::small()), &query, variables).await;
        let page = &second.data()["node"]["list"];
        assert_eq!(page["nodes"].as_array().map(Vec::len), Some(1), "{list}");
        assert_ne!(page["nodes"], user["list"]["nodes"], "{list}");
        assert_eq!(page["pageInfo"]["hasNextPage"], false, "{list}");
    }
}

#[tokio::test]
async fn risky_sign_ins_and_detections_not_linked_are_what_the_portal_lists() {
    let query = r#"{ user(by: {objectId: "u1"}) { riskySignIns { nodes { requestId } } detectionsNotLinkedToSignIn { nodes { detectionId } } detections { totalCount } } }"#;
    let expected = json!({
        "riskySignIns": {"nodes": [{"requestId": "r1"}]},
        "detectionsNotLinkedToSignIn": {"nodes": [{"detectionId": "d2"}]},
        "detections": {"totalCount": 2},
    });
    assert_eq!(ask(query).await.data()["user"], expected);
}

#[tokio::test]
async fn a_list_says_who_answered_and_what_time_it_shows() {
    let answer = ask("{ users(first: 1) { asOf source nodes { signIns { asOf source } } } }").await;
    let users = &answer.data()["users"];
    let shown = (&json!("1970-01-01T01:23:20Z"), &json!("memory"));
    assert_eq!((&users["asOf"], &users["source"]), shown);
    assert_eq!((&users["nodes"][0]["signIns"]["asOf"], &users["nodes"][0]["signIns"]["source"]), shown);
}

#[tokio::test]
async fn a_length_out_of_range_is_refused_not_clamped() {
    for (first, says) in [("501", "maximum is 500"), ("-1", "from 0 to 500")] {
        let answer = ask(&format!("{{ signIns(first: {first}) {{ nodes {{ id }} }} }}")).await;
        assert_eq!(answer.errors(), [("BAD_USER_INPUT".to_owned(), json!(["signIns"]))]);
        assert!(answer.message().contains(says), "{}", answer.message());
        assert_eq!(answer.json["data"], json!({"signIns": null}));
        assert!(answer.calls.is_empty());
    }
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused_with_how_to_start_again() {
    let first = ask("{ signIns(first: 1) { pageInfo { endCursor } } }").await;
    let cursor = first.data()["signIns"]["pageInfo"]["endCursor"].clone();
    for query in [
        "query ($after: String) { detections(after: $after) { nodes { id } } }",
        "query ($after: String) { signIns(after: $after, orderBy: [{field: RISK_STATE, direction: DESC}]) { nodes { id } } }",
        "query ($after: String) { signIns(after: $after, filter: {isRisky: {eq: true}}) { nodes { id } } }",
    ] {
        let answer = ask_with(Spy::over(world::small()), query, json!({"after": cursor})).await;
        assert_eq!(answer.errors()[0].0, "CURSOR_INVALID", "{query}");
        assert!(answer.message().contains("start again without `after`"));
    }
    let other_length = "query ($after: String) { signIns(first: 50, after: $after) { nodes { requestId } } }";
    let answer = ask_with(Spy::over(world::small()), other_length, json!({"after": cursor})).await;
    assert_eq!(answer.data()["signIns"]["nodes"].as_array().map(Vec::len), Some(4));
}

#[tokio::test]
async fn a_null_argument_is_one_that_is_left_out() {
    let query = "{ users(first: null, after: null, filter: null, orderBy: null) { nodes { signIns(first: null) { nodes { id } } } } }";
    assert_eq!(ask(query).await.data(), ask("{ users { nodes { signIns { nodes { id } } } } }").await.data());
}

#[tokio::test]
async fn a_source_that_stops_early_says_where_to_go_on_though_its_page_is_empty() {
    let query =
        "query ($after: String) { signIns(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage startCursor endCursor } } }";
    let mut after = Value::Null;
    for more in [true, true, true, false] {
        let answer = ask_with(Spy::over(world::small()).hasty(), query, json!({"after": after})).await;
        let page = &answer.data()["signIns"];
        assert_eq!((&page["nodes"], &page["pageInfo"]["startCursor"]), (&json!([]), &Value::Null));
        assert_eq!(page["pageInfo"]["hasNextPage"], more);
        after = page["pageInfo"]["endCursor"].clone();
        assert_eq!(after.is_string(), more);
    }
}
