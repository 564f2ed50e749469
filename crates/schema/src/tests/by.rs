//! Single objects, by each of their names.

use serde_json::{Value, json};

use super::{ask, ask_of, ask_with, spy::Spy, world};

#[tokio::test]
async fn each_name_of_an_object_finds_it() {
    for (field, by) in [
        ("user", vec!["id", "objectId"]),
        ("servicePrincipal", vec!["id", "objectId", "appId"]),
        ("signIn", vec!["id", "requestId"]),
        ("detection", vec!["id", "detectionId"]),
    ] {
        let own = match field {
            "user" => ["u1", "U1", ""],
            "servicePrincipal" => ["sp1", "SP1", "App-1"],
            "signIn" => ["r1", "R1", ""],
            _ => ["d1", "D1", ""],
        };
        let mut found: Vec<Value> = Vec::new();
        for (name, id) in by.iter().zip(own) {
            let answer = ask(&format!("{{ it: {field}(by: {{{name}: \"{id}\"}}) {{ id }} }}")).await;
            found.push(answer.data()["it"]["id"].clone());
        }
        let query = format!("query ($id: ID!) {{ it: {field}(by: {{id: $id}}) {{ id }} node(id: $id) {{ __typename id }} }}");
        let answer = ask_with(Spy::over(world::small()), &query, json!({"id": found[0]})).await;
        found.push(answer.data()["it"]["id"].clone());
        found.push(answer.data()["node"]["id"].clone());
        assert!(found[0].is_string() && found.iter().all(|id| *id == found[0]), "{field}: {found:?}");
        assert_eq!(answer.data()["node"]["__typename"].as_str().map(str::to_ascii_lowercase), Some(field.to_ascii_lowercase()));
    }
}

#[tokio::test]
async fn a_username_is_found_in_any_case_and_active_before_deleted() {
    let answer = ask(r#"{ user(by: {userPrincipalName: "DORA@contoso.example"}) { objectId isDeleted } }"#).await;
    assert_eq!(answer.data()["user"], json!({"objectId": "u5", "isDeleted": false}));
}

#[tokio::test]
async fn unknown_ids_are_null_without_an_error() {
    let query = r#"{ user(by: {objectId: "u9"}) { id } signIn(by: {requestId: "r9"}) { id } detection(by: {id: "d9"}) { id }
        servicePrincipal(by: {appId: "none"}) { id } named: user(by: {userPrincipalName: "nobody"}) { id } }"#;
    let expected = json!({"user": null, "signIn": null, "detection": null, "servicePrincipal": null, "named": null});
    assert_eq!(*ask(query).await.data(), expected);
}

#[tokio::test]
async fn none_or_several_names_are_refused() {
    for by in ["{}", r#"{id: "a", objectId: "b"}"#, "{id: null}"] {
        let answer = ask(&format!("{{ user(by: {by}) {{ id }} }}")).await;
        let (code, _) = answer.errors().swap_remove(0);
        assert!(["GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"].contains(&code.as_str()), "{by}: {}", answer.json);
        assert!(answer.calls.is_empty());
    }
}

