//! What is asked for, and what is read.

use std::{collections::BTreeSet, io::Write as _};

use flate2::{Compression, write::GzEncoder};
use riskgate_msgraph_client::{Class, MsgraphError, Request, Version, literal};
use serde_json::json;

use crate::scripted::{Answer, Scripted, TENANT, error, ok, patient, status, sync, text};

fn users() -> Request {
    Request::get(Version::V1, &["users"])
}

#[tokio::test]
async fn a_request_says_who_asks_and_for_what() {
    let server = Scripted::answering([ok(&json!({ "id": "a b" }))]).await;
    let request = Request::get(Version::Beta, &["users", "a b"]).with("$filter", format!("displayName eq {}", literal("o'hara")));
    let row = server.client().one(&request, patient()).await.expect("a row");
    assert_eq!(row.object.get(), r#"{"id":"a b"}"#);
    let seen = &server.seen()[0];
    assert_eq!((&*seen.method, &*seen.target), ("GET", "/beta/users/a%20b?$filter=displayName%20eq%20%27o%27%27hara%27"));
    assert_eq!(seen.header("authorization"), "Bearer token-1");
    assert_eq!(seen.header("prefer"), "include-unknown-enum-members");
    assert_eq!(seen.header("user-agent"), concat!("riskgate/", env!("CARGO_PKG_VERSION")));
    assert_eq!(seen.header("x-ms-throttle-priority"), "high");
    assert_eq!(seen.header("accept-encoding"), "gzip");
    assert_eq!(seen.header("client-request-id").len(), 36);
}

#[tokio::test]
async fn an_object_is_read_with_the_time_of_whoever_answered() {
    let date = "Sun, 01 Mar 2026 12:10:00 GMT";
    let server = Scripted::answering([error(200, "", &[("date", date)])]).await;
    let row = server.client().one(&users(), patient()).await.expect("a row");
    let ten_minutes = row.date.map(|date| date.nanos() - row.received.nanos());
    assert_eq!(ten_minutes, Some(600_000_000_000));
    assert_eq!(row.theirs(row.received), row.date.expect("a date"));
}

#[tokio::test]
async fn every_request_has_a_name_of_its_own() {
    let server = Scripted::answering([status(503), ok(&json!({ "value": [] })), ok(&json!({ "value": [] }))]).await;
    let client = server.client();
    client.page(&users(), sync()).await.expect("a page");
    client.page(&users(), sync()).await.expect("a page");
    let seen = server.seen();
    let names: BTreeSet<&str> = seen.iter().map(|seen| seen.header("client-request-id")).collect();
    assert_eq!(names.len(), 3);
    assert_eq!(seen[0].header("x-ms-throttle-priority"), "low");
}

#[tokio::test]
async fn a_list_is_read_page_by_page_over_connections_that_are_kept() {
    let server = Scripted::start().await;
    let link = |page: u32| format!("{}/v1.0/users?$top=2&$skiptoken=R1X%2B{page}", server.url());
    server.then(ok(&json!({ "value": [{ "id": 1.10 }, 2], "@odata.nextLink": link(1), "@odata.count": 3 })));
    server.then(ok(&json!({ "value": [], "@odata.nextLink": link(2) })));
    server.then(ok(&json!({ "value": [3] })));
    let client = server.client();
    let first = client.page(&users().with("$top", "2").page_size(2), sync()).await.expect("a page");
    assert_eq!((first.value.len(), first.count), (2, Some(3)));
    let second = client.next(&first.next.expect("a second"), sync()).await.expect("a page");
    let third = client.next(&second.next.expect("a third, though the second is empty"), sync()).await.expect("a page");
    assert_eq!(third.value[0].get(), "3");
    assert!(third.next.is_none());
    let seen = server.seen();
    assert_eq!(seen[1].target, "/v1.0/users?$top=2&$skiptoken=R1X%2B1", "the link is followed as it is");
    assert!(seen.iter().all(|seen| seen.header("prefer") == "include-unknown-enum-members, odata.maxpagesize=2"));
    let connections: BTreeSet<_> = seen.iter().chain(&server.tokens()).map(|seen| seen.peer).collect();
    assert!(connections.len() < 4, "each request had a connection of its own");
}

#[tokio::test]
async fn a_link_to_another_host_is_not_followed() {
    let elsewhere = Scripted::start().await;
    let link = format!("{}/v1.0/users?$skiptoken=a", elsewhere.url());
    let server = Scripted::answering([ok(&json!({ "value": [1], "@odata.nextLink": link }))]).await;
    let error = server.client().page(&users(), sync()).await.expect_err("the link leads elsewhere");
    assert!(matches!(&error, MsgraphError::UntrustedLink { place } if &**place == "127.0.0.1"), "{error:?}");
    assert!(elsewhere.seen().is_empty());
}

#[tokio::test]
async fn a_packed_answer_is_unpacked() {
    let server = Scripted::answering([gzip(br#"{"value":[1,2]}"#)]).await;
    assert_eq!(server.client().page(&users(), sync()).await.expect("a page").value.len(), 2);
}

#[tokio::test]
async fn an_answer_that_unpacks_to_more_than_is_read_is_given_up() {
    let server = Scripted::answering([gzip(&vec![b' '; 16 * 1024 * 1024])]).await;
    let error = server.client().page(&users(), sync()).await.expect_err("it is too large");
    assert!(matches!(error, MsgraphError::TooLarge { most: 65_536 }), "{error:?}");
    assert_eq!(server.seen().len(), 1, "it would be as large again");
}

#[tokio::test]
async fn an_answer_that_is_larger_than_what_is_read_is_given_up() {
    let server = Scripted::answering([text("application/json", vec![b' '; 64 * 1024 + 1])]).await;
    let error = server.client().one(&users(), sync()).await.expect_err("it is too large");
    assert!(matches!(error, MsgraphError::TooLarge { .. }), "{error:?}");
}

#[tokio::test]
async fn what_was_asked_is_counted_by_class() {
    let server = Scripted::answering([ok(&json!({ "value": [] })), status(503), status(503), status(503), status(404)]).await;
    let client = server.client();
    let sign_ins = Request::get(Version::V1, &["auditLogs", "signIns"]);
    client.page(&users(), sync()).await.expect("a page");
    client.page(&sign_ins, sync()).await.expect_err("it is down");
    client.one(&sign_ins, sync()).await.expect_err("it is not there");
    assert_eq!(client.tenant().as_str(), TENANT);
    let [_, audit_logs, security, directory] = client.usage();
    assert_eq!((directory.class, directory.calls, directory.failed), (Class::Directory, 1, 0));
    assert!(directory.last_success.is_some() && directory.last_error.is_none());
    assert_eq!((audit_logs.calls, audit_logs.failed, audit_logs.retried, audit_logs.throttled), (4, 3, 2, 0));
    assert_eq!(audit_logs.last_error.expect("an error").1, "Microsoft Graph knows no such object");
    assert_eq!((security.calls, security.left), (0, 1_000_000));
}

fn gzip(body: &[u8]) -> Answer {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(body).expect("packed");
    let Answer::Whole(mut response) = text("application/json", packed.finish().expect("packed")) else { unreachable!("it is whole") };
    response.headers_mut().insert("content-encoding", "gzip".parse().expect("a value"));
    Answer::Whole(response)
}
