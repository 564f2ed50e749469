//! Actions: what they are answered, and what they change, and when.

use reqwest::Method;
use riskgate_test_msgraph::{ACTION_MOST_IDS, Armed, Effect, Fault, World};
use serde_json::{Value, json};

use crate::client::{Asked, TENANT, code, of, rows, size};

const USERS: &str = "/v1.0/identityProtection/riskyUsers";
const DETECTIONS: &str = "/v1.0/identityProtection/riskDetections";
const SIGN_INS: &str = "/v1.0/auditLogs/signIns";
const PRINCIPALS: &str = "/v1.0/identityProtection/riskyServicePrincipals";

/// A user at risk, with a sign-in and a detection; and a service principal.
async fn case(effect: Effect) -> Asked {
    let risk = json!({"riskState": "atRisk", "riskDetail": "none"});
    let row = |more: Value| {
        let mut row = risk.clone();
        row.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        vec![row].into()
    };
    let world = World {
        users: vec![json!({"id": "u", "accountEnabled": true, "userPrincipalName": "U@x"}), json!({"id": "calm"})].into(),
        risky_users: row(json!({"id": "u", "riskLevel": "high", "isProcessing": false, "userPrincipalName": "U@x"})),
        sign_ins: row(json!({
            "id": "s",
            "userId": "u",
            "createdDateTime": "2025-11-26T00:00:00Z",
            "riskLevelAggregated": "medium",
            "riskLevelDuringSignIn": "medium",
        })),
        risk_detections: row(json!({"id": "d", "userId": "u", "requestId": "s", "riskLevel": "medium"})),
        risky_service_principals: row(json!({"id": "p", "riskLevel": "high", "displayName": "Workload", "appId": "a"})),
        ..World::default()
    };
    of(world, |settings| settings.effect = effect).await
}

async fn done(asked: &Asked, path: &str, body: Value) {
    let answer = asked.post(path, &body).await;
    assert_eq!(answer, (204, json!("")), "{path}");
}

