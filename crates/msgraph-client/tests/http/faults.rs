//! What goes wrong on the way, and what is made of it.

use std::time::Duration;

use riskgate_msgraph_client::{Backoff, Bounds, Limit, Limits, Malformation, MsgraphError, Party, Request, Settings, Terms, Version};
use serde_json::json;
use tokio::{net::TcpListener, time::Instant};

use crate::scripted::{Answer, Scripted, client, error, ok, patient, quick, status, sync, text};

fn users() -> Request {
    Request::get(Version::V1, &["users"])
}

fn rows() -> Answer {
    ok(&json!({ "value": [1] }))
}

#[tokio::test]
async fn a_read_is_tried_again_when_microsoft_graph_is_down_for_a_moment() {
    for fault in
        [status(502), status(503), status(504), error(503, "ServiceUnavailable", &[("retry-after", "0.01")]), Answer::Cut(r#"{"val"#)]
    {
        let server = Scripted::answering([fault, rows()]).await;
        assert_eq!(server.client().page(&users(), sync()).await.expect("a page").value.len(), 1);
        assert_eq!(server.seen().len(), 2);
    }
}

#[tokio::test]
async fn it_is_not_tried_for_ever() {
    let server =
        Scripted::answering([status(503), status(504), error(503, "ServiceUnavailable", &[("retry-after", "0.001")]), rows()]).await;
    let error = server.client().page(&users(), sync()).await.expect_err("it is down");
    assert!(matches!(error, MsgraphError::Unavailable { status: Some(503), retry_after: Some(_), .. }), "{error:?}");
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn when_all_calls_fail_few_are_tried_again() {
    let server = Scripted::answering((0..300).map(|_| status(503))).await;
    let client = server.client();
    let begun = Instant::now();
    // Several classes, each of which is left alone after ten failures.
    for class in ["users", "auditLogs", "security", "identityProtection"].into_iter().cycle().take(16) {
        client.page(&Request::get(Version::V1, &[class]), sync()).await.expect_err("it is down");
    }
    let again: u64 = client.usage().iter().map(|usage| usage.retried).sum();
    // Ten are saved up, a tenth of the calls adds to them, and each second.
    let most = 10 + 2 + begun.elapsed().as_secs() + 1;
    assert!(again >= 10 && again <= most, "{again} of {most}");
}

#[tokio::test]
async fn a_class_that_fails_is_left_alone_and_others_are_not() {
    let server = Scripted::answering((0..10).map(|_| status(500)).chain([rows()])).await;
    let client = server.client();
    for _ in 0..10 {
        client.page(&users(), sync()).await.expect_err("it is down");
    }
    let error = client.page(&users(), patient()).await.expect_err("it is left alone");
    assert!(matches!(error, MsgraphError::Unavailable { status: None, retry_after: Some(_), .. }), "{error:?}");
    assert_eq!(server.seen().len(), 10, "nothing was sent");
    client.page(&Request::get(Version::V1, &["security", "incidents"]), patient()).await.expect("another class");
}

#[tokio::test]
async fn being_throttled_is_no_failure() {
    let throttled = (0..30).map(|_| error(429, "TooManyRequests", &[("retry-after", "0")]));
    let server = Scripted::answering(throttled.chain([rows()])).await;
    let client = server.client();
    for _ in 0..10 {
        client.page(&users(), sync()).await.expect_err("it is throttled");
    }
    client.page(&users(), sync()).await.expect("it is not left alone");
}

#[tokio::test]
async fn a_read_that_hangs_is_tried_again_and_given_up_at_the_deadline() {
    for fault in [|| Answer::Hung, || Answer::Stuck(r#"{"value":"#)] {
        let server = Scripted::answering([fault(), rows()]).await;
        let bounds = Bounds { attempt: Duration::from_millis(500), ..quick() };
        let hasty = client(&Settings { bounds, ..server.settings() });
        hasty.page(&users(), sync()).await.expect("the second attempt");
        let server = Scripted::answering([fault()]).await;
        let client = server.client();
        client.authenticate(patient()).await.expect("a token");
        let error = client.page(&users(), Terms::sync(Duration::from_millis(100))).await.expect_err("it hangs");
        assert!(matches!(error, MsgraphError::Timeout { party: Party::Graph }), "{error:?}");
    }
}

#[tokio::test]
async fn calls_that_had_no_time_to_be_answered_are_not_held_against_microsoft_graph() {
    let server = Scripted::answering((0..12).map(|_| Answer::Hung)).await;
    let client = server.client();
    client.authenticate(patient()).await.expect("a token");
    for _ in 0..12 {
        let error = client.page(&users(), Terms::person(Duration::from_millis(20))).await.expect_err("it hangs");
        assert!(matches!(error, MsgraphError::Timeout { .. }), "{error:?}");
    }
    let [.., directory] = client.usage();
    assert_eq!((directory.resting, directory.failed), (None, 0));
}

#[tokio::test]
async fn what_has_no_time_left_is_not_sent() {
    let server = Scripted::answering([rows()]).await;
    let client = server.client();
    client.authenticate(patient()).await.expect("a token");
    client.page(&users(), Terms::sync(Duration::ZERO)).await.expect_err("it is over");
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_retry_after_beyond_the_deadline_ends_the_call_at_once() {
    let server = Scripted::answering([error(503, "ServiceUnavailable", &[("retry-after", "120")])]).await;
    let begun = Instant::now();
    let error = server.client().page(&users(), patient()).await.expect_err("it is down");
    assert!(matches!(error, MsgraphError::Unavailable { retry_after: Some(wait), .. } if wait == Duration::from_mins(2)), "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(30));
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_is_not_available() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let nobody = listener.local_addr().expect("an address");
    drop(listener);
    let server = Scripted::start().await;
    let client = client(&Settings { base_url: Some(format!("http://{nobody}")), ..server.settings() });
    let request = users().with("$filter", "userPrincipalName eq 'ada@contoso.com'");
    let error = client.page(&request, patient()).await.expect_err("nobody listens");
    assert!(matches!(error, MsgraphError::Unavailable { status: None, source: Some(_), .. }), "{error:?}");
    assert!(!format!("{error:?}").contains("ada"), "{error:?}");
}

#[tokio::test]
async fn a_server_that_cannot_prove_who_it_is_is_not_available() {
    let server = Scripted::answering([rows()]).await;
    let base_url = Some(format!("https://{}", server.address));
    let client = client(&Settings { base_url, ..server.settings() });
    let error = client.page(&users(), patient()).await.expect_err("it speaks no TLS");
    assert!(matches!(error, MsgraphError::Unavailable { party: Party::Graph, status: None, source: Some(_), .. }), "{error:?}");
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn when_there_is_no_time_for_another_attempt_the_first_says_why() {
    let server = Scripted::answering([status(503)]).await;
    let directory = Limit { units: 2, per: Duration::from_mins(10), kept: 0 };
    let bounds = Bounds { limits: Limits { directory, ..quick().limits }, ..quick() };
    let error = client(&Settings { bounds, ..server.settings() }).page(&users(), patient()).await.expect_err("it is down");
    assert!(matches!(error, MsgraphError::Unavailable { status: Some(503), .. }), "{error:?}");
}

#[tokio::test]
async fn an_answer_that_is_no_page_is_told_apart_and_not_asked_for_again() {
    for (answer, expected) in [
        (text("application/json", r#"{"value":[{"id":"#), Malformation::Truncated),
        (text("text/html", "<!DOCTYPE html><title>Sign in</title>"), Malformation::Html),
        (text("application/json", ""), Malformation::Empty),
        (text("text/plain", "upstream connect error"), Malformation::NotJson),
        (text("image/png", &b"\x89PNG\r\n\x1a\n"[..]), Malformation::NotJson),
        (ok(&json!({ "rows": [] })), Malformation::OtherShape),
        (ok(&json!([1, 2])), Malformation::OtherShape),
    ] {
        let server = Scripted::answering([answer]).await;
        let error = server.client().page(&users(), sync()).await.expect_err("no page");
        assert!(matches!(error, MsgraphError::Malformed(found) if found == expected), "{error:?} for {expected:?}");
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Scripted::answering([rows()]).await;
    for code in [301, 302, 307, 308] {
        let server = Scripted::answering([error(code, "", &[("location", &format!("{}/v1.0/users", elsewhere.url()))])]).await;
        let error = server.client().page(&users(), sync()).await.expect_err("a redirect");
        assert!(matches!(error, MsgraphError::Malformed(Malformation::Redirect)), "{error:?}");
    }
    assert!(elsewhere.seen().is_empty());
}

#[tokio::test]
async fn a_page_of_a_proxy_with_a_status_is_read_by_the_status() {
    let Answer::Whole(mut page) = text("text/html", "<html>Bad gateway</html>") else { unreachable!("it is whole") };
    *page.status_mut() = axum::http::StatusCode::BAD_GATEWAY;
    let server = Scripted::answering([Answer::Whole(page)]).await;
    let bounds = Bounds { attempts: 1, rest: Backoff { first: Duration::ZERO, longest: Duration::ZERO }, ..quick() };
    let error = client(&Settings { bounds, ..server.settings() }).page(&users(), sync()).await.expect_err("it is down");
    assert_eq!(error.to_string(), "Microsoft Graph is not available (502)");
}
