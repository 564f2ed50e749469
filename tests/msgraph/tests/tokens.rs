//! Tokens: how they are had, and what they open.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::Method;
use riskgate_model::Clock as _;
use serde_json::{Value, json};

use crate::client::{Asked, TENANT, code, small};

const GRANT: &str = "grant_type=client_credentials&scope=https://graph.microsoft.com/.default";

#[tokio::test]
async fn a_secret_is_changed_for_a_token_that_opens_for_its_time() {
    let asked = small().await;
    let (status, body) = asked.token_for(TENANT, format!("{GRANT}&client_id=app&client_secret=a secret")).await;
    assert_eq!((status, &body["token_type"], &body["expires_in"]), (200, &json!("Bearer"), &json!(3599)));
    assert!(body.get("refresh_token").is_none());
    asked.ok("/v1.0/users").await;
    asked.clock.pass(3600);
    let response = asked.send("/v1.0/users").await;
    assert_eq!(response.headers()["www-authenticate"], "Bearer");
    assert_eq!(response.status(), 401);
    assert_eq!(asked.graph.token_calls(), 2);
}

#[tokio::test]
async fn a_token_can_be_revoked() {
    let asked = small().await;
    asked.graph.revoke_tokens();
    assert_eq!(code(&asked.get("/v1.0/users").await), (401, "InvalidAuthenticationToken"));
}

#[tokio::test]
async fn a_missing_or_made_up_token_opens_nothing() {
    let mut asked = small().await;
    for token in ["", "made up"] {
        token.clone_into(&mut asked.token);
        assert_eq!(code(&asked.get("/v1.0/users").await), (401, "InvalidAuthenticationToken"));
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_request_for_a_token_is_said_by_number() {
    let asked = small().await;
    let unknown = "5f1c7bde-0000-4000-a000-00000000dead";
    for (tenant, form, status, error, number) in [
        (TENANT, format!("{GRANT}&client_id=app&client_secret=wrong"), 401, "invalid_client", 7_000_215),
        (TENANT, format!("{GRANT}&client_id=nobody&client_secret=a secret"), 400, "unauthorized_client", 700_016),
        (unknown, format!("{GRANT}&client_id=app&client_secret=a secret"), 400, "invalid_request", 90_002),
        (TENANT, format!("{GRANT}&client_id=app"), 401, "invalid_client", 7_000_218),
        (TENANT, "grant_type=client_credentials&client_id=app&scope=x/.default".to_owned(), 400, "invalid_scope", 70_011),
        (TENANT, "client_id=app&scope=x".to_owned(), 400, "invalid_request", 900_144),
        (TENANT, "grant_type=password&client_id=app&scope=x".to_owned(), 400, "unsupported_grant_type", 70_003),
    ] {
        let (told, body) = asked.token_for(tenant, form.clone()).await;
        assert_eq!((told, &body["error"], &body["error_codes"]), (status, &json!(error), &json!([number])), "{form}");
        let description = body["error_description"].as_str().expect("words");
        assert!(description.starts_with(&format!("AADSTS{number}: ")), "{description}");
        assert!(body["trace_id"].is_string() && body["correlation_id"].is_string() && body["timestamp"].is_string());
    }
}

#[tokio::test]
async fn an_assertion_of_a_registered_certificate_is_changed_for_a_token() {
    let asked = small().await;
    let (status, body) = asked.token_for(TENANT, assertion(&asked, &json!({}), &json!({}))).await;
    assert_eq!(status, 200, "{body}");
}

#[tokio::test]
async fn an_assertion_that_is_not_right_is_told_why() {
    let asked = small().await;
    for (header, claims, number) in [
        (json!({"x5t#S256": "another"}), json!({}), 700_027),
        (json!({"alg": "none"}), json!({}), 50_027),
        (json!({}), json!({"aud": "https://login.example/token"}), 700_023),
        (json!({}), json!({"exp": 1}), 700_024),
        (json!({}), json!({"sub": "app"}), 700_021),
        (json!({}), json!({"jti": ""}), 50_027),
    ] {
        let (status, body) = asked.token_for(TENANT, assertion(&asked, &header, &claims)).await;
        assert_eq!((status, &body["error_codes"]), (401, &json!([number])), "{header} {claims}");
    }
    let form = format!("{GRANT}&client_id=certified&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    let (_, body) = asked.token_for(TENANT, format!("{form}&client_assertion=nonsense")).await;
    assert_eq!(body["error_codes"], json!([50_027]));
}

#[tokio::test]
async fn a_token_without_the_permission_is_issued_and_then_refused() {
    let mut asked = small().await;
    asked.token = asked.token_of("bare").await;
    for (path, refused) in [
        ("/v1.0/users", "Authorization_RequestDenied"),
        ("/v1.0/identityProtection/riskyUsers", "Authorization_RequestDenied"),
        ("/v1.0/auditLogs/signIns", "Authentication_MSGraphPermissionMissing"),
        ("/v1.0/identity/conditionalAccess/policies", "Authorization_RequestDenied"),
    ] {
        assert_eq!(code(&asked.get(path).await), (403, refused));
    }
    let dismissal = asked.post("/v1.0/identityProtection/riskyUsers/dismiss", &json!({"userIds": ["u"]})).await;
    assert_eq!(code(&dismissal), (403, "Authorization_RequestDenied"));
}

#[tokio::test]
async fn every_answer_has_ids_and_every_refusal_repeats_them() {
    let asked = small().await;
    let request = asked.request(Method::GET, "/v1.0/nothing").header("client-request-id", "mine");
    let response = request.send().await.expect("an answer");
    assert_eq!(response.headers()["client-request-id"], "mine");
    let id = response.headers()["request-id"].to_str().expect("text").to_owned();
    let body: Value = serde_json::from_str(&response.text().await.expect("a body")).expect("JSON");
    assert_eq!(
        (&body["error"]["innerError"]["request-id"], &body["error"]["innerError"]["client-request-id"]),
        (&json!(id), &json!("mine"))
    );
    assert_eq!(body["error"]["innerError"]["date"].as_str().map(str::len), Some(19));
    let logged = asked.graph.requests().pop().expect("a request");
    assert_eq!((logged.status, logged.headers["client-request-id"].as_str()), (Some(400), "mine"));
    assert!(!logged.headers.contains_key("authorization"));
}

/// A form with an assertion, of which some parts are replaced.
fn assertion(asked: &Asked, header: &Value, claims: &Value) -> String {
    let now = asked.clock.now().nanos() / 1_000_000_000;
    let mut whole = [
        json!({"alg": "PS256", "typ": "JWT", "x5t#S256": "thumbprint"}),
        json!({
            "aud": format!("{}/{TENANT}/oauth2/v2.0/token", asked.graph.url()),
            "iss": "certified",
            "sub": "certified",
            "jti": "once",
            "nbf": now,
            "exp": now + 600,
        }),
    ];
    for (part, replaced) in whole.iter_mut().zip([header, claims]) {
        for (name, value) in replaced.as_object().expect("an object") {
            part[name] = value.clone();
        }
    }
    let [header, claims] = whole.map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    let signature = URL_SAFE_NO_PAD.encode([7; 256]);
    format!(
        "{GRANT}&client_id=certified&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion={header}.{claims}.{signature}"
    )
}
