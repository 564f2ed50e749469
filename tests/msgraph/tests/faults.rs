//! Faults, each by its name.

use std::time::{Duration, Instant};

use reqwest::Method;
use riskgate_test_msgraph::{Armed, Fault, World};
use serde_json::json;
use tokio::select;

use crate::client::{TENANT, code, ids, of, rows, size, small};

const USERS: &str = "/v1.0/identityProtection/riskyUsers";
const SIGN_INS: &str = "/v1.0/auditLogs/signIns";

#[tokio::test]
async fn throttled_says_what_it_is_told_to_say() {
    let asked = small().await;
    for retry_after in [None, Some("2.128"), Some("10"), Some("Thu, 27 Nov 2025 00:00:07 GMT")] {
        asked.graph.arm(Armed::new(Fault::Throttled { retry_after: retry_after.map(str::to_owned) }));
        let response = asked.send(USERS).await;
        assert_eq!(response.status(), 429);
        assert_eq!(response.headers().get("retry-after").map(|value| value.to_str().expect("text")), retry_after);
        asked.ok(USERS).await;
    }
}

#[tokio::test]
async fn unavailable_and_timed_out_are_503_and_504() {
    let asked = small().await;
    asked.graph.arm(Armed::new(Fault::Unavailable { retry_after: Some("1".to_owned()) }));
    asked.graph.arm(Armed::new(Fault::GatewayTimeout));
    assert_eq!(code(&asked.get(USERS).await), (503, "ServiceUnavailable"));
    assert_eq!(code(&asked.get(USERS).await), (504, "GatewayTimeout"));
    asked.ok(USERS).await;
}

#[tokio::test]
async fn slow_answers_after_its_time() {
    let asked = small().await;
    asked.graph.arm(Armed::new(Fault::Slow(Duration::from_millis(30))));
    let began = Instant::now();
    asked.ok(USERS).await;
    assert!(began.elapsed() >= Duration::from_millis(30));
}

#[tokio::test]
async fn hung_never_answers_and_does_not_outlive_the_stand_in() {
    let asked = small().await;
    asked.graph.arm(Armed::new(Fault::Hung).on("riskyUsers"));
    let logged = async {
        while asked.graph.requests().last().is_none_or(|request| request.path != USERS) {
            tokio::task::yield_now().await;
        }
    };
    let hanging = asked.request(Method::GET, USERS).send();
    let mut hanging = std::pin::pin!(hanging);
    select! {
        _ = &mut hanging => panic!("it was answered"),
        () = logged => {}
    }
    assert_eq!(asked.graph.requests().last().expect("a request").status, None);
    asked.ok(SIGN_INS).await;
    drop(asked);
    assert!(hanging.await.is_err());
}

#[tokio::test]
async fn cut_breaks_off_in_the_middle_and_the_page_can_be_asked_for_again() {
    let asked = small().await;
    let first = asked.ok("/v1.0/users?$top=30").await;
    let link = first["@odata.nextLink"].as_str().expect("a link");
    asked.graph.arm(Armed::new(Fault::Cut));
    let response = asked.send(link).await;
    assert_eq!(response.status(), 200);
    assert!(response.content_length().is_some_and(|length| length > 100));
    assert!(response.bytes().await.is_err());
    assert_eq!(rows(&asked.ok(link).await).len(), 10);
}

#[tokio::test]
async fn cut_after_an_action_loses_the_answer_and_not_the_action() {
    let asked = small().await;
    let user = asked.ok(USERS).await["value"][0]["id"].as_str().expect("an id").to_owned();
    asked.graph.arm(Armed::new(Fault::Cut).on("confirmSafe"));
    let action = asked.request(Method::POST, &format!("{USERS}/confirmSafe")).json(&json!({"userIds": [user]}));
    assert!(action.send().await.is_err());
    assert_eq!(asked.ok(&format!("{USERS}/{user}")).await["riskState"], "confirmedSafe");
}

