//! Small worlds: a few identities in two tenants, with few moments and few words, so that everything happens twice.

mod alerts;

pub(crate) use alerts::INCIDENTS;

use proptest::{collection::vec, prelude::*, sample::select};
use riskgate_model::{Detection, Id, Identity, Kept, MsgraphRecord, Record, ServicePrincipalId, TenantId, Time, UserId};
use serde_json::{Map, Value, json};

/// The tenants. Ids within them are the same.
pub(crate) const TENANTS: [&str; 2] = ["t1", "t2"];

/// Users.
pub(crate) const USERS: [&str; 3] = ["u1", "u2", "u3"];

/// Service principals.
pub(crate) const PRINCIPALS: [&str; 2] = ["p1", "p2"];

/// Sign-ins.
pub(crate) const SIGN_INS: [&str; 6] = ["s1", "s2", "s3", "s4", "s5", "s6"];

/// Detections.
pub(crate) const DETECTIONS: [&str; 5] = ["d1", "d2", "d3", "d4", "d5"];

/// Directory audits.
pub(crate) const AUDITS: [&str; 4] = ["a1", "a2", "a3", "a4"];

/// Named locations, and policies.
pub(crate) const ACCESS: [&str; 3] = ["x1", "x2", "x3"];

/// Texts with everything that may trip a database.
pub(crate) const TEXTS: [&str; 8] = ["Ada", "ada", "Öst", "öst", "50%_\\", "it's \"q\"", "z\u{0}z", "漢字😀"];

/// Words for the state of a risk; two that nobody knows.
const STATES: [&str; 10] =
    ["none", "atRisk", "atRisk", "atRisk", "ATRISK", "confirmedCompromised", "dismissed", "dismissed", "confirmedSafe", "underReview"];

const LEVELS: [&str; 5] = ["none", "low", "medium", "high", "severe"];

const DETAILS: [&str; 5] = ["none", "hidden", "adminDismissedAllRiskForUser", "userPerformedSecuredPasswordReset", "brandNew"];

const ADDRESSES: [&str; 5] = ["203.0.113.9", "203.0.113.9:4431", "2001:DB8::1", "123.456.7.89", "198.51.100.7"];

/// Records of all kinds, many of them several times.
pub(crate) fn records() -> impl Strategy<Value = Vec<Record>> {
    vec(record(), 0..40)
}

fn record() -> impl Strategy<Value = Record> {
    prop_oneof![
        6 => kept(sign_in()).prop_map(|it| Record::SignIn(Box::new(it))),
        5 => kept(detection()).prop_map(|it| Record::Detection(Box::new(it))),
        4 => kept(detection()).prop_map(|it| Record::Detection(Box::new(unnamed(it)))),
        4 => kept(audit()).prop_map(|it| Record::DirectoryAudit(Box::new(it))),
        2 => kept(location()).prop_map(|it| Record::NamedLocation(Box::new(it))),
        3 => kept(policy()).prop_map(|it| Record::ConditionalAccessPolicy(Box::new(it))),
        8 => kept(alerts::alert()).prop_map(|it| Record::Alert(Box::new(it))),
        2 => kept(alerts::incident()).prop_map(|it| Record::Incident(Box::new(it))),
        3 => kept(risky_user()).prop_map(Record::RiskyUser),
        2 => kept(risky_principal()).prop_map(Record::RiskyServicePrincipal),
        2 => kept(directory_user()).prop_map(Record::DirectoryUser),
        4 => (identity(), kept(history_item())).prop_map(|(identity, item)| Record::RiskHistoryItem(identity, item)),
    ]
}

/// The detection as a row without an id tells it, if it says whose it is.
pub(crate) fn unnamed(kept: Kept<Detection>) -> Kept<Detection> {
    let Some(id) = kept.value.unnamed_ids().next() else { return kept };
    let mut properties = kept.body.properties().expect("an object");
    properties.insert("id".into(), id.object().into());
    Kept::read(properties, id.tenant(), kept.observed).expect("a record")
}

/// A record of one of the tenants, with or without a time in its envelope.
fn kept<T: MsgraphRecord + std::fmt::Debug>(properties: impl Strategy<Value = Map<String, Value>>) -> impl Strategy<Value = Kept<T>> {
    let envelope = prop::option::of((1..9_i64).prop_map(Time::from_seconds));
    (properties, tenant(), envelope)
        .prop_map(|(properties, tenant, envelope)| Kept::read(properties, &TenantId::new(tenant), envelope).expect("a record"))
}

