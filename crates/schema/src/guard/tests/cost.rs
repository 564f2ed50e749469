//! What a query costs, and that honest ones pass.

use async_graphql::{Request, ServerError, Variables};
use serde_json::{Value, json};

use super::{admitted, refused};
use crate::guard::{Cost, Limits, Refusal, admit};

const THREE_LEVELS: &str = "{ users(first: 50) { nodes { signIns(first: 10) { nodes {
    detections(first: 10) { nodes { riskEventType } } } } } } }";

const RELAY_AND_BACK: &str = "{ users(first: 2) { edges { node { signIns(first: 2) { edges { node {
    detections(first: 2) { edges { node { signIn { user { id } } } } } } } } } } } }";

fn rows(query: &str) -> u64 {
    admitted(query).expect("the guard refuses the document").cost.requested
}

fn rows_with(query: &str, variables: Value) -> u64 {
    let request = Request::new(query).variables(Variables::from_json(variables));
    let admitted = admit(&request, &Limits::default());
    admitted.expect("the guard refuses the document").cost.requested
}

/// The query tools send to learn the whole schema, with `levels` of wrapped types.
fn introspection(levels: usize) -> String {
    let mut wrapped = "kind name".to_owned();
    for _ in 0..levels {
        wrapped = format!("kind name ofType {{ {wrapped} }}");
    }
    format!(
        "query IntrospectionQuery {{ __schema {{ description
            queryType {{ name kind }} mutationType {{ name kind }} subscriptionType {{ name kind }}
            types {{ ...FullType }}
            directives {{ name description isRepeatable locations
                args(includeDeprecated: true) {{ ...InputValue }} }} }} }}
        fragment FullType on __Type {{ kind name description specifiedByURL isOneOf
            fields(includeDeprecated: true) {{ name description
                args(includeDeprecated: true) {{ ...InputValue }}
                type {{ ...TypeRef }} isDeprecated deprecationReason }}
            inputFields(includeDeprecated: true) {{ ...InputValue }}
            interfaces {{ ...TypeRef }}
            enumValues(includeDeprecated: true) {{
                name description isDeprecated deprecationReason }}
            possibleTypes {{ ...TypeRef }} }}
        fragment InputValue on __InputValue {{ name description type {{ ...TypeRef }} defaultValue
            isDeprecated deprecationReason }}
        fragment TypeRef on __Type {{ {wrapped} }}"
    )
}

#[test]
fn the_product_s_own_queries_pass() {
    assert_eq!(rows(THREE_LEVELS), 5_550);
    assert_eq!(rows(RELAY_AND_BACK), 14);
}

#[test]
fn a_page_of_which_only_the_count_is_asked_costs_a_page() {
    assert_eq!(rows("{ signIns { totalCount } }"), 25);
    assert_eq!(rows("{ users(first: 2) { nodes { signIns { pageInfo { hasNextPage } } } } }"), 22);
}

#[test]
fn introspection_passes_and_costs_no_rows() {
    assert_eq!(rows(&introspection(9)), 0);
}

#[test]
fn a_large_honest_query_passes() {
    let fields = "someField ".repeat(60);
    let query = format!(
        "query Page($after: String) {{ users(first: 20, after: $after, filter: {{ riskState:
            {{ in: [AT_RISK, CONFIRMED_COMPROMISED] }} }}) {{ totalCount pageInfo {{ endCursor }}
            nodes {{ {fields} signIns {{ nodes {{ {fields} detections {{ nodes {{ {fields} }} }}
            }} }} riskHistory {{ nodes {{ {fields} }} }} }} }} }}"
    );
    assert_eq!(rows(&query), 20 + 20 * 10 + 20 * 10 * 10 + 20 * 10);
}

#[test]
fn pages_without_first_have_their_default_length() {
    assert_eq!(rows("{ users { nodes { id } } }"), 25);
    assert_eq!(rows("{ users { nodes { signIns { edges { node { id } } } } } }"), 25 + 250);
}

#[test]
fn steps_without_first_have_their_default_length() {
    assert_eq!(rows("{ actions(first: 2) { nodes { steps { act } } } }"), 2 + 2 * 100);
    assert_eq!(rows("{ actions(first: 2) { nodes { steps(first: 3) { act user { id } } } } }"), 2 + 2 * 3);
}

#[test]
fn first_may_be_a_variable_or_its_default() {
    let query = "query ($n: Int = 7) { users(first: $n) { nodes { id } } }";
    assert_eq!(rows_with(query, json!({ "n": 3 })), 3);
    assert_eq!(rows_with(query, json!({})), 7);
    assert_eq!(rows_with(query, json!({ "n": null })), 25);
    assert_eq!(rows_with(query, json!({ "n": -1 })), 25);
}

#[test]
fn a_list_of_ids_is_as_long_as_it_is() {
    let literal = r#"{ nodes(ids: ["a", "b", "c"]) { ... on User { signIns { nodes { id } } } } }"#;
    assert_eq!(rows(literal), 3 + 30);
    let variable = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    assert_eq!(rows_with(variable, json!({ "ids": ["a", "b"] })), 2);
}

#[test]
fn a_page_behind_a_fragment_is_still_a_page() {
    let query = "{ users(first: 4) { ...Page } } fragment Page on UserConnection { nodes { id
        signIns { ... { ...Rows } } } } fragment Rows on SignInConnection { nodes { id } }";
    assert_eq!(rows(query), 4 + 40);
}

#[test]
fn a_product_of_pages_above_the_limit_is_refused_with_its_factors() {
    let query = THREE_LEVELS.replace("first: 50", "first: 500");
    let refusal = refused(&query);
    assert_eq!(
        refusal.to_string(),
        "The query may read 55500 rows and the limit is 10000; \
         lower `first` of `users` (500) × `signIns` (10) × `detections` (10)."
    );
    let error = ServerError::from(refusal);
    let error = serde_json::to_value(&error).expect("an error is JSON");
    assert_eq!(error["extensions"]["code"], "QUERY_TOO_COMPLEX");
    let cost = &error["extensions"]["cost"];
    assert_eq!(*cost, json!({ "requested": 55_500, "maximum": 10_000 }));
}

#[test]
fn a_product_beyond_every_number_is_refused() {
    let page = "(first: 18446744073709551615) { nodes { ";
    let query = format!("{{ a{page}b{page}id }} }} }} }} }}");
    assert!(matches!(refused(&query), Refusal::Cost { requested: u64::MAX, .. }));
}

#[test]
fn only_the_operation_that_runs_is_charged() {
    let text = "query Small { users(first: 1) { nodes { id } } }
        query Large { users(first: 20000) { nodes { id } } }";
    let small = Request::new(text).operation_name("Small");
    let admitted = admit(&small, &Limits::default()).expect("the small operation passes");
    let maximum = Limits::default().rows;
    assert_eq!(admitted.cost, Cost { requested: 1, maximum });
    let large = Request::new(text).operation_name("Large");
    assert!(matches!(admit(&large, &Limits::default()), Err(Refusal::Cost { .. })));
}

#[test]
fn aliases_of_a_page_add_up() {
    assert_eq!(rows("{ a: users(first: 3) { nodes { id } } users(first: 4) { nodes { id } } }"), 7);
}
