//! Being throttled, and not being.

use std::time::Duration;

use riskgate_msgraph_client::{Bounds, Limit, Limits, MsgraphError, Request, Settings, Terms, Version};
use serde_json::json;
use tokio::time::Instant;

use crate::scripted::{Answer, Scripted, client, error, ok, patient, quick, sync};

const PER: Duration = Duration::from_millis(150);

fn risky_users() -> Request {
    Request::get(Version::V1, &["identityProtection", "riskyUsers"])
}

fn rows() -> Answer {
    ok(&json!({ "value": [] }))
}

#[tokio::test]
async fn a_throttled_call_is_made_again_when_it_may_be() {
    let date = [("date", "Wed, 21 Oct 2015 07:28:00 GMT"), ("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT")];
    for headers in [&[][..], &[("retry-after", "0")], &[("retry-after", "0.05")], &date] {
        let server = Scripted::answering([error(429, "UnknownError", headers), rows()]).await;
        let client = server.client();
        client.page(&risky_users(), sync()).await.expect("the second attempt");
        let [usage, ..] = client.usage();
        assert_eq!((usage.calls, usage.throttled, usage.retried, usage.failed), (2, 1, 1, 0), "{headers:?}");
    }
}

#[tokio::test]
async fn it_pauses_all_calls_of_the_class_and_no_others() {
    let server = Scripted::answering([error(429, "TooManyRequests", &[("retry-after", "100")]), rows()]).await;
    let client = server.client();
    let begun = Instant::now();
    for _ in 0..2 {
        let error = client.page(&risky_users(), patient()).await.expect_err("it is paused for longer than the deadline");
        let MsgraphError::Throttled { retry_after } = error else { panic!("{error:?}") };
        assert!(retry_after > Duration::from_mins(1) && retry_after <= Duration::from_secs(100), "{retry_after:?}");
    }
    assert_eq!(server.seen().len(), 1, "the second was not even sent");
    let policies = Request::get(Version::V1, &["identity", "conditionalAccess", "policies"]);
    client.page(&policies, patient()).await.expect_err("it shares the limit");
    client.page(&Request::get(Version::V1, &["auditLogs", "signIns"]), patient()).await.expect("another limit");
    assert!(client.usage()[0].paused.is_some() && client.usage()[0].left == 0);
    assert!(begun.elapsed() < Duration::from_secs(30), "nobody waited");
}

#[tokio::test]
async fn an_act_that_was_throttled_was_not_done_and_is_sent_again() {
    let Answer::Whole(mut done) = rows() else { unreachable!("it is whole") };
    *done.status_mut() = axum::http::StatusCode::NO_CONTENT;
    *done.body_mut() = axum::body::Body::empty();
    let server = Scripted::answering([error(429, "TooManyRequests", &[]), Answer::Whole(done)]).await;
    let request = Request::post(Version::V1, &["identityProtection", "riskyUsers", "dismiss"]).body(json!({ "userIds": ["a"] }));
    assert!(server.client().act(&request, patient()).await.expect("done").is_none());
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn calls_are_spaced_by_the_limit_of_their_class() {
    let server = Scripted::answering((0..8).map(|_| rows())).await;
    let identity_protection = Limit { units: 1, per: PER, kept: 0 };
    let bounds = Bounds { limits: Limits { identity_protection, ..quick().limits }, ..quick() };
    let client = client(&Settings { bounds, ..server.settings() });
    let begun = Instant::now();
    let request = risky_users();
    let calls = (0..4).map(|_| client.page(&request, sync()));
    for answer in futures::future::join_all(calls).await {
        answer.expect("a page");
    }
    assert!(begun.elapsed() >= 3 * PER);
    assert_eq!(client.usage()[0].calls, 4);
}

#[tokio::test]
async fn sync_holds_back_when_the_directory_says_that_little_is_left() {
    let Answer::Whole(mut nearly) = rows() else { unreachable!("it is whole") };
    nearly.headers_mut().insert("x-ms-throttle-limit-percentage", "0.85".parse().expect("a value"));
    let server = Scripted::answering([Answer::Whole(nearly), rows()]).await;
    let client = server.client();
    let users = Request::get(Version::V1, &["users"]);
    client.page(&users, sync()).await.expect("a page");
    let error = client.page(&users, Terms::sync(Duration::from_millis(200))).await.expect_err("it holds back");
    assert!(matches!(error, MsgraphError::Throttled { .. }), "{error:?}");
    client.page(&users, patient()).await.expect("a person does not");
}
