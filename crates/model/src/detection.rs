//! A risk detection.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    ActivityType, Body, DetectionId, DetectionTiming, EntraRisk, Id, IpAddress, KeyValue, Location, Risk, RiskDetail, RiskEventKind,
    RiskLevel, RiskState, ServicePrincipalId, SignInId, TenantId, Time, TokenIssuerType, UserId, Vocabulary, Word,
    text::{replace_nul, without_nul},
};

/// A risk seen on a user or service principal; Microsoft Graph's `riskDetection` and `servicePrincipalRiskDetection`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Detection {
    /// The detection's id.
    pub id: DetectionId,
    /// When the risk was detected.
    pub detected_date_time: Time,
    /// When the risky activity took place.
    pub activity_date_time: Option<Time>,
    /// When the detection last changed.
    pub last_updated_date_time: Option<Time>,
    /// The user, when it is a user's.
    pub user_id: Option<UserId>,
    /// The user's name.
    pub user_display_name: Option<String>,
    /// The user's sign-in name.
    pub user_principal_name: Option<String>,
    /// The service principal, when it is a workload identity's.
    pub service_principal_id: Option<ServicePrincipalId>,
    /// Its name.
    pub service_principal_display_name: Option<String>,
    /// Its application.
    pub app_id: Option<String>,
    /// The credentials concerned.
    #[serde(default)]
    pub key_ids: Vec<String>,
    /// The sign-in's request id, when the risk was seen in one.
    pub request_id: Option<SignInId>,
    /// Ties the requests of one sign-in together.
    pub correlation_id: Option<String>,
    /// What was detected, in Microsoft's word.
    pub risk_event_type: Option<String>,
    /// Microsoft's risk state.
    pub risk_state: Option<Word<RiskState>>,
    /// Microsoft's level.
    pub risk_level: Option<Word<RiskLevel>>,
    /// Microsoft's detail.
    pub risk_detail: Option<Word<RiskDetail>>,
    /// What was going on.
    pub activity: Option<Word<ActivityType>>,
    /// When it was detected, seen from the activity.
    pub detection_timing_type: Option<Word<DetectionTiming>>,
    /// The product that detected it.
    pub source: Option<String>,
    /// Who issued the token.
    pub token_issuer_type: Option<Word<TokenIssuerType>>,
    /// The address.
    pub ip_address: Option<IpAddress>,
    /// The place.
    pub location: Option<Location>,
    /// An older name of what was detected, less exact.
    pub risk_type: Option<String>,
    /// The MITRE ATT&CK technique.
    pub mitre_technique_id: Option<String>,
    /// More about the detection, as JSON text.
    pub additional_info: Option<String>,
    /// The risk as the fold shows it.
    #[serde(skip)]
    pub risk: Risk,
    /// The whole record, when it was asked for.
    #[serde(skip)]
    pub record: Option<Body>,
}

impl Detection {
    /// Gives the record and the ids in it their tenant.
    pub(crate) fn adopt(&mut self, tenant: &TenantId) {
        self.id.adopt(tenant);
        self.user_id.iter_mut().for_each(|id| id.adopt(tenant));
        self.service_principal_id.iter_mut().for_each(|id| id.adopt(tenant));
        self.request_id.iter_mut().for_each(|id| id.adopt(tenant));
    }

    /// What was detected, if this version knows the word.
    pub fn risk_event_kind(&self) -> Option<RiskEventKind> {
        self.risk_event_type.as_deref().and_then(RiskEventKind::read)
    }

    /// Whether the detection belongs to a sign-in. An administrator's confirmation does not, although it may name one.
    pub fn is_linked_to_sign_in(&self) -> bool {
        self.request_id.is_some() && self.risk_event_kind() != Some(RiskEventKind::AdminConfirmedUserCompromised)
    }

    /// What Microsoft says of its risk.
    pub fn entra_risk(&self) -> EntraRisk {
        EntraRisk {
            risk_state: self.risk_state.clone(),
            risk_level: self.risk_level.clone(),
            risk_detail: self.risk_detail.clone(),
            risk_last_updated_date_time: self.last_updated_date_time,
        }
    }