#[tokio::test]
async fn truncated_is_whole_to_http_and_half_of_the_json() {
    let asked = small().await;
    asked.graph.arm(Armed::new(Fault::Truncated));
    let text = asked.send(USERS).await.text().await.expect("a body");
    assert!(text.starts_with('{') && serde_json::from_str::<serde_json::Value>(&text).is_err());
}

#[tokio::test]
async fn html_is_200_and_a_page_for_people() {
    let asked = small().await;
    asked.graph.arm(Armed::new(Fault::Html).on("/token"));
    let (status, body) = asked.token_for(TENANT, String::new()).await;
    assert!(status == 200 && body.as_str().is_some_and(|text| text.starts_with("<!DOCTYPE")), "{body}");
}

#[tokio::test]
async fn redirected_leads_elsewhere() {
    let asked = small().await;
    asked.graph.arm(Armed::new(Fault::Redirected("http://127.0.0.1:9/".to_owned())));
    let response = asked.send(USERS).await;
    assert_eq!((response.status().as_u16(), &response.headers()["location"]), (302, &"http://127.0.0.1:9/".parse().expect("a value")));
}

#[tokio::test]
async fn oversized_has_the_bytes_that_are_asked_for() {
    let asked = small().await;
    asked.graph.arm(Armed::new(Fault::Oversized(3_000_000)));
    assert_eq!(asked.send(USERS).await.bytes().await.expect("a body").len(), 3_000_000);
}

#[tokio::test]
async fn late_rows_are_there_the_next_time() {
    let asked = small().await;
    asked.graph.arm(Armed::new(Fault::LateRows).on("riskyUsers"));
    let (some, all) = (asked.ok(USERS).await, asked.ok(USERS).await);
    assert_eq!((rows(&some).len(), rows(&all).len()), (4, 8));
    assert!(ids(rows(&some)).iter().all(|id| ids(rows(&all)).contains(id)));
}

#[tokio::test]
async fn duplicates_across_pages_repeat_a_row_and_lose_none() {
    let asked = small().await;
    asked.graph.arm(Armed::new(Fault::DuplicatesAcrossPages).always());
    let pages = asked.pages("/v1.0/users?$top=20").await;
    assert_eq!(pages[0].last(), pages[1].first());
    let all = pages.concat();
    let mut distinct = ids(&all);
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!((distinct.len(), all.len() > 40), (40, true));
}

#[tokio::test]
async fn exactly_full_last_page_has_a_link_to_an_empty_one() {
    let asked = small().await;
    asked.graph.arm(Armed::new(Fault::ExactlyFullLastPage).on("users").times(2));
    let pages = asked.pages("/v1.0/users?$top=20").await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [20, 20, 0]);
}

#[tokio::test]
async fn foreign_next_link_leads_to_another_host() {
    let asked = small().await;
    asked.graph.arm(Armed::new(Fault::ForeignNextLink("http://127.0.0.1:9".to_owned())));
    let body = asked.ok("/v1.0/users?$top=20").await;
    assert!(body["@odata.nextLink"].as_str().is_some_and(|link| link.starts_with("http://127.0.0.1:9/v1.0/users?")));
}

#[tokio::test]
async fn lost_skip_token_refuses_the_next_page() {
    let asked = small().await;
    let body = asked.ok("/v1.0/users?$top=20").await;
    asked.graph.arm(Armed::new(Fault::LostSkipToken));
    let (status, told) = asked.get(body["@odata.nextLink"].as_str().expect("a link")).await;
    assert_eq!((status, &told["error"]["message"]), (400, &json!("Invalid Skip Token, skip token is null")));
}

#[tokio::test]
async fn malformed_rows_stand_among_the_others_and_a_malformed_page_has_none() {
    let asked = small().await;
    asked.graph.arm(Armed::new(Fault::MalformedRows));
    asked.graph.arm(Armed::new(Fault::MalformedPage));
    let body = asked.ok(USERS).await;
    assert_eq!((rows(&body).len(), ids(rows(&body)).len(), rows(&body)[1].is_number()), (11, 8, true));
    assert!(asked.ok(USERS).await["value"].is_object());
}

