//! A Conditional Access policy.

use serde::{Deserialize, Serialize};

use crate::{
    Body, ConditionalAccessPolicyId, ConditionalAccessPolicyState, Id, PolicyConditions, PolicyGrantControls, PolicySessionControls,
    TenantId, Time, Word,
};

/// A rule of the tenant on who may sign in, and how; Microsoft Graph's `conditionalAccessPolicy`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConditionalAccessPolicy {
    /// The id.
    pub id: ConditionalAccessPolicyId,
    /// The name.
    pub display_name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Whether it is in force.
    pub state: Option<Word<ConditionalAccessPolicyState>>,
    /// The template it was made from.
    pub template_id: Option<String>,
    /// When it was made.
    pub created_date_time: Option<Time>,
    /// When it was last modified.
    pub modified_date_time: Option<Time>,
    /// Which sign-ins it is about.
    pub conditions: Option<PolicyConditions>,
    /// What such a sign-in must meet; none if it is let through, or nothing is said.
    pub grant_controls: Option<PolicyGrantControls>,
    /// What holds for the session after it; none if nothing does.
    pub session_controls: Option<PolicySessionControls>,
    /// The whole record, when it was asked for.
    #[serde(skip)]
    pub record: Option<Body>,
}

impl ConditionalAccessPolicy {
    /// Gives the record its tenant. Controls that hold nothing are none: a record keeps them as empty, so that an older version does not
    /// fill them.
    pub(crate) fn adopt(&mut self, tenant: &TenantId) {
        self.id.adopt(tenant);
        self.grant_controls.take_if(|controls| *controls == PolicyGrantControls::default());
        self.session_controls.take_if(|controls| *controls == PolicySessionControls::default());
    }

    /// When it was last modified, or made if it never was.
    pub fn modified(&self) -> Option<Time> {
        self.modified_date_time.or(self.created_date_time)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::merge;

    fn policy(properties: serde_json::Value) -> ConditionalAccessPolicy {
        Body::new(object(properties)).read(&TenantId::new("T")).expect("a policy")
    }

    fn object(properties: serde_json::Value) -> serde_json::Map<String, serde_json::Value> {
        let serde_json::Value::Object(mut properties) = properties else { panic!("an object") };
        properties.insert("id".into(), "P".into());
        properties
    }

    #[test]
    fn controls_that_are_gone_are_not_filled_by_an_older_version() {
        let older = object(json!({"grantControls": {"operator": "OR", "builtInControls": ["block"]}, "state": "enabled"}));
        let newer = object(json!({"grantControls": {}, "sessionControls": {"persistentBrowser": {"mode": "never", "isEnabled": true}}}));
        let merged = policy(serde_json::Value::Object(merge([older, newer])));
        assert_eq!(merged.grant_controls, None);
        assert!(merged.session_controls.is_some() && merged.state.is_some());
    }

    #[test]
    fn null_and_missing_parts_are_none_and_lists_are_empty() {
        let bare = policy(json!({"conditions": null, "grantControls": null}));
        assert_eq!((&bare.conditions, &bare.grant_controls, &bare.session_controls), (&None, &None, &None));
        let conditions = policy(json!({"conditions": {"users": null, "locations": {}}})).conditions.expect("conditions");
        assert!(conditions.users.is_none() && conditions.sign_in_risk_levels.is_empty());
        assert_eq!(conditions.locations.map(|locations| locations.include_locations.len()), Some(0));
    }
}
