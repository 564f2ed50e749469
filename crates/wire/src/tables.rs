//! The tables: every property of Microsoft Graph's resources that this version types, and what it must be.
//!
//! Kinds follow Graph's metadata. What is not named here is kept as it came.

pub(crate) mod access;
pub(crate) mod alerts;
pub(crate) mod portal;

use riskgate_model::{
    ActivityType, AuditResult, AuthenticationRequirement, ConditionalAccessStatus, DetectionTiming, PolicyResult, RiskDetail,
    RiskEventKind, RiskLevel, RiskState, SignInEventType, TokenIssuerType,
};

use crate::kind::{
    Kind::{self, Any, Flag, Id, Integer, List, Number, Object, Point, Secret, Text, Texts, Time, Word, Words},
    Table, spelling,
};

const RISK_LEVEL: Kind = Word(spelling::<RiskLevel>);
const RISK_LEVEL_WORDS: Kind = Words(spelling::<RiskLevel>);
const RISK_STATE: Kind = Word(spelling::<RiskState>);
const RISK_DETAIL: Kind = Word(spelling::<RiskDetail>);
const RISK_EVENT_TYPES: Kind = Words(spelling::<RiskEventKind>);
const TOKEN_ISSUER_TYPE: Kind = Word(spelling::<TokenIssuerType>);

/// `signIn`, with what the diagnostic logs and Log Analytics name differently.
pub(crate) static SIGN_IN: Table = Table {
    properties: &[
        ("alternateSignInName", Text),
        ("appDisplayName", Text),
        ("appId", Text),
        ("appliedConditionalAccessPolicies", List(&POLICY)),
        ("authenticationAppDeviceDetails", Object(&APP_DEVICE)),
        ("authenticationDetails", List(&AUTHENTICATION_STEP)),
        ("authenticationMethodsUsed", Texts),
        ("authenticationProcessingDetails", List(&KEY_VALUE)),
        ("authenticationProtocol", Text),
        ("authenticationRequirement", Word(spelling::<AuthenticationRequirement>)),
        ("autonomousSystemNumber", Integer),
        ("clientAppUsed", Text),
        ("conditionalAccessStatus", Word(spelling::<ConditionalAccessStatus>)),
        ("correlationId", Text),
        ("createdDateTime", Time),
        ("crossTenantAccessType", Text),
        ("deviceDetail", Object(&DEVICE)),
        ("flaggedForReview", Flag),
        ("homeTenantId", Text),
        ("id", Id),
        ("incomingTokenType", Text),
        ("ipAddress", Text),
        ("isInteractive", Flag),
        ("location", Object(&LOCATION)),
        ("mfaDetail", Object(&MFA)),
        ("networkLocationDetails", List(&NETWORK_LOCATION)),
        ("originalRequestId", Text),
        ("processingTimeInMilliseconds", Integer),
        ("resourceDisplayName", Text),
        ("resourceId", Text),
        ("resourceTenantId", Text),
        ("riskDetail", RISK_DETAIL),
        ("riskEventTypes", RISK_EVENT_TYPES),
        ("riskEventTypes_v2", RISK_EVENT_TYPES),
        ("riskLevelAggregated", RISK_LEVEL),
        ("riskLevelDuringSignIn", RISK_LEVEL),
        ("riskState", RISK_STATE),
        ("servicePrincipalId", Id),
        ("servicePrincipalName", Text),
        ("sessionId", Text),
        ("signInEventTypes", Words(spelling::<SignInEventType>)),
        ("status", Object(&STATUS)),
        ("tokenIssuerName", Text),
        ("tokenIssuerType", TOKEN_ISSUER_TYPE),
        ("uniqueTokenIdentifier", Text),
        ("userAgent", Text),
        ("userDisplayName", Text),
        ("userId", Id),
        ("userPrincipalName", Text),
        ("userType", Text),
    ],
    aliases: &[
        ("conditionalAccessPolicies", "appliedConditionalAccessPolicies"),
        ("locationDetails", "location"),
        ("resourceIdentity", "resourceId"),
        ("riskEventTypesV2", "riskEventTypes_v2"),
    ],
};

