//! The tables of what Conditional Access is made of: named locations and policies.

use riskgate_model::{ConditionalAccessPolicyState, CountryLookupMethod, GrantOperator};

use super::{RISK_LEVEL_WORDS, grant_control};
use crate::kind::{
    Kind::{Flag, Id, Integer, List, Object, Text, Texts, Time, Word, Words},
    Table, spelling,
};

/// `namedLocation`, whichever it is.
pub(crate) static NAMED_LOCATION: Table = Table {
    properties: &[
        ("@odata.type", Word(location_type)),
        ("countriesAndRegions", Texts),
        ("countryLookupMethod", Word(spelling::<CountryLookupMethod>)),
        ("createdDateTime", Time),
        ("displayName", Text),
        ("id", Id),
        ("includeUnknownCountriesAndRegions", Flag),
        ("ipRanges", List(&IP_RANGE)),
        ("isTrusted", Flag),
        ("modifiedDateTime", Time),
    ],
    aliases: &[],
};

/// `conditionalAccessPolicy`.
pub(crate) static CONDITIONAL_ACCESS_POLICY: Table = Table {
    properties: &[
        ("conditions", Object(&CONDITIONS)),
        ("createdDateTime", Time),
        ("description", Text),
        ("displayName", Text),
        ("grantControls", Object(&GRANT_CONTROLS)),
        ("id", Id),
        ("modifiedDateTime", Time),
        ("sessionControls", Object(&SESSION_CONTROLS)),
        ("state", Word(spelling::<ConditionalAccessPolicyState>)),
        ("templateId", Text),
    ],
    aliases: &[],
};

static IP_RANGE: Table =
    Table { properties: &[("@odata.type", Text), ("cidrAddress", Text), ("lowerAddress", Text), ("upperAddress", Text)], aliases: &[] };

static CONDITIONS: Table = Table {
    properties: &[
        ("applications", Object(&APPLICATIONS)),
        ("clientAppTypes", Words(client_app_type)),
        ("locations", Object(&LOCATIONS)),
        ("servicePrincipalRiskLevels", RISK_LEVEL_WORDS),
        ("signInRiskLevels", RISK_LEVEL_WORDS),
        ("userRiskLevels", RISK_LEVEL_WORDS),
        ("users", Object(&USERS)),
    ],
    aliases: &[],
};

static APPLICATIONS: Table =
    Table { properties: &[("excludeApplications", Texts), ("includeApplications", Texts), ("includeUserActions", Texts)], aliases: &[] };

static LOCATIONS: Table = Table { properties: &[("excludeLocations", Texts), ("includeLocations", Texts)], aliases: &[] };

static USERS: Table = Table {
    properties: &[
        ("excludeGroups", Texts),
        ("excludeRoles", Texts),
        ("excludeUsers", Texts),
        ("includeGroups", Texts),
        ("includeRoles", Texts),
        ("includeUsers", Texts),
    ],
    aliases: &[],
};

static GRANT_CONTROLS: Table = Table {
    properties: &[
        ("authenticationStrength", Object(&AUTHENTICATION_STRENGTH)),
        ("builtInControls", Words(grant_control)),
        ("operator", Word(spelling::<GrantOperator>)),
        ("termsOfUse", Texts),
    ],
    aliases: &[],
};

static AUTHENTICATION_STRENGTH: Table = Table { properties: &[("displayName", Text), ("id", Text)], aliases: &[] };

static SESSION_CONTROLS: Table =
    Table { properties: &[("persistentBrowser", Object(&PERSISTENT_BROWSER)), ("signInFrequency", Object(&FREQUENCY))], aliases: &[] };

static PERSISTENT_BROWSER: Table = Table { properties: &[("isEnabled", Flag), ("mode", Text)], aliases: &[] };

static FREQUENCY: Table =
    Table { properties: &[("frequencyInterval", Text), ("isEnabled", Flag), ("type", Text), ("value", Integer)], aliases: &[] };

/// Graph's spelling of a named location's type, with or without what stands before its last part.
fn location_type(text: &str) -> Option<&'static str> {
    const WORDS: [&str; 2] = ["#microsoft.graph.ipNamedLocation", "#microsoft.graph.countryNamedLocation"];
    let last = |name: &str| name.rsplit('.').next().unwrap_or(name).to_ascii_lowercase();
    WORDS.into_iter().find(|word| last(word) == last(text))
}

/// Graph's spelling of a kind of client.
fn client_app_type(text: &str) -> Option<&'static str> {
    const WORDS: [&str; 6] = ["all", "browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "easSupported", "other"];
    WORDS.into_iter().find(|word| word.eq_ignore_ascii_case(text))
}
