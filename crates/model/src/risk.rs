//! The risk of a user, service principal, sign-in or detection.

use serde::{Deserialize, Serialize};

use crate::{AlertStanding, RiskDetail, RiskLevel, RiskState, Time, Word};

/// A risk as Microsoft Entra states it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EntraRisk {
    /// State.
    pub risk_state: Option<Word<RiskState>>,
    /// Level.
    pub risk_level: Option<Word<RiskLevel>>,
    /// Detail.
    pub risk_detail: Option<Word<RiskDetail>>,
    /// When it last changed.
    pub risk_last_updated_date_time: Option<Time>,
}

/// A risk as it is shown: what the fold makes of all claims. All empty means that nobody ever spoke.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Risk {
    /// State.
    pub state: Option<Word<RiskState>>,
    /// Level.
    pub level: Option<Word<RiskLevel>>,
    /// Detail.
    pub detail: Option<Word<RiskDetail>>,
    /// When the deciding claim last changed.
    pub updated: Option<Time>,
    /// Whose claim decides.
    pub decided_by: Option<Claimant>,
}

/// Who claims something about a risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Claimant {
    /// Microsoft Entra's own record.
    Entra,
    /// Someone who acted by riskgate, where riskgate's own store does what is asked.
    Administrator,
    /// An alert of Microsoft Defender.
    Defender,
}

/// What one claimant says of a risk, as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Claim {
    /// Who says it.
    pub claimant: Claimant,
    /// Where the alert stands that says it, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alert: Option<AlertStanding>,
    /// State.
    pub state: Word<RiskState>,
    /// Level.
    pub level: Option<Word<RiskLevel>>,
    /// Detail.
    pub detail: Option<Word<RiskDetail>>,
    /// Since when it has said so without a break.
    pub since: Option<Time>,
    /// When it last said so.
    pub updated: Option<Time>,
    /// When another claimant closed it, or a dismissal or confirmation of safety of what the subject belongs to.
    pub closed: Option<Time>,
    /// Words it used since then that this version does not understand.
    pub not_understood: Vec<String>,
}

impl Claim {
    /// When it came to say what it says. Entra and people who say something again mean it anew; an alert changes with every comment.
    pub fn changed(&self) -> Option<Time> {
        if self.claimant == Claimant::Defender { self.since } else { self.updated }
    }
}
