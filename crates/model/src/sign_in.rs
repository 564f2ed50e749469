//! A sign-in.

use serde::{Deserialize, Serialize};

use crate::{
    AppDeviceDetail, AppliedPolicy, AuthenticationRequirement, AuthenticationStep, Body, ConditionalAccessStatus, DeviceDetail, EntraRisk,
    Id, IpAddress, KeyValue, Location, MfaDetail, NetworkLocation, Risk, RiskDetail, RiskLevel, RiskState, ServicePrincipalId,
    SignInEventType, SignInId, SignInStatus, TenantId, Time, TokenIssuerType, UserId, Word,
};

/// One authentication request of a user, service principal or managed identity; Microsoft Graph's `signIn`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignIn {
    /// The request id.
    pub id: SignInId,
    /// When it happened.
    pub created_date_time: Time,
    /// Who signed in, when it was a user.
    pub user_id: Option<UserId>,
    /// The user's name.
    pub user_display_name: Option<String>,
    /// The user's sign-in name; Microsoft writes it in lower case here.
    pub user_principal_name: Option<String>,
    /// `member` or `guest`.
    pub user_type: Option<String>,
    /// Who signed in, when it was a service principal or managed identity.
    pub service_principal_id: Option<ServicePrincipalId>,
    /// Its name.
    pub service_principal_name: Option<String>,
    /// The application signed in to: its app id.
    pub app_id: Option<String>,
    /// The application's name.
    pub app_display_name: Option<String>,
    /// The resource asked for.
    pub resource_id: Option<String>,
    /// The resource's name.
    pub resource_display_name: Option<String>,
    /// The kind of client, such as `Browser` or `Exchange ActiveSync`.
    pub client_app_used: Option<String>,
    /// The address.
    pub ip_address: Option<IpAddress>,
    /// The number of the network (ASN) the address belongs to.
    pub autonomous_system_number: Option<i64>,
    /// The place.
    pub location: Option<Location>,
    /// The device.
    pub device_detail: Option<DeviceDetail>,
    /// The client's user agent string.
    pub user_agent: Option<String>,
    /// How it ended.
    pub status: Option<SignInStatus>,
    /// Whether Conditional Access let it pass.
    pub conditional_access_status: Option<Word<ConditionalAccessStatus>>,
    /// The policies and what each did.
    #[serde(default)]
    pub applied_conditional_access_policies: Vec<AppliedPolicy>,
    /// Whether a person took part.
    pub is_interactive: Option<bool>,
    /// The kinds of sign-in.
    #[serde(default)]
    pub sign_in_event_types: Vec<Word<SignInEventType>>,
    /// Whether one factor was enough.
    pub authentication_requirement: Option<Word<AuthenticationRequirement>>,
    /// How the identity proved itself, step by step.
    #[serde(default)]
    pub authentication_details: Vec<AuthenticationStep>,
    /// The methods used.
    #[serde(default)]
    pub authentication_methods_used: Vec<String>,
    /// How the request was processed.
    #[serde(default)]
    pub authentication_processing_details: Vec<KeyValue>,
    /// The protocol, such as `deviceCode`.
    pub authentication_protocol: Option<String>,
    /// The authenticator app, where one took part.
    pub authentication_app_device_details: Option<AppDeviceDetail>,
    /// Multifactor authentication in the older shape.
    pub mfa_detail: Option<MfaDetail>,
    /// The named locations it came from.
    #[serde(default)]
    pub network_location_details: Vec<NetworkLocation>,
    /// What was presented, such as `primaryRefreshToken`.
    pub incoming_token_type: Option<String>,
    /// The id inside the token that was issued.
    pub unique_token_identifier: Option<String>,
    /// The session.
    pub session_id: Option<String>,
    /// The first request of the sequence.
    pub original_request_id: Option<String>,
    /// Ties the requests of one sign-in together.
    pub correlation_id: Option<String>,
    /// Whether and how the sign-in crossed tenants.
    pub cross_tenant_access_type: Option<String>,
    /// Whether the user asked for a review.
    pub flagged_for_review: Option<bool>,
    /// The user's own tenant.
    pub home_tenant_id: Option<String>,
    /// The tenant of the resource.
    pub resource_tenant_id: Option<String>,
    /// Who issued the token.
    pub token_issuer_type: Option<Word<TokenIssuerType>>,
    /// The issuer's name.
    pub token_issuer_name: Option<String>,
    /// Milliseconds that the request took.
    pub processing_time_in_milliseconds: Option<i64>,
    /// The name typed in, when it is another than the user principal name.
    pub alternate_sign_in_name: Option<String>,
    /// Microsoft's risk state.
    pub risk_state: Option<Word<RiskState>>,
    /// Microsoft's detail.
    pub risk_detail: Option<Word<RiskDetail>>,
    /// The level as Microsoft sees it now.
    pub risk_level_aggregated: Option<Word<RiskLevel>>,
    /// The level at the time; it never changes.
    pub risk_level_during_sign_in: Option<Word<RiskLevel>>,
    /// What was detected, in the words of the newer list.
    #[serde(rename = "riskEventTypes_v2", default)]
    pub risk_event_types_v2: Vec<String>,
    /// What was detected, in the words of the older list.
    #[serde(default)]
    pub risk_event_types: Vec<String>,
    /// The risk as the fold shows it.
    #[serde(skip)]
    pub risk: Risk,
    /// The whole record, when it was asked for.
    #[serde(skip)]
    pub record: Option<Body>,
}