#[tokio::test]
async fn an_id_of_another_kind_is_refused_by_name() {
    let user = ask(r#"{ user(by: {objectId: "u1"}) { id } }"#).await.data()["user"]["id"].clone();
    let query = "query ($id: ID!) { signIn(by: {id: $id}) { id } }";
    let answer = ask_with(Spy::over(world::small()), query, json!({"id": user})).await;
    assert_eq!(answer.errors(), [("BAD_USER_INPUT".to_owned(), json!(["signIn"]))]);
    assert!(answer.message().contains("User") && answer.message().contains("SignIn"), "{}", answer.message());
}

async fn ids() -> [Value; 4] {
    let query = r#"{ a: user(by: {objectId: "u1"}) { id } b: signIn(by: {requestId: "r1"}) { id } c: detection(by: {detectionId: "d1"}) { id } d: servicePrincipal(by: {objectId: "sp1"}) { id } }"#;
    let answer = ask(query).await;
    ["a", "b", "c", "d"].map(|key| answer.data()[key]["id"].clone())
}

const NODES: &str =
    "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on User { displayName signIns(first: 1) { nodes { requestId } } } } }";

#[tokio::test]
async fn nodes_come_in_the_order_of_their_ids_with_null_for_unknown_ones() {
    let [user, sign_in, detection, principal] = ids().await;
    let unknown = crate::id::global(&world::user_id("u9"));
    let wanted = json!({"ids": [detection, unknown, user, sign_in, user, principal]});
    let answer = ask_with(Spy::over(world::small()), NODES, wanted).await;
    let kinds: Vec<_> = answer.data()["nodes"].as_array().expect("nodes").iter().map(|node| &node["__typename"]).collect();
    assert_eq!(kinds, [&json!("Detection"), &Value::Null, &json!("User"), &json!("SignIn"), &json!("User"), &json!("ServicePrincipal")]);
    assert_eq!(answer.data()["nodes"][2]["signIns"]["nodes"], json!([{"requestId": "r1"}]));
    assert_eq!(answer.calls.len(), 5, "one call for each kind, one for the sign-ins: {:?}", answer.calls);
}

#[tokio::test]
async fn a_source_that_is_down_or_an_id_that_is_none_costs_its_places_alone() {
    let [user, sign_in, ..] = ids().await;
    let spy = Spy::over(world::small()).failing("sign_ins_by_id");
    let answer = ask_with(spy, NODES, json!({"ids": [sign_in, user, "no such thing"]})).await;
    let nodes = &answer.json["data"]["nodes"];
    assert_eq!((&nodes[0], &nodes[1]["displayName"], &nodes[2]), (&Value::Null, &json!("Ann"), &Value::Null));
    let errors = answer.errors();
    let expected = [("SOURCE_UNAVAILABLE".to_owned(), json!(["nodes", 0])), ("BAD_USER_INPUT".to_owned(), json!(["nodes", 2]))];
    assert_eq!(errors, expected);
}

#[tokio::test]
async fn what_is_no_id_of_a_node_is_refused() {
    let answer = ask(r#"{ node(id: "00000000-0000-0000-0000-000000000001") { id } }"#).await;
    assert_eq!(answer.errors(), [("BAD_USER_INPUT".to_owned(), json!(["node"]))]);
}

#[tokio::test]
async fn a_long_id_is_not_sent_back_whole() {
    let answer = ask_with(Spy::over(world::small()), NODES, json!({"ids": ["x".repeat(100_000)]})).await;
    assert!(answer.message().len() < 300, "{} bytes", answer.message().len());
}

#[tokio::test]
async fn a_name_that_is_not_given_is_the_clients_mistake() {
    let query = "query ($id: ID, $object: ID!) { user(by: {id: $id, objectId: $object}) { id } }";
    let answer = ask_with(Spy::over(world::small()), query, json!({"object": "u1"})).await;
    assert_eq!(answer.errors(), [("BAD_USER_INPUT".to_owned(), json!(["user"]))]);
}

#[tokio::test]
async fn a_detection_leads_to_its_user_principal_and_sign_in_and_back() {
    let query = r#"{ detection(by: {detectionId: "d1"}) { user { displayName } servicePrincipal { displayName } signIn { requestId detections { nodes { detectionId } } } } }"#;
    let expected = json!({
        "user": {"displayName": "Ann"}, "servicePrincipal": {"displayName": "Backup"},
        "signIn": {"requestId": "r1", "detections": {"nodes": [{"detectionId": "d1"}]}},
    });
    assert_eq!(ask_of(Spy::over(world::small()), query).await.data()["detection"], expected);
}

#[tokio::test]
async fn a_directory_audit_is_found_by_each_of_its_names() {
    let by_own = ask(r#"{ directoryAudit(by: {directoryAuditId: "A1"}) { id activityDisplayName } }"#).await;
    let audit = &by_own.data()["directoryAudit"];
    assert_eq!(audit["activityDisplayName"], "Reset user password");
    let query = "query ($id: ID!) { directoryAudit(by: {id: $id}) { id activityDisplayName }
        node(id: $id) { ... on DirectoryAudit { id activityDisplayName } } }";
    let answer = ask_with(Spy::over(world::small()), query, json!({"id": audit["id"]})).await;
    assert_eq!((&answer.data()["directoryAudit"], &answer.data()["node"]), (audit, audit));
    assert_eq!(ask(r#"{ directoryAudit(by: {id: "none"}) { id } }"#).await.data(), &json!({"directoryAudit": null}));
}

#[tokio::test]
async fn a_named_location_and_a_policy_are_found_by_each_of_their_names() {
    for (field, kind, own) in [
        ("namedLocation", "NamedLocation", "namedLocationId"),
        ("conditionalAccessPolicy", "ConditionalAccessPolicy", "conditionalAccessPolicyId"),
    ] {
        let object = if field == "namedLocation" { "L1" } else { "CA-1" };
        let by_own = ask(&format!(r#"{{ {field}(by: {{{own}: "{object}"}}) {{ id displayName }} }}"#)).await;
        let found = &by_own.data()[field];
        assert!(found["displayName"].is_string(), "{found}");
        let query = format!(
            "query ($id: ID!) {{ {field}(by: {{id: $id}}) {{ id displayName }} node(id: $id) {{ ... on {kind} {{ id displayName }} }} }}"
        );
        let answer = ask_with(Spy::over(world::small()), &query, json!({"id": found["id"]})).await;
        assert_eq!((&answer.data()[field], &answer.data()["node"]), (found, found));
        assert_eq!(ask(&format!(r#"{{ {field}(by: {{id: "none"}}) {{ id }} }}"#)).await.data(), &json!({field: null}));
    }
}
