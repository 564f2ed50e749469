//! A small world, in which every property of every record has a value somewhere.

use riskgate_adapter::Memory;
use riskgate_model::{
    ActionId, Body, Claim, Claimant, ConditionalAccessPolicy, Detection, DirectoryAudit, DirectoryUser, Id, Identity, Kept, KeptRefusal,
    NamedLocation, RecordKind, Refusal, RefusalContext, RefusalId, Risk, RiskChange, RiskHistoryItem, RiskLevel, RiskState,
    RiskyServicePrincipal, RiskyUser, ServicePrincipal, ServicePrincipalId, SignIn, SignInId, TenantId, Time, User, UserId, Word,
};
use serde_json::{Value, json};

mod defender;

pub(super) fn tenant() -> TenantId {
    TenantId::new("t")
}

pub(super) fn user_id(object: &str) -> UserId {
    UserId::new(tenant(), object)
}

/// Reads a record as a feed does.
fn kept<T: riskgate_model::MsgraphRecord>(value: Value) -> (T, Body) {
    let Value::Object(properties) = value else { panic!("an object") };
    let kept = Kept::<T>::read(properties, &tenant(), None).expect("a record");
    (kept.value, kept.body)
}

fn risk(state: &str, level: &str, detail: &str) -> Risk {
    Risk {
        state: Some(Word::read(state)),
        level: Some(Word::read(level)),
        detail: Some(Word::read(detail)),
        updated: Some(Time::from_seconds(2_000)),
        decided_by: Some(Claimant::Entra),
    }
}

fn claim() -> Claim {
    Claim {
        claimant: Claimant::Defender,
        alert: Some(defender::standing()),
        state: RiskState::AtRisk.into(),
        level: Some(RiskLevel::High.into()),
        detail: Some(Word::read("none")),
        since: Some(Time::from_seconds(1_000)),
        updated: Some(Time::from_seconds(2_000)),
        closed: Some(Time::from_seconds(3_000)),
        not_understood: vec!["underReview".into()],
    }
}

fn full_user() -> User {
    let (mut directory, body): (DirectoryUser, _) = kept(json!({
        "id": "u1", "displayName": "Ann", "userPrincipalName": "Ann@contoso.example", "mail": "ann@contoso.example", "userType": "Member",
        "jobTitle": "Analyst", "department": "Finance", "accountEnabled": true, "createdDateTime": "2020-01-01T00:00:00Z",
        "lastPasswordChangeDateTime": "2024-01-01T00:00:00Z", "signInSessionsValidFromDateTime": "2024-01-02T00:00:00Z",
        "onPremisesSyncEnabled": false, "onPremisesSecurityIdentifier": "S-1-5", "securityIdentifier": "S-1-12", "unknown": {"kept": true},
    }));
    directory.record = Some(body);
    let (mut entra, body): (RiskyUser, _) = kept(json!({
        "id": "u1", "userDisplayName": "Ann", "riskState": "atRisk", "riskLevel": "high", "riskDetail": "none", "isDeleted": false,
        "isProcessing": true, "riskLastUpdatedDateTime": "1970-01-01T00:33:20Z",
    }));
    entra.record = Some(body);
    User {
        id: user_id("u1"),
        display_name: Some("Ann".into()),
        user_principal_name: Some("Ann@contoso.example".into()),
        user_type: Some("Member".into()),
        is_deleted: Some(false),
        is_processing: Some(true),
        risk: risk("atRisk", "high", "none"),
        claims: vec![claim()],
        entra: Some(entra),
        directory: Some(directory),
    }
}

fn full_service_principal() -> ServicePrincipal {
    let (mut entra, body): (RiskyServicePrincipal, _) = kept(json!({
        "id": "sp1", "displayName": "Backup", "appId": "app-1", "servicePrincipalType": "Application", "isEnabled": true,
        "isProcessing": false, "riskState": "atRisk", "riskLevel": "medium", "riskDetail": "none",
        "riskLastUpdatedDateTime": "1970-01-01T00:33:20Z",
    }));
    entra.record = Some(body);
    ServicePrincipal {
        id: ServicePrincipalId::new(tenant(), "sp1"),
        display_name: Some("Backup".into()),
        app_id: Some("app-1".into()),
        service_principal_type: Some("Application".into()),
        is_enabled: Some(true),
        is_processing: Some(false),
        risk: risk("atRisk", "medium", "none"),
        claims: vec![claim()],
        entra: Some(entra),
    }
}

fn full_sign_in() -> SignIn {
    let text = include_str!("world/sign_in.json");
    let (mut sign_in, body): (SignIn, _) = kept(serde_json::from_str(text).expect("JSON"));
    sign_in.record = Some(body);
    sign_in.risk = risk("atRisk", "medium", "none");
    sign_in
}

