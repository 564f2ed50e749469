//! Acts, alone and in batches: done once, or known not to be.

use riskgate_msgraph_client::{Malformation, MsgraphError, Request, Settings, Version};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::scripted::{Answer, Scripted, client, error, ok, patient, status, text};

fn dismiss() -> Request {
    Request::post(Version::V1, &["identityProtection", "riskyUsers", "dismiss"]).body(json!({ "userIds": ["a"] }))
}

fn user(id: &str) -> Request {
    Request::get(Version::V1, &["users", id]).with("$select", "id")
}

#[tokio::test]
async fn an_act_sends_its_body_and_may_be_answered_with_nothing() {
    let server = Scripted::answering([text("text/plain", ""), ok(&json!({ "value": true })), text("text/plain", "")]).await;
    let client = server.client();
    assert!(client.act(&dismiss(), patient()).await.expect("done").is_none());
    let revoke = Request::post(Version::V1, &["users", "a", "revokeSignInSessions"]);
    assert_eq!(client.act(&revoke, patient()).await.expect("done").expect("an answer").get(), r#"{"value":true}"#);
    let block = Request::patch(Version::V1, &["users", "a"]).body(json!({ "accountEnabled": false }));
    client.act(&block, patient()).await.expect("done");
    let [dismissed, revoked, blocked] = &server.seen()[..] else { panic!("three requests") };
    assert_eq!((&*dismissed.method, &*dismissed.target), ("POST", "/v1.0/identityProtection/riskyUsers/dismiss"));
    assert_eq!((&*dismissed.body, dismissed.header("content-type")), (r#"{"userIds":["a"]}"#, "application/json"));
    assert_eq!((&*revoked.body, revoked.header("content-length")), ("", "0"));
    assert_eq!((&*blocked.method, &*blocked.body), ("PATCH", r#"{"accountEnabled":false}"#));
}

#[tokio::test]
async fn an_act_whose_answer_is_lost_is_not_sent_again() {
    for fault in [
        Answer::Cut("{"),
        status(500),
        status(502),
        status(503),
        status(504),
        text("text/html", "<html>a proxy's page</html>"),
        text("text/plain", vec![b' '; 100_000]),
    ] {
        let server = Scripted::answering([fault, text("text/plain", "")]).await;
        let error = server.client().act(&dismiss(), patient()).await.expect_err("its answer is lost");
        assert!(matches!(error, MsgraphError::AnswerLost { .. }), "{error:?}");
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn an_act_that_hangs_may_have_been_done() {
    let server = Scripted::answering([Answer::Hung]).await;
    let client = server.client();
    client.authenticate(patient()).await.expect("a token");
    let hasty = riskgate_msgraph_client::Terms::person(std::time::Duration::from_millis(200));
    let error = client.act(&dismiss(), hasty).await.expect_err("it hangs");
    assert!(matches!(error, MsgraphError::AnswerLost { .. }), "{error:?}");
}

#[tokio::test]
async fn an_act_that_was_turned_away_is_sent_again() {
    let server = Scripted::answering([error(503, "ServiceUnavailable", &[("retry-after", "0")]), text("text/plain", "")]).await;
    server.client().act(&dismiss(), patient()).await.expect("done at the second attempt");
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn an_act_that_could_not_be_sent_was_not_done() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let nobody = listener.local_addr().expect("an address");
    drop(listener);
    let server = Scripted::start().await;
    let client = client(&Settings { base_url: Some(format!("http://{nobody}")), ..server.settings() });
    let error = client.act(&dismiss(), patient()).await.expect_err("nobody listens");
    assert!(matches!(error, MsgraphError::Unavailable { .. }), "{error:?}");
    assert_eq!(client.usage()[0].calls, 3, "it is tried again");
}

#[tokio::test]
async fn a_batch_answers_each_request_alone() {
    let answers = json!({ "responses": [
        { "id": "1", "status": 429, "headers": { "Retry-After": "100" }, "body": { "error": { "code": "TooManyRequests" } } },
        { "id": "0", "status": 200, "body": { "id": "a" } },
        { "id": "2", "status": 404, "body": { "error": { "code": "Request_ResourceNotFound" } } },
    ] });
    let server = Scripted::answering([ok(&answers)]).await;
    let client = server.client();
    let answers = client.batch(&[user("a"), user("b"), user("c"), user("d")], patient()).await.expect("answers");
    assert_eq!(answers[0].as_ref().expect("a row").as_ref().expect("a row").get(), r#"{"id":"a"}"#);
    assert!(matches!(answers[1], Err(MsgraphError::Throttled { retry_after }) if retry_after.as_secs() == 100));
    assert!(matches!(answers[2], Err(MsgraphError::NotFound)));
    assert!(matches!(answers[3], Err(MsgraphError::Malformed(Malformation::Missing))));
    let seen = &server.seen()[0];
    assert_eq!((&*seen.method, &*seen.target), ("POST", "/v1.0/$batch"));
    let sent: Value = serde_json::from_str(&seen.body).expect("JSON");
    assert_eq!(sent["requests"][3]["url"], "/users/d?$select=id");
    assert!(client.usage()[3].paused.is_some(), "one that was throttled pauses its class");
}

#[tokio::test]
async fn a_batch_that_only_reads_is_sent_again_and_one_that_writes_is_not() {
    let answers = json!({ "responses": [{ "id": "0", "status": 200, "body": { "id": "a" } }] });
    let server = Scripted::answering([status(503), ok(&answers)]).await;
    server.client().batch(&[user("a")], patient()).await.expect("answers");
    let server = Scripted::answering([status(503), ok(&answers)]).await;
    let error = server.client().batch(&[user("a"), dismiss()], patient()).await.expect_err("its answer is lost");
    assert!(matches!(error, MsgraphError::AnswerLost { .. }), "{error:?}");
    let server = Scripted::answering([ok(&answers)]).await;
    let answers = server.client().batch(&[user("a"), dismiss()], patient()).await.expect("answers");
    assert!(matches!(answers[1], Err(MsgraphError::AnswerLost { .. })), "no answer to a write");
}
