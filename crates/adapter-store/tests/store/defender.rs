//! What alerts of Microsoft Defender do to the risks of users, as whoever looks at the store sees it.

use riskgate_adapter::{AlertSource, Counts, DetectionSource, RiskHistorySource, SignInSource, UserSource};
use riskgate_model::{
    Alert, AlertId, Claim, Claimant, Detection, DetectionFields, DetectionId, DirectoryUser, Id, Identity, Kept, MsgraphRecord, Query,
    Record, RecordKind, RiskyUser, SignIn, SignInFields, SignInId, TenantId, User, UserFields, UserId, Word,
};
use serde_json::{Value, json};

use crate::bench::Bench;

fn tenant() -> TenantId {
    TenantId::new("t")
}

fn kept<T: MsgraphRecord + std::fmt::Debug>(properties: &Value) -> Kept<T> {
    Kept::read(properties.as_object().expect("an object").clone(), &tenant(), None).expect("a record")
}

/// A minute of the morning of which these tests tell.
fn at(minute: u32) -> String {
    format!("2024-05-01T08:{minute:02}:00Z")
}

/// A user of whom Entra says that there is a risk.
fn at_risk(id: &str) -> Record {
    Record::RiskyUser(kept::<RiskyUser>(
        &json!({"id": id, "riskState": "atRisk", "riskLevel": "high", "riskDetail": "none", "riskLastUpdatedDateTime": at(2)}),
    ))
}

fn detection(id: &str, user: &str) -> Record {
    Record::Detection(Box::new(kept::<Detection>(&json!({
        "id": id, "userId": user, "requestId": format!("s-{id}"), "detectedDateTime": at(1), "lastUpdatedDateTime": at(1),
        "riskState": "atRisk", "riskLevel": "medium", "riskEventType": "anonymizedIPAddress"
    }))))
}

fn sign_in(id: &str, user: &str) -> Record {
    Record::SignIn(Box::new(kept::<SignIn>(&json!({
        "id": id, "userId": user, "createdDateTime": at(1), "riskState": "atRisk", "riskLevelAggregated": "medium"
    }))))
}

fn user(account: &Value) -> Value {
    json!({"@odata.type": "#microsoft.graph.security.userEvidence", "userAccount": account})
}

/// What is known of an alert that was raised for the detection, at a minute.
fn alert(minute: u32, status: &str, classification: &str) -> Value {
    json!({
        "id": "a", "providerAlertId": "d", "serviceSource": "azureAdIdentityProtection", "severity": "low", "status": status,
        "classification": classification, "createdDateTime": at(3), "lastUpdateDateTime": at(minute),
        "evidence": [user(&json!({"azureAdUserId": "u"}))]
    })
}

fn with(mut alert: Value, property: &str, value: Value) -> Record {
    alert[property] = value;
    record(&alert)
}

fn record(alert: &Value) -> Record {
    Record::Alert(Box::new(kept::<Alert>(alert)))
}

async fn shown(bench: &Bench, id: &str) -> User {
    let id = UserId::new(tenant(), id);
    bench.store.users_by_id(std::slice::from_ref(&id), UserFields::ALL).await.expect("users").remove(&id).expect("the user")
}

/// State, level and minute of a risk.
fn risk(risk: &riskgate_model::Risk) -> String {
    let minute = risk.updated.map(|at| at.to_string()[14..16].to_owned());
    format!(
        "{} {} {}",
        risk.state.as_ref().map_or("", Word::as_str),
        risk.level.as_ref().map_or("", Word::as_str),
        minute.unwrap_or_default()
    )
}

fn claim(user: &User, claimant: Claimant) -> &Claim {
    user.claims.iter().find(|claim| claim.claimant == claimant).expect("a claim")
}