#[tokio::test]
async fn not_licensed_is_said_as_each_service_says_it() {
    let asked = small().await;
    asked.graph.arm(Armed::new(Fault::NotLicensed).always());
    for (path, told) in [
        (USERS, "Forbidden"),
        (SIGN_INS, "Authentication_RequestFromNonPremiumTenantOrB2CTenant"),
        ("/v1.0/identity/conditionalAccess/policies", "AccessDenied"),
    ] {
        assert_eq!(code(&asked.get(path).await), (403, told));
    }
    asked.graph.disarm();
    asked.ok(USERS).await;
}

#[tokio::test]
async fn not_provisioned_and_token_refused_are_401_of_two_kinds() {
    let asked = small().await;
    asked.graph.arm(Armed::new(Fault::NotProvisioned));
    asked.graph.arm(Armed::new(Fault::TokenRefused));
    asked.graph.arm(Armed::new(Fault::NoPermission));
    let provisioning = asked.get(USERS).await;
    assert_eq!(code(&provisioning), (401, "Unauthorized"));
    assert!(provisioning.1["error"]["message"].as_str().is_some_and(|told| told.ends_with("Account is not provisioned.")));
    assert_eq!(code(&asked.get(USERS).await), (401, "InvalidAuthenticationToken"));
    assert_eq!(code(&asked.get(USERS).await), (403, "Authorization_RequestDenied"));
}

#[tokio::test]
async fn a_fault_strikes_every_kth_request_of_a_path() {
    let asked = small().await;
    asked.graph.arm(Armed::new(Fault::GatewayTimeout).on("signIns").every(3));
    let mut statuses = Vec::new();
    for _ in 0..6 {
        asked.ok(USERS).await;
        statuses.push(asked.get("/v1.0/auditLogs/signIns?$top=1").await.0);
    }
    assert_eq!(statuses, [200, 200, 504, 200, 200, 504]);
}

#[tokio::test]
async fn answers_are_held_back_for_a_drawn_time() {
    let asked = of(World::sized(size()), |settings| settings.latency = Some(Duration::from_millis(2))).await;
    asked.ok(USERS).await;
    asked.graph.settle(|settings| settings.latency = Some(Duration::from_hours(900)));
    let hanging = asked.request(Method::GET, USERS).send();
    let logged = async {
        while asked.graph.requests().iter().filter(|request| request.path == USERS).count() < 2 {
            tokio::task::yield_now().await;
        }
    };
    select! {
        _ = hanging => panic!("it was answered"),
        () = logged => {}
    }
}

#[tokio::test]
async fn a_skewed_clock_is_told_in_the_date_and_in_what_happens_by_it() {
    let asked = small().await;
    let date = |response: &reqwest::Response| response.headers()["date"].to_str().expect("text").to_owned();
    assert_eq!(date(&asked.send(USERS).await), "Thu, 27 Nov 2025 00:00:00 GMT");
    let user = ids(rows(&asked.ok("/v1.0/users").await))[0].to_owned();
    for (seconds, told, since) in
        [(600, "Thu, 27 Nov 2025 00:10:00 GMT", "2025-11-27T00:10:00Z"), (-600, "Wed, 26 Nov 2025 23:50:00 GMT", "2025-11-26T23:50:00Z")]
    {
        asked.graph.arm(Armed::new(Fault::SkewedClock(seconds)).on("/users"));
        let response = asked.request(Method::POST, &format!("/v1.0/users/{user}/revokeSignInSessions")).send().await.expect("an answer");
        assert_eq!((response.status().as_u16(), date(&response).as_str()), (200, told));
        let shown = asked.graph.world(TENANT, |world| world.users.get(&user)).expect("the user");
        assert_eq!(shown["signInSessionsValidFromDateTime"], since);
    }
    assert_eq!(date(&asked.send(USERS).await), "Thu, 27 Nov 2025 00:00:00 GMT");
}