/// A tenant, mostly the first.
fn tenant() -> impl Strategy<Value = &'static str> {
    prop_oneof![3 => Just(TENANTS[0]), 1 => Just(TENANTS[1])]
}

/// An identity of one of the tenants, mostly the first user.
pub(crate) fn identity() -> impl Strategy<Value = Identity> {
    let user = |(tenant, id): (&str, &str)| Identity::User(UserId::new(TenantId::new(tenant), id));
    let principal = |(tenant, id): (&str, &str)| Identity::ServicePrincipal(ServicePrincipalId::new(TenantId::new(tenant), id));
    prop_oneof![
        2 => (tenant(), Just(USERS[0])).prop_map(user),
        1 => (tenant(), select(&USERS[..])).prop_map(user),
        1 => (tenant(), select(&PRINCIPALS[..])).prop_map(principal),
    ]
}

type Properties = BoxedStrategy<Map<String, Value>>;

fn sign_in() -> Properties {
    object(vec![
        ("id", texts(&SIGN_INS)),
        ("createdDateTime", times()),
        ("userId", sometimes(&["u1", "u1", "u1", "u1", "u2", "U3"])),
        ("userDisplayName", sometimes(&TEXTS)),
        ("userPrincipalName", sometimes(&TEXTS)),
        ("userType", sometimes(&["member", "guest"])),
        ("servicePrincipalId", sometimes(&["p1"])),
        ("servicePrincipalName", sometimes(&TEXTS)),
        ("appId", sometimes(&["a1", "A2"])),
        ("appDisplayName", sometimes(&TEXTS)),
        ("clientAppUsed", sometimes(&["Browser"])),
        ("ipAddress", sometimes(&ADDRESSES)),
        ("autonomousSystemNumber", vec![Value::Null, json!(64500), json!(-1), json!(i64::MIN)]),
        ("location", places()),
        (
            "deviceDetail",
            vec![Value::Null, json!({}), json!({"deviceId": "D", "browser": "Edge 1", "isCompliant": true, "isManaged": false})],
        ),
        ("userAgent", sometimes(&TEXTS)),
        ("status", vec![Value::Null, json!({}), json!({"errorCode": 0}), json!({"errorCode": 50126, "failureReason": "x"})]),
        ("conditionalAccessStatus", sometimes(&["success", "failure", "notApplied", "strange"])),
        ("isInteractive", vec![Value::Null, json!(true), json!(false)]),
        ("signInEventTypes", vec![Value::Null, json!([]), json!(["interactiveUser"]), json!(["strange", "nonInteractiveUser"])]),
        ("riskEventTypes", lists()),
        ("riskEventTypes_v2", lists()),
        ("authenticationRequirement", sometimes(&["singleFactorAuthentication", "multiFactorAuthentication", "strange"])),
        ("correlationId", sometimes(&["c1", "C2"])),
        ("riskState", sometimes(&STATES)),
        ("riskDetail", sometimes(&DETAILS)),
        ("riskLevelAggregated", sometimes(&LEVELS)),
        ("riskLevelDuringSignIn", sometimes(&LEVELS)),
        ("brandNew", vec![Value::Null, json!({"deep": [1, 2.5]})]),
    ])
}

fn detection() -> Properties {
    object(vec![
        ("id", texts(&DETECTIONS)),
        ("detectedDateTime", times()),
        ("activityDateTime", sometimes_times()),
        ("lastUpdatedDateTime", sometimes_times()),
        ("userId", sometimes(&["u1", "u1", "u1", "u2"])),
        ("userDisplayName", sometimes(&TEXTS)),
        ("userPrincipalName", sometimes(&TEXTS)),
        ("servicePrincipalId", sometimes(&["p1", "p2"])),
        ("servicePrincipalDisplayName", sometimes(&TEXTS)),
        ("appId", sometimes(&["a1"])),
        ("requestId", sometimes(&["s1", "S2", "elsewhere"])),
        ("correlationId", sometimes(&["c1"])),
        ("riskEventType", sometimes(&["passwordSpray", "adminConfirmedUserCompromised", "leakedCredentials", "strange"])),
        ("riskState", sometimes(&STATES)),
        ("riskLevel", sometimes(&LEVELS)),
        ("riskDetail", sometimes(&DETAILS)),
        ("activity", sometimes(&["signin", "user", "strange"])),
        ("detectionTimingType", sometimes(&["realtime", "offline", "strange"])),
        ("source", sometimes(&["IdentityProtection", "identityprotection"])),
        ("ipAddress", sometimes(&ADDRESSES)),
        ("location", places()),
        (
            "additionalInfo",
            sometimes(&["[{\"Key\":\"userAgent\",\"Value\":\"x\"}]", "[{\"Key\":\"mitreTechniques\",\"Value\":\"T1078, t1110.003\"}]"]),
        ),
        ("mitreTechniqueId", sometimes(&["T1078", "T1110", "Öst"])),
        ("tokenIssuerType", sometimes(&["AzureAD", "strange"])),
    ])
}