/// The lines that alerts left in the history, oldest first.
async fn lines(bench: &Bench, id: &str) -> Vec<String> {
    let identity = Identity::User(UserId::new(tenant(), id));
    let mut rows = bench.store.risk_history(&[identity], &Query::first(100)).await.expect("a history").rows;
    rows.reverse();
    let of_alerts = rows.iter().filter_map(|row| Some((row, row.alert.as_ref()?)));
    of_alerts
        .map(|(row, alert)| {
            let state = row.risk_state.as_ref().map_or("", Word::as_str);
            format!("{} {} {}: {state}", alert.id, alert.status.as_str(), alert.classification.as_str())
        })
        .collect()
}

/// How many alerts name the user.
async fn named(bench: &Bench, id: &str) -> usize {
    bench.store.alerts_by_identity(&[Identity::User(UserId::new(tenant(), id))], &Query::first(9)).await.expect("alerts").rows.len()
}

#[tokio::test]
async fn a_verdict_that_covers_all_that_is_open_ends_the_risk_in_every_order() {
    let told =
        [at_risk("u"), detection("d", "u"), record(&alert(4, "inProgress", "unknown")), record(&alert(9, "resolved", "truePositive"))];
    let Some(reference) = Bench::of(&told).await else { return };
    let user = shown(&reference, "u").await;
    assert_eq!(risk(&user.risk), "remediated none 09");
    assert_eq!(user.risk.decided_by, Some(Claimant::Defender));
    let defender = claim(&user, Claimant::Defender);
    assert_eq!(defender.alert.as_ref().map(|alert| &alert.id), Some(&AlertId::new(tenant(), "a")), "its id is one of the tenant");
    assert_eq!(defender.level.as_ref().map(Word::as_str), Some("medium"), "it is the detection's own");
    assert_eq!(lines(&reference, "u").await, ["t/a inProgress unknown: atRisk", "t/a resolved truePositive: remediated"]);
    let id = DetectionId::new(tenant(), "d");
    let detections = reference.store.detections_by_id(std::slice::from_ref(&id), DetectionFields::ALL).await.expect("detections");
    assert_eq!(risk(&detections[&id].risk), "remediated none 09");
    for order in [[3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1]] {
        let Some(bench) = Bench::new().await else { return };
        for place in order {
            bench.record(&[told[place].clone()]).await;
        }
        assert_eq!(bench.dump().await, reference.dump().await, "{order:?}");
    }
}

#[tokio::test]
async fn one_who_has_another_open_detection_stays_at_risk_and_the_claims_say_why() {
    let told = [at_risk("u"), detection("d", "u"), detection("other", "u"), record(&alert(9, "resolved", "truePositive"))];
    let Some(bench) = Bench::of(&told).await else { return };
    let user = shown(&bench, "u").await;
    assert_eq!(risk(&user.risk), "atRisk high 02");
    assert_eq!(claim(&user, Claimant::Entra).closed, None);
    assert_eq!(claim(&user, Claimant::Defender).state.as_str(), "remediated");
    // Once Entra closes the other one, nothing is left.
    let closed = json!({"id": "other", "userId": "u", "detectedDateTime": at(1), "lastUpdatedDateTime": at(20), "riskState": "dismissed"});
    bench.record(&[Record::Detection(Box::new(kept(&closed)))]).await;
    assert_eq!(risk(&shown(&bench, "u").await.risk), "remediated none 09");
}

#[tokio::test]
async fn a_comment_changes_nothing_and_one_that_is_opened_again_takes_its_verdict_back() {
    let resolved = [at_risk("u"), detection("d", "u"), record(&alert(9, "resolved", "falsePositive"))];
    let Some(bench) = Bench::of(&resolved).await else { return };
    let before = (risk(&shown(&bench, "u").await.risk), lines(&bench, "u").await);
    assert_eq!(before.0, "confirmedSafe none 09");
    let commented = with(alert(12, "resolved", "falsePositive"), "comments", json!([{"comment": "Looked at it."}]));
    let recorded = bench.record(&[commented]).await;
    assert_eq!(recorded.0[&RecordKind::Alerts], Counts { changed: 1, ..Counts::default() });
    assert_eq!((risk(&shown(&bench, "u").await.risk), lines(&bench, "u").await), before);
    bench.record(&[record(&alert(15, "new", "unknown"))]).await;
    let user = shown(&bench, "u").await;
    assert_eq!(risk(&user.risk), "atRisk high 02");
    assert_eq!(user.claims.len(), 1, "it says nothing any more: {:?}", user.claims);
    assert_eq!(lines(&bench, "u").await, ["t/a resolved falsePositive: confirmedSafe", "t/a new unknown: none"]);
}

