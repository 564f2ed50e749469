//! All actions, and all of the audit trail, as the API shows them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::graph::Client;

/// An act and the id of its target: `blockUser` of whom.
pub(crate) type ActOn = (String, String);

/// What is on record.
#[derive(Debug, Default)]
pub(crate) struct Trail {
    /// The actions by their ids.
    pub(crate) actions: BTreeMap<String, Value>,
    /// The ids of the actions, those asked for first coming first.
    pub(crate) requested: Vec<String>,
    /// How often each act on each target was on record before it was sent.
    pub(crate) sent: BTreeMap<ActOn, usize>,
    /// The steps for which that was so.
    pub(crate) steps: BTreeMap<ActOn, BTreeSet<String>>,
    /// How often that was again so after somebody could not see what came of it.
    pub(crate) blind: BTreeMap<ActOn, usize>,
}

impl Trail {
    /// Reads it, and whether every step was on record as often as it says it was sent.
    pub(crate) async fn read(client: &Client) -> Self {
        let mut trail = Self::default();
        let listed = "query($after: String) { it: actions(first: 50, after: $after) { nodes { id kind state steps(first: 8) { targetId act state attempts } } \
             pageInfo { hasNextPage endCursor } } }";
        for action in all(client, listed).await {
            trail.actions.insert(text(&action["id"]), action);
        }
        let records = "query($after: String) { it: auditRecords(first: 500, after: $after) { nodes { seq event actionId targetId record } \
             pageInfo { hasNextPage endCursor } } }";
        let mut records = all(client, records).await;
        records.reverse();
        let mut last: BTreeMap<String, Value> = BTreeMap::new();
        let mut sent: BTreeMap<(String, u64), u64> = BTreeMap::new();
        for (number, record) in (1_u64..).zip(&records) {
            assert_eq!(record["seq"], json!(number), "there is a gap");
            let action = text(&record["actionId"]);
            if record["event"] == "requested" {
                trail.requested.push(action);
                continue;
            }
            let whole: Value = serde_json::from_str(record["record"].as_str().expect("a text")).expect("JSON");
            let (step, deed) = (format!("{action} {}", whole["step"]), (text(&whole["act"]), text(&whole["target"])));
            if record["event"] == "sent" {
                *trail.sent.entry(deed.clone()).or_default() += 1;
                *sent.entry((action, whole["step"].as_u64().expect("a number"))).or_default() += 1;
                if last.get(&step).is_some_and(|last| !last["code"].is_null()) {
                    *trail.blind.entry(deed.clone()).or_default() += 1;
                }
                trail.steps.entry(deed).or_default().insert(step.clone());
            } else if record["event"] == "notSent" {
                let same = (action, whole["step"].as_u64().expect("a number"));
                let times = trail.sent.get_mut(&deed).zip(sent.get_mut(&same)).expect("what was not sent was to be sent");
                *times.0 -= 1;
                *times.1 -= 1;
            }
            last.insert(step, whole);
        }
        for (id, action) in &trail.actions {
            for (number, step) in (0..).zip(action["steps"].as_array().expect("steps")) {
                let (told, on_record) = (step["attempts"].as_u64().expect("a number"), sent.get(&(id.clone(), number)).copied());
                assert!(on_record.unwrap_or_default() >= told, "{action}: {number} is {on_record:?} times on record");
            }
        }
        trail
    }
}

/// All nodes of a list.
async fn all(client: &Client, document: &str) -> Vec<Value> {
    let (mut nodes, mut after) = (Vec::new(), Value::Null);
    loop {
        let mut page = client.ask(document, json!({"after": after})).await["it"].take();
        nodes.append(page["nodes"].as_array_mut().expect("nodes"));
        if page["pageInfo"]["hasNextPage"] == false {
            return nodes;
        }
        after = page["pageInfo"]["endCursor"].take();
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
