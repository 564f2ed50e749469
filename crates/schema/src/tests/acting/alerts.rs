//! Asking for something to be done to alerts.

use riskgate_model::{Actor, Alert, Kept, Target, TenantId};
use serde_json::{Value, json};

use super::{Bench, Viewer, codes};
use crate::ActionRules;

impl Bench {
    async fn act_on_alerts(&self, mutation: &str, input: Value) -> Value {
        let ty = if mutation == "updateAlerts" { "UpdateAlertsInput" } else { "CommentOnAlertInput" };
        let query = format!(
            "mutation($input: {ty}!) {{ {mutation}(input: $input) {{ action {{ id kind state comment
                alertChange {{ status classification determination assignedTo }} steps {{ targetId act alert {{ alertId title }} user {{ id }} }} }}
                results {{ outcome acts }} userErrors {{ code field message target }} }} }}"
        );
        let answer = self.ask(&query, json!({ "input": input })).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
        answer["data"][mutation].clone()
    }

    async fn update(&self, more: &Value) -> Value {
        let mut input = json!({"alertIds": ["AL1"], "reason": "looked into", "idempotencyKey": "k"});
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        self.act_on_alerts("updateAlerts", input).await
    }
}

/// The codes of what is wrong, each with its argument.
fn flaws(payload: &Value) -> Vec<(&str, &str)> {
    let errors = payload["userErrors"].as_array().expect("a list");
    errors.iter().map(|error| (error["code"].as_str().expect("a code"), error["field"][1].as_str().expect("an argument"))).collect()
}

#[tokio::test]
async fn what_is_to_be_changed_of_alerts_is_kept_and_shown() {
    let bench = Bench::new();
    let to =
        json!({"status": "RESOLVED", "classification": "TRUE_POSITIVE", "determination": "COMPROMISED_ACCOUNT", "assignedTo": " kim "});
    let payload = bench.update(&to).await;
    let action = &payload["action"];
    assert_eq!((&action["kind"], &action["comment"], &payload["userErrors"]), (&json!("UPDATE_ALERTS"), &Value::Null, &json!([])));
    let mut shown = to.clone();
    shown["assignedTo"] = "kim".into();
    assert_eq!(action["alertChange"], shown);
    let step = json!({"targetId": "al1", "act": "UPDATE_ALERT", "alert": {"alertId": "al1", "title": "Unfamiliar sign-in"}, "user": null});
    assert_eq!(action["steps"], json!([step]));
    assert!(matches!(&bench.log.kept()[0].0.steps[0].target, Target::Alert(_)));
    assert_eq!(bench.update(&to).await["action"]["id"], action["id"], "the same again is the same");
    let payload = bench.update(&json!({"status": "NEW"})).await;
    assert_eq!((flaws(&payload), &payload["action"]), (vec![("CONFLICT", "idempotencyKey")], &Value::Null));
    let query = r#"{ alert(by: {alertId: "al1"}) { actions { nodes { kind steps { alert { alertId } } } } } }"#;
    let listed = bench.ask(query, json!({})).await;
    let expected = json!([{"kind": "UPDATE_ALERTS", "steps": [{"alert": {"alertId": "al1"}}]}]);
    assert_eq!(listed["data"]["alert"]["actions"]["nodes"], expected, "{listed}");
}

#[tokio::test]
async fn a_comment_is_kept_and_shown_and_alerts_that_nobody_knows_are_refused() {
    let bench = Bench::new();
    let ask = |id: &str, comment: &str| json!({"alertId": id, "comment": comment, "reason": "x", "idempotencyKey": id});
    let payload = bench.act_on_alerts("commentOnAlert", ask("al1", " Asked\0 her.\n")).await;
    let action = &payload["action"];
    assert_eq!((&action["comment"], &action["alertChange"]), (&json!("Asked\u{fffd} her."), &Value::Null), "{payload}");
    assert_eq!(payload["results"], json!([{"outcome": "QUEUED", "acts": ["COMMENT_ON_ALERT"]}]));
    let payload = bench.act_on_alerts("commentOnAlert", ask("al9", "x")).await;
    assert_eq!(codes(&payload), [("UNKNOWN_TARGET", "al9")]);
    for comment in [" ", &"x".repeat(1_001)] {
        let payload = bench.act_on_alerts("commentOnAlert", ask("al1", comment)).await;
        assert_eq!((flaws(&payload), &payload["action"]), (vec![("COMMENT_INVALID", "comment")], &Value::Null));
    }
    let payload = bench.act_on_alerts("commentOnAlert", ask("al1", &"ä".repeat(1_000))).await;
    assert_eq!(flaws(&payload), [("CONFLICT", "idempotencyKey")], "such a comment can be written, and is another one");
}

