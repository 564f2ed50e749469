//! The Defender table: what the status and classification of an alert say of a risk.

use std::collections::BTreeSet;

use crate::{
    Alert, AlertClassification, AlertId, AlertSeverity, AlertStatus, Claimant, Detection, DetectionId, Named, Observation, RiskDetail,
    RiskLevel, RiskState, ServiceSource, Time, Word,
};

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DefenderRow {
    /// Its number, from 1.
    pub number: u8,
    /// The alert's status.
    pub status: AlertStatus,
    /// The alert's classification.
    pub classification: AlertClassification,
    /// The state that it gives the risk.
    pub state: RiskState,
    /// The detail that it gives the risk.
    pub detail: RiskDetail,
}

/// How it is known that an alert covers a detection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Covering {
    /// It was raised for it.
    Raised,
    /// It names the same sign-in and user, at the same time.
    Inferred,
}

/// Where an alert stands: what its claim rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AlertStanding {
    /// The alert.
    pub id: AlertId,
    /// Its status.
    pub status: Word<AlertStatus>,
    /// Its classification.
    pub classification: Word<AlertClassification>,
}

/// The version of the table: another one, if Microsoft ever tells of another.
pub const DEFENDER_TABLE_VERSION: u32 = 1;

/// The table, as Microsoft Entra ID Protection documents it. *New* and *not set* have no row: they withdraw what the alert claimed before.
pub const DEFENDER_TABLE: [DefenderRow; 11] = {
    use AlertClassification::{FalsePositive, InformationalExpectedActivity, NotSet, TruePositive};
    use AlertStatus::{InProgress, New, Resolved};
    use RiskState::{AtRisk, ConfirmedCompromised, ConfirmedSafe, Dismissed, Remediated};
    [
        row(1, New, FalsePositive, ConfirmedSafe),
        row(2, New, InformationalExpectedActivity, ConfirmedSafe),
        row(3, New, TruePositive, ConfirmedCompromised),
        row(4, InProgress, NotSet, AtRisk),
        row(5, InProgress, FalsePositive, ConfirmedSafe),
        row(6, InProgress, InformationalExpectedActivity, ConfirmedSafe),
        row(7, InProgress, TruePositive, ConfirmedCompromised),
        row(8, Resolved, NotSet, Dismissed),
        row(9, Resolved, FalsePositive, ConfirmedSafe),
        row(10, Resolved, InformationalExpectedActivity, ConfirmedSafe),
        row(11, Resolved, TruePositive, Remediated),
    ]
};

/// The detail is the same in every row but that of an open risk, which has none.
const fn row(number: u8, status: AlertStatus, classification: AlertClassification, state: RiskState) -> DefenderRow {
    let detail = if matches!(state, RiskState::AtRisk) { RiskDetail::None } else { RiskDetail::M365DAdminDismissedDetection };
    DefenderRow { number, status, classification, state, detail }
}

impl AlertStanding {
    /// The row of the table that it is; none where a word is not known, or nothing is claimed.
    pub fn row(&self) -> Option<DefenderRow> {
        let (status, classification) = (self.status.known()?, self.classification.known()?);
        DEFENDER_TABLE.into_iter().find(|row| (row.status, row.classification) == (status, classification))
    }

    /// What the alert says of a risk at a moment: a row of the table, no risk where it is new and nothing was found yet, and a word that
    /// is not understood where one of its words is not.
    pub fn observation(self, at: Option<Time>, level: Option<RiskLevel>) -> Observation {
        let row = self.row();
        let is_known = self.status.known().is_some() && self.classification.known().is_some();
        let state = match row {
            Some(row) => row.state.into(),
            None if is_known => RiskState::None.into(),
            None => Word::Other(format!("{} {}", self.status.as_str(), self.classification.as_str()).into()),
        };
        Observation {
            claimant: Claimant::Defender,
            at,
            state,
            level: level.map(Word::Known),
            detail: row.map(|row| row.detail.into()),
            alert: Some(self),
        }
    }
}

/// The products whose alerts claim something, unless others are configured; those of the others link and show.
pub const CLAIM_SOURCES: [ServiceSource; 3] =
    [ServiceSource::AzureAdIdentityProtection, ServiceSource::MicrosoftDefenderForIdentity, ServiceSource::MicrosoftDefenderForCloudApps];

/// How far from the activities that an alert tells of a detection may lie that it covers, in seconds: a day.
const NEAR: i64 = 24 * 3_600;

impl Alert {
    /// Whether it claims something of the sign-ins and detections that it tells of, and of whom it names, if the alerts of these products do.
    pub fn speaks(&self, sources: &[ServiceSource]) -> bool {
        self.service_source.as_ref().and_then(Word::known).is_some_and(|source| sources.contains(&source))
    }

    /// Whom it claims something about, if the alerts of these products do: the only one whom its evidence names, and whoever it names as
    /// compromised. An alert that names many, such as one of a password spray, says nothing of each. A status that was told about a user
    /// claims something of that user, whatever product the alert is of.
    pub fn about(&self, sources: &[ServiceSource]) -> BTreeSet<Named> {
        let mut about: BTreeSet<Named> = self.status_of.iter().cloned().map(Named::User).collect();
        if self.speaks(sources) {
            let involved = self.involved();
            let is_only = involved.len() == 1;
            about.extend(involved.into_iter().filter(|(_, is_compromised)| is_only || *is_compromised).map(|(who, _)| who));
        }
        about
    }

