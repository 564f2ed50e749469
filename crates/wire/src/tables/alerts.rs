//! The tables of what Microsoft Defender tells: alerts with their evidence, and incidents.

use riskgate_model::{
    AlertClassification, AlertDetermination, AlertSeverity, AlertStatus, EvidenceRole, EvidenceType, EvidenceVerdict, IncidentStatus,
    RemediationStatus, ServiceSource, Vocabulary,
};

use crate::{
    head::is_named,
    kind::{
        Kind::{self, Evidence, Id, Integer, List, Loose, Number, Object, Text, Texts, Time, Word, Words},
        Table, spelling,
    },
};

const CLASSIFICATION: Kind = Word(spelling::<AlertClassification>);
const DETERMINATION: Kind = Word(spelling::<AlertDetermination>);
const SEVERITY: Kind = Word(spelling::<AlertSeverity>);
const TYPE: Kind = Word(evidence_type);
const VERDICT: Kind = Word(spelling::<EvidenceVerdict>);
const REMEDIATION_STATUS: Kind = Word(spelling::<RemediationStatus>);
const ROLES: Kind = Words(spelling::<EvidenceRole>);

/// `security.alert`, with what Advanced Hunting and Log Analytics name differently.
pub(crate) static ALERT: Table = Table {
    properties: &[
        ("actorDisplayName", Text),
        ("alertWebUrl", Text),
        ("assignedTo", Text),
        ("categories", Texts),
        ("category", Text),
        ("classification", CLASSIFICATION),
        ("comments", List(&COMMENT)),
        ("createdDateTime", Time),
        ("description", Text),
        ("detectionSource", Word(detection_source)),
        ("detectorId", Text),
        ("determination", DETERMINATION),
        ("evidence", Evidence),
        ("firstActivityDateTime", Time),
        ("id", Id),
        ("incidentId", Id),
        ("incidentWebUrl", Text),
        ("lastActivityDateTime", Time),
        ("lastUpdateDateTime", Time),
        ("mitreTechniques", Texts),
        ("productName", Text),
        ("providerAlertId", Text),
        ("recommendedActions", Text),
        ("resolvedDateTime", Time),
        ("serviceSource", Word(service_source)),
        ("severity", SEVERITY),
        ("status", Word(spelling::<AlertStatus>)),
        ("systemTags", Texts),
        ("threatDisplayName", Text),
        ("threatFamilyName", Text),
        ("title", Text),
    ],
    aliases: &[
        ("AlertId", "id"),
        ("AlertLink", "alertWebUrl"),
        ("AlertName", "title"),
        ("AlertSeverity", "severity"),
        ("AttackTechniques", "mitreTechniques"),
        ("EndTime", "lastActivityDateTime"),
        ("RemediationSteps", "recommendedActions"),
        ("StartTime", "firstActivityDateTime"),
        ("SystemAlertId", "id"),
        ("Tactics", "categories"),
        ("Techniques", "mitreTechniques"),
        ("Timestamp", "createdDateTime"),
        ("VendorOriginalId", "providerAlertId"),
    ],
};

/// `security.incident`. Its alerts are records of their own.
pub(crate) static INCIDENT: Table = Table {
    properties: &[
        ("assignedTo", Text),
        ("classification", CLASSIFICATION),
        ("comments", List(&COMMENT)),
        ("createdDateTime", Time),
        ("customTags", Texts),
        ("description", Text),
        ("determination", DETERMINATION),
        ("displayName", Text),
        ("id", Id),
        ("incidentWebUrl", Text),
        ("lastModifiedBy", Text),
        ("lastUpdateDateTime", Time),
        ("priorityScore", Integer),
        ("redirectIncidentId", Id),
        ("resolvingComment", Text),
        ("severity", SEVERITY),
        ("status", Word(spelling::<IncidentStatus>)),
        ("summary", Text),
        ("systemTags", Texts),
    ],
    aliases: &[],
};