#[tokio::test]
async fn what_microsoft_does_not_take_is_refused_and_nothing_is_kept() {
    let bench = Bench::new();
    let (value, mismatch) = ("VALUE_INVALID", "DETERMINATION_MISMATCH");
    for (change, flaw) in [
        (json!({}), ("NOTHING_TO_CHANGE", "status")),
        (json!({"status": "UNKNOWN"}), (value, "status")),
        (json!({"classification": "UNKNOWN", "determination": "OTHER"}), (value, "classification")),
        (json!({"classification": "TRUE_POSITIVE", "determination": "UNKNOWN"}), (value, "determination")),
        (json!({"classification": "FALSE_POSITIVE", "determination": "CLEAN"}), (value, "determination")),
        (json!({"determination": "PHISHING"}), (mismatch, "determination")),
        (json!({"classification": "FALSE_POSITIVE", "determination": "PHISHING"}), (mismatch, "determination")),
        (json!({"classification": "NOT_SET", "determination": "OTHER"}), (mismatch, "determination")),
        (json!({"assignedTo": "  "}), (value, "assignedTo")),
        (json!({"assignedTo": "x".repeat(256)}), (value, "assignedTo")),
        (json!({"status": "NEW", "reason": " "}), ("REASON_REQUIRED", "reason")),
        (json!({"status": "NEW", "alertIds": []}), ("NO_TARGETS", "alertIds")),
    ] {
        let payload = bench.update(&change).await;
        assert_eq!((flaws(&payload), &payload["action"]), (vec![flaw], &Value::Null), "{change}");
        let [refused] = &bench.log.refused()[..] else { panic!("it is on record once") };
        assert_eq!((&refused.codes[..], refused.kind), (&[flaw.0][..], Some("updateAlerts")));
    }
    assert_eq!(bench.log.kept().len(), 0);
    let payload = bench.update(&json!({"classification": "INFORMATIONAL_EXPECTED_ACTIVITY", "determination": "NOT_SET"})).await;
    assert_eq!(payload["userErrors"], json!([]), "what is not set goes with every classification");
}

#[tokio::test]
async fn nobody_decides_about_an_alert_that_speaks_about_them_and_everybody_may_comment() {
    let seen_by = |object: &str, break_glass: &str| {
        let rules = ActionRules { break_glass: vec![break_glass.to_owned()], ..ActionRules::default() };
        let viewer = Some(Viewer(Actor { name: "soar".to_owned(), object: Some(object.to_owned()) }));
        Bench { viewer, ..Bench::with(rules, super::Log::default()) }
    };
    for (object, break_glass, code) in [("U1", "nobody", "ONESELF"), ("u9", "ann@CONTOSO.example", "BREAK_GLASS")] {
        let bench = seen_by(object, break_glass);
        assert_eq!(codes(&bench.update(&json!({"status": "RESOLVED"})).await), [(code, "AL1")]);
        let comment = json!({"alertId": "al1", "comment": "It was me.", "idempotencyKey": "c"});
        assert_eq!(bench.act_on_alerts("commentOnAlert", comment).await["userErrors"], json!([]));
    }
    // Whatever the alert calls them: Ann's other names are in the directory.
    for name in [json!({"userSid": "s-1-12"}), json!({"userSid": "S-1-5"}), json!({"userPrincipalName": "ANN@contoso.example"})] {
        for (object, break_glass, code) in
            [("u1", "nobody", "ONESELF"), ("u9", "u1", "BREAK_GLASS"), ("u9", "ann@contoso.example", "BREAK_GLASS")]
        {
            let mut facts = super::world::small();
            let called = json!([{"@odata.type": "#microsoft.graph.security.userEvidence", "userAccount": name}]);
            facts.alerts[0].evidence = serde_json::from_value(called).expect("evidence");
            let rules = ActionRules { break_glass: vec![break_glass.to_owned()], ..ActionRules::default() };
            let viewer = Some(Viewer(Actor { name: "soar".to_owned(), object: Some(object.to_owned()) }));
            let bench = Bench { viewer, ..Bench::over(facts, rules, super::Log::default()) };
            assert_eq!(codes(&bench.update(&json!({"status": "RESOLVED"})).await), [(code, "AL1")], "{name} {object} {break_glass}");
        }
    }
    // An alert that names nobody closes a sign-in of Ann's, or a detection of hers.
    for (provider, evidence) in [("x", json!([{"requestId": "r1"}])), ("d1", json!([]))] {
        let mut facts = super::world::small();
        let told = json!({
            "id": "al1", "serviceSource": "azureAdIdentityProtection", "providerAlertId": provider, "evidence": evidence,
            "createdDateTime": "1970-01-01T00:10:00Z",
        });
        let told = Kept::<Alert>::read(told.as_object().expect("an object").clone(), &TenantId::new("t"), None).expect("an alert");
        facts.alerts[0] = told.value;
        let viewer = Some(Viewer(Actor { name: "soar".to_owned(), object: Some("u1".to_owned()) }));
        let bench = Bench { viewer, ..Bench::over(facts, ActionRules::default(), super::Log::default()) };
        assert_eq!(codes(&bench.update(&json!({"status": "RESOLVED"})).await), [("ONESELF", "AL1")], "{provider}");
    }
    // Of whom an alert says nothing it is not about.
    let bench = seen_by("u2", "nobody");
    let other = json!({"status": "RESOLVED", "alertIds": ["al1"]});
    assert_eq!(bench.update(&other).await["userErrors"], json!([]));
}
