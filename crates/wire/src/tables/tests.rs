//! Tests of the tables: against the model's records, and with values of every wrong kind.

use std::collections::BTreeSet;

use riskgate_model::{Record, TenantId};
use serde_json::{Map, Value, json};

use super::*;
use crate::{
    flaw::Flaw,
    kind::Kind::{Evidence, Loose},
    record::record,
    resource::Resource,
};

const RESOURCES: [Resource; 12] = [
    Resource::User,
    Resource::RiskyUser,
    Resource::RiskyUserHistoryItem,
    Resource::RiskyServicePrincipal,
    Resource::RiskyServicePrincipalHistoryItem,
    Resource::SignIn,
    Resource::RiskDetection,
    Resource::DirectoryAudit,
    Resource::NamedLocation,
    Resource::ConditionalAccessPolicy,
    Resource::Alert,
    Resource::Incident,
];

/// A value of the kind.
fn sample(kind: &Kind) -> Value {
    match kind {
        Id | Text | Word(_) | Any | Secret => json!("word"),
        Time => json!("2024-05-01T08:00:00Z"),
        Flag => json!(true),
        Integer => json!(7),
        Number => json!(59.5),
        Texts | Words(_) => json!(["word"]),
        Object(table) | Point(table) => Value::Object(whole(table)),
        Evidence => {
            let mut evidence = whole(&alerts::EVIDENCE);
            evidence.insert("@odata.type".into(), "#microsoft.graph.security.userEvidence".into());
            json!([evidence])
        }
        Loose(kind) => sample(kind),
        List(table) => json!([whole(table)]),
    }
}

/// Every property of a table, with a value of its kind.
fn whole(table: &Table) -> Map<String, Value> {
    table.properties.iter().map(|(name, kind)| ((*name).to_owned(), sample(kind))).collect()
}

fn read(resource: Resource, properties: Map<String, Value>) -> Result<Record, Flaw> {
    record(resource, properties, &TenantId::new("home"), None)
}

/// What the model says of a record, as Microsoft Graph's properties.
fn modelled(record: &Record) -> Value {
    let value = match record {
        Record::DirectoryUser(kept) => serde_json::to_value(&kept.value),
        Record::RiskyUser(kept) => serde_json::to_value(&kept.value),
        Record::RiskyServicePrincipal(kept) => serde_json::to_value(&kept.value),
        Record::RiskHistoryItem(_, kept) => serde_json::to_value(&kept.value),
        Record::SignIn(kept) => serde_json::to_value(&kept.value),
        Record::Detection(kept) => serde_json::to_value(&kept.value),
        Record::DirectoryAudit(kept) => serde_json::to_value(&kept.value),
        Record::NamedLocation(kept) => serde_json::to_value(&kept.value),
        Record::ConditionalAccessPolicy(kept) => serde_json::to_value(&kept.value),
        Record::Alert(kept) => serde_json::to_value(&kept.value),
        Record::Incident(kept) => serde_json::to_value(&kept.value),
    };
    value.expect("plain data")
}

/// The names of all properties, those of parts behind the name of the part.
fn names(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Object(properties) => {
            let named = properties.iter().flat_map(|(name, value)| {
                let parts = names(value).into_iter().map(move |part| format!("{name}.{part}"));
                parts.chain([name.clone()])
            });
            named.collect()
        }
        Value::Array(values) => values.iter().flat_map(names).collect(),
        _ => BTreeSet::new(),
    }
}

/// Values that are wrong for the kind, each with the path that says where.
fn wrong(kind: &Kind) -> Vec<(String, Value)> {
    let here = |values: &[Value]| values.iter().map(|value| (String::new(), value.clone())).collect::<Vec<_>>();
    match kind {
        Text | Word(_) | Any | Secret => Vec::new(),
        Id => here(&[json!(true), json!(["x"])]),
        Time => here(&[json!("soon"), json!(7)]),
        Flag => here(&[json!("perhaps"), json!(2)]),
        Integer => here(&[json!("many"), json!(1.5)]),
        Number => here(&[json!("far"), json!(true)]),
        Texts | Words(_) => here(&[json!(7), json!({"a": 1})]),
        Object(table) | Point(table) => [here(&[json!(7), json!("word")]), wrong_within(table)].concat(),
        List(table) => wrong_lists(wrong_within(table)),
        Evidence => {
            let typed = |(path, mut value): (String, Value)| {
                value.as_object_mut().expect("an object").insert("@odata.type".into(), "IPEvidence".into());
                (path, value)
            };
            let of_known_types = wrong_within(&alerts::EVIDENCE).into_iter().map(typed);
            wrong_lists(of_known_types.chain(wrong_within(&alerts::OTHER_EVIDENCE)).collect())
        }
        Loose(kind) => wrong(kind).into_iter().filter(|(path, value)| !path.is_empty() && value.is_object()).collect(),
    }
}

/// Lists that are none, and lists with these.
fn wrong_lists(within: Vec<(String, Value)>) -> Vec<(String, Value)> {
    let listed = [(String::new(), json!(7))].into_iter().chain(within.clone());
    let listed = listed.map(|(path, value)| (joined("[0]", &path), json!([value])));
    let none = [json!(7), json!("word")].map(|value| (String::new(), value));
    none.into_iter().chain(within).chain(listed).collect()
}

