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
const CODES: [&str; 2] = ["SOURCE_UNAVAILABLE", "SOURCE_TIMEOUT"];

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
        let failed: BTreeSet<&str> = errors.iter().filter_map(|error| error["path"].as_array()?.last()?.as_str()).collect();
        assert!(right_or_null(expected, &response["data"], &failed), "{response}");
        self.failed += 1;
    }
}

/// Whether everything there is right, and null only where a field has failed.
fn right_or_null(expected: &Value, got: &Value, failed: &BTreeSet<&str>) -> bool {
    match (expected, got) {
        (Value::Object(expected), Value::Object(got)) => {
            let field = |(key, value): (&String, &Value)| {
                let is_missing = value.is_null() && failed.contains(key.as_str());
                is_missing || expected.get(key).is_some_and(|expected| right_or_null(expected, value, failed))
            };
            expected.len() == got.len() && got.iter().all(field)
        }
        (Value::Array(expected), Value::Array(got)) => {
            expected.len() == got.len() && expected.iter().zip(got).all(|(expected, got)| right_or_null(expected, got, failed))
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
        assert_eq!(gateway.data(QUERY).await, *expected, "the first answer after the server is back");
    }
    drop(came);
    for client in clients {
        client.await.expect("no client saw a wrong answer");
    }
}