#[tokio::test]
async fn an_alert_that_names_two_hundred_users_says_nothing_of_each() {
    let all: Vec<Value> = (0..200).map(|n| user(&json!({"azureAdUserId": format!("u{n}")}))).collect();
    let spray = with(alert(9, "inProgress", "truePositive"), "evidence", json!(all));
    let Some(bench) = Bench::of(&[at_risk("u7"), spray]).await else { return };
    let user = shown(&bench, "u7").await;
    assert_eq!((risk(&user.risk).as_str(), user.claims.len()), ("atRisk high 02", 1));
    assert_eq!((named(&bench, "u7").await, named(&bench, "u199").await, named(&bench, "u200").await), (1, 1, 0));
    assert_eq!(lines(&bench, "u7").await, [""; 0]);
    assert_eq!(shown(&bench, "u199").await.claims, []);
}

#[tokio::test]
async fn one_who_is_named_by_a_name_alone_is_found_when_it_becomes_known_and_lost_when_it_is_anothers() {
    let by_name = with(alert(9, "inProgress", "truePositive"), "evidence", json!([user(&json!({"userPrincipalName": "Ada@X.example"}))]));
    let Some(bench) = Bench::of(&[by_name]).await else { return };
    let known = |id: &str, name: &str| Record::DirectoryUser(kept::<DirectoryUser>(&json!({"id": id, "userPrincipalName": name})));
    assert_eq!(named(&bench, "u").await, 0);
    bench.record(&[known("u", "ada@x.EXAMPLE")]).await;
    assert_eq!((named(&bench, "u").await, risk(&shown(&bench, "u").await.risk)), (1, "confirmedCompromised high 09".to_owned()));
    assert_eq!(lines(&bench, "u").await.len(), 1);
    bench.record(&[at_risk("u")]).await;
    // The directory tells no moments, so that of two names the greater counts.
    bench.record(&[known("u", "countess@x.example")]).await;
    assert_eq!((named(&bench, "u").await, risk(&shown(&bench, "u").await.risk)), (0, "atRisk high 02".to_owned()));
    assert_eq!(lines(&bench, "u").await, [""; 0]);
}

#[tokio::test]
async fn a_user_is_found_by_either_security_identifier() {
    for property in ["securityIdentifier", "onPremisesSecurityIdentifier"] {
        let by_sid = with(alert(9, "new", "truePositive"), "evidence", json!([user(&json!({"userSid": "S-1-5-21"}))]));
        let known = Record::DirectoryUser(kept::<DirectoryUser>(&json!({"id": "u", property: "s-1-5-21"})));
        let Some(bench) = Bench::of(&[by_sid]).await else { return };
        bench.record(&[known]).await;
        assert_eq!(risk(&shown(&bench, "u").await.risk), "confirmedCompromised high 09", "{property}");
    }
}

#[tokio::test]
async fn a_sign_in_and_its_detection_hear_an_alert_that_names_both() {
    let evidence = json!([user(&json!({"azureAdUserId": "u"})), {"requestId": "s-d"}]);
    let mut naming = alert(9, "resolved", "falsePositive");
    naming["providerAlertId"] = json!("unknown");
    let told = [with(naming, "evidence", evidence), detection("d", "u"), sign_in("s-d", "u")];
    let Some(bench) = Bench::new().await else { return };
    for record in told {
        bench.record(&[record]).await;
    }
    let id = SignInId::new(tenant(), "s-d");
    let sign_ins = bench.store.sign_ins_by_id(std::slice::from_ref(&id), SignInFields::ALL).await.expect("sign-ins");
    assert_eq!(risk(&sign_ins[&id].risk), "confirmedSafe none 09");
    let covered = bench.store.alerts_by_detection(&[DetectionId::new(tenant(), "d")], &Query::first(9)).await.expect("alerts");
    let naming = bench.store.alerts_by_sign_in(&[id], &Query::first(9)).await.expect("alerts");
    assert_eq!((covered.rows.len(), naming.rows.len()), (1, 1));
    // The detection that it was raised for becomes known: it covers that one, and no other.
    bench.record(&[detection("unknown", "u")]).await;
    let ids = ["d", "unknown"].map(|id| DetectionId::new(tenant(), id));
    let covered = bench.store.alerts_by_detection(&ids, &Query::first(9)).await.expect("alerts");
    assert_eq!(covered.ends, [0, 1]);
}