impl SignIn {
    /// Gives the record and the ids in it their tenant.
    pub(crate) fn adopt(&mut self, tenant: &TenantId) {
        self.id.adopt(tenant);
        self.user_id.iter_mut().for_each(|id| id.adopt(tenant));
        self.service_principal_id.iter_mut().for_each(|id| id.adopt(tenant));
    }

    /// What was detected, from whichever list says more.
    pub fn risk_event_types(&self) -> &[String] {
        if self.risk_event_types_v2.is_empty() { &self.risk_event_types } else { &self.risk_event_types_v2 }
    }

    /// What Microsoft says of its risk.
    pub fn entra_risk(&self) -> EntraRisk {
        EntraRisk {
            risk_state: self.risk_state.clone(),
            risk_level: self.risk_level_aggregated.clone(),
            risk_detail: self.risk_detail.clone(),
            risk_last_updated_date_time: None,
        }
    }

    /// Whether the risky sign-ins report lists it: a risk was seen, whatever became of it. A level that the licence hides, or that this
    /// version does not know, says nothing by itself: an unlicensed tenant's sign-ins all have one.
    pub fn is_risky(&self) -> bool {
        let stated = self.risk.state.as_ref().is_some_and(|state| state.known() != Some(RiskState::None));
        let is_risk = |level: &Word<RiskLevel>| matches!(level.known(), Some(RiskLevel::Low | RiskLevel::Medium | RiskLevel::High));
        stated || [&self.risk.level, &self.risk_level_during_sign_in].into_iter().flatten().any(is_risk)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_risky(state: Option<&str>, level: Option<&str>, during: Option<&str>) -> bool {
        let mut sign_in = SignIn { risk_level_during_sign_in: during.map(Word::read), ..SignIn::default() };
        sign_in.risk.state = state.map(Word::read);
        sign_in.risk.level = level.map(Word::read);
        sign_in.is_risky()
    }

    #[test]
    fn a_state_other_than_none_is_risky_also_an_unknown_one() {
        for state in ["atRisk", "confirmedCompromised", "confirmedSafe", "dismissed", "remediated", "underReview"] {
            assert!(is_risky(Some(state), Some("none"), Some("none")), "{state}");
        }
        assert!(!is_risky(Some("none"), Some("none"), Some("none")));
        assert!(!is_risky(None, None, None));
    }

    #[test]
    fn a_level_that_was_seen_is_risky_now_or_during_the_sign_in() {
        for level in ["low", "medium", "high"] {
            assert!(is_risky(Some("none"), Some(level), None), "{level} now");
            assert!(is_risky(Some("none"), None, Some(level)), "{level} during the sign-in");
        }
    }

    #[test]
    fn a_hidden_or_unknown_level_says_nothing_by_itself() {
        for level in ["hidden", "severe"] {
            assert!(!is_risky(Some("none"), Some(level), Some(level)), "{level}");
            assert!(!is_risky(None, Some(level), Some(level)), "{level}, without a state");
            assert!(is_risky(Some("atRisk"), Some(level), Some(level)), "{level}, at risk");
        }
    }
}
