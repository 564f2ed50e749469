//! What a stand-in was asked to change, beside what is on record.

use std::collections::BTreeMap;

use riskgate_test_msgraph::Request;
use serde_json::Value;

use crate::{
    graph::Graph,
    trail::{ActOn, Trail},
};

/// Every change of a target was on record before it was asked for.
pub(crate) fn are_on_record(changes: &[Request], trail: &Trail) {
    for (act_on, count) in counted(changes) {
        let on_record = trail.sent.get(&act_on).copied().unwrap_or_default();
        assert!(on_record >= count, "{act_on:?} was sent {count} times, and is {on_record} times on record");
    }
}

/// Each step has its effect once, but where nobody could see what came of it.
pub(crate) fn are_repeated_only_blindly(changes: &[Request], trail: &Trail) {
    let done: Vec<Request> = changes.iter().filter(|change| change.status.is_some_and(|status| status < 300)).cloned().collect();
    for (act_on, count) in counted(&done) {
        let steps = trail.steps.get(&act_on).map_or(0, std::collections::BTreeSet::len);
        let blind = trail.blind.get(&act_on).copied().unwrap_or_default();
        assert!(count <= steps + blind, "{act_on:?} was done {count} times for {steps} steps, {blind} of them blindly");
    }
}

/// The last decision about each user holds.
pub(crate) fn are_as_decided(graph: &Graph, trail: &Trail) {
    let (mut enabled, mut risks) = (BTreeMap::new(), BTreeMap::new());
    for action in trail.requested.iter().map(|id| &trail.actions[id]) {
        for step in action["steps"].as_array().expect("steps").iter().filter(|step| step["state"] == "SUCCEEDED") {
            let user = step["targetId"].as_str().expect("an id");
            match step["act"].as_str().expect("an act") {
                "BLOCK_USER" => enabled.insert(user, false),
                "UNBLOCK_USER" => enabled.insert(user, true),
                _ => None,
            };
            match step["act"].as_str().expect("an act") {
                "CONFIRM_USER_COMPROMISED" => risks.insert(user, Some("confirmedCompromised")),
                "CONFIRM_USER_SAFE" => risks.insert(user, Some("confirmedSafe")),
                "DISMISS_USER_RISK" => risks.insert(user, Some("dismissed")),
                // What becomes of it depends on what it was.
                "RESET_USER_PASSWORD" => risks.insert(user, None),
                _ => None,
            };
        }
    }
    assert!(!enabled.is_empty() && !risks.is_empty(), "nothing was decided");
    for (user, is_enabled) in enabled {
        assert_eq!(graph.user(user)["accountEnabled"], Value::Bool(is_enabled), "{user}");
    }
    for (user, risk) in risks.into_iter().filter_map(|(user, risk)| Some((user, risk?))) {
        assert_eq!(graph.risk(user), risk, "{user}");
    }
}

/// How often each act was asked for of each target.
fn counted(changes: &[Request]) -> BTreeMap<ActOn, usize> {
    let mut counted = BTreeMap::new();
    for act_on in changes.iter().flat_map(acts) {
        *counted.entry(act_on).or_default() += 1;
    }
    counted
}

/// What a change is on record as, for each of its targets.
fn acts(change: &Request) -> Vec<ActOn> {
    let segments: Vec<&str> = change.path.split('/').skip(2).collect();
    let one = |act: &str, user: &str| vec![(act.to_owned(), user.to_owned())];
    let all = |act: &str| {
        let users = change.body["userIds"].as_array().expect("ids").iter();
        users.map(|user| (act.to_owned(), user.as_str().expect("an id").to_owned())).collect()
    };
    match (&segments[..], &change.body) {
        (["users", user, "revokeSignInSessions"], _) => one("revokeUserSessions", user),
        (["users", user], body) if body["accountEnabled"] == false => one("blockUser", user),
        (["users", user], body) if body["accountEnabled"] == true => one("unblockUser", user),
        (["users", user], body) if body["passwordProfile"].is_object() => one("resetUserPassword", user),
        (["identityProtection", "riskyUsers", "confirmCompromised"], _) => all("confirmUserCompromised"),
        (["identityProtection", "riskyUsers", "confirmSafe"], _) => all("confirmUserSafe"),
        (["identityProtection", "riskyUsers", "dismiss"], _) => all("dismissUserRisk"),
        _ => panic!("nothing asks for {change:?}"),
    }
}
