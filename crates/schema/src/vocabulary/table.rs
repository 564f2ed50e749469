//! The one table of words and values, each described with the portal's own word.

use async_graphql::Enum;

use super::Words;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident $graphql:tt { $($(#[$value_doc:meta])* $variant:ident $value:tt,)* })*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
        #[graphql(name = $graphql)]
        pub(crate) enum $name {
            $($(#[$value_doc])* #[graphql(name = $value)] $variant,)*
            /// A word this version does not know; the raw sibling holds it.
            #[graphql(name = "UNKNOWN")]
            OtherWord,
        }

        impl Words for $name {
            type Model = riskgate_model::$name;
            const UNKNOWN: Self = Self::OtherWord;

            fn of(word: Self::Model) -> Self {
                match word { $(riskgate_model::$name::$variant => Self::$variant,)* }
            }

            fn word(self) -> Option<Self::Model> {
                match self {
                    $(Self::$variant => Some(riskgate_model::$name::$variant),)*
                    Self::OtherWord => None,
                }
            }

            fn json(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!("\"", $value, "\""),)*
                    Self::OtherWord => "\"UNKNOWN\"",
                }
            }
        }
    )* };
}

mod defender;

pub(crate) use defender::{
    AlertClassification, AlertDetermination, AlertSeverity, AlertStatus, EvidenceRole, EvidenceVerdict, IncidentStatus, RemediationStatus,
    ServiceSource,
};