    /// Whether it covers a detection: it was raised for it, or it names its sign-in and whose it is, and tells of the same time. The latter
    /// counts only for an alert that was raised for no detection that is known. `is_named` says whether it names the detection's user or
    /// service principal.
    pub fn covers(&self, detection: &Detection, is_named: bool) -> Option<Covering> {
        if self.covering(&detection.id) == Covering::Raised {
            return Some(Covering::Raised);
        }
        let sign_in = detection.request_id.as_ref()?;
        let is_near = || {
            let at = detection.activity_date_time.unwrap_or(detection.detected_date_time);
            let (first, last) = (self.first_activity_date_time.or(self.created_date_time), self.last_activity_date_time.or(self.updated()));
            first.is_none_or(|first| first.plus_seconds(-NEAR) <= at) && last.is_none_or(|last| at <= last.plus_seconds(NEAR))
        };
        (is_named && self.sign_ins().contains(&sign_in) && is_near()).then_some(Covering::Inferred)
    }

    /// How it is known that it covers a detection which it covers.
    pub fn covering(&self, covered: &DetectionId) -> Covering {
        if self.detection().is_some_and(|id| id == *covered) { Covering::Raised } else { Covering::Inferred }
    }

    /// Where it stands; none where its source tells no status or no classification, which claims nothing.
    pub fn standing(&self) -> Option<AlertStanding> {
        Some(AlertStanding { id: self.id.clone(), status: self.status.clone()?, classification: self.classification.clone()? })
    }

    /// The level of a risk that nobody but this alert tells of.
    pub fn level(&self) -> Option<RiskLevel> {
        Some(match self.severity.as_ref()?.known()? {
            AlertSeverity::Informational | AlertSeverity::Low => RiskLevel::Low,
            AlertSeverity::Medium => RiskLevel::Medium,
            AlertSeverity::High => RiskLevel::High,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Evidence, Id, TenantId, UserAccount, UserId, Vocabulary};

    fn standing(status: &str, classification: &str) -> AlertStanding {
        AlertStanding { id: AlertId::new(TenantId::new("t"), "a"), status: Word::read(status), classification: Word::read(classification) }
    }

    #[test]
    fn the_table_is_the_one_that_microsoft_documents() {
        let cells = |status| {
            let cell = |classification| standing(status, classification).row().map(|row| (row.state.word(), row.detail.word()));
            ["unknown", "falsePositive", "informationalExpectedActivity", "truePositive"].map(cell)
        };
        let detail = "m365DAdminDismissedDetection";
        let (safe, compromised) = (Some(("confirmedSafe", detail)), Some(("confirmedCompromised", detail)));
        assert_eq!(cells("new"), [None, safe, safe, compromised]);
        assert_eq!(cells("inProgress"), [Some(("atRisk", "none")), safe, safe, compromised]);
        assert_eq!(cells("resolved"), [Some(("dismissed", detail)), safe, safe, Some(("remediated", detail))]);
    }

    #[test]
    fn its_rows_are_numbered_in_their_order() {
        assert_eq!(DEFENDER_TABLE.map(|row| row.number), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    }

    #[test]
    fn new_and_not_set_says_that_there_is_no_risk() {
        let said = standing("New", "Unknown").observation(None, Some(RiskLevel::High));
        assert_eq!((said.state.known(), said.detail), (Some(RiskState::None), None));
    }

    #[test]
    fn a_word_that_is_not_known_is_not_understood_and_kept() {
        for (status, classification, word) in
            [("escalated", "truePositive", "escalated truePositive"), ("resolved", "brandNew", "resolved brandNew")]
        {
            let said = standing(status, classification).observation(None, None);
            assert_eq!((said.state.known(), said.state.as_str()), (None, word));
        }
        assert_eq!(standing("unknown", "truePositive").row(), None, "a status that Microsoft does not know either");
    }

    #[test]
    fn an_alert_whose_source_tells_only_one_of_both_claims_nothing() {
        let alert = |status: Option<&str>, classification: Option<&str>| Alert {
            status: status.map(Word::read),
            classification: classification.map(Word::read),
            ..Alert::default()
        };
        assert_eq!(alert(Some("resolved"), None).standing(), None);
        assert_eq!(alert(None, Some("truePositive")).standing(), None);
        assert!(alert(Some("resolved"), Some("truePositive")).standing().is_some());
    }

    #[test]
    fn an_alert_of_a_product_that_claims_nothing_speaks_of_whom_a_status_was_told_about_alone() {
        let user = |id: &str| UserId::new(TenantId::new("t"), id);
        let evidence = |id: &str, roles: &[&str]| Evidence {
            user_account: Some(UserAccount { azure_ad_user_id: Some(user(id)), ..UserAccount::default() }),
            roles: roles.iter().map(|role| Word::read(role)).collect(),
            ..Evidence::default()
        };
        let about = |source: &str, status_of: &[&str], evidence: Vec<Evidence>| {
            let status_of = status_of.iter().map(|id| user(id)).collect();
            let alert = Alert { service_source: Some(Word::read(source)), status_of, evidence, ..Alert::default() };
            let name = |who: Named| if let Named::User(id) = who { id.object().to_owned() } else { panic!("a user") };
            (alert.speaks(&CLAIM_SOURCES), alert.about(&CLAIM_SOURCES).into_iter().map(name).collect::<Vec<_>>())
        };
        let told = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        let compromised = || vec![evidence("a", &["compromised"]), evidence("b", &[])];
        assert_eq!(about("microsoftDefenderForEndpoint", &["c"], compromised()), (false, told(&["c"])));
        assert_eq!(about("microsoftDefenderForEndpoint", &[], compromised()), (false, told(&[])));
        assert_eq!(about("azureAdIdentityProtection", &["c"], compromised()), (true, told(&["a", "c"])));
        assert_eq!(about("azureAdIdentityProtection", &["c"], vec![evidence("b", &[])]), (true, told(&["b", "c"])), "b is the only one");
    }
}
