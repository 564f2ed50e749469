//! Tests of recognising directory audits, in every form that they come in.

use riskgate_model::{DirectoryAudit, Identity, Kept, Word};
use serde_json::json;

use super::*;

const ZEROS: &str = "00000000-0000-0000-0000-000000000000";

fn audit(value: Value) -> Kept<DirectoryAudit> {
    let shown = value.to_string();
    match recognise(value, None, &RecordDefaults { tenant: TenantId::new("home"), as_of: None }) {
        Recognised::Record(Record::DirectoryAudit(kept)) => *kept,
        other => panic!("{shown} became {other:?}"),
    }
}

fn identities(audit: &DirectoryAudit) -> Vec<String> {
    let name = |identity: Identity| match identity {
        Identity::User(id) => id.to_string(),
        Identity::ServicePrincipal(id) => format!("{id} (service principal)"),
    };
    audit.identities().into_iter().map(name).collect()
}

fn whole() -> Value {
    json!({
        "id": "Directory_9f_1", "category": "UserManagement", "correlationId": "C-1", "result": "Success", "resultReason": "",
        "activityDisplayName": "Reset user password", "activityDateTime": "2024-05-01T08:10:00.1234567Z",
        "loggedByService": "Core Directory", "operationType": "Update",
        "initiatedBy": {
            "app": null,
            "user": {"id": "A-1", "displayName": null, "userPrincipalName": "admin@contoso.example", "ipAddress": "192.0.2.4", "roles": []},
        },
        "targetResources": [{
            "id": "U-1", "displayName": null, "type": "User", "userPrincipalName": "ann@contoso.example", "groupType": null,
            "modifiedProperties": [{"displayName": "StrongAuthenticationMethod", "oldValue": "[]", "newValue": "[{\"MethodType\":6}]"}],
        }],
        "additionalDetails": [{"key": "User-Agent", "value": "Mozilla/5.0"}],
    })
}

#[test]
fn a_page_of_graph_holds_audits() {
    let kept = audit(whole());
    assert_eq!(identities(&kept.value), ["home/a-1", "home/u-1"]);
    assert_eq!(kept.value.result.as_ref().map(Word::as_str), Some("success"));
    assert_eq!((kept.value.result_reason.as_deref(), kept.value.user_agent()), (None, Some("Mozilla/5.0")));
    let changed = &kept.value.target_resources[0].modified_properties[0];
    assert_eq!(changed.new_value.as_deref(), Some(r#"[{"MethodType":6}]"#), "a JSON text stays the text that it is");
    assert_eq!(kept.observed, None);
    assert!(kept.body.as_str().contains(r#""roles":[]"#), "{:?}", kept.body);
}

#[test]
fn an_id_of_zeros_is_none() {
    let mut value = whole();
    value["initiatedBy"] = json!({"user": {"id": ZEROS}, "app": {"displayName": "Sync", "servicePrincipalId": ZEROS, "appId": ""}});
    value["targetResources"] =
        json!([{"id": ZEROS, "type": "User"}, {"id": "", "type": "ServicePrincipal"}, {"id": "P", "type": "serviceprincipal"}]);
    let kept = audit(value);
    assert_eq!(identities(&kept.value), ["home/p (service principal)"]);
    assert_eq!(kept.value.initiated_by.and_then(|by| by.user), None);
}

#[test]
fn a_line_of_a_diagnostic_log_holds_an_audit_and_its_envelope_fills_what_is_left_out() {
    let kept = audit(json!({"time": "2024-05-01T08:11:00Z", "category": "AuditLogs", "tenantId": "T-2", "properties": whole()}));
    assert_eq!(kept.value.id.to_string(), "t-2/directory_9f_1");
    assert_eq!(kept.observed.map(|time| time.to_string()).as_deref(), Some("2024-05-01T08:11:00Z"));
    let bare = json!({"time": "2024-05-01T08:11:00Z", "operationName": "Consent to application", "category": "AuditLogs",
        "correlationId": "C-2", "resultDescription": "Denied", "properties": {"id": "x"}});
    let value = audit(bare).value;
    assert_eq!(value.activity_date_time.to_string(), "2024-05-01T08:11:00Z");
    assert_eq!(value.activity_display_name.as_deref(), Some("Consent to application"));
    assert_eq!((value.category, value.correlation_id.as_deref()), (None, Some("C-2")), "the envelope's category is the log's");
    assert_eq!(value.result_reason.as_deref(), Some("Denied"));
}

#[test]
fn a_row_of_log_analytics_holds_an_audit_whose_category_is_its_own() {
    let initiator = r#"{"user":{"id":"A-1","userPrincipalName":"admin@contoso.example","ipAddress":"192.0.2.4"}}"#;
    let targets = r#"[{"id":"U-1","type":"User","modifiedProperties":[{"displayName":"Role","oldValue":null,"newValue":"\"Owner\""}]}]"#;
    let mut row = json!({
        "TenantId": "workspace", "TimeGenerated [UTC]": "5/1/2024, 8:11:00.000 AM", "AADTenantId": "T-2", "Type": "AuditLogs",
        "OperationName": "Add member to role", "Category": "RoleManagement", "Result": "FAILURE", "ResultReason": "",
        "ResultDescription": "Not allowed", "LoggedByService": "Core Directory", "CorrelationId": "C-1", "Identity": "Admin",
        "Id": "Directory_9f_1", "ActivityDateTime [UTC]": "5/1/2024, 8:10:00.000 AM", "ActivityDisplayName": "Add member to role",
        "AADOperationType": "Assign", "InitiatedBy": initiator, "TargetResources": targets, "AdditionalDetails": "[]",
    });
    for table in ["AuditLogs", ""] {
        row["Type"] = json!(table);
        let value = audit(row.clone()).value;
        assert_eq!(value.id.to_string(), "t-2/directory_9f_1");
        assert_eq!(value.activity_date_time.to_string(), "2024-05-01T08:10:00Z");
        assert_eq!((value.category.as_deref(), value.operation_type.as_deref()), (Some("RoleManagement"), Some("Assign")));
        assert_eq!(value.result.as_ref().map(Word::as_str), Some("failure"));
        assert_eq!(value.result_reason.as_deref(), Some("Not allowed"));
        assert_eq!(identities(&value), ["t-2/a-1", "t-2/u-1"]);
        assert_eq!(value.target_resources[0].modified_properties[0].new_value.as_deref(), Some("\"Owner\""));
    }
}

#[test]
fn an_audit_in_pascal_case_with_nulls_is_read() {
    let kept = audit(json!({
        "Id": "x", "ActivityDateTime": "2024-05-01T08:10:00Z", "ActivityDisplayName": "Update policy", "InitiatedBy": null,
        "TargetResources": [{"Id": "P-1", "Type": "Policy", "ModifiedProperties": null}], "AdditionalDetails": null, "Result": "unheardOf",
    }));
    assert_eq!(kept.value.target_ids(), ["P-1"]);
    assert_eq!(kept.value.result.as_ref().map(|word| (word.known(), word.as_str())), Some((None, "unheardOf")));
    assert_eq!(identities(&kept.value), [""; 0]);
}