fn full_detection() -> Detection {
    let (mut detection, body): (Detection, _) = kept(json!({
        "id": "d1", "detectedDateTime": "1970-01-01T00:05:00Z", "activityDateTime": "1970-01-01T00:01:40Z",
        "lastUpdatedDateTime": "1970-01-01T00:06:00Z", "userId": "u1", "userDisplayName": "Ann", "userPrincipalName": "ann@contoso.example",
        "servicePrincipalId": "sp1", "servicePrincipalDisplayName": "Backup", "appId": "app-1", "keyIds": ["key-1"], "requestId": "r1",
        "correlationId": "c1", "riskEventType": "attackerinTheMiddle", "riskState": "atRisk", "riskLevel": "high", "riskDetail": "none",
        "activity": "signin", "detectionTimingType": "nearRealtime", "source": "IdentityProtection", "tokenIssuerType": "AzureAD",
        "ipAddress": "203.0.113.9", "location": {"city": "Oslo", "state": "Oslo", "countryOrRegion": "NO",
            "geoCoordinates": {"altitude": 10.0, "latitude": 59.9, "longitude": 10.7}},
        "riskType": "generic", "mitreTechniqueId": "T1557",
        "additionalInfo": "[{\"Key\":\"userAgent\",\"Value\":\"curl/8\"},{\"Key\":\"riskReasons\",\"Value\":[\"UnfamiliarIP\"]},\
            {\"Key\":\"mitreTechniques\",\"Value\":\"T1557\"},{\"Key\":\"alertUrl\",\"Value\":\"https://alerts.example/1\"}]",
    }));
    detection.record = Some(body);
    detection.risk = risk("atRisk", "high", "none");
    detection
}

fn full_location() -> NamedLocation {
    let (mut location, body): (NamedLocation, _) = kept(json!({
        "@odata.type": "#microsoft.graph.ipNamedLocation", "id": "l1", "displayName": "Head office", "isTrusted": true,
        "createdDateTime": "1970-01-01T00:05:00Z", "modifiedDateTime": "1970-01-01T00:06:00Z",
        // No location has both ranges and countries; this one shows that every property is read.
        "ipRanges": [{"cidrAddress": "203.0.113.0/24", "lowerAddress": "203.0.113.0", "upperAddress": "203.0.113.255"}],
        "countriesAndRegions": ["NO"], "includeUnknownCountriesAndRegions": false, "countryLookupMethod": "clientIpAddress",
    }));
    location.record = Some(body);
    location
}

/// A location of countries that was never modified.
fn countries(id: &str, seconds: i64) -> NamedLocation {
    let (location, _) = kept(json!({
        "@odata.type": "#microsoft.graph.countryNamedLocation", "id": id, "displayName": "Nordics", "countriesAndRegions": ["SE", "NO"],
        "createdDateTime": Time::from_seconds(seconds).to_string(),
    }));
    location
}

fn full_policy() -> ConditionalAccessPolicy {
    let (mut policy, body): (ConditionalAccessPolicy, _) = kept(serde_json::from_str(include_str!("world/policy.json")).expect("JSON"));
    policy.record = Some(body);
    policy
}

/// A policy of which little is said.
fn bare_policy(id: &str) -> ConditionalAccessPolicy {
    let (policy, _) =
        kept(json!({"id": id, "displayName": "Require MFA", "state": "enabled", "grantControls": {"builtInControls": ["mfa"]}}));
    policy
}

fn full_audit() -> DirectoryAudit {
    let (mut audit, body): (DirectoryAudit, _) = kept(json!({
        "id": "a1", "activityDateTime": "1970-01-01T00:10:00Z", "activityDisplayName": "Reset user password", "category": "UserManagement",
        "operationType": "Update", "loggedByService": "Core Directory", "correlationId": "c1", "result": "failure",
        "resultReason": "Not allowed", "userAgent": "curl/8",
        "initiatedBy": {
            "user": {"id": "u1", "userPrincipalName": "Ann@contoso.example", "displayName": "Ann", "ipAddress": "203.0.113.9"},
            "app": {"appId": "app-1", "displayName": "Backup", "servicePrincipalId": "sp1", "servicePrincipalName": "Backup"},
        },
        "targetResources": [{
            "id": "u2", "type": "User", "displayName": "Bob", "userPrincipalName": "bob@contoso.example", "groupType": "azureAD",
            "modifiedProperties": [{"displayName": "Role", "oldValue": "[]", "newValue": "[\"Owner\"]"}],
        }],
        "additionalDetails": [{"key": "User-Agent", "value": "Mozilla"}],
    }));
    audit.record = Some(body);
    audit
}

