//! One statement a level, whatever the number of rows.

use riskgate_model::{Id, Kept, Record, SignIn, SignInId, TenantId, Time, UserId};
use riskgate_tests::{Engine, Gateway};
use serde_json::Value;

const THREE_LEVELS: &str = "{ users(first: 50, orderBy: [{field: DISPLAY_NAME, direction: ASC}]) { nodes { displayName \
    signIns(first: 10) { nodes { requestId detections(first: 10) { nodes { riskEventType } } } } } } }";

/// How many sign-ins each of fifty users has.
fn sign_ins_of(user: u32) -> u32 {
    match user {
        0 | 49 => 10_000,
        1..=20 => 0,
        21..=35 => 1,
        _ => 10,
    }
}

fn tenant() -> TenantId {
    TenantId::new("5d1b0d6c-3f57-4c52-9d0c-6f5a3f4e8a11")
}

fn records() -> impl Iterator<Item = Record> {
    (0..50).flat_map(|user| (0..sign_ins_of(user)).map(move |number| sign_in(user, number))).chain((1..=20).map(known))
}

fn sign_in(user: u32, number: u32) -> Record {
    let value = SignIn {
        id: SignInId::new(tenant(), &format!("sign-in-{user:02}-{number:05}")),
        created_date_time: Time::from_seconds(1_790_000_000 + i64::from(number / 2)),
        user_id: Some(UserId::new(tenant(), &format!("user-{user:02}"))),
        user_display_name: Some(format!("User {user:02}")),
        ..SignIn::default()
    };
    Record::SignIn(Box::new(Kept::of(value, None)))
}

fn known(user: u32) -> Record {
    let id = UserId::new(tenant(), &format!("user-{user:02}"));
    let value = riskgate_model::DirectoryUser { id, display_name: Some(format!("User {user:02}")), ..Default::default() };
    Record::DirectoryUser(Kept::of(value, None))
}

fn ids<'a>(connection: &'a Value, key: &str) -> Vec<&'a str> {
    connection["nodes"].as_array().expect("nodes").iter().map(|node| node[key].as_str().expect("an id")).collect()
}

#[tokio::test]
async fn nested_lists_cost_one_statement_a_level() {
    for engine in Engine::ALL {
        let Some(gateway) = Gateway::with(engine, tenant(), records()).await else { continue };

        assert_eq!(gateway.statements(THREE_LEVELS).await, 3);
        let aliased =
            "{ users(first: 50) { nodes { a: signIns(first: 1) { nodes { requestId } } b: signIns(first: 2) { nodes { requestId } } } } }";
        assert_eq!(gateway.statements(aliased).await, 3, "an alias adds one");
        let counted = "{ users(first: 50) { nodes { signIns(first: 1) { totalCount nodes { requestId } } } } }";
        assert_eq!(gateway.statements(counted).await, 3, "totalCount adds one");

        let data = gateway.data(THREE_LEVELS).await;
        let users = data["users"]["nodes"].as_array().expect("users");
        assert_eq!(users.len(), 50);
        for (user, node) in (0..50).zip(users) {
            assert_eq!(ids(&node["signIns"], "requestId").len(), sign_ins_of(user).min(10) as usize, "user {user}");
        }
    }
}

#[tokio::test]
async fn a_parents_page_is_the_same_alone_and_goes_on_from_node() {
    for engine in Engine::ALL {
        let Some(gateway) = Gateway::with(engine, tenant(), records()).await else { continue };
        let all = gateway.data("{ users(first: 50, orderBy: [{field: DISPLAY_NAME, direction: ASC}]) { nodes { id signIns(first: 7) { nodes { requestId } pageInfo { hasNextPage endCursor } } } } }").await;
        for user in all["users"]["nodes"].as_array().expect("users") {
            let id = user["id"].as_str().expect("an id");
            let alone = gateway
                .data(&format!("{{ node(id: \"{id}\") {{ ... on User {{ signIns(first: 7) {{ nodes {{ requestId }} pageInfo {{ hasNextPage endCursor }} }} }} }} }}"))
                .await;
            assert_eq!(alone["node"]["signIns"], user["signIns"]);
        }

        let last = &all["users"]["nodes"][49];
        let (id, mut page) = (last["id"].as_str().expect("an id"), last["signIns"].clone());
        let mut seen: Vec<String> = ids(&page, "requestId").into_iter().map(str::to_owned).collect();
        while page["pageInfo"]["hasNextPage"] == true {
            let after = page["pageInfo"]["endCursor"].as_str().expect("a cursor");
            let query = format!(
                "{{ node(id: \"{id}\") {{ ... on User {{ signIns(first: 500, after: \"{after}\") {{ nodes {{ requestId }} pageInfo {{ hasNextPage endCursor }} }} }} }} }}"
            );
            page = gateway.data(&query).await["node"]["signIns"].take();
            seen.extend(ids(&page, "requestId").into_iter().map(str::to_owned));
        }
        let mut expected: Vec<String> = (0..10_000).map(|number| format!("sign-in-49-{number:05}")).collect();
        expected.reverse();
        assert_eq!(seen, expected);
    }
}