fn location() -> Properties {
    object(vec![
        ("id", texts(&ACCESS)),
        ("@odata.type", sometimes(&["#microsoft.graph.ipNamedLocation", "#microsoft.graph.countryNamedLocation", "strange"])),
        ("displayName", sometimes(&TEXTS)),
        ("createdDateTime", sometimes_times()),
        ("modifiedDateTime", sometimes_times()),
        ("isTrusted", vec![Value::Null, json!(true), json!(false)]),
        (
            "ipRanges",
            vec![
                Value::Null,
                json!([]),
                json!([{"cidrAddress": "203.0.113.0/24", "@odata.type": "x"}, {"lowerAddress": "2001:DB8::1", "upperAddress": "2001:db8::9"}]),
                json!([{"lowerAddress": "203.0.113.1"}, {}]),
            ],
        ),
        ("countriesAndRegions", vec![Value::Null, json!([]), json!(["NO", "se"])]),
        ("countryLookupMethod", sometimes(&["clientIpAddress", "strange"])),
    ])
}

fn policy() -> Properties {
    object(vec![
        ("id", texts(&ACCESS)),
        ("displayName", sometimes(&TEXTS)),
        ("description", sometimes(&TEXTS)),
        ("state", sometimes(&["enabled", "disabled", "strange"])),
        ("createdDateTime", sometimes_times()),
        ("modifiedDateTime", sometimes_times()),
        (
            "conditions",
            vec![
                Value::Null,
                json!({}),
                json!({"signInRiskLevels": ["high", "severe"], "userRiskLevels": [], "clientAppTypes": ["all"], "devices": {"x": 1}}),
                json!({"userRiskLevels": ["high"], "users": {"includeUsers": ["All"], "excludeUsers": ["U1", "u2"]}, "locations": null}),
                json!({"applications": {"includeApplications": ["Office365"]}, "locations": {"includeLocations": ["x1", "50%_\\"]}}),
            ],
        ),
        (
            "grantControls",
            vec![
                Value::Null,
                json!({}),
                json!({"operator": "OR", "builtInControls": ["mfa", "block"]}),
                json!({"operator": "strange", "builtInControls": [], "authenticationStrength": {"id": "s"}}),
            ],
        ),
        ("sessionControls", vec![Value::Null, json!({}), json!({"signInFrequency": {"value": 4, "type": "hours", "isEnabled": true}})]),
    ])
}

fn audit() -> Properties {
    object(vec![
        ("id", texts(&AUDITS)),
        ("activityDateTime", times()),
        ("activityDisplayName", sometimes(&TEXTS)),
        ("category", sometimes(&["UserManagement", "usermanagement", "RoleManagement"])),
        ("operationType", sometimes(&["Update"])),
        ("loggedByService", sometimes(&["Core Directory", "PIM"])),
        ("correlationId", sometimes(&["c1", "C2"])),
        ("result", sometimes(&["success", "failure", "strange"])),
        ("resultReason", sometimes(&TEXTS)),
        (
            "initiatedBy",
            vec![
                Value::Null,
                json!({}),
                json!({"user": {"id": "", "displayName": null}, "app": {}}),
                json!({"user": {"id": "u1", "userPrincipalName": "Ada@x", "displayName": "z\u{0}z", "ipAddress": "203.0.113.9"}}),
                json!({"user": {"id": "00000000-0000-0000-0000-000000000000"}, "app": {"appId": "A2", "servicePrincipalId": "P1"}}),
                json!({"app": {"displayName": "Sync", "servicePrincipalName": "s"}}),
            ],
        ),
        (
            "targetResources",
            vec![
                Value::Null,
                json!([]),
                json!([{"id": "U1", "type": "User", "displayName": "Ada"}]),
                json!([{"id": "u2", "type": "user"}, {"id": "p1", "type": "ServicePrincipal"}, {"id": "u2", "type": "User"}]),
                json!([{"id": "T1078", "type": "Role"}, {"id": "00000000-0000-0000-0000-000000000000", "type": "User"}, {}]),
            ],
        ),
        ("additionalDetails", vec![Value::Null, json!([{"key": "User-Agent", "value": "curl/8"}])]),
        ("userAgent", sometimes(&["Edge"])),
    ])
}

