//! Tokens: asked for once, kept, renewed; and refused, in one sentence.

use std::{io::Write as _, time::Duration};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use futures::future::join_all;
use riskgate_msgraph_client::{Credential, CredentialsProblem, MsgraphError, Request, Settings, Terms, Version};
use serde_json::{Value, json};

use crate::scripted::{Answer, CLIENT, Scripted, TENANT, client, error, no_token, ok, patient, status, sync, token};

fn users() -> Request {
    Request::get(Version::V1, &["users"])
}

fn rows() -> Answer {
    ok(&json!({ "value": [] }))
}

#[tokio::test]
async fn a_token_is_asked_for_with_the_secret_and_the_clouds_scope() {
    let server = Scripted::start().await;
    server.client().authenticate(patient()).await.expect("a token");
    let asked = &server.tokens()[0];
    assert_eq!(asked.target, format!("/login/{TENANT}/oauth2/v2.0/token"));
    let scope = format!("http%3A%2F%2F127.0.0.1%3A{}%2F.default", server.address.port());
    assert_eq!(asked.body, format!("client_id={CLIENT}&scope={scope}&grant_type=client_credentials&client_secret=sword+fish%26"));
}

#[tokio::test]
async fn a_token_is_asked_for_with_a_certificate() {
    let server = Scripted::start().await;
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(include_bytes!("../../src/assertion/certificate.pem")).expect("written");
    let credential = Credential::Certificate(file.path().to_owned());
    client(&Settings { credential, ..server.settings() }).authenticate(patient()).await.expect("a token");
    let body = server.tokens()[0].body.clone();
    assert!(body.contains("client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"), "{body}");
    assert!(!body.contains("client_secret"));
    let assertion = body.rsplit_once("client_assertion=").expect("an assertion").1;
    let claims = BASE64_URL_SAFE_NO_PAD.decode(assertion.split('.').nth(1).expect("claims")).expect("base64");
    let claims: Value = serde_json::from_slice(&claims).expect("JSON");
    assert_eq!(claims["aud"], format!("{}/login/{TENANT}/oauth2/v2.0/token", server.url()));
    assert_eq!((&claims["iss"], &claims["exp"]), (&json!(CLIENT), &json!(1_772_366_400 + 600)));
}

#[tokio::test]
async fn however_many_ask_at_once_one_token_is_asked_for() {
    let server = Scripted::answering((0..20).map(|_| rows())).await;
    let (client, users) = (server.client(), users());
    for answer in join_all((0..20).map(|_| client.page(&users, sync()))).await {
        answer.expect("a page");
    }
    assert_eq!(server.tokens().len(), 1);
}

#[tokio::test]
async fn a_refusal_is_shared_and_not_asked_for_again_at_once() {
    let server = Scripted::start().await;
    server.authority((0..20).map(|_| no_token(7_000_215)));
    let (client, users) = (server.client(), users());
    for answer in join_all((0..10).map(|_| client.page(&users, sync()))).await {
        let error = answer.expect_err("no token");
        assert!(matches!(error, MsgraphError::CredentialsRefused(CredentialsProblem::WrongSecret)), "{error:?}");
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("sword") && !shown.contains(CLIENT) && !shown.contains("Trace"), "{shown}");
    }
    client.page(&users, patient()).await.expect_err("a wrong secret stays wrong");
    assert_eq!(server.tokens().len(), 1);
    assert!(server.seen().is_empty());
    let sentence = "the client secret is wrong: give the secret's value, not its id";
    assert_eq!(client.usage()[3].last_error.as_ref().expect("an error").1, sentence);
}

#[tokio::test]
async fn one_whose_time_is_up_leaves_the_asking_to_the_next() {
    let server = Scripted::answering([rows()]).await;
    server.authority([Answer::Hung]);
    let (client, users) = (server.client(), users());
    let hasty = Terms::person(Duration::from_millis(200));
    let (given_up, answered) = futures::join!(client.page(&users, hasty), client.page(&users, patient()));
    assert!(matches!(given_up, Err(MsgraphError::Timeout { .. })), "{given_up:?}");
    answered.expect("a page");
    assert_eq!(server.tokens().len(), 2);
}

#[tokio::test]
async fn one_who_goes_away_leaves_the_asking_to_the_next() {
    let server = Scripted::answering([rows()]).await;
    server.authority([Answer::Hung]);
    let (client, users) = (server.client(), users());
    let (_, answered) =
        futures::join!(tokio::time::timeout(Duration::from_millis(200), client.page(&users, patient())), client.page(&users, patient()));
    answered.expect("a page");
    assert_eq!(server.tokens().len(), 2);
}

