//! The schema's text.

use serde_json::Value;

use super::ask;
use crate::Graph;

#[test]
fn the_schemas_file_is_what_the_code_says() {
    let file = include_str!("../../../../schema.graphql");
    assert_eq!(file, Graph::sdl(), "schema.graphql is not up to date: write what `riskgate schema` prints");
}

#[tokio::test]
async fn every_type_field_argument_and_value_is_described() {
    let query = "{ __schema { types { name description fields(includeDeprecated: true) { name description args { name description } }
        inputFields { name description } enumValues(includeDeprecated: true) { name description } } } }";
    let answer = ask(query).await;
    let mut bare = Vec::new();
    let types = answer.data()["__schema"]["types"].as_array().expect("types");
    // What the specification itself defines is described there.
    let theirs = |name: &str| name.starts_with("__") || ["Boolean", "Float", "ID", "Int", "String"].contains(&name);
    let own = types.iter().filter(|ty| !ty["name"].as_str().is_none_or(theirs));
    for ty in own {
        visit(ty, "", &mut bare);
    }
    assert_eq!(bare, Vec::<String>::new());
}

/// Notes everything below that has a name and no description.
fn visit(value: &Value, above: &str, bare: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            let place = format!("{above}.{}", value["name"].as_str().unwrap_or_default());
            if value["description"].as_str().is_none_or(|text| text.trim().len() < 3) {
                bare.push(place.clone());
            }
            map.values().for_each(|below| visit(below, &place, bare));
        }
        Value::Array(items) => items.iter().for_each(|item| visit(item, above, bare)),
        _ => {}
    }
}
