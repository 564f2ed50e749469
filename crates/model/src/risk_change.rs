//! A change in the risk of a user or service principal.

use serde::{Deserialize, Serialize};

use crate::{
    ActionId, AlertStanding, Body, Claimant, EntraRisk, Id, RiskChangeId, RiskDetail, RiskLevel, RiskState, ServicePrincipalId, TenantId,
    Time, UserId, Word,
};

/// One line of the risk history, Microsoft Graph's `riskyUserHistoryItem` and `riskyServicePrincipalHistoryItem`; a risk record itself
/// is one, too, since it states the newest change. An act that was done by riskgate is one as well, and so is what an alert came to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiskChange {
    /// Made from the identity, the time, the state and the detail: Microsoft's own ids of history items are not unique. An alert's is made
    /// from the identity, the time, and where the alert stands, which says the state and the detail.
    pub id: RiskChangeId,
    /// Whose risk changed.
    pub identity: Identity,
    /// When; history items without a time, or of 1970, have none.
    pub risk_last_updated_date_time: Option<Time>,
    /// The state from then on.
    pub risk_state: Option<Word<RiskState>>,
    /// The level from then on.
    pub risk_level: Option<Word<RiskLevel>>,
    /// Why.
    pub risk_detail: Option<Word<RiskDetail>>,
    /// What was detected, in Microsoft's words.
    pub risk_event_types: Vec<String>,
    /// The object id of the person or application that acted; none when it was Microsoft's own system.
    pub initiated_by: Option<String>,
    /// Who claims it.
    pub claimant: Claimant,
    /// Where the alert stands that claims it, if one does.
    pub alert: Option<AlertStanding>,
    /// Whether Microsoft was still working on it.
    pub is_processing: Option<bool>,
    /// The detail of the activity that changed the risk.
    pub activity_detail: Option<Word<RiskDetail>>,
    /// Of an act, the name of the token by which it was asked for.
    pub requested_by: Option<String>,
    /// Of an act, why it was asked for.
    pub reason: Option<String>,
    /// Of an act, the action that it is part of.
    pub action: Option<ActionId>,
    /// The whole record, when it was asked for; an act has none.
    pub record: Option<Body>,
}

/// A user or a service principal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Identity {
    /// A user.
    User(UserId),
    /// A service principal.
    ServicePrincipal(ServicePrincipalId),
}

impl Identity {
    /// The tenant.
    pub fn tenant(&self) -> &TenantId {
        match self {
            Self::User(id) => id.tenant(),
            Self::ServicePrincipal(id) => id.tenant(),
        }
    }

    /// The object id.
    pub fn object(&self) -> &str {
        match self {
            Self::User(id) => id.object(),
            Self::ServicePrincipal(id) => id.object(),
        }
    }
}

/// What Microsoft Graph sends as an item of a risk history.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RiskHistoryItem {
    /// State.
    pub risk_state: Option<Word<RiskState>>,
    /// Level.
    pub risk_level: Option<Word<RiskLevel>>,
    /// Detail.
    pub risk_detail: Option<Word<RiskDetail>>,
    /// When.
    pub risk_last_updated_date_time: Option<Time>,
    /// Whether Microsoft was still working on it.
    pub is_processing: Option<bool>,
    /// The actor's object id.
    pub initiated_by: Option<String>,
    /// What happened.
    pub activity: Option<HistoryActivity>,
}

impl From<EntraRisk> for RiskHistoryItem {
    /// A risk record states the newest change, without saying what happened.
    fn from(risk: EntraRisk) -> Self {
        Self {
            risk_state: risk.risk_state,
            risk_level: risk.risk_level,
            risk_detail: risk.risk_detail,
            risk_last_updated_date_time: risk.risk_last_updated_date_time,
            ..Self::default()
        }
    }
}

/// What happened when a risk changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HistoryActivity {
    /// Detail.
    pub detail: Option<Word<RiskDetail>>,
    /// What was detected.
    #[serde(default)]
    pub risk_event_types: Vec<String>,
}

impl RiskHistoryItem {
    /// The change it describes.
    pub fn change(self, identity: Identity) -> RiskChange {
        let id = change_id(&identity, self.risk_last_updated_date_time, self.risk_state.as_ref(), self.risk_detail.as_ref());
        let activity = self.activity.unwrap_or_default();
        RiskChange {
            id,
            identity,
            risk_last_updated_date_time: self.risk_last_updated_date_time,
            risk_state: self.risk_state,
            risk_level: self.risk_level,
            risk_detail: self.risk_detail,
            risk_event_types: activity.risk_event_types,
            initiated_by: self.initiated_by,
            claimant: Claimant::Entra,
            alert: None,
            is_processing: self.is_processing,
            activity_detail: activity.detail,
            requested_by: None,
            reason: None,
            action: None,
            record: None,
        }
    }
}

/// The id of a change: what makes it the same change wherever it is read.
fn change_id(identity: &Identity, time: Option<Time>, state: Option<&Word<RiskState>>, detail: Option<&Word<RiskDetail>>) -> RiskChangeId {
    let (state, detail) = (state.map_or("", Word::as_str), detail.map_or("", Word::as_str));
    of_moment(identity, time, &format!("{state}:{detail}"))
}

/// The id of what an alert came to say.
pub(crate) fn alert_change_id(identity: &Identity, time: Option<Time>, alert: &AlertStanding) -> RiskChangeId {
    of_moment(identity, time, &format!("{}:{}:{}", alert.id.object(), alert.status.as_str(), alert.classification.as_str()))
}

fn of_moment(identity: &Identity, time: Option<Time>, said: &str) -> RiskChangeId {
    let kind = match identity {
        Identity::User(_) => "user",
        Identity::ServicePrincipal(_) => "serviceprincipal",
    };
    let time = time.map(|time| time.to_string()).unwrap_or_default();
    RiskChangeId::new(identity.tenant().clone(), &format!("{kind}:{}:{time}:{said}", identity.object()))
}