#[tokio::test]
async fn an_alert_of_a_product_that_claims_nothing_is_linked_and_says_nothing() {
    let other = with(alert(9, "resolved", "truePositive"), "serviceSource", json!("microsoftDefenderForEndpoint"));
    let Some(bench) = Bench::of(&[at_risk("u"), other]).await else { return };
    assert_eq!((named(&bench, "u").await, risk(&shown(&bench, "u").await.risk)), (1, "atRisk high 02".to_owned()));
}

#[tokio::test]
async fn one_from_the_day_after_tomorrow_is_refused() {
    // The store's clock stands still in July.
    let updated = |at: &str| with(alert(9, "resolved", "truePositive"), "lastUpdateDateTime", json!(at));
    let Some(bench) = Bench::of(&[updated("2024-07-04T09:00:00Z")]).await else { return };
    let recorded = bench.record(&[updated("2024-07-05T09:00:00Z")]).await;
    assert_eq!(recorded.0[&RecordKind::Alerts], Counts { refused: 1, ..Counts::default() });
    let refused = bench.dump().await.into_iter().find(|row| row.starts_with("refusals")).expect("a refusal");
    assert!(refused.contains("is more than 24 hours in the future"), "{refused}");
}

#[tokio::test]
async fn a_status_that_was_told_about_a_user_lets_the_alert_of_a_silent_product_speak_of_nobody_else() {
    let mut compromised = user(&json!({"azureAdUserId": "u"}));
    compromised["roles"] = json!(["compromised"]);
    let mut silent = alert(9, "resolved", "falsePositive");
    silent["serviceSource"] = json!("microsoftDefenderForEndpoint");
    let silent = with(silent, "evidence", json!([compromised, {"requestId": "s-d"}]));
    let status =
        json!({"id": "a", "status": "resolved", "classification": "falsePositive", "lastUpdateDateTime": at(10), "statusOf": ["other"]});
    let told = [at_risk("u"), at_risk("other"), detection("d", "u"), sign_in("s-d", "u"), silent, record(&status)];
    let Some(reference) = Bench::of(&told).await else { return };
    assert_eq!(risk(&shown(&reference, "other").await.risk), "confirmedSafe none 09", "since the alert came to stand so");
    assert_eq!(lines(&reference, "other").await, ["t/a resolved falsePositive: confirmedSafe"]);
    assert_eq!((risk(&shown(&reference, "u").await.risk).as_str(), lines(&reference, "u").await), ("atRisk high 02", vec![]));
    let (detection, sign_in) = (DetectionId::new(tenant(), "d"), SignInId::new(tenant(), "s-d"));
    let detections = reference.store.detections_by_id(std::slice::from_ref(&detection), DetectionFields::ALL).await.expect("detections");
    let sign_ins = reference.store.sign_ins_by_id(std::slice::from_ref(&sign_in), SignInFields::ALL).await.expect("sign-ins");
    assert_eq!(
        (risk(&detections[&detection].risk), risk(&sign_ins[&sign_in].risk)),
        ("atRisk medium 01".into(), "atRisk medium 01".into())
    );
    let Some(bench) = Bench::new().await else { return };
    for record in told.iter().rev() {
        bench.record(std::slice::from_ref(record)).await;
    }
    assert_eq!(bench.dump().await, reference.dump().await);
}
