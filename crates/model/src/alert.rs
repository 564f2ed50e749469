//! An alert of Microsoft Defender.

use serde::{Deserialize, Serialize};

use crate::{
    AlertClassification, AlertDetermination, AlertFields, AlertId, AlertSeverity, AlertStatus, Body, DetectionId, Evidence, FieldSet as _,
    Id, IncidentId, ServiceSource, SignInId, TenantId, Time, UserId, Word,
};

/// Something that Microsoft Defender or a product beside it noticed, and what became of it; Microsoft Graph's `security.alert`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Alert {
    /// The id.
    pub id: AlertId,
    /// The id in the product that noticed it; of Identity Protection, the detection's.
    pub provider_alert_id: Option<String>,
    /// The incident that it belongs to.
    pub incident_id: Option<IncidentId>,
    /// How far its investigation has come.
    pub status: Option<Word<AlertStatus>>,
    /// What it turned out to be.
    pub classification: Option<Word<AlertClassification>>,
    /// What more is known of that.
    pub determination: Option<Word<AlertDetermination>>,
    /// How much harm it may mean.
    pub severity: Option<Word<AlertSeverity>>,
    /// The product that noticed it.
    pub service_source: Option<Word<ServiceSource>>,
    /// The part of the product, such as `antivirus`.
    pub detection_source: Option<String>,
    /// The product's name.
    pub product_name: Option<String>,
    /// What noticed it, within the product.
    pub detector_id: Option<String>,
    /// What was noticed, in one line.
    pub title: Option<String>,
    /// What was noticed.
    pub description: Option<String>,
    /// What Microsoft recommends to do.
    pub recommended_actions: Option<String>,
    /// The stage of the attack, such as `CredentialAccess`.
    pub category: Option<String>,
    /// The stages of the attack, where there are several.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Who investigates it.
    pub assigned_to: Option<String>,
    /// Its page in the Defender portal.
    pub alert_web_url: Option<String>,
    /// Its incident's page in the Defender portal.
    pub incident_web_url: Option<String>,
    /// The attacker's name, where one is known.
    pub actor_display_name: Option<String>,
    /// The threat's name.
    pub threat_display_name: Option<String>,
    /// The threat's family.
    pub threat_family_name: Option<String>,
    /// The techniques of MITRE ATT&CK, such as `T1078.004`.
    #[serde(default)]
    pub mitre_techniques: Vec<String>,
    /// When it was raised.
    pub created_date_time: Option<Time>,
    /// When it last changed.
    pub last_update_date_time: Option<Time>,
    /// When it was resolved.
    pub resolved_date_time: Option<Time>,
    /// When what it tells of began.
    pub first_activity_date_time: Option<Time>,
    /// When what it tells of was last seen.
    pub last_activity_date_time: Option<Time>,
    /// What people wrote about it.
    #[serde(default)]
    pub comments: Vec<AlertComment>,
    /// What it rests on: who and what is involved.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// Marks that Microsoft gave it.
    #[serde(default)]
    pub system_tags: Vec<String>,
    /// Users whom someone told a status of this alert about, who may know no more of it: riskgate's own property.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub status_of: Vec<UserId>,
    /// The whole record, when it was asked for.
    #[serde(skip)]
    pub record: Option<Body>,
}

/// What someone wrote about an alert or incident.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AlertComment {
    /// The text.
    pub comment: Option<String>,
    /// Who wrote it.
    pub created_by_display_name: Option<String>,
    /// When.
    pub created_date_time: Option<Time>,
}

impl Alert {
    /// Gives the record and the ids in it their tenant.
    pub(crate) fn adopt(&mut self, tenant: &TenantId) {
        self.id.adopt(tenant);
        self.incident_id.iter_mut().for_each(|id| id.adopt(tenant));
        self.status_of.iter_mut().for_each(|id| id.adopt(tenant));
        self.evidence.iter_mut().for_each(|evidence| evidence.adopt(tenant));
    }

    /// The alert with no more than these groups fill: what a projected answer is judged by.
    #[must_use]
    pub fn filled_for(self, fields: AlertFields) -> Self {
        if fields.contains(AlertFields::RECORD) {
            return self;
        }
        Self {
            id: self.id,
            provider_alert_id: self.provider_alert_id,
            incident_id: self.incident_id,
            status: self.status,
            classification: self.classification,
            determination: self.determination,
            severity: self.severity,
            service_source: self.service_source,
            title: self.title,
            category: self.category,
            assigned_to: self.assigned_to,
            created_date_time: self.created_date_time,
            last_update_date_time: self.last_update_date_time,
            first_activity_date_time: self.first_activity_date_time,
            ..Self::default()
        }
    }

    /// When it last changed, or was raised if it never did.
    pub fn updated(&self) -> Option<Time> {
        self.last_update_date_time.or(self.created_date_time)
    }

    /// When what it tells of began, or else when it was raised.
    pub fn began(&self) -> Option<Time> {
        self.first_activity_date_time.or(self.created_date_time)
    }

    /// The sign-ins that it names, each once.
    pub fn sign_ins(&self) -> Vec<&SignInId> {
        let mut named: Vec<&SignInId> = self.evidence.iter().filter_map(|evidence| evidence.request_id.as_ref()).collect();
        named.sort_unstable();
        named.dedup();
        named
    }

    /// The detection that it was raised for: Identity Protection's alerts have its id as their own there.
    pub fn detection(&self) -> Option<DetectionId> {
        let is_from_there = self.service_source.as_ref().and_then(Word::known) == Some(ServiceSource::AzureAdIdentityProtection);
        let id = self.provider_alert_id.as_deref().filter(|_| is_from_there)?;
        Some(DetectionId::new(self.id.tenant().clone(), id))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn alert(properties: Value) -> Alert {
        let Value::Object(mut properties) = properties else { panic!("an object") };
        properties.insert("id".into(), "A1".into());
        Body::new(properties).read(&TenantId::new("T")).expect("an alert")
    }

    #[test]
    fn only_an_alert_of_identity_protection_names_a_detection() {
        let of = |source| alert(json!({"serviceSource": source, "providerAlertId": "ABC"})).detection().map(|id| id.to_string());
        assert_eq!(of("AzureAdIdentityProtection").as_deref(), Some("t/abc"));
        assert_eq!(of("microsoftDefenderForIdentity"), None);
        assert_eq!(alert(json!({"serviceSource": "azureAdIdentityProtection"})).detection(), None);
    }

    #[test]
    fn a_sign_in_that_is_named_twice_is_one() {
        let request = |id| json!({"@odata.type": "#microsoft.graph.security.cloudLogonRequestEvidence", "requestId": id});
        let alert = alert(json!({"evidence": [request("R2"), request("R1"), request("r2")]}));
        assert_eq!(alert.sign_ins().into_iter().map(ToString::to_string).collect::<Vec<_>>(), ["t/r1", "t/r2"]);
    }

    #[test]
    fn one_that_never_changed_counts_from_when_it_was_raised() {
        let raised = alert(json!({"createdDateTime": "2024-05-01T08:00:00Z"}));
        assert_eq!(raised.updated(), raised.created_date_time);
        let changed = alert(json!({"createdDateTime": "2024-05-01T08:00:00Z", "lastUpdateDateTime": "2024-05-02T08:00:00Z"}));
        assert_eq!(changed.updated(), changed.last_update_date_time);
    }
}
