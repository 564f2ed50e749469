//! A PostgreSQL that crashes under a gateway: it costs answers while it is away, and never a wrong one.

use std::{collections::BTreeSet, sync::Arc};

use riskgate_adapter_store::Migrations;
use riskgate_model::{Id, Kept, Record, SignIn, SignInId, TenantId, Time, UserId};
use riskgate_test_postgres::Cluster;
use riskgate_tests::Gateway;
use serde_json::Value;
use tokio::sync::watch;

const QUERY: &str = "{ users(first: 20) { totalCount nodes { id signIns(first: 5) { nodes { requestId } } } } \
    signIns(first: 30) { nodes { requestId user { id } } } }";

/// What a gateway says for a time when its database does not answer.
const CODES: [&str; 3] = ["SOURCE_UNAVAILABLE", "SOURCE_TIMEOUT", "SOURCE_THROTTLED"];

fn tenant() -> TenantId {
    TenantId::new("5d1b0d6c-3f57-4c52-9d0c-6f5a3f4e8a11")
}

fn records() -> impl Iterator<Item = Record> {
    (0..200).map(|number: i64| {
        let value = SignIn {
            id: SignInId::new(tenant(), &format!("sign-in-{number:03}")),
            created_date_time: Time::from_seconds(1_790_000_000 + number),
            user_id: Some(UserId::new(tenant(), &format!("user-{:02}", number % 20))),
            ..SignIn::default()
        };
        Record::SignIn(Box::new(Kept::of(value, None)))
    })
}

/// How many answers came.
#[derive(Clone, Copy, Debug, Default)]
struct Came {
    right: u32,
    failed: u32,
}

impl Came {
    /// Counts an answer, which must be right, or say by code what is missing.
    fn count(&mut self, expected: &Value, response: &Value) {
        let Some(errors) = response["errors"].as_array() else {
            assert_eq!(response["data"], *expected);
            self.right += 1;
            return;
        };
        let code = |error: &Value| error["extensions"]["code"].as_str().is_some_and(|code| CODES.contains(&code));
        assert!(!errors.is_empty() && errors.iter().all(code), "{response}");
        let failed: BTreeSet<Vec<String>> = errors.iter().map(|error| fields(&error["path"])).collect();
        assert!(right_or_null(expected, &response["data"], &mut Vec::new(), &failed), "{response}");
        self.failed += 1;
    }
}

/// The fields on a path. One error stands for a field of all rows of a level.
fn fields(path: &Value) -> Vec<String> {
    path.as_array().into_iter().flatten().filter_map(|segment| segment.as_str().map(str::to_owned)).collect()
}

/// Whether everything below these fields is right, and null only where an error names the very field.
fn right_or_null(expected: &Value, got: &Value, path: &mut Vec<String>, failed: &BTreeSet<Vec<String>>) -> bool {
    if got.is_null() && failed.contains(path) {
        return true;
    }
    match (expected, got) {
        (Value::Object(expected), Value::Object(got)) => {
            let mut field = |(key, value): (&String, &Value)| {
                path.push(key.clone());
                let right = expected.get(key).is_some_and(|expected| right_or_null(expected, value, path, failed));
                path.pop();
                right
            };
            expected.len() == got.len() && got.iter().all(&mut field)
        }
        (Value::Array(expected), Value::Array(got)) => {
            expected.len() == got.len() && expected.iter().zip(got).all(|(expected, got)| right_or_null(expected, got, path, failed))
        }
        (expected, got) => expected == got,
    }
}

/// Asks until nobody counts any more.
async fn ask(gateway: Arc<Gateway>, expected: Arc<Value>, came: Arc<watch::Sender<Came>>) {
    while !came.is_closed() {
        let response = gateway.response(QUERY).await;
        came.send_modify(|came| came.count(&expected, &response));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_survives_an_immediate_restart_under_load() {
    let Some(mut cluster) = Cluster::new() else { return };
    let url = cluster.url("postgres");
    Migrations::of(&url).expect("an address").up().await.expect("the tables are made");
    let gateway = Arc::new(Gateway::at(&url, tenant(), records()).await);
    let expected = Arc::new(gateway.data(QUERY).await);
    assert_eq!(expected["users"]["nodes"][19]["signIns"]["nodes"].as_array().map(Vec::len), Some(5), "{expected}");

    let (sender, mut came) = watch::channel(Came::default());
    let sender = Arc::new(sender);
    let clients: Vec<_> = (0..4).map(|_| tokio::spawn(ask(gateway.clone(), expected.clone(), sender.clone()))).collect();
    // When all clients have failed, nothing comes any more.
    drop(sender);
    for _ in 0..3 {
        let Came { right, failed } = *came.borrow();
        came.wait_for(|came| came.right >= right + 10).await.expect("clients are answered");
        cluster.crash();
        came.wait_for(|came| came.failed >= failed + 4).await.expect("clients are told");
        cluster.start();
        let Came { right, .. } = *came.borrow();
        came.wait_for(|came| came.right >= right + 10).await.expect("clients are answered again");
    }
    drop(came);
    for client in clients {
        client.await.expect("no client saw a wrong answer");
    }
}
