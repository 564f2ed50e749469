//! What an alert rests on.

use async_graphql::Union;
use riskgate_model::{self as model, EvidenceType, Id, IpAddress, Word};

use super::table::part;
use crate::{
    scalar::{DateTime, Json},
    vocabulary::{EvidenceRole, EvidenceVerdict, Out, RemediationStatus, Shown, raw, shown},
};

/// Someone or something that is involved in an alert.
#[derive(Union)]
#[graphql(name = "AlertEvidence")]
pub(crate) enum AlertEvidence<'a> {
    User(UserEvidence<'a>),
    Mailbox(MailboxEvidence<'a>),
    Ip(IpEvidence<'a>),
    SignIn(CloudLogonRequestEvidence<'a>),
    Session(CloudLogonSessionEvidence<'a>),
    ServicePrincipal(ServicePrincipalEvidence<'a>),
    Application(OauthApplicationEvidence<'a>),
    Other(OtherEvidence<'a>),
}

impl<'a> From<&'a model::Evidence> for AlertEvidence<'a> {
    fn from(it: &'a model::Evidence) -> Self {
        match it.kind.as_ref().and_then(Word::known) {
            Some(EvidenceType::User) => Self::User(UserEvidence(it)),
            Some(EvidenceType::Mailbox) => Self::Mailbox(MailboxEvidence(it)),
            Some(EvidenceType::Ip) => Self::Ip(IpEvidence(it)),
            Some(EvidenceType::CloudLogonRequest) => Self::SignIn(CloudLogonRequestEvidence(it)),
            Some(EvidenceType::CloudLogonSession) => Self::Session(CloudLogonSessionEvidence(it)),
            Some(EvidenceType::ServicePrincipal) => Self::ServicePrincipal(ServicePrincipalEvidence(it)),
            Some(EvidenceType::OauthApplication) => Self::Application(OauthApplicationEvidence(it)),
            None => Self::Other(OtherEvidence(it)),
        }
    }
}

/// A kind of evidence: what every kind has, and what this one has of its own.
macro_rules! evidence {
    ($(#[$doc:meta])* $name:ident $graphql:tt; $($own:tt)*) => {
        part! {
            $(#[$doc])*
            $name $graphql shows Evidence;

            /// When it was added.
            created_date_time "createdDateTime" [Option<DateTime>] = |it| DateTime::shown(it.created_date_time);
            /// "Verdict": what was found of it.
            verdict "verdict" [Out<EvidenceVerdict>] = |it| shown(it.verdict.as_ref());
            /// `verdict` as it came.
            verdict_raw "verdictRaw" [Option<&str>] = |it| raw(it.verdict.as_ref());
            /// "Remediation status": what was done about it.
            remediation_status "remediationStatus" [Out<RemediationStatus>] = |it| shown(it.remediation_status.as_ref());
            /// `remediationStatus` as it came.
            remediation_status_raw "remediationStatusRaw" [Option<&str>] = |it| raw(it.remediation_status.as_ref());
            /// More of what was done about it.
            remediation_status_details "remediationStatusDetails" [Option<&str>] = |it| it.remediation_status_details.as_deref();
            /// The parts it plays.
            roles "roles" [Vec<Shown<EvidenceRole>>] = |it| it.roles.iter().map(|role| Shown::read(role.as_str())).collect();
            /// `roles` as they came.
            roles_raw "rolesRaw" [Vec<&str>] = |it| it.roles.iter().map(Word::as_str).collect();
            /// The parts it plays, in the product's own words.
            detailed_roles "detailedRoles" [&[String]] = |it| &it.detailed_roles;
            /// "Tags".
            tags "tags" [&[String]] = |it| &it.tags;
            $($own)*
        }
    };
}

evidence! {
    /// A user who is involved in an alert.
    UserEvidence "UserEvidence";

    /// The account.
    user_account "userAccount" [Option<UserAccount<'_>>] = |it| it.user_account.as_ref().map(UserAccount);
}

evidence! {
    /// A mailbox that is involved in an alert.
    MailboxEvidence "MailboxEvidence";

    /// Whose it is.
    user_account "userAccount" [Option<UserAccount<'_>>] = |it| it.user_account.as_ref().map(UserAccount);
}

evidence! {
    /// An address that is involved in an alert.
    IpEvidence "IpEvidence";

    /// "IP address" as it came.
    ip_address "ipAddress" [Option<&str>] = |it| it.ip_address.as_ref().map(IpAddress::as_str);
    /// Its country, in two letters.
    country_letter_code "countryLetterCode" [Option<&str>] = |it| it.country_letter_code.as_deref();
    /// Where it is.
    location "location" [Option<EvidenceLocation<'_>>] = |it| it.location.as_ref().map(EvidenceLocation);
}

evidence! {
    /// A sign-in that is involved in an alert.
    CloudLogonRequestEvidence "CloudLogonRequestEvidence";

    /// "Request ID" of the sign-in.
    request_id "requestId" [Option<&str>] = |it| it.request_id.as_ref().map(Id::object);
}

evidence! {
    /// A session that is involved in an alert.
    CloudLogonSessionEvidence "CloudLogonSessionEvidence";

    /// Whose it is.
    user_account "userAccount" [Option<UserAccount<'_>>] = |it| it.account().map(UserAccount);
    /// "Session ID".
    session_id "sessionId" [Option<&str>] = |it| it.session_id.as_deref();
    /// Everything else that Microsoft says of it.
    properties "properties" [Json] = |it| Json::of(&it.more);
}

evidence! {
    /// A service principal that is involved in an alert.
    ServicePrincipalEvidence "ServicePrincipalEvidence";

    /// "Service principal ID".
    service_principal_object_id "servicePrincipalObjectId" [Option<&str>] = |it| it.service_principal_object_id.as_ref().map(Id::object);
    /// "Service principal name".
    service_principal_name "servicePrincipalName" [Option<&str>] = |it| it.service_principal_name.as_deref();
    /// "App ID".
    app_id "appId" [Option<&str>] = |it| it.app_id.as_deref();
}

evidence! {
    /// An application with consent that is involved in an alert.
    OauthApplicationEvidence "OauthApplicationEvidence";

    /// "Name".
    display_name "displayName" [Option<&str>] = |it| it.display_name.as_deref();
    /// "App ID".
    app_id "appId" [Option<&str>] = |it| it.app_id.as_deref();
}

evidence! {
    /// Something else that is involved in an alert, such as a device, file or mail.
    OtherEvidence "OtherEvidence";

    /// What it is, in Microsoft's own word, such as `deviceEvidence`.
    kind "type" [Option<&str>] = |it| it.kind.as_ref().map(Word::as_str);
    /// Everything else that Microsoft says of it.
    properties "properties" [Json] = |it| Json::of(&it.more);
}

part! {
    /// An account that is involved in an alert.
    UserAccount "AlertUserAccount" shows UserAccount;

    /// "Object ID" in Microsoft Entra; local accounts have none.
    azure_ad_user_id "azureAdUserId" [Option<&str>] = |it| it.azure_ad_user_id.as_ref().map(Id::object);
    /// "User Principal Name".
    user_principal_name "userPrincipalName" [Option<&str>] = |it| it.user_principal_name.as_deref();
    /// "SID": the security identifier.
    user_sid "userSid" [Option<&str>] = |it| it.user_sid.as_deref();
    /// The name that it is known by in its domain.
    account_name "accountName" [Option<&str>] = |it| it.account_name.as_deref();
    /// "Domain".
    domain_name "domainName" [Option<&str>] = |it| it.domain_name.as_deref();
    /// "Display Name".
    display_name "displayName" [Option<&str>] = |it| it.display_name.as_deref();
}

part! {
    /// Where an address is.
    EvidenceLocation "EvidenceLocation" shows EvidenceLocation;

    /// City.
    city "city" [Option<&str>] = |it| it.city.as_deref();
    /// State or province.
    state "state" [Option<&str>] = |it| it.state.as_deref();
    /// Country.
    country_name "countryName" [Option<&str>] = |it| it.country_name.as_deref();
    /// Degrees north.
    latitude "latitude" [Option<f64>] = |it| it.latitude;
    /// Degrees east.
    longitude "longitude" [Option<f64>] = |it| it.longitude;
}
