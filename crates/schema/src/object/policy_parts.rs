//! The parts of a Conditional Access policy: which sign-ins it is about, and what it asks of them.

use riskgate_model::Word;

use super::table::part;
use crate::vocabulary::{GrantOperator, Out, RiskLevel, Shown, raw, shown};

part! {
    /// "Assignments": which sign-ins a policy is about. An empty list asks for nothing.
    PolicyConditions "ConditionalAccessConditionSet" shows PolicyConditions;

    /// "User risk": levels of which one must be there.
    user_risk_levels "userRiskLevels" [Vec<Shown<RiskLevel>>] = |it| it.user_risk_levels.iter().map(Shown::of).collect();
    /// `userRiskLevels` as they came.
    user_risk_levels_raw "userRiskLevelsRaw" [Vec<&str>] = |it| it.user_risk_levels.iter().map(Word::as_str).collect();
    /// "Sign-in risk": levels of which one must be there.
    sign_in_risk_levels "signInRiskLevels" [Vec<Shown<RiskLevel>>] = |it| it.sign_in_risk_levels.iter().map(Shown::of).collect();
    /// `signInRiskLevels` as they came.
    sign_in_risk_levels_raw "signInRiskLevelsRaw" [Vec<&str>] = |it| it.sign_in_risk_levels.iter().map(Word::as_str).collect();
    /// "Service principal risk": levels of which one must be there.
    service_principal_risk_levels "servicePrincipalRiskLevels" [Vec<Shown<RiskLevel>>] =
        |it| it.service_principal_risk_levels.iter().map(Shown::of).collect();
    /// `servicePrincipalRiskLevels` as they came.
    service_principal_risk_levels_raw "servicePrincipalRiskLevelsRaw" [Vec<&str>] =
        |it| it.service_principal_risk_levels.iter().map(Word::as_str).collect();
    /// "Client apps": kinds of clients, such as `browser` or `all`.
    client_app_types "clientAppTypes" [&[String]] = |it| &it.client_app_types;
    /// "Users".
    users "users" [Option<PolicyUsers<'_>>] = |it| it.users.as_ref().map(PolicyUsers);
    /// "Target resources".
    applications "applications" [Option<PolicyApplications<'_>>] = |it| it.applications.as_ref().map(PolicyApplications);
    /// "Locations".
    locations "locations" [Option<PolicyLocations<'_>>] = |it| it.locations.as_ref().map(PolicyLocations);
}

part! {
    /// "Users": whom a policy is about. Lists hold object ids in Microsoft Entra, or `All`, `None`, `GuestsOrExternalUsers`.
    PolicyUsers "ConditionalAccessUsers" shows PolicyUsers;

    /// "Include": users.
    include_users "includeUsers" [&[String]] = |it| &it.include_users;
    /// "Exclude": users.
    exclude_users "excludeUsers" [&[String]] = |it| &it.exclude_users;
    /// "Include": groups.
    include_groups "includeGroups" [&[String]] = |it| &it.include_groups;
    /// "Exclude": groups.
    exclude_groups "excludeGroups" [&[String]] = |it| &it.exclude_groups;
    /// "Include": roles of the directory, by their templates' ids.
    include_roles "includeRoles" [&[String]] = |it| &it.include_roles;
    /// "Exclude": roles of the directory.
    exclude_roles "excludeRoles" [&[String]] = |it| &it.exclude_roles;
}

part! {
    /// "Target resources": the applications that a policy is about. Lists hold app ids, or `All`, `None`, `Office365` and the like.
    PolicyApplications "ConditionalAccessApplications" shows PolicyApplications;

    /// "Include".
    include_applications "includeApplications" [&[String]] = |it| &it.include_applications;
    /// "Exclude".
    exclude_applications "excludeApplications" [&[String]] = |it| &it.exclude_applications;
    /// "User actions", such as `urn:user:registersecurityinfo`.
    include_user_actions "includeUserActions" [&[String]] = |it| &it.include_user_actions;
}

part! {
    /// "Locations": the places that a policy is about. Lists hold ids of named locations in Microsoft Entra, or `All`, `AllTrusted`.
    PolicyLocations "ConditionalAccessLocations" shows PolicyLocations;

    /// "Include".
    include_locations "includeLocations" [&[String]] = |it| &it.include_locations;
    /// "Exclude".
    exclude_locations "excludeLocations" [&[String]] = |it| &it.exclude_locations;
}

part! {
    /// "Grant": what a sign-in must meet to pass.
    PolicyGrantControls "ConditionalAccessGrantControls" shows PolicyGrantControls;

    /// "For multiple controls": whether all must be met or one.
    operator "operator" [Out<GrantOperator>] = |it| shown(it.operator.as_ref());
    /// `operator` as it came.
    operator_raw "operatorRaw" [Option<&str>] = |it| raw(it.operator.as_ref());
    /// Controls such as `mfa`, `block`, `passwordChange` or `riskRemediation`.
    built_in_controls "builtInControls" [&[String]] = |it| &it.built_in_controls;
    /// "Terms of use" that must be accepted, by their ids.
    terms_of_use "termsOfUse" [&[String]] = |it| &it.terms_of_use;
}

part! {
    /// "Session": what holds for the session after a sign-in.
    PolicySessionControls "ConditionalAccessSessionControls" shows PolicySessionControls;

    /// "Sign-in frequency": how often the user must sign in again.
    sign_in_frequency "signInFrequency" [Option<SignInFrequency<'_>>] = |it| it.sign_in_frequency.as_ref().map(SignInFrequency);
    /// "Persistent browser session": whether the session outlives the browser.
    persistent_browser "persistentBrowser" [Option<PersistentBrowser<'_>>] = |it| it.persistent_browser.as_ref().map(PersistentBrowser);
}

part! {
    /// "Sign-in frequency": how often a user must sign in again.
    SignInFrequency "SignInFrequencySessionControl" shows SignInFrequency;

    /// Whether it holds.
    is_enabled "isEnabled" [Option<bool>] = |it| it.is_enabled;
    /// How many days or hours.
    value "value" [Option<i64>] = |it| it.value;
    /// The unit of `value`: `days` or `hours`.
    unit "type" [Option<&str>] = |it| it.unit.as_deref();
    /// "Periodic reauthentication" (`timeBased`) or "Every time" (`everyTime`).
    frequency_interval "frequencyInterval" [Option<&str>] = |it| it.frequency_interval.as_deref();
}

part! {
    /// "Persistent browser session": whether a session outlives the browser.
    PersistentBrowser "PersistentBrowserSessionControl" shows PersistentBrowser;

    /// Whether it holds.
    is_enabled "isEnabled" [Option<bool>] = |it| it.is_enabled;
    /// `always` or `never`.
    mode "mode" [Option<&str>] = |it| it.mode.as_deref();
}