/// `riskDetection` and `servicePrincipalRiskDetection`.
pub(crate) static DETECTION: Table = Table {
    properties: &[
        ("activity", Word(spelling::<ActivityType>)),
        ("activityDateTime", Time),
        ("additionalInfo", Text),
        ("appId", Text),
        ("correlationId", Text),
        ("detectedDateTime", Time),
        ("detectionTimingType", Word(spelling::<DetectionTiming>)),
        ("id", Id),
        ("ipAddress", Text),
        ("keyIds", Texts),
        ("lastUpdatedDateTime", Time),
        ("location", Object(&LOCATION)),
        ("mitreTechniqueId", Text),
        ("requestId", Id),
        ("riskDetail", RISK_DETAIL),
        ("riskEventType", Word(spelling::<RiskEventKind>)),
        ("riskLevel", RISK_LEVEL),
        ("riskState", RISK_STATE),
        ("riskType", Word(spelling::<RiskEventKind>)),
        ("servicePrincipalDisplayName", Text),
        ("servicePrincipalId", Id),
        ("source", Text),
        ("tokenIssuerType", TOKEN_ISSUER_TYPE),
        ("userDisplayName", Text),
        ("userId", Id),
        ("userPrincipalName", Text),
    ],
    aliases: &[],
};

/// `directoryAudit`, with what Log Analytics names differently.
pub(crate) static DIRECTORY_AUDIT: Table = Table {
    properties: &[
        ("activityDateTime", Time),
        ("activityDisplayName", Text),
        ("additionalDetails", List(&KEY_VALUE)),
        ("category", Text),
        ("correlationId", Text),
        ("id", Id),
        ("initiatedBy", Object(&AUDIT_INITIATOR)),
        ("loggedByService", Text),
        ("operationType", Text),
        ("result", Word(spelling::<AuditResult>)),
        ("resultReason", Text),
        ("targetResources", List(&TARGET_RESOURCE)),
        ("userAgent", Text),
    ],
    aliases: &[("aadOperationType", "operationType")],
};

/// `riskyUser` and `riskyUserHistoryItem`.
pub(crate) static RISKY_USER: Table = Table {
    properties: &[
        ("activity", Object(&HISTORY_ACTIVITY)),
        ("id", Id),
        ("initiatedBy", Text),
        ("isDeleted", Flag),
        ("isProcessing", Flag),
        ("riskDetail", RISK_DETAIL),
        ("riskLastUpdatedDateTime", Time),
        ("riskLevel", RISK_LEVEL),
        ("riskState", RISK_STATE),
        ("userDisplayName", Text),
        ("userId", Id),
        ("userPrincipalName", Text),
    ],
    aliases: &[],
};

/// `riskyServicePrincipal` and `riskyServicePrincipalHistoryItem`.
pub(crate) static RISKY_SERVICE_PRINCIPAL: Table = Table {
    properties: &[
        ("activity", Object(&HISTORY_ACTIVITY)),
        ("appId", Text),
        ("displayName", Text),
        ("id", Id),
        ("initiatedBy", Text),
        ("isEnabled", Flag),
        ("isProcessing", Flag),
        ("riskDetail", RISK_DETAIL),
        ("riskLastUpdatedDateTime", Time),
        ("riskLevel", RISK_LEVEL),
        ("riskState", RISK_STATE),
        ("servicePrincipalId", Id),
        ("servicePrincipalType", Text),
    ],
    aliases: &[("accountEnabled", "isEnabled"), ("servicePrincipalDisplayName", "displayName")],
};

/// `user`.
pub(crate) static USER: Table = Table {
    properties: &[
        ("accountEnabled", Flag),
        ("createdDateTime", Time),
        ("department", Text),
        ("displayName", Text),
        ("id", Id),
        ("jobTitle", Text),
        ("lastPasswordChangeDateTime", Time),
        ("mail", Text),
        ("onPremisesSecurityIdentifier", Text),
        ("onPremisesSyncEnabled", Flag),
        ("passwordProfile", Object(&PASSWORD_PROFILE)),
        ("securityIdentifier", Text),
        ("signInSessionsValidFromDateTime", Time),
        ("userPrincipalName", Text),
        ("userType", Text),
    ],
    aliases: &[],
};

