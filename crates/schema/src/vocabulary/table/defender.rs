//! The words of Microsoft Defender.

use async_graphql::Enum;

use super::Words;

words! {
    /// "Status": how far the investigation of an alert has come.
    AlertStatus "AlertStatus" {
        /// "New": nobody has looked at it.
        New "NEW",
        /// "In progress".
        InProgress "IN_PROGRESS",
        /// "Resolved": the investigation is over.
        Resolved "RESOLVED",
    }

    /// "Classification": what an alert or incident turned out to be.
    AlertClassification "AlertClassification" {
        /// "Not set": it is not known yet.
        NotSet "NOT_SET",
        /// "False positive": nothing happened.
        FalsePositive "FALSE_POSITIVE",
        /// "Informational, expected activity", or "Benign true positive": what happened was expected.
        InformationalExpectedActivity "INFORMATIONAL_EXPECTED_ACTIVITY",
        /// "True positive": what it tells of happened.
        TruePositive "TRUE_POSITIVE",
    }

    /// "Determination": what more is known of what an alert or incident turned out to be.
    AlertDetermination "AlertDetermination" {
        /// "Not set": it is not known yet.
        NotSet "NOT_SET",
        /// "Advanced persistent threat".
        Apt "APT",
        /// "Malware".
        Malware "MALWARE",
        /// "Security personnel": the security team's own doing.
        SecurityPersonnel "SECURITY_PERSONNEL",
        /// "Security test".
        SecurityTesting "SECURITY_TESTING",
        /// "Unwanted software".
        UnwantedSoftware "UNWANTED_SOFTWARE",
        /// "Other".
        Other "OTHER",
        /// "Multi-staged attack".
        MultiStagedAttack "MULTI_STAGED_ATTACK",
        /// "Compromised account".
        CompromisedAccount "COMPROMISED_ACCOUNT",
        /// "Compromised account"; an older word.
        CompromisedUser "COMPROMISED_USER",
        /// "Phishing".
        Phishing "PHISHING",
        /// "Malicious user activity".
        MaliciousUserActivity "MALICIOUS_USER_ACTIVITY",
        /// "Not malicious".
        NotMalicious "NOT_MALICIOUS",
        /// "Not malicious"; an older word.
        Clean "CLEAN",
        /// "Not enough data to validate".
        NotEnoughDataToValidate "NOT_ENOUGH_DATA_TO_VALIDATE",
        /// "Not enough data to validate"; an older word.
        InsufficientData "INSUFFICIENT_DATA",
        /// "Confirmed activity": who did it says so.
        ConfirmedActivity "CONFIRMED_ACTIVITY",
        /// "Confirmed activity"; an older word.
        ConfirmedUserActivity "CONFIRMED_USER_ACTIVITY",
        /// "Line of business application".
        LineOfBusinessApplication "LINE_OF_BUSINESS_APPLICATION",
    }

    /// "Severity": how much harm an alert or incident may mean.
    AlertSeverity "AlertSeverity" {
        /// "Informational".
        Informational "INFORMATIONAL",
        /// "Low".
        Low "LOW",
        /// "Medium".
        Medium "MEDIUM",
        /// "High".
        High "HIGH",
    }

    /// "Service source": the product that noticed what an alert tells of.
    ServiceSource "ServiceSource" {
        /// "Microsoft Defender for Endpoint".
        MicrosoftDefenderForEndpoint "MICROSOFT_DEFENDER_FOR_ENDPOINT",
        /// "Microsoft Defender for Identity".
        MicrosoftDefenderForIdentity "MICROSOFT_DEFENDER_FOR_IDENTITY",
        /// "Microsoft Defender for Cloud Apps".
        MicrosoftDefenderForCloudApps "MICROSOFT_DEFENDER_FOR_CLOUD_APPS",
        /// "Microsoft Defender for Office 365".
        MicrosoftDefenderForOffice365 "MICROSOFT_DEFENDER_FOR_OFFICE_365",
        /// "Microsoft Defender XDR".
        Microsoft365Defender "MICROSOFT_365_DEFENDER",
        /// "Microsoft Entra ID Protection".
        AzureAdIdentityProtection "AZURE_AD_IDENTITY_PROTECTION",
        /// "App governance".
        MicrosoftAppGovernance "MICROSOFT_APP_GOVERNANCE",
        /// "Microsoft Purview Data Loss Prevention".
        DataLossPrevention "DATA_LOSS_PREVENTION",
        /// "Microsoft Defender for Cloud".
        MicrosoftDefenderForCloud "MICROSOFT_DEFENDER_FOR_CLOUD",
        /// "Microsoft Sentinel".
        MicrosoftSentinel "MICROSOFT_SENTINEL",
        /// "Microsoft Purview Insider Risk Management".
        MicrosoftInsiderRiskManagement "MICROSOFT_INSIDER_RISK_MANAGEMENT",
        /// "Microsoft threat intelligence".
        MicrosoftThreatIntelligence "MICROSOFT_THREAT_INTELLIGENCE",
        /// "Microsoft security for AI".
        MicrosoftSecurityForAi "MICROSOFT_SECURITY_FOR_AI",
    }

    /// "Status": how far the investigation of an incident has come.
    IncidentStatus "IncidentStatus" {
        /// "Active": it is open.
        Active "ACTIVE",
        /// "In progress".
        InProgress "IN_PROGRESS",
        /// "Awaiting action": someone is asked to act.
        AwaitingAction "AWAITING_ACTION",
        /// "Redirected": it was merged into another one.
        Redirected "REDIRECTED",
        /// "Resolved": the investigation is over.
        Resolved "RESOLVED",
    }

    /// "Verdict": what was found of a piece of evidence.
    EvidenceVerdict "EvidenceVerdict" {
        /// "No threats found".
        NoThreatsFound "NO_THREATS_FOUND",
        /// "Suspicious".
        Suspicious "SUSPICIOUS",
        /// "Malicious".
        Malicious "MALICIOUS",
    }

    /// "Remediation status": what was done about a piece of evidence.
    RemediationStatus "EvidenceRemediationStatus" {
        /// Nothing.
        None "NONE",
        /// "Remediated".
        Remediated "REMEDIATED",
        /// "Prevented".
        Prevented "PREVENTED",
        /// "Blocked".
        Blocked "BLOCKED",
        /// "Not found".
        NotFound "NOT_FOUND",
        /// "Active": it is still there.
        Active "ACTIVE",
        /// "Pending approval".
        PendingApproval "PENDING_APPROVAL",
        /// "Declined": someone refused what was to be done.
        Declined "DECLINED",
        /// "Unremediated": what was done was undone.
        Unremediated "UNREMEDIATED",
        /// "Running".
        Running "RUNNING",
        /// "Partially remediated".
        PartiallyRemediated "PARTIALLY_REMEDIATED",
    }

    /// "Role": the part that a piece of evidence plays.
    EvidenceRole "EvidenceRole" {
        /// It tells where things happened.
        Contextual "CONTEXTUAL",
        /// It was scanned.
        Scanned "SCANNED",
        /// It came from there.
        Source "SOURCE",
        /// It went there.
        Destination "DESTINATION",
        /// It was made.
        Created "CREATED",
        /// It was added.
        Added "ADDED",
        /// It is compromised.
        Compromised "COMPROMISED",
        /// It was edited.
        Edited "EDITED",
        /// It was attacked.
        Attacked "ATTACKED",
        /// It attacked.
        Attacker "ATTACKER",
        /// It gave the attacker's orders.
        CommandAndControl "COMMAND_AND_CONTROL",
        /// It was loaded.
        Loaded "LOADED",
        /// It is suspicious.
        Suspicious "SUSPICIOUS",
        /// It broke a policy.
        PolicyViolator "POLICY_VIOLATOR",
    }
}
