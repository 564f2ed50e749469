//! How many calls a request costs.

use riskgate_adapter::Memory;
use riskgate_model::{Detection, DetectionId, Id, Time};

use super::{
    ask, ask_of,
    spy::Spy,
    world::{self, sign_in, user},
};

/// So many users, each with so many sign-ins, each of those with one detection.
fn tenant(users: usize, each: usize) -> Memory {
    let mut memory = Memory::default();
    for number in 0..users {
        let object = format!("u{number}");
        memory.users.push(user(&object, &object, Some(false)));
        for turn in 0..each {
            let request = format!("{object}-{turn}");
            let at = i64::try_from(number * each + turn).unwrap();
            memory.sign_ins.push(sign_in(&request, &object, at, "Office"));
            memory.detections.push(Detection {
                id: DetectionId::new(world::tenant(), &request),
                detected_date_time: Time::from_seconds(at),
                request_id: Some(Id::new(world::tenant(), &request)),
                risk_event_type: Some("passwordSpray".into()),
                ..Detection::default()
            });
        }
    }
    memory
}

const THREE_LEVELS: &str =
    "{ users(first: 50) { nodes { displayName signIns(first: 10) { nodes { appDisplayName detections { nodes { riskEventType } } } } } } }";

#[tokio::test]
async fn a_three_level_query_costs_three_calls_whatever_the_page_sizes() {
    for (each, calls) in [(0, 2), (1, 3), (12, 3)] {
        let answer = ask_of(Spy::over(tenant(50, each)), THREE_LEVELS).await;
        assert_eq!(answer.calls.len(), calls, "{each}: {:?}", answer.calls);
        let users = answer.data()["users"]["nodes"].as_array().expect("users");
        assert_eq!(users.len(), 50);
        for user in users {
            let sign_ins = user["signIns"]["nodes"].as_array().expect("sign-ins");
            assert_eq!(sign_ins.len(), each.min(10));
            for sign_in in sign_ins {
                assert_eq!(sign_in["detections"]["nodes"], serde_json::json!([{"riskEventType": "passwordSpray"}]));
            }
        }
    }
}

#[tokio::test]
async fn each_alias_adds_one_call() {
    let query = "{ users { nodes { a: signIns { nodes { id } } b: signIns(first: 1) { nodes { id } } riskySignIns { nodes { id } } } } }";
    let answer = ask(query).await;
    assert_eq!(answer.calls.len(), 4, "{:?}", answer.calls);
    let ann = &answer.data()["users"]["nodes"][0];
    let lengths = ["a", "b", "riskySignIns"].map(|list| ann[list]["nodes"].as_array().map(Vec::len));
    assert_eq!(lengths, [Some(2), Some(1), Some(1)]);
}

#[tokio::test]
async fn a_total_adds_one_call_for_all_parents_and_only_where_it_is_asked() {
    let without = ask("{ users { nodes { signIns { nodes { id } } } } }").await;
    assert_eq!(without.calls.len(), 2);
    let answer = ask("{ users { totalCount nodes { objectId signIns(first: 1) { totalCount nodes { id } } } } }").await;
    assert_eq!(answer.calls.len(), 4, "{:?}", answer.calls);
    assert_eq!(answer.data()["users"]["totalCount"], 5);
    let nodes = answer.data()["users"]["nodes"].as_array().expect("users");
    let total = |object: &str| nodes.iter().find(|user| user["objectId"] == object).map(|user| user["signIns"]["totalCount"].clone());
    assert_eq!((total("u2"), total("u3")), (Some(3.into()), Some(0.into())));
}

#[tokio::test]
async fn a_total_counts_what_the_filter_lets_pass() {
    let query = r#"{ user(by: {objectId: "u2"}) { signIns(first: 0, filter: {appDisplayName: {eq: "teams"}}) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } } }"#;
    let expected = serde_json::json!({"totalCount": 2, "nodes": [], "pageInfo": {"hasNextPage": true, "endCursor": null}});
    assert_eq!(ask(query).await.data()["user"]["signIns"], expected);
}