/// Level, state and detail.
async fn risk(asked: &Asked, path: &str) -> [String; 3] {
    let request = asked.request(Method::GET, path).header("prefer", "include-unknown-enum-members");
    let row: Value = serde_json::from_str(&request.send().await.expect("an answer").text().await.expect("a body")).expect("JSON");
    let level = row.get("riskLevelAggregated").unwrap_or(&row["riskLevel"]);
    [level, &row["riskState"], &row["riskDetail"]].map(|word| word.as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn confirming_a_user_compromised_raises_the_risk_and_adds_a_detection() {
    let asked = case(Effect::AtOnce).await;
    done(&asked, &format!("{USERS}/confirmCompromised"), json!({"userIds": ["u", "calm"]})).await;
    for user in ["u", "calm"] {
        let told = risk(&asked, &format!("{USERS}/{user}")).await;
        assert_eq!(told, ["high", "confirmedCompromised", "adminConfirmedUserCompromised"]);
    }
    let detections = asked.ok(&format!("{DETECTIONS}?$filter=riskEventType eq 'adminConfirmedUserCompromised'")).await;
    assert_eq!(rows(&detections).len(), 2);
    let history = asked.ok(&format!("{USERS}/u/history")).await;
    let item = &rows(&history)[0];
    assert_eq!((&item["userId"], &item["initiatedBy"], &item["riskState"]), (&json!("u"), &json!("app"), &json!("confirmedCompromised")));
    assert_eq!(item["id"], "u638997984000000000");
}

#[tokio::test]
async fn confirming_a_user_safe_takes_the_risk_away() {
    let asked = case(Effect::AtOnce).await;
    done(&asked, &format!("{USERS}/microsoft.graph.confirmSafe"), json!({"userIds": ["u"]})).await;
    assert_eq!(risk(&asked, &format!("{USERS}/u")).await, ["none", "confirmedSafe", "adminConfirmedAccountSafe"]);
}

#[tokio::test]
async fn dismissing_a_user_dismisses_all_its_sign_ins_and_detections() {
    let asked = case(Effect::AtOnce).await;
    done(&asked, &format!("{USERS}/dismiss"), json!({"userIds": ["u"]})).await;
    let detail = "adminDismissedAllRiskForUser";
    assert_eq!(risk(&asked, &format!("{USERS}/u")).await, ["none", "dismissed", detail]);
    assert_eq!(risk(&asked, &format!("{SIGN_INS}/s")).await, ["none", "dismissed", detail]);
    assert_eq!(risk(&asked, &format!("{DETECTIONS}/d")).await, ["medium", "dismissed", detail]);
    assert_eq!(asked.ok(&format!("{SIGN_INS}/s")).await["riskLevelDuringSignIn"], "medium");
}

#[tokio::test]
async fn dismissing_reaches_rows_that_are_made_when_they_are_read() {
    let asked = of(World::sized(size()), |_| {}).await;
    let user = asked.ok(USERS).await["value"][0]["id"].as_str().expect("an id").to_owned();
    done(&asked, &format!("{USERS}/dismiss"), json!({"userIds": [user]})).await;
    for path in [DETECTIONS, SIGN_INS] {
        let of_user = asked.pages(&format!("{path}?$filter=userId eq '{user}'")).await.concat();
        assert!(of_user.iter().any(|row| row["riskState"] == "dismissed"), "{path}");
        assert!(!of_user.iter().any(|row| row["riskState"] == "atRisk"), "{path}");
    }
}

#[tokio::test]
async fn sign_ins_are_confirmed_and_dismissed_only_while_they_are_risky() {
    for (action, expected, user) in [
        ("confirmCompromised", ["high", "confirmedCompromised", "adminConfirmedSigninCompromised"], "confirmedCompromised"),
        ("confirmSafe", ["none", "confirmedSafe", "adminConfirmedSigninSafe"], "none"),
        ("dismiss", ["none", "dismissed", "adminDismissedRiskForSignIn"], "atRisk"),
    ] {
        let asked = case(Effect::AtOnce).await;
        let path = format!("{SIGN_INS}/{action}");
        done(&asked, &path, json!({"requestIds": ["s"]})).await;
        assert_eq!(risk(&asked, &format!("{SIGN_INS}/s")).await, expected);
        assert_eq!(risk(&asked, &format!("{DETECTIONS}/d")).await[1], expected[1]);
        assert_eq!(risk(&asked, &format!("{USERS}/u")).await[1], user);
        let again = asked.post(&path, &json!({"requestIds": ["s"]})).await;
        assert_eq!(again.0, 400);
        assert_eq!(again.1["error"]["message"], "These requestIds do not exist in your tenant or they are not risky");
    }
}

#[tokio::test]
async fn service_principals_are_confirmed_compromised_and_dismissed_but_never_safe() {
    let asked = case(Effect::AtOnce).await;
    let ids = json!({"servicePrincipalIds": ["p"]});
    done(&asked, &format!("{PRINCIPALS}/confirmCompromised"), ids.clone()).await;
    let detail = "adminConfirmedServicePrincipalCompromised";
    assert_eq!(risk(&asked, &format!("{PRINCIPALS}/p")).await, ["high", "confirmedCompromised", detail]);
    let detections = asked.ok("/v1.0/identityProtection/servicePrincipalRiskDetections").await;
    assert_eq!(rows(&detections)[0]["riskEventType"], detail);
    done(&asked, &format!("{PRINCIPALS}/dismiss"), ids.clone()).await;
    assert_eq!(risk(&asked, &format!("{PRINCIPALS}/p")).await[1..], ["dismissed", "adminDismissedAllRiskForServicePrincipal"]);
    assert_eq!(rows(&asked.ok(&format!("{PRINCIPALS}/p/history")).await).len(), 2);
    assert_ne!(asked.post(&format!("{PRINCIPALS}/confirmSafe"), &ids).await.0, 204);
}

#[tokio::test]
async fn an_account_is_blocked_and_signed_out() {
    let asked = case(Effect::AtOnce).await;
    let shown = "/v1.0/users/u?$select=accountEnabled,signInSessionsValidFromDateTime";
    let blocked = asked.request(Method::PATCH, "/v1.0/users/u").json(&json!({"accountEnabled": false}));
    assert_eq!(blocked.send().await.expect("an answer").status(), 204);
    assert_eq!(asked.ok(shown).await["accountEnabled"], false);
    let (status, body) = asked.post("/v1.0/users/u/revokeSignInSessions", &Value::Null).await;
    assert_eq!((status, &body["value"]), (200, &json!(true)));
    assert_eq!(asked.ok(shown).await["signInSessionsValidFromDateTime"], "2025-11-27T00:00:00Z");
    let unknown = asked.request(Method::PATCH, "/v1.0/users/nobody").json(&json!({"accountEnabled": false}));
    assert_eq!(unknown.send().await.expect("an answer").status(), 404);
    let other = asked.request(Method::PATCH, "/v1.0/users/u").json(&json!({"displayName": "x"}));
    assert_eq!(other.send().await.expect("an answer").status(), 400);
}

/// The status of setting this property.
async fn patched(asked: &Asked, path: &str, body: Value) -> u16 {
    asked.request(Method::PATCH, path).json(&body).send().await.expect("an answer").status().as_u16()
}

#[tokio::test]
async fn a_new_password_ends_the_risk_of_its_user_and_is_not_shown() {
    let asked = case(Effect::AtOnce).await;
    let password = |password: &str| json!({"passwordProfile": {"password": password, "forceChangePasswordNextSignIn": true}});
    assert_eq!(patched(&asked, "/v1.0/users/u", password("simple")).await, 400);
    assert_eq!(patched(&asked, "/v1.0/users/u", password("Not-so-simple")).await, 204);
    assert_eq!(asked.ok("/v1.0/users/u?$select=lastPasswordChangeDateTime").await["lastPasswordChangeDateTime"], "2025-11-27T00:00:00Z");
    let detail = "adminGeneratedTemporaryPassword";
    assert_eq!(risk(&asked, &format!("{USERS}/u")).await, ["none", "remediated", detail]);
    assert_eq!(risk(&asked, &format!("{DETECTIONS}/d")).await, ["medium", "remediated", detail]);
    assert!(!asked.graph.world(TENANT, |world| format!("{:?}", world.users.get("u"))).contains("simple"));
    assert_eq!(patched(&asked, "/v1.0/users/calm", password("Not-so-simple")).await, 204);
    assert_eq!(asked.get(&format!("{USERS}/calm")).await.0, 404, "who was at no risk is at none");
    asked.graph.world(TENANT, |world| world.users.push(json!({"id": "synced", "onPremisesSyncEnabled": true})));
    assert_eq!(patched(&asked, "/v1.0/users/synced", password("Not-so-simple")).await, 400);
}

#[tokio::test]
async fn a_service_principal_is_disabled() {
    let asked = case(Effect::AtOnce).await;
    asked.graph.world(TENANT, |world| world.service_principals.push(json!({"id": "p", "accountEnabled": true})));
    assert_eq!(patched(&asked, "/v1.0/servicePrincipals/p", json!({"accountEnabled": false})).await, 204);
    assert_eq!(asked.ok("/v1.0/servicePrincipals/p?$select=accountEnabled").await["accountEnabled"], false);
    assert_eq!(patched(&asked, "/v1.0/servicePrincipals/q", json!({"accountEnabled": false})).await, 404);
    assert_eq!(patched(&asked, "/v1.0/servicePrincipals/p", json!({"passwordProfile": {}})).await, 400);
}

#[tokio::test]
async fn a_dismissal_takes_sixty_ids_and_no_action_takes_none() {
    let asked = case(Effect::AtOnce).await;
    let ids = |count: usize| json!({"userIds": (0..count).map(|id| id.to_string()).collect::<Vec<_>>()});
    done(&asked, &format!("{USERS}/dismiss"), ids(ACTION_MOST_IDS)).await;
    assert_eq!(code(&asked.post(&format!("{USERS}/dismiss"), &ids(ACTION_MOST_IDS + 1)).await), (400, "BadRequest"));
    assert_eq!(code(&asked.post(&format!("{USERS}/confirmSafe"), &ids(0)).await), (400, "BadRequest"));
}

#[tokio::test]
async fn risk_of_a_deleted_user_cannot_be_dismissed() {
    let gone = json!({"id": "gone", "isDeleted": true, "riskState": "atRisk", "riskLevel": "high"});
    let asked = of(World { risky_users: vec![gone].into(), ..World::default() }, |_| {}).await;
    done(&asked, &format!("{USERS}/dismiss"), json!({"userIds": ["gone"]})).await;
    assert_eq!(risk(&asked, &format!("{USERS}/gone")).await[1], "atRisk");
}

#[tokio::test]
async fn an_action_takes_effect_with_a_later_request() {
    let asked = case(Effect::WithRequest(3)).await;
    done(&asked, &format!("{USERS}/dismiss"), json!({"userIds": ["u"]})).await;
    let path = format!("{USERS}/u");
    for _ in 0..2 {
        let row = asked.ok(&path).await;
        assert_eq!((&row["riskState"], &row["isProcessing"]), (&json!("atRisk"), &json!(true)));
    }
    let row = asked.ok(&path).await;
    assert_eq!((&row["riskState"], &row["isProcessing"]), (&json!("dismissed"), &json!(false)));
}

#[tokio::test]
async fn an_action_takes_effect_at_a_later_time() {
    let asked = case(Effect::After(600)).await;
    done(&asked, &format!("{USERS}/dismiss"), json!({"userIds": ["u"]})).await;
    asked.clock.pass(599);
    assert_eq!(risk(&asked, &format!("{USERS}/u")).await[1], "atRisk");
    asked.clock.pass(1);
    assert_eq!(risk(&asked, &format!("{USERS}/u")).await[1], "dismissed");
}

#[tokio::test]
async fn an_action_may_never_take_effect_or_take_it_late_by_a_fault() {
    let asked = case(Effect::AtOnce).await;
    asked.graph.arm(Armed::new(Fault::NoEffect).on("confirmSafe"));
    asked.graph.arm(Armed::new(Fault::LateEffect(2)).on("dismiss"));
    done(&asked, &format!("{USERS}/confirmSafe"), json!({"userIds": ["u"]})).await;
    assert_eq!(risk(&asked, &format!("{USERS}/u")).await[1], "atRisk");
    done(&asked, &format!("{USERS}/dismiss"), json!({"userIds": ["u"]})).await;
    assert_eq!(risk(&asked, &format!("{USERS}/u")).await[1], "atRisk");
    assert_eq!(risk(&asked, &format!("{USERS}/u")).await[1], "dismissed");
}
