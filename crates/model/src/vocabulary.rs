//! The vocabularies: Microsoft's words, in the order that lists are sorted by.

use crate::Vocabulary;

macro_rules! vocabularies {
    ($($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $variant:ident $word:literal,)* })*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$word_doc])* $variant,)*
        }

        impl Vocabulary for $name {
            const WORDS: &'static [(Self, &'static str)] = &[$((Self::$variant, $word),)*];

            fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            fn rank(self) -> i64 {
                self as i64 + 1
            }
        }
    )* };
}

mod defender;

pub use defender::{
    AlertClassification, AlertDetermination, AlertSeverity, AlertStatus, EvidenceRole, EvidenceType, EvidenceVerdict, IncidentStatus,
    RemediationStatus, ServiceSource,
};

vocabularies! {
    /// How likely it is that an identity or sign-in is compromised.
    RiskLevel {
        /// No risk.
        None "none",
        /// The tenant's licence hides the level.
        Hidden "hidden",
        /// Low.
        Low "low",
        /// Medium.
        Medium "medium",
        /// High.
        High "high",
    }

    /// What stands of a risk.
    RiskState {
        /// No risk was seen.
        None "none",
        /// An administrator or Defender found it safe.
        ConfirmedSafe "confirmedSafe",
        /// The risk was dismissed.
        Dismissed "dismissed",
        /// The user or an administrator removed the cause.
        Remediated "remediated",
        /// The risk is open.
        AtRisk "atRisk",
        /// An administrator or Defender confirmed the compromise.
        ConfirmedCompromised "confirmedCompromised",
    }

    /// Why a risk has the state it has.
    RiskDetail {
        /// No detail.
        None "none",
        /// The tenant's licence hides the detail.
        Hidden "hidden",
        /// An administrator issued a temporary password.
        AdminGeneratedTemporaryPassword "adminGeneratedTemporaryPassword",
        /// The user changed the password securely.
        UserPerformedSecuredPasswordChange "userPerformedSecuredPasswordChange",
        /// The user reset the password securely.
        UserPerformedSecuredPasswordReset "userPerformedSecuredPasswordReset",
        /// An administrator confirmed the sign-in safe.
        AdminConfirmedSigninSafe "adminConfirmedSigninSafe",
        /// Microsoft Entra ID Protection assessed the sign-in safe.
        AiConfirmedSigninSafe "aiConfirmedSigninSafe",
        /// The user passed multifactor authentication that a risk policy asked for.
        UserPassedMfaDrivenByRiskBasedPolicy "userPassedMFADrivenByRiskBasedPolicy",
        /// An administrator dismissed all risk of the user.
        AdminDismissedAllRiskForUser "adminDismissedAllRiskForUser",
        /// An administrator confirmed the sign-in compromised.
        AdminConfirmedSigninCompromised "adminConfirmedSigninCompromised",
        /// An administrator confirmed the user compromised.
        AdminConfirmedUserCompromised "adminConfirmedUserCompromised",
        /// The alert's status in Microsoft Defender decided it.
        M365DAdminDismissedDetection "m365DAdminDismissedDetection",
        /// An administrator confirmed the service principal compromised.
        AdminConfirmedServicePrincipalCompromised "adminConfirmedServicePrincipalCompromised",
        /// An administrator dismissed all risk of the service principal.
        AdminDismissedAllRiskForServicePrincipal "adminDismissedAllRiskForServicePrincipal",
        /// The user changed the password on-premises.
        UserChangedPasswordOnPremises "userChangedPasswordOnPremises",
        /// An administrator dismissed the risk of the sign-in.
        AdminDismissedRiskForSignIn "adminDismissedRiskForSignIn",
        /// An administrator confirmed the account safe.
        AdminConfirmedAccountSafe "adminConfirmedAccountSafe",
        /// Microsoft revoked the sessions.
        MicrosoftRevokedSessions "microsoftRevokedSessions",
    }

    /// Whether Conditional Access let a sign-in pass.
    ConditionalAccessStatus {
        /// No policy applied.
        NotApplied "notApplied",
        /// All policies that applied were satisfied.
        Success "success",
        /// A policy stopped the sign-in.
        Failure "failure",
    }

    /// What one Conditional Access policy did with a sign-in.
    PolicyResult {
        /// Not known.
        Unknown "unknown",
        /// The policy is switched off.
        NotEnabled "notEnabled",
        /// The policy did not apply.
        NotApplied "notApplied",
        /// The policy was satisfied.
        Success "success",
        /// The policy was not satisfied.
        Failure "failure",
        /// Report-only: it would have been satisfied.
        ReportOnlySuccess "reportOnlySuccess",
        /// Report-only: it would have stopped the sign-in.
        ReportOnlyFailure "reportOnlyFailure",
        /// Report-only: it would not have applied.
        ReportOnlyNotApplied "reportOnlyNotApplied",
        /// Report-only: it would have asked the user to act.
        ReportOnlyInterrupted "reportOnlyInterrupted",
    }

    /// What was going on when a risk was detected.
    ActivityType {
        /// A sign-in.
        Signin "signin",
        /// Something on the user's account.
        User "user",
        /// Something on a service principal.
        ServicePrincipal "servicePrincipal",
    }

    /// When a risk was detected, seen from the activity.
    DetectionTiming {
        /// Not defined.
        NotDefined "notDefined",
        /// Hours or days later.
        Offline "offline",
        /// Within minutes.
        NearRealtime "nearRealtime",
        /// During the sign-in.
        Realtime "realtime",
    }

    /// Who issued the token of a sign-in.
    TokenIssuerType {
        /// Microsoft Entra ID.
        AzureAd "AzureAD",
        /// Active Directory Federation Services.
        AdFederationServices "ADFederationServices",
        /// Microsoft Entra backup authentication system.
        AzureAdBackupAuth "AzureADBackupAuth",
        /// The MFA adapter of Active Directory Federation Services.
        AdFederationServicesMfaAdapter "ADFederationServicesMFAAdapter",
        /// The NPS extension.
        NpsExtension "NPSExtension",
    }

    /// Whether one factor was enough for a sign-in.
    AuthenticationRequirement {
        /// One factor was enough.
        SingleFactorAuthentication "singleFactorAuthentication",
        /// A second factor was required.
        MultiFactorAuthentication "multiFactorAuthentication",
    }

    /// The kind of a sign-in.
    SignInEventType {
        /// A person signed in.
        InteractiveUser "interactiveUser",
        /// A client signed in for a person.
        NonInteractiveUser "nonInteractiveUser",
        /// A service principal signed in.
        ServicePrincipal "servicePrincipal",
        /// A managed identity signed in.
        ManagedIdentity "managedIdentity",
    }

    /// How something that is audited ended.
    AuditResult {
        /// It was done.
        Success "success",
        /// It took too long.
        Timeout "timeout",
        /// It was not done.
        Failure "failure",
    }

    /// What a named location is made of.
    NamedLocationType {
        /// Of ranges of addresses.
        Ip "ipNamedLocation",
        /// Of countries and regions.
        Country "countryNamedLocation",
    }

    /// How the country of a sign-in is found.
    CountryLookupMethod {
        /// By its address.
        ClientIpAddress "clientIpAddress",
        /// By the position that the authenticator app tells.
        AuthenticatorAppGps "authenticatorAppGps",
    }

    /// Whether a Conditional Access policy is in force.
    ConditionalAccessPolicyState {
        /// It is switched off.
        Disabled "disabled",
        /// Report-only: it is judged and logged, and stops nothing.
        EnabledForReportingButNotEnforced "enabledForReportingButNotEnforced",
        /// It is in force.
        Enabled "enabled",
    }

    /// How the controls that a Conditional Access policy asks for are joined.
    GrantOperator {
        /// One of them must be met.
        Or "OR",
        /// All of them must be met.
        And "AND",
    }

    /// The kinds of risk that Microsoft documents; the list grows.
    RiskEventKind {
        /// The tenant's licence hides what was detected.
        Generic "generic",
        /// Unfamiliar sign-in properties.
        UnfamiliarFeatures "unfamiliarFeatures",
        /// Anonymous IP address.
        AnonymizedIpAddress "anonymizedIPAddress",
        /// Verified threat actor IP.
        NationStateIp "nationStateIP",
        /// Anomalous token.
        AnomalousToken "anomalousToken",
        /// Password spray.
        PasswordSpray "passwordSpray",
        /// Microsoft Entra threat intelligence.
        InvestigationsThreatIntelligence "investigationsThreatIntelligence",
        /// Microsoft Entra threat intelligence, linked to a sign-in (an older word).
        InvestigationsThreatIntelligenceSigninLinked "investigationsThreatIntelligenceSigninLinked",
        /// Atypical travel.
        UnlikelyTravel "unlikelyTravel",
        /// Impossible travel, from Defender for Cloud Apps.
        McasImpossibleTravel "mcasImpossibleTravel",
        /// Impossible travel.
        ImpossibleTravel "impossibleTravel",
        /// Malicious IP address.
        MaliciousIpAddress "maliciousIPAddress",
        /// Malicious IP address with valid credentials, blocked (an older word).
        MaliciousIpAddressValidCredentialsBlockedIp "maliciousIPAddressValidCredentialsBlockedIP",
        /// Malware linked IP address (an older word).
        MalwareInfectedIpAddress "malwareInfectedIPAddress",
        /// Suspicious IP address (an older word).
        SuspiciousIpAddress "suspiciousIPAddress",
        /// Suspicious browser.
        SuspiciousBrowser "suspiciousBrowser",
        /// Token issuer anomaly.
        TokenIssuerAnomaly "tokenIssuerAnomaly",
        /// New country.
        NewCountry "newCountry",
        /// Activity from anonymous IP address.
        RiskyIpAddress "riskyIPAddress",
        /// Mass access to sensitive files.
        McasFinSuspiciousFileAccess "mcasFinSuspiciousFileAccess",
        /// Suspicious inbox manipulation rules.
        McasSuspiciousInboxManipulationRules "mcasSuspiciousInboxManipulationRules",
        /// Suspicious inbox forwarding.
        SuspiciousInboxForwarding "suspiciousInboxForwarding",
        /// Admin confirmed user compromised.
        AdminConfirmedUserCompromised "adminConfirmedUserCompromised",
        /// Leaked credentials.
        LeakedCredentials "leakedCredentials",
        /// Anomalous user activity.
        AnomalousUserActivity "anomalousUserActivity",
        /// Attacker in the middle.
        AttackerInTheMiddle "attackerinTheMiddle",
        /// Possible attempt to access Primary Refresh Token.
        AttemptedPrtAccess "attemptedPrtAccess",
        /// Suspicious API traffic.
        SuspiciousApiTraffic "suspiciousAPITraffic",
        /// Suspicious sending patterns.
        SuspiciousSendingPatterns "suspiciousSendingPatterns",
        /// User reported suspicious activity.
        UserReportedSuspiciousActivity "userReportedSuspiciousActivity",
        /// Suspicious sign-ins of a workload identity.
        SuspiciousSignins "suspiciousSignins",
        /// Admin confirmed service principal compromised.
        AdminConfirmedServicePrincipalCompromised "adminConfirmedServicePrincipalCompromised",
        /// Malicious application.
        MaliciousApplication "maliciousApplication",
        /// Suspicious application.
        SuspiciousApplication "suspiciousApplication",
        /// Anomalous service principal activity.
        AnomalousServicePrincipalActivity "anomalousServicePrincipalActivity",
    }
}