static AUDIT_INITIATOR: Table = Table { properties: &[("app", Object(&AUDIT_APP)), ("user", Object(&AUDIT_USER))], aliases: &[] };

static AUDIT_USER: Table =
    Table { properties: &[("displayName", Text), ("id", Id), ("ipAddress", Text), ("userPrincipalName", Text)], aliases: &[] };

static AUDIT_APP: Table =
    Table { properties: &[("appId", Id), ("displayName", Text), ("servicePrincipalId", Id), ("servicePrincipalName", Text)], aliases: &[] };

static TARGET_RESOURCE: Table = Table {
    properties: &[
        ("displayName", Text),
        ("groupType", Text),
        ("id", Id),
        ("modifiedProperties", List(&MODIFIED_PROPERTY)),
        ("type", Text),
        ("userPrincipalName", Text),
    ],
    aliases: &[],
};

/// Values are mostly JSON texts, and stay the texts that they are.
static MODIFIED_PROPERTY: Table = Table { properties: &[("displayName", Text), ("newValue", Text), ("oldValue", Text)], aliases: &[] };

static HISTORY_ACTIVITY: Table =
    Table { properties: &[("detail", RISK_DETAIL), ("riskEventTypes", RISK_EVENT_TYPES)], aliases: &[("eventTypes", "riskEventTypes")] };

static LOCATION: Table = Table {
    properties: &[("city", Text), ("countryOrRegion", Text), ("geoCoordinates", Point(&COORDINATES)), ("state", Text)],
    aliases: &[],
};

static COORDINATES: Table = Table { properties: &[("altitude", Number), ("latitude", Number), ("longitude", Number)], aliases: &[] };

static STATUS: Table = Table { properties: &[("additionalDetails", Text), ("errorCode", Integer), ("failureReason", Text)], aliases: &[] };

static DEVICE: Table = Table {
    properties: &[
        ("browser", Text),
        ("browserId", Text),
        ("deviceId", Text),
        ("displayName", Text),
        ("isCompliant", Flag),
        ("isManaged", Flag),
        ("operatingSystem", Text),
        ("trustType", Text),
    ],
    aliases: &[],
};

static POLICY: Table = Table {
    properties: &[
        ("conditionsNotSatisfied", Text),
        ("conditionsSatisfied", Text),
        ("displayName", Text),
        ("enforcedGrantControls", Words(grant_control)),
        ("enforcedSessionControls", Texts),
        ("excludeRulesSatisfied", List(&POLICY_RULE)),
        ("id", Text),
        ("includeRulesSatisfied", List(&POLICY_RULE)),
        ("result", Word(spelling::<PolicyResult>)),
    ],
    aliases: &[],
};

static POLICY_RULE: Table = Table { properties: &[("conditionalAccessCondition", Text), ("ruleSatisfied", Text)], aliases: &[] };

static APP_DEVICE: Table =
    Table { properties: &[("appVersion", Text), ("clientApp", Text), ("deviceId", Text), ("operatingSystem", Text)], aliases: &[] };

static AUTHENTICATION_STEP: Table = Table {
    properties: &[
        ("authenticationMethod", Text),
        ("authenticationMethodDetail", Text),
        ("authenticationStepDateTime", Time),
        ("authenticationStepRequirement", Text),
        ("authenticationStepResultDetail", Text),
        ("succeeded", Flag),
    ],
    aliases: &[],
};

static MFA: Table = Table { properties: &[("authDetail", Text), ("authMethod", Text)], aliases: &[] };

static NETWORK_LOCATION: Table = Table { properties: &[("networkNames", Texts), ("networkType", Text)], aliases: &[] };

static KEY_VALUE: Table = Table { properties: &[("key", Text), ("value", Any)], aliases: &[] };

static PASSWORD_PROFILE: Table = Table { properties: &[("password", Secret)], aliases: &[] };

/// Graph's spelling of a control that a Conditional Access policy asks for.
fn grant_control(text: &str) -> Option<&'static str> {
    const WORDS: [&str; 8] = [
        "block",
        "mfa",
        "compliantDevice",
        "domainJoinedDevice",
        "approvedApplication",
        "compliantApplication",
        "passwordChange",
        "riskRemediation",
    ];
    WORDS.into_iter().find(|word| word.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests;