/// Objects with one property of the wrong kind.
fn wrong_within(table: &Table) -> Vec<(String, Value)> {
    let of = |(name, kind): &(&'static str, Kind)| {
        let name = *name;
        wrong(kind).into_iter().map(move |(path, value)| (joined(name, &path), json!({name: value})))
    };
    table.properties.iter().flat_map(of).collect()
}

fn joined(above: &str, below: &str) -> String {
    if below.is_empty() || below.starts_with('[') { format!("{above}{below}") } else { format!("{above}.{below}") }
}

/// Objects with one property, at whatever depth, of a value that need not be any good.
fn odd_within(table: &Table) -> Vec<Value> {
    let odd = r#"[null, true, 7, -1.5, 1e300, 18446744073709551615, "", "word", "0", "2024-05-01", [], [null], [7], [[]], [{}],
        {}, {"x": 1}, {"Key": 1, "key": 2}, {"value": {}, "VALUE": null}, "[]", "[7]", "{}", "{\"key\": 7}", "{"]"#;
    let odd: Vec<Value> = serde_json::from_str(odd).expect("JSON");
    let of = |(name, kind): &(&'static str, Kind)| {
        let name = *name;
        let deeper = match kind {
            Object(table) | Point(table) | Loose(Object(table)) => odd_within(table),
            List(table) => odd_within(table).into_iter().flat_map(|value| [json!([value]), value]).collect(),
            Evidence => {
                let of_known_types = odd_within(&alerts::EVIDENCE).into_iter().map(|mut value| {
                    value.as_object_mut().expect("an object").entry("@odata.type").or_insert("userEvidence".into());
                    json!([value])
                });
                of_known_types.chain(odd_within(&alerts::OTHER_EVIDENCE)).collect()
            }
            _ => Vec::new(),
        };
        odd.clone().into_iter().chain(deeper).map(move |value| json!({name: value}))
    };
    table.properties.iter().flat_map(of).collect()
}

/// A whole resource, but for the properties of `value`.
fn whole_with(resource: Resource, value: &Value) -> Map<String, Value> {
    let mut properties = whole(resource.table());
    properties.extend(value.as_object().expect("an object").clone());
    properties
}

fn is_sound(table: &Table) {
    assert!(table.properties.is_sorted_by(|one, two| one.0 < two.0), "{}", table.properties[0].0);
    for (alias, known) in table.aliases {
        assert!(table.kind(known).is_some(), "{alias}");
    }
    for (_, kind) in table.properties {
        if let Object(part) | Point(part) | List(part) = kind {
            is_sound(part);
        }
    }
}

#[test]
fn every_table_is_sorted_and_its_aliases_lead_somewhere() {
    for resource in RESOURCES {
        is_sound(resource.table());
    }
}

#[test]
fn the_tables_name_the_properties_of_the_model_and_no_others() {
    use Resource::{
        Alert, ConditionalAccessPolicy, Incident, NamedLocation, RiskDetection, RiskyServicePrincipal, RiskyServicePrincipalHistoryItem,
        RiskyUser, RiskyUserHistoryItem, SignIn, User,
    };
    // The last column is what no record holds: what must not be kept, whose history an item is of, and what other properties tell.
    let tables: [(&[Resource], &[&str]); 9] = [
        (&[User], &["passwordProfile", "passwordProfile.password"]),
        (&[RiskyUser, RiskyUserHistoryItem], &["userId"]),
        (&[RiskyServicePrincipal, RiskyServicePrincipalHistoryItem], &["servicePrincipalId"]),
        (&[SignIn], &[]),
        (&[RiskDetection], &[]),
        (&[NamedLocation], &["ipRanges.@odata.type"]),
        (&[ConditionalAccessPolicy], &[]),
        (&[Alert], &[]),
        (&[Incident], &[]),
    ];
    for (resources, held_by_none) in tables {
        let whole = whole(resources[0].table());
        let of_model = resources.iter().flat_map(|resource| names(&modelled(&read(*resource, whole.clone()).expect("a record"))));
        let of_model: BTreeSet<_> = of_model.chain(held_by_none.iter().map(ToString::to_string)).collect();
        assert_eq!(of_model, names(&Value::Object(whole)), "{resources:?}");
    }
}

#[test]
fn a_value_of_the_wrong_kind_is_refused_by_its_path() {
    for resource in RESOURCES {
        let values = wrong_within(resource.table());
        assert!(values.len() > 5, "{resource:?}");
        for (path, value) in values {
            let flaw = read(resource, whole_with(resource, &value)).expect_err(&path);
            assert_eq!(flaw.path, path, "{resource:?} with {value}: {}", flaw.reason);
        }
    }
}

#[test]
fn no_value_gets_past_the_tables_to_be_refused_without_its_path() {
    for resource in RESOURCES {
        for value in odd_within(resource.table()) {
            let Err(flaw) = read(resource, whole_with(resource, &value)) else { continue };
            let name = value.as_object().and_then(|properties| properties.keys().next()).expect("a name");
            assert!(flaw.path.starts_with(name), "{resource:?} with {value}: {} {}", flaw.path, flaw.reason);
        }
    }
}