/// `security.alertEvidence` of the types that this version knows.
pub(crate) static EVIDENCE: Table = Table {
    properties: &[
        ("@odata.type", TYPE),
        ("account", Object(&SESSION_ACCOUNT)),
        ("appId", Text),
        ("countryLetterCode", Text),
        ("createdDateTime", Time),
        ("detailedRoles", Texts),
        ("displayName", Text),
        ("ipAddress", Text),
        ("location", Object(&PLACE)),
        ("remediationStatus", REMEDIATION_STATUS),
        ("remediationStatusDetails", Text),
        ("requestId", Id),
        ("roles", ROLES),
        ("servicePrincipalName", Text),
        ("servicePrincipalObjectId", Id),
        ("sessionId", Text),
        ("tags", Texts),
        ("userAccount", Object(&ACCOUNT)),
        ("verdict", VERDICT),
    ],
    aliases: &[],
};

/// Evidence of any other type: what all evidence has, and of the rest what is as the known types have it. Of a network card the address is
/// an object, for example, and of a resource of Google's the location is a text.
pub(crate) static OTHER_EVIDENCE: Table = Table {
    properties: &[
        ("@odata.type", TYPE),
        ("account", Loose(&Object(&SESSION_ACCOUNT))),
        ("appId", Loose(&Text)),
        ("countryLetterCode", Loose(&Text)),
        ("createdDateTime", Time),
        ("detailedRoles", Texts),
        ("displayName", Loose(&Text)),
        ("ipAddress", Loose(&Text)),
        ("location", Loose(&Object(&PLACE))),
        ("remediationStatus", REMEDIATION_STATUS),
        ("remediationStatusDetails", Text),
        ("requestId", Loose(&Id)),
        ("roles", ROLES),
        ("servicePrincipalName", Loose(&Text)),
        ("servicePrincipalObjectId", Loose(&Id)),
        ("sessionId", Loose(&Text)),
        ("tags", Texts),
        ("userAccount", Loose(&Object(&ACCOUNT))),
        ("verdict", VERDICT),
    ],
    aliases: &[],
};

static ACCOUNT: Table = Table {
    properties: &[
        ("accountName", Text),
        ("azureAdUserId", Id),
        ("displayName", Text),
        ("domainName", Text),
        ("userPrincipalName", Text),
        ("userSid", Text),
    ],
    aliases: &[],
};

static SESSION_ACCOUNT: Table = Table { properties: &[("userAccount", Object(&ACCOUNT))], aliases: &[] };

static PLACE: Table = Table {
    properties: &[("city", Text), ("countryName", Text), ("latitude", Number), ("longitude", Number), ("state", Text)],
    aliases: &[],
};

/// `createdBy` and `createdTime` are the words of older pages.
static COMMENT: Table = Table {
    properties: &[("comment", Text), ("createdByDisplayName", Text), ("createdDateTime", Time)],
    aliases: &[("createdBy", "createdByDisplayName"), ("createdTime", "createdDateTime")],
};

/// The table of evidence that says it is of this type.
pub(crate) fn evidence_table(kind: Option<&str>) -> &'static Table {
    if kind.and_then(evidence_type).is_some() { &EVIDENCE } else { &OTHER_EVIDENCE }
}

/// Graph's spelling of a type of evidence, where it is known; with or without what stands before its last part.
fn evidence_type(text: &str) -> Option<&'static str> {
    EvidenceType::read(text.rsplit('.').next()?).map(type_name)
}

/// The whole name of a type of evidence.
fn type_name(kind: EvidenceType) -> &'static str {
    match kind {
        EvidenceType::User => "#microsoft.graph.security.userEvidence",
        EvidenceType::Mailbox => "#microsoft.graph.security.mailboxEvidence",
        EvidenceType::Ip => "#microsoft.graph.security.ipEvidence",
        EvidenceType::CloudLogonRequest => "#microsoft.graph.security.cloudLogonRequestEvidence",
        EvidenceType::CloudLogonSession => "#microsoft.graph.security.cloudLogonSessionEvidence",
        EvidenceType::ServicePrincipal => "#microsoft.graph.security.servicePrincipalEvidence",
        EvidenceType::OauthApplication => "#microsoft.graph.security.oauthApplicationEvidence",
    }
}