#[tokio::test]
async fn many_children_of_one_parent_cost_one_call_and_one_row_for_it() {
    let answer = ask("{ signIns { nodes { user { displayName } servicePrincipal { displayName } } } }").await;
    let asked: Vec<_> = answer.calls.iter().filter(|call| call.contains("by_id")).collect();
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(asked.iter().any(|call| call.starts_with("users_by_id of 2,")));
    let names: Vec<_> = answer.data()["signIns"]["nodes"].as_array().expect("rows").iter().map(|row| &row["user"]["displayName"]).collect();
    assert_eq!(names, ["Bob", "Bob", "Bob", "Ann", "Ann"]);
}

#[tokio::test]
async fn the_audits_of_all_users_and_of_all_service_principals_cost_one_call_each() {
    let query = "{ users { nodes { objectId directoryAudits { totalCount nodes { directoryAuditId } } } }
                   servicePrincipals { nodes { directoryAudits { nodes { directoryAuditId } } } } directoryAudits { nodes { id } } }";
    let answer = ask(query).await;
    let asked: Vec<_> = answer.calls.iter().filter(|call| call.contains("directory_audits")).collect();
    assert_eq!((answer.calls.len(), asked.len()), (6, 4), "two lists of parents, two of audits under them, all audits, a total: {asked:?}");
    let users = answer.data()["users"]["nodes"].as_array().expect("users");
    let of = |object: &str| users.iter().find(|user| user["objectId"] == object).map(|user| &user["directoryAudits"]);
    let audits = |ids: &[&str]| {
        let nodes: Vec<_> = ids.iter().map(|id| serde_json::json!({"directoryAuditId": id})).collect();
        serde_json::json!({"totalCount": ids.len(), "nodes": nodes})
    };
    assert_eq!(of("u1"), Some(&audits(&["a1"])), "what Ann did");
    assert_eq!(of("u2"), Some(&audits(&["a3", "a1", "a2"])), "what was done to Bob, and what he did to himself once");
    assert_eq!(of("u3"), Some(&audits(&[])));
    assert_eq!(answer.data()["servicePrincipals"]["nodes"][0]["directoryAudits"]["nodes"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn who_did_what_is_audited_is_asked_for_once() {
    let query = "{ directoryAudits { nodes { initiatedByUser { displayName } initiatedByServicePrincipal { displayName } } } }";
    let answer = ask(query).await;
    assert_eq!(answer.calls.len(), 3, "{:?}", answer.calls);
    let nodes = answer.data()["directoryAudits"]["nodes"].as_array().expect("rows");
    let names: Vec<_> = nodes.iter().map(|row| row["initiatedByUser"]["displayName"].as_str()).collect();
    assert_eq!(names, [Some("Bob"), Some("Ann"), Some("Bob")]);
    assert_eq!(nodes[1]["initiatedByServicePrincipal"]["displayName"], "Backup");
}

#[tokio::test]
async fn the_policies_that_sign_ins_met_are_asked_for_once() {
    let query = "{ signIns { nodes { requestId appliedConditionalAccessPolicies { displayName result policy { state conditions { signInRiskLevels } } } } } }";
    let answer = ask(query).await;
    assert_eq!(answer.calls.len(), 2, "{:?}", answer.calls);
    assert!(answer.calls[1].starts_with("conditional_access_policies_by_id of 1, "), "{:?}", answer.calls);
    let nodes = answer.data()["signIns"]["nodes"].as_array().expect("rows");
    let met = nodes.iter().find(|row| row["requestId"] == "r1").map(|row| &row["appliedConditionalAccessPolicies"][0]);
    let policy =
        serde_json::json!({"state": "ENABLED_FOR_REPORTING_BUT_NOT_ENFORCED", "conditions": {"signInRiskLevels": ["MEDIUM", "HIGH"]}});
    assert_eq!(met.map(|met| &met["policy"]), Some(&policy));
    assert!(nodes.iter().any(|row| row["appliedConditionalAccessPolicies"] == serde_json::json!([])));
    let alone = ask("{ signIns { nodes { appliedConditionalAccessPolicies { displayName } } } }").await;
    assert_eq!(alone.calls, [format!("sign_ins {:?}", riskgate_model::SignInFields::RECORD)], "what was done is read with the sign-ins");
}

#[tokio::test]
async fn where_no_parent_names_an_id_nobody_is_asked() {
    let answer = ask(r#"{ signIns(filter: {userId: {eq: "u2"}}) { nodes { servicePrincipal { id } } } }"#).await;
    assert_eq!(answer.calls.len(), 1, "{:?}", answer.calls);
}
