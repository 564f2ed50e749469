//! Tests of rows of Log Analytics.

use riskgate_model::{Kept, Record, RecordKind, SignIn};

use super::*;

fn recognised(row: Value) -> Recognised {
    crate::recognise(row, None, &RecordDefaults { tenant: TenantId::new("home"), as_of: None })
}

fn sign_in(columns: Value) -> Kept<SignIn> {
    let mut row = json!({"TimeGenerated": "2024-05-01T08:00:03Z", "Type": "SigninLogs", "Id": "R-1", "AppId": "a"});
    let (Value::Object(all), Value::Object(columns)) = (&mut row, columns) else { panic!("columns") };
    all.extend(columns);
    match recognised(row) {
        Recognised::Record(Record::SignIn(kept)) => *kept,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_table_is_known_by_its_type() {
    for (table, kind) in [
        ("SigninLogs", RecordKind::SignIns),
        ("AADNonInteractiveUserSignInLogs", RecordKind::SignIns),
        ("AADServicePrincipalSignInLogs", RecordKind::SignIns),
        ("AADManagedIdentitySignInLogs", RecordKind::SignIns),
        ("AADRiskyUsers", RecordKind::RiskyUsers),
        ("AADUserRiskEvents", RecordKind::RiskDetections),
        ("AADRiskyServicePrincipals", RecordKind::RiskyServicePrincipals),
        ("AADServicePrincipalRiskEvents", RecordKind::RiskDetections),
        ("AuditLogs", RecordKind::DirectoryAudits),
    ] {
        let row = json!({"TimeGenerated": "2024-05-01T08:00:00Z", "Type": table, "Id": "x", "RiskState": "atRisk",
            "DetectedDateTime": "2024-05-01T08:00:00Z", "RiskEventType": "generic", "UserId": "u"});
        let Recognised::Record(record) = recognised(row) else { panic!("{table}") };
        assert_eq!(record.kind(), kind, "{table}");
    }
}

#[test]
fn a_table_that_is_not_loaded_is_skipped_by_name() {
    for (row, name) in [
        (json!({"TimeGenerated": "2024-05-01T08:00:00Z", "Type": "AADProvisioningLogs", "Id": "x"}), "AADProvisioningLogs"),
        (json!({"TimeGenerated": "2024-05-01T08:00:00Z", "Category": "ProvisioningLogs", "OperationName": "x"}), "ProvisioningLogs"),
        (json!({"TimeGenerated": "2024-05-01T08:00:00Z", "Count_": 7}), "logAnalyticsRows"),
    ] {
        assert_eq!(recognised(row), Recognised::Skipped(name.into()));
    }
}

#[test]
fn without_a_type_the_category_says_the_table_and_without_that_the_columns() {
    let kept = sign_in(json!({"Type": "", "Category": "NonInteractiveUserSignInLogs"}));
    assert_eq!(kept.value.sign_in_event_types[0].as_str(), "nonInteractiveUser");
    let row = json!({"TimeGenerated": "2024-05-01T08:00:00Z", "Id": "u", "RiskState": "atRisk", "UserDisplayName": "Ann Berg"});
    assert!(matches!(recognised(row), Recognised::Record(Record::RiskyUser(_))));
}

#[test]
fn the_tenant_is_entras_and_never_the_workspaces() {
    let resource = "/tenants/T-3/providers/Microsoft.aadiam";
    for (columns, tenant) in [
        (json!({"TenantId": "workspace", "AADTenantId": "T-2", "ResourceId": resource, "HomeTenantId": "T-9"}), "t-2"),
        (json!({"TenantId": "workspace", "ResourceId": resource, "HomeTenantId": "T-9"}), "t-3"),
        (json!({"TenantId": "workspace", "AADTenantId": "", "HomeTenantId": "T-9"}), "home"),
    ] {
        assert_eq!(sign_in(columns).value.id.to_string(), format!("{tenant}/r-1"));
    }
}

#[test]
fn the_resource_and_the_place_have_other_names() {
    let details = r#"{"city":"Oslo","state":"Oslo","countryOrRegion":"NO","geoCoordinates":{"latitude":59.9,"longitude":10.7}}"#;
    let columns = json!({"ResourceId": "/tenants/t/providers/Microsoft.aadiam", "ResourceIdentity": "00000003-0000-0000-c000-000000000000",
        "Location": "NO", "LocationDetails": details});
    let value = sign_in(columns).value;
    assert_eq!(value.resource_id.as_deref(), Some("00000003-0000-0000-c000-000000000000"));
    assert_eq!(value.location.and_then(|place| place.city).as_deref(), Some("Oslo"));
    let value = sign_in(json!({"Location": "NO", "LocationDetails": ""})).value;
    assert_eq!(value.location.and_then(|place| place.country_or_region).as_deref(), Some("NO"));
}

#[test]
fn the_result_is_told_by_the_status_else_by_the_envelope() {
    let code = |columns| sign_in(columns).value.status.and_then(|status| status.error_code);
    assert_eq!(code(json!({"Status": r#"{"errorCode":50126}"#, "ResultType": "0"})), Some(50126));
    assert_eq!(code(json!({"ResultType": "7000215", "ResultDescription": "Invalid client secret."})), Some(7_000_215));
    assert_eq!(code(json!({"ResultType": 0})), Some(0));
    assert_eq!(code(json!({"ResultType": "Success"})), None);
}

#[test]
fn the_row_says_when_it_was_observed_and_the_sign_in_when_it_was() {
    let kept = sign_in(json!({}));
    assert_eq!(kept.observed.map(|time| time.to_string()).as_deref(), Some("2024-05-01T08:00:03Z"));
    assert_eq!(kept.value.created_date_time.to_string(), "2024-05-01T08:00:03Z");
    let kept = sign_in(json!({"CreatedDateTime": "2024-05-01T07:59:00Z"}));
    assert_eq!(kept.value.created_date_time.to_string(), "2024-05-01T07:59:00Z");
}

#[test]
fn the_columns_around_the_record_are_not_kept_and_all_others_are() {
    let kept = sign_in(json!({"OperationName": "Sign-in activity", "_ResourceId": "x", "IsRisky": "False", "SourceSystem": "Azure AD"}));
    assert_eq!(
        kept.body.as_str(),
        r#"{"IsRisky":"False","appId":"a","createdDateTime":"2024-05-01T08:00:03Z","id":"R-1","signInEventTypes":["interactiveUser"]}"#
    );
}

#[test]
fn a_bad_row_is_refused_by_the_column_at_fault() {
    for (columns, path) in [
        (json!({"TimeGenerated": "soon", "Type": "SigninLogs", "Id": "x"}), "TimeGenerated"),
        (json!({"TimeGenerated [Local Time]": "4/13/2026, 8:03:56 AM", "Type": "SigninLogs", "Id": "x"}), "TimeGenerated"),
        (json!({"TimeGenerated [UTC]": "4/13/2026, 8:03:56 AM", "Type": "SigninLogs", "Id": ""}), "id"),
        (json!({"TimeGenerated": "", "Type": "SigninLogs", "Id": "x"}), "createdDateTime"),
        (json!({"TimeGenerated": "2024-05-01T08:00:00Z", "Type": "AADRiskyUsers", "Id": "x", "IsDeleted": "maybe"}), "IsDeleted"),
        (json!({"TimeGenerated": "2024-05-01T08:00:00Z", "Type": "AADUserRiskEvents", "Id": "x"}), "detectedDateTime"),
        (
            json!({"TimeGenerated": "2024-05-01T08:00:00Z", "Type": "AADUserRiskEvents", "DetectedDateTime": "2024-05-01T08:00:00Z"}),
            "requestId",
        ),
    ] {
        let Recognised::Refused(refused) = recognised(columns.clone()) else { panic!("{columns}") };
        assert_eq!(refused.path, path, "{columns}: {}", refused.reason);
    }
}
