//! What a shown risk rests on.

use async_graphql::{Enum, ID, Object};
use riskgate_model::{self as model, Id};

use super::table::part;
use crate::{
    id::global,
    scalar::DateTime,
    vocabulary::{AlertClassification, AlertStatus, Out, RiskDetail, RiskLevel, RiskState, Shown, raw, shown},
};

/// Who claims something about a risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "Claimant")]
pub(crate) enum Claimant {
    /// Microsoft Entra ID Protection: its own record.
    #[graphql(name = "ENTRA")]
    Entra,
    /// Someone who acted through riskgate: a person or program that confirmed, dismissed or remediated the risk here. The risk history says
    /// who, and why. A claim only where riskgate itself does what is asked, as in the demo tenant: what is sent to Microsoft Entra comes back
    /// as its own record.
    #[graphql(name = "ADMINISTRATOR")]
    Administrator,
    /// An alert of Microsoft Defender, by its status and classification.
    #[graphql(name = "DEFENDER")]
    Defender,
}

impl From<model::Claimant> for Claimant {
    fn from(claimant: model::Claimant) -> Self {
        match claimant {
            model::Claimant::Entra => Self::Entra,
            model::Claimant::Administrator => Self::Administrator,
            model::Claimant::Defender => Self::Defender,
        }
    }
}

part! {
    /// What one claimant says of a risk, as it stands. The risk shown is what all claims together make.
    Claim "Claim" shows Claim;

    /// Who says it.
    claimant "claimant" [Claimant] = |it| it.claimant.into();
    /// The alert that says it, where one does.
    alert "alert" [Option<AlertStanding<'_>>] = |it| it.alert.as_ref().map(AlertStanding);
    /// "Risk state".
    risk_state "riskState" [Out<RiskState>] = |it| shown(Some(&it.state));
    /// `riskState` as it came.
    risk_state_raw "riskStateRaw" [&str] = |it| it.state.as_str();
    /// "Risk level".
    risk_level "riskLevel" [Out<RiskLevel>] = |it| shown(it.level.as_ref());
    /// `riskLevel` as it came.
    risk_level_raw "riskLevelRaw" [Option<&str>] = |it| raw(it.level.as_ref());
    /// "Risk detail".
    risk_detail "riskDetail" [Out<RiskDetail>] = |it| shown(it.detail.as_ref());
    /// `riskDetail` as it came.
    risk_detail_raw "riskDetailRaw" [Option<&str>] = |it| raw(it.detail.as_ref());
    /// Since when it has said so without a break.
    since "since" [Option<DateTime>] = |it| DateTime::shown(it.since);
    /// When it last said so.
    updated "updated" [Option<DateTime>] = |it| DateTime::shown(it.updated);
    /// When another claimant closed it, or what was said of the user or sign-in that it belongs to; null while it stands.
    closed "closed" [Option<DateTime>] = |it| DateTime::shown(it.closed);
    /// Words it used since then that this version does not understand.
    not_understood "notUnderstood" [&[String]] = |it| &it.not_understood;
}

part! {
    /// Where an alert stands, and which row of the table by which Microsoft Entra ID Protection reads alerts that is.
    AlertStanding "AlertStanding" shows AlertStanding;

    /// The id of the alert, as riskgate shows it.
    id "id" [ID] = |it| ID(global(&it.id));
    /// The alert's id in Microsoft Defender.
    alert_id "alertId" [&str] = |it| it.id.object();
    /// "Status".
    status "status" [Shown<AlertStatus>] = |it| Shown::of(&it.status);
    /// `status` as it came.
    status_raw "statusRaw" [&str] = |it| it.status.as_str();
    /// "Classification".
    classification "classification" [Shown<AlertClassification>] = |it| Shown::of(&it.classification);
    /// `classification` as it came.
    classification_raw "classificationRaw" [&str] = |it| it.classification.as_str();
    /// The number of the row, from 1 to 11; null where a new alert of which nothing was found withdraws what it said before, or where a word
    /// is not known.
    table_row "tableRow" [Option<i32>] = |it| it.row().map(|row| i32::from(row.number));
    /// The version of the table.
    table_version "tableVersion" [u32] = |_| model::DEFENDER_TABLE_VERSION;
}

/// A risk exactly as Microsoft Entra ID Protection last stated it.
pub(crate) struct EntraRisk(pub(crate) model::EntraRisk);

/// A risk exactly as Microsoft Entra ID Protection last stated it, whatever else is known.
#[Object(name = "EntraRisk")]
impl EntraRisk {
    /// "Risk state".
    async fn risk_state(&self) -> Out<RiskState> {
        shown(self.0.risk_state.as_ref())
    }

    /// `riskState` as it came.
    async fn risk_state_raw(&self) -> Option<&str> {
        raw(self.0.risk_state.as_ref())
    }

    /// "Risk level".
    async fn risk_level(&self) -> Out<RiskLevel> {
        shown(self.0.risk_level.as_ref())
    }

    /// `riskLevel` as it came.
    async fn risk_level_raw(&self) -> Option<&str> {
        raw(self.0.risk_level.as_ref())
    }

    /// "Risk detail".
    async fn risk_detail(&self) -> Out<RiskDetail> {
        shown(self.0.risk_detail.as_ref())
    }

    /// `riskDetail` as it came.
    async fn risk_detail_raw(&self) -> Option<&str> {
        raw(self.0.risk_detail.as_ref())
    }

    /// "Risk last updated".
    async fn risk_last_updated_date_time(&self) -> Option<DateTime> {
        DateTime::shown(self.0.risk_last_updated_date_time)
    }
}
