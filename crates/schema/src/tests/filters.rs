//! Filters, from the document to the rows.

use serde_json::json;

use riskgate_model::Id;

use super::{ask, ask_with, spy::Spy, world};

async fn found(filter: &str) -> Vec<String> {
    let answer = ask(&format!("{{ signIns(filter: {filter}) {{ nodes {{ requestId }} }} }}")).await;
    let rows = answer.data()["signIns"]["nodes"].as_array().expect("rows").clone();
    let mut ids: Vec<_> = rows.iter().map(|row| row["requestId"].as_str().expect("an id").to_owned()).collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn every_operator_does_what_it_says() {
    for (filter, expected) in [
        ("{}", vec!["r1", "r2", "r3", "r4", "r5"]),
        (r#"{appDisplayName: {eq: "TEAMS"}}"#, vec!["r2", "r4", "r5"]),
        (r#"{appDisplayName: {ne: "teams"}}"#, vec!["r1", "r3"]),
        (r#"{appDisplayName: {in: ["teams", "x"]}}"#, vec!["r2", "r4", "r5"]),
        ("{appDisplayName: {in: []}}", vec![]),
        (r#"{appDisplayName: {notIn: ["teams"]}}"#, vec!["r1", "r3"]),
        (r#"{appDisplayName: {startsWith: "office"}}"#, vec!["r1", "r3"]),
        (r#"{appDisplayName: {contains: "365"}}"#, vec!["r1", "r3"]),
        ("{ipAddress: {isNull: false}}", vec!["r1"]),
        ("{ipAddress: {isNull: true}}", vec!["r2", "r3", "r4", "r5"]),
        (r#"{ipAddress: {cidr: "203.0.113.0/24"}}"#, vec!["r1"]),
        (r#"{ipAddress: {startsWith: "203."}}"#, vec!["r1"]),
        (r#"{createdDateTime: {ge: "1970-01-01T00:03:20Z", lt: "1970-01-01T0:06:40Z"}}"#, vec!["r2", "r3"]),
        ("{errorCode: {gt: 0}}", vec!["r1"]),
        ("{riskState: {eq: AT_RISK}}", vec!["r1"]),
        ("{riskState: {notIn: [AT_RISK, CONFIRMED_COMPROMISED]}}", vec!["r2", "r3", "r4", "r5"]),
        ("{isRisky: {eq: true}}", vec!["r1"]),
        ("{signInEventType: {eq: INTERACTIVE_USER}}", vec!["r1"]),
        ("{signInEventType: {eq: UNKNOWN}}", vec!["r1"]),
        ("{signInEventType: {notIn: [UNKNOWN, MANAGED_IDENTITY]}}", vec!["r2", "r3", "r4", "r5"]),
        (r#"{riskEventTypes: {eq: "BrandNew"}}"#, vec!["r1"]),
        (r#"{riskEventTypes: {in: ["brand", "unfamiliarFeatures,brandNew"]}}"#, vec![]),
        (r#"{riskEventTypes: {contains: "familiar"}}"#, vec!["r1"]),
        ("{riskEventTypes: {isNull: true}}", vec!["r2", "r3", "r4", "r5"]),
        (r#"{userId: {eq: "U2"}, appDisplayName: {eq: "Teams"}}"#, vec!["r2", "r4"]),
        (r#"{or: [{requestId: {eq: "r1"}}, {and: [{userId: {eq: "u2"}}, {not: {appDisplayName: {eq: "teams"}}}]}]}"#, vec!["r1", "r3"]),
        ("{riskState: null}", vec!["r1", "r2", "r3", "r4", "r5"]),
    ] {
        assert_eq!(found(filter).await, expected, "{filter}");
    }
}

#[tokio::test]
async fn detections_are_found_by_attack_type_and_token_issuer() {
    for (filter, expected) in [
        (r#"{mitreTechniques: {contains: "t1557"}}"#, 1),
        (r#"{mitreTechniques: {eq: "T15"}}"#, 0),
        ("{tokenIssuerType: {eq: AZURE_AD}}", 1),
        ("{tokenIssuerType: {eq: UNKNOWN}}", 0),
    ] {
        let answer = ask(&format!("{{ detections(filter: {filter}) {{ totalCount }} }}")).await;
        assert_eq!(answer.data()["detections"]["totalCount"], expected, "{filter}");
    }
}

#[tokio::test]
async fn directory_audits_are_found_by_who_did_what_to_whom_and_how_it_ended() {
    for (filter, expected) in [
        (r#"{activityDateTime: {ge: "1970-01-01T00:09:00Z", lt: "1970-01-01T00:11:00Z"}}"#, 1),
        (r#"{activityDisplayName: {startsWith: "user registered"}}"#, 2),
        (r#"{category: {eq: "USERMANAGEMENT"}}"#, 1),
        ("{result: {eq: FAILURE}}", 1),
        (r#"{initiatedByUserId: {eq: "U2"}}"#, 2),
        (r#"{initiatedByUserPrincipalName: {eq: "ann@contoso.example"}}"#, 1),
        (r#"{initiatedByIpAddress: {cidr: "203.0.113.0/24"}}"#, 1),
        (r#"{initiatedByServicePrincipalId: {eq: "sp1"}}"#, 1),
        (r#"{targetResourceIds: {eq: "u2"}}"#, 3),
        (r#"{targetResourceIds: {eq: "u1"}}"#, 0),
    ] {
        let answer = ask(&format!("{{ directoryAudits(filter: {filter}) {{ totalCount }} }}")).await;
        assert_eq!(answer.data()["directoryAudits"]["totalCount"], expected, "{filter}");
    }
}

#[tokio::test]
async fn named_locations_and_policies_are_found_by_what_they_are_made_of() {
    for (list, filter, expected) in [
        ("namedLocations", "{type: {eq: COUNTRY_NAMED_LOCATION}}", 1),
        ("namedLocations", r#"{countriesAndRegions: {eq: "no"}}"#, 2),
        ("namedLocations", "{isTrusted: {eq: true}}", 1),
        ("namedLocations", r#"{ipRanges: {contains: "203.0.113."}}"#, 1),
        ("namedLocations", r#"{modifiedDateTime: {ge: "1970-01-01T00:06:30Z"}}"#, 1),
        ("conditionalAccessPolicies", "{state: {eq: ENABLED}}", 1),
        ("conditionalAccessPolicies", "{signInRiskLevels: {eq: HIGH}}", 1),
        ("conditionalAccessPolicies", "{userRiskLevels: {in: [UNKNOWN]}}", 1),
        ("conditionalAccessPolicies", r#"{excludeUsers: {eq: "U2"}}"#, 1),
        ("conditionalAccessPolicies", r#"{excludeLocations: {eq: "l1"}}"#, 1),
        ("conditionalAccessPolicies", r#"{builtInControls: {in: ["mfa", "passwordChange"]}}"#, 1),
        ("conditionalAccessPolicies", "{modifiedDateTime: {isNull: true}}", 1),
    ] {
        let answer = ask(&format!("{{ {list}(filter: {filter}) {{ totalCount }} }}")).await;
        assert_eq!(answer.data()[list]["totalCount"], expected, "{list} {filter}");
    }
}

#[tokio::test]
async fn ids_of_riskgate_are_taken_where_ids_of_entra_are() {
    let query = "query ($id: ID!) { signIns(filter: {userId: {in: [$id]}}) { totalCount } }";
    let variables = json!({"id": crate::id::global(&world::user_id("u2"))});
    assert_eq!(ask_with(Spy::over(world::small()), query, variables).await.data()["signIns"]["totalCount"], 3);
}

#[tokio::test]
async fn an_id_of_riskgate_means_its_own_tenant_and_kind() {
    let query = "query ($ids: [ID!]) { signIns(filter: {userId: {in: $ids}}) { totalCount } }";
    let elsewhere = riskgate_model::UserId::new(riskgate_model::TenantId::new("elsewhere"), "u2");
    for (ids, expected) in [
        (vec![crate::id::global(&elsewhere)], 0),
        (vec![crate::id::global(&elsewhere), "u2".to_owned()], 3),
        (vec![crate::id::global(&elsewhere), crate::id::global(&world::user_id("u2"))], 3),
    ] {
        let answer = ask_with(Spy::over(world::small()), query, json!({ "ids": ids })).await;
        assert_eq!(answer.data()["signIns"]["totalCount"], expected, "{ids:?}");
    }
    let sign_in = crate::id::global(&riskgate_model::SignInId::new(riskgate_model::TenantId::new("t"), "r1"));
    let answer = ask_with(Spy::over(world::small()), query, json!({ "ids": [sign_in] })).await;
    assert!(answer.json.to_string().contains("`filter.userId.in`: this is the id of a SignIn; give one of a User"), "{}", answer.json);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_by_its_place() {
    let many = (0..501).map(|number| format!("\"{number}\"")).collect::<Vec<_>>().join(",");
    let deep = format!("{}{}", "{not: ".repeat(9), "{isRisky: {eq: true}}") + &"}".repeat(9);
    let wide = format!("{{or: [{}]}}", vec!["{isRisky: {eq: true}}"; 101].join(","));
    let empty = format!("{{or: [{}]}}", vec!["{}"; 201].join(","));
    let full = format!("{{appId: {{in: [{}]}}}}", vec!["\"a\""; 500].join(","));
    let heavy = format!("{{and: [{}]}}", [full.as_str(); 11].join(","));
    for (filter, place) in [
        (r#"{ipAddress: {cidr: "everywhere"}}"#.to_owned(), "`filter.ipAddress.cidr`"),
        ("{appDisplayName: {eq: null}}".to_owned(), "`filter.appDisplayName.eq`"),
        ("{and: [{}, {or: []}]}".to_owned(), "`filter.and[1].or`"),
        (format!("{{appId: {{in: [{many}]}}}}"), "`filter.appId.in`"),
        (deep, "8 levels"),
        (wide, "100 conditions"),
        (empty, "200 filters"),
        (heavy, "5000 values"),
    ] {
        let answer = ask(&format!("{{ signIns(filter: {filter}) {{ nodes {{ id }} }} }}")).await;
        assert_eq!(answer.errors(), [("BAD_USER_INPUT".to_owned(), json!(["signIns"]))], "{place}: {}", answer.json);
        assert!(answer.message().contains(place), "{}", answer.message());
        assert!(answer.calls.is_empty());
    }
}

#[tokio::test]
async fn an_order_that_is_not_offered_is_refused() {
    let two = "[{field: RISK_STATE, direction: ASC}, {field: IP_ADDRESS, direction: ASC}]";
    let answer = ask(&format!("{{ signIns(orderBy: {two}) {{ nodes {{ id }} }} }}")).await;
    assert_eq!(answer.errors()[0].0, "BAD_USER_INPUT");
    assert!(answer.message().contains("createdDateTime"), "{}", answer.message());
}

#[tokio::test]
async fn a_moment_that_is_none_is_the_clients_mistake() {
    let answer = ask(r#"{ signIns(filter: {createdDateTime: {ge: "yesterday"}}) { nodes { id } } }"#).await;
    assert_eq!(answer.errors()[0].0, "BAD_USER_INPUT", "{}", answer.json);
    assert!(answer.message().contains("yesterday"), "{}", answer.message());
}
