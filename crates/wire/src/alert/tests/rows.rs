//! Tests of alerts as rows of Advanced Hunting and Log Analytics.

use riskgate_model::IpAddress;

use super::*;
use crate::TableHead;

fn streamed(category: &str, properties: &Value) -> Value {
    json!({"time": "2026-03-02T07:10:00Z", "tenantId": "T-2", "operationName": "Publish", "Tenant": "DefaultTenant", "category": category,
        "properties": properties})
}

fn evidence(mut columns: Value) -> Alert {
    let row = columns.as_object_mut().expect("columns");
    for (name, value) in [("Timestamp", "2026-03-02T07:00:00Z"), ("AlertId", "AA-1"), ("ServiceSource", "Microsoft Defender for Identity")]
    {
        row.entry(name).or_insert(value.into());
    }
    alert(streamed("AdvancedHunting-AlertEvidence", &columns)).value
}

#[test]
fn a_streamed_row_of_an_alert_says_what_graph_says_and_claims_nothing() {
    let row = json!({"Timestamp": "2026-03-02T07:00:00.5Z", "AlertId": "AA-1", "Title": "Odd token", "Category": "CredentialAccess",
        "Severity": "Medium", "ServiceSource": "AAD Identity Protection", "DetectionSource": "AAD Identity Protection",
        "AttackTechniques": "[\"Valid Accounts (T1078)\",\"Cloud Accounts (T1078.004)\",\"Something else\"]", "MachineGroup": null});
    let Kept { value, observed, .. } = alert(streamed("AdvancedHunting-AlertInfo", &row));
    assert_eq!(value.id.to_string(), "t-2/aa-1");
    assert_eq!((value.title.as_deref(), value.category.as_deref()), (Some("Odd token"), Some("CredentialAccess")));
    assert_eq!(value.severity.as_ref().map(Word::as_str), Some("medium"));
    assert_eq!(value.service_source.as_ref().map(Word::as_str), Some("azureAdIdentityProtection"));
    assert_eq!(value.detection_source.as_deref(), Some("azureAdIdentityProtection"));
    assert_eq!(value.mitre_techniques, ["T1078", "T1078.004", "Something else"]);
    assert_eq!((observed, value.standing()), (value.created_date_time, None));
    assert!(observed.is_some() && value.evidence.is_empty());
}

#[test]
fn the_names_of_products_are_read_new_and_old() {
    for (name, word) in [
        ("Microsoft Defender for Endpoint", "microsoftDefenderForEndpoint"),
        ("Microsoft Defender for Cloud Apps", "microsoftDefenderForCloudApps"),
        ("Microsoft Cloud App Security", "microsoftDefenderForCloudApps"),
        ("Microsoft Entra ID Protection", "azureAdIdentityProtection"),
        ("Azure Active Directory Identity Protection", "azureAdIdentityProtection"),
        ("Microsoft 365 Defender", "microsoft365Defender"),
        ("Something new", "Something new"),
    ] {
        let value = alert(json!({"AlertId": "a", "Severity": "Low", "ServiceSource": name})).value;
        assert_eq!(value.service_source.as_ref().map(Word::as_str), Some(word));
    }
}

#[test]
fn a_streamed_row_of_evidence_becomes_evidence_of_its_type() {
    let user = evidence(json!({"EntityType": "User", "EvidenceRole": "Impacted", "EvidenceDirection": "Source", "AccountObjectId": "U-1",
        "AccountUpn": "mia@x.example", "AccountSid": "S-1-5-21-7", "AccountName": "mia", "AccountDomain": "x", "RemoteIP": "",
        "AdditionalFields": "{\"$id\":\"1\",\"Type\":\"account\",\"DisplayName\":\"Mia\",\"Asset\":true,\"Sid\":\"other\"}"}));
    let piece = &user.evidence[0];
    let account = piece.account().expect("an account");
    assert_eq!(account.azure_ad_user_id.as_ref().map(ToString::to_string).as_deref(), Some("t-2/u-1"));
    assert_eq!((account.user_sid.as_deref(), account.display_name.as_deref()), (Some("S-1-5-21-7"), Some("Mia")));
    assert_eq!((piece.detailed_roles.as_slice(), piece.roles[0].as_str()), (["Impacted".to_owned()].as_slice(), "source"));
    assert_eq!(piece.more["Asset"], true);
    assert_eq!((user.created_date_time, user.standing()), (None, None), "the row tells when the evidence was seen");

    let address = evidence(json!({"EntityType": "Ip", "RemoteIP": "192.0.2.4", "LocalIP": "10.0.0.1"}));
    assert_eq!(address.evidence[0].ip_address.as_ref().map(IpAddress::as_str), Some("192.0.2.4"));
    assert_eq!(address.evidence[0].more["LocalIP"], "10.0.0.1");

    let session = evidence(json!({"EntityType": "CloudLogonSession", "AccountObjectId": "U-1", "AdditionalFields": {"SessionId": "s-9"}}));
    assert_eq!(session.evidence[0].session_id.as_deref(), Some("s-9"));
    assert_eq!(session.named().len(), 1);

    let request = evidence(json!({"EntityType": "CloudLogonRequest", "AdditionalFields": "{\"RequestId\":\"R-9\"}"}));
    assert_eq!(request.sign_ins()[0].object(), "r-9");

    let application =
        evidence(json!({"EntityType": "OAuthApplication", "OAuthApplicationId": "App", "ApplicationId": "12", "Application": "Sync"}));
    assert_eq!(application.named().into_keys().collect::<Vec<_>>(), [Named::Application("app".into())]);
    assert_eq!(application.evidence[0].display_name.as_deref(), Some("Sync"));

    let mailbox = evidence(json!({"EntityType": "Mailbox", "AccountUpn": "mia@x.example"}));
    assert_eq!(mailbox.named().into_keys().collect::<Vec<_>>(), [Named::UserPrincipalName("mia@x.example".into())]);

    for (entity, kind) in [("Machine", "deviceEvidence"), ("RegistryValue", "registryValueEvidence"), ("Brand New!", "brandNewEvidence")] {
        let other = evidence(json!({"EntityType": entity, "DeviceName": "pc", "AdditionalFields": "no JSON {"}));
        assert_eq!(other.evidence[0].kind.as_ref().map(Word::as_str), Some(kind));
        assert_eq!(
            (&other.evidence[0].more["DeviceName"], &other.evidence[0].more["AdditionalFields"]),
            (&json!("pc"), &json!("no JSON {"))
        );
    }
    let untyped = evidence(json!({"EvidenceRole": "Related", "AccountObjectId": "U-1"}));
    assert_eq!((untyped.evidence[0].kind.is_none(), untyped.named().len()), (true, 1));
}