    /// The MITRE ATT&CK techniques, from wherever the detection names them.
    pub fn mitre_techniques(&self) -> Vec<String> {
        let info = self.additional_info();
        self.mitre_technique_id.as_deref().into_iter().chain(info.mitre_techniques()).map(str::to_owned).collect()
    }

    /// What `additionalInfo` says, read.
    pub fn additional_info(&self) -> AdditionalInfo {
        let entries: Vec<Entry> = self.additional_info.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let read = |Entry { key, mut value }| {
            replace_nul(&mut value);
            KeyValue { key: without_nul(key), value }
        };
        AdditionalInfo { entries: entries.into_iter().map(read).collect() }
    }
}

/// More about a detection: keys and values, as Microsoft sends them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AdditionalInfo {
    /// Every key and value, in order. Empty when there is none, or when the text is no such list.
    pub entries: Vec<KeyValue>,
}

/// An entry in the text: a [`KeyValue`], most often with capitals.
#[derive(Deserialize)]
struct Entry {
    #[serde(alias = "Key", default)]
    key: String,
    #[serde(alias = "Value", default)]
    value: Value,
}

impl AdditionalInfo {
    /// The user agent of the activity.
    pub fn user_agent(&self) -> Option<&str> {
        self.value("userAgent")?.as_str()
    }

    /// The alert in Microsoft Defender for Cloud Apps.
    pub fn alert_url(&self) -> Option<&str> {
        self.value("alertUrl")?.as_str()
    }

    /// Why the risk was seen, such as `UnfamiliarASN`.
    pub fn risk_reasons(&self) -> Vec<&str> {
        self.texts("riskReasons")
    }

    /// MITRE ATT&CK techniques, such as `T1078`.
    pub fn mitre_techniques(&self) -> Vec<&str> {
        self.texts("mitreTechniques")
    }

    fn value(&self, key: &str) -> Option<&Value> {
        self.entries.iter().find(|entry| entry.key.eq_ignore_ascii_case(key)).map(|entry| &entry.value)
    }

    /// A list, or a text of several parted by commas.
    fn texts(&self, key: &str) -> Vec<&str> {
        match self.value(key) {
            Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(text)) => text.split(',').map(str::trim).filter(|text| !text.is_empty()).collect(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(text: &str) -> AdditionalInfo {
        Detection { additional_info: Some(text.into()), ..Detection::default() }.additional_info()
    }

    #[test]
    fn values_may_be_texts_lists_or_null() {
        let info = info(
            r#"[{"Key":"userAgent","Value":"curl/8"},{"Key":"riskReasons","Value":["UnfamiliarASN","UnfamiliarIP"]},
                {"Key":"mitreTechniques","Value":"T1078, T1110.003"},{"Key":"alertUrl","Value":null}]"#,
        );
        assert_eq!(info.user_agent(), Some("curl/8"));
        assert_eq!(info.risk_reasons(), ["UnfamiliarASN", "UnfamiliarIP"]);
        assert_eq!(info.mitre_techniques(), ["T1078", "T1110.003"]);
        assert_eq!(info.alert_url(), None);
    }

    #[test]
    fn techniques_come_from_the_property_and_from_more_information() {
        let more = r#"[{"Key":"mitreTechniques","Value":"T1078,T1110"}]"#.to_owned();
        let detection = Detection { mitre_technique_id: Some("T1557".into()), additional_info: Some(more), ..Detection::default() };
        assert_eq!(detection.mitre_techniques(), ["T1557", "T1078", "T1110"]);
        assert_eq!(Detection::default().mitre_techniques(), Vec::<String>::new());
    }

    #[test]
    fn what_is_no_list_of_keys_has_no_entries() {
        assert_eq!(info("plain words").entries, []);
    }

    #[test]
    fn an_administrators_confirmation_is_not_linked_to_a_sign_in() {
        let request_id = Some(SignInId::default());
        let spray = Detection { request_id: request_id.clone(), risk_event_type: Some("passwordSpray".into()), ..Detection::default() };
        let confirmed = Detection { request_id, risk_event_type: Some("adminConfirmedUserCompromised".into()), ..Detection::default() };
        assert!(spray.is_linked_to_sign_in());
        assert!(!confirmed.is_linked_to_sign_in());
        assert!(!Detection::default().is_linked_to_sign_in());
    }
}
