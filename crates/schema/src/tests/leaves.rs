//! Every leaf of every object resolves at once.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{ask, ask_of, spy::Spy, world};

/// The object types and unions of the schema, by introspection.
pub(super) struct Types {
    objects: HashMap<String, Vec<Value>>,
    /// The objects of each union.
    unions: HashMap<String, Vec<String>>,
}

impl Types {
    pub(super) async fn read() -> Self {
        let query = "{ __schema { types { kind name possibleTypes { name } fields { name args { name } type { ...T } } } } }
            fragment T on __Type { name kind ofType { name kind ofType { name kind ofType { name kind } } } }";
        let answer = ask(query).await;
        let types = answer.data()["__schema"]["types"].as_array().expect("types").clone();
        let of = |kind| types.iter().filter(move |ty| ty["kind"] == kind);
        let objects = of("OBJECT").map(|ty| (text(&ty["name"]), ty["fields"].as_array().expect("fields").clone())).collect();
        let members = |ty: &Value| ty["possibleTypes"].as_array().expect("objects").iter().map(|ty| text(&ty["name"])).collect();
        Self { objects, unions: of("UNION").map(|ty| (text(&ty["name"]), members(ty))).collect() }
    }

    /// A selection of each leaf of this type, those of value objects with everything below.
    pub(super) fn leaves(&self, name: &str) -> Vec<String> {
        let fields = self.objects[name].iter().filter(|field| !Self::is_branch(field));
        fields.map(|field| self.selection(field)).collect()
    }

    fn selection(&self, field: &Value) -> String {
        let (name, below) = (text(&field["name"]), named(&field["type"]));
        if let Some(members) = self.unions.get(&below) {
            let of = |member: &String| format!("... on {member} {{ {} }}", self.leaves(member).join(" "));
            return format!("{name} {{ __typename {} }}", members.iter().map(of).collect::<Vec<_>>().join(" "));
        }
        if self.objects.contains_key(&below) { format!("{name} {{ __typename {} }}", self.leaves(&below).join(" ")) } else { name }
    }

    fn is_branch(field: &Value) -> bool {
        let below = named(&field["type"]);
        let nodes = [
            "User",
            "ServicePrincipal",
            "SignIn",
            "Detection",
            "RiskChange",
            "DirectoryAudit",
            "NamedLocation",
            "ConditionalAccessPolicy",
            "Refusal",
            "Action",
            "Alert",
            "Incident",
            "ActionStep",
            "Node",
        ];
        below.ends_with("Connection") || nodes.contains(&below.as_str())
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// The named type inside lists and non-nulls.
fn named(ty: &Value) -> String {
    if ty["ofType"].is_null() { text(&ty["name"]) } else { named(&ty["ofType"]) }
}

/// The values of everything below, with the key they stand under.
fn walk<'v>(value: &'v Value, key: &'v str, seen: &mut dyn FnMut(&'v str, &'v Value)) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| walk(value, key, seen)),
        Value::Array(items) => items.iter().for_each(|item| walk(item, key, seen)),
        _ => seen(key, value),
    }
}

