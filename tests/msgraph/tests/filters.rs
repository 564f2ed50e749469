//! Filters: those that are documented, and the others.

use riskgate_test_msgraph::{Undocumented, World};
use serde_json::{Value, json};

use crate::client::{Asked, ids, of, rows, small};

async fn matched(asked: &Asked, path: &str, filter: &str) -> Vec<Value> {
    asked.pages(&format!("{path}?$filter={filter}")).await.concat()
}

#[tokio::test]
async fn risky_users_are_filtered_as_documented() {
    let asked = small().await;
    let path = "/v1.0/identityProtection/riskyUsers";
    for literal in ["'high'", "microsoft.graph.riskLevel'high'"] {
        let high = matched(&asked, path, &format!("riskLevel eq {literal} and riskState eq 'atRisk'")).await;
        assert!(!high.is_empty() && high.iter().all(|row| row["riskLevel"] == "high" && row["riskState"] == "atRisk"));
    }
    let all = asked.pages(path).await.concat();
    let at = all[3]["riskLastUpdatedDateTime"].as_str().expect("a time");
    let since = matched(&asked, path, &format!("riskLastUpdatedDateTime ge {at}")).await;
    let before = matched(&asked, path, &format!("riskLastUpdatedDateTime lt {at}")).await;
    assert_eq!(since.len() + before.len(), all.len());
    assert!(ids(&since).contains(&all[3]["id"].as_str().expect("an id")));
    let name = all[2]["userPrincipalName"].as_str().expect("a name").to_uppercase();
    assert_eq!(ids(&matched(&asked, path, &format!("userPrincipalName eq '{name}'")).await), [all[2]["id"].as_str().expect("an id")]);
}

#[tokio::test]
async fn detections_are_filtered_as_documented() {
    let asked = small().await;
    let path = "/v1.0/identityProtection/riskDetections";
    let all = asked.pages(path).await.concat();
    let (user, at) = (all[0]["userId"].as_str().expect("an id"), all[0]["detectedDateTime"].as_str().expect("a time"));
    let of_user = matched(&asked, path, &format!("userId eq '{user}'")).await;
    assert_eq!(of_user.len(), all.iter().filter(|row| row["userId"] == user).count());
    let either = matched(&asked, path, "riskLevel eq 'high' or riskLevel eq 'medium'").await;
    assert!(either.len() < all.len() && either.iter().all(|row| row["riskLevel"] == "high" || row["riskLevel"] == "medium"));
    let (from, after) = (format!("detectedDateTime ge {at}"), format!("detectedDateTime gt {at}"));
    assert_eq!(matched(&asked, path, &from).await.len(), matched(&asked, path, &after).await.len() + 1);
}

#[tokio::test]
async fn sign_ins_are_filtered_as_documented() {
    let asked = small().await;
    let path = "/v1.0/auditLogs/signIns";
    let all = asked.pages(path).await.concat();
    let time = |row: &Value| row["createdDateTime"].as_str().expect("a time").to_owned();
    let (from, to) = (time(&all[50]), time(&all[20]));
    let window = matched(&asked, path, &format!("createdDateTime ge {from} and createdDateTime le {to}")).await;
    assert_eq!(ids(&window), ids(&all[20..=50]));
    let failed = matched(&asked, path, "status/errorCode eq 50126").await;
    assert_eq!(failed.len(), all.iter().filter(|row| row["status"]["errorCode"] == 50126).count());
    let there = matched(&asked, path, "location/countryOrRegion eq 'SE' and startsWith(deviceDetail/browser,'edge')").await;
    assert!(!there.is_empty() && there.iter().all(|row| row["location"]["countryOrRegion"] == "SE"));
    let risky = matched(&asked, path, "riskEventTypes_v2/any(t: t eq 'unfamiliarFeatures')").await;
    assert_eq!(risky.len(), all.iter().filter(|row| row["riskState"] == "atRisk").count());
}

#[tokio::test]
async fn named_locations_are_filtered_by_their_type() {
    let asked = small().await;
    let found = matched(&asked, "/v1.0/identity/conditionalAccess/namedLocations", "isof('microsoft.graph.countryNamedLocation')").await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["@odata.type"], "#microsoft.graph.countryNamedLocation");
}

#[tokio::test]
async fn a_filter_that_is_not_documented_is_refused() {
    let asked = small().await;
    for (path, filter) in [
        ("identityProtection/riskyUsers", "riskLevel eq 'high' or riskLevel eq 'low'"),
        ("identityProtection/riskyUsers", "isDeleted eq false"),
        ("identityProtection/riskyUsers", "riskLastUpdatedDateTime le 2025-11-01T00:00:00Z"),
        ("identityProtection/riskDetections", "detectedDateTime lt 2025-11-01T00:00:00Z"),
        ("identityProtection/riskDetections", "lastUpdatedDateTime ge 2025-11-01T00:00:00Z"),
        ("auditLogs/signIns", "createdDateTime gt 2025-11-01T00:00:00Z"),
        ("auditLogs/signIns", "isInteractive eq true"),
        ("auditLogs/signIns", "userAgent eq 'x'"),
        ("users", "department eq 'x'"),
        ("users", "not a filter"),
    ] {
        assert_eq!(asked.get(&format!("/v1.0/{path}?$filter={filter}")).await.0, 400, "{path} {filter}");
    }
}

#[tokio::test]
async fn a_filter_that_is_not_documented_may_be_passed_by_or_honoured() {
    let users = vec![json!({"id": "a", "isDeleted": true}), json!({"id": "b", "isDeleted": false})];
    let world = || World { risky_users: users.clone().into(), ..World::default() };
    let path = "/v1.0/identityProtection/riskyUsers?$filter=isDeleted eq false";
    let ignoring = of(world(), |settings| settings.undocumented = Undocumented::Ignored).await;
    assert_eq!(ids(rows(&ignoring.ok(path).await)), ["a", "b"]);
    let honouring = of(world(), |settings| settings.undocumented = Undocumented::Honoured).await;
    assert_eq!(ids(rows(&honouring.ok(path).await)), ["b"]);
    assert_eq!(ignoring.get("/v1.0/identityProtection/riskyUsers?$filter=not a filter").await.0, 400);
}
