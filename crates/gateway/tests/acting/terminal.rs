//! `riskgate act`.

use crate::{
    graph::{Graph, TENANT},
    place::{Place, page, run},
};

/// The user that [`risky_user`] is about.
pub(crate) const USER: &str = "5eed0000-1111-4000-8000-000000000001";

/// An export of one user, who is at risk.
pub(crate) fn risky_user() -> String {
    let user = format!(
        r#"{{"id":"{USER}","userPrincipalName":"ada@exports.example","isDeleted":false,"riskState":"atRisk","riskLevel":"high","riskDetail":"none","riskLastUpdatedDateTime":"2024-05-01T00:00:00Z"}}"#
    );
    page("identityProtection/riskyUsers", [user])
}

#[test]
fn a_user_is_dismissed_by_name_and_not_touched_in_a_rehearsal() {
    let (graph, place) = (Graph::new(), Place::new());
    let database = place.url();
    let users = graph.fill(&place, &database);
    let user = users.iter().find(|user| graph.risk(user) == "atRisk").expect("one at risk");
    let named = graph.user(user)["userPrincipalName"].as_str().expect("a name").to_owned();
    let act = |words: &[&str]| run(&mut graph.command(&place, &database, &[&["act", "dismiss", &named, "--reason", "x"], words].concat()));
    let rehearsed = act(&["--dry-run"]);
    assert_eq!((rehearsed.code, graph.stand_in.changes().len()), (Some(0), 0), "{rehearsed:?}");
    assert!(rehearsed.output.contains(&named), "{rehearsed:?}");
    let dismissed = act(&["--key", "k"]);
    assert_eq!((dismissed.code, graph.risk(user)), (Some(0), "dismissed".into()), "{dismissed:?}");
    assert!(dismissed.output.contains("SUCCEEDED") && dismissed.output.contains(&named), "{dismissed:?}");
    // Nothing was synced since.
    assert_eq!(place.ask(&format!("select risk_state from users where id = '{user}'")), ["dismissed"]);
    let again = act(&["--key", "k"]);
    assert_eq!((again.code, graph.stand_in.changes().len()), (Some(0), 1), "{again:?}");
    let unknown = run(&mut graph.command(&place, &database, &["act", "dismiss", "nobody@contoso.example", "--reason", "x"]));
    assert_eq!(unknown.code, Some(1), "{unknown:?}");
    assert_eq!(graph.stand_in.changes().len(), 1);
}

#[test]
fn where_no_tenant_is_set_the_store_dismisses() {
    let place = Place::new();
    place.write("export", risky_user());
    place.imported(&["--tenant", TENANT, "export"]);
    let database = place.url();
    let dismissed = run(&mut place.riskgate(&["act", "dismiss", "ada@exports.example", "--reason", "x", "--database", &database]));
    assert_eq!(dismissed.code, Some(0), "{dismissed:?}");
    assert!(dismissed.output.contains("SUCCEEDED"), "{dismissed:?}");
    assert_eq!(place.ask("select risk_state from users where id like '5eed%'"), ["dismissed"]);
    let verified = run(&mut place.riskgate(&["audit", "verify", "--database", &database]));
    assert_eq!(verified.code, Some(0), "{verified:?}");
}

#[test]
fn an_alert_is_resolved_and_commented_on() {
    let place = Place::new();
    place.write("export", risky_user());
    place.write("alerts", page("security/alerts_v2", [crate::alerts::alert(USER, "2024-05-02T00:00:00Z").to_string()]));
    place.imported(&["--tenant", TENANT, "export", "alerts"]);
    let database = place.url();
    let act = |words: &[&str]| run(&mut place.riskgate(&[&["act"], words, &["--reason", "x", "--database", &database]].concat()));
    let resolved = act(&["update-alerts", "da-1", "--status", "resolved", "--classification", "true-positive"]);
    assert!(resolved.code == Some(0) && resolved.output.contains("SUCCEEDED       da-1"), "{resolved:?}");
    assert_eq!(place.ask("select risk_state from users where id like '5eed%'"), ["remediated"]);
    let commented = act(&["comment-on-alert", "da-1", "--comment", "Password was reset."]);
    assert!(commented.code == Some(0) && commented.output.contains("SUCCEEDED       da-1"), "{commented:?}");
    assert_eq!(act(&["comment-on-alert", "da-1", "da-2", "--comment", "x"]).code, Some(1));
    let nothing = act(&["update-alerts", "da-1"]);
    assert!(nothing.code == Some(1) && nothing.output.contains("NOTHING_TO_CHANGE"), "{nothing:?}");
    let other = act(&["dismiss", USER, "--status", "resolved"]);
    assert_eq!(other.code, Some(1), "{other:?}");
}

#[test]
fn a_target_is_told_as_it_was_given() {
    let place = Place::new();
    place.write("export", risky_user());
    place.imported(&["--tenant", TENANT, "export"]);
    let database = place.url();
    // No tenant is set, and the store has one alone.
    let words = ["act", "dismiss", USER, "--reason", "x", "--database", &database];
    let dismissed = run(&mut place.riskgate(&words));
    let lines: Vec<&str> = dismissed.output.lines().filter(|line| line.starts_with("  ")).collect();
    assert_eq!(lines.last().map(|line| line.trim()), Some(&*format!("SUCCEEDED       {USER}")), "{dismissed:?}");
    assert!(lines.iter().all(|line| line.ends_with(USER)), "{dismissed:?}");
    // Of two tenants one has to be set.
    place.imported(&["--tenant", "7e000000-0000-4000-8000-00000000000b", "export"]);
    let unset = run(&mut place.riskgate(&words));
    assert!(unset.code == Some(1) && unset.output.contains("the store knows no such user"), "{unset:?}");
    let set = run(place.riskgate(&words).env("RISKGATE_STORE__DEFAULT_TENANT", TENANT));
    assert_eq!(set.code, Some(0), "{set:?}");
}