#[test]
fn a_row_of_hunting_is_read_without_an_envelope_and_in_a_table() {
    let row = json!({"Timestamp": "2026-03-02T07:00:00Z", "AlertId": "a", "EntityType": "User", "AccountObjectId": "U-1"});
    let bare = alert(row);
    assert_eq!(bare.observed.map(|time| time.to_string()).as_deref(), Some("2026-03-02T07:00:00Z"));
    let row = json!({"TimeGenerated": "2026-03-02T07:05:00Z", "Type": "AlertInfo", "TenantId": "workspace", "AlertId": "a", "Title": "T",
        "Category": "InitialAccess", "Severity": "High", "Timestamp": "2026-03-02T07:00:00Z", "ServiceSource": "Microsoft Defender for Identity"});
    let logged = alert(row);
    assert_eq!((logged.value.category.as_deref(), logged.value.id.tenant().as_str()), (Some("InitialAccess"), "home"));
    let head = TableHead::new(["Timestamp", "AlertId", "EntityType", "AccountObjectId"]);
    assert!(head.is_known());
    let cells = ["2026-03-02T07:00:00Z", "a", "User", "U-1"].map(Value::from).to_vec();
    assert_eq!(head.recognise(cells, &defaults()), Recognised::Record(Record::Alert(Box::new(bare))));
}

#[test]
fn a_bad_row_of_hunting_is_refused_by_its_column() {
    for (columns, path) in [
        (json!({"AlertId": "", "Severity": "Low"}), "properties.id"),
        (json!({"AlertId": true, "Severity": "Low"}), "properties.AlertId"),
        (json!({"AlertId": "a", "Severity": "Low", "Timestamp": "soon"}), "properties.Timestamp"),
        (json!({"AlertId": "a", "EntityType": "User", "Timestamp": 7}), "properties.Timestamp"),
        (json!({"AlertId": "a", "Severity": "Low", "AttackTechniques": 7}), "properties.AttackTechniques"),
        (json!({"AlertId": "a", "EntityType": "User", "AccountObjectId": []}), "properties.evidence[0].userAccount.azureAdUserId"),
    ] {
        assert_eq!(refusal(streamed("AdvancedHunting-AlertEvidence", &columns)).0, path);
    }
}

pub(super) fn security_alert() -> Value {
    let entities = json!([
        {"$id": "2", "Type": "account", "Name": "mia", "UPNSuffix": "x.example", "AadUserId": "U-1", "Sid": "S-1-5-21-7", "NTDomain": "X"},
        {"$id": "3", "Address": "192.0.2.4", "Location": {"CountryCode": "NO", "CountryName": "Norway", "City": "Oslo", "Latitude": 59.9},
            "Type": "ip"},
        {"$id": "4", "RequestId": "R-1", "Type": "cloud-logon-request"},
        {"$id": "5", "SessionId": "s", "Account": {"$ref": "2"}, "Type": "cloud-logon-session"},
        {"$id": "6", "OAuthAppId": "App", "OAuthAppName": "Sync", "Type": "oauth-application"},
        {"$id": "7", "HostName": "pc", "Owner": {"$id": "8", "Name": "lou@x.example", "Type": "account"}, "Type": "host"},
        {"$ref": "8"},
        {"$id": "9", "AppId": 365, "Type": "cloud-application"},
        {"$id": "10", "Address": "x", "Location": "north", "Type": "brand-new"}
    ]);
    json!({"TimeGenerated": "2026-03-02T07:05:00Z", "Type": "SecurityAlert", "TenantId": "workspace", "SystemAlertId": "6f-1",
        "VendorOriginalId": "0F0F", "DisplayName": "Odd token", "AlertName": "Odd token", "AlertSeverity": "High", "Description": "D",
        "ProviderName": "IPC", "ProductName": "Azure Active Directory Identity Protection", "Status": "InProgress", "ConfidenceLevel": "High",
        "Tactics": "InitialAccess, CredentialAccess", "Techniques": "[\"T1078\"]", "SubTechniques": "[\"T1078.004\"]",
        "RemediationSteps": "[\"Look.\",\"Ask.\"]", "StartTime": "2026-03-02T06:00:00Z", "EndTime": "2026-03-02T06:30:00Z",
        "AlertLink": "https://portal.example/a", "ExtendedProperties": "{\"User\":\"mia\"}", "Entities": entities.to_string()})
}