#[tokio::test]
async fn every_leaf_of_every_object_resolves_and_has_a_value_somewhere() {
    let types = Types::read().await;
    let lists = [
        ("User", r#"users(filter: {objectId: {eq: "u1"}})"#),
        ("ServicePrincipal", "servicePrincipals"),
        ("SignIn", r#"signIns(filter: {requestId: {eq: "r1"}})"#),
        ("Detection", r#"detections(filter: {detectionId: {eq: "d1"}})"#),
        ("DirectoryAudit", r#"directoryAudits(filter: {directoryAuditId: {eq: "a1"}})"#),
        ("NamedLocation", r#"namedLocations(filter: {namedLocationId: {eq: "l1"}})"#),
        ("ConditionalAccessPolicy", r#"conditionalAccessPolicies(filter: {conditionalAccessPolicyId: {eq: "ca-1"}})"#),
        ("Alert", r#"alerts(filter: {alertId: {eq: "al1"}})"#),
        ("Incident", r#"incidents(filter: {incidentId: {eq: "77"}})"#),
        ("Refusal", r#"refusals(filter: {kind: {eq: "signins"}})"#),
    ];
    for (name, list) in lists {
        let query = format!("{{ {list} {{ nodes {{ {} }} }} }}", types.leaves(name).join(" "));
        let answer = ask_of(Spy::over(world::small()), &query).await;
        let mut empty = Vec::new();
        walk(answer.data(), "", &mut |key, value| {
            // Of a sign-in Microsoft does not say when its risk changed.
            if value.is_null() && (name, key) != ("SignIn", "riskLastUpdatedDateTime") {
                empty.push(key);
            }
        });
        // What is null here says nothing of whether it is read at all.
        assert_eq!(empty, Vec::<&str>::new(), "{name}");
    }
    let changes = types.leaves("RiskChange").join(" ");
    let query = format!("{{ users {{ nodes {{ riskHistory {{ nodes {{ {changes} }} asOf source pageInfo {{ hasNextPage }} }} }} }} }}");
    let answer = ask(&query).await;
    let lines = &answer.data()["users"]["nodes"][0]["riskHistory"]["nodes"];
    let of_act = |line: &Value| ["riskState", "claimant", "initiatedBy", "requestedBy", "reason"].map(|leaf| line[leaf].clone());
    assert_eq!(of_act(&lines[0]), ["REMEDIATED", "ADMINISTRATOR", "admin", "soar", "phished"].map(Value::from));
    assert!(lines[0]["actionId"].is_string());
    let null = Value::Null;
    assert_eq!(of_act(&lines[1]), ["AT_RISK".into(), "ENTRA".into(), "admin".into(), null.clone(), null.clone()]);
    assert_eq!(lines[1]["actionId"], null);
}

#[tokio::test]
async fn adapters_say_what_they_are_and_how_they_do() {
    let query = "{ adapters { name version answers routes freshness limits { what maximum } health { healthy problem asOf } } }";
    let expected = json!([{
        "name": "memory", "version": "1.2.3", "freshness": "RECORDED", "limits": [{"what": "rows a page", "maximum": 500}],
        "answers": ["USERS", "SERVICE_PRINCIPALS", "SIGN_INS", "DETECTIONS", "RISK_HISTORY", "DIRECTORY_AUDITS", "NAMED_LOCATIONS", "CONDITIONAL_ACCESS_POLICIES", "ALERTS", "INCIDENTS"],
        "routes": ["USERS", "SERVICE_PRINCIPALS", "SIGN_INS", "DETECTIONS", "RISK_HISTORY", "DIRECTORY_AUDITS", "NAMED_LOCATIONS", "CONDITIONAL_ACCESS_POLICIES", "ALERTS", "INCIDENTS"],
        "health": {"healthy": true, "problem": null, "asOf": "1970-01-01T00:16:40Z"},
    }]);
    assert_eq!(ask(query).await.data()["adapters"], expected);
}

#[tokio::test]
async fn words_are_shown_as_values_beside_the_word_as_it_came() {
    let query = r#"{ detection(by: {detectionId: "d1"}) { riskEventType riskEventKind detectionTimingType detectionTimingTypeRaw additionalInfo { riskReasons entries { key value } } }
        signIn(by: {requestId: "r1"}) { signInEventTypes signInEventTypesRaw riskEventKinds record } }"#;
    let answer = ask(query).await;
    let detection = &answer.data()["detection"];
    assert_eq!(
        (&detection["riskEventType"], &detection["riskEventKind"]),
        (&"attackerinTheMiddle".into(), &"ATTACKER_IN_THE_MIDDLE".into())
    );
    assert_eq!(
        (&detection["detectionTimingType"], &detection["detectionTimingTypeRaw"]),
        (&"NEAR_REALTIME".into(), &"nearRealtime".into())
    );
    assert_eq!(detection["additionalInfo"]["entries"][1]["value"], json!(["UnfamiliarIP"]));
    let sign_in = &answer.data()["signIn"];
    assert_eq!(sign_in["signInEventTypes"], json!(["INTERACTIVE_USER", "UNKNOWN"]));
    assert_eq!(sign_in["signInEventTypesRaw"], json!(["interactiveUser", "brandNew"]));
    assert_eq!(sign_in["riskEventKinds"], json!(["UNFAMILIAR_FEATURES", "UNKNOWN"]));
    assert_eq!(sign_in["record"]["appDisplayName"], "Office 365");
}

#[tokio::test]
async fn adapters_say_what_they_can_be_asked_and_how_often() {
    let query = "{ adapters { deadlineSeconds rates { questions calls perSeconds } offers { question filters { field operators } \
                 combines orders onlyDirection pageMaximum keysMaximum beyondKeysMaximum scanMaximum retentionDays needs } } }";
    let answer = ask(query).await;
    let adapter = &answer.data()["adapters"][0];
    assert_eq!(adapter["deadlineSeconds"], 5.0);
    assert_eq!(adapter["rates"], json!([{"questions": ["SIGN_INS", "DETECTIONS"], "calls": 5, "perSeconds": 10.0}]));
    let offers = adapter["offers"].as_array().expect("offers");
    let questions: Vec<&str> = offers.iter().map(|offer| offer["question"].as_str().expect("a question")).collect();
    assert_eq!(
        questions,
        [
            "USERS",
            "SERVICE_PRINCIPALS",
            "SIGN_INS",
            "DETECTIONS",
            "RISK_HISTORY",
            "DIRECTORY_AUDITS",
            "NAMED_LOCATIONS",
            "CONDITIONAL_ACCESS_POLICIES",
            "ALERTS",
            "INCIDENTS"
        ]
    );
    let history = json!({
        "question": "RISK_HISTORY",
        "filters": [{"field": "initiatedBy", "operators": ["in", "startsWith"]}],
        "combines": false, "orders": [], "onlyDirection": "DESC", "pageMaximum": 500, "keysMaximum": 500, "beyondKeysMaximum": "SPLIT", "scanMaximum": 2_000,
        "retentionDays": 90, "needs": ["IdentityRiskyUser.Read.All"],
    });
    assert_eq!(offers[4], history);
}
