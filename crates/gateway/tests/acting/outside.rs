//! Mutations over HTTP: who may ask, what comes of it, and what asking again does.

use futures::future::join_all;
use serde_json::{Value, json};

use crate::{
    graph::{Client, Graph, NAME, Serving, TENANT, document},
    place::{Place, run},
};

/// A stand-in, a store that was read from it, and the binary that acts in both.
struct Bench {
    graph: Graph,
    place: Place,
    users: Vec<String>,
}

impl Bench {
    fn new() -> Self {
        let (graph, place) = (Graph::new(), Place::new());
        let users = graph.fill(&place, &place.url());
        Self { graph, place, users }
    }

    fn serve(&self) -> Serving {
        self.graph.serve(&self.place, &self.place.url())
    }

    /// A user who is at risk.
    fn at_risk(&self) -> &str {
        self.users.iter().find(|user| self.graph.risk(user) == "atRisk").expect("one at risk")
    }
}

fn input(user: &str, key: &str) -> Value {
    json!({"userIds": [user], "reason": "was phished", "idempotencyKey": key})
}

#[test]
fn nobody_acts_without_the_token_and_everybody_may_ask() {
    let bench = Bench::new();
    let (serving, user) = (bench.serve(), bench.at_risk());
    bench.graph.runtime.block_on(async {
        let variables = json!({"input": input(user, "k")});
        let without = serving.client.showing(None);
        let (status, answer) = without.post(&document("blockUsers"), &variables).await.expect("an answer");
        assert_eq!((status, &answer["errors"][0]["extensions"]["code"]), (200, &json!("UNAUTHENTICATED")), "{answer}");
        let (status, answer) = serving.client.showing(Some("guessed")).post(&document("blockUsers"), &variables).await.expect("an answer");
        assert_eq!((status, &answer["data"]), (401, &Value::Null), "{answer}");
        assert_eq!(without.ask("{ actions { nodes { id } } }", json!({})).await["actions"]["nodes"], json!([]));
    });
    assert!(bench.graph.stand_in.changes().is_empty());
}

/// What is seen of a confirmation: the newest line of the history, and what is on record of the action, the oldest record first.
async fn seen(client: &Client, user: &str, action: &Value) -> (Value, Vec<Value>) {
    let document = "query($id: ID!) { user(by: {id: $id}) { riskState riskHistory(first: 1) { nodes { \
        actionId riskState riskDetail claimant requestedBy reason } } } auditRecords(first: 50) { nodes { event actionId targetId requestedBy } } }";
    let mut data = client.ask(document, json!({"id": user})).await;
    let records = data["auditRecords"]["nodes"].as_array().expect("records").iter().rev();
    let records = records.filter(|record| record["actionId"] == *action).cloned().collect();
    (data["user"]["riskHistory"]["nodes"][0].take(), records)
}

#[test]
fn what_is_confirmed_takes_effect_once_and_shows_in_the_history_and_the_trail() {
    let bench = Bench::new();
    let (serving, user) = (bench.serve(), bench.at_risk());
    let action = bench.graph.runtime.block_on(async {
        let payload = serving.client.act("confirmUsersCompromised", input(user, "k")).await;
        assert_eq!(payload["userErrors"], json!([]), "{payload}");
        let action = payload["action"]["id"].clone();
        assert_eq!(serving.client.ended(&action).await, "SUCCEEDED");
        let (line, records) = seen(&serving.client, user, &action).await;
        let expected = json!({
            "actionId": action, "riskState": "CONFIRMED_COMPROMISED", "riskDetail": "ADMIN_CONFIRMED_USER_COMPROMISED",
            "claimant": "ENTRA", "requestedBy": NAME, "reason": "was phished",
        });
        assert_eq!(line, expected);
        let events: Vec<&Value> = records.iter().map(|record| &record["event"]).collect();
        assert_eq!(events, ["requested", "sent", "answered", "succeeded"], "{records:?}");
        let document = "query($id: ID!) { user(by: {id: $id}) { riskState riskDecidedBy } }";
        let shown = serving.client.ask(document, json!({"id": user})).await;
        assert_eq!(shown["user"], json!({"riskState": "CONFIRMED_COMPROMISED", "riskDecidedBy": "ENTRA"}));
        assert_eq!((&records[0]["requestedBy"], &records[1]["targetId"]), (&json!(NAME), &json!(user)));
        let again = serving.client.act("confirmUsersCompromised", input(user, "k")).await;
        assert_eq!((&again["action"]["id"], &again["action"]["state"]), (&action, &json!("SUCCEEDED")), "{again}");
        action
    });
    assert_eq!(bench.graph.risk(user), "confirmedCompromised");
    serving.kill();
    let serving = bench.serve();
    bench.graph.runtime.block_on(async {
        let again = serving.client.act("confirmUsersCompromised", input(user, "k")).await;
        assert_eq!((&again["action"]["id"], &again["action"]["state"]), (&action, &json!("SUCCEEDED")), "after a restart: {again}");
        assert_eq!(again["results"][0]["outcome"], "SUCCEEDED");
    });
    assert_eq!(bench.graph.stand_in.changes().len(), 1);
}

