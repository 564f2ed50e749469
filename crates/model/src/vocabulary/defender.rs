//! The vocabularies of Microsoft Defender.

use crate::Vocabulary;

vocabularies! {
    /// How far the investigation of an alert has come.
    AlertStatus {
        /// Nobody has looked at it.
        New "new",
        /// It is being investigated.
        InProgress "inProgress",
        /// The investigation is over.
        Resolved "resolved",
    }

    /// What an alert or incident turned out to be.
    AlertClassification {
        /// It is not known yet.
        NotSet "unknown",
        /// Nothing happened.
        FalsePositive "falsePositive",
        /// What happened was expected: a benign true positive.
        InformationalExpectedActivity "informationalExpectedActivity",
        /// What it tells of happened.
        TruePositive "truePositive",
    }

    /// What more is known of what an alert or incident turned out to be.
    AlertDetermination {
        /// It is not known yet.
        NotSet "unknown",
        /// An advanced persistent threat.
        Apt "apt",
        /// Malicious software.
        Malware "malware",
        /// The security team's own doing.
        SecurityPersonnel "securityPersonnel",
        /// A test of security.
        SecurityTesting "securityTesting",
        /// Unwanted software.
        UnwantedSoftware "unwantedSoftware",
        /// Something else.
        Other "other",
        /// An attack in several stages.
        MultiStagedAttack "multiStagedAttack",
        /// A compromised account.
        CompromisedAccount "compromisedAccount",
        /// A compromised account (an older word).
        CompromisedUser "compromisedUser",
        /// Phishing.
        Phishing "phishing",
        /// A user's malicious doing.
        MaliciousUserActivity "maliciousUserActivity",
        /// Nothing malicious.
        NotMalicious "notMalicious",
        /// Nothing malicious (an older word).
        Clean "clean",
        /// There is not enough to tell.
        NotEnoughDataToValidate "notEnoughDataToValidate",
        /// There is not enough to tell (an older word).
        InsufficientData "insufficientData",
        /// What was done was confirmed by who did it.
        ConfirmedActivity "confirmedActivity",
        /// What was done was confirmed by who did it (an older word).
        ConfirmedUserActivity "confirmedUserActivity",
        /// An application that the business uses.
        LineOfBusinessApplication "lineOfBusinessApplication",
    }

    /// How much harm an alert or incident may mean.
    AlertSeverity {
        /// None by itself.
        Informational "informational",
        /// Little.
        Low "low",
        /// Some.
        Medium "medium",
        /// Much.
        High "high",
    }

    /// The product that noticed what an alert tells of.
    ServiceSource {
        /// Microsoft Defender for Endpoint.
        MicrosoftDefenderForEndpoint "microsoftDefenderForEndpoint",
        /// Microsoft Defender for Identity.
        MicrosoftDefenderForIdentity "microsoftDefenderForIdentity",
        /// Microsoft Defender for Cloud Apps.
        MicrosoftDefenderForCloudApps "microsoftDefenderForCloudApps",
        /// Microsoft Defender for Office 365.
        MicrosoftDefenderForOffice365 "microsoftDefenderForOffice365",
        /// Microsoft Defender XDR.
        Microsoft365Defender "microsoft365Defender",
        /// Microsoft Entra ID Protection.
        AzureAdIdentityProtection "azureAdIdentityProtection",
        /// App governance.
        MicrosoftAppGovernance "microsoftAppGovernance",
        /// Data loss prevention.
        DataLossPrevention "dataLossPrevention",
        /// Microsoft Defender for Cloud.
        MicrosoftDefenderForCloud "microsoftDefenderForCloud",
        /// Microsoft Sentinel.
        MicrosoftSentinel "microsoftSentinel",
        /// Microsoft Purview Insider Risk Management.
        MicrosoftInsiderRiskManagement "microsoftInsiderRiskManagement",
        /// Microsoft threat intelligence.
        MicrosoftThreatIntelligence "microsoftThreatIntelligence",
        /// Microsoft security for AI.
        MicrosoftSecurityForAi "microsoftSecurityForAI",
    }

    /// How far the investigation of an incident has come.
    IncidentStatus {
        /// It is open.
        Active "active",
        /// It is being investigated.
        InProgress "inProgress",
        /// Someone is asked to act.
        AwaitingAction "awaitingAction",
        /// It was merged into another one.
        Redirected "redirected",
        /// The investigation is over.
        Resolved "resolved",
    }

    /// What a piece of evidence is, of those that say something of identities.
    EvidenceType {
        /// A user.
        User "userEvidence",
        /// A mailbox.
        Mailbox "mailboxEvidence",
        /// An address.
        Ip "ipEvidence",
        /// A sign-in.
        CloudLogonRequest "cloudLogonRequestEvidence",
        /// A session.
        CloudLogonSession "cloudLogonSessionEvidence",
        /// A service principal.
        ServicePrincipal "servicePrincipalEvidence",
        /// An application with consent.
        OauthApplication "oauthApplicationEvidence",
    }

    /// What was found of a piece of evidence.
    EvidenceVerdict {
        /// Nothing bad.
        NoThreatsFound "noThreatsFound",
        /// It is suspicious.
        Suspicious "suspicious",
        /// It is malicious.
        Malicious "malicious",
    }

    /// What was done about a piece of evidence.
    RemediationStatus {
        /// Nothing.
        None "none",
        /// It was removed.
        Remediated "remediated",
        /// It was prevented.
        Prevented "prevented",
        /// It was blocked.
        Blocked "blocked",
        /// It was not found.
        NotFound "notFound",
        /// It is still there.
        Active "active",
        /// Someone must approve what is to be done.
        PendingApproval "pendingApproval",
        /// Someone declined what was to be done.
        Declined "declined",
        /// What was done was undone.
        Unremediated "unremediated",
        /// It is being done.
        Running "running",
        /// Some of it was done.
        PartiallyRemediated "partiallyRemediated",
    }

    /// The part that a piece of evidence plays.
    EvidenceRole {
        /// It tells where things happened.
        Contextual "contextual",
        /// It was scanned.
        Scanned "scanned",
        /// It came from there.
        Source "source",
        /// It went there.
        Destination "destination",
        /// It was made.
        Created "created",
        /// It was added.
        Added "added",
        /// It is compromised.
        Compromised "compromised",
        /// It was edited.
        Edited "edited",
        /// It was attacked.
        Attacked "attacked",
        /// It attacked.
        Attacker "attacker",
        /// It gave the attacker's orders.
        CommandAndControl "commandAndControl",
        /// It was loaded.
        Loaded "loaded",
        /// It is suspicious.
        Suspicious "suspicious",
        /// It broke a policy.
        PolicyViolator "policyViolator",
    }
}