fn risky_user() -> Properties {
    object(vec![
        ("id", texts(&USERS)),
        ("userDisplayName", sometimes(&TEXTS)),
        ("userPrincipalName", sometimes(&TEXTS)),
        ("isDeleted", vec![Value::Null, json!(true), json!(false)]),
        ("isProcessing", vec![Value::Null, json!(true), json!(false)]),
        ("riskState", sometimes(&STATES)),
        ("riskLevel", sometimes(&LEVELS)),
        ("riskDetail", sometimes(&DETAILS)),
        ("riskLastUpdatedDateTime", sometimes_times()),
    ])
}

fn risky_principal() -> Properties {
    object(vec![
        ("id", texts(&PRINCIPALS)),
        ("displayName", sometimes(&TEXTS)),
        ("appId", sometimes(&["a1", "A2"])),
        ("servicePrincipalType", sometimes(&["Application", "ManagedIdentity"])),
        ("isEnabled", vec![Value::Null, json!(true), json!(false)]),
        ("isProcessing", vec![Value::Null, json!(true)]),
        ("riskState", sometimes(&STATES)),
        ("riskLevel", sometimes(&LEVELS)),
        ("riskDetail", sometimes(&DETAILS)),
        ("riskLastUpdatedDateTime", sometimes_times()),
    ])
}

fn directory_user() -> Properties {
    object(vec![
        ("id", texts(&USERS)),
        ("displayName", sometimes(&TEXTS)),
        ("userPrincipalName", sometimes(&TEXTS)),
        ("userType", sometimes(&["Member", "Guest"])),
        ("accountEnabled", vec![Value::Null, json!(true), json!(false)]),
        ("department", sometimes(&TEXTS)),
        ("securityIdentifier", sometimes(&["S-1", "s-2"])),
        ("onPremisesSecurityIdentifier", sometimes(&["s-1", "S-2"])),
    ])
}

fn history_item() -> Properties {
    object(vec![
        ("riskState", sometimes(&STATES)),
        ("riskLevel", sometimes(&LEVELS)),
        ("riskDetail", sometimes(&DETAILS)),
        ("riskLastUpdatedDateTime", sometimes_times()),
        ("initiatedBy", sometimes(&["u9"])),
        ("activity", vec![Value::Null, json!({"riskEventTypes": ["passwordSpray"]}), json!({"riskEventTypes": []})]),
    ])
}

/// An object whose properties have one of these values each.
fn object(properties: Vec<(&'static str, Vec<Value>)>) -> Properties {
    let (names, values): (Vec<_>, Vec<_>) = properties.into_iter().unzip();
    let values: Vec<_> = values.into_iter().map(select).collect();
    values.prop_map(move |values| names.iter().map(|name| (*name).to_owned()).zip(values).collect()).boxed()
}

fn texts(texts: &[&str]) -> Vec<Value> {
    texts.iter().map(|text| json!(text)).collect()
}

fn sometimes(words: &[&str]) -> Vec<Value> {
    [vec![Value::Null, json!("")], texts(words)].concat()
}

fn lists() -> Vec<Value> {
    let few =
        [json!([]), json!([""]), json!(["passwordSpray"]), json!(["T1110.003", "passwordSpray"]), json!(["?", "z\u{0}z", "T1078, ada"])];
    [vec![Value::Null], few.to_vec()].concat()
}

fn times() -> Vec<Value> {
    texts(&["1970-01-01T00:00:01Z", "1970-01-01T00:00:02Z", "1970-01-01T00:00:02.5000001Z", "1970-01-01T00:00:04Z", "1970-01-01T00:00:06Z"])
}

fn sometimes_times() -> Vec<Value> {
    [vec![Value::Null], times()].concat()
}

fn places() -> Vec<Value> {
    let point = json!({"latitude": 59.913_868_8, "longitude": -112.786_999_819_263_57, "altitude": 0.1});
    vec![
        Value::Null,
        json!({"city": "", "geoCoordinates": null}),
        json!({"city": "Öst", "state": "S", "countryOrRegion": "SE", "geoCoordinates": point}),
        json!({"countryOrRegion": "NO", "geoCoordinates": {}}),
    ]
}