#[test]
fn one_key_is_one_action_however_often_it_is_asked_for_and_nothing_else() {
    let bench = Bench::new();
    let (serving, user, other) = (bench.serve(), bench.at_risk(), &bench.users[1]);
    bench.graph.runtime.block_on(async {
        let client = &serving.client;
        let payloads = join_all((0..8).map(|_| client.act("dismissUsersRisk", input(user, "k")))).await;
        let action = &payloads[0]["action"]["id"];
        assert!(action.is_string() && payloads.iter().all(|payload| payload["action"]["id"] == *action), "{payloads:?}");
        assert_eq!(client.ended(action).await, "SUCCEEDED");
        let without = json!({"userIds": [user], "reason": "another one", "idempotencyKey": "k"});
        for (mutation, input) in [("dismissUsersRisk", input(other, "k")), ("dismissUsersRisk", without), ("blockUsers", input(user, "k"))]
        {
            let payload = client.act(mutation, input).await;
            assert_eq!((&payload["action"], &payload["userErrors"][0]["code"]), (&Value::Null, &json!("CONFLICT")), "{payload}");
        }
        let actions = client.ask("{ actions { nodes { id } } }", json!({})).await["actions"]["nodes"].take();
        assert_eq!(actions, json!([{"id": action}]));
    });
    assert_eq!((bench.graph.stand_in.changes().len(), bench.graph.risk(user)), (1, json!("dismissed")));
}

#[test]
fn a_rehearsal_says_what_would_be_done_and_does_nothing() {
    let bench = Bench::new();
    let (serving, user) = (bench.serve(), bench.at_risk());
    bench.graph.runtime.block_on(async {
        let client = &serving.client;
        let rehearsed = json!({"userIds": [user, "nobody"], "reason": "to see", "idempotencyKey": "r", "dryRun": true});
        let payload = client.act("containUsers", rehearsed).await;
        let acts = json!(["BLOCK_USER", "REVOKE_USER_SESSIONS", "RESET_USER_PASSWORD", "CONFIRM_USER_COMPROMISED"]);
        assert_eq!((&payload["action"], &payload["results"][0]["acts"]), (&Value::Null, &acts), "{payload}");
        assert_eq!(payload["userErrors"][0]["code"], "UNKNOWN_TARGET", "{payload}");
        // What comes later is done before it, if anything was left to be done.
        let action = client.act("blockUsers", input(user, "after")).await["action"]["id"].take();
        assert_eq!(client.ended(&action).await, "SUCCEEDED");
        let data = client.ask("{ actions { nodes { id } } auditRecords(first: 50) { nodes { event } } }", json!({})).await;
        let records = data["auditRecords"]["nodes"].as_array().expect("records");
        let rehearsals = records.iter().filter(|record| record["event"] == "rehearsed").count();
        assert_eq!((&data["actions"]["nodes"], rehearsals), (&json!([{"id": action}]), 1), "{data}");
    });
    assert_eq!(bench.graph.stand_in.changes().len(), 1, "the block alone");
}

#[test]
fn whoever_is_contained_is_blocked_signed_out_reset_and_ends_as_compromised() {
    let bench = Bench::new();
    let is_own =
        |user: &&String| bench.graph.user(user)["onPremisesSyncEnabled"] != true && bench.graph.user(user)["accountEnabled"] == true;
    let user = bench.users.iter().find(is_own).expect("a user of the cloud");
    let before = bench.graph.user(user);
    let serving = bench.serve();
    bench.graph.runtime.block_on(async {
        let payload = serving.client.act("containUsers", input(user, "k")).await;
        assert_eq!(serving.client.ended(&payload["action"]["id"]).await, "SUCCEEDED");
    });
    let after = bench.graph.user(user);
    assert_eq!((bench.graph.risk(user), &after["accountEnabled"]), (json!("confirmedCompromised"), &json!(false)));
    for changed in ["signInSessionsValidFromDateTime", "lastPasswordChangeDateTime"] {
        assert_ne!(before[changed], after[changed]);
    }
    assert_eq!(bench.graph.stand_in.changes().len(), 4);
    let verified = run(&mut bench.graph.command(&bench.place, &bench.place.url(), &["audit", "verify"]));
    assert_eq!(verified.code, Some(0), "{verified:?}");
}

#[test]
fn where_no_tenant_is_set_the_store_does_what_is_asked_for() {
    let place = Place::new();
    place.write("export", crate::terminal::risky_user());
    place.imported(&["--tenant", TENANT, "export"]);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    // Nor is a default: an id is of the only tenant that the store has.
    let serving = Serving::new(place.riskgate(&["serve"]));
    runtime.block_on(async {
        let client = serving.client.showing(None);
        let payload = client.act("confirmUsersSafe", input(crate::terminal::USER, "k")).await;
        let action = &payload["action"]["id"];
        assert_eq!(client.ended(action).await, "SUCCEEDED", "{payload}");
        let (line, records) = seen(&client, crate::terminal::USER, action).await;
        assert_eq!((&line["riskState"], &line["actionId"], records.len()), (&json!("CONFIRMED_SAFE"), action, 3), "{line} {records:?}");
        let user = client.ask("query($id: ID!) { user(by: {id: $id}) { riskState } }", json!({"id": crate::terminal::USER})).await;
        assert_eq!(user["user"]["riskState"], "CONFIRMED_SAFE");
    });
}
