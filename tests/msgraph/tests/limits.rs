//! How often may be asked.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use reqwest::Response;
use riskgate_test_msgraph::{Limits, World};

use crate::client::{Asked, of, size};

/// A stand-in whose stopwatch a test moves, by milliseconds.
async fn limited(limits: Limits) -> (Asked, Arc<AtomicU64>) {
    let watch = Arc::new(AtomicU64::new(1_000_000));
    let read = Arc::clone(&watch);
    let asked = of(World::sized(size()), |settings| {
        settings.limits = limits;
        settings.stopwatch = Arc::new(move || Duration::from_millis(read.load(Ordering::SeqCst)));
    });
    (asked.await, watch)
}

fn told(response: &Response) -> (u16, Option<&str>) {
    (response.status().as_u16(), response.headers().get("retry-after").and_then(|value| value.to_str().ok()))
}

#[tokio::test]
async fn risk_is_read_once_a_second_and_nobody_says_when_again() {
    let (mut asked, watch) = limited(Limits::real()).await;
    let path = "/v1.0/identityProtection/riskyUsers";
    assert_eq!(told(&asked.send(path).await), (200, None));
    asked.token = asked.token_of("other").await;
    assert_eq!(told(&asked.send("/v1.0/identityProtection/riskDetections").await), (429, None));
    watch.fetch_add(999, Ordering::SeqCst);
    assert_eq!(told(&asked.send("/v1.0/identity/conditionalAccess/policies").await), (429, None));
    watch.fetch_add(1000, Ordering::SeqCst);
    assert_eq!(told(&asked.send(path).await), (200, None));
    assert_eq!(asked.graph.requests().iter().filter(|request| request.was_throttled()).count(), 2);
}

#[tokio::test]
async fn reports_are_read_five_times_in_ten_seconds_and_say_when_again() {
    let (mut asked, watch) = limited(Limits::real()).await;
    for _ in 0..5 {
        assert_eq!(told(&asked.send("/v1.0/auditLogs/signIns?$top=1").await), (200, None));
    }
    let throttled = asked.send("/v1.0/auditLogs/directoryAudits").await;
    assert_eq!(told(&throttled), (429, Some("10")));
    assert!(throttled.text().await.expect("a body").contains("\"code\":\"UnknownError\""));
    let other = asked.token_of("other").await;
    let token = std::mem::replace(&mut asked.token, other);
    assert_eq!(told(&asked.send("/v1.0/auditLogs/signIns?$top=1").await), (200, None));
    asked.token = token;
    watch.fetch_add(10_000, Ordering::SeqCst);
    assert_eq!(told(&asked.send("/v1.0/auditLogs/signIns?$top=1").await), (200, None));
}

#[tokio::test]
async fn alerts_and_incidents_are_read_150_times_a_minute_by_each_app_and_say_when_again() {
    let (mut asked, watch) = limited(Limits::real()).await;
    for number in 0..150 {
        let list = if number % 2 == 0 { "alerts_v2" } else { "incidents" };
        assert_eq!(told(&asked.send(&format!("/v1.0/security/{list}?$top=1")).await), (200, None));
    }
    watch.fetch_add(20_500, Ordering::SeqCst);
    assert_eq!(told(&asked.send("/v1.0/security/incidents").await), (429, Some("40")));
    asked.token = asked.token_of("other").await;
    assert_eq!(told(&asked.send("/v1.0/security/incidents").await), (200, None));
}

#[tokio::test]
async fn a_faster_world_has_fractions_of_seconds() {
    let (asked, watch) = limited(Limits::real().faster(200)).await;
    for _ in 0..5 {
        asked.ok("/v1.0/auditLogs/signIns?$top=1").await;
    }
    assert_eq!(told(&asked.send("/v1.0/auditLogs/signIns?$top=1").await), (429, Some("0.051")));
    watch.fetch_add(51, Ordering::SeqCst);
    asked.ok("/v1.0/auditLogs/signIns?$top=1").await;
    asked.ok("/v1.0/identityProtection/riskyUsers").await;
    watch.fetch_add(5, Ordering::SeqCst);
    asked.ok("/v1.0/identityProtection/riskyUsers").await;
}

#[tokio::test]
async fn the_directory_counts_units_and_tells_when_few_are_left() {
    let mut limits = Limits::real();
    limits.directory = limits.directory.map(|rate| riskgate_test_msgraph::Rate { most: 5, ..rate });
    let (asked, _) = limited(limits).await;
    for (path, told) in [("/v1.0/users", None), ("/v1.0/users?$select=id", None), ("/v1.0/users?$select=id&$top=1", Some("0.80"))] {
        let response = asked.send(path).await;
        let used = response.headers().get("x-ms-throttle-limit-percentage");
        assert_eq!(used.map(|value| value.to_str().expect("text")), told, "{path}");
    }
    assert_eq!(told(&asked.send("/v1.0/users").await), (429, Some("10")));
}

#[tokio::test]
async fn without_limits_nobody_waits() {
    let (asked, _) = limited(Limits::off()).await;
    for _ in 0..20 {
        asked.ok("/v1.0/identityProtection/riskyUsers").await;
    }
}