/// The names of products where they are shown, new and old, and in Log Analytics also those of `ProviderName`.
const PRODUCTS: &[(&str, ServiceSource)] = &[
    ("Microsoft Defender Advanced Threat Protection", ServiceSource::MicrosoftDefenderForEndpoint),
    ("Windows Defender Advanced Threat Protection", ServiceSource::MicrosoftDefenderForEndpoint),
    ("MDATP", ServiceSource::MicrosoftDefenderForEndpoint),
    ("Azure Advanced Threat Protection", ServiceSource::MicrosoftDefenderForIdentity),
    ("AATP", ServiceSource::MicrosoftDefenderForIdentity),
    ("Microsoft Cloud App Security", ServiceSource::MicrosoftDefenderForCloudApps),
    ("MCAS", ServiceSource::MicrosoftDefenderForCloudApps),
    ("Office 365 Advanced Threat Protection", ServiceSource::MicrosoftDefenderForOffice365),
    ("OATP", ServiceSource::MicrosoftDefenderForOffice365),
    ("Microsoft Defender XDR", ServiceSource::Microsoft365Defender),
    ("Microsoft Threat Protection", ServiceSource::Microsoft365Defender),
    ("MTP", ServiceSource::Microsoft365Defender),
    ("Microsoft Entra ID Protection", ServiceSource::AzureAdIdentityProtection),
    ("Entra ID Protection", ServiceSource::AzureAdIdentityProtection),
    ("AAD Identity Protection", ServiceSource::AzureAdIdentityProtection),
    ("Azure Active Directory Identity Protection", ServiceSource::AzureAdIdentityProtection),
    ("IPC", ServiceSource::AzureAdIdentityProtection),
    ("App Governance", ServiceSource::MicrosoftAppGovernance),
    ("Microsoft Data Loss Prevention", ServiceSource::DataLossPrevention),
    ("Microsoft Purview Data Loss Prevention", ServiceSource::DataLossPrevention),
    ("Azure Security Center", ServiceSource::MicrosoftDefenderForCloud),
    ("Azure Sentinel", ServiceSource::MicrosoftSentinel),
    ("ASI Scheduled Alerts", ServiceSource::MicrosoftSentinel),
    ("ASI NRT Alerts", ServiceSource::MicrosoftSentinel),
    ("Microsoft 365 Insider Risk Management", ServiceSource::MicrosoftInsiderRiskManagement),
    ("Microsoft Purview Insider Risk Management", ServiceSource::MicrosoftInsiderRiskManagement),
];

/// Graph's word for a product, by the word or a name.
pub(crate) fn service_source(text: &str) -> Option<&'static str> {
    let word = ServiceSource::WORDS.iter().find(|(_, word)| is_named(word, text)).map(|(source, _)| *source);
    let named = || PRODUCTS.iter().find(|(name, _)| is_named(name, text)).map(|(_, source)| *source);
    word.or_else(named).map(ServiceSource::word)
}

/// Graph's word for the part of a product that noticed something, by the word or a name.
fn detection_source(text: &str) -> Option<&'static str> {
    const WORDS: [&str; 11] = [
        "antivirus",
        "smartScreen",
        "customTi",
        "automatedInvestigation",
        "microsoftThreatExperts",
        "customDetection",
        "cloudAppSecurity",
        "manual",
        "microsoftDataLossPrevention",
        "appGovernancePolicy",
        "appGovernanceDetection",
    ];
    WORDS.into_iter().find(|word| is_named(word, text)).or_else(|| service_source(text))
}
