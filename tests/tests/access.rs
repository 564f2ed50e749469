//! Named locations and Conditional Access policies of the demo tenant, and the way from sign-ins to them.

use riskgate_tests::{Engine, Gateway};
use serde_json::{Value, json};

const MET: &str = "{ signIns(first: 100, filter: {conditionalAccessStatus: {eq: FAILURE}}) { nodes { \
    appliedConditionalAccessPolicies { id displayName result policy { conditionalAccessPolicyId displayName state \
    conditions { signInRiskLevels locations { includeLocations } } } } } } }";

fn nodes(connection: &Value) -> &[Value] {
    connection["nodes"].as_array().expect("nodes")
}

#[tokio::test]
async fn a_page_of_sign_ins_leads_to_the_policies_they_met_in_one_statement() {
    for engine in Engine::ALL {
        let Some(gateway) = Gateway::demo(engine).await else { continue };
        assert_eq!(gateway.statements(MET).await, 2);
        let data = gateway.data(MET).await;
        let rows = nodes(&data["signIns"]).iter();
        let met: Vec<&Value> = rows.flat_map(|row| row["appliedConditionalAccessPolicies"].as_array().expect("policies")).collect();
        assert!(met.len() > 20, "{data}");
        for applied in &met {
            let policy = &applied["policy"];
            assert_eq!((&policy["conditionalAccessPolicyId"], &policy["displayName"]), (&applied["id"], &applied["displayName"]));
            assert_eq!(policy["state"], "ENABLED");
        }
        let blocked = met.iter().find(|it| it["result"] == "FAILURE" && it["displayName"] == "Block anonymizing networks").expect("one");
        let place = blocked["policy"]["conditions"]["locations"]["includeLocations"][0].as_str().expect("an id of a location");
        let query =
            format!("{{ namedLocation(by: {{namedLocationId: \"{place}\"}}) {{ displayName isTrusted ipRanges {{ cidrAddress }} }} }}");
        let location = json!({"displayName": "Anonymizing networks", "isTrusted": false, "ipRanges": [{"cidrAddress": "203.0.113.64/27"}]});
        assert_eq!(gateway.data(&query).await["namedLocation"], location);
    }
}

#[tokio::test]
async fn locations_and_policies_are_paged_in_order_and_found_by_their_ids() {
    for engine in Engine::ALL {
        let Some(gateway) = Gateway::demo(engine).await else { continue };
        for list in ["namedLocations", "conditionalAccessPolicies"] {
            let page = |after: &str| {
                format!(
                    "{{ {list}(first: 2, {after} orderBy: [{{field: DISPLAY_NAME, direction: ASC}}]) {{ totalCount \
                    nodes {{ id displayName }} pageInfo {{ hasNextPage endCursor }} }} }}"
                )
            };
            let mut data = gateway.data(&page("")).await[list].take();
            let total = data["totalCount"].as_u64().expect("a count");
            let mut seen = nodes(&data).to_vec();
            while data["pageInfo"]["hasNextPage"] == true {
                let after = format!("after: {},", data["pageInfo"]["endCursor"]);
                data = gateway.data(&page(&after)).await[list].take();
                seen.extend(nodes(&data).iter().cloned());
            }
            assert_eq!(seen.len() as u64, total, "{list}");
            let name = |row: &Value| row["displayName"].as_str().expect("a name").to_lowercase();
            assert!(seen.is_sorted_by_key(name), "{seen:?}");
            let ids: Vec<&Value> = seen.iter().map(|row| &row["id"]).collect();
            let query = format!(
                "{{ nodes(ids: {}) {{ id ... on NamedLocation {{ displayName }} ... on ConditionalAccessPolicy {{ displayName }} }} }}",
                json!(ids)
            );
            assert_eq!(gateway.data(&query).await["nodes"], json!(seen), "{list}");
        }
    }
}
