//! A directory audit.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    AuditInitiator, AuditResult, Body, DirectoryAuditId, Id, Identity, KeyValue, ServicePrincipalId, TargetResource, TenantId, Time,
    UserId, Word,
};

/// The key under which the audit log keeps the user agent, where it is no property.
const USER_AGENT: &str = "User-Agent";

/// One line of the audit log: who did what to whom in the directory; Microsoft Graph's `directoryAudit`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DirectoryAudit {
    /// The id.
    pub id: DirectoryAuditId,
    /// When it was done.
    pub activity_date_time: Time,
    /// What was done, such as `Reset user password`.
    pub activity_display_name: Option<String>,
    /// What kind of thing it was done to, such as `UserManagement`.
    pub category: Option<String>,
    /// `Add`, `Assign`, `Update`, `Unassign`, `Delete` and the like.
    pub operation_type: Option<String>,
    /// How it ended.
    pub result: Option<Word<AuditResult>>,
    /// Why it ended so.
    pub result_reason: Option<String>,
    /// The service that logged it, such as `Core Directory`.
    pub logged_by_service: Option<String>,
    /// Ties together what was done in one go.
    pub correlation_id: Option<String>,
    /// Who did it.
    pub initiated_by: Option<AuditInitiator>,
    /// What it was done to.
    #[serde(default)]
    pub target_resources: Vec<TargetResource>,
    /// More of it.
    #[serde(default)]
    pub additional_details: Vec<KeyValue>,
    /// The client's user agent string, where it is a property of its own.
    pub user_agent: Option<String>,
    /// The whole record, when it was asked for.
    #[serde(skip)]
    pub record: Option<Body>,
}

impl DirectoryAudit {
    /// Gives the record and the ids in it their tenant.
    pub(crate) fn adopt(&mut self, tenant: &TenantId) {
        self.id.adopt(tenant);
        if let Some(initiator) = &mut self.initiated_by {
            initiator.adopt(tenant);
        }
    }

    /// The user who did it, where it was one.
    pub fn initiator_user_id(&self) -> Option<&UserId> {
        self.initiated_by.as_ref()?.user.as_ref()?.id.as_ref()
    }

    /// The service principal that did it, where it was one.
    pub fn initiator_service_principal_id(&self) -> Option<&ServicePrincipalId> {
        self.initiated_by.as_ref()?.app.as_ref()?.service_principal_id.as_ref()
    }

    /// Whose it is: who did it, and the users and service principals that it was done to; each once. Who is named by an empty id or one of
    /// zeros alone is nobody.
    pub fn identities(&self) -> BTreeSet<Identity> {
        let user = self.initiator_user_id().cloned().map(Identity::User);
        let principal = self.initiator_service_principal_id().cloned().map(Identity::ServicePrincipal);
        let targets = self.target_resources.iter().filter_map(|target| target.identity(self.id.tenant()));
        let named = [user, principal].into_iter().flatten().chain(targets);
        named.filter(|identity| identity.object().bytes().any(|byte| !matches!(byte, b'0' | b'-'))).collect()
    }

    /// The ids of what it was done to, be they of identities or not.
    pub fn target_ids(&self) -> Vec<&str> {
        self.target_resources.iter().filter_map(|target| target.id.as_deref()).collect()
    }

    /// The client's user agent string, wherever the record has it.
    pub fn user_agent(&self) -> Option<&str> {
        let detail = || self.additional_details.iter().find(|detail| detail.key.eq_ignore_ascii_case(USER_AGENT));
        self.user_agent.as_deref().or_else(|| detail()?.value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn audit(properties: serde_json::Value) -> DirectoryAudit {
        let serde_json::Value::Object(mut properties) = properties else { panic!("an object") };
        properties.insert("id".into(), "a".into());
        properties.insert("activityDateTime".into(), "2024-05-01T08:00:00Z".into());
        Body::new(properties).read(&TenantId::new("t")).expect("an audit")
    }

    fn names(audit: &DirectoryAudit) -> Vec<String> {
        let name = |identity| match identity {
            Identity::User(id) => format!("user {id}"),
            Identity::ServicePrincipal(id) => format!("service principal {id}"),
        };
        audit.identities().into_iter().map(name).collect()
    }

    #[test]
    fn who_did_it_and_to_whom_are_its_identities_each_once() {
        let audit = audit(json!({
            "initiatedBy": {"user": {"id": "U1"}, "app": {"servicePrincipalId": "P1"}},
            "targetResources": [
                {"id": "U2", "type": "User"}, {"id": "u1", "type": "user"}, {"id": "P2", "type": "ServicePrincipal"},
                {"id": "G", "type": "Group"}, {"id": "x"},
            ],
        }));
        assert_eq!(names(&audit), ["user t/u1", "user t/u2", "service principal t/p1", "service principal t/p2"]);
        assert_eq!(audit.target_ids(), ["U2", "u1", "P2", "G", "x"]);
    }

    #[test]
    fn an_empty_id_and_one_of_zeros_name_nobody() {
        let zeros = "00000000-0000-0000-0000-000000000000";
        let audit = audit(json!({
            "initiatedBy": {"user": {"id": zeros}, "app": {"servicePrincipalId": zeros}},
            "targetResources": [{"id": zeros, "type": "User"}, {"id": "", "type": "User"}, {"type": "ServicePrincipal"}],
        }));
        assert_eq!(names(&audit), [""; 0]);
    }

    #[test]
    fn a_user_agent_is_found_as_a_property_or_among_the_details() {
        let details = json!([{"key": "User-Agent", "value": "curl/8"}]);
        assert_eq!(audit(json!({"additionalDetails": details})).user_agent(), Some("curl/8"));
        assert_eq!(audit(json!({"additionalDetails": details, "userAgent": "Edge"})).user_agent(), Some("Edge"));
        assert_eq!(audit(json!({})).user_agent(), None);
    }
}