/// Something that Bob did to himself, so many seconds after 1970.
fn audit(id: &str, seconds: i64) -> DirectoryAudit {
    let (audit, _) = kept(json!({
        "id": id, "activityDateTime": Time::from_seconds(seconds).to_string(), "activityDisplayName": "User registered security info",
        "result": "success", "initiatedBy": {"user": {"id": "u2"}}, "targetResources": [{"id": "u2", "type": "User"}],
    }));
    audit
}

fn change(object: &str, seconds: i64, state: &str) -> RiskChange {
    let item = RiskHistoryItem {
        risk_state: Some(Word::read(state)),
        risk_level: Some(Word::read("high")),
        risk_detail: Some(Word::read("none")),
        risk_last_updated_date_time: Some(Time::from_seconds(seconds)),
        initiated_by: Some("admin".into()),
        ..RiskHistoryItem::default()
    };
    let identity = match object {
        "sp1" => Identity::ServicePrincipal(ServicePrincipalId::new(tenant(), object)),
        _ => Identity::User(user_id(object)),
    };
    RiskChange { risk_event_types: vec!["leakedCredentials".into(), "brandNew".into()], ..item.change(identity) }
}

/// What an act through riskgate left of Ann's risk.
fn act() -> RiskChange {
    RiskChange {
        claimant: Claimant::Administrator,
        requested_by: Some("soar".into()),
        reason: Some("phished".into()),
        action: Some(ActionId::new(tenant(), "k1")),
        ..change("u1", 2_000, "remediated")
    }
}

fn refusal(id: &str, seconds: i64, kind: Option<RecordKind>) -> KeptRefusal {
    let refusal = Refusal {
        source: "Export.json".into(),
        place: "value[3].createdDateTime".into(),
        reason: "is no time".into(),
        text: r#"{"id":"1"}"#.into(),
        kind,
        context: RefusalContext { tenant: tenant(), ..RefusalContext::default() },
    };
    KeptRefusal { id: RefusalId::new(tenant(), id), refused_at: Time::from_seconds(seconds), refusal }
}

/// A sign-in of a user, so many seconds after 1970, with nothing else but an application.
pub(super) fn sign_in(id: &str, user: &str, seconds: i64, app: &str) -> SignIn {
    SignIn {
        id: SignInId::new(tenant(), id),
        created_date_time: Time::from_seconds(seconds),
        user_id: Some(user_id(user)),
        app_display_name: Some(app.into()),
        ..SignIn::default()
    }
}

pub(super) fn user(object: &str, name: &str, is_deleted: Option<bool>) -> User {
    User {
        id: user_id(object),
        display_name: Some(name.into()),
        user_principal_name: Some(format!("{name}@contoso.example")),
        is_deleted,
        ..User::default()
    }
}

/// Ann (u1) with everything; Bob (u2) with three plain sign-ins; Carl (u3) with nothing; two who had Dora's name; one workload identity.
pub(super) fn small() -> Memory {
    let leaked = Detection {
        id: Id::new(tenant(), "d2"),
        detected_date_time: Time::from_seconds(400),
        user_id: Some(user_id("u1")),
        risk_event_type: Some("leakedCredentials".into()),
        ..Detection::default()
    };
    Memory {
        users: vec![
            full_user(),
            user("u2", "Bob", None),
            user("u3", "Carl", Some(false)),
            user("u4", "Dora", Some(true)),
            user("u5", "Dora", Some(false)),
        ],
        service_principals: vec![full_service_principal()],
        sign_ins: vec![
            full_sign_in(),
            sign_in("r2", "u2", 200, "Teams"),
            sign_in("r3", "u2", 300, "Office 365"),
            sign_in("r4", "u2", 400, "Teams"),
            sign_in("r5", "u1", 50, "Teams"),
        ],
        detections: vec![full_detection(), leaked],
        risk_changes: vec![change("u1", 1_000, "atRisk"), defender::said(), act(), change("sp1", 1_500, "atRisk")],
        directory_audits: vec![full_audit(), audit("a2", 500), audit("a3", 700)],
        named_locations: vec![full_location(), countries("l2", 500)],
        conditional_access_policies: vec![full_policy(), bare_policy("ca-2")],
        alerts: vec![defender::full_alert(), defender::bare_alert()],
        incidents: vec![defender::full_incident(), defender::bare_incident()],
        refusals: vec![refusal("ab01", 100, Some(RecordKind::SignIns)), refusal("ab02", 200, None)],
        as_of: Some(Time::from_seconds(5_000)),
    }
}
