//! What is shown of a row: by version, by what is selected, by which words of enumerations the client says to know.

use axum::http::StatusCode;
use serde_json::{Map, Value};

use crate::{
    collections::Collection,
    refusal::Refusal,
    respond::{Policies, Visit},
    route::Version,
    rows::ARRIVES,
};

/// The preference of a client that can take words that were added later.
const UNKNOWN_WORDS: &str = "include-unknown-enum-members";

/// What a user shows of itself unasked.
const USER_UNASKED: [&str; 11] = [
    "businessPhones",
    "displayName",
    "givenName",
    "jobTitle",
    "mail",
    "mobilePhone",
    "officeLocation",
    "preferredLanguage",
    "surname",
    "userPrincipalName",
    "id",
];

/// What else of a user can be selected.
const USER_ASKED: [&str; 13] = [
    "accountEnabled",
    "userType",
    "department",
    "createdDateTime",
    "lastPasswordChangeDateTime",
    "signInSessionsValidFromDateTime",
    "onPremisesSyncEnabled",
    "onPremisesSecurityIdentifier",
    "securityIdentifier",
    "companyName",
    "usageLocation",
    "country",
    "employeeId",
];

/// What only beta shows of a sign-in.
const SIGN_IN_BETA: [&str; 22] = [
    "authenticationDetails",
    "authenticationRequirement",
    "authenticationRequirementPolicies",
    "authenticationMethodsUsed",
    "authenticationProcessingDetails",
    "authenticationProtocol",
    "mfaDetail",
    "signInEventTypes",
    "userAgent",
    "userType",
    "autonomousSystemNumber",
    "networkLocationDetails",
    "incomingTokenType",
    "uniqueTokenIdentifier",
    "sessionId",
    "originalRequestId",
    "crossTenantAccessType",
    "flaggedForReview",
    "servicePrincipalId",
    "servicePrincipalName",
    "homeTenantId",
    "resourceTenantId",
];

/// The words of an enumeration that come before `unknownFutureValue`, by property. A word that is not among them came later.
const WORDS: [(&str, &[&str]); 10] = [
    ("riskLevel", LEVELS),
    ("riskLevelAggregated", LEVELS),
    ("riskLevelDuringSignIn", LEVELS),
    ("riskState", &["none", "confirmedSafe", "remediated", "dismissed", "atRisk", "confirmedCompromised"]),
    (
        "riskDetail",
        &[
            "none",
            "adminGeneratedTemporaryPassword",
            "userPerformedSecuredPasswordChange",
            "userPerformedSecuredPasswordReset",
            "adminConfirmedSigninSafe",
            "aiConfirmedSigninSafe",
            "userPassedMFADrivenByRiskBasedPolicy",
            "adminDismissedAllRiskForUser",
            "adminConfirmedSigninCompromised",
            "hidden",
            "adminConfirmedUserCompromised",
        ],
    ),
    ("activity", &["signin", "user"]),
    ("detectionTimingType", &["notDefined", "realtime", "nearRealtime", "offline"]),
    ("tokenIssuerType", &["AzureAD", "ADFederationServices"]),
    (
        "serviceSource",
        &[
            "unknown",
            "microsoftDefenderForEndpoint",
            "microsoftDefenderForIdentity",
            "microsoftDefenderForCloudApps",
            "microsoftDefenderForOffice365",
            "microsoft365Defender",
            "azureAdIdentityProtection",
            "microsoftAppGovernance",
            "dataLossPrevention",
        ],
    ),
    // Of alerts and of incidents.
    ("status", &["unknown", "new", "active", "inProgress", "resolved", "redirected"]),
];
const LEVELS: &[&str] = &["low", "medium", "high", "hidden", "none"];

/// What is shown of a row.
pub(crate) fn shown(row: Value, collection: Collection, visit: &Visit<'_>, select: Option<&[String]>) -> Value {
    let Value::Object(mut row) = row else { return row };
    row.remove(ARRIVES);
    match select {
        Some(names) => row = names.iter().map(|name| (name.clone(), row.remove(name).unwrap_or_default())).collect(),
        None if collection == Collection::Users => row.retain(|name, _| USER_UNASKED.contains(&name.as_str())),
        None => {}
    }
    if collection == Collection::SignIns && visit.policies == Policies::LeftOut {
        row.remove("appliedConditionalAccessPolicies");
    }
    if visit.version == Version::V1 {
        row.retain(|name, _| !is_beta_only(collection, name));
        for (outer, inner) in [("deviceDetail", "browserId"), ("activity", "eventTypes")] {
            row.get_mut(outer).and_then(Value::as_object_mut).and_then(|object| object.remove(inner));
        }
    }
    if !visit.call.prefers(UNKNOWN_WORDS) {
        hide_later_words(&mut row);
    }
    Value::Object(row)
}

/// Whether v1.0 does not show a property, named by its path.
pub(crate) fn is_beta_only(collection: Collection, path: &str) -> bool {
    match collection {
        Collection::SignIns => SIGN_IN_BETA.contains(&path),
        Collection::RiskDetections | Collection::ServicePrincipalRiskDetections => ["mitreTechniqueId", "riskType"].contains(&path),
        Collection::RiskyServicePrincipals => path == "accountEnabled",
        _ => false,
    }
}

/// Whether a person was there to sign in.
pub(crate) fn is_interactive(sign_in: &Value) -> bool {
    match &sign_in["signInEventTypes"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).any(|word| word.eq_ignore_ascii_case("interactiveUser")),
        _ => sign_in["isInteractive"] != false,
    }
}

/// The properties that a `$select` names.
///
/// # Errors
/// When users have no such property.
pub(crate) fn selected(collection: Collection, value: &str) -> Result<Vec<String>, Refusal> {
    let names: Vec<String> = value.split(',').map(|name| name.trim().to_owned()).collect();
    let known = |name: &&String| USER_UNASKED.contains(&name.as_str()) || USER_ASKED.contains(&name.as_str());
    match names.iter().find(|name| collection == Collection::Users && !known(name)) {
        Some(name) => {
            let message = format!("Could not find a property named '{name}' on type 'microsoft.graph.user'.");
            Err(Refusal::new(StatusCode::BAD_REQUEST, "BadRequest", message))
        }
        None => Ok(names),
    }
}

/// Puts `unknownFutureValue` where a word came later.
fn hide_later_words(row: &mut Map<String, Value>) {
    for (name, words) in WORDS {
        if let Some(Value::String(word)) = row.get_mut(name)
            && !word.is_empty()
            && !words.iter().any(|known| known.eq_ignore_ascii_case(word))
        {
            // The sentinel of this one enumeration is spelt with a capital.
            let sentinel = if name == "tokenIssuerType" { "UnknownFutureValue" } else { "unknownFutureValue" };
            sentinel.clone_into(word);
        }
    }
    let (name, words) = ("result", ["success", "failure", "notApplied", "notEnabled", "unknown"]);
    for policy in row.get_mut("appliedConditionalAccessPolicies").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(Value::String(word)) = policy.get_mut(name)
            && !words.iter().any(|known| known.eq_ignore_ascii_case(word))
        {
            "unknownFutureValue".clone_into(word);
        }
    }
}
