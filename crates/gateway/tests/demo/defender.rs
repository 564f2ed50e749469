//! Alerts of Microsoft Defender on the demo tenant, as README tells of them.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use riskgate_gateway::clock::SystemClock;
use riskgate_model::Clock;
use serde_json::{Value, json};

use super::{Running, command, commands, folder};

/// The time in README's commands.
const NOW: &str = "'$(date -u +%FT%TZ)'";

/// What README acts with, from "Act on a risk" on.
const TOKEN: &str = "a-token-of-my-own";

#[tokio::test]
async fn alerts_go_as_readme_prints_it() {
    let commands = commands("## What Defender says");
    let [ask, push, update, see] = &commands[..] else { panic!("{commands:?}") };
    let folder = folder();
    let running = Running::begin(command(folder.path(), &[]).env("RISKGATE_HTTP__TOKEN", TOKEN));
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(30)).build().expect("a client");
    let send = async |line: &str| -> Value {
        let path = line.split(' ').find_map(|word| word.strip_prefix("http://127.0.0.1:8080")).expect("an address");
        let body = line.split_once("-d '").and_then(|(_, rest)| rest.strip_suffix('\'')).expect("a body");
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let body = body.replace(NOW, &clock.now().to_string());
        let mut request = client.post(running.url(path)).header("content-type", "application/json").body(body);
        if line.contains(&format!("authorization: Bearer {TOKEN}")) {
            request = request.bearer_auth(TOKEN);
        }
        request.send().await.expect("it answers").json().await.expect("JSON")
    };
    let users = async || -> Vec<Value> { send(ask).await["data"]["users"]["nodes"].as_array().expect("users").clone() };

    for user in users().await {
        assert_eq!((&user["riskState"], &user["riskDecidedBy"]), (&json!("AT_RISK"), &json!("ENTRA")), "{user}");
    }
    let pushed = send(push).await;
    assert_eq!(pushed["records"]["alerts"], json!({"new": 2, "changed": 0, "unchanged": 0, "refused": 0}), "{pushed}");

    let users = users().await;
    let of = |name: &str| users.iter().find(|user| user["userPrincipalName"].as_str().is_some_and(|it| it.starts_with(name)));
    let (dalia, liam) = (of("dalia").expect("Dalia"), of("liam").expect("Liam"));
    assert_eq!((&dalia["riskState"], &dalia["riskDecidedBy"]), (&json!("REMEDIATED"), &json!("DEFENDER")), "{dalia}");
    assert_eq!((&liam["riskState"], &liam["riskDecidedBy"]), (&json!("AT_RISK"), &json!("ENTRA")), "{liam}");
    let closed = |user: &Value| {
        let claims = user["claims"].as_array().expect("claims").iter();
        claims.map(|claim| (claim["claimant"].clone(), claim["riskState"].clone(), !claim["closed"].is_null())).collect::<Vec<_>>()
    };
    let verdict = (json!("DEFENDER"), json!("REMEDIATED"), false);
    assert_eq!(closed(dalia), [(json!("ENTRA"), json!("AT_RISK"), true), verdict.clone()]);
    assert_eq!(closed(liam), [(json!("ENTRA"), json!("AT_RISK"), false), verdict]);
    for (user, alert) in [(dalia, "da-1"), (liam, "da-2")] {
        let line = json!({"riskState": "REMEDIATED", "claimant": "DEFENDER", "alert": {"alertId": alert, "tableRow": 11}});
        assert_eq!(user["riskHistory"]["nodes"][0], line);
    }

    let begun = Instant::now();
    let mut updated = send(update).await["data"]["updateAlerts"].take();
    // Asked again under its key it says how far it has come.
    while begun.elapsed() < Duration::from_secs(30) && ["QUEUED", "SENDING"].map(Value::from).contains(&updated["action"]["state"]) {
        updated = send(update).await["data"]["updateAlerts"].take();
    }
    assert_eq!((&updated["results"][0]["outcome"], &updated["userErrors"]), (&json!("SUCCEEDED"), &json!([])), "{updated}");
    let dalia = send(see).await["data"]["user"].take();
    assert_eq!((&dalia["riskState"], &dalia["riskDecidedBy"]), (&json!("CONFIRMED_SAFE"), &json!("DEFENDER")), "{dalia}");
    let line = |state: &str, classification: &str, row: u8| json!({"riskState": state, "alert": {"alertId": "da-1", "classification": classification, "tableRow": row}});
    let lines = json!([line("CONFIRMED_SAFE", "FALSE_POSITIVE", 9), line("REMEDIATED", "TRUE_POSITIVE", 11)]);
    assert_eq!(dalia["riskHistory"]["nodes"], lines);
    let action = json!({"kind": "UPDATE_ALERTS", "state": "SUCCEEDED", "requestedBy": "token", "reason": "it was her new phone"});
    let alert = dalia["alerts"]["nodes"].as_array().expect("alerts").iter().find(|alert| alert["alertId"] == "da-1").expect("the alert");
    assert_eq!(alert["actions"]["nodes"], json!([action]));
}
