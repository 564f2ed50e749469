//! An incident of Microsoft Defender.

use serde::{Deserialize, Serialize};

use crate::{
    AlertClassification, AlertComment, AlertDetermination, AlertSeverity, Body, FieldSet as _, Id, IncidentFields, IncidentId,
    IncidentStatus, TenantId, Time, Word,
};

/// Alerts that belong together; Microsoft Graph's `security.incident`. It says nothing of anybody's risk: its alerts do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Incident {
    /// The id.
    pub id: IncidentId,
    /// What happened, in one line.
    pub display_name: Option<String>,
    /// How far its investigation has come.
    pub status: Option<Word<IncidentStatus>>,
    /// What it turned out to be.
    pub classification: Option<Word<AlertClassification>>,
    /// What more is known of that.
    pub determination: Option<Word<AlertDetermination>>,
    /// How much harm it may mean: the gravest of its alerts.
    pub severity: Option<Word<AlertSeverity>>,
    /// Who investigates it.
    pub assigned_to: Option<String>,
    /// What happened.
    pub description: Option<String>,
    /// What happened, told by Microsoft.
    pub summary: Option<String>,
    /// Why it was resolved.
    pub resolving_comment: Option<String>,
    /// How urgent it is, from 0 to 100.
    pub priority_score: Option<i64>,
    /// The incident that it was merged into.
    pub redirect_incident_id: Option<IncidentId>,
    /// Its page in the Defender portal.
    pub incident_web_url: Option<String>,
    /// Who changed it last.
    pub last_modified_by: Option<String>,
    /// When it began.
    pub created_date_time: Option<Time>,
    /// When it last changed.
    pub last_update_date_time: Option<Time>,
    /// What people wrote about it.
    #[serde(default)]
    pub comments: Vec<AlertComment>,
    /// Marks that people gave it.
    #[serde(default)]
    pub custom_tags: Vec<String>,
    /// Marks that Microsoft gave it.
    #[serde(default)]
    pub system_tags: Vec<String>,
    /// The whole record, when it was asked for.
    #[serde(skip)]
    pub record: Option<Body>,
}

impl Incident {
    /// Gives the record and the ids in it their tenant.
    pub(crate) fn adopt(&mut self, tenant: &TenantId) {
        self.id.adopt(tenant);
        self.redirect_incident_id.iter_mut().for_each(|id| id.adopt(tenant));
    }

    /// The incident with no more than these groups fill: what a projected answer is judged by.
    #[must_use]
    pub fn filled_for(self, fields: IncidentFields) -> Self {
        if fields.contains(IncidentFields::RECORD) {
            return self;
        }
        Self {
            id: self.id,
            display_name: self.display_name,
            status: self.status,
            classification: self.classification,
            determination: self.determination,
            severity: self.severity,
            assigned_to: self.assigned_to,
            created_date_time: self.created_date_time,
            last_update_date_time: self.last_update_date_time,
            ..Self::default()
        }
    }

    /// When it last changed, or began if it never did.
    pub fn updated(&self) -> Option<Time> {
        self.last_update_date_time.or(self.created_date_time)
    }
}
