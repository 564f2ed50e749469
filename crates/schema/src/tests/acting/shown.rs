//! How actions and audit records are shown.

use riskgate_model::{
    Action, ActionId, ActionKind, Actor, Id as _, RefusedTarget, StepError, StepErrorCode, StepState, Target, TargetKind, TenantId, Time,
};
use serde_json::{Value, json};

use super::{Bench, Log, users};
use crate::ActionRules;

/// An action with something everywhere.
fn full() -> Action {
    let targets = [Target::new(TargetKind::User, TenantId::new("t"), "u1")];
    let mut steps = Action::steps(ActionKind::ContainUsers, &targets, Time::from_seconds(7_000));
    steps[0].progress.state = StepState::Succeeded;
    steps[1].progress.error = Some(StepError::new(StepErrorCode::Unavailable, "Microsoft Graph is down"));
    Action {
        id: ActionId::new(TenantId::new("t"), "a1"),
        kind: ActionKind::ContainUsers,
        content: None,
        requested: Time::from_seconds(7_000),
        requested_by: Actor { name: "soar".into(), object: Some("u9".into()) },
        reason: Some("phished".into()),
        steps,
        refused: vec![RefusedTarget { target: "u4".into(), code: "BROKEN_LATER".into(), message: "who knows".into() }],
    }
}

#[tokio::test]
async fn actions_are_nodes_and_listed_of_their_targets_with_every_leaf() {
    let bench = Bench::with(ActionRules::default(), Log::of(full()));
    let types = crate::tests::leaves::Types::read().await;
    let (action, step) = (types.leaves("Action").join(" "), types.leaves("ActionStep").join(" "));
    let query = format!(
        "{{ actions(filter: {{kind: [CONTAIN_USERS], state: [SENDING], requestedBy: \"soar\"}}) {{ source pageInfo {{ hasNextPage }} nodes {{ {action}
            steps(first: 2) {{ {step} signIn {{ id }} servicePrincipal {{ id }} user {{ actions {{ nodes {{ kind }} }} }} }} }} }}
            none: actions(filter: {{state: [SUCCEEDED]}}) {{ nodes {{ id }} }} }}"
    );
    let answer = bench.ask(&query, json!({})).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    let shown = &answer["data"]["actions"]["nodes"][0];
    assert_eq!((&shown["stepCount"], &shown["refused"][0]["code"], &shown["tenantId"]), (&json!(4), &json!("OTHER"), &json!("t")));
    assert_eq!(shown["steps"].as_array().expect("a list").len(), 2);
    assert_eq!(shown["steps"][0]["user"]["actions"]["nodes"], json!([{"kind": "CONTAIN_USERS"}]));
    assert_eq!((&shown["steps"][0]["signIn"], &shown["steps"][0]["servicePrincipal"]), (&Value::Null, &Value::Null));
    assert_eq!(answer["data"]["none"]["nodes"], json!([]));
    let id = shown["id"].as_str().expect("an id");
    let again =
        bench.ask(&format!(r#"{{ action(id: "{id}") {{ id }} node(id: "{id}") {{ ... on Action {{ state }} }} }}"#), json!({})).await;
    assert_eq!(again["data"], json!({"action": {"id": id}, "node": {"state": "SENDING"}}));
    let many = bench.ask("{ actions(first: 1) { nodes { steps(first: 2001) { act } } } }", json!({})).await;
    assert_eq!(many["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
}

#[tokio::test]
async fn lists_of_actions_and_records_go_on_from_their_cursors() {
    let bench = Bench::new();
    for number in 0..3 {
        bench.act("blockUsers", users(&["u1"], &format!("k{number}"))).await;
    }
    for (list, field) in [("actions", "requestedBy"), ("auditRecords", "seq")] {
        let first =
            bench.ask(&format!("{{ {list}(first: 2) {{ pageInfo {{ hasNextPage endCursor }} nodes {{ {field} }} }} }}"), json!({})).await;
        let page = &first["data"][list];
        assert_eq!((&page["pageInfo"]["hasNextPage"], page["nodes"].as_array().map(Vec::len)), (&json!(true), Some(2)), "{first}");
        let query = format!(
            "query($after: String) {{ {list}(first: 2, after: $after) {{ pageInfo {{ hasNextPage hasPreviousPage }} nodes {{ {field} }} }} }}"
        );
        let next = bench.ask(&query, json!({"after": page["pageInfo"]["endCursor"]})).await;
        let page = &next["data"][list];
        assert_eq!(
            (&page["pageInfo"], page["nodes"].as_array().map(Vec::len)),
            (&json!({"hasNextPage": false, "hasPreviousPage": true}), Some(1)),
            "{next}"
        );
        let other = if list == "actions" { "auditRecords" } else { "actions" };
        let foreign = bench
            .ask(
                &query.replace(list, other).replace(field, "id: __typename"),
                json!({"after": first["data"][list]["pageInfo"]["endCursor"]}),
            )
            .await;
        assert_eq!(foreign["errors"][0]["extensions"]["code"], "CURSOR_INVALID", "{foreign}");
    }
}

#[tokio::test]
async fn every_leaf_of_a_record_has_a_value() {
    let bench = Bench::new();
    let leaves = crate::tests::leaves::Types::read().await.leaves("AuditRecord").join(" ");
    let answer = bench.ask(&format!("{{ auditRecords(first: 1) {{ nodes {{ {leaves} }} }} }}"), json!({})).await;
    let record = answer["data"]["auditRecords"]["nodes"][0].as_object().expect("a record");
    assert!(record.values().all(|value| !value.is_null()), "{record:?}");
}
