//! Pages, and the links between them.

use reqwest::Method;
use riskgate_test_msgraph::{Settings, Undocumented, World};
use serde_json::json;

use crate::client::{code, ids, of, rows, size, small};

#[tokio::test]
async fn pages_have_the_usual_size_and_join_without_gap_or_repeat() {
    let mut asked = of(World::sized(riskgate_test_msgraph::Size { detections: 45, users: 120, ..size() }), |_| {}).await;
    asked.days_pass().await;
    let sizes = |pages: &[Vec<serde_json::Value>]| pages.iter().map(Vec::len).collect::<Vec<_>>();
    let pages = asked.pages("/v1.0/identityProtection/riskDetections").await;
    assert_eq!(sizes(&pages), [20, 20, 5]);
    let all = pages.concat();
    let mut distinct = ids(&all);
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), 45);
    assert_eq!(sizes(&asked.pages("/v1.0/users").await), [100, 20]);
    assert_eq!(sizes(&asked.pages("/v1.0/users?$top=60&$select=id").await), [60, 60]);
    assert_eq!(sizes(&asked.pages("/v1.0/identityProtection/riskDetections?$top=500").await), [45]);
}

#[tokio::test]
async fn a_page_larger_than_the_most_is_refused() {
    let asked = small().await;
    for (path, most) in
        [("users", 999), ("identityProtection/riskyUsers", 500), ("identityProtection/riskDetections", 500), ("auditLogs/signIns", 1000)]
    {
        asked.ok(&format!("/v1.0/{path}?$top={most}")).await;
        assert_eq!(asked.get(&format!("/v1.0/{path}?$top={}", most + 1)).await.0, 400);
        assert_eq!(asked.get(&format!("/v1.0/{path}?$top=0")).await.0, 400);
    }
}

#[tokio::test]
async fn a_link_is_whole_and_repeats_the_options() {
    let asked = small().await;
    let body = asked.ok("/v1.0/auditLogs/signIns?$top=5&$filter=createdDateTime ge 2025-11-01T00:00:00Z").await;
    let link = body["@odata.nextLink"].as_str().expect("a link");
    assert!(link.starts_with(&format!("{}/v1.0/auditLogs/signIns?$top=5&$filter=createdDateTime%20ge%20", asked.graph.url())), "{link}");
    assert!(link.contains("&$skiptoken="), "{link}");
}

#[tokio::test]
async fn a_link_holds_once() {
    let asked = small().await;
    let link = link(&asked, "/v1.0/users?$top=5").await;
    asked.ok(&link).await;
    refused(&asked, &link).await;
}

#[tokio::test]
async fn a_link_cannot_be_altered_or_made() {
    let asked = small().await;
    let link = link(&asked, "/v1.0/users?$top=5").await;
    refused(&asked, &link.replace("$top=5", "$top=50")).await;
    refused(&asked, &link.replace("/users", "/auditLogs/signIns")).await;
    refused(&asked, &format!("{link}0")).await;
    refused(&asked, "/v1.0/users?$skiptoken=1").await;
    asked.ok(&link).await;
}

#[tokio::test]
async fn a_link_holds_for_its_time_and_for_its_app() {
    let mut asked = of(World::sized(size()), |settings: &mut Settings| settings.link_lifetime = 60).await;
    let (one, other) = (link(&asked, "/v1.0/users?$top=5").await, link(&asked, "/v1.0/users?$top=5").await);
    let token = asked.token_of("other").await;
    let token = std::mem::replace(&mut asked.token, token);
    refused(&asked, &one).await;
    asked.token = token;
    asked.ok(&one).await;
    asked.clock.pass(60);
    refused(&asked, &other).await;
}

#[tokio::test]
async fn a_page_may_be_shorter_than_was_asked_for() {
    let asked = of(World::sized(size()), |settings: &mut Settings| settings.page_most = Some(3)).await;
    let first = asked.ok("/v1.0/users?$top=5").await;
    assert_eq!(rows(&first).len(), 3);
    assert_eq!(rows(&asked.ok(first["@odata.nextLink"].as_str().expect("a link")).await).len(), 3);
}

#[tokio::test]
async fn a_count_stands_on_the_first_page_where_it_is_allowed() {
    let asked = small().await;
    let first = asked.ok("/v1.0/identityProtection/riskyUsers?$count=true&$top=5").await;
    assert_eq!((&first["@odata.count"], rows(&first).len()), (&json!(8), 5));
    let next = asked.ok(first["@odata.nextLink"].as_str().expect("a link")).await;
    assert!(next.get("@odata.count").is_none());
    assert_eq!(asked.get("/v1.0/identityProtection/riskDetections?$count=true").await.0, 400);
    assert!(asked.ok("/v1.0/users?$count=true").await.get("@odata.count").is_none());
    let counting = asked.request(Method::GET, "/v1.0/users?$count=true").header("consistencylevel", "eventual");
    assert!(counting.send().await.expect("an answer").text().await.expect("a body").contains("\"@odata.count\":40"));
}

#[tokio::test]
async fn skipping_is_only_for_policies_and_locations() {
    let asked = small().await;
    let all = asked.ok("/v1.0/identity/conditionalAccess/policies").await;
    let skipped = asked.ok("/v1.0/identity/conditionalAccess/policies?$skip=1").await;
    assert_eq!(rows(&all)[1..], *rows(&skipped));
    for path in ["auditLogs/signIns", "identityProtection/riskDetections", "identityProtection/riskyUsers"] {
        assert_eq!(asked.get(&format!("/v1.0/{path}?$skip=1")).await.0, 400);
    }
}

#[tokio::test]
async fn options_that_are_not_documented_may_be_passed_by() {
    let asked = of(World::sized(size()), |settings| settings.undocumented = Undocumented::Ignored).await;
    let all = asked.ok("/v1.0/identityProtection/riskyUsers").await;
    assert_eq!(asked.ok("/v1.0/identityProtection/riskyUsers?$skip=3&$search=x").await["value"], all["value"]);
    let honoured = of(World::sized(size()), |settings| settings.undocumented = Undocumented::Honoured).await;
    assert_eq!(rows(&honoured.ok("/v1.0/identityProtection/riskyUsers?$skip=3").await), &rows(&all)[3..]);
}

async fn link(asked: &crate::client::Asked, path: &str) -> String {
    asked.ok(path).await["@odata.nextLink"].as_str().expect("a link").to_owned()
}

async fn refused(asked: &crate::client::Asked, link: &str) {
    let answer = asked.get(link).await;
    assert_eq!(code(&answer), (400, "BadRequest"), "{link}");
    assert!(answer.1["error"]["message"].as_str().is_some_and(|told| told.starts_with("Invalid Skip Token")), "{link}");
}