#[test]
fn a_security_alert_of_log_analytics_links_and_claims_nothing() {
    let Kept { value, observed, body } = alert(security_alert());
    assert_eq!(value.id.to_string(), "home/6f-1");
    assert_eq!((value.title.as_deref(), value.provider_alert_id.as_deref()), (Some("Odd token"), Some("0F0F")));
    assert_eq!(value.service_source.as_ref().map(Word::as_str), Some("azureAdIdentityProtection"));
    assert_eq!(value.detection().map(|id| id.to_string()).as_deref(), Some("home/0f0f"));
    assert_eq!((value.status.as_ref().map(Word::as_str), &value.classification), (Some("inProgress"), &None));
    assert_eq!(value.standing(), None);
    assert_eq!(value.categories, ["InitialAccess", "CredentialAccess"]);
    assert_eq!(value.mitre_techniques, ["T1078", "T1078.004"]);
    assert_eq!(value.recommended_actions.as_deref(), Some("Look.\nAsk."));
    assert_eq!(value.alert_web_url.as_deref(), Some("https://portal.example/a"));
    let times = [value.created_date_time, value.first_activity_date_time, value.last_activity_date_time, observed];
    let times = times.map(|time| time.map(|time| time.to_string()).unwrap_or_default());
    assert_eq!(times, ["2026-03-02T07:05:00Z", "2026-03-02T06:00:00Z", "2026-03-02T06:30:00Z", "2026-03-02T07:05:00Z"]);
    assert!(body.as_str().contains(r#""ConfidenceLevel":"High""#) && body.as_str().contains("ExtendedProperties"));

    let user = riskgate_model::UserId::new(TenantId::new("home"), "u-1");
    let expected = [Named::User(user), Named::UserPrincipalName("lou@x.example".into()), Named::Application("app".into())];
    assert_eq!(value.named().into_keys().collect::<Vec<_>>(), expected);
    assert_eq!(value.sign_ins()[0].object(), "r-1");
    let address = &value.evidence[1];
    assert_eq!(
        (address.ip_address.as_ref().map(IpAddress::as_str), address.country_letter_code.as_deref()),
        (Some("192.0.2.4"), Some("NO"))
    );
    assert_eq!(address.location.as_ref().and_then(|place| place.country_name.as_deref()), Some("Norway"));
    let kinds: Vec<_> = value.evidence.iter().skip(5).map(|it| it.kind.as_ref().map_or("none", Word::as_str)).collect();
    assert_eq!(kinds, ["deviceEvidence", "userEvidence", "cloudApplicationEvidence", "brandNewEvidence"]);
    assert_eq!(value.evidence[7].more["appId"], 365);
}

#[test]
fn a_security_alert_is_told_without_its_type_and_in_a_table_with_times_in_words() {
    let mut row = security_alert();
    let columns = row.as_object_mut().expect("columns");
    columns.remove("Type");
    columns.remove("Status");
    assert_eq!(alert(row).value.status, None);
    let head = TableHead::new(["TimeGenerated [UTC]", "SystemAlertId", "Status", "StartTime [UTC]", "Entities"]);
    let cells = ["3/2/2026, 7:05:00.000 AM", "a", "Dismissed", "3/2/2026, 6:00:00.000 AM", ""].map(Value::from).to_vec();
    let Recognised::Record(Record::Alert(kept)) = head.recognise(cells, &defaults()) else { panic!("an alert") };
    assert_eq!(kept.value.first_activity_date_time.map(|time| time.to_string()).as_deref(), Some("2026-03-02T06:00:00Z"));
    assert_eq!((kept.value.status.as_ref().map(Word::as_str), kept.value.standing()), (Some("Dismissed"), None));
}

#[test]
fn a_bad_security_alert_is_refused_by_its_column() {
    for (name, value, path) in [
        ("SystemAlertId", json!(""), "id"),
        ("StartTime", json!("soon"), "StartTime"),
        ("Entities", json!("[{\"Type\":\"account\""), "Entities"),
        ("Entities", json!(7), "Entities"),
        ("Entities", json!("[7]"), "Entities[0]"),
    ] {
        let mut row = security_alert();
        row[name] = value;
        assert_eq!(refusal(row).0, path);
    }
}
