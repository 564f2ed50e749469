//! The parts of a Conditional Access policy that are records of their own. What is not named here stays in the whole record.

use serde::{Deserialize, Serialize};

use crate::{GrantOperator, RiskLevel, Word};

/// Which sign-ins a policy is about: those that meet all of these. An empty list asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PolicyConditions {
    /// Levels of the user's risk, of which one must be there.
    pub user_risk_levels: Vec<Word<RiskLevel>>,
    /// Levels of the sign-in's risk, of which one must be there.
    pub sign_in_risk_levels: Vec<Word<RiskLevel>>,
    /// Levels of the service principal's risk, of which one must be there.
    pub service_principal_risk_levels: Vec<Word<RiskLevel>>,
    /// Kinds of clients, such as `browser` or `all`.
    pub client_app_types: Vec<String>,
    /// Who signs in.
    pub users: Option<PolicyUsers>,
    /// What they sign in to.
    pub applications: Option<PolicyApplications>,
    /// Where from.
    pub locations: Option<PolicyLocations>,
}

/// Whom a policy is about: object ids, `All`, `None` or `GuestsOrExternalUsers`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PolicyUsers {
    /// Users.
    pub include_users: Vec<String>,
    /// Users who are exempt.
    pub exclude_users: Vec<String>,
    /// Groups.
    pub include_groups: Vec<String>,
    /// Groups that are exempt.
    pub exclude_groups: Vec<String>,
    /// Roles of the directory.
    pub include_roles: Vec<String>,
    /// Roles that are exempt.
    pub exclude_roles: Vec<String>,
}

/// The applications that a policy is about: app ids, `All`, `None`, `Office365` and the like.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PolicyApplications {
    /// Applications.
    pub include_applications: Vec<String>,
    /// Applications that are exempt.
    pub exclude_applications: Vec<String>,
    /// What a user does in place of signing in to an application, such as `urn:user:registersecurityinfo`.
    pub include_user_actions: Vec<String>,
}

/// The places that a policy is about: ids of named locations, `All` or `AllTrusted`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PolicyLocations {
    /// Locations.
    pub include_locations: Vec<String>,
    /// Locations that are exempt.
    pub exclude_locations: Vec<String>,
}

/// What a sign-in must meet to pass.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PolicyGrantControls {
    /// Whether it must meet all of them or one.
    pub operator: Option<Word<GrantOperator>>,
    /// Controls such as `mfa`, `block` or `passwordChange`.
    pub built_in_controls: Vec<String>,
    /// Terms of use that must be accepted, by their ids.
    pub terms_of_use: Vec<String>,
}

/// What holds for the session after a sign-in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PolicySessionControls {
    /// How often the user must sign in again.
    pub sign_in_frequency: Option<SignInFrequency>,
    /// Whether the session outlives the browser.
    pub persistent_browser: Option<PersistentBrowser>,
}

/// How often a user must sign in again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SignInFrequency {
    /// Whether it holds.
    pub is_enabled: Option<bool>,
    /// How many days or hours.
    pub value: Option<i64>,
    /// `days` or `hours`.
    #[serde(rename = "type")]
    pub unit: Option<String>,
    /// `timeBased`, or `everyTime`.
    pub frequency_interval: Option<String>,
}

/// Whether a session outlives the browser.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PersistentBrowser {
    /// Whether it holds.
    pub is_enabled: Option<bool>,
    /// `always` or `never`.
    pub mode: Option<String>,
}
