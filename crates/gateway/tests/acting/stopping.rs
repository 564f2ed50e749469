//! Whoever is told to stop while something is done in Microsoft Graph hears what becomes of it.

use std::time::Duration;

use riskgate_test_msgraph::{Armed, Fault};
use serde_json::json;

use crate::{
    graph::{Graph, signal},
    place::{Place, ask_at, run},
};

/// How long Graph takes for what it is asked to do: time enough to tell others to stop meanwhile.
const SLOW: Fault = Fault::Slow(Duration::from_secs(2));

#[test]
fn a_gateway_that_is_told_to_stop_keeps_what_became_of_its_calls_and_leaves_the_rest() {
    let (graph, place) = (Graph::new(), Place::new());
    let database = place.url();
    let users = graph.fill(&place, &database);
    let serving = graph.serve(&place, &database);
    graph.stand_in.arm(Armed::new(SLOW).on("/v1.0/users/").always());
    let input = json!({"userIds": users[..3], "reason": "x", "idempotencyKey": "k"});
    let action = graph.runtime.block_on(serving.client.act("blockUsers", input))["action"]["id"].take();
    graph.changing();
    assert_eq!(serving.stop(), Some(0));
    let states = "select state || ' ' || sends from action_steps order by number";
    assert_eq!(ask_at(&database, states), ["accepted 1", "queued 0", "queued 0"]);
    graph.stand_in.disarm();
    let serving = graph.serve(&place, &database);
    assert_eq!(graph.runtime.block_on(serving.client.ended(&action)), "SUCCEEDED");
    assert_eq!(graph.stand_in.changes().len(), 3);
}

#[test]
fn a_command_that_is_told_to_stop_ends_its_call_and_says_how_to_go_on() {
    let (graph, place) = (Graph::new(), Place::new());
    let database = place.url();
    let users = graph.fill(&place, &database);
    let user = users.iter().find(|user| graph.risk(user) == "atRisk").expect("one at risk");
    let words = ["act", "dismiss", user, "--reason", "x", "--key", "k"];
    graph.stand_in.arm(Armed::new(SLOW).on("dismiss"));
    let child = graph.command(&place, &database, &words).spawn().expect("the binary runs");
    graph.changing();
    signal(&child, "INT");
    let output = child.wait_with_output().expect("it ends");
    let told = String::from_utf8(output.stdout).expect("it is text");
    assert_eq!((output.status.code(), told.lines().last().is_some_and(|line| line.contains("--key k goes on"))), (Some(1), true), "{told}");
    assert_eq!(ask_at(&database, "select state from action_steps"), ["accepted"]);
    let again = run(&mut graph.command(&place, &database, &words));
    assert_eq!((again.code, graph.risk(user), graph.stand_in.changes().len()), (Some(0), "dismissed".into(), 1), "{again:?}");
}