#[tokio::test]
async fn a_token_is_kept_as_long_as_it_is_said_to_be_good() {
    let server = Scripted::answering((0..4).map(|_| rows())).await;
    server.authority([token("short", 0), token("long", 3_599)]);
    let client = server.client();
    for _ in 0..4 {
        client.page(&users(), sync()).await.expect("a page");
    }
    let shown: Vec<String> = server.seen().iter().map(|seen| seen.header("authorization").to_owned()).collect();
    assert_eq!(shown, ["Bearer short", "Bearer long", "Bearer long", "Bearer long"]);
}

/// Lets time pass while nothing is on its way.
async fn pass(seconds: u64) {
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(seconds)).await;
    tokio::time::resume();
}

#[tokio::test]
async fn a_token_is_renewed_ahead_of_its_end() {
    let server = Scripted::start().await;
    let client = server.client();
    for (seconds, asked) in [(0, 1), (3_200, 1), (200, 2), (3_200, 2), (10_000, 3)] {
        pass(seconds).await;
        client.authenticate(patient()).await.expect("a token");
        assert_eq!(server.tokens().len(), asked, "{seconds} seconds later");
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_renewed_is_used_to_its_end() {
    let server = Scripted::start().await;
    let client = server.client();
    client.authenticate(patient()).await.expect("a token");
    server.authority((0..9).map(|_| no_token(7_000_222)));
    for (seconds, asked) in [(3_400, 2), (10, 2), (30, 3)] {
        pass(seconds).await;
        client.authenticate(patient()).await.expect("the old token");
        assert_eq!(server.tokens().len(), asked, "{seconds} seconds later");
    }
    pass(200).await;
    let error = client.authenticate(patient()).await.expect_err("it has ended");
    assert!(matches!(error, MsgraphError::CredentialsRefused(CredentialsProblem::ExpiredSecret)), "{error:?}");
}

#[tokio::test]
async fn a_token_that_is_not_accepted_is_renewed_once() {
    let server = Scripted::answering([error(401, "InvalidAuthenticationToken", &[]), rows(), rows()]).await;
    let client = server.client();
    client.page(&users(), sync()).await.expect("a page");
    client.page(&users(), sync()).await.expect("a page");
    let shown: Vec<String> = server.seen().iter().map(|seen| seen.header("authorization").to_owned()).collect();
    assert_eq!(shown, ["Bearer token-1", "Bearer token-2", "Bearer token-2"]);
}

#[tokio::test]
async fn a_new_token_that_is_not_accepted_either_ends_it() {
    let server = Scripted::answering((0..9).map(|_| error(401, "InvalidAuthenticationToken", &[]))).await;
    let client = server.client();
    for _ in 0..4 {
        let error = client.page(&users(), sync()).await.expect_err("no token is accepted");
        assert!(matches!(error, MsgraphError::CredentialsRefused(CredentialsProblem::TokenRejected)), "{error:?}");
    }
    assert_eq!((server.seen().len(), server.tokens().len()), (2, 2));
}

#[tokio::test]
async fn many_calls_whose_token_is_not_accepted_renew_it_together() {
    let server = Scripted::answering((0..40).map(|_| error(401, "InvalidAuthenticationToken", &[]))).await;
    let (client, users) = (server.client(), users());
    for answer in join_all((0..20).map(|_| client.page(&users, sync()))).await {
        answer.expect_err("no token is accepted");
    }
    assert_eq!(server.tokens().len(), 2);
}

#[tokio::test]
async fn defender_that_is_not_set_up_renews_no_token() {
    let server = Scripted::answering((0..3).map(|_| error(401, "Unauthorized", &[]))).await;
    let client = server.client();
    for list in ["alerts_v2", "incidents", "alerts_v2"] {
        let error = client.page(&Request::get(Version::V1, &["security", list]), sync()).await.expect_err("it is not set up");
        assert!(matches!(error, MsgraphError::NotLicensed { .. }), "{error:?}");
    }
    assert_eq!((server.seen().len(), server.tokens().len()), (3, 1));
}

#[tokio::test]
async fn an_authority_that_is_down_for_a_moment_is_asked_again() {
    let server = Scripted::start().await;
    server.authority([status(503), error(429, "", &[("retry-after", "0")])]);
    server.client().authenticate(patient()).await.expect("a token");
    assert_eq!(server.tokens().len(), 3);
}

#[tokio::test]
async fn an_authority_that_is_down_is_not_available_and_its_failure_is_not_kept() {
    let server = Scripted::start().await;
    server.authority([status(503), status(503), status(503)]);
    let client = server.client();
    let error = client.authenticate(patient()).await.expect_err("it is down");
    assert_eq!(error.to_string(), "the authority is not available (503)");
    client.authenticate(patient()).await.expect("it is up again");
}

#[tokio::test]
async fn an_authority_that_redirects_is_not_followed() {
    let elsewhere = Scripted::start().await;
    let server = Scripted::start().await;
    server.authority([error(307, "", &[("location", &format!("{}/login/token", elsewhere.url()))])]);
    server.client().authenticate(patient()).await.expect_err("the secret is not sent elsewhere");
    assert!(elsewhere.tokens().is_empty());
}
