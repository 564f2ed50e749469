//! The parts of a sign-in that are records of their own.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{PolicyResult, Time, Word};

/// How a sign-in ended.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignInStatus {
    /// 0 when the sign-in succeeded, else the number of an AADSTS error.
    pub error_code: Option<i64>,
    /// Why it failed.
    pub failure_reason: Option<String>,
    /// More of it, such as `MFA requirement satisfied by claim in the token`.
    pub additional_details: Option<String>,
}

/// The device of a sign-in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceDetail {
    /// The device's id in the directory.
    pub device_id: Option<String>,
    /// Its name.
    pub display_name: Option<String>,
    /// Operating system.
    pub operating_system: Option<String>,
    /// Browser.
    pub browser: Option<String>,
    /// The browser's id.
    pub browser_id: Option<String>,
    /// Whether the device meets the tenant's rules.
    pub is_compliant: Option<bool>,
    /// Whether the device is managed.
    pub is_managed: Option<bool>,
    /// How it is joined to the directory.
    pub trust_type: Option<String>,
}

/// What one Conditional Access policy did with a sign-in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppliedPolicy {
    /// The policy's id.
    pub id: Option<String>,
    /// Its name.
    pub display_name: Option<String>,
    /// What it did.
    pub result: Option<Word<PolicyResult>>,
    /// The controls it asked for, such as `mfa` or `block`.
    #[serde(default)]
    pub enforced_grant_controls: Vec<String>,
    /// The session controls it set.
    #[serde(default)]
    pub enforced_session_controls: Vec<String>,
    /// The conditions that were met.
    pub conditions_satisfied: Option<String>,
    /// The conditions that were not met.
    pub conditions_not_satisfied: Option<String>,
    /// The rules by which the policy included the sign-in.
    #[serde(default)]
    pub include_rules_satisfied: Vec<PolicyRule>,
    /// The rules by which the policy excluded the sign-in.
    #[serde(default)]
    pub exclude_rules_satisfied: Vec<PolicyRule>,
}

/// A rule of a Conditional Access policy that a sign-in met.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyRule {
    /// What the rule looks at, such as `users` or `application`.
    pub conditional_access_condition: Option<String>,
    /// The rule, such as `allUsers` or `appId`.
    pub rule_satisfied: Option<String>,
}

/// The authenticator app that took part in a sign-in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppDeviceDetail {
    /// The app's version.
    pub app_version: Option<String>,
    /// The app.
    pub client_app: Option<String>,
    /// The id of the device it runs on.
    pub device_id: Option<String>,
    /// The device's operating system.
    pub operating_system: Option<String>,
}

/// One step in which an identity proved itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthenticationStep {
    /// When.
    pub authentication_step_date_time: Option<Time>,
    /// How, such as `Password` or `Microsoft Authenticator`.
    pub authentication_method: Option<String>,
    /// More of it.
    pub authentication_method_detail: Option<String>,
    /// Whether it succeeded.
    pub succeeded: Option<bool>,
    /// Why it did or did not.
    pub authentication_step_result_detail: Option<String>,
    /// What asked for the step, such as `Primary authentication`.
    pub authentication_step_requirement: Option<String>,
}

/// Multifactor authentication of a sign-in, in Microsoft's older shape.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MfaDetail {
    /// The method.
    pub auth_method: Option<String>,
    /// The method's detail, partly hidden.
    pub auth_detail: Option<String>,
}

/// A named location that a sign-in came from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NetworkLocation {
    /// `namedNetwork`, `trusted` and the like.
    pub network_type: Option<String>,
    /// The locations' names.
    #[serde(default)]
    pub network_names: Vec<String>,
}

/// A key and its value, as Microsoft lists processing details and additional information.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct KeyValue {
    /// The key.
    pub key: String,
    /// The value: a text, a list or null.
    pub value: Value,
}
