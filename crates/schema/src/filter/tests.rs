//! Every property can be asked for, by operators that fit its values.

use async_graphql::{EmptyMutation, EmptySubscription, Schema};
use riskgate_model::{
    ConditionalAccessPolicyField, DetectionField, DirectoryAuditField, Field, FieldKind, NamedLocationField, ServicePrincipalField,
    SignInField, UserField,
};
use serde_json::Value;

/// The name of each property of a filter, and of the operators it has.
async fn offered(filter: &str) -> Vec<(String, String)> {
    let schema = Schema::build(crate::query::Query, EmptyMutation, EmptySubscription).finish();
    let answer = schema.execute(format!("{{ __type(name: \"{filter}\") {{ inputFields {{ name type {{ name }} }} }} }}")).await;
    let answer = serde_json::to_value(answer.data).expect("plain data");
    let fields = answer["__type"]["inputFields"].as_array().expect("fields").clone();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let own = |field: &Value| (text(&field["name"]), text(&field["type"]["name"]));
    fields.iter().map(own).filter(|(name, _)| !["and", "or", "not"].contains(&name.as_str())).collect()
}

async fn covers<F: Field>(filter: &str) {
    let offered = offered(filter).await;
    let names: Vec<_> = offered.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, F::ALL.iter().map(|field| field.name()).collect::<Vec<_>>(), "{filter}");
    for ((name, operators), field) in offered.iter().zip(F::ALL) {
        let fitting = match field.kind() {
            FieldKind::Text => ["StringFilter", "IdFilter"].contains(&operators.as_str()),
            FieldKind::Number => operators == "IntFilter",
            FieldKind::Flag => operators == "BooleanFilter",
            FieldKind::Time => operators == "DateTimeFilter",
            FieldKind::Address => operators == "IpAddressFilter",
            FieldKind::Texts => operators == "StringListFilter",
            FieldKind::Word | FieldKind::Words => {
                let capital = name[..1].to_uppercase() + &name[1..];
                let vocabulary = operators.strip_suffix("Filter").expect("a filter");
                capital.contains(vocabulary) || vocabulary.ends_with(&capital) || vocabulary == "ActivityType"
            }
        };
        assert!(fitting, "{filter}.{name} has {operators}");
    }
}

#[tokio::test]
async fn every_property_is_offered_under_its_own_name_with_operators_that_fit() {
    covers::<UserField>("UserFilter").await;
    covers::<ServicePrincipalField>("ServicePrincipalFilter").await;
    covers::<SignInField>("SignInFilter").await;
    covers::<DetectionField>("DetectionFilter").await;
    covers::<DirectoryAuditField>("DirectoryAuditFilter").await;
    covers::<NamedLocationField>("NamedLocationFilter").await;
    covers::<ConditionalAccessPolicyField>("ConditionalAccessPolicyFilter").await;
}

#[test]
fn what_must_hold_together_is_flat() {
    use async_graphql::{InputType, Value as Input, value};
    let input: Input =
        value!({ "and": [{}, { "isRisky": { "eq": true }, "requestId": { "eq": "r" } }], "appId": { "eq": "a", "isNull": false } });
    let filter = super::SignInFilter::parse(Some(input)).unwrap_or_else(|_| panic!("a filter"));
    let riskgate_model::Filter::And(parts) = super::read(Some(filter)).expect("within bounds") else { panic!("a conjunction") };
    assert_eq!(parts.len(), 4, "{parts:?}");
    assert!(!parts.iter().any(|part| matches!(part, riskgate_model::Filter::And(_))), "{parts:?}");
}