words! {
    /// How likely it is that an identity or sign-in is compromised.
    RiskLevel "RiskLevel" {
        /// "-": no risk. Also the level of a risk that is closed, unless it is hidden.
        None "NONE",
        /// "Hidden": hidden by the tenant's licence, which lacks Microsoft Entra ID P2. The state says whether there is a risk.
        Hidden "HIDDEN",
        /// "Low".
        Low "LOW",
        /// "Medium".
        Medium "MEDIUM",
        /// "High".
        High "HIGH",
    }

    /// What stands of a risk.
    RiskState "RiskState" {
        /// "-": no risk was seen.
        None "NONE",
        /// "Confirmed safe": an administrator or Microsoft Defender found it harmless.
        ConfirmedSafe "CONFIRMED_SAFE",
        /// "Dismissed": the risk was dismissed; what was seen was real but harmless.
        Dismissed "DISMISSED",
        /// "Remediated": the user or an administrator removed the cause, by a new password or multifactor authentication.
        Remediated "REMEDIATED",
        /// "At risk": the risk is open.
        AtRisk "AT_RISK",
        /// "Confirmed compromised": an administrator or Microsoft Defender confirmed the compromise. The risk is open.
        ConfirmedCompromised "CONFIRMED_COMPROMISED",
    }

    /// Why a risk has the state it has: who did what.
    RiskDetail "RiskDetail" {
        /// "-": no detail.
        None "NONE",
        /// "Hidden": hidden by the tenant's licence, which lacks Microsoft Entra ID P2.
        Hidden "HIDDEN",
        /// "Admin generated temporary password for user".
        AdminGeneratedTemporaryPassword "ADMIN_GENERATED_TEMPORARY_PASSWORD",
        /// "User performed secured password change".
        UserPerformedSecuredPasswordChange "USER_PERFORMED_SECURED_PASSWORD_CHANGE",
        /// "User performed secured password reset".
        UserPerformedSecuredPasswordReset "USER_PERFORMED_SECURED_PASSWORD_RESET",
        /// "Admin confirmed sign-in safe".
        AdminConfirmedSigninSafe "ADMIN_CONFIRMED_SIGNIN_SAFE",
        /// "Microsoft Entra ID Protection assessed sign-in safe"; in older texts "AI confirmed sign-in safe".
        AiConfirmedSigninSafe "AI_CONFIRMED_SIGNIN_SAFE",
        /// "User passed multifactor authentication", which a risk-based policy asked for.
        UserPassedMfaDrivenByRiskBasedPolicy "USER_PASSED_MFA_DRIVEN_BY_RISK_BASED_POLICY",
        /// "Admin dismissed all risk for user".
        AdminDismissedAllRiskForUser "ADMIN_DISMISSED_ALL_RISK_FOR_USER",
        /// "Admin confirmed sign-in compromised".
        AdminConfirmedSigninCompromised "ADMIN_CONFIRMED_SIGNIN_COMPROMISED",
        /// "Admin confirmed user compromised".
        AdminConfirmedUserCompromised "ADMIN_CONFIRMED_USER_COMPROMISED",
        /// "Microsoft Defender dismissed detection": the status of the alert in Microsoft Defender decided it, whichever way.
        M365DAdminDismissedDetection "M365D_ADMIN_DISMISSED_DETECTION",
        /// "Admin confirmed service principal compromised".
        AdminConfirmedServicePrincipalCompromised "ADMIN_CONFIRMED_SERVICE_PRINCIPAL_COMPROMISED",
        /// "Admin dismissed all risk for service principal".
        AdminDismissedAllRiskForServicePrincipal "ADMIN_DISMISSED_ALL_RISK_FOR_SERVICE_PRINCIPAL",
        /// "User changed password on-premises".
        UserChangedPasswordOnPremises "USER_CHANGED_PASSWORD_ON_PREMISES",
        /// "Admin dismissed risk for sign-in".
        AdminDismissedRiskForSignIn "ADMIN_DISMISSED_RISK_FOR_SIGN_IN",
        /// "Admin confirmed account safe".
        AdminConfirmedAccountSafe "ADMIN_CONFIRMED_ACCOUNT_SAFE",
        /// "Microsoft revoked sessions".
        MicrosoftRevokedSessions "MICROSOFT_REVOKED_SESSIONS",
    }

    /// "Conditional Access": whether it let a sign-in pass.
    ConditionalAccessStatus "ConditionalAccessStatus" {
        /// "Not applied": no policy applied.
        NotApplied "NOT_APPLIED",
        /// "Success": all policies that applied were satisfied.
        Success "SUCCESS",
        /// "Failure": a policy stopped the sign-in.
        Failure "FAILURE",
    }

    /// What one Conditional Access policy did with a sign-in.
    PolicyResult "AppliedConditionalAccessPolicyResult" {
        /// Microsoft's own word `unknown`: Microsoft Entra does not know.
        Unknown "UNKNOWN_TO_ENTRA",
        /// "Disabled": the policy is switched off.
        NotEnabled "NOT_ENABLED",
        /// "Not applied": the policy did not apply.
        NotApplied "NOT_APPLIED",
        /// "Success": the policy was satisfied.
        Success "SUCCESS",
        /// "Failure": the policy was not satisfied.
        Failure "FAILURE",
        /// "Report-only: Success": it would have been satisfied.
        ReportOnlySuccess "REPORT_ONLY_SUCCESS",
        /// "Report-only: Failure": it would have stopped the sign-in.
        ReportOnlyFailure "REPORT_ONLY_FAILURE",
        /// "Report-only: Not applied": it would not have applied.
        ReportOnlyNotApplied "REPORT_ONLY_NOT_APPLIED",
        /// "Report-only: User action required": it would have asked the user to act.
        ReportOnlyInterrupted "REPORT_ONLY_INTERRUPTED",
    }

    /// What was going on when a risk was detected.
    ActivityType "ActivityType" {
        /// "Sign-in".
        Signin "SIGNIN",
        /// "User": something on the user's account.
        User "USER",
        /// "Service principal": something on a workload identity.
        ServicePrincipal "SERVICE_PRINCIPAL",
    }

    /// "Detection timing": when a risk was detected, seen from the activity.
    DetectionTiming "RiskDetectionTimingType" {
        /// "Not defined".
        NotDefined "NOT_DEFINED",
        /// "Offline": hours or days later.
        Offline "OFFLINE",
        /// "Near real-time": within minutes.
        NearRealtime "NEAR_REALTIME",
        /// "Real-time": during the sign-in.
        Realtime "REALTIME",
    }

    /// "Token issuer type": who issued the token of a sign-in.
    TokenIssuerType "TokenIssuerType" {
        /// "Azure AD": Microsoft Entra ID.
        AzureAd "AZURE_AD",
        /// "AD Federation Services": Active Directory Federation Services.
        AdFederationServices "AD_FEDERATION_SERVICES",
        /// "Azure AD Backup Auth": Microsoft Entra's backup authentication system.
        AzureAdBackupAuth "AZURE_AD_BACKUP_AUTH",
        /// "ADFS MFA Adapter": the multifactor authentication adapter of Active Directory Federation Services.
        AdFederationServicesMfaAdapter "AD_FEDERATION_SERVICES_MFA_ADAPTER",
        /// "NPS Extension": the extension of the Network Policy Server.
        NpsExtension "NPS_EXTENSION",
    }

    /// "Authentication requirement": whether one factor was enough for a sign-in.
    AuthenticationRequirement "AuthenticationRequirement" {
        /// "Single-factor authentication": one factor was enough.
        SingleFactorAuthentication "SINGLE_FACTOR_AUTHENTICATION",
        /// "Multifactor authentication": a second factor was required.
        MultiFactorAuthentication "MULTI_FACTOR_AUTHENTICATION",
    }

    /// "Sign-in type": which of the four sign-in logs a sign-in stands in.
    SignInEventType "SignInEventType" {
        /// "User sign-ins (interactive)": a person took part.
        InteractiveUser "INTERACTIVE_USER",
        /// "User sign-ins (non-interactive)": a client signed in for a person.
        NonInteractiveUser "NON_INTERACTIVE_USER",
        /// "Service principal sign-ins".
        ServicePrincipal "SERVICE_PRINCIPAL",
        /// "Managed identity sign-ins".
        ManagedIdentity "MANAGED_IDENTITY",
    }

    /// "Status": how something that is audited ended.
    AuditResult "OperationResult" {
        /// "Success".
        Success "SUCCESS",
        /// "Timeout": it took too long.
        Timeout "TIMEOUT",
        /// "Failure".
        Failure "FAILURE",
    }

    /// "Location type": what a named location is made of.
    NamedLocationType "NamedLocationType" {
        /// "IP ranges".
        Ip "IP_NAMED_LOCATION",
        /// "Countries".
        Country "COUNTRY_NAMED_LOCATION",
    }

    /// "Country lookup method": how the country of a sign-in is found.
    CountryLookupMethod "CountryLookupMethodType" {
        /// "Determine location by IP address".
        ClientIpAddress "CLIENT_IP_ADDRESS",
        /// "Determine location by GPS coordinates", which the authenticator app tells.
        AuthenticatorAppGps "AUTHENTICATOR_APP_GPS",
    }

    /// "State": whether a Conditional Access policy is in force.
    ConditionalAccessPolicyState "ConditionalAccessPolicyState" {
        /// "Off".
        Disabled "DISABLED",
        /// "Report-only": it is judged and logged, and stops nothing.
        EnabledForReportingButNotEnforced "ENABLED_FOR_REPORTING_BUT_NOT_ENFORCED",
        /// "On".
        Enabled "ENABLED",
    }

    /// "For multiple controls": how the controls that a Conditional Access policy asks for are joined.
    GrantOperator "ConditionalAccessGrantOperator" {
        /// "Require one of the selected controls".
        Or "OR",
        /// "Require all the selected controls".
        And "AND",
    }

    /// "Detection type": the kinds of risk that Microsoft documents. The list grows; `riskEventType` holds the word as it came.
    RiskEventKind "RiskEventKind" {
        /// "Additional risk detected": the tenant's licence hides what was detected.
        Generic "GENERIC",
        /// "Unfamiliar sign-in properties".
        UnfamiliarFeatures "UNFAMILIAR_FEATURES",
        /// "Anonymous IP address": Tor or an anonymous VPN.
        AnonymizedIpAddress "ANONYMIZED_IP_ADDRESS",
        /// "Verified threat actor IP".
        NationStateIp "NATION_STATE_IP",
        /// "Anomalous token": a token with unusual traits, perhaps replayed.
        AnomalousToken "ANOMALOUS_TOKEN",
        /// "Password spray": the same passwords tried on many users, here with success.
        PasswordSpray "PASSWORD_SPRAY",
        /// "Microsoft Entra threat intelligence".
        InvestigationsThreatIntelligence "INVESTIGATIONS_THREAT_INTELLIGENCE",
        /// "Microsoft Entra threat intelligence", linked to a sign-in; an older word.
        InvestigationsThreatIntelligenceSigninLinked "INVESTIGATIONS_THREAT_INTELLIGENCE_SIGNIN_LINKED",
        /// "Atypical travel": places too far apart, compared with the user's past.
        UnlikelyTravel "UNLIKELY_TRAVEL",
        /// "Impossible travel", seen by Microsoft Defender for Cloud Apps.
        McasImpossibleTravel "MCAS_IMPOSSIBLE_TRAVEL",
        /// "Impossible travel".
        ImpossibleTravel "IMPOSSIBLE_TRAVEL",
        /// "Malicious IP address".
        MaliciousIpAddress "MALICIOUS_IP_ADDRESS",
        /// "Malicious IP address", with valid credentials and blocked; an older word.
        MaliciousIpAddressValidCredentialsBlockedIp "MALICIOUS_IP_ADDRESS_VALID_CREDENTIALS_BLOCKED_IP",
        /// "Malware linked IP address"; an older word.
        MalwareInfectedIpAddress "MALWARE_INFECTED_IP_ADDRESS",
        /// "Suspicious IP address"; an older word.
        SuspiciousIpAddress "SUSPICIOUS_IP_ADDRESS",
        /// "Suspicious browser": one browser that signed in to many tenants.
        SuspiciousBrowser "SUSPICIOUS_BROWSER",
        /// "Token issuer anomaly": the issuer of the SAML token may be compromised.
        TokenIssuerAnomaly "TOKEN_ISSUER_ANOMALY",
        /// "New country": activity from a country not seen before.
        NewCountry "NEW_COUNTRY",
        /// "Activity from anonymous IP address".
        RiskyIpAddress "RISKY_IP_ADDRESS",
        /// "Mass access to sensitive files".
        McasFinSuspiciousFileAccess "MCAS_FIN_SUSPICIOUS_FILE_ACCESS",
        /// "Suspicious inbox manipulation rules".
        McasSuspiciousInboxManipulationRules "MCAS_SUSPICIOUS_INBOX_MANIPULATION_RULES",
        /// "Suspicious inbox forwarding".
        SuspiciousInboxForwarding "SUSPICIOUS_INBOX_FORWARDING",
        /// "Admin confirmed user compromised".
        AdminConfirmedUserCompromised "ADMIN_CONFIRMED_USER_COMPROMISED",
        /// "Leaked credentials": the password was found among leaked ones.
        LeakedCredentials "LEAKED_CREDENTIALS",
        /// "Anomalous user activity": unusual changes in the directory.
        AnomalousUserActivity "ANOMALOUS_USER_ACTIVITY",
        /// "Attacker in the Middle": the session ran through a malicious proxy.
        AttackerInTheMiddle "ATTACKER_IN_THE_MIDDLE",
        /// "Possible attempt to access Primary Refresh Token (PRT)".
        AttemptedPrtAccess "ATTEMPTED_PRT_ACCESS",
        /// "Suspicious API Traffic".
        SuspiciousApiTraffic "SUSPICIOUS_API_TRAFFIC",
        /// "Suspicious sending patterns".
        SuspiciousSendingPatterns "SUSPICIOUS_SENDING_PATTERNS",
        /// "User reported suspicious activity": the user refused a prompt for multifactor authentication.
        UserReportedSuspiciousActivity "USER_REPORTED_SUSPICIOUS_ACTIVITY",
        /// "Suspicious Sign-ins" of a workload identity.
        SuspiciousSignins "SUSPICIOUS_SIGNINS",
        /// "Admin confirmed service principal compromised".
        AdminConfirmedServicePrincipalCompromised "ADMIN_CONFIRMED_SERVICE_PRINCIPAL_COMPROMISED",
        /// "Malicious application".
        MaliciousApplication "MALICIOUS_APPLICATION",
        /// "Suspicious application".
        SuspiciousApplication "SUSPICIOUS_APPLICATION",
        /// "Anomalous service principal activity".
        AnomalousServicePrincipalActivity "ANOMALOUS_SERVICE_PRINCIPAL_ACTIVITY",
    }
}
